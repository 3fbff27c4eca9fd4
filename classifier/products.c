#include "products.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t row;
    double value;
} posting;

/* Which rows have each feature: most pairs of texts share few, so a row's products are summed over
 * its own features' postings alone. */
struct products {
    const row_view *rows;
    const size_t *chosen;
    size_t count, features;
    size_t *start; /* of each feature's postings, which rise by row; one more at the end */
    posting *postings;
};

static const row_view *row_at(const products *of, size_t i) {
    return &of->rows[of->chosen[i]];
}

/* `start` of every feature, and the same again in `next`. */
static void count_postings(products *of, size_t *next) {
    for (size_t i = 0; i < of->count; i++)
        for (size_t k = 0; k < row_at(of, i)->count; k++)
            of->start[row_at(of, i)->items[k].index + 1]++;
    for (size_t feature = 0; feature < of->features; feature++) {
        next[feature] = of->start[feature];
        of->start[feature + 1] += of->start[feature];
    }
}

static int fill_postings(products *of) {
    size_t *next = calloc(of->features + 1, sizeof *next), total = 0;
    for (size_t i = 0; i < of->count; i++) total += row_at(of, i)->count;
    of->start = calloc(of->features + 1, sizeof *of->start);
    of->postings = malloc((total + 1) * sizeof *of->postings);
    if (!next || !of->start || !of->postings) {
        free(next);
        return -1;
    }
    count_postings(of, next);
    for (size_t i = 0; i < of->count; i++)
        for (size_t k = 0; k < row_at(of, i)->count; k++) {
            row_item item = row_at(of, i)->items[k];
            of->postings[next[item.index]++] = (posting){(uint32_t)i, item.value};
        }
    free(next);
    return 0;
}

products *products_new(const row_view *rows, const size_t *chosen, size_t count, size_t features) {
    products *of = calloc(1, sizeof *of);
    if (!of) return NULL;
    *of = (products){.rows = rows, .chosen = chosen, .count = count, .features = features};
    if (!fill_postings(of)) return of;
    products_free(of);
    return NULL;
}

void products_free(products *of) {
    if (!of) return;
    free(of->start);
    free(of->postings);
    free(of);
}

void products_row(const products *of, size_t i, double *sums) {
    const row_view *row = row_at(of, i);
    memset(sums, 0, (i + 1) * sizeof *sums);
    for (size_t k = 0; k < row->count; k++) {
        double value = row->items[k].value;
        const posting *at = of->postings + of->start[row->items[k].index];
        for (; at->row < i; at++) sums[at->row] += value * at->value;
        sums[i] += value * value;
    }
}
