/*
 * Stage 4: what two numbers side by side are known as, remembered in sets of a few places, one line
 * of the processor's cache each, the newest first. Most pairs are known as nothing, and take no
 * more than their place.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAIR_SET_BITS = 13, PAIR_SETS = 1 << PAIR_SET_BITS, PAIR_WAYS = 8, PAIR_NUMBER_MAX = 65535 };

typedef struct {
    uint32_t both[PAIR_WAYS]; /* 0: empty */
    uint32_t item[PAIR_WAYS]; /* its number; 0: the pair is known as nothing */
} pair_set;

typedef struct {
    pair_set *sets;
    char *
        items; /* what pairs are known as, of `size` bytes each: nothing, then as they were added */
    size_t size, count, capacity;
} pair_memory;

/* `nothing`, of `size` bytes, is what a pair that is known as nothing is told as. False when memory
 * runs out. What it has is freed by pairs_free either way. */
bool pairs_ready(pair_memory *of, const void *nothing, size_t size);
void pairs_free(pair_memory *of);

void pairs_forget(pair_memory *of);
void pairs_tidy(pair_memory *of); /* forgets all if it has become much */

/* Two numbers as one; 0 where one of them is not from 1 to PAIR_NUMBER_MAX: no such pair is
 * remembered. */
static inline uint32_t pairs_join(uint32_t one, uint32_t other) {
    const uint32_t fit = (one - 1 < PAIR_NUMBER_MAX) & (other - 1 < PAIR_NUMBER_MAX);
    return (one << 16 | other) & (0 - fit);
}

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static inline size_t pairs_set_of(uint32_t both) {
    return both * 0x9E3779B1U >> (32 - PAIR_SET_BITS);
}

/* False where the pair is not remembered. `known` becomes what it is known as; borrowed, and valid
 * until a pair is added. */
static inline bool pairs_find(const pair_memory *of, uint32_t one, uint32_t other,
                              const void **known) {
    const uint32_t both = pairs_join(one, other);
    const pair_set *set = &of->sets[pairs_set_of(both)];
    uint32_t place = 0; /* it can not be foreseen, so it is reckoned, not asked */
    for (uint32_t way = 1; way < PAIR_WAYS; way++) place |= set->both[way] == both ? way : 0;
    const uint32_t item = set->item[place];
    *known = of->items + item * of->size;
    return (both != 0) & (set->both[place] == both);
}

/* Takes a copy of what the pair is known as, NULL for nothing, unless memory runs out. The oldest
 * of the set is forgotten. */
void pairs_add(pair_memory *of, uint32_t one, uint32_t other, const void *known);

#endif
