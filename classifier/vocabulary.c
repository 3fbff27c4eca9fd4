#include "vocabulary.h"

#include <stdbool.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* What a key is looked for by. */
typedef struct {
    uint64_t text;
    uint32_t is_long; /* VOCABULARY_LONG, or 0 */
} wanted_key;

static wanted_key wanted_of(const char *key, size_t length) {
    wanted_key out = {0, 0};
    if (length <= sizeof out.text)
        memcpy(&out.text, key, length);
    else
        out = (wanted_key){XXH3_64bits(key, length), VOCABULARY_LONG};
    return out;
}

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static size_t first_slot(const vocabulary *words, uint64_t text) {
    uint64_t mixed = (text ^ text >> 32) * 0x9E3779B97F4A7C15U >> 32;
    return (size_t)(mixed * words->slots >> 32);
}

static size_t next_slot(const vocabulary *words, size_t at) {
    return at + 1 < words->slots ? at + 1 : 0;
}

static bool is_key(const vocabulary *words, uint32_t index, const char *key, size_t length) {
    const uint32_t from = words->offset[index];
    return words->offset[index + 1] - from == length &&
           memcmp(words->bytes + from, key, length) == 0;
}

known_feature vocabulary_feature(const vocabulary *words, const char *key, size_t length) {
    const known_feature none = {VOCABULARY_NONE, 0};
    if (!words || !words->count) return none;
    const wanted_key wanted = wanted_of(key, length);
    for (size_t at = first_slot(words, wanted.text);; at = next_slot(words, at)) {
        const vocabulary_slot *here = &words->slot[at];
        if (!here->number) return none;
        if (here->text != wanted.text || (here->number & VOCABULARY_LONG) != wanted.is_long)
            continue;
        const uint32_t index = (here->number & ~VOCABULARY_LONG) - 1;
        if (wanted.is_long && !is_key(words, index, key, length)) continue;
        return (known_feature){index, here->idf};
    }
}

size_t vocabulary_slots(size_t keys) {
    return keys + keys / 2 + 1;
}

void vocabulary_index(const vocabulary *words, vocabulary_slot *slot) {
    for (uint32_t index = 0; index < words->count; index++) {
        const uint32_t from = words->offset[index];
        const wanted_key key = wanted_of(words->bytes + from, words->offset[index + 1] - from);
        size_t at = first_slot(words, key.text);
        while (slot[at].number) at = next_slot(words, at);
        slot[at] = (vocabulary_slot){key.text, (index + 1) | key.is_long, words->idf[index]};
    }
}
