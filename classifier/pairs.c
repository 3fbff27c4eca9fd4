#include "pairs.h"

#include "memory.h"

#include <string.h>

_Static_assert(sizeof(pair_set) == LINE_BYTES, "a set is one line");

void pairs_add(pair_set *sets, uint32_t both, uint32_t known) {
    pair_set *set = &sets[pairs_set_of(both)];
    memmove(set->both + 1, set->both, (PAIR_WAYS - 1) * sizeof *set->both);
    memmove(set->known + 1, set->known, (PAIR_WAYS - 1) * sizeof *set->known);
    set->both[0] = both;
    set->known[0] = known;
}
