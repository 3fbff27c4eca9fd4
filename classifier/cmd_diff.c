/* diff: what changed between two days or editions, and by which instrument. */
#include "catalogue.h"
#include "cmd_table.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    cmd_paths paths;
    const char *sides[2];
    int side_count;
    table_format format;
    bool all;
} options;

enum { OPTION_ALL = 1 };

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'f': chosen->format = table_parse_format(state, argument); return 0;
    case OPTION_ALL: chosen->all = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->side_count == 2) argp_error(state, "two days or editions");
        chosen->sides[chosen->side_count++] = argument;
        return 0;
    case ARGP_KEY_END:
        if (chosen->side_count < 2) argp_error(state, "two days or editions are needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"format", 'f', "FORMAT", 0, "text, csv or json (default: text)", 0},
    {"all", OPTION_ALL, NULL, 0, "also what is not known on one of the sides", 0},
    {0}};
static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "DAY|EDITION DAY|EDITION",
    "Shows what changed, as far as is on file: entries and control points that were added or "
    "deleted, codes and numbers that changed, entries that are known to have been changed, each "
    "with the instrument that did it. What is not "
    "known on one side is counted, not guessed at.\v"
    "Examples:\n"
    "  exportcat diff 2020-08-27 2020-08-28\n"
    "  exportcat diff cn-2023-57 cn-2025-28 -f csv",
    children,
    NULL,
    NULL};

static const table_column columns[] = {{"change", false}, {"part", false},   {"entry", false},
                                       {"point", false},  {"before", false}, {"after", false},
                                       {"by", false},     {"grade", false},  {NULL, false}};

typedef struct {
    const catalogue *laws;
    const instrument *before, *after;
    const options *chosen;
    table out;
    size_t unknown_entries, unknown_points;
} comparison;

/* A code or a number, or that something stands without one that is known. */
static const char *label(const standing *where, bool is_point, char out[24]) {
    if (where->kind != STANDS) return NULL;
    if (!is_point) return where->listed->code ? where->listed->code : "stands";
    if (!where->listed->number) return "stands";
    snprintf(out, 24, "%d", where->listed->number);
    return out;
}

static void print_change(comparison *of, const char *change, const entry *in,
                         const control_point *point, const standing *before, const standing *after,
                         const instrument *by) {
    char texts[2][24];
    const standing *last = after->kind == STANDS ? after : before;
    const char *values[] = {
        change,
        exportcat_part_name((exportcat_part)in->part),
        in->id.text,
        point ? point->id.text : NULL,
        label(before, point != NULL, texts[0]),
        label(after, point != NULL, texts[1]),
        by ? by->id.text : NULL,
        last->kind == STANDS ? exportcat_grade_name((exportcat_grade)last->listed->grade) : NULL};
    table_row(&of->out, values);
}

/* Whether a code or a number is known on both sides and differs. */
static bool is_renamed(const standing *before, const standing *after, bool is_point) {
    if (is_point)
        return before->listed->number && after->listed->number &&
               before->listed->number != after->listed->number;
    return before->listed->code && after->listed->code &&
           strcmp(before->listed->code, after->listed->code) != 0;
}

static void compare(comparison *of, const entry *in, const control_point *point, standing before,
                    standing after) {
    bool was = before.kind == STANDS, is = after.kind == STANDS;
    const char *renamed = point ? "renumbered" : "recoded";
    if (was && is && is_renamed(&before, &after, point != NULL))
        print_change(of, renamed, in, point, &before, &after, of->after);
    else if (was && after.kind == NO_LONGER)
        print_change(of, "deleted", in, point, &before, &after, after.by);
    else if (is && before.kind == NOT_YET)
        print_change(of, "added", in, point, &before, &after, before.by);
    else if (was != is && (before.kind == NOT_KNOWN || after.kind == NOT_KNOWN)) {
        *(point ? &of->unknown_points : &of->unknown_entries) += 1;
        if (of->chosen->all) print_change(of, "not known", in, point, &before, &after, NULL);
    }
}

/* Changes of which it is known that they were made, but not, or not only, what they were. */
static void tell_of_changes(comparison *of, const entry *in, const standing *before,
                            const standing *after) {
    const yaml_name *by = in->changed_by.items;
    for (size_t i = 0; i < in->changed_by.count; i++) {
        const instrument *here = catalogue_instrument(of->laws, by[i].text);
        if (here->in_force > of->before->in_force && here->in_force <= of->after->in_force)
            print_change(of, "changed", in, NULL, before, after, here);
    }
}

static void compare_entry(comparison *of, const entry *in) {
    standing before = catalogue_entry_standing(of->laws, in, of->before);
    standing after = catalogue_entry_standing(of->laws, in, of->after);
    compare(of, in, NULL, before, after);
    if (before.kind != STANDS || after.kind != STANDS) return;
    tell_of_changes(of, in, &before, &after);
    for (size_t i = 0; i < in->points.count; i++) {
        const control_point *point = entry_point(in, i);
        compare(of, in, point, catalogue_point_standing(of->laws, in, point, of->before),
                catalogue_point_standing(of->laws, in, point, of->after));
    }
}

/* What the instruments between the two sides officially did. */
static void print_instruments(const comparison *of) {
    for (size_t i = 0; i < of->laws->instrument_count; i++) {
        const instrument *here = &of->laws->instruments[i];
        if (here->in_force <= of->before->in_force || here->in_force > of->after->in_force)
            continue;
        char day[16];
        exportcat_date_format(here->in_force, day);
        printf("%s, in force since %s: %s\n  %s\n  %s\n", here->id.text, day,
               here->title.en ? here->title.en : here->title.zh, here->effect.en, here->effect.zh);
    }
}

static void print_gaps(const comparison *of) {
    if (of->unknown_entries || of->unknown_points)
        printf("not known on one side: %zu entries, %zu control points of entries that stand on "
               "both%s\n",
               of->unknown_entries, of->unknown_points,
               of->chosen->all ? "" : " (--all shows them)");
    puts("Only what is on file was compared; exportcat coverage shows how much that is.");
}

static void diff(comparison *of) {
    bool text = of->chosen->format == TABLE_TEXT;
    if (text && of->before == of->after) {
        printf("Both sides are edition %s: no difference.\n", of->before->id.text);
        return;
    }
    if (text) print_instruments(of);
    table_begin(&of->out, of->chosen->format, columns);
    for (size_t i = 0; i < of->laws->entry_count; i++) compare_entry(of, &of->laws->entries[i]);
    table_end(&of->out);
    if (text) print_gaps(of);
}

/* The edition that is meant by its id or by a day. */
static exportcat_status find_side(const catalogue *laws, const char *text, const instrument **out,
                                  exportcat_error *error) {
    exportcat_date day;
    *out = catalogue_instrument(laws, text);
    if (*out) return EXPORTCAT_OK;
    if (exportcat_date_parse(text, &day, NULL))
        return status_set(error, EXPORTCAT_E_USAGE,
                          "'%.60s' is neither an edition on file nor a day YYYY-MM-DD", text);
    *out = catalogue_edition(laws, day);
    if (*out) return EXPORTCAT_OK;
    return status_set(error, EXPORTCAT_E_USAGE, "no edition is on file for %.60s", text);
}

int cmd_diff(int argc, char **argv) {
    options chosen = {0};
    exportcat_error error;
    catalogue laws;
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    comparison of = {.laws = &laws, .chosen = &chosen};
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    if (!status) status = find_side(&laws, chosen.sides[0], &of.before, &error);
    if (!status) status = find_side(&laws, chosen.sides[1], &of.after, &error);
    if (!status && of.before->in_force > of.after->in_force)
        status = status_set(&error, EXPORTCAT_E_USAGE, "the earlier side comes first");
    if (!status) diff(&of);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}
