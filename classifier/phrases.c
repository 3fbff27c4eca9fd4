#include "phrases_parts.h"

#include <stdlib.h>
#include <string.h>

phrase_trie *phrase_trie_new(void) {
    phrase_trie *trie = calloc(1, sizeof *trie);
    if (!trie) return NULL;
    if (grow(&trie->last_of, &trie->last_of_capacity, 1, sizeof *trie->last_of)) {
        free(trie);
        return NULL;
    }
    trie->last_of[ROOT] = 0;
    trie->node_count = 1;
    return trie;
}

void phrase_trie_free(phrase_trie *trie) {
    if (!trie) return;
    string_set_free(&trie->terms);
    string_set_free(&trie->links);
    if (!trie->borrowed) {
        free(trie->alone);
        free(trie->pairs);
        free(trie->behind);
        free(trie->root);
        free(trie->slots);
        free(trie->nodes);
        free(trie->endings);
    }
    free(trie->last_of);
    free(trie->added);
    fold_free(&trie->text);
    tokens_free(&trie->tokens);
    free(trie->row.terms);
    free(trie);
}

const string_set *phrase_trie_terms(const phrase_trie *trie) {
    return &trie->terms;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

enum {
    NODE_WORDS = sizeof(phrase_node) / sizeof(uint32_t),
    SLOT_WORDS = sizeof(pair_slot) / sizeof(uint32_t)
};

void phrase_trie_freeze(const phrase_trie *trie, buffer *out) {
    string_set_freeze(&trie->terms, out);
    numbers_freeze(trie->alone, trie->terms.count / 32 + 1, out);
    numbers_freeze(trie->pairs, (1 << PAIR_BITS) / 32, out);
    numbers_freeze(trie->behind, (1 << BEHIND_BITS) / 32, out);
    numbers_freeze(trie->root, trie->terms.count, out);
    numbers_freeze((const uint32_t *)trie->slots, trie->slot_count * SLOT_WORDS, out);
    numbers_freeze((const uint32_t *)trie->nodes, (trie->node_count + 1) * NODE_WORDS, out);
    numbers_freeze(trie->endings, trie->nodes[trie->node_count].first_ending, out);
}

/* Every slot leads to a node, and some slot is free, so that a search ends. */
static bool are_slots_sound(const phrase_trie *trie) {
    size_t used = 0;
    uint32_t highest = 0;
    for (size_t i = 0; i < trie->slot_count; i++) {
        uint32_t node = trie->slots[i].node;
        highest = node > highest ? node : highest;
        used += node != ROOT;
    }
    return highest < trie->node_count && used < trie->slot_count &&
           !(trie->slot_count & (trie->slot_count - 1));
}

/* A node's children and endings lie within them all. A way through the nodes ends with the text at
 * the latest. */
static bool are_nodes_sound(const phrase_trie *trie, size_t endings) {
    const phrase_node *nodes = trie->nodes, *end = &nodes[trie->node_count];
    bool falls = false;
    for (const phrase_node *node = nodes; node < end; node++)
        falls |=
            node[1].first_child < node->first_child || node[1].first_ending < node->first_ending;
    return !falls && end->first_child <= trie->node_count && end->first_ending == endings;
}

static bool thaw(phrase_trie *trie, const char *at, const char *end, size_t numbers) {
    size_t alone, pairs, behind, roots, slot_words, node_words, endings;
    if (!string_set_thaw(&trie->terms, &at, end)) return false;
    /* A borrowed trie is never written to. */
    if (!(trie->alone = (uint32_t *)(uintptr_t)numbers_thaw(&alone, &at, end)) ||
        !(trie->pairs = (uint32_t *)(uintptr_t)numbers_thaw(&pairs, &at, end)) ||
        !(trie->behind = (uint32_t *)(uintptr_t)numbers_thaw(&behind, &at, end)) ||
        !(trie->root = (uint32_t *)(uintptr_t)numbers_thaw(&roots, &at, end)) ||
        !(trie->slots = (pair_slot *)(uintptr_t)numbers_thaw(&slot_words, &at, end)) ||
        !(trie->nodes = (phrase_node *)(uintptr_t)numbers_thaw(&node_words, &at, end)) ||
        !(trie->endings = (uint32_t *)(uintptr_t)numbers_thaw(&endings, &at, end)))
        return false;
    if (node_words < 2 * NODE_WORDS || node_words % NODE_WORDS || slot_words % SLOT_WORDS)
        return false;
    trie->node_count = node_words / NODE_WORDS - 1;
    trie->slot_count = slot_words / SLOT_WORDS;
    return alone == trie->terms.count / 32 + 1 && pairs == (1 << PAIR_BITS) / 32 &&
           behind == (1 << BEHIND_BITS) / 32 && roots == trie->terms.count &&
           numbers_below(trie->root, roots, trie->node_count) && are_slots_sound(trie) &&
           are_nodes_sound(trie, endings) && numbers_below(trie->endings, endings, numbers);
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
    uint32_t low = trie->nodes[node].first_child;
    uint32_t count = trie->nodes[node + 1].first_child - low;
    if (!count) return ROOT;
    while (count > 1) {
        uint32_t half = count / 2;
        low += trie->nodes[low + half].term <= term ? half : 0;
        count -= half;
    }
    return trie->nodes[low].term == term ? low : ROOT;
}

/* The symbol at `i` when it goes on with a phrase from the one before; STRING_NONE: none does. */
static inline uint32_t term_behind(const symbol_row *row, size_t i, size_t to) {
    return i < to && row->items[i].joined ? row->items[i].term : STRING_NONE;
}

enum { BATCH = 128 };

/* The terms of some symbols and of the two behind them. */
typedef struct {
    size_t count;
    uint32_t own[BATCH + 2];
    uint32_t joined[BATCH + 2]; /* STRING_NONE where it does not go on from the one before */
} term_batch;

static void gather(term_batch *out, const symbol_row *row, size_t from, size_t to) {
    size_t left = to - from, all = left < BATCH + 2 ? left : BATCH + 2;
    out->count = left < BATCH ? left : BATCH;
    for (size_t i = 0; i < all; i++) {
        const symbol *here = &row->items[from + i];
        out->own[i] = here->term;
        out->joined[i] = here->term | ((uint32_t)here->joined - 1); /* STRING_NONE has all bits */
    }
    for (size_t i = all; i < out->count + 2; i++) out->joined[i] = STRING_NONE;
}

/* A place where phrases may begin, and the nodes that its first term alone and its first two lead
 * to; ROOT: none. */
typedef struct {
    uint32_t at, alone, pair;
} beginning;

/* Whether phrases begin with the two terms and end, or go on with the third. */
static bool goes_on(const phrase_trie *trie, uint32_t pair, uint32_t third) {
    return phrase_has_bit(trie->behind, phrase_behind_bit(pair, STRING_NONE)) |
           phrase_has_bit(trie->behind, phrase_behind_bit(pair, third));
}

/* Lists where phrases may begin in a batch: first by bits alone, then by what stands behind the few
 * pairs that are left. Here and below, what a place leads to lies far from what the others do: a
 * step of all of them waits for memory once, where going all the way with each would wait for each.
 */
static size_t list_beginnings(const phrase_trie *trie, const term_batch *of, beginning out[BATCH]) {
    size_t some = 0, few = 0;
    for (size_t i = 0; i < of->count; i++) {
        uint32_t first = of->own[i], second = of->joined[i + 1];
        bool known = first != STRING_NONE;
        bool alone = known & phrase_has_bit(trie->alone, known ? first : 0);
        bool pair = known & (second != STRING_NONE) &
                    phrase_has_bit(trie->pairs, phrase_pair_bit(phrase_pair(first, second)));
        out[some] = (beginning){(uint32_t)i, alone, pair};
        some += alone | pair;
    }
    for (size_t k = 0; k < some; k++) {
        beginning here = out[k];
        uint32_t first = of->own[here.at], pair = phrase_pair(first, of->joined[here.at + 1]);
        here.pair &= goes_on(trie, pair, of->joined[here.at + 2]);
        __builtin_prefetch(&trie->slots[phrase_slot(trie, pair)]);
        __builtin_prefetch(&trie->root[here.alone ? first : 0]);
        out[few] = here;
        few += here.alone | here.pair;
    }
    return few;
}

/* The node of two terms, from a slot on; ROOT: none. */
static uint32_t find_pair(const phrase_trie *trie, uint32_t pair, uint32_t second) {
    for (size_t at = phrase_slot(trie, pair);; at = (at + 1) & (trie->slot_count - 1)) {
        const pair_slot *here = &trie->slots[at];
        if (here->node == ROOT) return ROOT;
        if (here->pair == pair && trie->nodes[here->node].term == second) return here->node;
    }
}

static void find_nodes(const phrase_trie *trie, const term_batch *of, beginning *of_all,
                       size_t count) {
    for (size_t k = 0; k < count; k++) {
        beginning *here = &of_all[k];
        uint32_t first = of->own[here->at], second = of->joined[here->at + 1];
        uint32_t pair = phrase_pair(first, second);
        __builtin_prefetch(&trie->nodes[trie->slots[phrase_slot(trie, pair)].node]);
        here->alone = here->alone ? trie->root[first] : ROOT;
        __builtin_prefetch(&trie->nodes[here->alone]);
    }
    for (size_t k = 0; k < count; k++) {
        beginning *here = &of_all[k];
        uint32_t first = of->own[here->at], second = of->joined[here->at + 1];
        if (here->pair) here->pair = find_pair(trie, phrase_pair(first, second), second);
        const phrase_node *node = &trie->nodes[here->pair];
        __builtin_prefetch(&trie->nodes[node->first_child]);
        __builtin_prefetch(&trie->endings[node->first_ending]);
        __builtin_prefetch(&trie->endings[trie->nodes[here->alone].first_ending]);
    }
}

/* Where what is found is told. */
typedef struct {
    const phrase_trie *trie;
    const symbol_row *row;
    size_t to;
    phrase_sink *sink;
    void *context;
} search;

/* Tells of the phrases that begin with the symbol at `first` and lead through a node, to which the
 * one at `last` leads. */
static int tell(const search *in, uint32_t node, size_t first, size_t last, bool goes_on) {
    while (node != ROOT) {
        const phrase_node *here = &in->trie->nodes[node];
        for (uint32_t e = here->first_ending; e < here[1].first_ending; e++) {
            int stop = in->sink(in->context, in->trie->endings[e], in->row->items[first].start,
                                in->row->items[last].end);
            if (stop) return stop;
        }
        uint32_t next = goes_on ? term_behind(in->row, ++last, in->to) : STRING_NONE;
        node = next == STRING_NONE ? ROOT : child(in->trie, node, next);
    }
    return 0;
}

int phrase_trie_find(const phrase_trie *trie, const symbol_row *row, size_t from, size_t to,
                     phrase_sink *sink, void *context) {
    search in = {trie, row, to, sink, context};
    term_batch batch;
    for (; from < to; from += batch.count) {
        beginning found[BATCH];
        gather(&batch, row, from, to);
        size_t count = list_beginnings(trie, &batch, found);
        find_nodes(trie, &batch, found, count);
        for (size_t k = 0; k < count; k++) {
            size_t at = from + found[k].at;
            int stop = tell(&in, found[k].alone, at, at, false);
            if (!stop) stop = tell(&in, found[k].pair, at, at + 1, true);
            if (stop) return stop;
        }
    }
    return 0;
}
