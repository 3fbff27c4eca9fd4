#include "cmd_evaluate.h"

#include <math.h>
#include <stdlib.h>

void reliability_add(reliability *to, double probability, bool positive) {
    int bin = (int)(probability * BINS);
    if (bin >= BINS) bin = BINS - 1;
    to->count[bin]++;
    to->sum[bin] += probability;
    to->yes[bin] += positive;
    to->total++;
}

double reliability_error(const reliability *of) {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) error += fabs(of->sum[bin] - of->yes[bin]);
    return of->total ? error / (double)of->total : 0;
}

/* The most probable first. */
static int by_probability(const void *left, const void *right) {
    const first_candidate *a = left, *b = right;
    return (a->probability < b->probability) - (a->probability > b->probability);
}

static size_t copy_slice(const evaluation *of, int slice, first_candidate *out) {
    size_t count = 0;
    for (size_t i = 0; i < of->first_count; i++)
        if (slice == SLICE_ALL || of->firsts[i].language == slice) out[count++] = of->firsts[i];
    return count;
}

/* The first text after those of the same probability as text `i`, and how many of them are wrong.
 */
static size_t same_until(const first_candidate *all, size_t count, size_t i, double *wrong) {
    size_t end = i;
    for (*wrong = 0; end < count && !(all[end].probability < all[i].probability); end++)
        *wrong += !all[end].right;
    return end;
}

static void draw(const first_candidate *all, size_t count, curve_point out[CURVE_POINTS]) {
    size_t begin = 0, end = 0;
    double before = 0, here = 0; /* wrong texts up to `begin`, and from there up to `end` */
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        size_t kept = (count * (i + 1) + CURVE_POINTS - 1) / CURVE_POINTS; /* rounded up */
        while (end < kept) {
            before += here;
            begin = end;
            end = same_until(all, count, begin, &here);
        }
        double wrong = before;
        if (end > begin) wrong += here * (double)(kept - begin) / (double)(end - begin);
        out[i] = (curve_point){.texts = kept};
        if (!kept) continue;
        out[i].least = all[kept - 1].probability;
        out[i].error = wrong / (double)kept;
    }
}

bool evaluation_curve(const evaluation *of, int slice, curve_point out[CURVE_POINTS]) {
    first_candidate *all = calloc(of->first_count + 1, sizeof *all);
    if (!all) return false;
    size_t count = copy_slice(of, slice, all);
    qsort(all, count, sizeof *all, by_probability);
    draw(all, count, out);
    free(all);
    return true;
}
