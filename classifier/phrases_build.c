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
            uint32_t bit = phrase_pair_bit(term, trie->edges[i].term);
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
