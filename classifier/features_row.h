/*
 * Stage 4b: tokens -> one sorted sparse row of tf-idf values. The same code trains and serves.
 *
 * Values are tf x idf, scaled to unit length (Salton and Buckley 1988); tf may be 1 + ln(count).
 */
#ifndef FEATURES_ROW_H
#define FEATURES_ROW_H

#include "features.h"
#include "vocabulary.h"

typedef struct {
    uint32_t index, count;
    uint32_t start, end; /* folded bytes of the first occurrence */
    double value;
} feature;

/* A text's row, sorted by index, and the counts that tell how much of the text is known. */
typedef struct {
    feature *items;
    size_t count, capacity;
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

/* Fills `row`, reusing its memory; a zeroed struct is valid. The caller frees it with
 * feature_row_free. */
exportcat_status features_row(feature_row *row, feature_counter *counter, const folded *text,
                              const token_list *tokens, feature_hints hints,
                              exportcat_error *error);

#endif
