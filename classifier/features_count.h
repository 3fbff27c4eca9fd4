/*
 * Stage 4b, inside: the visitor that counts a text's features, and what it works on.
 */
#ifndef FEATURES_COUNT_H
#define FEATURES_COUNT_H

#include "features_memo.h"
#include "features_parts.h"
#include "features_row.h"

/* Letters of a word, in n-grams of every length there is. */
enum { LETTERS_OF_WORD = (FEATURE_LETTERS_WORD_MAX + 2) * FEATURE_LETTERS_MAX, FEATURE_LOGS = 64 };

/* What features of some kinds count; a word counts 1. */
typedef enum { WEIGHT_WORD, WEIGHT_RUN, WEIGHT_LETTERS, WEIGHT_HINT, WEIGHTS } feature_weight;

/* A feature of the text at hand before its value is known. */
typedef struct {
    uint32_t count, start, end;
    float idf;
    feature_weight weight;
} found_feature;

struct feature_counter {
    const feature_settings *settings;
    const vocabulary *words;
    stemmer *stems;
    features_memo *memo;
    double weights[WEIGHTS];
    size_t han_bytes; /* of the shortest n-grams */
    /* The text at hand: features in the order in which they come. A set bit for each index, in
     * words and in a summary of the words, gives them in order of index. */
    found_feature *found;
    size_t count, capacity;
    uint32_t *place; /* index -> place in `found`, where its bit is set */
    uint64_t *seen, *summary;
    const char *bytes;
    feature_row *row;
    memo_feature room[LETTERS_OF_WORD];
    size_t room_count;
    float frequencies[FEATURE_LOGS]; /* tf of a count, from 1 on */
};

/* Its context is a feature_counter whose `bytes` and `row` are the text's, with no count. */
extern const feature_visitor features_count;

#endif
