#include "phrases_parts.h"

#include <stdlib.h>
#include <string.h>

phrase_trie *phrase_trie_new(void) {
    phrase_trie *trie = calloc(1, sizeof *trie);
    if (!trie) return NULL;
    if (grow(&trie->endings_of, &trie->endings_of_capacity, 1, sizeof *trie->endings_of)) {
        free(trie);
        return NULL;
    }
    trie->endings_of[ROOT] = 0;
    trie->node_count = 1;
    return trie;
}

void phrase_trie_free(phrase_trie *trie) {
    if (!trie) return;
    string_set_free(&trie->terms);
    string_set_free(&trie->links);
    if (!trie->borrowed) {
        free(trie->endings_of);
        free(trie->endings);
        free(trie->root);
        free(trie->pairs);
        free(trie->first_edge);
        free(trie->edges);
    }
    fold_free(&trie->text);
    tokens_free(&trie->tokens);
    free(trie->row.terms);
    free(trie);
}

const string_set *phrase_trie_terms(const phrase_trie *trie) {
    return &trie->terms;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

void phrase_trie_freeze(const phrase_trie *trie, buffer *out) {
    string_set_freeze(&trie->terms, out);
    numbers_freeze(trie->root, trie->terms.count, out);
    numbers_freeze(trie->pairs, PAIR_WORDS, out);
    numbers_freeze(trie->first_edge, trie->node_count + 1, out);
    numbers_freeze((const uint32_t *)trie->edges, trie->first_edge[trie->node_count] * 2, out);
    numbers_freeze(trie->endings_of, trie->node_count, out);
    numbers_freeze((const uint32_t *)trie->endings, trie->ending_count * 2, out);
}

/* All that is kept leads to what there is. A way through the nodes ends with the text at the
 * latest; a list of endings ends, for each leads to one that was added before it. */
static bool is_sound(const phrase_trie *trie, size_t edges, size_t numbers) {
    uint32_t highest_child = 0, highest_number = 0;
    bool turns_back = false;
    for (size_t i = 0; i < edges; i++)
        highest_child = trie->edges[i].child > highest_child ? trie->edges[i].child : highest_child;
    for (size_t i = 0; i < trie->ending_count; i++) {
        const ending *here = &trie->endings[i];
        highest_number = here->number > highest_number ? here->number : highest_number;
        turns_back |= here->next > i;
    }
    return numbers_below(trie->root, trie->terms.count, trie->node_count) &&
           numbers_rise(trie->first_edge, trie->node_count + 1, edges) &&
           numbers_below(trie->endings_of, trie->node_count, trie->ending_count + 1) &&
           highest_child < trie->node_count && !turns_back &&
           (!trie->ending_count || highest_number < numbers);
}

static bool thaw(phrase_trie *trie, const char *at, const char *end, size_t numbers) {
    size_t roots, pairs, firsts, edge_words, nodes, ending_words;
    if (!string_set_thaw(&trie->terms, &at, end)) return false;
    /* A borrowed trie is never written to. */
    if (!(trie->root = (uint32_t *)(uintptr_t)numbers_thaw(&roots, &at, end)) ||
        !(trie->pairs = (uint32_t *)(uintptr_t)numbers_thaw(&pairs, &at, end)) ||
        !(trie->first_edge = (uint32_t *)(uintptr_t)numbers_thaw(&firsts, &at, end)) ||
        !(trie->edges = (edge *)(uintptr_t)numbers_thaw(&edge_words, &at, end)) ||
        !(trie->endings_of = (uint32_t *)(uintptr_t)numbers_thaw(&nodes, &at, end)) ||
        !(trie->endings = (ending *)(uintptr_t)numbers_thaw(&ending_words, &at, end)))
        return false;
    trie->node_count = nodes;
    trie->ending_count = ending_words / 2;
    return nodes && roots == trie->terms.count && pairs == PAIR_WORDS && firsts == nodes + 1 &&
           is_sound(trie, edge_words / 2, numbers);
}

phrase_trie *phrase_trie_thaw(const char *bytes, size_t size, size_t numbers) {
    phrase_trie *trie = calloc(1, sizeof *trie);
    if (!trie) return NULL;
    trie->borrowed = true;
    if (thaw(trie, bytes, bytes + size, numbers)) return trie;
    phrase_trie_free(trie);
    return NULL;
}

/* ---- Finding --------------------------------------------------------------------------------- */

static uint32_t child(const phrase_trie *trie, uint32_t node, uint32_t term) {
    const edge *low = trie->edges + trie->first_edge[node];
    size_t count = trie->first_edge[node + 1] - trie->first_edge[node];
    if (!count) return ROOT;
    while (count > 1) {
        size_t half = count / 2;
        low += low[half].term <= term ? half : 0;
        count -= half;
    }
    return low->term == term ? low->child : ROOT;
}

/* The symbol at `i` when it goes on with a phrase from the one before; STRING_NONE: none does. */
static uint32_t term_behind(const symbol_row *row, size_t i, size_t to) {
    return i < to && row->items[i].joined ? row->items[i].term : STRING_NONE;
}

/* Tells of the phrases that begin with the symbol at `first`, whose node is `node`. */
static int find_from(const phrase_trie *trie, const symbol_row *row, uint32_t node, size_t first,
                     size_t to, phrase_sink *sink, void *context) {
    for (size_t i = first; node != ROOT;) {
        for (uint32_t e = trie->endings_of[node]; e; e = trie->endings[e - 1].next) {
            int stop = sink(context, trie->endings[e - 1].number, row->items[first].start,
                            row->items[i].end);
            if (stop) return stop;
        }
        uint32_t next = term_behind(row, ++i, to);
        node = next == STRING_NONE ? ROOT : child(trie, node, next);
    }
    return 0;
}

int phrase_trie_find(const phrase_trie *trie, const symbol_row *row, size_t from, size_t to,
                     phrase_sink *sink, void *context) {
    for (size_t i = from; i < to; i++) {
        uint32_t term = row->items[i].term;
        uint32_t node = term == STRING_NONE ? ROOT : trie->root[term];
        if (node == ROOT) continue;
        uint32_t next = term_behind(row, i + 1, to), bit = phrase_pair_bit(term, next);
        bool goes_on = next != STRING_NONE && trie->pairs[bit / 32] >> bit % 32 & 1U;
        if (!goes_on && !trie->endings_of[node]) continue;
        int stop = find_from(trie, row, node, i, to, sink, context);
        if (stop) return stop;
    }
    return 0;
}
