#include "features_words.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(2 * sizeof(word_facts) == LINE_BYTES, "two words are one line");
_Static_assert(sizeof(word_pair_set) == LINE_BYTES, "a set is one line");

enum { PAIR_SETS = 1 << WORD_PAIR_SET_BITS };

bool feature_words_ready(feature_words *words) {
    words->pairs = lines_new(PAIR_SETS, sizeof *words->pairs);
    return words->pairs;
}

void feature_words_free(feature_words *words) {
    free(words->facts);
    free(words->parts);
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

void feature_words_forget(feature_words *words, uint32_t age) {
    enum { FACTS_MANY = 1 << 17 };
    if (words->count > FACTS_MANY) shrink(words);
    words->count = words->part_count = 0;
    words->age = age;
    memset(words->pairs, 0, PAIR_SETS * sizeof *words->pairs);
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

void feature_words_add_pair(feature_words *words, uint64_t both, known_feature what) {
    word_pair_set *set = feature_words_set(words, both);
    memmove(set->both + 1, set->both, (WORD_PAIR_WAYS - 1) * sizeof *set->both);
    memmove(set->feature + 1, set->feature, (WORD_PAIR_WAYS - 1) * sizeof *set->feature);
    set->both[0] = both;
    set->feature[0] = what;
}
