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

/* In `pair` of a Han character, before it is known: where it is kept. */
#define WANTED 0x80000000U

/* A run's characters, so far by their numbers; all but the first want the pair with the one before,
 * which is `key` for now. There stays room for `tokens` symbols, from this run's on. */
static int add_run(lexicon *words, const folded *text, const token *here, size_t tokens,
                   symbol_row *row) {
    enum { LEAST_BYTES = 3 };
    const uint32_t end = here->start + here->length;
    if (make_room(row, here->length / LEAST_BYTES + tokens)) return -1;
    symbol *out = row->items + row->count;
    uint32_t before = 0;
    for (uint32_t at = here->start; at < end; out++) {
        const uint32_t length = fold_han_length(text->bytes[at]);
        const uint32_t number = lexicon_han_number(words, text->bytes + at, length);
        const uint32_t both = pairs_join(before, number);
        pairs_fetch(&words->pairs, both);
        out->start = at;
        out->end = at + length;
        out->number = number;
        out->key = both;
        out->joined = out->han = true;
        out->pair = WANTED;
        before = number;
        at += length;
    }
    row->items[row->count].joined = here->joined;
    row->items[row->count].pair = WANTED | LEXICON_NO_PAIR;
    row->count = (size_t)(out - row->items);
    return 0;
}

static void put_place(const lexicon *words, symbol *here, uint32_t place) {
    __builtin_prefetch(&words->pair_items[place]);
    here->pair = WANTED | place;
}

/* Pairs that were not met before. */
typedef struct {
    lexicon_unknown_pair pairs[LEXICON_AT_ONCE];
    symbol *of[LEXICON_AT_ONCE]; /* their symbols */
    size_t count;
} unknown_pairs;

static int learn_pairs(lexicon *words, unknown_pairs *unknown) {
    const size_t count = unknown->count;
    unknown->count = 0;
    if (count && lexicon_learn_pairs(words, unknown->pairs, count)) return -1;
    for (size_t i = 0; i < count; i++) put_place(words, unknown->of[i], unknown->pairs[i].place);
    return 0;
}

/* Where pairs are kept is looked up when their sets had time to come ... */
static int find_pairs(lexicon *words, const folded *text, symbol *items, size_t count) {
    unknown_pairs unknown;
    unknown.count = 0;
    for (size_t i = 0; i < count; i++) {
        symbol *here = &items[i];
        uint32_t place;
        if (here->pair != WANTED) continue;
        if (pairs_find(&words->pairs, here->key, &place)) {
            put_place(words, here, place);
            continue;
        }
        unknown.of[unknown.count] = here;
        unknown.pairs[unknown.count++] = (lexicon_unknown_pair){
            here->key, 0, text->bytes + here[-1].start, here->end - here[-1].start};
        if (unknown.count == LEXICON_AT_ONCE && learn_pairs(words, &unknown)) return -1;
    }
    return learn_pairs(words, &unknown);
}

/* ... and what is kept there when it had. */
static void fill_han(lexicon *words, const folded *text, symbol *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        symbol *here = &items[i];
        if (!here->han) continue;
        const lexicon_char own =
            lexicon_han(words, here->number, text->bytes + here->start, here->end - here->start);
        const lexicon_pair both = words->pair_items[here->pair & ~WANTED];
        here->term = own.term;
        here->feature = own.feature;
        here->key = both.key;
        here->rarity = both.rarity;
        here->pair = both.feature;
    }
}

static int add_token(lexicon *words, const folded *text, const token *here, const word_key *key,
                     symbol *out) {
    const lexicon_word *at = lexicon_word_at(words, here, key);
    uint32_t number = key->number;
    lexicon_word found;
    if (!at) {
        if (lexicon_find(words, here, text->bytes + here->start, key, &found, &number)) return -1;
        at = &found;
    }
    *out = (symbol){here->start,  here->start + here->length,
                    number,       0,
                    at->term,     at->feature,
                    at->key,      at->rarity,
                    here->joined, false};
    return 0;
}

/* What each token is found by is asked for before any is waited for. How many keys there are: runs
 * of Han characters have none. */
static size_t ask_for_words(const lexicon *words, const folded *text, const token *tokens,
                            size_t count, word_key *keys) {
    unsigned char unknown[LEXICON_AT_ONCE];
    size_t asked = 0, unknown_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].kind == TOKEN_HAN) continue;
        keys[asked] = lexicon_key(&tokens[i], text->bytes + tokens[i].start);
        lexicon_fetch_slot(words, &keys[asked++]);
    }
    for (size_t i = 0; i < asked; i++)
        if (!lexicon_fetch_word(words, &keys[i])) unknown[unknown_count++] = (unsigned char)i;
    if (unknown_count) lexicon_expect(words, keys, unknown, unknown_count);
    return asked;
}

static int add_some(lexicon *words, const folded *text, const token *tokens, size_t count,
                    symbol_row *row) {
    word_key keys[LEXICON_AT_ONCE];
    const word_key *key = keys;
    const size_t from = row->count, asked = ask_for_words(words, text, tokens, count, keys);
    if (make_room(row, count)) return -1;
    for (size_t i = 0; i < count; i++) {
        int failed = tokens[i].kind == TOKEN_HAN
                         ? add_run(words, text, &tokens[i], count - i, row)
                         : add_token(words, text, &tokens[i], key++, &row->items[row->count++]);
        if (failed) return -1;
    }
    if (asked == count) return 0;
    if (find_pairs(words, text, row->items + from, row->count - from)) return -1;
    fill_han(words, text, row->items + from, row->count - from);
    return 0;
}

exportcat_status symbols_read(lexicon *words, const folded *text, const token_list *tokens,
                              symbol_row *out, exportcat_error *error) {
    lexicon_tidy(words);
    out->count = 0;
    out->by = words;
    for (size_t i = 0; i < tokens->count; i += LEXICON_AT_ONCE) {
        const size_t left = tokens->count - i;
        const size_t count = left < LEXICON_AT_ONCE ? left : LEXICON_AT_ONCE;
        if (add_some(words, text, tokens->items + i, count, out)) return status_memory(error);
    }
    return EXPORTCAT_OK;
}
