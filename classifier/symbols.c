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

static int make_room(symbol_row *row, size_t more) {
    if (row->capacity - row->count >= more) return 0;
    return grow(&row->items, &row->capacity, row->count + more, sizeof *row->items);
}

/* A run's characters, each with its pair with the one before it. */
static int add_run(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    enum { LEAST_BYTES = 3 };
    const uint32_t end = here->start + here->length;
    const lexicon_pair none = {STRING_NONE, 0, 0};
    if (make_room(row, here->length / LEAST_BYTES + 1)) return -1;
    symbol *out = row->items + row->count;
    bool joined = here->joined;
    for (uint32_t at = here->start; at < end; out++) {
        const uint32_t length = fold_han_length(text->bytes[at]);
        lexicon_char found;
        lexicon_pair both = none;
        const uint32_t number = lexicon_han(words, text->bytes + at, length, &found);
        if (at > here->start)
            both = lexicon_han_pair(words, out[-1].number, number, text->bytes + out[-1].start,
                                    at + length - out[-1].start);
        *out = (symbol){.start = at,
                        .end = at + length,
                        .term = found.term,
                        .key = both.key,
                        .rarity = both.rarity,
                        .number = number,
                        .joined = joined,
                        .feature = found.feature,
                        .pair = both.feature};
        joined = true;
        at += length;
    }
    row->count = (size_t)(out - row->items);
    return 0;
}

static int add_token(lexicon *words, const folded *text, const token *here, symbol_row *row) {
    lexicon_word found;
    uint32_t number;
    if (make_room(row, 1) || lexicon_find(words, here, text->bytes + here->start, &found, &number))
        return -1;
    const bool word = here->kind == TOKEN_WORD;
    row->items[row->count++] =
        (symbol){.start = here->start,
                 .end = here->start + here->length,
                 .term = found.term,
                 .key = found.key,
                 .rarity = word ? lexicon_rarity(lexicon_tables(words), found.feature) : 0,
                 .number = number,
                 .joined = here->joined,
                 .feature = found.feature.number};
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
