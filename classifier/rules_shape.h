/*
 * Stage 8: a pattern of PCRE2 as a tree: the bytes that it spells out, in their order, and what may
 * stand between them. Every text that the pattern matches fits the tree; a text that fits it need
 * not be matched.
 */
#ifndef RULES_SHAPE_H
#define RULES_SHAPE_H

#include "memory.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PART_LITERAL, /* these bytes */
    PART_GAP,     /* so many characters, as `crosses` tells */
    PART_EDGE,    /* nothing, at the edge of a word */
    PART_AHEAD,   /* nothing, where what stands from there on fits its child */
    PART_ALL_OF,  /* its children side by side; without children, nothing */
    PART_ANY_OF,  /* one of its children */
} part_kind;

/* What the characters of a gap are. Those beyond ASCII pass for both kinds. */
typedef enum {
    CROSS_ANY,
    CROSS_WORD,  /* of words */
    CROSS_OTHER, /* of no word */
    CROSS_WORDS, /* so many words, each with what stands behind it, rather than characters */
} gap_crossing;

enum { PART_UNLIMITED = UINT16_MAX };

typedef struct {
    part_kind kind;
    gap_crossing crosses;
    uint32_t least, most; /* of a gap; PART_UNLIMITED at most */
    uint32_t at, length;  /* in `text`: a literal, or the characters that a gap does not cross */
    uint32_t last_child, before; /* parts by their number; the sibling before it; 0: none */
    uint32_t longest;            /* characters that it has at most, or PART_UNLIMITED */
} pattern_part;

/* A zeroed struct is empty. Parts stand behind their children; the first one is not used. */
typedef struct {
    pattern_part *parts;
    size_t count, capacity;
    uint32_t whole;
    buffer text;
} pattern_shape;

/* Reads a pattern (valid, UTF, written as folded text is). False where it is not understood: inline
 * options other than (?x) at its beginning, back references and the like; or memory runs out. The
 * caller frees it with pattern_shape_free, in any case. */
bool pattern_shape_read(pattern_shape *out, const char *pattern);
void pattern_shape_free(pattern_shape *shape);

/* In bytes; 0 where the text ends. */
static inline size_t pattern_character(const char *bytes) {
    unsigned char first = (unsigned char)*bytes;
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return memchr(bytes, '\0', length) ? 0 : length;
}

#endif
