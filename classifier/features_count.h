/*
 * Stage 4c, inside: the visitor that counts a text's features, and what it works on.
 */
#ifndef FEATURES_COUNT_H
#define FEATURES_COUNT_H

#include "features_parts.h"
#include "features_words.h"

/* Letters of a word, in n-grams of every length there is; the word itself is one more part. */
enum { PARTS_OF_WORD = (FEATURE_LETTERS_WORD_MAX + 2) * FEATURE_LETTERS_MAX + 1 };

/* Frequencies that are looked up. */
enum { FEATURE_LOGS = 64 };

/* What features of some kinds count; a word counts 1. */
typedef enum { WEIGHT_WORD, WEIGHT_RUN, WEIGHT_LETTERS, WEIGHT_HINT, WEIGHTS } feature_weight;

/* Where each feature of the text at hand stands in the row: a place + 1, or 0, in `size` slots, a
 * power of two, of which no more than half are taken. */
typedef struct {
    uint32_t *slots;
    size_t size, capacity;
    size_t room; /* how many items the row may have before it or the table must grow */
} place_table;

struct feature_counter {
    const feature_settings *settings;
    const vocabulary *words;
    stemmer *stems;
    feature_words known;
    double weights[WEIGHTS];
    float frequencies[FEATURE_LOGS]; /* tf of a count, from 1 on */
    /* The text at hand. */
    uint32_t text; /* its number, from 1 on: see word_facts.seen */
    const char *bytes;
    const symbol *next; /* the token's, or one before it */
    const lexicon *lexicon;
    feature_row *row;
    place_table places;
    /* The word at hand. */
    word_part room[PARTS_OF_WORD];
    size_t room_count;
    float rarest;
};

/* Its context is a feature_counter whose `bytes` and `row` are the text's, with nothing counted. */
extern const feature_visitor features_count;

/* Makes the table empty for the row; -1 when memory runs out. */
int feature_places_clear(feature_counter *counter);

#endif
