/*
 * The program's commands, and what they share. A command parses its words, calls the library and
 * prints.
 */
#ifndef CMD_H
#define CMD_H

#include "fold.h"
#include "memory.h"
#include "status.h"

#include <argp.h>

enum {
    EXIT_OK = 0,
    EXIT_LISTED = 1,
    EXIT_USAGE = 2,
    EXIT_INVALID = 3,
    EXIT_LOOK = 4,
    EXIT_SIGNAL = 128
};

typedef int command(int argc, char **argv);
command cmd_classify, cmd_tokens, cmd_features, cmd_scores, cmd_train, cmd_evaluate, cmd_list,
    cmd_show, cmd_rules, cmd_compile, cmd_coverage, cmd_search, cmd_diff, cmd_verify,
    cmd_quantities, cmd_batch;

/* Where catalogue and model are: options, else EXPORTCAT_CATALOGUE and EXPORTCAT_MODEL, else beside
 * the program, else in ../share/exportcat. The compiled catalogue is taken where no file of the
 * folder is newer. */
typedef struct {
    const char *catalogue, *model;
} cmd_paths;
extern const struct argp cmd_paths_argp;     /* --catalogue, --model; its input is a cmd_paths */
extern const struct argp cmd_catalogue_argp; /* --catalogue alone */
void cmd_paths_default(cmd_paths *paths);

/* A day given on the command line; argp's error if it is none. */
exportcat_date cmd_day(struct argp_state *state, const char *text);
exportcat_date cmd_today(void);

/* "exportcat: file:line:column: message" on stderr; the exit code that belongs to the status. */
int cmd_fail(const exportcat_error *error);

/* Reads a whole file, or standard input for NULL or "-". One that is empty, or longer than
 * EXPORTCAT_TEXT_MAX, is an error. The caller frees out with buffer_free. */
exportcat_status cmd_read(const char *path, buffer *out, exportcat_error *error);

/* Prints where a stretch of folded text began and ended in the user's text, and the user's bytes:
 * three columns, without tabs or line breaks within, valid UTF-8. */
void cmd_print_span(const folded *of, const char *text, size_t from, size_t to);

/* Flushes standard output; EXIT_OK, or the exit code after a message where it could not be written.
 */
int cmd_finish(int code);

/* What a window on one stage takes: paths and one text. */
typedef struct {
    cmd_paths paths;
    const char *file; /* NULL: standard input */
} cmd_one_text;
error_t cmd_parse_one_text(int key, char *argument, struct argp_state *state);

#endif
