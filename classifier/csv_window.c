#include "csv_parts.h"

#include <string.h>

static void forget_passed(csv_window *window) {
    buffer *bytes = &window->bytes;
    size_t start = window->row_start;
    if (!start) return;
    memmove(bytes->bytes, bytes->bytes + start, bytes->length - start);
    bytes->length -= start;
    window->at -= start;
    window->next_lf = window->at;
    window->row_start = 0;
}

exportcat_status csv_window_read(csv_window *window, exportcat_error *error) {
    const char *block;
    size_t length;
    exportcat_status status = text_stream_read(window->stream, &block, &length, error);
    if (status) return status;
    forget_passed(window);
    window->ended = length == 0;
    buffer_add(&window->bytes, block, length);
    return window->bytes.failed ? status_memory(error) : EXPORTCAT_OK;
}

size_t csv_window_line_end(csv_window *window) {
    const char *bytes = window->bytes.bytes;
    size_t at = window->at, end = window->bytes.length, known = window->next_lf;
    if (known < at || (known < end && bytes[known] != '\n')) {
        const char *lf = memchr(bytes + at, '\n', end - at);
        known = window->next_lf = lf ? (size_t)(lf - bytes) : end;
    }
    const char *cr = memchr(bytes + at, '\r', known - at);
    return cr ? (size_t)(cr - bytes) : known;
}

bool csv_window_break(csv_window *window, char letter) {
    bool begins = letter == '\r' || !window->after_cr;
    window->line += begins;
    window->after_cr = letter == '\r';
    return begins;
}
