/*
 * The files that a batch run writes. Each grows under its name with `.part` behind it and takes its
 * own name when it is whole; `OUT.part.state` says how far they are, so that a stopped run can go
 * on. Standard output, pipes and devices have neither.
 */
#ifndef CMD_BATCH_PARTS_H
#define CMD_BATCH_PARTS_H

#include "cmd_batch.h"
#include "json.h"

enum { PART_OUT, PART_REJECTS, PART_PAGE, PARTS };

typedef struct {
    const char *path; /* borrowed; NULL: standard output, or not wanted */
    char *part;       /* NULL: it is no plain file */
    int file;         /* -1: not wanted */
    uint64_t length;
} batch_part;

/* How far a run is: what was written in full. */
typedef struct {
    uint64_t rows, digest; /* of the input's rows */
    uint64_t lengths[PARTS];
    uint64_t counts[BATCH_DAYS][BATCH_CLASSES]; /* rows, by each day's outcome */
    uint64_t shown[BATCH_DAYS][BATCH_CLASSES];  /* those of them on the page */
    /* Those on the page by the worse of the days' outcomes: whose answer did not change, and
     * whose did. */
    uint64_t places[2][BATCH_CLASSES];
    uint64_t changed; /* rows */
    bool done;        /* all is written, if not under its name yet */
} batch_progress;

typedef struct {
    batch_part parts[PARTS];
    char *state_path;        /* NULL: none is kept */
    json_t *settings;        /* of this run; a stopped run with others is not gone on with */
    json_t *entries;         /* id -> for each day listed, possible and part, of the rows written */
    batch_progress progress; /* where the run begins */
} batch_files;

/* `path` with a tail; NULL when memory runs out. The caller frees it. */
char *parts_beside(const char *path, const char *tail);

/*
 * Opens what the options want, anew or, with --resume, where a stopped run left it. *resumed: it
 * goes on; otherwise there is no state until the first save. Takes ownership of `settings`.
 * EXPORTCAT_E_IO where a file cannot be opened or another run is writing it; EXPORTCAT_E_USAGE
 * where a stopped run is there and was not asked to go on, or was another run.
 */
exportcat_status parts_open(const batch_options *options, json_t *settings, batch_files *out,
                            bool *resumed, exportcat_error *error);

exportcat_status parts_write(batch_files *files, int part, const char *bytes, size_t length,
                             exportcat_error *error);

/* Notes in `at` how long the files are: all that was written is whole. */
void parts_measure(const batch_files *files, batch_progress *at);

/* Flushes what was written to the disk, then the state. */
exportcat_status parts_save(const batch_files *files, const batch_progress *at,
                            exportcat_error *error);

/* After a failure: cuts off what was written after `at`, so that no half row stands there, and
 * saves the state as well as it can; where none is kept, removes what cannot be gone on with. */
void parts_stop(const batch_files *files, const batch_progress *at);

/* The stretches of rows written for the page, from the start; the caller frees them with
 * file_unmap. */
exportcat_status parts_map_page(const batch_files *files, file_map *out, exportcat_error *error);

/* Writes the whole page under its own name. */
exportcat_status parts_replace_page(const batch_files *files, const buffer *page,
                                    exportcat_error *error);

/* Gives the files their own names, the output last, and removes the state. */
exportcat_status parts_finish(batch_files *files, exportcat_error *error);

void parts_close(batch_files *files); /* a zeroed struct is fine */

#endif
