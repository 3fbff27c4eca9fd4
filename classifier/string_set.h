/* Stage 0: a set of strings, each with a number: 0, 1, 2 ... in the order in which they came. */
#ifndef STRING_SET_H
#define STRING_SET_H

#include "memory.h"

#include <stdbool.h>
#include <stdint.h>

#define STRING_NONE UINT32_MAX

/* A zeroed struct is empty. The caller frees it with string_set_free. */
typedef struct {
    buffer bytes;
    uint32_t *offset; /* count + 1 once anything was added */
    uint32_t *slot;   /* 0, or number + 1 below `slots` and the string's hash above: another string
                         is told apart without a look at it */
    size_t count, offset_capacity, slots;
    bool borrowed; /* from frozen bytes */
} string_set;

/* The number of the string, added if new; STRING_NONE when memory runs out. */
uint32_t string_set_add(string_set *set, const char *bytes, size_t length);
/* Its number, or STRING_NONE. */
uint32_t string_set_find(const string_set *set, const char *bytes, size_t length);
/* The same in two steps: what a string is looked for by, in any set, and the look. */
uint32_t string_set_hash(const char *bytes, size_t length);
uint32_t string_set_find_by(const string_set *set, uint32_t hash, const char *bytes, size_t length);
/* Asks for where a string is looked for: wanted soon. Always inlined: see pairs_fetch. */
__attribute__((always_inline)) static inline void string_set_fetch(const string_set *set,
                                                                   uint32_t hash) {
    if (set->slots) __builtin_prefetch(&set->slot[hash & (set->slots - 1)]);
}
/* Borrowed from the set; valid until the next addition. Not NUL-terminated. */
const char *string_set_get(const string_set *set, uint32_t number, size_t *length);
void string_set_free(string_set *set);

/* Appends the set to `out`, whose length is a multiple of 8 and stays one. */
void string_set_freeze(const string_set *set, buffer *out);
/* Reads a set that string_set_freeze wrote, and moves `*at` behind it; false where the bytes are no
 * such set. Borrowed from the bytes: nothing may be added to it. */
bool string_set_thaw(string_set *set, const char **at, const char *end);

/* The same for an array of 32-bit numbers. */
void numbers_freeze(const uint32_t *numbers, size_t count, buffer *out);
const uint32_t *numbers_thaw(size_t *count, const char **at, const char *end); /* NULL: none */

/* Checks of such arrays. They have no early end, for there are many numbers and all are right. */
/* Whether they begin with 0, never fall, and end with `last`. */
bool numbers_rise(const uint32_t *numbers, size_t count, size_t last);
bool numbers_below(const uint32_t *numbers, size_t count, size_t limit);

#endif
