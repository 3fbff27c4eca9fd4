/*
 * Stage 3b: keys of features and their inverse document frequencies, by number.
 */
#ifndef VOCABULARY_H
#define VOCABULARY_H

#include "forms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key in the table that it is found in, with all that most ask of it: the table is large, and a
 * second look anywhere takes as long as the first one. */
typedef struct {
    uint64_t text;   /* of a pair its links, see vocabulary_pair; of any other key its text and NULs
                        behind it or, of a long one, its XXH3 */
    uint32_t number; /* its index + 1, with what follows; 0: the slot is empty */
    float idf;
} vocabulary_slot;

#define VOCABULARY_LONG 0x80000000U    /* `text` is a digest */
#define VOCABULARY_PAIR 0x40000000U    /* two links */
#define VOCABULARY_SPELLED 0x20000000U /* a run that is no pair */
#define VOCABULARY_INDEX 0x1FFFFFFFU   /* all but these */

/*
 * All in one piece of memory that is not the vocabulary's own: a model file's, or the trainer's.
 * Keys have no NULs. A key stands in the first empty slot from the one on that its text says.
 *
 * Runs of words, `b` and `s`, are most of the keys, and the longest. One of two words whose texts
 * are keys themselves, as all are but in settings of their own kind, is known by those.
 */
typedef struct {
    uint32_t count, slots; /* more slots than keys */
    const vocabulary_slot *slot;
    const uint32_t *offset; /* count + 1 offsets into bytes */
    const char *bytes;
    const float *idf;
    bool spelled;        /* some runs are no pairs */
    const uint32_t *row; /* where a model has the weights of each key: see there; NULL: nowhere */
    word_forms forms;
} vocabulary;

#define VOCABULARY_NONE UINT32_MAX

/* Bytes of a word in a run. */
enum { VOCABULARY_LINK_MAX = 64 };

/* A key and its frequency. */
typedef struct {
    uint32_t index; /* or VOCABULARY_NONE */
    float idf;      /* 0 where there is none */
} known_feature;

/* Where a model has a key's weights; 0 where there is none. */
static inline uint32_t vocabulary_row(const vocabulary *words, uint32_t index) {
    return words->row ? words->row[index] : 0;
}

/* `words` NULL: nothing is known. */
known_feature vocabulary_feature(const vocabulary *words, const char *key, size_t length);

/* Asks for where a key that is no run is looked for: wanted soon. */
void vocabulary_fetch(const vocabulary *words, const char *key, size_t length);

/* The index that a word, number or unit is known by in runs, whichever of these it is where it
 * stands; VOCABULARY_NONE: it is in no pair. */
uint32_t vocabulary_link(const vocabulary *words, const char *text, size_t length);

/* A run of that kind of two words that have links, and asking for where it is looked for. */
void vocabulary_fetch_pair(const vocabulary *words, char kind, uint32_t one, uint32_t other);
known_feature vocabulary_pair(const vocabulary *words, char kind, uint32_t one, uint32_t other);

/* How many slots so many keys want. */
size_t vocabulary_slots(size_t keys);
/* Fills `slot` (`slots` zeroed items, which are the vocabulary's) for the keys, and tells whether
 * some are `spelled`. */
void vocabulary_index(vocabulary *words, vocabulary_slot *slot);

#endif
