/*
 * Stage 4c, inside: what words are as features, by the lexicon's numbers, and which pairs of words
 * are features. Worked out when first met; answers stay the same whatever is remembered.
 */
#ifndef FEATURES_WORDS_H
#define FEATURES_WORDS_H

#include "features_row.h"
#include "pairs.h"

/* What a word, number or unit is by itself: half a line of the processor's cache. */
typedef struct {
    char kind;            /* `w`, `n`, `u`; 0: it is none */
    signed char step : 4; /* what it does to a run: a feature_step */
    bool is_known : 1;    /* the rest is worked out */
    bool is_form : 1;     /* one of the vocabulary's forms */
    bool is_whole : 1; /* a word with runs of letters in it: it counts as a whole, by its parts */
    bool is_usual : 1; /* so counts, has parts and stands in runs, as most do */
    uint16_t part_count;
    uint32_t parts;       /* where they begin in `parts`, by rising index; of a form its place */
    uint32_t own;         /* the number of its feature; 0: none */
    uint32_t link;        /* what it is in pairs: see vocabulary_link */
    float square;         /* of the parts' values, added up */
    float rarest;         /* the highest idf among the parts */
    uint32_t seen, place; /* the counter's own: the last text that it was met in, and where */
} word_facts;

typedef struct {
    pages large;            /* the tables as they are at first, and those of the counter */
    word_facts *facts;      /* by number; nothing is known of 0 */
    size_t count, capacity; /* those behind `count` are zeroed */
    word_part *parts;
    size_t part_count, part_capacity;
    pair_memory pairs; /* of words side by side, by their numbers: each the number of a feature */
    uint32_t age;      /* of the lexicon whose numbers they are */
} feature_words;

/* False when memory runs out. What it has is freed by feature_words_free either way. */
bool feature_words_ready(feature_words *words);
void feature_words_free(feature_words *words);

/* Before each text: forgets all if numbers have come to mean other words. */
void feature_words_tidy(feature_words *words, uint32_t age);

/* Makes room for facts up to that number; -1 when memory runs out. */
int feature_words_reach(feature_words *words, uint32_t number);

/* Takes a word's parts in; -1 when memory runs out. */
int feature_words_add_parts(feature_words *words, word_facts *of, const word_part *parts,
                            size_t count);

#endif
