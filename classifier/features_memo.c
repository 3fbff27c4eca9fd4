#include "features_memo.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Powers of two. Terms are numbered below SLOTS; a slot holds a term's number in its lower bits and
 * the term's hash in the others. */
enum { TERMS = 8192, SLOTS = 2 * TERMS, LETTERS = 16 * TERMS, PAIR_BITS = 14 };

typedef struct {
    uint64_t key;
    uint32_t index;
} memo_pair;

struct features_memo {
    uint32_t term_count, letter_count;
    uint32_t slots[SLOTS];
    memo_term terms[TERMS];
    uint32_t letters[LETTERS];
    memo_pair pairs[1 << PAIR_BITS]; /* direct-mapped; key 0: empty */
};

features_memo *features_memo_new(void) {
    return calloc(1, sizeof(features_memo));
}

void features_memo_free(features_memo *memo) {
    free(memo);
}

void features_memo_tidy(features_memo *memo) {
    if (memo->term_count < TERMS / 4 * 3 && memo->letter_count < LETTERS / 4 * 3) return;
    memo->term_count = memo->letter_count = 0;
    memset(memo->slots, 0, sizeof memo->slots);
    memset(memo->pairs, 0, sizeof memo->pairs);
}

/* ---- Terms ----------------------------------------------------------------------------------- */

static uint32_t hash_of(unsigned char sort, const char *text, size_t length) {
    return (uint32_t)XXH3_64bits(text, length) + sort * 0x9E3779B1U;
}

const memo_term *features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                                    size_t length) {
    const uint32_t mask = SLOTS - 1, hash = hash_of(sort, text, length);
    if (length > MEMO_TEXT_MAX) return NULL;
    for (uint32_t at = hash & mask; memo->slots[at]; at = (at + 1) & mask) {
        if ((memo->slots[at] ^ hash) & ~mask) continue;
        const memo_term *term = &memo->terms[(memo->slots[at] & mask) - 1];
        if (term->length == length && term->sort == sort && memcmp(term->text, text, length) == 0)
            return term;
    }
    return NULL;
}

void features_memo_add(features_memo *memo, memo_term *term) {
    const uint32_t mask = SLOTS - 1, hash = hash_of(term->sort, term->text, term->length);
    uint32_t at = hash & mask, *letters = memo->letters + memo->letter_count;
    if (memo->term_count == TERMS || memo->letter_count + term->letter_count > LETTERS) return;
    memcpy(letters, term->letters, term->letter_count * sizeof *letters);
    memo->letter_count += term->letter_count;
    term->number = memo->term_count + 1;
    memo->terms[memo->term_count] = *term;
    memo->terms[memo->term_count++].letters = letters;
    while (memo->slots[at]) at = (at + 1) & mask;
    memo->slots[at] = (hash & ~mask) | term->number;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* The upper bits of a product depend on all bits of the key (Knuth, volume 3, 6.4). */
static size_t place_of(uint64_t key) {
    return (size_t)(key * 0x9E3779B97F4A7C15U >> (64 - PAIR_BITS));
}

uint32_t features_memo_pair(const features_memo *memo, uint64_t key) {
    const memo_pair *here = &memo->pairs[place_of(key)];
    return here->key == key ? here->index : MEMO_UNKNOWN;
}

void features_memo_add_pair(features_memo *memo, uint64_t key, uint32_t index) {
    memo->pairs[place_of(key)] = (memo_pair){key, index};
}
