/*
 * Stage 4c: tokens -> one sparse row of tf-idf values. The same code trains and serves.
 *
 * Values are tf x idf, divided by the row's length (Salton and Buckley 1988); tf may be
 * 1 + ln(count). A word with the runs of letters in it counts as a whole: its parts have one tf,
 * the word's own, so that what a model makes of the word is worked out once and serves every text.
 * What two words have in common is left out of account when the length is measured, for the same
 * reason.
 */
#ifndef FEATURES_ROW_H
#define FEATURES_ROW_H

#include "features.h"
#include "symbols.h"

/* A feature that stands by itself. */
typedef struct {
    uint32_t index, count;
    uint32_t start, end; /* folded bytes of the first occurrence */
    double value;
    float idf;
    uint32_t row; /* where a model has its weights */
} feature;

/* A word that counts as a whole; its number is the lexicon's. */
typedef struct {
    uint32_t number, count;
    uint32_t start, end; /* likewise */
    double value;        /* tf: of its parts, see feature_word */
} word_use;

/* A text's row, in the order in which features and words come, and the counts that tell how much of
 * the text is known. */
typedef struct {
    feature *items;
    size_t count, capacity;
    word_use *uses;
    size_t use_count, use_capacity;
    size_t words, known_words; /* `w` features and those in the vocabulary */
    size_t han, known_han;     /* the shortest Han n-grams likewise */
} feature_row;

void feature_row_free(feature_row *row);

/* Counts features and remembers what it looked up: one a thread. */
typedef struct feature_counter feature_counter;

/* Settings, vocabulary and stemmer are borrowed and must outlive it. The caller frees it with
 * feature_counter_free. */
exportcat_status feature_counter_new(const feature_settings *settings, const vocabulary *words,
                                     stemmer *stems, feature_counter **out, exportcat_error *error);
void feature_counter_free(feature_counter *counter);

/* Fills `row`, reusing its memory; a zeroed struct is valid. Tokens are some of the text's, symbols
 * all that it has, looked up in the counter's vocabulary. When the lexicon forgets its words, rows
 * that were made before lose theirs. The caller frees the row with feature_row_free. */
exportcat_status features_row(feature_row *row, feature_counter *counter, const folded *text,
                              const token_list *tokens, const symbol_row *symbols,
                              feature_hints hints, exportcat_error *error);

/* What a word is made of. */
typedef struct {
    const word_part *parts; /* by rising index */
    size_t count;
    float square;   /* of their values, added up */
    float rarest;   /* the highest idf among them */
    uint32_t place; /* of its form in the vocabulary's, or FORM_NONE */
} feature_word;

/* The word of that number. Borrowed from the counter; valid until the next row is made. */
feature_word feature_counter_word(const feature_counter *counter, uint32_t number);

/* Its `rarest` alone. */
float feature_counter_rarest(const feature_counter *counter, uint32_t number);

/* The age of the lexicon whose numbers words have: they are good for as long as this is the same.
 */
uint32_t feature_counter_age(const feature_counter *counter);

/* The row with the words' parts as features of their own, sorted by index, each once: the form that
 * is trained on. `out` is reused likewise, and has no words. */
exportcat_status features_flatten(const feature_row *row, const feature_counter *counter,
                                  feature_row *out, exportcat_error *error);

#endif
