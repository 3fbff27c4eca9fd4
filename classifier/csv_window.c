#include "csv_parts.h"

#include <string.h>

static void forget_passed(csv_window *window) {
    buffer *bytes = &window->bytes;
    size_t start = window->row_start;
    if (!start) return;
    memmove(bytes->bytes, bytes->bytes + start, bytes->length - start);
    bytes->length -= start;
    window->at -= start;
    window->next_lf = window->next_cr = window->at;
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

/* Where a letter stands next, as it is known or looked for up to `end`. */
static size_t find_next(const csv_window *window, size_t *known, char letter, size_t end) {
    const char *bytes = window->bytes.bytes;
    const size_t at = window->at;
    if (*known < at || (*known < end && bytes[*known] != letter)) {
        const char *found = memchr(bytes + at, letter, end - at);
        *known = found ? (size_t)(found - bytes) : end;
    }
    return *known;
}

size_t csv_window_line_end(csv_window *window) {
    const size_t end = window->bytes.length;
    const size_t lf = find_next(window, &window->next_lf, '\n', end);
    const size_t cr = find_next(window, &window->next_cr, '\r', end);
    return cr < lf ? cr : lf;
}

bool csv_window_break(csv_window *window, char letter) {
    bool begins = letter == '\r' || !window->after_cr;
    window->line += begins;
    window->after_cr = letter == '\r';
    return begins;
}
