/*
 * Stage 12a: the inner products of sparse rows with one another: the linear kernel's values.
 */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t index;
    double value;
} row_item;

/* A text's row, sorted by index. */
typedef struct {
    const row_item *items;
    size_t count;
} row_view;

typedef struct products products;

/* Of `count` rows, those of `rows` at the places `chosen`, whose indices lie below `features`. Rows
 * and places must outlive it. NULL when memory runs out. The caller frees it with products_free. */
products *products_new(const row_view *rows, const size_t *chosen, size_t count, size_t features);
void products_free(products *of);

/* Row `i`'s products with the rows 0 to `i`. Each sum has its terms by rising index, so it is the
 * same to the last bit as a walk along both rows makes it. Thread safe. */
void products_row(const products *of, size_t i, double *sums);

#endif
