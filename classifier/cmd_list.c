/* list and coverage: what is on file of an edition. */
#include "catalogue.h"
#include "cmd_table.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { OPTION_PART = 1, OPTION_EDITION, OPTION_GRADE, OPTION_INDUSTRY };

typedef struct {
    cmd_paths paths;
    exportcat_date as_of;
    const char *edition, *industry;
    int part, grade; /* -1: any */
    table_format format;
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

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'd': chosen->as_of = cmd_day(state, argument); return 0;
    case 'f': chosen->format = table_parse_format(state, argument); return 0;
    case OPTION_EDITION: chosen->edition = argument; return 0;
    case OPTION_INDUSTRY: chosen->industry = argument; return 0;
    case OPTION_PART: chosen->part = choice(state, argument, "part", 2, part_name); return 0;
    case OPTION_GRADE: chosen->grade = choice(state, argument, "grade", 3, grade_name); return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG: argp_error(state, "this command takes no words"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---- list ------------------------------------------------------------------------------------ */

static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp_option list_options[] = {
    {"as-of", 'd', "YYYY-MM-DD", 0, "the entries that stand on this day (default: today)", 0},
    {"edition", OPTION_EDITION, "ID", 0, "the entries of this edition", 0},
    {"part", OPTION_PART, "PART", 0, "prohibited or restricted", 0},
    {"industry", OPTION_INDUSTRY, "WORDS", 0, "division of GB/T 4754, or words of its title", 0},
    {"grade", OPTION_GRADE, "GRADE", 0, "confirmed, reported or unconfirmed", 0},
    {"format", 'f', "FORMAT", 0, "text, csv or json (default: text, tab-separated)", 0},
    {0}};
static const struct argp list_argp = {
    list_options,
    parse,
    "",
    "Lists the entries that stand in the edition in force on a day: part, code, grade, id, English "
    "and Chinese title, division of the industry; - for what is not known.\v"
    "Examples:\n"
    "  exportcat list --part prohibited --as-of 2023-12-21\n"
    "  exportcat list --edition cn-2008-12 --industry 65 -f json\n"
    "  exportcat list --industry pharma --grade confirmed -f csv",
    children,
    NULL,
    NULL};

static const table_column list_columns[] = {
    {"part", false},     {"code", false},     {"grade", false},    {"entry", false},
    {"title_en", false}, {"title_zh", false}, {"division", false}, {NULL, false}};

static bool has_industry(const catalogue *laws, const entry *of, const char *wanted) {
    const industry *heading = catalogue_industry(laws, of->division.text);
    if (!wanted) return true;
    if (!heading) return false;
    return strcmp(heading->division, wanted) == 0 ||
           (heading->title.en && strcasestr(heading->title.en, wanted)) ||
           (heading->title.zh && strstr(heading->title.zh, wanted));
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
    table out;
    table_begin(&out, chosen->format, list_columns);
    for (size_t i = 0; i < laws->entry_count; i++) {
        const entry *here = &laws->entries[i];
        standing where = catalogue_entry_standing(laws, here, edition);
        if (where.kind != STANDS || (chosen->part >= 0 && here->part != chosen->part) ||
            (chosen->grade >= 0 && where.listed->grade != chosen->grade) ||
            !has_industry(laws, here, chosen->industry))
            continue;
        const char *values[] = {
            part_name(here->part), where.listed->code, grade_name(where.listed->grade),
            here->id.text,         here->title.en,     here->title.zh,
            here->division.text};
        table_row(&out, values);
    }
    table_end(&out);
    return EXPORTCAT_OK;
}

/* ---- coverage -------------------------------------------------------------------------------- */

static const struct argp_option coverage_options[] = {
    {"format", 'f', "FORMAT", 0, "text, csv or json (default: text)", 0}, {0}};
static const struct argp coverage_argp = {
    coverage_options,
    parse,
    "",
    "Shows, for each edition and part, how many of the official number of entries are on file, how "
    "they are known, and how many codes, control points and their numbers are.\v"
    "Example:\n"
    "  exportcat coverage",
    children,
    NULL,
    NULL};

enum { FIGURES = 9 };
static const table_column coverage_columns[] = {
    {"edition", false}, {"part", false},     {"official", true},      {"on_file", true},
    {"missing", true},  {"confirmed", true}, {"reported", true},      {"unconfirmed", true},
    {"codes", true},    {"points", true},    {"point_numbers", true}, {NULL, false}};

static void coverage_row(table *out, const instrument *edition, int part, const coverage *of) {
    char figures[FIGURES][24];
    const char *values[2 + FIGURES] = {edition->id.text, part_name(part)};
    const long numbers[FIGURES] = {of->total,
                                   (long)of->on_file,
                                   of->total - (long)of->on_file,
                                   (long)of->by_grade[0],
                                   (long)of->by_grade[1],
                                   (long)of->by_grade[2],
                                   (long)of->codes,
                                   (long)of->points,
                                   (long)of->numbered};
    for (int i = 0; i < FIGURES; i++) {
        snprintf(figures[i], sizeof figures[i], "%ld", numbers[i]);
        values[2 + i] = figures[i];
    }
    if (out->format != TABLE_TEXT) {
        table_row(out, values);
        return;
    }
    printf("%-12s %-10s", values[0], values[1]);
    for (int i = 0; i < FIGURES; i++)
        printf(" %*s", (int)strlen(coverage_columns[2 + i].name), figures[i]);
    putchar('\n');
}

static exportcat_status show_coverage(const catalogue *laws, const options *chosen,
                                      exportcat_error *error) {
    table out;
    (void)error;
    table_begin(&out, chosen->format, coverage_columns);
    if (chosen->format == TABLE_TEXT) {
        printf("%-12s %-10s", coverage_columns[0].name, coverage_columns[1].name);
        for (int i = 0; i < FIGURES; i++) printf(" %s", coverage_columns[2 + i].name);
        putchar('\n');
    }
    for (size_t i = 0; i < laws->instrument_count; i++)
        for (int part = EXPORTCAT_PROHIBITED; part <= EXPORTCAT_RESTRICTED; part++) {
            coverage found = catalogue_coverage(laws, &laws->instruments[i], (exportcat_part)part);
            coverage_row(&out, &laws->instruments[i], part, &found);
        }
    table_end(&out);
    return EXPORTCAT_OK;
}

/* ---- Either ---------------------------------------------------------------------------------- */

static int run(int argc, char **argv, const struct argp *argp,
               exportcat_status print(const catalogue *, const options *, exportcat_error *)) {
    options chosen = {.as_of = cmd_today(), .part = -1, .grade = -1};
    exportcat_error error;
    catalogue laws;
    cmd_paths_default(&chosen.paths);
    argp_parse(argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    if (!status) status = print(&laws, &chosen, &error);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}

int cmd_list(int argc, char **argv) {
    return run(argc, argv, &list_argp, list_entries);
}

int cmd_coverage(int argc, char **argv) {
    return run(argc, argv, &coverage_argp, show_coverage);
}
