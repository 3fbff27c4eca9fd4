#include "symbols.h"

#include "memory.h"

#include <stdlib.h>

void symbol_row_free(symbol_row *row) {
    free(row->items);
    *row = (symbol_row){0};
}

size_t symbol_row_seek(const symbol_row *row, uint32_t start) {
    size_t low = 0, high = row->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->items[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ln((1 + N) / (1 + n)) is the vocabulary's value without its 1. */
static double rarity_of(const symbol_tables *tables, known_feature of) {
    if (!tables->keys) return 0;
    return of.index == VOCABULARY_NONE ? tables->rarest : (double)of.idf - 1;
}

static symbol *next(symbol_row *row) {
    if (row->count == row->capacity &&
        grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items))
        return NULL;
    return &row->items[row->count++];
}

static const known_feature no_feature = {VOCABULARY_NONE, 0};

/* The characters of a run. */
static int add_han(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    enum { FIRST_OF_FOUR = 0xF0 };
    const uint32_t end = here->start + here->length;
    uint32_t number = 0;
    for (uint32_t at = here->start; at < end;) {
        const char *bytes = text->bytes + at;
        uint32_t length = (unsigned char)*bytes < FIRST_OF_FOUR ? 3 : 4;
        symbol *out = next(row);
        if (!out) return -1;
        lexicon_char found;
        number = lexicon_han(words, bytes, length, number, &found);
        *out = (symbol){.start = at,
                        .end = at + length,
                        .term = found.term,
                        .key = STRING_NONE,
                        .number = number,
                        .joined = at > here->start || here->joined,
                        .is_han = true,
                        .feature = found.feature,
                        .pair = no_feature};
        at = out->end;
    }
    return 0;
}

/* The pairs of a run whose characters stand in the row from `first` on. */
static void add_pairs(lexicon *words, const folded *text, symbol_row *row, size_t first) {
    const symbol_tables *tables = lexicon_tables(words);
    for (size_t i = first + 1; i < row->count; i++) {
        const symbol *before = &row->items[i - 1];
        symbol *out = &row->items[i];
        lexicon_pair both = lexicon_han_pair(words, before->number, out->number,
                                             text->bytes + before->start, out->end - before->start);
        out->key = both.key;
        out->pair = both.feature;
        out->rarity = rarity_of(tables, both.feature);
    }
}

static int add_run(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    size_t first = row->count;
    if (add_han(words, text, here, row)) return -1;
    add_pairs(words, text, row, first);
    return 0;
}

static int add_token(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    symbol *out = next(row);
    lexicon_word found;
    uint32_t number;
    if (!out || lexicon_find(words, here, text->bytes + here->start, &found, &number)) return -1;
    *out = (symbol){.start = here->start,
                    .end = here->start + here->length,
                    .term = found.term,
                    .key = found.key,
                    .number = number,
                    .joined = here->joined,
                    .feature = found.feature,
                    .pair = no_feature};
    if (here->kind == TOKEN_WORD) out->rarity = rarity_of(lexicon_tables(words), found.feature);
    return 0;
}

exportcat_status symbols_read(lexicon *words, const folded *text, const token_list *tokens,
                              symbol_row *out, exportcat_error *error) {
    lexicon_tidy(words);
    out->count = 0;
    out->by = words;
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        int failed = here->kind == TOKEN_HAN ? add_run(words, text, here, out)
                                             : add_token(words, text, here, out);
        if (failed) return status_memory(error);
    }
    return EXPORTCAT_OK;
}
