/*
 * Stage 0: BLOCK bytes of folded text at a time, each of them a bit of a number, that of the first
 * byte lowest: words are found by a few operations on such numbers rather than byte by byte.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK = 64 };

typedef struct {
    uint64_t plain;   /* small letters and digits of ASCII */
    uint64_t digits;  /* 0 to 9 */
    uint64_t joining; /* blanks, - / ' and " */
    uint64_t quotes;  /* ' */
    uint64_t opening; /* < */
    uint64_t wide;    /* of characters beyond ASCII */
    uint64_t leading; /* the first bytes of those */
} text_block;

/* Reads BLOCK bytes. */
void block_read(text_block *out, const char *bytes);

/* The bytes that do not belong to the Han characters of three bytes that begin with E4 to E9; the
 * first of BLOCK bytes of valid UTF-8 may stand inside one. */
uint64_t block_not_han(const char *bytes);

/* What the two do where the processor has no vectors of 32 bytes. */
void block_read_portable(text_block *out, const char *bytes);
uint64_t block_not_han_portable(const char *bytes);

/* The bits below the lowest one; all where there is none. */
static inline uint64_t bits_before(uint64_t bits) {
    return (bits & -bits) - 1;
}

/* How many bytes stand before the first of those; BLOCK where there is none. No branch: it is hard
 * to foresee. */
static inline size_t block_before(uint64_t bits) {
    const uint64_t last = (uint64_t)1 << (BLOCK - 1);
    return (size_t)__builtin_ctzll(bits | last) + !bits;
}

#endif
