#include "pairs.h"

#include "memory.h"

#include <string.h>

_Static_assert(sizeof(pair_set) == LINE_BYTES, "a set is one line");

bool pairs_ready(pair_memory *of, pages *from) {
    of->sets = lines_take(from, PAIR_SETS, sizeof *of->sets);
    if (of->sets) pages_expect(of->sets, PAIR_SETS * sizeof *of->sets);
    return of->sets;
}

void pairs_forget(pair_memory *of) {
    memset(of->sets, 0, PAIR_SETS * sizeof *of->sets);
}

void pairs_add(pair_memory *of, uint32_t both, uint32_t known) {
    if (!pairs_first(both) || !pairs_last(both)) return;
    pair_set *set = &of->sets[pairs_set_of(both)];
    const pair_set before = *set;
    memcpy(set->both + 1, before.both, (PAIR_WAYS - 1) * sizeof *set->both);
    memcpy(set->known + 1, before.known, (PAIR_WAYS - 1) * sizeof *set->known);
    set->both[0] = both;
    set->known[0] = known;
}
