#include "feature_numbers.h"

#include "memory.h"

#include <stdlib.h>

/* Both tables are as long as they may ever be: of the items, memory that is not written on is not
 * taken. */
bool feature_numbers_ready(feature_numbers *of, const vocabulary *words, pages *from) {
    const size_t most = feature_numbers_most(words);
    *of = (feature_numbers){words, lines_take(from, most, sizeof *of->number_of),
                            calloc(most, sizeof *of->items), 0};
    if (!of->number_of || !of->items) return false;
    pages_expect(of->number_of, most * sizeof *of->number_of);
    of->items[0] = (feature_facts){VOCABULARY_NONE, 0, 0};
    return true;
}

void feature_numbers_free(feature_numbers *of) {
    free(of->items);
}

numbered_feature feature_number(feature_numbers *of, known_feature feature) {
    if (feature.index == VOCABULARY_NONE) return (numbered_feature){0, 0};
    uint32_t *number = &of->number_of[feature.index];
    if (of->words->row) __builtin_prefetch(&of->words->row[feature.index]);
    if (!*number) {
        *number = ++of->highest;
        of->items[*number] =
            (feature_facts){feature.index, feature.idf, vocabulary_row(of->words, feature.index)};
    }
    return (numbered_feature){*number, feature.idf};
}
