#include "phrases.h"

#include "memory.h"
#include "string_set.h"

#include <stdlib.h>
#include <string.h>

/* What ends at a node: numbers, as a list. */
typedef struct {
    uint32_t number, next; /* next: index + 1 */
} ending;

struct phrase_trie {
    string_set symbols;
    string_set
        edges; /* the two words {node, symbol} -> child node, which is the edge's number + 1 */
    uint32_t *endings_of; /* node -> index + 1 of its first ending */
    size_t endings_of_capacity;
    ending *endings;
    size_t ending_count, ending_capacity;
    bool borrowed; /* the arrays, from frozen bytes */
    folded text;   /* room for adding */
    token_list tokens;
    symbol_row row;
};

enum { ROOT = 0 };

phrase_trie *phrase_trie_new(void) {
    phrase_trie *trie = calloc(1, sizeof *trie);
    if (!trie) return NULL;
    if (grow(&trie->endings_of, &trie->endings_of_capacity, 1, sizeof *trie->endings_of)) {
        free(trie);
        return NULL;
    }
    trie->endings_of[ROOT] = 0;
    return trie;
}

void symbol_row_free(symbol_row *row) {
    free(row->items);
    *row = (symbol_row){0};
}

void phrase_trie_free(phrase_trie *trie) {
    if (!trie) return;
    string_set_free(&trie->symbols);
    string_set_free(&trie->edges);
    if (!trie->borrowed) {
        free(trie->endings_of);
        free(trie->endings);
    }
    fold_free(&trie->text);
    tokens_free(&trie->tokens);
    symbol_row_free(&trie->row);
    free(trie);
}

/* ---- Text to symbols ------------------------------------------------------------------------- */

/* `set` is NULL while finding: unknown symbols become STRING_NONE. */
typedef struct {
    const string_set *known;
    string_set *set;
    stemmer *stems;
    const char *bytes;
    symbol_row *row;
} symbolizer;

static int add_symbol(symbolizer *to, const char *text, size_t length, uint32_t start, uint32_t end,
                      bool joined) {
    symbol_row *row = to->row;
    uint32_t number =
        to->set ? string_set_add(to->set, text, length) : string_set_find(to->known, text, length);
    if (to->set && number == STRING_NONE) return -1;
    if (grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items)) return -1;
    row->items[row->count++] = (symbol){number, start, end, joined};
    return 0;
}

static size_t character_length(const char *bytes) {
    size_t length;
    fold_classify(bytes, &length);
    return length;
}

static int add_han(symbolizer *to, const token *here) {
    uint32_t end = here->start + here->length;
    bool joined = here->joined;
    for (uint32_t at = here->start; at < end;) {
        uint32_t next = at + (uint32_t)character_length(to->bytes + at);
        if (add_symbol(to, to->bytes + at, next - at, at, next, joined)) return -1;
        at = next;
        joined = true;
    }
    return 0;
}

static int symbolize(symbolizer *to, const token_list *tokens) {
    to->row->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        const char *text = to->bytes + here->start;
        size_t length = here->length;
        if (here->kind == TOKEN_WORD)
            text = stemmer_stem(to->stems, here->script, text, length, &length);
        int failed = here->kind == TOKEN_HAN ? add_han(to, here)
                                             : add_symbol(to, text, length, here->start,
                                                          here->start + here->length, here->joined);
        if (failed) return -1;
    }
    return 0;
}

/* ---- Building -------------------------------------------------------------------------------- */

static uint32_t child(const phrase_trie *trie, uint32_t node, uint32_t number) {
    uint32_t edge[2] = {node, number};
    uint32_t found = string_set_find(&trie->edges, (const char *)edge, sizeof edge);
    return found == STRING_NONE ? ROOT : found + 1;
}

static uint32_t add_child(phrase_trie *trie, uint32_t node, uint32_t number) {
    uint32_t edge[2] = {node, number};
    size_t before = trie->edges.count;
    uint32_t found = string_set_add(&trie->edges, (const char *)edge, sizeof edge);
    if (found == STRING_NONE) return ROOT;
    if (trie->edges.count > before) {
        if (grow(&trie->endings_of, &trie->endings_of_capacity, (size_t)found + 2,
                 sizeof *trie->endings_of))
            return ROOT;
        trie->endings_of[found + 1] = 0;
    }
    return found + 1;
}

static exportcat_status add_row(phrase_trie *trie, const symbol_row *row, uint32_t number,
                                exportcat_error *error) {
    uint32_t node = ROOT;
    for (size_t i = 0; i < row->count; i++) {
        node = add_child(trie, node, row->items[i].symbol);
        if (node == ROOT) return status_memory(error);
    }
    if (grow(&trie->endings, &trie->ending_capacity, trie->ending_count + 1, sizeof *trie->endings))
        return status_memory(error);
    trie->endings[trie->ending_count++] = (ending){number, trie->endings_of[node]};
    trie->endings_of[node] = (uint32_t)trie->ending_count;
    return EXPORTCAT_OK;
}

static exportcat_status check_row(const symbol_row *row, const char *phrase,
                                  exportcat_error *error) {
    if (!row->count) return status_set(error, EXPORTCAT_E_RULES, "'%s' has no words", phrase);
    for (size_t i = 1; i < row->count; i++)
        if (!row->items[i].joined)
            return status_set(error, EXPORTCAT_E_RULES,
                              "'%s' can never be found: punctuation stands in it", phrase);
    return EXPORTCAT_OK;
}

exportcat_status phrase_trie_add(phrase_trie *trie, stemmer *stems, const char *phrase,
                                 uint32_t number, exportcat_error *error) {
    symbolizer to = {.set = &trie->symbols, .stems = stems, .row = &trie->row};
    exportcat_status status = fold_text(&trie->text, phrase, strlen(phrase), error);
    if (!status) status = tokens_cut(&trie->tokens, &trie->text, error);
    to.bytes = trie->text.bytes;
    if (!status && symbolize(&to, &trie->tokens)) status = status_memory(error);
    if (!status) status = check_row(&trie->row, phrase, error);
    return status ? status : add_row(trie, &trie->row, number, error);
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

void phrase_trie_freeze(const phrase_trie *trie, buffer *out) {
    string_set_freeze(&trie->symbols, out);
    string_set_freeze(&trie->edges, out);
    numbers_freeze(trie->endings_of, trie->edges.count + 1, out);
    numbers_freeze((const uint32_t *)trie->endings, trie->ending_count * 2, out);
}

/* Lists of endings stay in their array, and end: each leads to one that was added before it. */
static bool is_sound(const phrase_trie *trie, size_t nodes, size_t numbers) {
    if (nodes != trie->edges.count + 1) return false;
    for (size_t i = 0; i < nodes; i++)
        if (trie->endings_of[i] > trie->ending_count) return false;
    for (size_t i = 0; i < trie->ending_count; i++)
        if (trie->endings[i].number >= numbers || trie->endings[i].next > i) return false;
    return true;
}

phrase_trie *phrase_trie_thaw(const char *bytes, size_t size, size_t numbers) {
    const char *end = bytes + size;
    size_t nodes, pairs;
    phrase_trie *trie = calloc(1, sizeof *trie);
    if (!trie) return NULL;
    trie->borrowed = true;
    bool sets =
        string_set_thaw(&trie->symbols, &bytes, end) && string_set_thaw(&trie->edges, &bytes, end);
    const uint32_t *endings_of = sets ? numbers_thaw(&nodes, &bytes, end) : NULL;
    const uint32_t *endings = endings_of ? numbers_thaw(&pairs, &bytes, end) : NULL;
    if (endings) {
        trie->endings_of = (uint32_t *)(uintptr_t)endings_of;
        trie->endings = (ending *)(uintptr_t)endings;
        trie->ending_count = pairs / 2;
        if (is_sound(trie, nodes, numbers)) return trie;
    }
    phrase_trie_free(trie);
    return NULL;
}

/* ---- Finding --------------------------------------------------------------------------------- */

static int find_from(const phrase_trie *trie, const symbol_row *row, size_t first,
                     phrase_sink *sink, void *context) {
    uint32_t node = ROOT;
    for (size_t i = first; i < row->count; i++) {
        const symbol *here = &row->items[i];
        if (here->symbol == STRING_NONE || (i > first && !here->joined)) break;
        node = child(trie, node, here->symbol);
        if (node == ROOT) break;
        for (uint32_t e = trie->endings_of[node]; e; e = trie->endings[e - 1].next) {
            int stop =
                sink(context, trie->endings[e - 1].number, row->items[first].start, here->end);
            if (stop) return stop;
        }
    }
    return 0;
}

int phrase_trie_find(const phrase_trie *trie, stemmer *stems, const folded *text,
                     const token_list *tokens, symbol_row *row, phrase_sink *sink, void *context) {
    symbolizer to = {.known = &trie->symbols, .stems = stems, .bytes = text->bytes, .row = row};
    if (symbolize(&to, tokens)) return -1;
    for (size_t i = 0; i < row->count; i++) {
        int stop = find_from(trie, row, i, sink, context);
        if (stop) return stop;
    }
    return 0;
}
