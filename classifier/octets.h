/*
 * Stage 0: eight bytes of text at a time, as one number. A mark is the highest bit of a byte: what
 * is asked of eight bytes is answered by eight marks.
 */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include <stdint.h>

enum { OCTETS = 8, BYTE_BITS = 8 };

#define OCTETS_ONES 0x0101010101010101U
#define OCTETS_MARKS 0x8080808080808080U
#define OCTETS_FIRST 0x80U /* the mark of the first */

/* Eight bytes, the first of them lowest; compilers make one load of it. */
static inline uint64_t octets_load(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

/* Marks the bytes from `low` to `high`, which are of ASCII. */
static inline uint64_t octets_between(uint64_t octets, unsigned char low, unsigned char high) {
    uint64_t seven = octets & ~OCTETS_MARKS; /* no sum of two such bytes carries */
    uint64_t from_low = seven + OCTETS_ONES * (0x80U - low);
    uint64_t above_high = seven + OCTETS_ONES * (0x7FU - high);
    return from_low & ~above_high & ~octets & OCTETS_MARKS;
}

/* Not 0 where one of the bytes is the one looked for (Warren, Hacker's Delight, 6-1). */
static inline uint64_t octets_have(uint64_t octets, char byte) {
    uint64_t differ = octets ^ OCTETS_ONES * (unsigned char)byte;
    return (differ - OCTETS_ONES) & ~differ & OCTETS_MARKS;
}

/* The marks side by side, that of the first byte lowest. */
static inline uint64_t octets_bits(uint64_t marks) {
    return (marks >> 7) * 0x0102040810204080U >> 56;
}

/* How many bytes stand before the first marked one; all eight where none is. */
static inline size_t octets_before(uint64_t marks) {
    return marks ? (size_t)__builtin_ctzll(marks) / 8 : OCTETS;
}

#endif
