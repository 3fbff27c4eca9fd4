/*
 * Stage 4, inside: what the lexicon keeps, and its answers about Han characters, of which a text
 * asks two a character: those that are kept are given where they are asked for.
 */
#ifndef LEXICON_PARTS_H
#define LEXICON_PARTS_H

#include "lexicon.h"
#include "memory.h"
#include "pairs.h"

enum { SHORT_WORD = 32, SHORT_PARTS = SHORT_WORD / sizeof(uint64_t) };
_Static_assert((int)SHORT_WORD <= (int)FOLD_BEHIND, "a word's first bytes are read at once");

typedef struct {
    uint64_t text[SHORT_PARTS]; /* of a short word: NULs behind it; of a longer one: none */
    uint32_t long_text, stem;   /* where they begin in `bytes` */
    lexicon_word known;
    uint32_t hash;
    unsigned char length, stem_length;
    unsigned char sort; /* kind and script */
} kept_word;
_Static_assert(sizeof(kept_word) == LINE_BYTES, "a word is one line");

/* The common ones, all of three bytes, have numbers in the order in which they come. */
enum { HAN_FIRST = 0x3000, HAN_LAST = 0x9FFF, HAN_COUNT = HAN_LAST - HAN_FIRST + 1 };
_Static_assert((int)HAN_COUNT < (int)PAIR_NUMBER_MAX, "two numbers are a pair");

struct lexicon {
    symbol_tables tables;
    stemmer *stems;
    kept_word *words; /* by number less 1 */
    size_t word_count, word_capacity;
    uint32_t
        *slots; /* a word's number, or 0; SLOTS_A_WORD times as many as words, a power of two */
    size_t slot_count;
    char *bytes;
    size_t byte_count, byte_capacity;
    uint32_t age;
    feature_numbers features;
    pair_memory pairs;        /* of characters, by their numbers: each a place of what is known */
    lexicon_pair *pair_items; /* of pairs; the first one is of all that nothing is known of */
    size_t pair_count, pair_capacity;
    uint16_t han_number[HAN_COUNT]; /* by code point */
    uint32_t han_count;
    lexicon_char han[HAN_COUNT + 1]; /* by number */
};

/* What was not met before, and characters that have no number. */
uint32_t lexicon_learn_han(lexicon *of, const char *bytes, size_t length, lexicon_char *out);
lexicon_pair lexicon_learn_pair(lexicon *of, uint32_t before, uint32_t last, const char *bytes,
                                size_t length);

/* The code point of a character of three bytes, else 0. */
static inline uint32_t lexicon_han_point(const char *bytes, size_t length) {
    const unsigned char *b = (const unsigned char *)bytes;
    return length == 3 ? (b[0] & 0xFU) << 12 | (b[1] & 0x3FU) << 6 | (b[2] & 0x3FU) : 0;
}

/* A Han character and its number, from 1 on; 0 for a rare one, which has none. */
static inline uint32_t lexicon_han(lexicon *of, const char *bytes, size_t length,
                                   lexicon_char *out) {
    const uint32_t behind = lexicon_han_point(bytes, length) - HAN_FIRST;
    const uint32_t number = behind < HAN_COUNT ? of->han_number[behind] : 0;
    if (!number) return lexicon_learn_han(of, bytes, length, out);
    *out = of->han[number];
    return number;
}

/* Two characters side by side, by their numbers; `bytes` holds both. */
static inline lexicon_pair lexicon_han_pair(lexicon *of, uint32_t before, uint32_t last,
                                            const char *bytes, size_t length) {
    uint32_t place;
    if (pairs_find(&of->pairs, before, last, &place)) return of->pair_items[place];
    return lexicon_learn_pair(of, before, last, bytes, length);
}

#endif
