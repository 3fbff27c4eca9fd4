/* Phrases -> the trie. */
#include "phrases_parts.h"

#include <stdlib.h>
#include <string.h>

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
        if (grow(&trie->last_of, &trie->last_of_capacity, (size_t)found + 2, sizeof *trie->last_of))
            return ROOT;
        trie->last_of[found + 1] = 0;
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
    if (grow(&trie->added, &trie->added_capacity, trie->added_count + 1, sizeof *trie->added))
        return status_memory(error);
    trie->added[trie->added_count++] = (ending){number, trie->last_of[node]};
    trie->last_of[node] = (uint32_t)trie->added_count;
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

/* A link between nodes that are numbered as they were added. */
typedef struct {
    uint32_t parent, term, child;
} edge;

static int by_parent_and_term(const void *left, const void *right) {
    const edge *a = left, *b = right;
    if (a->parent != b->parent) return a->parent < b->parent ? -1 : 1;
    return (a->term > b->term) - (a->term < b->term);
}

/* All links, each node's children side by side in the order of their terms, and for each node where
 * its own begin. */
static void list_edges(const phrase_trie *trie, edge *edges, uint32_t *first) {
    for (uint32_t i = 0; i < trie->links.count; i++) {
        size_t length;
        uint32_t link[2];
        memcpy(link, string_set_get(&trie->links, i, &length), sizeof link);
        edges[i] = (edge){link[0], link[1], i + 1};
        first[link[0] + 1]++;
    }
    for (size_t node = 0; node < trie->node_count; node++) first[node + 1] += first[node];
    if (trie->links.count) qsort(edges, trie->links.count, sizeof *edges, by_parent_and_term);
}

/* Appends the numbers that end at a node, as it was numbered. */
static uint32_t put_endings(phrase_trie *trie, uint32_t node, uint32_t count) {
    for (uint32_t e = trie->last_of[node]; e; e = trie->added[e - 1].next)
        trie->endings[count++] = trie->added[e - 1].number;
    return count;
}

/* Numbers the nodes anew, parents before their children; `order` is what they were numbered. */
static void put_nodes(phrase_trie *trie, const edge *edges, const uint32_t *first,
                      uint32_t *order) {
    uint32_t known = 1, endings = 0;
    order[ROOT] = ROOT;
    for (uint32_t node = 0; node < trie->node_count; node++) {
        trie->nodes[node].first_child = known;
        trie->nodes[node].first_ending = endings;
        endings = put_endings(trie, order[node], endings);
        for (uint32_t i = first[order[node]]; i < first[order[node] + 1]; i++) {
            trie->nodes[known].term = edges[i].term;
            order[known++] = edges[i].child;
        }
    }
    trie->nodes[trie->node_count] = (phrase_node){STRING_NONE, known, endings};
}

static void mark(uint32_t *bits, uint32_t bit) {
    bits[bit / 32] |= 1U << bit % 32;
}

static bool has_ending(const phrase_node *node) {
    return node->first_ending < node[1].first_ending;
}

static void put_slot(phrase_trie *trie, uint32_t pair, uint32_t node) {
    size_t at = phrase_slot(trie, pair);
    while (trie->slots[at].node != ROOT) at = (at + 1) & (trie->slot_count - 1);
    trie->slots[at] = (pair_slot){pair, node};
}

/* Puts the pairs that begin with a term, and marks what stands behind each. */
static void put_pairs(phrase_trie *trie, const phrase_node *first) {
    for (uint32_t i = first->first_child; i < first[1].first_child; i++) {
        const phrase_node *second = &trie->nodes[i];
        uint32_t pair = phrase_pair(first->term, second->term);
        mark(trie->pairs, phrase_pair_bit(pair));
        put_slot(trie, pair, i);
        if (has_ending(second)) mark(trie->behind, phrase_behind_bit(pair, STRING_NONE));
        for (uint32_t k = second->first_child; k < second[1].first_child; k++)
            mark(trie->behind, phrase_behind_bit(pair, trie->nodes[k].term));
    }
}

/* What is found without a way through the nodes from the root. */
static void put_beginnings(phrase_trie *trie) {
    for (uint32_t i = trie->nodes[ROOT].first_child; i < trie->nodes[ROOT + 1].first_child; i++) {
        const phrase_node *first = &trie->nodes[i];
        trie->root[first->term] = i;
        if (has_ending(first)) ((unsigned char *)trie->alone)[first->term + 1] = 1;
        put_pairs(trie, first);
    }
}

/* The nodes of two terms stand behind all those of one. */
static int make_slots(phrase_trie *trie) {
    uint32_t begin = trie->nodes[ROOT + 1].first_child, end = trie->nodes[begin].first_child;
    size_t count = 2;
    while (count < 2 * (size_t)(end - begin)) count *= 2;
    trie->slots = calloc(count, sizeof *trie->slots);
    trie->slot_count = count;
    return trie->slots ? 0 : -1;
}

static int finish(phrase_trie *trie, edge *edges, uint32_t *first, uint32_t *order) {
    trie->alone = calloc(phrase_alone_words(trie), sizeof *trie->alone);
    trie->pairs = calloc((1 << PAIR_BITS) / 32, sizeof *trie->pairs);
    trie->behind = calloc((1 << BEHIND_BITS) / 32, sizeof *trie->behind);
    trie->root = calloc(trie->terms.count + 1, sizeof *trie->root);
    trie->nodes = calloc(trie->node_count + 1, sizeof *trie->nodes);
    trie->endings = calloc(trie->added_count + 1, sizeof *trie->endings);
    if (!trie->alone || !trie->pairs || !trie->behind || !trie->root || !trie->nodes ||
        !trie->endings)
        return -1;
    list_edges(trie, edges, first);
    put_nodes(trie, edges, first, order);
    if (make_slots(trie)) return -1;
    put_beginnings(trie);
    return 0;
}

int phrase_trie_finish(phrase_trie *trie) {
    edge *edges = calloc(trie->node_count, sizeof *edges);
    uint32_t *first = calloc(trie->node_count + 1, sizeof *first);
    uint32_t *order = calloc(trie->node_count, sizeof *order);
    int failed = edges && first && order ? finish(trie, edges, first, order) : -1;
    free(edges);
    free(first);
    free(order);
    string_set_free(&trie->links);
    return failed;
}
