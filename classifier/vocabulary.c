#include "vocabulary.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* What a key is looked for by. */
typedef struct {
    uint64_t text;
    uint32_t form; /* VOCABULARY_LONG or VOCABULARY_PAIR, or 0 */
} wanted_key;

/* ---- Slots ----------------------------------------------------------------------------------- */

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

static const known_feature none = {VOCABULARY_NONE, 0};

/* `key` is asked for where its text is a digest. */
static known_feature find(const vocabulary *words, const wanted_key *wanted, const char *key,
                          size_t length) {
    const uint32_t forms = VOCABULARY_LONG | VOCABULARY_PAIR;
    for (size_t at = first_slot(words, wanted->text);; at = next_slot(words, at)) {
        const vocabulary_slot *here = &words->slot[at];
        if (!here->number) return none;
        if (here->text != wanted->text || (here->number & forms) != wanted->form) continue;
        const uint32_t index = (here->number & VOCABULARY_INDEX) - 1;
        if (wanted->form == VOCABULARY_LONG && !is_key(words, index, key, length)) continue;
        return (known_feature){index, here->idf};
    }
}

/* Up to eight bytes and NULs behind them, in two overlapping halves: a length costs no branch each.
 */
static uint64_t short_text(const char *key, size_t length) {
    enum { HALF = 4 };
    uint64_t text = 0;
    uint32_t first, last;
    if (length < HALF) {
        for (size_t i = 0; i < length; i++) memcpy((char *)&text + i, key + i, 1);
        return text;
    }
    memcpy(&first, key, HALF);
    memcpy(&last, key + length - HALF, HALF);
    memcpy(&text, &first, HALF);
    memcpy((char *)&text + length - HALF, &last, HALF);
    return text;
}

static wanted_key spelled_key(const char *key, size_t length) {
    if (length <= sizeof(uint64_t)) return (wanted_key){short_text(key, length), 0};
    return (wanted_key){XXH3_64bits(key, length), VOCABULARY_LONG};
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static bool is_run(const char *key, size_t length) {
    return length && (key[0] == 'b' || key[0] == 's');
}

static wanted_key pair_key(char kind, uint32_t one, uint32_t other) {
    const uint64_t first = (uint64_t)one << 1 | (kind == 's');
    return (wanted_key){first << 32 | other, VOCABULARY_PAIR};
}

uint32_t vocabulary_link(const vocabulary *words, const char *text, size_t length) {
    static const char kinds[] = {'w', 'n', 'u'};
    char key[VOCABULARY_LINK_MAX + 1];
    if (length > VOCABULARY_LINK_MAX || memchr(text, ' ', length)) return VOCABULARY_NONE;
    memcpy(key + 1, text, length);
    uint32_t index = VOCABULARY_NONE;
    for (size_t i = 0; i < sizeof kinds && index == VOCABULARY_NONE; i++) {
        key[0] = kinds[i];
        index = vocabulary_feature(words, key, length + 1).index;
    }
    return index;
}

/* As a pair where it is one. */
static wanted_key run_key(const vocabulary *words, const char *key, size_t length) {
    const char *end = key + length, *blank = memchr(key, ' ', length);
    if (blank) {
        uint32_t one = vocabulary_link(words, key + 1, (size_t)(blank - key) - 1);
        uint32_t other = vocabulary_link(words, blank + 1, (size_t)(end - blank) - 1);
        if (one != VOCABULARY_NONE && other != VOCABULARY_NONE) return pair_key(key[0], one, other);
    }
    return spelled_key(key, length);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static bool is_empty(const vocabulary *words) {
    return !words || !words->count;
}

known_feature vocabulary_feature(const vocabulary *words, const char *key, size_t length) {
    if (is_empty(words)) return none;
    const wanted_key wanted =
        is_run(key, length) ? run_key(words, key, length) : spelled_key(key, length);
    return find(words, &wanted, key, length);
}

/* Always inlined: see pairs_fetch. */
__attribute__((always_inline)) static inline void fetch(const vocabulary *words, uint64_t text) {
    if (!is_empty(words)) __builtin_prefetch(&words->slot[first_slot(words, text)]);
}

void vocabulary_fetch(const vocabulary *words, const char *key, size_t length) {
    fetch(words, spelled_key(key, length).text);
}

void vocabulary_fetch_pair(const vocabulary *words, char kind, uint32_t one, uint32_t other) {
    fetch(words, pair_key(kind, one, other).text);
}

known_feature vocabulary_pair(const vocabulary *words, char kind, uint32_t one, uint32_t other) {
    if (is_empty(words)) return none;
    const wanted_key wanted = pair_key(kind, one, other);
    return find(words, &wanted, NULL, 0);
}

size_t vocabulary_slots(size_t keys) {
    return keys + keys / 2 + 1;
}

/* Those of runs or all others: pairs are known by keys that are in their slots. */
static void index_some(vocabulary *words, vocabulary_slot *slot, bool runs) {
    for (uint32_t index = 0; index < words->count; index++) {
        const char *key = words->bytes + words->offset[index];
        const size_t length = words->offset[index + 1] - words->offset[index];
        if (is_run(key, length) != runs) continue;
        const wanted_key wanted = runs ? run_key(words, key, length) : spelled_key(key, length);
        const bool spelled = runs && wanted.form != VOCABULARY_PAIR;
        words->spelled |= spelled;
        size_t at = first_slot(words, wanted.text);
        while (slot[at].number) at = next_slot(words, at);
        slot[at] = (vocabulary_slot){wanted.text,
                                     (index + 1) | wanted.form | (spelled ? VOCABULARY_SPELLED : 0),
                                     words->idf[index]};
    }
}

void vocabulary_index(vocabulary *words, vocabulary_slot *slot) {
    words->spelled = false;
    index_some(words, slot, false);
    index_some(words, slot, true);
}
