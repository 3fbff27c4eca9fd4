/*
 * Stage 4: features by the order in which they first came. Those that texts have are few of the
 * vocabulary's, and much the same ones: tables by these numbers stay at hand, tables by index do
 * not.
 */
#ifndef FEATURE_NUMBERS_H
#define FEATURE_NUMBERS_H

#include "pages.h"
#include "vocabulary.h"

#include <stdbool.h>

/* A feature and its frequency; the number 0: none. */
typedef struct {
    uint32_t number;
    float idf;
} numbered_feature;

/* What the vocabulary says of a feature. */
typedef struct {
    uint32_t index;
    float idf;
    uint32_t row; /* 0 where the vocabulary has no rows */
} feature_facts;

typedef struct {
    const vocabulary *words;
    uint32_t *number_of;  /* by index; 0: it has none yet */
    feature_facts *items; /* by number; 0 is no feature */
    uint32_t highest;
} feature_numbers;

/* The vocabulary is borrowed, and may be NULL. False when memory runs out. What it has is freed by
 * feature_numbers_free either way, but for what it took from `from`. */
bool feature_numbers_ready(feature_numbers *of, const vocabulary *words, pages *from);
void feature_numbers_free(feature_numbers *of);

/* Most numbers that there can be, with 0. */
static inline size_t feature_numbers_most(const vocabulary *words) {
    return words ? (size_t)words->count + 1 : 1;
}

/* Asks for what feature_number looks at. Always inlined: see pairs_fetch. */
__attribute__((always_inline)) static inline void feature_number_fetch(const feature_numbers *of,
                                                                       known_feature feature) {
    if (feature.index == VOCABULARY_NONE) return;
    __builtin_prefetch(&of->number_of[feature.index]);
    if (of->words->row) __builtin_prefetch(&of->words->row[feature.index]);
}

/* The number of a feature, a new one if it has none. */
numbered_feature feature_number(feature_numbers *of, known_feature feature);

#endif
