/* batch: the options, and what asks a run to stop. */
#include "cmd_batch.h"

#include "cmd_batch_run.h"
#include "cmd_batch_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

volatile sig_atomic_t batch_stop;

enum {
    OPTION_TEXT = 0x200,
    OPTION_ID,
    OPTION_ENCODING,
    OPTION_NO_HEADER,
    OPTION_REJECTS,
    OPTION_REPORT,
    OPTION_AND_AS_OF,
    OPTION_FULL,
    OPTION_SCORES_ONLY,
    OPTION_FLUSH,
    OPTION_RESUME,
    OPTION_PREFIX,
    OPTION_DELIMITER,
    OPTION_EXIT_STATUS
};

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "where the rows go (default: -, standard output)", 1},
    {"format", 'f', "FORMAT", 0, "csv, or jsonl for one JSON object a line (default: csv)", 1},
    {"text", OPTION_TEXT, "COLUMNS", 0,
     "the columns that hold the text, by name, parted by commas (default: those named text, title, "
     "description, abstract or summary, or so in Chinese; else the only one)",
     1},
    {"id", OPTION_ID, "COLUMNS", 0, "the columns that name a row in the report", 1},
    {"delimiter", OPTION_DELIMITER, "C", 0, "one of , ; | and tab (default: found)", 1},
    {"encoding", OPTION_ENCODING, "NAME", 0,
     "utf-8, utf-16, utf-16le, utf-16be, gb18030 or gbk (default: auto, found)", 1},
    {"no-header", OPTION_NO_HEADER, NULL, 0, "the first row is a row; columns have numbers from 1",
     1},
    {"prefix", OPTION_PREFIX, "NAME", 0,
     "put before the names of added columns; with jsonl the name of the added member (default: "
     "none, exportcat)",
     1},
    {"as-of", 'd', "YYYY-MM-DD", 0, "the day to judge for (default: today)", 2},
    {"and-as-of", OPTION_AND_AS_OF, "YYYY-MM-DD", 0,
     "a second day, such as that of closing: adds its outcome and what changed", 2},
    {"full", OPTION_FULL, NULL, 0, "jsonl: add the whole answer, as 'classify -f jsonl' gives it",
     2},
    {"scores-only", OPTION_SCORES_ONLY, NULL, 0,
     "only the model's best two labels and their decision values: no rules, no outcome; also for "
     "models that were trained with --plain",
     2},
    {"rejects", OPTION_REJECTS, "FILE", 0,
     "rows in error go there too, field for field as they came, in UTF-8", 3},
    {"report", OPTION_REPORT, "FILE", 0, "write a page for people, in HTML", 3},
    {"threads", 'j', "N", 0, "how many rows are worked on at once (default: one a core)", 4},
    {"flush", OPTION_FLUSH, NULL, 0, "write each answer before waiting for more input", 4},
    {"resume", OPTION_RESUME, NULL, 0, "go on with a stopped run, if there is one", 4},
    {"quiet", 'q', NULL, 0, "say nothing but errors", 4},
    {"exit-status", OPTION_EXIT_STATUS, NULL, 0,
     "exit with 1 where a row is listed, 4 where one is possible, cannot be said or is in error",
     4},
    {0}};

static char parse_delimiter(struct argp_state *state, const char *text) {
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0) return '\t';
    if (strlen(text) != 1 || !strchr(",;|\t", *text))
        argp_error(state, "no delimiter '%s': one of , ; | and tab", text);
    return *text;
}

static size_t parse_threads(struct argp_state *state, const char *text) {
    char *end;
    long count = strtol(text, &end, 10);
    if (*end || count < 1 || count > BATCH_THREADS_MAX)
        argp_error(state, "threads: a number from 1 to %d", BATCH_THREADS_MAX);
    return (size_t)count;
}

static bool parse_format(struct argp_state *state, const char *text) {
    if (strcmp(text, "jsonl") == 0) return true;
    if (strcmp(text, "csv") != 0) argp_error(state, "no format '%s': csv or jsonl", text);
    return false;
}

/* What stands for standard input or output is NULL. */
static const char *parse_file(const char *argument) {
    return strcmp(argument, "-") == 0 ? NULL : argument;
}

static error_t parse_flag(int key, batch_options *chosen) {
    switch (key) {
    case 'q': chosen->quiet = true; return 0;
    case OPTION_NO_HEADER: chosen->no_header = true; return 0;
    case OPTION_FULL: chosen->full = true; return 0;
    case OPTION_SCORES_ONLY: chosen->scores_only = true; return 0;
    case OPTION_FLUSH: chosen->flush = true; return 0;
    case OPTION_RESUME: chosen->resume = true; return 0;
    case OPTION_EXIT_STATUS: chosen->exit_status = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    batch_options *chosen = state->input;
    switch (key) {
    case 'o': chosen->output = parse_file(argument); return 0;
    case 'f': chosen->json_lines = parse_format(state, argument); return 0;
    case 'j': chosen->threads = parse_threads(state, argument); return 0;
    case 'd':
        chosen->days[0].as_of = cmd_day(state, argument);
        chosen->day_given = true;
        return 0;
    case OPTION_AND_AS_OF:
        chosen->days[1].as_of = cmd_day(state, argument);
        chosen->day_count = 2;
        return 0;
    case OPTION_TEXT: chosen->text = argument; return 0;
    case OPTION_ID: chosen->id = argument; return 0;
    case OPTION_PREFIX: chosen->prefix = argument; return 0;
    case OPTION_REJECTS: chosen->rejects = argument; return 0;
    case OPTION_REPORT: chosen->page = argument; return 0;
    case OPTION_DELIMITER: chosen->delimiter = parse_delimiter(state, argument); return 0;
    case OPTION_ENCODING:
        if (!encoding_parse(argument, &chosen->encoding))
            argp_error(state, "no encoding '%s'", argument);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num) argp_error(state, "one FILE, or standard input");
        chosen->input = parse_file(argument);
        return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    default: return parse_flag(key, chosen);
    }
}

static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "[FILE]",
    "Classifies each row of a CSV file, or each line of JSON, and adds the answer to it. Rows keep "
    "their order and their own columns; a row that cannot be read comes out with its reason in the "
    "column 'error'.\v"
    "OUT grows as OUT.part and takes its name when it is whole. A run that was stopped goes on "
    "with "
    "--resume.\n\n"
    "Examples:\n"
    "  exportcat batch products.csv -o screened.csv\n"
    "  exportcat batch --text title,description --id sku --rejects bad.csv --report page.html "
    "products.csv -o screened.csv\n"
    "  exportcat batch --as-of 2025-07-01 --and-as-of 2025-08-01 target.csv -o "
    "target-screened.csv\n"
    "  exportcat batch --resume products.csv -o screened.csv\n"
    "  exportcat batch -f jsonl --flush < requests | consumer",
    children,
    NULL,
    NULL};

/* ---- Running --------------------------------------------------------------------------------- */

static void stop(int number) {
    batch_stop = number;
}

/* A second signal ends the program at once; a closed pipe and a file that may not grow are errors
 * like any other. */
static void catch_signals(void) {
    struct sigaction on_stop = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGINT, &on_stop, NULL);
    sigaction(SIGTERM, &on_stop, NULL);
    sigaction(SIGHUP, &on_stop, NULL);
    sigaction(SIGPIPE, &ignored, NULL);
    sigaction(SIGXFSZ, &ignored, NULL);
}

static bool is_same_file(const char *a, const char *b) {
    struct stat one, other;
    return a && b && !stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static exportcat_status check(const batch_options *options, exportcat_error *error) {
    const char *problem = NULL;
    const char *paths[] = {options->input, options->output, options->rejects, options->page};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = i + 1; k < 4; k++)
            if (paths[i] && paths[k] &&
                (strcmp(paths[i], paths[k]) == 0 || is_same_file(paths[i], paths[k])))
                return status_at(error, EXPORTCAT_E_USAGE, paths[k], 0, 0,
                                 "named twice: input, output, rejects and report are four files");
    if (options->resume && !options->output) problem = "--resume needs --output FILE";
    if (options->full && !options->json_lines) problem = "--full needs --format jsonl";
    if (options->scores_only && (options->full || options->page || options->day_count > 1))
        problem = "--scores-only gives no answers: it goes with neither --full, --report nor "
                  "--and-as-of";
    if (options->no_header && options->json_lines) problem = "JSON lines have no header";
    return problem ? status_set(error, EXPORTCAT_E_USAGE, "%s", problem) : EXPORTCAT_OK;
}

static exportcat_status open_program(const batch_options *options, exportcat **out,
                                     exportcat_error *error) {
    if (options->scores_only) return classifier_open_plain(options->paths.model, out, error);
    exportcat_options where = {options->paths.catalogue, options->paths.model};
    return exportcat_open(&where, out, error);
}

/* A run that goes on the next day is judged for the day on which it began. */
static void choose_day(batch_options *chosen) {
    exportcat_date stopped = chosen->resume ? state_day_of_stopped(chosen->output) : 0;
    if (!chosen->day_given) chosen->days[0].as_of = stopped ? stopped : cmd_today();
}

/* A row shows little of an answer; a page, or the whole answer, shows more. */
static void choose_detail(batch_options *chosen) {
    exportcat_detail detail = chosen->full || chosen->page ? EXPORTCAT_ANSWER : EXPORTCAT_ROW;
    for (size_t i = 0; i < chosen->day_count; i++) chosen->days[i].detail = detail;
}

int cmd_batch(int argc, char **argv) {
    batch_options chosen = {.day_count = 1};
    exportcat_error error;
    exportcat *program = NULL;
    int code = EXIT_OK;
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    catch_signals();
    exportcat_status status = check(&chosen, &error);
    choose_day(&chosen);
    choose_detail(&chosen);
    if (!status) status = open_program(&chosen, &program, &error);
    if (!status) status = batch_run(program, &chosen, &code, &error);
    exportcat_free(program);
    if (status) return cmd_fail(&error);
    if (batch_stop) return EXIT_SIGNAL + batch_stop;
    return chosen.exit_status ? code : EXIT_OK;
}
