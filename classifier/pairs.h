/*
 * Stage 4: what two numbers side by side are known as, remembered in sets of a few places, one line
 * of the processor's cache each, the newest first.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAIR_SET_BITS = 13, PAIR_SETS = 1 << PAIR_SET_BITS, PAIR_WAYS = 8, PAIR_NUMBER_MAX = 65535 };

typedef struct {
    uint32_t both[PAIR_WAYS]; /* 0: empty */
    uint32_t known[PAIR_WAYS];
} pair_set;

typedef struct {
    pair_set *sets;
} pair_memory;

/* False when memory runs out. What it has is freed by pairs_free either way. */
bool pairs_ready(pair_memory *of);
void pairs_free(pair_memory *of);
void pairs_forget(pair_memory *of);

/* Two numbers from 1 to PAIR_NUMBER_MAX as one. */
static inline uint32_t pairs_joined(uint32_t one, uint32_t other) {
    return one << 16 | other;
}

/* Two numbers as one; 0 where one of them is not from 1 to PAIR_NUMBER_MAX: no such pair is
 * remembered. */
static inline uint32_t pairs_join(uint32_t one, uint32_t other) {
    const uint32_t fit = (one - 1 < PAIR_NUMBER_MAX) & (other - 1 < PAIR_NUMBER_MAX);
    return pairs_joined(one, other) & (0 - fit);
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

/* False where the joined pair is not remembered. `known` becomes what it is known as. */
static inline bool pairs_find(const pair_memory *of, uint32_t both, uint32_t *known) {
    const pair_set *set = &of->sets[pairs_set_of(both)];
    uint32_t place = 0; /* it can not be foreseen, so it is reckoned, not asked */
    for (uint32_t way = 0; way < PAIR_WAYS; way++) place |= set->both[way] == both ? way : 0;
    *known = set->known[place];
    return (both != 0) & (set->both[place] == both);
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
