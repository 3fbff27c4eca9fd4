/*
 * Stage 4b: what was looked up before. Answers stay the same whatever is in it: each is told by all
 * bytes that it depends on. Its size is bounded.
 */
#ifndef FEATURES_MEMO_H
#define FEATURES_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { MEMO_TEXT_MAX = 30 };

/* What the vocabulary says of a key. */
typedef struct {
    uint32_t index; /* or VOCABULARY_NONE, or MEMO_UNKNOWN */
    float idf;
} memo_feature;

#define MEMO_UNKNOWN (UINT32_MAX - 1)

/* All that a word, number or unit is by itself. */
typedef struct {
    char text[MEMO_TEXT_MAX], stem[MEMO_TEXT_MAX]; /* stem: what it is in runs */
    unsigned char length, stem_length;
    unsigned char sort;    /* whatever else it depends on */
    char kind;             /* `w`, `n`, `u`, or 0 */
    bool breaks, links;    /* in runs: see features_parts.h */
    uint16_t letter_count; /* of the known runs of letters in it, with repetitions */
    uint32_t number;       /* from 1 on, no other term's; 0: the memo has not taken it in */
    memo_feature own;
    const memo_feature *letters;
} memo_term;

/* Powers of two. Terms are numbered below MEMO_SLOTS; a slot holds a term's number in its lower
 * bits and the term's hash in the others. */
enum {
    MEMO_TERMS = 32768,
    MEMO_SLOTS = 2 * MEMO_TERMS,
    MEMO_LETTERS = 8 * MEMO_TERMS,
    MEMO_BUCKET_BITS = 14,
    MEMO_WAYS = 4
};

typedef struct {
    uint64_t key;
    memo_feature what;
} memo_key;

typedef struct {
    uint32_t term_count, letter_count;
    uint32_t slots[MEMO_SLOTS];
    memo_term terms[MEMO_TERMS];
    memo_feature letters[MEMO_LETTERS];
    memo_key buckets[1 << MEMO_BUCKET_BITS][MEMO_WAYS]; /* the newest first; key 0: none */
} features_memo;

/* NULL when memory runs out. The caller frees it with features_memo_free. */
features_memo *features_memo_new(void);
void features_memo_free(features_memo *memo);

/* Makes room if little is left: terms lose their numbers, so only between texts. */
void features_memo_tidy(features_memo *memo);

/* The term of that number, which is not 0; borrowed likewise. */
static inline const memo_term *features_memo_term(const features_memo *memo, uint32_t number) {
    return &memo->terms[number - 1];
}

/* NULL where it is not there. Borrowed from the memo; valid until features_memo_tidy. */
const memo_term *features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                                    size_t length);

/* Takes a copy of the term in, letters and all, and gives the term its number, unless the memo is
 * full. The term is not there yet. */
void features_memo_add(features_memo *memo, memo_term *term);

/* The upper bits of a product depend on all bits of the key (Knuth, volume 3, 6.4). */
static inline size_t features_memo_bucket(uint64_t key) {
    return (size_t)(key * 0x9E3779B97F4A7C15U >> (64 - MEMO_BUCKET_BITS));
}

/* What the vocabulary says of a key that is told by 64 bits; MEMO_UNKNOWN if that was not looked up
 * or is forgotten. Nothing is known of 0. */
static inline memo_feature features_memo_get(const features_memo *memo, uint64_t key) {
    const memo_key *bucket = memo->buckets[features_memo_bucket(key)];
    for (int way = 0; key && way < MEMO_WAYS; way++)
        if (bucket[way].key == key) return bucket[way].what;
    return (memo_feature){MEMO_UNKNOWN, 0};
}

/* The oldest of the bucket is forgotten. */
static inline void features_memo_put(features_memo *memo, uint64_t key, memo_feature what) {
    memo_key *bucket = memo->buckets[features_memo_bucket(key)];
    if (!key) return;
    memmove(bucket + 1, bucket, (MEMO_WAYS - 1) * sizeof *bucket);
    bucket[0] = (memo_key){key, what};
}

#endif
