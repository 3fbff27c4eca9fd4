/*
 * Stage 4: what two numbers side by side are known as, remembered in sets of a few places, one line
 * of the processor's cache each, the newest first.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include "pages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { PAIR_SET_BITS = 13, PAIR_SETS = 1 << PAIR_SET_BITS, PAIR_WAYS = 8, PAIR_NUMBER_MAX = 65535 };

typedef struct {
    uint32_t both[PAIR_WAYS]; /* 0: empty */
    uint32_t known[PAIR_WAYS];
} pair_set;

typedef struct {
    pair_set *sets;
} pair_memory;

/* In memory of `from`. False when memory runs out. */
bool pairs_ready(pair_memory *of, pages *from);
void pairs_forget(pair_memory *of);

/* Two numbers up to PAIR_NUMBER_MAX as one. A pair of which one is 0 is never remembered. */
static inline uint32_t pairs_join(uint32_t one, uint32_t other) {
    return one << 16 | other;
}

/* The numbers of a joined pair. */
static inline uint32_t pairs_first(uint32_t both) {
    return both >> 16;
}

static inline uint32_t pairs_last(uint32_t both) {
    return both & PAIR_NUMBER_MAX;
}

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static inline size_t pairs_set_of(uint32_t both) {
    return both * 0x9E3779B1U >> (32 - PAIR_SET_BITS);
}

/* A bit for each place of the set that has the pair. */
static inline unsigned pairs_equal_portable(const pair_set *set, uint32_t both) {
    unsigned bits = 0;
    for (unsigned way = 0; way < PAIR_WAYS; way++)
        bits |= (unsigned)(set->both[way] == both) << way;
    return bits;
}

#ifdef __SSE2__
static inline unsigned pairs_equal(const pair_set *set, uint32_t both) {
    const __m128i wanted = _mm_set1_epi32((int)both), *at = (const __m128i *)set->both;
    const __m128i low = _mm_cmpeq_epi32(_mm_load_si128(at), wanted);
    const __m128i high = _mm_cmpeq_epi32(_mm_load_si128(at + 1), wanted);
    return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(low)) |
           (unsigned)_mm_movemask_ps(_mm_castsi128_ps(high)) << 4;
}
#else
#define pairs_equal pairs_equal_portable
#endif

/* False where the joined pair is not remembered. `known` becomes what it is known as. Which place
 * it has can not be foreseen: it is reckoned, not asked. */
static inline bool pairs_find(const pair_memory *of, uint32_t both, uint32_t *known) {
    const pair_set *set = &of->sets[pairs_set_of(both)];
    const unsigned places = pairs_equal(set, both);
    *known = set->known[__builtin_ctz(places | 1U << (PAIR_WAYS - 1))];
    return (both != 0) & (places != 0);
}

/* Asks for the pair's set, which is wanted soon. Always inlined: a call of a function that does
 * nothing else is left out by GCC. */
__attribute__((always_inline)) static inline void pairs_fetch(const pair_memory *of,
                                                              uint32_t both) {
    __builtin_prefetch(&of->sets[pairs_set_of(both)]);
}

/* The oldest of the set is forgotten. */
void pairs_add(pair_memory *of, uint32_t both, uint32_t known);

#endif
