/* Stage 8b: what the files of the context share. */
#ifndef CONTEXT_PARTS_H
#define CONTEXT_PARTS_H

#include "context.h"

#include <string.h>

/* The longest that a cue reaches, in bytes: about forty words, or eighty Chinese characters. */
enum { REACH_MAX = 240 };

enum { CUE_BYTES_MAX = 128 };

static inline bool is_latin(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* Whether a sentence ends with the byte at `at`: a full stop between digits does not end one. */
static inline bool ends_sentence(const folded *text, size_t at) {
    static const char full_stop[] = "。";
    const char *bytes = text->bytes + at;
    switch (*bytes) {
    case ';':
    case '!':
    case '?':
    case '\n': return true;
    case '.': return !is_latin(bytes[1]);
    default: return *bytes == *full_stop && strncmp(bytes, full_stop, sizeof full_stop - 1) == 0;
    }
}

#endif
