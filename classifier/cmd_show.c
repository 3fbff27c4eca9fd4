/* show: an entry through the editions. */
#include "cmd_show.h"

#include "cmd.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    cmd_paths paths;
    const char *wanted;
    bool json;
} options;

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'f':
        chosen->json = strcmp(argument, "json") == 0;
        if (!chosen->json && strcmp(argument, "text") != 0)
            argp_error(state, "no format '%s': text or json", argument);
        return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->wanted) argp_error(state, "one ID or CODE");
        chosen->wanted = argument;
        return 0;
    case ARGP_KEY_END:
        if (!chosen->wanted) argp_error(state, "ID or CODE is missing");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"format", 'f', "FORMAT", 0, "text or json (default: text)", 0}, {0}};
static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "ID|CODE",
    "Shows an entry: its place in every edition, its control points with their official wording "
    "where that is on file, what it asks and its sources.\v"
    "Examples:\n"
    "  exportcat show information-processing\n"
    "  exportcat show 086501X -f json",
    children,
    NULL,
    NULL};

static const char *or_dash(const char *text) {
    return text ? text : "-";
}

static void print_standing(const instrument *edition, standing where) {
    char day[16];
    exportcat_date_format(edition->in_force, day);
    printf("  %s  %-12s ", day, edition->id.text);
    switch (where.kind) {
    case STANDS:
        printf("%s", exportcat_grade_name((exportcat_grade)where.listed->grade));
        if (where.listed->code) printf(", code %s", where.listed->code);
        if (where.listed->number) printf(", number %d", where.listed->number);
        break;
    case NOT_YET: printf("not yet: added by %s", where.by->id.text); break;
    case NO_LONGER: printf("no longer: deleted by %s", where.by->id.text); break;
    case NOT_KNOWN: printf("not known"); break;
    }
    putchar('\n');
}

static void show_point(const catalogue *laws, const entry *of, const control_point *point) {
    printf("\n%s/%s\n", of->id.text, point->id.text);
    if (point->summary.en) printf("  %s\n", point->summary.en);
    if (point->summary.zh) printf("  %s\n", point->summary.zh);
    for (size_t i = 0; i < laws->instrument_count; i++)
        print_standing(&laws->instruments[i],
                       catalogue_point_standing(laws, of, point, &laws->instruments[i]));
    const threshold *limits = point->thresholds.items;
    for (size_t i = 0; i < point->thresholds.count; i++) {
        printf("  threshold: %s%s%s %s %g %s (%s)\n", limits[i].parameter.en,
               limits[i].condition.en ? ", " : "",
               limits[i].condition.en ? limits[i].condition.en : "",
               catalogue_relations[limits[i].relation], limits[i].value, limits[i].unit,
               exportcat_grade_name((exportcat_grade)limits[i].grade));
    }
    if (point->lacks) printf("  not on file: its %s\n", catalogue_lacks[point->lacks]);
    if (point->note) printf("  note: %s\n", point->note);
}

static void show_heading(const catalogue *laws, const entry *of) {
    const industry *heading = catalogue_industry(laws, of->division.text);
    printf("%s\n%s\n%s\n%s; ", of->id.text,
           of->title.en || of->title.zh ? or_dash(of->title.en) : "title not known",
           or_dash(of->title.zh), exportcat_part_name((exportcat_part)of->part));
    if (heading)
        printf("division %s, %s, %s\n", heading->division, or_dash(heading->title.en),
               or_dash(heading->title.zh));
    else
        puts("industry not known");
    const char *const *titles = of->other_titles.items;
    for (size_t i = 0; i < of->other_titles.count; i++) printf("also: %s\n", titles[i]);
    putchar('\n');
}

static void show_official(const entry *of) {
    for (size_t i = 0; i < of->official.count; i++) {
        const official_text *text = entry_official(of, i);
        const char *const *points = text->points.items;
        printf("\nofficial text of %s (document %s)\n", text->edition.text, text->document);
        if (text->title) printf("  %s\n", text->title);
        for (size_t p = 0; p < text->points.count; p++) printf("  %zu. %s\n", p + 1, points[p]);
    }
}

static void show_text(const catalogue *laws, const entry *of) {
    show_heading(laws, of);
    for (size_t i = 0; i < laws->instrument_count; i++)
        print_standing(&laws->instruments[i],
                       catalogue_entry_standing(laws, of, &laws->instruments[i]));
    if (!of->points.count) printf("\nno control point is on file\n");
    for (size_t i = 0; i < of->points.count; i++) show_point(laws, of, entry_point(of, i));
    show_official(of);
    printf("\n%zu rules\n", of->rules.count);
    const yaml_name *lacks = of->lacks.items;
    for (size_t i = 0; i < of->lacks.count; i++) printf("still lacks: %s\n", lacks[i].text);
    if (of->note) printf("note: %s\n", of->note);
    const char *const *sources = of->sources.items;
    for (size_t i = 0; i < of->sources.count; i++) printf("source: %s\n", sources[i]);
}

/* NULL with an error where there is none. */
static const entry *find_entry(const catalogue *laws, const char *wanted, exportcat_error *error) {
    const entry *of = catalogue_entry(laws, wanted);
    if (!of) of = catalogue_entry_by_code(laws, wanted);
    if (!of)
        status_set(error, EXPORTCAT_E_USAGE,
                   "no entry on file has the id or code '%.60s'; 'exportcat search' finds ids by "
                   "words",
                   wanted);
    return of;
}

int cmd_show(int argc, char **argv) {
    options chosen = {0};
    exportcat_error error;
    catalogue laws;
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    const entry *of = status ? NULL : find_entry(&laws, chosen.wanted, &error);
    if (!status && !of) status = error.code;
    if (!status && chosen.json)
        status = show_json(&laws, of, &error);
    else if (!status)
        show_text(&laws, of);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}
