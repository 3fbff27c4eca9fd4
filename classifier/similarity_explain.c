/* What of a text speaks for one document: the pieces that both share. */
#include "similarity_parts.h"

#include <stdlib.h>

typedef struct {
    const similarity *index;
    size_t document;
    shared_piece *pieces;
    uint32_t *keys; /* of the pieces */
    size_t count, capacity, key_capacity;
    double total;
} explainer;

static double weight_in(const similarity *index, uint32_t key, size_t document) {
    for (uint32_t g = index->first[key]; g < index->first[key + 1]; g++)
        for (size_t i = 0; i < POSTINGS; i++)
            if (index->groups[g].document[i] == document) return (double)index->groups[g].weight[i];
    return 0;
}

static int explain_key(void *context, const symbol *key, uint32_t start) {
    explainer *of = context;
    double weight = key->key == STRING_NONE ? 0 : weight_in(of->index, key->key, of->document);
    if (weight <= 0) return 0;
    for (size_t i = 0; i < of->count; i++)
        if (of->keys[i] == key->key) return 0;
    if (grow(&of->pieces, &of->capacity, of->count + 1, sizeof *of->pieces) ||
        grow(&of->keys, &of->key_capacity, of->count + 1, sizeof *of->keys))
        return -1;
    const double rarity = (double)key->rarity, share = weight * rarity;
    of->total += share;
    of->keys[of->count] = key->key;
    of->pieces[of->count++] = (shared_piece){start, key->end, share, rarity};
    return 0;
}

static int by_share(const void *left, const void *right) {
    const shared_piece *a = left, *b = right;
    if (a->share > b->share || a->share < b->share) return a->share < b->share ? 1 : -1;
    return (a->start > b->start) - (a->start < b->start);
}

int similarity_explain(const similarity *index, size_t document, const symbol_row *symbols,
                       const token_list *tokens, shared_piece *out, int count) {
    explainer of = {.index = index, .document = document};
    int failed = each_key(symbols, tokens, explain_key, &of);
    if (!failed && of.count) qsort(of.pieces, of.count, sizeof *of.pieces, by_share);
    if (of.count < (size_t)count) count = (int)of.count;
    for (int i = 0; !failed && i < count; i++) {
        out[i] = of.pieces[i];
        out[i].share /= of.total;
    }
    free(of.pieces);
    free(of.keys);
    return failed ? -1 : count;
}
