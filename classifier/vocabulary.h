/*
 * Stage 3b: keys of features and their inverse document frequencies, by number.
 */
#ifndef VOCABULARY_H
#define VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

/* A key in the table that it is found in, with all that most ask of it: the table is large, and a
 * second look anywhere takes as long as the first one. */
typedef struct {
    uint64_t text;   /* the key and NULs behind it; of a longer one, its XXH3 */
    uint32_t number; /* its index + 1, with VOCABULARY_LONG of a longer one; 0: the slot is empty */
    float idf;
} vocabulary_slot;

#define VOCABULARY_LONG 0x80000000U

/*
 * All in one piece of memory that is not the vocabulary's own: a model file's, or the trainer's.
 * Keys have no NULs. A key stands in the first empty slot from the one on that its text says.
 */
typedef struct {
    uint32_t count, slots; /* more slots than keys */
    const vocabulary_slot *slot;
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

/* How many slots so many keys want. */
size_t vocabulary_slots(size_t keys);
/* Fills `slot` (`slots` zeroed items) for the keys. */
void vocabulary_index(const vocabulary *words, vocabulary_slot *slot);

#endif
