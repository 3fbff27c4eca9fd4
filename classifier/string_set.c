#include "string_set.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

const char *string_set_get(const string_set *set, uint32_t number, size_t *length) {
    *length = set->offset[number + 1] - set->offset[number];
    return set->bytes.bytes + set->offset[number];
}

/* The slot that holds the string, or the empty one where it would go. */
static size_t seek(const string_set *set, const char *bytes, size_t length) {
    size_t mask = set->slots - 1, at = XXH3_64bits(bytes, length) & mask;
    for (; set->slot[at]; at = (at + 1) & mask) {
        size_t size;
        const char *here = string_set_get(set, set->slot[at] - 1, &size);
        if (size == length && memcmp(here, bytes, length) == 0) break;
    }
    return at;
}

static int rehash(string_set *set) {
    size_t slots = set->slots ? set->slots * 2 : 64;
    uint32_t *grown = calloc(slots, sizeof *grown);
    if (!grown) return -1;
    free(set->slot);
    set->slot = grown;
    set->slots = slots;
    for (uint32_t number = 0; number < set->count; number++) {
        size_t length;
        const char *bytes = string_set_get(set, number, &length);
        set->slot[seek(set, bytes, length)] = number + 1;
    }
    return 0;
}

uint32_t string_set_find(const string_set *set, const char *bytes, size_t length) {
    if (!set->slots) return STRING_NONE;
    uint32_t found = set->slot[seek(set, bytes, length)];
    return found ? found - 1 : STRING_NONE;
}

uint32_t string_set_add(string_set *set, const char *bytes, size_t length) {
    if ((set->count + 1) * 2 > set->slots && rehash(set)) return STRING_NONE;
    size_t at = seek(set, bytes, length);
    if (set->slot[at]) return set->slot[at] - 1;
    if (set->bytes.length + length >= UINT32_MAX ||
        grow(&set->offset, &set->offset_capacity, set->count + 2, sizeof *set->offset))
        return STRING_NONE;
    buffer_add(&set->bytes, bytes, length);
    if (set->bytes.failed) return STRING_NONE;
    set->offset[set->count] = (uint32_t)(set->bytes.length - length);
    set->offset[++set->count] = (uint32_t)set->bytes.length;
    set->slot[at] = (uint32_t)set->count;
    return (uint32_t)set->count - 1;
}

void string_set_free(string_set *set) {
    buffer_free(&set->bytes);
    free(set->offset);
    free(set->slot);
    *set = (string_set){0};
}
