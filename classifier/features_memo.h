/*
 * Stage 4b: what was looked up before. Answers stay the same whatever is in it: each is told by all
 * bytes that it depends on. Its size is bounded.
 */
#ifndef FEATURES_MEMO_H
#define FEATURES_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEMO_TEXT_MAX = 30 };

/* All that a word, number or unit is by itself. */
typedef struct {
    char text[MEMO_TEXT_MAX];
    unsigned char length;  /* of the text */
    unsigned char sort;    /* whatever else it depends on */
    char kind;             /* `w`, `n`, `u`, or 0 */
    bool breaks, links;    /* in runs: see features_parts.h */
    uint16_t letter_count; /* of the known runs of letters in it, with repetitions */
    uint32_t index;        /* in the vocabulary, or VOCABULARY_NONE */
    uint32_t number;       /* from 1 on, no other term's; 0: the memo has not taken it in */
    const uint32_t *letters;
} memo_term;

typedef struct features_memo features_memo;

/* NULL when memory runs out. The caller frees it with features_memo_free. */
features_memo *features_memo_new(void);
void features_memo_free(features_memo *memo);

/* Makes room if little is left: terms lose their numbers, so only between texts. */
void features_memo_tidy(features_memo *memo);

/* NULL where it is not there. Borrowed from the memo; valid until features_memo_tidy. */
const memo_term *features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                                    size_t length);

/* Takes a copy of the term in, letters and all, and gives the term its number, unless the memo is
 * full. The term is not there yet. */
void features_memo_add(features_memo *memo, memo_term *term);

/* What the vocabulary has for a key that stands for two words or two characters; MEMO_UNKNOWN if
 * that was not looked up or is forgotten. */
#define MEMO_UNKNOWN (UINT32_MAX - 1)
uint32_t features_memo_pair(const features_memo *memo, uint64_t key);
void features_memo_add_pair(features_memo *memo, uint64_t key, uint32_t index);

#endif
