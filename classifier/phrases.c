#include "phrases.h"

#include <stdlib.h>
#include <string.h>

/* What ends at a node: numbers, as a list. */
typedef struct {
    uint32_t number, next; /* next: index + 1 */
} ending;

typedef struct {
    uint32_t term, child;
} edge;

/* A phrase that is being added. */
typedef struct {
    uint32_t *terms;
    size_t count, capacity;
    bool parted; /* by more than what may stand within a phrase */
} term_row;

struct phrase_trie {
    string_set terms;
    size_t node_count;
    uint32_t *endings_of; /* node -> index + 1 of its first ending */
    ending *endings;
    size_t ending_count;
    uint32_t *root;       /* term -> child of the root, or ROOT; nodes below it have few edges */
    uint32_t *pairs;      /* bits of the two terms that phrases begin with: see pair_bit */
    uint32_t *first_edge; /* node_count + 1 offsets into edges */
    edge *edges;
    bool borrowed; /* all of it, from frozen bytes */
    /* While phrases are added: */
    string_set links; /* the two words {node, term} -> child node, which is the link's number + 1 */
    size_t endings_of_capacity, ending_capacity;
    folded text;
    token_list tokens;
    term_row row;
};

enum { ROOT = 0, PAIR_BITS = 16, PAIR_WORDS = (1 << PAIR_BITS) / 32 };

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

/* ---- Adding ---------------------------------------------------------------------------------- */

static int add_term(phrase_trie *trie, const char *text, size_t length, bool joined) {
    term_row *row = &trie->row;
    uint32_t number = string_set_add(&trie->terms, text, length);
    if (number == STRING_NONE ||
        grow(&row->terms, &row->capacity, row->count + 1, sizeof *row->terms))
        return -1;
    row->parted |= row->count && !joined;
    row->terms[row->count++] = number;
    return 0;
}

static int add_han(phrase_trie *trie, const token *here) {
    const char *at = trie->text.bytes + here->start, *end = at + here->length;
    bool joined = here->joined;
    for (size_t length; at < end; at += length) {
        fold_classify(at, &length);
        if (add_term(trie, at, length, joined)) return -1;
        joined = true;
    }
    return 0;
}

static int add_token(phrase_trie *trie, stemmer *stems, const token *here) {
    const char *text = trie->text.bytes + here->start;
    size_t length = here->length;
    if (here->kind == TOKEN_HAN) return add_han(trie, here);
    if (here->kind == TOKEN_WORD) text = stemmer_stem(stems, here->script, text, length, &length);
    return add_term(trie, text, length, here->joined);
}

static uint32_t add_child(phrase_trie *trie, uint32_t node, uint32_t term) {
    uint32_t link[2] = {node, term};
    size_t before = trie->links.count;
    uint32_t found = string_set_add(&trie->links, (const char *)link, sizeof link);
    if (found == STRING_NONE) return ROOT;
    if (trie->links.count > before) {
        if (grow(&trie->endings_of, &trie->endings_of_capacity, (size_t)found + 2,
                 sizeof *trie->endings_of))
            return ROOT;
        trie->endings_of[found + 1] = 0;
        trie->node_count++;
    }
    return found + 1;
}

static exportcat_status add_row(phrase_trie *trie, const term_row *row, uint32_t number,
                                exportcat_error *error) {
    uint32_t node = ROOT;
    for (size_t i = 0; i < row->count; i++) {
        node = add_child(trie, node, row->terms[i]);
        if (node == ROOT) return status_memory(error);
    }
    if (grow(&trie->endings, &trie->ending_capacity, trie->ending_count + 1, sizeof *trie->endings))
        return status_memory(error);
    trie->endings[trie->ending_count++] = (ending){number, trie->endings_of[node]};
    trie->endings_of[node] = (uint32_t)trie->ending_count;
    return EXPORTCAT_OK;
}

static exportcat_status check_row(const term_row *row, const char *phrase, exportcat_error *error) {
    if (!row->count) return status_set(error, EXPORTCAT_E_RULES, "'%s' has no words", phrase);
    if (row->parted)
        return status_set(error, EXPORTCAT_E_RULES,
                          "'%s' can never be found: punctuation stands in it", phrase);
    return EXPORTCAT_OK;
}

exportcat_status phrase_trie_add(phrase_trie *trie, stemmer *stems, const char *phrase,
                                 uint32_t number, exportcat_error *error) {
    trie->row.count = 0;
    trie->row.parted = false;
    exportcat_status status = fold_text(&trie->text, phrase, strlen(phrase), error);
    if (!status) status = tokens_cut(&trie->tokens, &trie->text, error);
    for (size_t i = 0; !status && i < trie->tokens.count; i++)
        if (add_token(trie, stems, &trie->tokens.items[i])) status = status_memory(error);
    if (!status) status = check_row(&trie->row, phrase, error);
    return status ? status : add_row(trie, &trie->row, number, error);
}

/* ---- Finishing ------------------------------------------------------------------------------- */

static void link_at(const phrase_trie *trie, uint32_t number, uint32_t link[2]) {
    size_t length;
    memcpy(link, string_set_get(&trie->links, number, &length), 2 * sizeof *link);
}

/* Where no phrase begins so, the bit is mostly 0, and nothing else need be looked at. */
static uint32_t pair_bit(uint32_t first, uint32_t second) {
    return (first * 0x9E3779B1U + second) * 0x85EBCA6BU >> (32 - PAIR_BITS);
}

static int by_term(const void *left, const void *right) {
    uint32_t a = ((const edge *)left)->term, b = ((const edge *)right)->term;
    return (a > b) - (a < b);
}

/* Each node's edges by their terms. */
static void sort_edges(phrase_trie *trie) {
    for (size_t node = 0; node < trie->node_count; node++) {
        size_t count = trie->first_edge[node + 1] - trie->first_edge[node];
        if (count > 1)
            qsort(trie->edges + trie->first_edge[node], count, sizeof *trie->edges, by_term);
    }
}

/* All pairs of a child of the root and a child of it, once the edges stand. */
static void mark_pairs(phrase_trie *trie) {
    for (uint32_t term = 0; term < trie->terms.count; term++) {
        uint32_t node = trie->root[term];
        if (node == ROOT) continue;
        for (uint32_t i = trie->first_edge[node]; i < trie->first_edge[node + 1]; i++) {
            uint32_t bit = pair_bit(term, trie->edges[i].term);
            trie->pairs[bit / 32] |= 1U << bit % 32;
        }
    }
}

int phrase_trie_finish(phrase_trie *trie) {
    uint32_t link[2];
    trie->root = calloc(trie->terms.count + 1, sizeof *trie->root);
    trie->first_edge = calloc(trie->node_count + 2, sizeof *trie->first_edge);
    trie->edges = calloc(trie->node_count, sizeof *trie->edges);
    trie->pairs = calloc(PAIR_WORDS, sizeof *trie->pairs);
    if (!trie->root || !trie->first_edge || !trie->edges || !trie->pairs) return -1;
    for (uint32_t i = 0; i < trie->links.count; i++) {
        link_at(trie, i, link);
        if (link[0] == ROOT)
            trie->root[link[1]] = i + 1;
        else
            trie->first_edge[link[0] + 2]++;
    }
    for (size_t node = 2; node < trie->node_count + 2; node++)
        trie->first_edge[node] += trie->first_edge[node - 1];
    for (uint32_t i = 0; i < trie->links.count; i++) {
        link_at(trie, i, link);
        if (link[0] != ROOT) trie->edges[trie->first_edge[link[0] + 1]++] = (edge){link[1], i + 1};
    }
    sort_edges(trie);
    mark_pairs(trie);
    string_set_free(&trie->links);
    return 0;
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
        uint32_t next = term_behind(row, i + 1, to), bit = pair_bit(term, next);
        bool goes_on = next != STRING_NONE && trie->pairs[bit / 32] >> bit % 32 & 1U;
        if (!goes_on && !trie->endings_of[node]) continue;
        int stop = find_from(trie, row, node, i, to, sink, context);
        if (stop) return stop;
    }
    return 0;
}
