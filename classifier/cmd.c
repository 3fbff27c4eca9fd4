#include "cmd.h"

#include "catalogue.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPTION_CATALOGUE = 0x100, OPTION_MODEL };

static error_t parse_path(int key, char *argument, struct argp_state *state) {
    cmd_paths *paths = state->input;
    if (key == OPTION_CATALOGUE)
        paths->catalogue = argument;
    else if (key == OPTION_MODEL)
        paths->model = argument;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

#define CATALOGUE_HELP                                                             \
    "the catalogue: its folder, or the file that 'compile' makes of it (default: " \
    "$EXPORTCAT_CATALOGUE, or beside the program)"

static const struct argp_option path_options[] = {
    {"catalogue", OPTION_CATALOGUE, "PATH", 0, CATALOGUE_HELP, 9},
    {"model", OPTION_MODEL, "FILE", 0,
     "the model file (default: $EXPORTCAT_MODEL, or beside the program)", 9},
    {0}};
static const struct argp_option catalogue_options[] = {
    {"catalogue", OPTION_CATALOGUE, "PATH", 0, CATALOGUE_HELP, 9}, {0}};
const struct argp cmd_paths_argp = {.options = path_options, .parser = parse_path};
const struct argp cmd_catalogue_argp = {.options = catalogue_options, .parser = parse_path};

/* `tail` beside the program, or else `shared` of an installation. */
static const char *beside_program(const char *tail, const char *shared) {
    static char paths[3][PATH_MAX];
    static int used;
    char program[PATH_MAX / 2];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return tail;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash) *slash = '\0';
    char *out = paths[used++ % 3];
    snprintf(out, PATH_MAX, "%s/%s", program, tail);
    if (access(out, F_OK)) snprintf(out, PATH_MAX, "%s/../share/exportcat/%s", program, shared);
    if (access(out, F_OK)) snprintf(out, PATH_MAX, "%s/%s", program, tail);
    return out;
}

void cmd_paths_default(cmd_paths *paths) {
    paths->catalogue = getenv("EXPORTCAT_CATALOGUE");
    paths->model = getenv("EXPORTCAT_MODEL");
    if (!paths->catalogue) {
        const char *folder = beside_program("catalogue", "catalogue");
        const char *compiled = beside_program("build/catalogue.bin", "catalogue.bin");
        paths->catalogue = catalogue_is_current(compiled, folder) ? compiled : folder;
    }
    if (!paths->model) paths->model = beside_program("build/default.model", "default.model");
}

exportcat_date cmd_day(struct argp_state *state, const char *text) {
    exportcat_error error;
    exportcat_date date = 0;
    if (exportcat_date_parse(text, &date, &error)) argp_error(state, "%s", error.message);
    return date;
}

exportcat_date cmd_today(void) {
    time_t now = time(NULL);
    struct tm day;
    if (!localtime_r(&now, &day)) return 0;
    return (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
}

int cmd_fail(const exportcat_error *error) {
    fprintf(stderr, "exportcat: ");
    if (*error->path) fprintf(stderr, "%s:", error->path);
    if (error->line) fprintf(stderr, "%zu:", error->line);
    if (error->column) fprintf(stderr, "%zu:", error->column);
    fprintf(stderr, "%s%s\n", *error->path ? " " : "", error->message);
    bool invalid = error->code == EXPORTCAT_E_CATALOGUE || error->code == EXPORTCAT_E_RULES ||
                   error->code == EXPORTCAT_E_MODEL;
    return invalid ? EXIT_INVALID : EXIT_USAGE;
}

static exportcat_status read_all(FILE *file, const char *name, buffer *out,
                                 exportcat_error *error) {
    char bytes[65536];
    size_t length;
    while (out->length <= EXPORTCAT_TEXT_MAX && (length = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_add(out, bytes, length);
    if (ferror(file))
        return status_at(error, EXPORTCAT_E_IO, name, 0, 0, "cannot read: %s", strerror(errno));
    if (out->failed) return status_memory(error);
    if (!out->length) return status_at(error, EXPORTCAT_E_IO, name, 0, 0, "the text is empty");
    if (out->length > EXPORTCAT_TEXT_MAX)
        return status_at(error, EXPORTCAT_E_TEXT, name, 0, 0,
                         "the text is longer than %zu bytes: cut it into parts",
                         EXPORTCAT_TEXT_MAX);
    return EXPORTCAT_OK;
}

exportcat_status cmd_read(const char *path, buffer *out, exportcat_error *error) {
    out->length = 0;
    if (!path || strcmp(path, "-") == 0) return read_all(stdin, "standard input", out, error);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open: %s", strerror(errno));
    exportcat_status status = read_all(file, path, out, error);
    fclose(file);
    return status;
}

void cmd_print_span(const folded *of, const char *text, size_t from, size_t to) {
    buffer clean = {0};
    size_t start, end;
    fold_span(of, from, to, &start, &end);
    fold_clean(&clean, text + start, end - start);
    printf("%zu\t%zu\t%s", start, end, clean.bytes && !clean.failed ? clean.bytes : "");
    buffer_free(&clean);
}

int cmd_finish(int code) {
    if (!fflush(stdout) && !ferror(stdout)) return code;
    fprintf(stderr, "exportcat: cannot write to standard output\n");
    return EXIT_USAGE;
}

error_t cmd_parse_one_text(int key, char *argument, struct argp_state *state) {
    cmd_one_text *chosen = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->file) argp_error(state, "one FILE, or standard input");
        chosen->file = argument;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}
