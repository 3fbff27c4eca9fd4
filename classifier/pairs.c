#include "pairs.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(pair_set) == LINE_BYTES, "a set is one line");

/* From so many items on, all is forgotten before the next text. */
enum { ITEMS_MANY = 1 << 16 };

bool pairs_ready(pair_memory *of, const void *nothing, size_t size) {
    of->size = size;
    of->sets = lines_new(PAIR_SETS, sizeof *of->sets);
    if (!of->sets || grow(&of->items, &of->capacity, 1, size)) return false;
    memcpy(of->items, nothing, size);
    of->count = 1;
    return true;
}

void pairs_free(pair_memory *of) {
    lines_free(of->sets);
    free(of->items);
}

/* One text of very many pairs does not keep its memory for ever; where there is no other, it stays.
 */
static void shrink(pair_memory *of) {
    char *items = realloc(of->items, of->size);
    if (!items) return;
    of->items = items;
    of->capacity = 1;
}

void pairs_forget(pair_memory *of) {
    memset(of->sets, 0, PAIR_SETS * sizeof *of->sets);
    of->count = 1;
    if (of->capacity > ITEMS_MANY) shrink(of);
}

void pairs_tidy(pair_memory *of) {
    if (of->count > ITEMS_MANY) pairs_forget(of);
}

/* The number of a new item; 0 when memory runs out. */
static uint32_t keep(pair_memory *of, const void *known) {
    if (of->count == UINT32_MAX || grow(&of->items, &of->capacity, of->count + 1, of->size))
        return 0;
    memcpy(of->items + of->count * of->size, known, of->size);
    return (uint32_t)of->count++;
}

void pairs_add(pair_memory *of, uint32_t one, uint32_t other, const void *known) {
    const uint32_t both = pairs_join(one, other);
    if (!both) return;
    uint32_t item = known ? keep(of, known) : 0;
    if (known && !item) return;
    pair_set *set = &of->sets[pairs_set_of(both)];
    memmove(set->both + 1, set->both, (PAIR_WAYS - 1) * sizeof *set->both);
    memmove(set->item + 1, set->item, (PAIR_WAYS - 1) * sizeof *set->item);
    set->both[0] = both;
    set->item[0] = item;
}
