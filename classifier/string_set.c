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
static size_t seek(const string_set *set, uint32_t hash, const char *bytes, size_t length) {
    const uint32_t mask = (uint32_t)set->slots - 1;
    size_t at = hash & mask;
    for (; set->slot[at]; at = (at + 1) & mask) {
        if ((set->slot[at] ^ hash) & ~mask) continue;
        size_t size;
        const char *here = string_set_get(set, (set->slot[at] & mask) - 1, &size);
        if (size == length && memcmp(here, bytes, length) == 0) break;
    }
    return at;
}

uint32_t string_set_hash(const char *bytes, size_t length) {
    return (uint32_t)XXH3_64bits(bytes, length);
}

static void fill(string_set *set, size_t at, uint32_t hash, uint32_t number) {
    const uint32_t mask = (uint32_t)set->slots - 1;
    set->slot[at] = (hash & ~mask) | (number + 1);
}

static int rehash(string_set *set) {
    size_t slots = set->slots ? set->slots * 2 : 64;
    uint32_t *grown = slots < UINT32_MAX ? calloc(slots, sizeof *grown) : NULL;
    if (!grown) return -1;
    free(set->slot);
    set->slot = grown;
    set->slots = slots;
    for (uint32_t number = 0; number < set->count; number++) {
        size_t length;
        const char *bytes = string_set_get(set, number, &length);
        uint32_t hash = string_set_hash(bytes, length);
        fill(set, seek(set, hash, bytes, length), hash, number);
    }
    return 0;
}

uint32_t string_set_find_by(const string_set *set, uint32_t hash, const char *bytes,
                            size_t length) {
    if (!set->slots) return STRING_NONE;
    uint32_t found = set->slot[seek(set, hash, bytes, length)];
    return found ? (found & ((uint32_t)set->slots - 1)) - 1 : STRING_NONE;
}

uint32_t string_set_find(const string_set *set, const char *bytes, size_t length) {
    return string_set_find_by(set, string_set_hash(bytes, length), bytes, length);
}

uint32_t string_set_add(string_set *set, const char *bytes, size_t length) {
    if ((set->count + 1) * 2 > set->slots && rehash(set)) return STRING_NONE;
    uint32_t hash = string_set_hash(bytes, length);
    size_t at = seek(set, hash, bytes, length);
    if (set->slot[at]) return (set->slot[at] & ((uint32_t)set->slots - 1)) - 1;
    if (set->bytes.length + length >= UINT32_MAX ||
        grow(&set->offset, &set->offset_capacity, set->count + 2, sizeof *set->offset))
        return STRING_NONE;
    buffer_add(&set->bytes, bytes, length);
    if (set->bytes.failed) return STRING_NONE;
    set->offset[set->count] = (uint32_t)(set->bytes.length - length);
    set->offset[++set->count] = (uint32_t)set->bytes.length;
    fill(set, at, hash, (uint32_t)set->count - 1);
    return (uint32_t)set->count - 1;
}

void string_set_free(string_set *set) {
    if (!set->borrowed) {
        buffer_free(&set->bytes);
        free(set->offset);
        free(set->slot);
    }
    *set = (string_set){0};
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

static void put_block(buffer *out, const void *bytes, size_t count, size_t size) {
    uint64_t length = count;
    buffer_add(out, &length, sizeof length);
    buffer_add(out, bytes, count * size);
    while (!out->failed && out->length % 8) buffer_add(out, "", 1);
}

static const void *take_block(size_t *count, size_t size, const char **at, const char *end) {
    uint64_t length;
    if ((size_t)(end - *at) < sizeof length) return NULL;
    memcpy(&length, *at, sizeof length);
    const char *block = *at + sizeof length;
    if (length > (size_t)(end - block) / size) return NULL;
    size_t bytes = (length * size + 7) / 8 * 8;
    if (bytes > (size_t)(end - block)) return NULL;
    *at = block + bytes;
    *count = length;
    return block;
}

void numbers_freeze(const uint32_t *numbers, size_t count, buffer *out) {
    put_block(out, numbers, count, sizeof *numbers);
}

const uint32_t *numbers_thaw(size_t *count, const char **at, const char *end) {
    return take_block(count, sizeof(uint32_t), at, end);
}

void string_set_freeze(const string_set *set, buffer *out) {
    put_block(out, set->bytes.bytes, set->bytes.length, 1);
    numbers_freeze(set->offset, set->count ? set->count + 1 : 0, out);
    numbers_freeze(set->slot, set->slots, out);
}

bool numbers_rise(const uint32_t *numbers, size_t count, size_t last) {
    bool falls = false;
    for (size_t i = 1; i < count; i++) falls |= numbers[i] < numbers[i - 1];
    return count && !numbers[0] && numbers[count - 1] == last && !falls;
}

bool numbers_below(const uint32_t *numbers, size_t count, size_t limit) {
    uint32_t highest = 0;
    for (size_t i = 0; i < count; i++) highest = numbers[i] > highest ? numbers[i] : highest;
    return !count || highest < limit;
}

/* Every string lies within the bytes, every slot leads to a string, and some slot is free, so that
 * a search ends. */
static bool is_sound(const string_set *set) {
    const uint32_t mask = (uint32_t)set->slots - 1;
    uint32_t highest = 0, used = 0;
    if (set->slots > UINT32_MAX || (set->slots & (set->slots - 1))) return false;
    for (size_t i = 0; i < set->slots; i++) {
        uint32_t number = set->slot[i] & mask;
        highest = number > highest ? number : highest;
        used += set->slot[i] != 0;
    }
    bool leads = true; /* a slot that is not free has a number */
    for (size_t i = 0; i < set->slots; i++) leads &= (set->slot[i] & mask) || !set->slot[i];
    return leads && highest <= set->count && (!set->slots || used < set->slots) &&
           (!set->count || numbers_rise(set->offset, set->count + 1, set->bytes.length));
}

bool string_set_thaw(string_set *set, const char **at, const char *end) {
    size_t offsets;
    *set = (string_set){.borrowed = true};
    const char *bytes = take_block(&set->bytes.length, 1, at, end);
    const uint32_t *offset = bytes ? numbers_thaw(&offsets, at, end) : NULL;
    const uint32_t *slot = offset ? numbers_thaw(&set->slots, at, end) : NULL;
    if (!slot) return false;
    /* A borrowed set is never written to. */
    set->bytes.bytes = (char *)(uintptr_t)bytes;
    set->offset = (uint32_t *)(uintptr_t)offset;
    set->slot = (uint32_t *)(uintptr_t)slot;
    set->count = offsets ? offsets - 1 : 0;
    return is_sound(set);
}
