/*
 * Stage 0: which runs of three bytes stand in a text, as a set that may hold more than it was
 * given, never less: most of what does not stand in the text is told apart without a look at it.
 */
#ifndef GRAMS_H
#define GRAMS_H

#include <stddef.h>
#include <stdint.h>

enum { GRAM_BYTES = 3, GRAM_SET_BITS = 13 };

typedef struct {
    uint32_t words[(1 << GRAM_SET_BITS) / 32];
} gram_set;

/* The bit of the three bytes at `bytes`, behind which one more can be read: compilers make one load
 * of four, and the fourth is shifted out. */
static inline uint32_t gram_bit(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t four =
        (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return (four << 8) * 0x9E3779B1U >> (32 - GRAM_SET_BITS);
}

/* 1 or 0: a number, so that several can be asked for without a branch. */
static inline unsigned gram_set_has(const gram_set *in, uint32_t bit) {
    return in->words[bit / 32] >> bit % 32 & 1U;
}

static inline void gram_set_add(gram_set *to, uint32_t bit) {
    to->words[bit / 32] |= 1U << bit % 32;
}

/* The same of one text after another: for each bit the number of the last text that has it, so that
 * none need be taken out. A zeroed struct is of no text. */
typedef struct {
    uint8_t last[1 << GRAM_SET_BITS];
    uint8_t text;
} text_grams;

/* All runs of the next text, behind which a NUL or any other byte stands. */
void text_grams_fill(text_grams *out, const char *bytes, size_t length);

/* 1 or 0, likewise. */
static inline unsigned text_grams_have(const text_grams *in, uint32_t bit) {
    return in->last[bit] == in->text;
}

#endif
