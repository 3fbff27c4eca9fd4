/* Lines of a text stream, one after another. */
#ifndef CMD_BATCH_LINES_H
#define CMD_BATCH_LINES_H

#include "encoding.h"
#include "memory.h"

enum { LINE_MAX_BYTES = 32 << 20 };

/* A zeroed struct but for `stream` (borrowed) and `name` is a reader at the first line. */
typedef struct {
    text_stream *stream;
    const char *name;
    const char *block; /* of the stream, not yet cut into lines */
    size_t left;
    buffer begun; /* of a line that goes on in the next block */
    bool ended;
    size_t line; /* how many were read */
} line_reader;

/*
 * The next line without its line end (LF or CRLF); *end where there is none. Borrowed from the
 * reader and its stream; valid until the next call. EXPORTCAT_E_IO for one of over 32 MB, or where
 * the stream cannot be read.
 */
exportcat_status line_reader_next(line_reader *reader, const char **line, size_t *length, bool *end,
                                  exportcat_error *error);

/* Whether the next line is not wholly in hand. */
bool line_reader_waiting(const line_reader *reader);

void line_reader_free(line_reader *reader);

#endif
