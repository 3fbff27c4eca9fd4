/*
 * Stage 5b: the weights of whole words: those of a word's features, each times its value there,
 * added up for every label. Worked out when a word is first met, and kept while there is room.
 */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "model.h"

/* Model and counter are borrowed and must outlive it. NULL when memory runs out. The caller frees
 * it with model_words_free. */
model_words *model_words_new(const model *open, const feature_counter *counter);
void model_words_free(model_words *words);

/* A word's model_stride weights, as whole numbers of eight bits; `unit` is what 1 counts, in the
 * labels' scales. They are the same whether the word was met before or not. */
typedef struct {
    const int8_t *row;
    double unit;
} word_weights;

/* Those of the word of that number of the counter's. Borrowed; valid until a word that is not kept
 * is asked for. */
word_weights model_words_find(model_words *words, uint32_t number);

/* Adds the weights of words times their values to model_stride sums, as numbers of
 * 2^-MODEL_WORD_BITS. */
void model_words_add(model_words *words, const word_use *uses, size_t count, uint32_t *sums);

/* Whether one of the word's features has that idf or a higher one. */
bool model_words_tell(const model_words *words, uint32_t number, float idf);

#endif
