#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_choice;

typedef struct {
    cmd_paths paths;
    exportcat_when when;
    exportcat_format format;
    color_choice color;
    bool exit_status;
    char **files;
    int file_count;
} options;

enum { OPTION_COLOR = 1, OPTION_EXIT_STATUS, OPTION_START, OPTION_RECORD };

static exportcat_format parse_format(struct argp_state *state, const char *text) {
    if (strcmp(text, "text") == 0) return EXPORTCAT_TEXT;
    if (strcmp(text, "json") == 0) return EXPORTCAT_JSON;
    if (strcmp(text, "record") == 0) return EXPORTCAT_RECORD;
    if (strcmp(text, "jsonl") != 0) argp_error(state, "no format '%s'", text);
    return EXPORTCAT_JSON_LINE;
}

static color_choice parse_color(struct argp_state *state, const char *text) {
    if (strcmp(text, "auto") == 0) return COLOR_AUTO;
    if (strcmp(text, "always") == 0) return COLOR_ALWAYS;
    if (strcmp(text, "never") != 0) argp_error(state, "no colour choice '%s'", text);
    return COLOR_NEVER;
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'd': chosen->when.as_of = cmd_day(state, argument); return 0;
    case 'f': chosen->format = parse_format(state, argument); return 0;
    case OPTION_RECORD: chosen->format = EXPORTCAT_RECORD; return 0;
    case OPTION_START: chosen->when.start = cmd_day(state, argument); return 0;
    case OPTION_COLOR: chosen->color = parse_color(state, argument); return 0;
    case OPTION_EXIT_STATUS: chosen->exit_status = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARGS:
        chosen->files = state->argv + state->next;
        chosen->file_count = state->argc - state->next;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"as-of", 'd', "YYYY-MM-DD", 0, "the day to judge for (default: today)", 0},
    {"start", OPTION_START, "YYYY-MM-DD", 0,
     "the day of the application: shows the earliest day by which the statutory limits have run "
     "out (working days, Monday to Friday; holidays are not on file)",
     0},
    {"format", 'f', "FORMAT", 0, "text, json, jsonl for one line a text, or record (default: text)",
     0},
    {"record", OPTION_RECORD, NULL, 0,
     "the same as --format record: a text to put on file, with all that was searched, why the "
     "nearest entries were set aside, and a place to sign",
     0},
    {"color", OPTION_COLOR, "WHEN", 0, "auto, always or never (default: auto)", 0},
    {"exit-status", OPTION_EXIT_STATUS, NULL, 0,
     "exit with 1 where something is listed, 4 where it is possible or cannot be said", 0},
    {0}};
static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "[FILE...]",
    "Classifies each FILE, or standard input, and says why.\v"
    "Examples:\n"
    "  exportcat classify < description.txt\n"
    "  exportcat classify --as-of 2020-08-27 --format json description.txt\n"
    "  echo '一种激光雷达的光学相控阵扫描芯片' | exportcat classify\n"
    "  exportcat classify --start 2026-12-01 description.txt\n"
    "  exportcat classify --as-of 2024-01-01 --record description.txt > record.txt\n"
    "  exportcat classify --exit-status -f jsonl a.txt b.txt",
    children,
    NULL,
    NULL};

static bool wants_color(const options *chosen) {
    const char *no_color = getenv("NO_COLOR");
    if (chosen->color != COLOR_AUTO) return chosen->color == COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

static int exit_code(exportcat_outcome outcome) {
    if (outcome == EXPORTCAT_LISTED) return EXIT_LISTED;
    return outcome == EXPORTCAT_NONE_FOUND ? EXIT_OK : EXIT_LOOK;
}

/* Listed beats possible and cannot say, which beat none found. */
static int worse(int a, int b) {
    if (a == EXIT_LISTED || b == EXIT_LISTED) return EXIT_LISTED;
    return a > b ? a : b;
}

/* Classifies one file and prints the answer; *code is the exit code that belongs to its outcome. */
static exportcat_status classify(const exportcat *program, exportcat_scratch *scratch,
                                 const options *chosen, const char *path, buffer *text, int *code,
                                 exportcat_error *error) {
    const exportcat_verdict *verdict;
    char *answer = NULL;
    size_t length;
    exportcat_format format = chosen->format == EXPORTCAT_TEXT && wants_color(chosen)
                                  ? EXPORTCAT_TEXT_COLOR
                                  : chosen->format;
    exportcat_status status = cmd_read(path, text, error);
    if (!status)
        status = exportcat_classify(program, scratch, text->bytes, text->length, chosen->when,
                                    &verdict, error);
    if (!status) status = exportcat_render(verdict, format, &answer, &length, error);
    if (!status) {
        fwrite(answer, 1, length, stdout);
        *code = exit_code(verdict->outcome);
    }
    exportcat_string_free(answer);
    return status;
}

int cmd_classify(int argc, char **argv) {
    options chosen = {.when = {.as_of = cmd_today()}};
    exportcat_error error;
    exportcat *program;
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    if (chosen.format == EXPORTCAT_RECORD) chosen.when.detail = EXPORTCAT_FILED;
    exportcat_options where = {chosen.paths.catalogue, chosen.paths.model};
    if (exportcat_open(&where, &program, &error)) return cmd_fail(&error);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    buffer text = {0};
    int code = EXIT_OK, count = chosen.file_count ? chosen.file_count : 1;
    exportcat_status status = scratch ? EXPORTCAT_OK : status_memory(&error);
    for (int i = 0; !status && i < count; i++) {
        int one = EXIT_OK;
        status = classify(program, scratch, &chosen, chosen.file_count ? chosen.files[i] : NULL,
                          &text, &one, &error);
        code = worse(code, one);
    }
    buffer_free(&text);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    if (status) return cmd_fail(&error);
    return chosen.exit_status ? code : EXIT_OK;
}
