#include "vocabulary.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static uint32_t hash_of(const char *key, size_t length) {
    return (uint32_t)XXH3_64bits(key, length);
}

uint32_t vocabulary_find(const vocabulary *words, const char *key, size_t length) {
    if (!words->count) return VOCABULARY_NONE;
    uint32_t mask = words->slots - 1, hash = hash_of(key, length);
    for (uint32_t at = hash & mask; words->slot[at]; at = (at + 1) & mask) {
        uint32_t here = words->slot[at];
        if ((here ^ hash) & ~mask) continue;
        uint32_t index = (here & mask) - 1, from = words->offset[index];
        if (words->offset[index + 1] - from == length &&
            memcmp(words->bytes + from, key, length) == 0)
            return index;
    }
    return VOCABULARY_NONE;
}

known_feature vocabulary_feature(const vocabulary *words, const char *key, size_t length) {
    uint32_t index = words ? vocabulary_find(words, key, length) : VOCABULARY_NONE;
    return (known_feature){index, index == VOCABULARY_NONE ? 0 : words->idf[index]};
}

void vocabulary_index(const vocabulary *words, uint32_t *slot) {
    uint32_t mask = words->slots - 1;
    for (uint32_t index = 0; index < words->count; index++) {
        uint32_t from = words->offset[index];
        uint32_t hash = hash_of(words->bytes + from, words->offset[index + 1] - from);
        uint32_t at = hash & mask;
        while (slot[at]) at = (at + 1) & mask;
        slot[at] = (hash & ~mask) | (index + 1);
    }
}
