#include "features_words.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(2 * sizeof(word_facts) == LINE_BYTES, "a word is half a line");

enum { FACTS_FIRST = 8192 };

bool feature_words_ready(feature_words *words) {
    words->facts = lines_take(&words->large, FACTS_FIRST, sizeof *words->facts);
    words->capacity = words->facts ? FACTS_FIRST : 0;
    return words->facts && pairs_ready(&words->pairs, &words->large);
}

void feature_words_free(feature_words *words) {
    lines_free(words->facts);
    free(words->parts);
    pages_free(&words->large);
}

/* One text of very many words does not keep its memory for ever. */
static void shrink(feature_words *words) {
    lines_free(words->facts);
    free(words->parts);
    words->facts = NULL;
    words->parts = NULL;
    words->capacity = words->part_capacity = 0;
}

void feature_words_tidy(feature_words *words, uint32_t age) {
    enum { FACTS_MANY = 1 << 17 };
    if (words->age == age) return;
    pairs_forget(&words->pairs);
    if (words->count > FACTS_MANY)
        shrink(words);
    else if (words->count)
        memset(words->facts, 0, words->count * sizeof *words->facts);
    words->count = words->part_count = 0;
    words->age = age;
}

int feature_words_reach(feature_words *words, uint32_t number) {
    const size_t need = (size_t)number + 1;
    if (need <= words->count) return 0;
    if (lines_grow(&words->facts, &words->capacity, words->count, need, FACTS_FIRST,
                   sizeof *words->facts))
        return -1;
    words->count = need;
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
