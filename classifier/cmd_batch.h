/*
 * `exportcat batch`: what its files share. Rows are read in pieces of some dozens
 * (cmd_batch_input), answered by threads (cmd_batch_answer), and written in their order
 * (cmd_batch_parts).
 */
#ifndef CMD_BATCH_H
#define CMD_BATCH_H

#include "classifier.h"
#include "cmd.h"
#include "csv.h"
#include "encoding.h"

#include <signal.h>

enum { BATCH_THREADS_MAX = 256, BATCH_DAYS = 2 };

typedef struct {
    cmd_paths paths;
    const char *input;          /* NULL: standard input */
    const char *output;         /* NULL: standard output */
    const char *rejects, *page; /* NULL: not wanted */
    const char *text, *id;      /* columns by name, parted by commas; NULL: found by their names */
    const char *prefix;         /* of added columns; of JSON lines: the added member's name */
    encoding encoding;
    char delimiter; /* 0: found */
    bool json_lines, full, scores_only, no_header;
    bool flush, quiet, resume, exit_status;
    bool day_given;
    exportcat_when days[BATCH_DAYS];
    size_t day_count;
    size_t threads; /* 0: as many as the machine has cores */
} batch_options;

/* Set by a signal that asks to stop. */
extern volatile sig_atomic_t batch_stop;

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Bytes of a piece. */
typedef struct {
    size_t start, length;
} stretch;

typedef struct {
    size_t number, line; /* of the row, the header not counted; of the file; both from 1 */
    stretch raw;         /* as it stands in the file, without its line end */
    size_t first_field, field_count;
    const char *problem; /* why the reader could not read it; NULL */
} batch_row;

/* An outcome of exportcat_outcome, or a row in error. */
enum { BATCH_ERROR = EXPORTCAT_CANNOT_SAY + 1, BATCH_CLASSES };

/* What a row is on one day. */
typedef struct {
    int class;
    const char *entry; /* of the first candidate, the catalogue's own; NULL */
    exportcat_part part;
} batch_finding;

/* What became of a row. */
typedef struct {
    batch_finding days[BATCH_DAYS]; /* as many as were asked for */
    bool changed;                   /* between the two days */
    size_t page_end;                /* of its stretch of the page */
} batch_result;

/* Some rows and all that is made of them. */
typedef struct {
    buffer bytes;
    batch_row *rows;
    size_t count, row_capacity;
    stretch *fields;
    size_t field_count, field_capacity;
    uint64_t digest;   /* of all rows of the input up to the last one here */
    uint64_t consumed; /* bytes of the input read by then */
    bool replaces;     /* bytes that could not be decoded came as U+FFFD */
    batch_result *results;
    size_t result_capacity;
    buffer out, rejects, page;
    exportcat_status status;
    exportcat_error error;
} batch_piece;

void batch_piece_free(batch_piece *piece); /* a zeroed struct is fine */

/* ---- Reading --------------------------------------------------------------------------------- */

/* What the head of the input says of all its rows. */
typedef struct {
    char delimiter;
    bool crlf;
    bool marked;       /* a byte order mark goes before the output, for spreadsheets */
    buffer header;     /* as it stands */
    size_t columns;    /* 0: not known before the first row */
    size_t *text, *id; /* numbers of columns, from 0 */
    size_t text_count, id_count;
    buffer names; /* NUL after each column's name */
} batch_layout;

typedef struct batch_input batch_input;

/* Opens the input and reads its head. The caller frees it with batch_input_free. */
exportcat_status batch_input_new(const batch_options *options, batch_input **out,
                                 exportcat_error *error);
void batch_input_free(batch_input *input); /* NULL is fine */

const batch_layout *batch_input_layout(const batch_input *input);

/* Fills a piece with the next rows, as many as are good to work on at once, `most` at most; fewer
 * where the input has no more in hand and `options->flush` is set. *end: there are none left, or it
 * was asked to stop. */
exportcat_status batch_input_read(batch_input *input, uint64_t most, batch_piece *piece, bool *end,
                                  exportcat_error *error);

/* Whether the next read would wait for the input. */
bool batch_input_waiting(const batch_input *input);

/* All bytes of a regular file; 0 where that is not known. */
uint64_t batch_input_size(const batch_input *input);

/* Lines without anything in them, which are no rows. */
size_t batch_input_blank_lines(const batch_input *input);

/* ---- Answering ------------------------------------------------------------------------------- */

/* What one thread answers with. */
typedef struct {
    const exportcat *program;
    const batch_options *options;
    const batch_layout *layout;
    struct batch_desk *desk;
} batch_worker;

/* False when memory runs out. */
bool batch_worker_ready(batch_worker *worker);
void batch_worker_free(batch_worker *worker);

/* pool_work on a batch_piece by a batch_worker. */
void batch_answer(void *piece, void *worker);

/* The output's first bytes: mark and header. EXPORTCAT_E_USAGE where an added column has the name
 * of one that is there. */
exportcat_status batch_header(const batch_options *options, const batch_layout *layout, buffer *out,
                              exportcat_error *error);

#endif
