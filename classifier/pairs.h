/*
 * Stage 4: what two numbers side by side are known as, remembered as a third number: in sets of a
 * few places, one line of the processor's cache each, the newest first.
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

/* Numbers from 1 to PAIR_NUMBER_MAX as one. */
static inline uint32_t pairs_join(uint32_t one, uint32_t other) {
    return one << 16 | other;
}

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static inline size_t pairs_set_of(uint32_t both) {
    return both * 0x9E3779B1U >> (32 - PAIR_SET_BITS);
}

/* False where the pair is not remembered. Which place it has can not be foreseen, so that is
 * reckoned, not asked. `sets` has PAIR_SETS items. */
static inline bool pairs_find(const pair_set *sets, uint32_t both, uint32_t *known) {
    const pair_set *set = &sets[pairs_set_of(both)];
    uint32_t place = 0;
    for (uint32_t way = 1; way < PAIR_WAYS; way++) place |= set->both[way] == both ? way : 0;
    *known = set->known[place];
    return set->both[place] == both;
}

/* The oldest of the set is forgotten. */
void pairs_add(pair_set *sets, uint32_t both, uint32_t known);

#endif
