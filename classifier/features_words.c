#include "features_words.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(2 * sizeof(word_facts) == LINE_BYTES, "two words are one line");

/* From so many on, all are forgotten before the next text. */
enum { FACTS_MANY = 1 << 17, KNOWN_MANY = 1 << 16 };

bool feature_words_ready(feature_words *words) {
    words->pairs = lines_new(PAIR_SETS, sizeof *words->pairs);
    return words->pairs;
}

void feature_words_free(feature_words *words) {
    free(words->facts);
    free(words->parts);
    free(words->known);
    lines_free(words->pairs);
}

/* One text of very many words does not keep its memory for ever. */
static void shrink(feature_words *words) {
    free(words->facts);
    free(words->parts);
    words->facts = NULL;
    words->parts = NULL;
    words->capacity = words->part_capacity = 0;
}

static void forget_pairs(feature_words *words) {
    memset(words->pairs, 0, PAIR_SETS * sizeof *words->pairs);
    free(words->known);
    words->known = NULL;
    words->known_count = words->known_capacity = 0;
}

void feature_words_tidy(feature_words *words, uint32_t age) {
    bool other_words = words->age != age;
    if (other_words || words->known_count > KNOWN_MANY) forget_pairs(words);
    if (!other_words) return;
    if (words->count > FACTS_MANY) shrink(words);
    words->count = words->part_count = 0;
    words->age = age;
}

int feature_words_reach(feature_words *words, uint32_t number) {
    size_t need = (size_t)number + 1;
    if (need <= words->count) return 0;
    if (grow(&words->facts, &words->capacity, need, sizeof *words->facts)) return -1;
    memset(words->facts + words->count, 0, (words->capacity - words->count) * sizeof *words->facts);
    words->count = words->capacity;
    return 0;
}

int feature_words_add_parts(feature_words *words, word_facts *of, const word_part *parts,
                            size_t count) {
    if (words->part_count > UINT32_MAX / 2 ||
        grow(&words->parts, &words->part_capacity, words->part_count + count + 1,
             sizeof *words->parts))
        return -1;
    of->parts = (uint32_t)words->part_count;
    of->part_count = (uint16_t)count;
    memcpy(words->parts + words->part_count, parts, count * sizeof *parts);
    words->part_count += count;
    return 0;
}

static bool may_be_kept(uint32_t one, uint32_t other) {
    return one && other && one <= PAIR_NUMBER_MAX && other <= PAIR_NUMBER_MAX;
}

bool feature_words_pair(const feature_words *words, uint32_t one, uint32_t other,
                        known_feature *out) {
    uint32_t number;
    if (!may_be_kept(one, other) || !pairs_find(words->pairs, pairs_join(one, other), &number))
        return false;
    *out = number ? words->known[number - 1] : (known_feature){VOCABULARY_NONE, 0};
    return true;
}

void feature_words_add_pair(feature_words *words, uint32_t one, uint32_t other,
                            known_feature what) {
    uint32_t number = 0;
    if (!may_be_kept(one, other)) return;
    if (what.index != VOCABULARY_NONE) {
        if (words->known_count == UINT32_MAX || grow(&words->known, &words->known_capacity,
                                                     words->known_count + 1, sizeof *words->known))
            return;
        words->known[words->known_count++] = what;
        number = (uint32_t)words->known_count;
    }
    pairs_add(words->pairs, pairs_join(one, other), number);
}
