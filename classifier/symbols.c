#include "symbols.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Caches in sets of a few places side by side: each word, each pair has its set, and the last ones
 * that were looked up for it are there, the newest first. */
enum { WAYS = 4, WORD_SETS = 2048, PAIR_SETS = 8192, CACHED_WORD_MAX = 19 };

/* A key of a feature is no longer than this; longer words have none. */
enum { KEY_WORD_MAX = 200 };

/* The common Han characters, all of three bytes, have a table of their own. */
enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF };

/* A key's number, and its value in the vocabulary; UNKNOWN: it has none. */
typedef struct {
    uint32_t number;
    float idf;
} key_found;

#define UNKNOWN INFINITY
#define NO_KEY         \
    (key_found) {      \
        STRING_NONE, 1 \
    }

typedef struct {
    key_found key;
    uint32_t term;
    unsigned char length; /* 0: empty */
    char word[CACHED_WORD_MAX];
} known_word;

typedef struct {
    uint64_t pair; /* the bytes of both characters; 0: empty */
    key_found key;
} known_pair;

struct symbol_reader {
    symbol_tables tables;
    stemmer *stems;
    uint32_t
        han_term[HAN_LAST - HAN_FIRST + 1]; /* term + 2, which is 1 for STRING_NONE; 0: empty */
    known_word words[WORD_SETS][WAYS];
    known_pair pairs[PAIR_SETS][WAYS];
};

symbol_reader *symbol_reader_new(const symbol_tables *tables, stemmer *stems) {
    symbol_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->tables = *tables;
    reader->stems = stems;
    return reader;
}

void symbol_reader_free(symbol_reader *reader) {
    free(reader);
}

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

/* ---- Looking up ------------------------------------------------------------------------------ */

static uint32_t find_term(const symbol_reader *in, const char *bytes, size_t length) {
    return in->tables.terms ? string_set_find(in->tables.terms, bytes, length) : STRING_NONE;
}

/* Looks up a kind of feature and its text. */
static key_found find_key(const symbol_reader *in, char kind, const char *bytes, size_t length) {
    char key[KEY_WORD_MAX + 1];
    if (!in->tables.keys || length > KEY_WORD_MAX) return NO_KEY;
    key[0] = kind;
    memcpy(key + 1, bytes, length);
    uint32_t known = vocabulary_find(in->tables.words, key, length + 1);
    return (key_found){string_set_find(in->tables.keys, key, length + 1),
                       known == VOCABULARY_NONE ? UNKNOWN : in->tables.words->idf[known]};
}

/* ln((1 + N) / (1 + n)) is the vocabulary's value without its 1. */
static void set_key(const symbol_reader *in, key_found key, symbol *out) {
    out->key = key.number;
    out->rarity = isinf(key.idf) ? in->tables.rarest : (double)key.idf - 1;
}

static known_word look_up_word(const symbol_reader *in, const token *here, const char *bytes) {
    size_t length;
    const char *stem = stemmer_stem(in->stems, here->script, bytes, here->length, &length);
    return (known_word){.term = find_term(in, stem, length),
                        .key = find_key(in, 'w', stem, length)};
}

/* A cached word's place; one that is not there yet takes the place of the oldest of its set. */
static const known_word *find_word(symbol_reader *in, const token *here, const char *bytes) {
    known_word *set = in->words[XXH3_64bits(bytes, here->length) % WORD_SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].length == here->length && memcmp(set[i].word, bytes, here->length) == 0)
            return &set[i];
    memmove(set + 1, set, (WAYS - 1) * sizeof *set);
    set[0] = look_up_word(in, here, bytes);
    set[0].length = (unsigned char)here->length;
    memcpy(set[0].word, bytes, here->length);
    return set;
}

static void read_word(symbol_reader *in, const token *here, const char *bytes, symbol *out) {
    known_word once;
    const known_word *found = &once;
    if (here->length > CACHED_WORD_MAX)
        once = look_up_word(in, here, bytes);
    else
        found = find_word(in, here, bytes);
    out->term = found->term;
    set_key(in, found->key, out);
}

static uint32_t han_term(symbol_reader *in, const char *bytes, size_t length) {
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t point = length == 3 ? (b[0] & 0xFU) << 12 | (b[1] & 0x3FU) << 6 | (b[2] & 0x3FU) : 0;
    if (point < HAN_FIRST || point > HAN_LAST) return find_term(in, bytes, length);
    uint32_t *slot = &in->han_term[point - HAN_FIRST];
    if (!*slot) *slot = find_term(in, bytes, length) + 2;
    return *slot - 2;
}

static key_found find_pair(symbol_reader *in, const char *bytes, size_t length) {
    uint64_t pair = 0; /* no two pairs have the same bytes */
    memcpy(&pair, bytes, length);
    known_pair *set = in->pairs[(pair * 0x9E3779B97F4A7C15U >> 32) % PAIR_SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].pair == pair) return set[i].key;
    memmove(set + 1, set, (WAYS - 1) * sizeof *set);
    set[0] = (known_pair){pair, find_key(in, 'h', bytes, length)};
    return set[0].key;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static int add_han(symbol_reader *in, const folded *text, const token *here, symbol_row *row) {
    uint32_t end = here->start + here->length, before = here->start;
    for (uint32_t at = here->start; at < end;) {
        size_t length;
        fold_classify(text->bytes + at, &length);
        if (grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items)) return -1;
        symbol *out = &row->items[row->count++];
        *out = (symbol){.start = at, .end = at + (uint32_t)length, .key = STRING_NONE};
        out->joined = at > here->start || here->joined;
        out->term = han_term(in, text->bytes + at, length);
        if (at > here->start && in->tables.keys)
            set_key(in, find_pair(in, text->bytes + before, out->end - before), out);
        before = at;
        at = out->end;
    }
    return 0;
}

static int add_token(symbol_reader *in, const folded *text, const token *here, symbol_row *row) {
    const char *bytes = text->bytes + here->start;
    if (grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items)) return -1;
    symbol *out = &row->items[row->count++];
    *out = (symbol){.start = here->start,
                    .end = here->start + here->length,
                    .key = STRING_NONE,
                    .joined = here->joined};
    if (here->kind == TOKEN_WORD)
        read_word(in, here, bytes, out);
    else
        out->term = find_term(in, bytes, here->length);
    return 0;
}

exportcat_status symbols_read(symbol_reader *reader, const folded *text, const token_list *tokens,
                              symbol_row *out, exportcat_error *error) {
    out->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        int failed = here->kind == TOKEN_HAN ? add_han(reader, text, here, out)
                                             : add_token(reader, text, here, out);
        if (failed) return status_memory(error);
    }
    return EXPORTCAT_OK;
}
