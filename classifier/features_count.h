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

/* The last text that a feature was met in, and where it stands in that one's row. */
typedef struct {
    uint32_t seen, place;
} feature_place;

struct feature_counter {
    const feature_settings *settings;
    const vocabulary *words;
    stemmer *stems;
    feature_words known;
    feature_place *places; /* by the features' numbers */
    double weights[WEIGHTS];
    float frequencies[FEATURE_LOGS]; /* tf of a count, from 1 on */
    /* The text at hand. */
    uint32_t text; /* its number, from 1 on: see feature_place and word_facts */
    const char *bytes;
    const symbol *next; /* the token's, or one before it */
    const symbol *end;  /* of all symbols */
    lexicon *lexicon;
    feature_row *row;
    /* The word at hand. */
    word_part room[PARTS_OF_WORD];
    size_t room_count;
    float rarest;
};

/* Its context is a feature_counter whose `bytes` and `row` are the text's, with nothing counted
 * since features_count_begin. Items are counted by features' numbers, and have the weight of their
 * kind as their value; the first one is of all that is no feature. */
extern const feature_visitor features_count;

/* -1 when memory runs out. */
int features_count_begin(feature_counter *counter);

#endif
