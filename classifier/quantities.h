/*
 * Stage 7d: numbers with units found anywhere in a text, in base units, with the relation that the
 * text states: "不低于2.58 g/cm3", "at least 160 mAh/g", "3-5 μm", "百分之九十七".
 */
#ifndef QUANTITIES_H
#define QUANTITIES_H

#include "units.h"

/* One number, range or bound, as the text states it. */
typedef struct {
    uint32_t start, end; /* folded bytes of the whole expression, words of relation included */
    uint32_t number;     /* where its first number begins */
    uint32_t unit;       /* where its unit begins: before the number ("Mach 5"), behind it, or, in a
                            list, behind the last number, even beyond `end`; == end: no unit */
    double low, high;    /* in base units; -INFINITY, INFINITY where the text gives no bound */
    bool above, below;   /* low, high themselves are left out ("more than", "less than") */
    bool about;          /* "about", 约, 左右: low and high lie 2 % beyond what is said */
    unit_dimension dimension; /* all 0 for a plain ratio, and where no unit stands */
} quantity;

/* A zeroed struct is empty. The caller frees it with quantities_free. */
typedef struct {
    quantity *items;
    size_t count, capacity;
} quantity_list;

/*
 * Adds what stands in the folded bytes [from, to) of a text to `out`, in its order. Numbers
 * without a unit are there too, but not years, dates, ordinals, list markers, references ("Fig. 3")
 * and figures inside words ("P507"). `original` is what `text` was folded from. Linear in the text.
 * Errors: EXPORTCAT_E_MEMORY.
 */
exportcat_status quantities_find(const units *known, const folded *text, const char *original,
                                 size_t from, size_t to, quantity_list *out,
                                 exportcat_error *error);
void quantities_free(quantity_list *list);

#endif
