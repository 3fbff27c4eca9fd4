#include "cmd_batch_lines.h"

#include <string.h>

bool line_reader_waiting(const line_reader *reader) {
    return !reader->ended && !(reader->left && memchr(reader->block, '\n', reader->left));
}

/* What is in hand up to the line break, or all of it where there is none. */
static exportcat_status keep(line_reader *reader, size_t length, exportcat_error *error) {
    buffer_add(&reader->begun, reader->block, length);
    reader->block += length;
    reader->left -= length;
    if (reader->begun.failed) return status_memory(error);
    if (reader->begun.length > LINE_MAX_BYTES)
        return status_at(error, EXPORTCAT_E_IO, reader->name, reader->line + 1, 0,
                         "the line is longer than %d bytes", LINE_MAX_BYTES);
    return EXPORTCAT_OK;
}

static void give(line_reader *reader, const char *bytes, size_t length, const char **line,
                 size_t *out) {
    if (length && bytes[length - 1] == '\r') length--;
    reader->line++;
    *line = bytes;
    *out = length;
}

exportcat_status line_reader_next(line_reader *reader, const char **line, size_t *length, bool *end,
                                  exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    reader->begun.length = 0;
    *end = false;
    while (!status) {
        const char *at = reader->left ? memchr(reader->block, '\n', reader->left) : NULL;
        if (at && !reader->begun.length) {
            give(reader, reader->block, (size_t)(at - reader->block), line, length);
            reader->left -= (size_t)(at + 1 - reader->block);
            reader->block = at + 1;
            return EXPORTCAT_OK;
        }
        status = keep(reader, at ? (size_t)(at - reader->block) : reader->left, error);
        if (!status && (at || (reader->ended && reader->begun.length))) {
            if (at) reader->block++, reader->left--;
            give(reader, reader->begun.bytes, reader->begun.length, line, length);
            return EXPORTCAT_OK;
        }
        *end = reader->ended;
        if (status || reader->ended) return status;
        status = text_stream_read(reader->stream, &reader->block, &reader->left, error);
        reader->ended = !status && !reader->left;
    }
    return status;
}

void line_reader_free(line_reader *reader) {
    buffer_free(&reader->begun);
}
