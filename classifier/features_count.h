/*
 * Stage 4c, inside: what a text's features are counted with.
 */
#ifndef FEATURES_COUNT_H
#define FEATURES_COUNT_H

#include "features_walk.h"
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

/* A feature that stands at a place of the text. */
typedef struct {
    uint32_t both; /* not 0: the numbers of a pair of words, whose feature is still to be found */
    uint32_t number;
    uint32_t start, end;
    double weight;
} feature_mark;

/* So many are found and counted at once. */
enum { FEATURE_MARKS = 128 };

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
    lexicon *lexicon;
    feature_row *row;
    feature_mark marks[FEATURE_MARKS];
    /* The word at hand. */
    word_facts once; /* what it is, where it has no number */
    word_part room[PARTS_OF_WORD];
    size_t room_count;
    float rarest;
};

/* features_count.c: fills the row that was begun with the features of the tokens, by their numbers
 * and with the weight of their kind as their value; the last item that there is room for is of all
 * that is no feature. `first` is the first token's symbol or one before it. -1 when memory runs
 * out. */
int features_count(feature_counter *counter, const token_list *tokens, const symbol *first,
                   feature_hints hints);

/* features_learn.c: works out all that a token is by itself; one without a number is too long for
 * runs of letters. Valid until the next one. NULL when memory runs out. */
word_facts *features_learn(feature_counter *counter, const token *of, const symbol *at);

/* The number of a run. */
uint32_t features_find_run(const feature_counter *counter, feature_run run);

/* Finds the numbers of marks at those places, which are pairs, and remembers them. They can be
 * found so where the vocabulary has no spelled ones. */
void features_find_pairs(feature_counter *counter, const uint32_t *places, size_t count);

#endif
