/*
 * Stage 0: which runs of three bytes stand in a text, as a set that may hold more than it was
 * given, never less: most of what does not stand in the text is told apart without a look at it.
 */
#ifndef GRAMS_H
#define GRAMS_H

#include <stddef.h>
#include <stdint.h>

enum { GRAM_BYTES = 3, GRAM_SET_BITS = 13, GRAM_MAP_BITS = 12 };

typedef struct {
    uint32_t words[(1 << GRAM_SET_BITS) / 32];
} gram_set;

/* One for a text after another. A zeroed struct is to be filled. */
typedef struct {
    unsigned char rounds[1 << GRAM_MAP_BITS]; /* the last one in which a run was there */
    unsigned char round;
} gram_map;

#define GRAM_FACTOR 0x9E3779B1U

/* The bit of the three bytes at `bytes`, behind which one more can be read: compilers make one load
 * of four, and the fourth is shifted out. */
static inline uint32_t gram_bit(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t four =
        (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return (four << 8) * GRAM_FACTOR >> (32 - GRAM_SET_BITS);
}

/* 1 or 0: a number, so that several can be asked for without a branch. */
static inline unsigned gram_set_has(const gram_set *in, uint32_t bit) {
    return in->words[bit / 32] >> bit % 32 & 1U;
}

static inline void gram_set_add(gram_set *to, uint32_t bit) {
    to->words[bit / 32] |= 1U << bit % 32;
}

/* A map has half as many places as a set has bits. */
static inline uint32_t gram_map_place(uint32_t bit) {
    return bit >> (GRAM_SET_BITS - GRAM_MAP_BITS);
}

static inline unsigned gram_map_has(const gram_map *in, uint32_t bit) {
    return in->rounds[gram_map_place(bit)] == in->round;
}

/* All runs of a text, behind which a NUL or any other byte stands, and no others: a byte is set for
 * each, and nothing is cleared. */
void gram_map_fill(gram_map *out, const char *bytes, size_t length);

/* The same without the instructions of any one machine. */
void gram_map_fill_portable(gram_map *out, const char *bytes, size_t length);

#endif
