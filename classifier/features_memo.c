#include "features_memo.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

features_memo *features_memo_new(void) {
    return calloc(1, sizeof(features_memo));
}

void features_memo_free(features_memo *memo) {
    free(memo);
}

void features_memo_tidy(features_memo *memo) {
    if (memo->term_count < MEMO_TERMS / 4 * 3 && memo->letter_count < MEMO_LETTERS / 4 * 3) return;
    memo->term_count = memo->letter_count = 0;
    memset(memo->slots, 0, sizeof memo->slots);
    memset(memo->buckets, 0, sizeof memo->buckets);
}

/* ---- Terms ----------------------------------------------------------------------------------- */

static uint32_t hash_of(unsigned char sort, const char *text, size_t length) {
    return (uint32_t)XXH3_64bits(text, length) + sort * 0x9E3779B1U;
}

const memo_term *features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                                    size_t length) {
    const uint32_t mask = MEMO_SLOTS - 1, hash = hash_of(sort, text, length);
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
    const uint32_t mask = MEMO_SLOTS - 1, hash = hash_of(term->sort, term->text, term->length);
    uint32_t at = hash & mask;
    memo_feature *letters = memo->letters + memo->letter_count;
    if (memo->term_count == MEMO_TERMS || memo->letter_count + term->letter_count > MEMO_LETTERS)
        return;
    memcpy(letters, term->letters, term->letter_count * sizeof *letters);
    memo->letter_count += term->letter_count;
    term->number = memo->term_count + 1;
    memo->terms[memo->term_count] = *term;
    memo->terms[memo->term_count++].letters = letters;
    while (memo->slots[at]) at = (at + 1) & mask;
    memo->slots[at] = (hash & ~mask) | term->number;
}
