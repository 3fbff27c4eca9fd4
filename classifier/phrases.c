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
    numbers_freeze(trie->alone, phrase_alone_words(trie), out);
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

/* A node's children and endings lie within them all, and no node is of a term that is none: a way
 * through the nodes ends with the text at the latest. */
static bool are_nodes_sound(const phrase_trie *trie, size_t endings) {
    const phrase_node *nodes = trie->nodes, *end = &nodes[trie->node_count];
    bool falls = false;
    for (const phrase_node *node = nodes; node < end; node++)
        falls |= node[1].first_child < node->first_child ||
                 node[1].first_ending < node->first_ending || node->term == STRING_NONE;
    return !falls && end->first_child <= trie->node_count && end->first_ending == endings;
}

/* Each byte is 1 or 0, and the first one, of a term that is none, 0. */
static bool are_flags(const uint32_t *words, size_t count) {
    uint32_t all = 0;
    unsigned char first = 1;
    for (size_t i = 0; i < count; i++) all |= words[i];
    if (count) memcpy(&first, words, 1);
    return !(all & ~0x01010101U) && !first;
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
    return alone == phrase_alone_words(trie) && are_flags(trie->alone, alone) &&
           pairs == (1 << PAIR_BITS) / 32 && behind == (1 << BEHIND_BITS) / 32 &&
           roots == trie->terms.count && numbers_below(trie->root, roots, trie->node_count) &&
           are_slots_sound(trie) && are_nodes_sound(trie, endings) &&
           numbers_below(trie->endings, endings, numbers);
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

/* What goes on from the symbol before; STRING_NONE, which has all bits: it does not. */
static inline uint32_t joined_term(const symbol *here) {
    return here->term | ((uint32_t)here->joined - 1);
}

/* The term of a symbol before `end`. */
static inline uint32_t term_behind(const symbol *here, const symbol *end) {
    return here < end ? joined_term(here) : STRING_NONE;
}

enum { BATCH = 128 };

/* A place where phrases may begin, the second term there and what it makes with the first, and the
 * nodes that the first term alone and both lead to; ROOT: none. */
typedef struct {
    const symbol *at;
    uint32_t second, both, alone, pair;
} beginning;

/* Where something is told. */
typedef struct {
    const phrase_trie *trie;
    const symbol *end; /* of the symbols that are looked at */
    phrase_sink *sink;
    void *context;
} search;

/* Lists the places in [from, end) whose term is a phrase, or may begin one with the term behind it:
 * of most neither is so. A term that is not known passes for any other, since what it makes with
 * the next is looked at once more. */
static size_t list_some(const search *in, const symbol *from, const symbol *end,
                        const symbol *out[BATCH + 1]) {
    const phrase_trie *trie = in->trie;
    const symbol *last = end == in->end ? end - 1 : end;
    uint32_t first = from->term;
    size_t some = 0;
    for (; from < last; from++) {
        const uint32_t pair = phrase_pair(first, joined_term(&from[1]));
        out[some] = from;
        some += phrase_alone(trie, first) | phrase_has_bit(trie->pairs, phrase_pair_bit(pair));
        first = from[1].term;
    }
    out[some] = last;
    return some + (last < end ? phrase_alone(trie, first) : 0);
}

/* Whether phrases begin with the two terms and end, or go on with the third. */
static unsigned goes_on(const phrase_trie *trie, uint32_t pair, uint32_t third) {
    return phrase_has_bit(trie->behind, phrase_behind_bit(pair, STRING_NONE)) |
           phrase_has_bit(trie->behind, phrase_behind_bit(pair, third));
}

/* The number where `flag` is 1, 0 where it is 0: without a branch. */
static inline uint32_t only_if(uint32_t flag, uint32_t number) {
    return number & (0 - flag);
}

/* Lists where phrases may begin in [from, end): of some places, by what stands behind the two
 * terms. Here and below, what a place leads to lies far from what the others do: a step of all of
 * them waits for memory once, where going all the way with each would wait for each. */
static size_t list_beginnings(const search *in, const symbol *from, const symbol *end,
                              beginning out[BATCH + 1]) {
    const phrase_trie *trie = in->trie;
    const symbol *places[BATCH + 1];
    const size_t some = list_some(in, from, end, places);
    size_t few = 0;
    for (size_t k = 0; k < some; k++) {
        const symbol *at = places[k], *next = at + 1;
        const uint32_t second = term_behind(next, in->end);
        const uint32_t third = next < in->end ? term_behind(next + 1, in->end) : STRING_NONE;
        const uint32_t both = phrase_pair(at->term, second), alone = phrase_alone(trie, at->term);
        const uint32_t pair = goes_on(trie, both, third);
        __builtin_prefetch(&trie->slots[phrase_slot(trie, both)]);
        __builtin_prefetch(&trie->root[only_if(alone, at->term)]);
        out[few] = (beginning){at, second, both, alone, pair};
        few += alone | pair;
    }
    return few;
}

/* The node of two terms, from a slot on; ROOT: none. */
static inline uint32_t find_pair(const phrase_trie *trie, uint32_t pair, uint32_t second) {
    for (size_t at = phrase_slot(trie, pair);; at = (at + 1) & (trie->slot_count - 1)) {
        const pair_slot *here = &trie->slots[at];
        const bool found = (here->pair == pair) & (trie->nodes[here->node].term == second);
        if (found | (here->node == ROOT)) return only_if(found, here->node);
    }
}

static void find_nodes(const search *in, beginning *of_all, size_t count) {
    const phrase_trie *trie = in->trie;
    for (size_t k = 0; k < count; k++) {
        beginning *here = &of_all[k];
        const uint32_t node = trie->root[only_if(here->alone, here->at->term)];
        __builtin_prefetch(&trie->nodes[trie->slots[phrase_slot(trie, here->both)].node]);
        here->alone = only_if(here->alone, node); /* ROOT is 0 */
        __builtin_prefetch(&trie->nodes[here->alone]);
    }
    for (size_t k = 0; k < count; k++) {
        beginning *here = &of_all[k];
        if (here->pair) here->pair = find_pair(trie, here->both, here->second);
        const phrase_node *node = &trie->nodes[here->pair];
        __builtin_prefetch(&trie->nodes[node->first_child]);
        __builtin_prefetch(&trie->endings[node->first_ending]);
        __builtin_prefetch(&trie->endings[trie->nodes[here->alone].first_ending]);
    }
}

/* Tells of the phrases that begin with a symbol and end at a node, to which the symbol `last`
 * leads. None ends at the root. */
static inline int tell_endings(const search *in, uint32_t node, const symbol *first,
                               const symbol *last) {
    const phrase_node *here = &in->trie->nodes[node];
    for (uint32_t e = here->first_ending; e < here[1].first_ending; e++) {
        int stop = in->sink(in->context, in->trie->endings[e], first->start, last->end);
        if (stop) return stop;
    }
    return 0;
}

/* Those that begin at a place, shorter ones first. */
static int tell(const search *in, const beginning *here) {
    const symbol *last = here->at + 1;
    int stop = tell_endings(in, here->alone, here->at, here->at);
    for (uint32_t node = here->pair; !stop && node != ROOT;) {
        stop = tell_endings(in, node, here->at, last);
        node = child(in->trie, node, term_behind(++last, in->end));
    }
    return stop;
}

int phrase_trie_find(const phrase_trie *trie, const symbol_row *row, size_t from, size_t to,
                     phrase_sink *sink, void *context) {
    if (from >= to) return 0;
    const search in = {trie, row->items + to, sink, context};
    beginning found[BATCH + 1];
    for (; from < to; from += BATCH) {
        const symbol *begin = row->items + from;
        size_t count =
            list_beginnings(&in, begin, begin + (to - from < BATCH ? to - from : BATCH), found);
        find_nodes(&in, found, count);
        for (size_t k = 0; k < count; k++) {
            int stop = tell(&in, &found[k]);
            if (stop) return stop;
        }
    }
    return 0;
}
