/*
 * Stage 3b: keys of features and their inverse document frequencies, by number.
 */
#ifndef VOCABULARY_H
#define VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

/*
 * All in one piece of memory that is not the vocabulary's own: a model file's, or the trainer's.
 * `slots` is a power of two, at least twice `count`. A slot is 0, or holds a key's index + 1 in its
 * bits below `slots` and the key's hash (the low half of its XXH3) in the bits above: another key
 * is told apart without a look at its bytes. A key's first slot is its hash modulo `slots`.
 */
typedef struct {
    uint32_t count, slots;
    const uint32_t *slot;
    const uint32_t *offset; /* count + 1 offsets into bytes */
    const char *bytes;
    const float *idf;
} vocabulary;

#define VOCABULARY_NONE UINT32_MAX

/* A key and its frequency. */
typedef struct {
    uint32_t index; /* or VOCABULARY_NONE */
    float idf;      /* 0 where there is none */
} known_feature;

/* `words` NULL: nothing is known. */
known_feature vocabulary_feature(const vocabulary *words, const char *key, size_t length);
uint32_t vocabulary_find(const vocabulary *words, const char *key, size_t length);
/* Fills `slot` (`slots` zeroed items) for the keys. */
void vocabulary_index(const vocabulary *words, uint32_t *slot);

#endif
