#include "symbols.h"

#include "lexicon_parts.h"
#include "memory.h"

#include <stdlib.h>

void symbol_row_free(symbol_row *row) {
    free(row->items);
    *row = (symbol_row){0};
}

/* Most texts are read from their first symbol to their last one. */
size_t symbol_row_seek(const symbol_row *row, uint32_t start) {
    size_t low = 0, high = row->count;
    if (!high || row->items[0].start >= start) return 0;
    if (row->items[high - 1].start < start) return high;
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
    const double known[] = {(double)of.idf - 1, tables->rarest}; /* none can foretell which */
    return tables->keys ? known[of.index == VOCABULARY_NONE] : 0;
}

static symbol *next(symbol_row *row) {
    if (row->count == row->capacity &&
        grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items))
        return NULL;
    return &row->items[row->count++];
}

static const known_feature no_feature = {VOCABULARY_NONE, 0};

/* A character's pair with the one before it. */
static void add_pair(lexicon *words, const folded *text, const symbol *before, symbol *out) {
    lexicon_pair both = lexicon_han_pair(words, before->number, out->number,
                                         text->bytes + before->start, out->end - before->start);
    out->key = both.key;
    out->pair = both.feature;
    out->rarity = rarity_of(lexicon_tables(words), both.feature);
}

static int add_run(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    const uint32_t end = here->start + here->length;
    for (uint32_t at = here->start; at < end;) {
        const char *bytes = text->bytes + at;
        uint32_t length = fold_han_length(*bytes);
        symbol *out = next(row);
        if (!out) return -1;
        lexicon_char found;
        uint32_t number = lexicon_han(words, bytes, length, &found);
        *out = (symbol){.start = at,
                        .end = at + length,
                        .term = found.term,
                        .key = STRING_NONE,
                        .number = number,
                        .joined = (at > here->start) | here->joined,
                        .feature = found.feature,
                        .pair = no_feature};
        if (at > here->start) add_pair(words, text, out - 1, out);
        at = out->end;
    }
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
