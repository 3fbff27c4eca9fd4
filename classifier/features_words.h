/*
 * Stage 4c, inside: what words are as features, by the lexicon's numbers, and which pairs of words
 * are features. Worked out when first met; answers stay the same whatever is remembered.
 */
#ifndef FEATURES_WORDS_H
#define FEATURES_WORDS_H

#include "features_row.h"

/* What a word, number or unit is by itself; two of them are one line of the processor's cache. */
typedef struct {
    char kind;         /* `w`, `n`, `u`; 0: it is none */
    bool is_known : 1; /* the rest is worked out */
    bool breaks : 1;   /* in runs: see features_parts.h */
    bool is_whole : 1; /* a word with runs of letters in it: it counts as a whole, by its parts */
    uint16_t part_count;
    uint32_t parts; /* where they begin in `parts`, by rising index */
    known_feature own;
    float square;         /* of the parts' values, added up */
    float rarest;         /* the highest idf among the parts */
    uint32_t seen, place; /* the counter's own: the last text that it was met in, and where */
} word_facts;

/* Pairs of words, by the numbers of both, in sets of a few side by side, one line each; the newest
 * first. */
enum { WORD_PAIR_SET_BITS = 14, WORD_PAIR_WAYS = 4 };

typedef struct {
    uint64_t both[WORD_PAIR_WAYS]; /* 0: empty */
    known_feature feature[WORD_PAIR_WAYS];
} word_pair_set;

typedef struct {
    word_facts *facts; /* by number */
    size_t count, capacity;
    word_part *parts;
    size_t part_count, part_capacity;
    word_pair_set *pairs;
    uint32_t age; /* of the lexicon whose numbers they are */
} feature_words;

/* False when memory runs out. What it has is freed by feature_words_free either way. */
bool feature_words_ready(feature_words *words);
void feature_words_free(feature_words *words);

/* Forgets all: numbers have come to mean other words. */
void feature_words_forget(feature_words *words, uint32_t age);

/* Makes room for facts up to that number; -1 when memory runs out. */
int feature_words_reach(feature_words *words, uint32_t number);

/* Takes a word's parts in; -1 when memory runs out. */
int feature_words_add_parts(feature_words *words, word_facts *of, const word_part *parts,
                            size_t count);

/* The numbers of two words side by side, or around a third, as one. */
static inline uint64_t feature_words_join(uint32_t one, uint32_t other, bool around) {
    return (uint64_t)around << 63 | (uint64_t)one << 32 | other;
}

/* The set of a pair: the upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static inline word_pair_set *feature_words_set(const feature_words *words, uint64_t both) {
    return &words->pairs[both * 0x9E3779B97F4A7C15U >> (64 - WORD_PAIR_SET_BITS)];
}

/* A pair's feature, if it is remembered. Which place it has can not be foreseen, so that is
 * reckoned, not asked. */
static inline bool feature_words_pair(const feature_words *words, uint64_t both,
                                      known_feature *out) {
    const word_pair_set *set = feature_words_set(words, both);
    size_t place = 0;
    for (size_t way = 1; way < WORD_PAIR_WAYS; way++) place += set->both[way] == both ? way : 0;
    *out = set->feature[place];
    return set->both[place] == both;
}

/* The oldest of the set is forgotten. */
void feature_words_add_pair(feature_words *words, uint64_t both, known_feature what);

#endif
