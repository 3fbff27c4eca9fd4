/* list and show: the catalogue looked up. */
#include "catalogue.h"
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_PART = 1, OPTION_EDITION, OPTION_GRADE };

typedef struct {
    cmd_paths paths;
    exportcat_date as_of;
    const char *edition, *wanted;
    int part, grade; /* -1: any */
} options;

static int choice(struct argp_state *state, const char *text, const char *what, int count,
                  const char *name(int)) {
    for (int i = 0; i < count; i++)
        if (strcmp(text, name(i)) == 0) return i;
    argp_error(state, "no %s '%s'", what, text);
    return -1;
}

static const char *part_name(int part) {
    return exportcat_part_name((exportcat_part)part);
}

static const char *grade_name(int grade) {
    return exportcat_grade_name((exportcat_grade)grade);
}

static error_t parse_list(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'd': chosen->as_of = cmd_day(state, argument); return 0;
    case OPTION_EDITION: chosen->edition = argument; return 0;
    case OPTION_PART: chosen->part = choice(state, argument, "part", 2, part_name); return 0;
    case OPTION_GRADE: chosen->grade = choice(state, argument, "grade", 3, grade_name); return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG: argp_error(state, "list takes no words"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_show(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
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

static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp_option list_options[] = {
    {"as-of", 'd', "YYYY-MM-DD", 0, "the entries that stand on this day (default: today)", 0},
    {"edition", OPTION_EDITION, "ID", 0, "the entries of this edition", 0},
    {"part", OPTION_PART, "PART", 0, "prohibited or restricted", 0},
    {"grade", OPTION_GRADE, "GRADE", 0, "confirmed, reported or unconfirmed", 0},
    {0}};
static const struct argp list_argp = {
    list_options,
    parse_list,
    "",
    "Lists the entries that stand in the edition in force on a day, as tab-separated columns: "
    "part, code (- where not confirmed), grade, id, titles.\v"
    "Examples:\n"
    "  exportcat list --part prohibited --as-of 2023-12-21\n"
    "  exportcat list --edition cn-2008-12",
    children,
    NULL,
    NULL};
static const struct argp show_argp = {
    NULL,
    parse_show,
    "ID|CODE",
    "Shows an entry: its place in every edition, its control points, its sources.\v"
    "Examples:\n"
    "  exportcat show information-processing\n"
    "  exportcat show 086501X",
    children,
    NULL,
    NULL};

static const char *or_dash(const char *text) {
    return text ? text : "-";
}

static exportcat_status list_entries(const catalogue *laws, const options *chosen,
                                     exportcat_error *error) {
    const instrument *edition = chosen->edition ? catalogue_instrument(laws, chosen->edition)
                                                : catalogue_edition(laws, chosen->as_of);
    if (!edition)
        return status_set(error, EXPORTCAT_E_USAGE,
                          chosen->edition ? "no edition '%s'"
                                          : "no edition is on file for this day%s",
                          chosen->edition ? chosen->edition : "");
    for (size_t i = 0; i < laws->entry_count; i++) {
        const entry *here = &laws->entries[i];
        standing where = catalogue_entry_standing(laws, here, edition);
        if (where.kind != STANDS || (chosen->part >= 0 && here->part != chosen->part) ||
            (chosen->grade >= 0 && where.listed->grade != chosen->grade))
            continue;
        printf("%s\t%s\t%s\t%s\t%s\t%s\n", part_name(here->part), or_dash(where.listed->code),
               grade_name(where.listed->grade), here->id.text, or_dash(here->title.en),
               or_dash(here->title.zh));
    }
    return EXPORTCAT_OK;
}

static void print_standing(const instrument *edition, standing where) {
    char day[16];
    exportcat_date_format(edition->in_force, day);
    printf("  %s  %-12s ", day, edition->id.text);
    switch (where.kind) {
    case STANDS:
        printf("%s", grade_name(where.listed->grade));
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
               grade_name(limits[i].grade));
    }
    if (point->note) printf("  note: %s\n", point->note);
}

static exportcat_status show_entry(const catalogue *laws, const char *wanted,
                                   exportcat_error *error) {
    const entry *of = catalogue_entry(laws, wanted);
    if (!of) of = catalogue_entry_by_code(laws, wanted);
    if (!of)
        return status_set(error, EXPORTCAT_E_USAGE, "no entry on file has the id or code '%.60s'",
                          wanted);
    const industry *heading = catalogue_industry(laws, of->division.text);
    printf("%s\n%s\n%s\n%s; division %s, %s, %s\n\n", of->id.text, or_dash(of->title.en),
           or_dash(of->title.zh), part_name(of->part), heading->division,
           or_dash(heading->title.en), or_dash(heading->title.zh));
    for (size_t i = 0; i < laws->instrument_count; i++)
        print_standing(&laws->instruments[i],
                       catalogue_entry_standing(laws, of, &laws->instruments[i]));
    if (!of->points.count) printf("\nno control point is on file\n");
    for (size_t i = 0; i < of->points.count; i++) show_point(laws, of, entry_point(of, i));
    printf("\n%zu rules\n", of->rules.count);
    if (of->note) printf("note: %s\n", of->note);
    const char *const *sources = of->sources.items;
    for (size_t i = 0; i < of->sources.count; i++) printf("source: %s\n", sources[i]);
    return EXPORTCAT_OK;
}

static int look_up(int argc, char **argv, const struct argp *argp, bool show) {
    options chosen = {.as_of = cmd_today(), .part = -1, .grade = -1};
    exportcat_error error;
    catalogue laws;
    cmd_paths_default(&chosen.paths);
    argp_parse(argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    if (!status)
        status =
            show ? show_entry(&laws, chosen.wanted, &error) : list_entries(&laws, &chosen, &error);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}

int cmd_list(int argc, char **argv) {
    return look_up(argc, argv, &list_argp, false);
}

int cmd_show(int argc, char **argv) {
    return look_up(argc, argv, &show_argp, true);
}
