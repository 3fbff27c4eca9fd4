/*
 * Stage 4b: what was looked up before. Answers stay the same whatever is in it: each is told by all
 * bytes that it depends on.
 */
#ifndef FEATURES_MEMO_H
#define FEATURES_MEMO_H

#include "features_row.h"

#include <string.h>

/* What the vocabulary says of a key. */
typedef struct {
    uint32_t index; /* or VOCABULARY_NONE, or MEMO_UNKNOWN */
    float idf;
} memo_feature;

#define MEMO_UNKNOWN (UINT32_MAX - 1)

enum { MEMO_TEXT_SHORT = 20, MEMO_TEXT_MAX = 126 };

/* All that a word, number or unit is by itself: one line of the cache. */
typedef struct {
    char text[MEMO_TEXT_SHORT]; /* unless it is longer */
    uint32_t long_text, stem;   /* where they begin in `bytes`; the stem is what it is in runs */
    unsigned char length, stem_length;
    unsigned char sort; /* whatever else it depends on */
    char kind;          /* `w`, `n`, `u`, or 0 */
    bool breaks;        /* in runs: see features_parts.h */
    bool is_whole;      /* a word with runs of letters in it: it counts as a whole, by its parts */
    uint16_t part_count;
    uint32_t parts; /* where they begin in `parts`, by rising index */
    memo_feature own;
    float square;         /* of the parts' values, added up */
    float telling;        /* the highest idf among the parts */
    uint32_t seen, place; /* the counter's own: the last text that it was met in, and where */
} memo_term;

typedef struct {
    uint64_t key;
    memo_feature what;
} memo_key;

/* Powers of two. A bucket of keys is one line of the cache. */
enum { MEMO_BUCKET_BITS = 14, MEMO_WAYS = 4 };

typedef struct {
    memo_term *terms; /* numbered from 1 on */
    size_t term_count, term_capacity;
    word_part *parts;
    size_t part_count, part_capacity;
    char *bytes;
    size_t byte_count, byte_capacity;
    uint32_t *slots;  /* a power of two: a term's number, or 0 */
    uint32_t *hashes; /* of the terms, by number less 1 */
    size_t slot_count, hash_capacity;
    uint32_t forgotten;             /* how often terms have lost their numbers */
    memo_key (*buckets)[MEMO_WAYS]; /* the newest first; key 0: none */
} features_memo;

/* NULL when memory runs out. The caller frees it with features_memo_free. */
features_memo *features_memo_new(void);
void features_memo_free(features_memo *memo);

/* Forgets all if it has become much: terms lose their numbers. */
void features_memo_tidy(features_memo *memo);

/* The term of that number, which is not 0. Borrowed from the memo; valid until a term is added. */
static inline memo_term *features_memo_term(const features_memo *memo, uint32_t number) {
    return &memo->terms[number - 1];
}

static inline const word_part *features_memo_parts(const features_memo *memo,
                                                   const memo_term *term) {
    return memo->parts + term->parts;
}

/* The number of a term of MEMO_TEXT_MAX bytes or less, or 0 where it is not there. */
uint32_t features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                            size_t length);

/* What is told of a new term beside its own fields: borrowed only for the call. */
typedef struct {
    const char *text, *stem;
    const word_part *parts;
} memo_news;

/* Takes the term in, which is not there yet and has no more than MEMO_TEXT_MAX bytes, and gives it
 * its number; 0 when memory runs out. */
uint32_t features_memo_add(features_memo *memo, const memo_term *term, const memo_news *news);

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
