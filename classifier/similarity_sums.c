/* What the keys of a text add to each document. Sums are added up in the order of the keys,
 * whatever the machine: they are the same to the last bit. */
#include "similarity_parts.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Adds to sums, in three ways: those of a group of documents, those of all with a row, and times a
 * share. A length is a multiple of SIMILARITY_STRIP. */
typedef struct {
    void (*add_group)(const posting_group *group, double rarity, double *sums);
    void (*add_row)(const double *row, size_t length, double rarity, double *sums);
    void (*scale)(double share, size_t length, double *sums);
} adder;

/* Made once for every machine, and once for those that take four sums at once. */
#define FOR_BOTH __attribute__((always_inline)) static inline

/* The lists of several keys as one: where a list is over, the next one is gone on with without a
 * branch, since nothing tells how long each is. */
FOR_BOTH void add_lists(const posting_group *all, const likeness *keys, size_t number,
                        uint32_t groups, adder by, double *sums) {
    const likeness_place *of = keys->places + number;
    const double *rarity = keys->rarities + number;
    uint32_t at = of->from;
    for (; groups; groups--) {
        by.add_group(all + at, *rarity, sums);
        at++;
        const size_t over = at == of->end;
        const uint32_t next = of[1].from;
        at = over ? next : at;
        of += over;
        rarity += over;
    }
}

FOR_BOTH void add_all(const likeness_sum *of, adder by, double *sums) {
    const similarity *index = of->index;
    const likeness *keys = of->keys;
    const size_t length = index->row_length;
    size_t next = 0;
    memset(sums, 0, length * sizeof *sums);
    for (size_t i = 0; i < of->row_count; i++) {
        const likeness_row here = keys->rows[i];
        const double *row = index->rows + index->row_of[keys->seen[here.number] - 1] * length;
        add_lists(index->groups, keys, next, here.groups, by, sums);
        by.add_row(row, length, keys->rarities[here.number], sums);
        next = here.number + 1;
    }
    add_lists(index->groups, keys, next, of->groups, by, sums);
    by.scale(of->share, length, sums);
}

static void add_group_portable(const posting_group *group, double rarity, double *sums) {
    for (size_t i = 0; i < POSTINGS; i++)
        sums[group->document[i]] += rarity * (double)group->weight[i];
}

static void add_row_portable(const double *row, size_t length, double rarity, double *sums) {
    for (size_t i = 0; i < length; i++) sums[i] += rarity * row[i];
}

static void scale_portable(double share, size_t length, double *sums) {
    for (size_t i = 0; i < length; i++) sums[i] *= share;
}

void similarity_add_portable(const likeness_sum *of, double *sums) {
    add_all(of, (adder){add_group_portable, add_row_portable, scale_portable}, sums);
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

enum { VECTOR = 4 };

AVX2 FOR_BOTH void add_two(const uint32_t *documents, __m128d more, double *sums) {
    double *one = sums + documents[0], *other = sums + documents[1];
    const __m128d both = _mm_add_pd(_mm_loadh_pd(_mm_load_sd(one), other), more);
    _mm_storel_pd(one, both);
    _mm_storeh_pd(other, both);
}

/* No two documents of a group are one, but those that are none, whose sum stays 0. */
AVX2 FOR_BOTH void add_group_avx2(const posting_group *group, double rarity, double *sums) {
    const __m256d more =
        _mm256_mul_pd(_mm256_cvtps_pd(_mm_loadu_ps(group->weight)), _mm256_set1_pd(rarity));
    add_two(group->document, _mm256_castpd256_pd128(more), sums);
    add_two(group->document + 2, _mm256_extractf128_pd(more, 1), sums);
}

AVX2 static void add_row_avx2(const double *row, size_t length, double rarity, double *sums) {
    const __m256d times = _mm256_set1_pd(rarity);
    for (size_t at = 0; at < length; at += SIMILARITY_STRIP)
#pragma GCC unroll 16
        for (size_t i = 0; i < SIMILARITY_STRIP; i += VECTOR) {
            double *here = sums + at + i;
            __m256d more = _mm256_mul_pd(times, _mm256_loadu_pd(row + at + i));
            _mm256_storeu_pd(here, _mm256_add_pd(_mm256_loadu_pd(here), more));
        }
}

AVX2 static void scale_avx2(double share, size_t length, double *sums) {
    const __m256d times = _mm256_set1_pd(share);
    for (size_t at = 0; at < length; at += SIMILARITY_STRIP)
#pragma GCC unroll 16
        for (size_t i = 0; i < SIMILARITY_STRIP; i += VECTOR) {
            double *here = sums + at + i;
            _mm256_storeu_pd(here, _mm256_mul_pd(_mm256_loadu_pd(here), times));
        }
}

AVX2 static void add_avx2(const likeness_sum *of, double *sums) {
    add_all(of, (adder){add_group_avx2, add_row_avx2, scale_avx2}, sums);
}

void similarity_add(const likeness_sum *of, double *sums) {
    if (__builtin_cpu_supports("avx2"))
        add_avx2(of, sums);
    else
        similarity_add_portable(of, sums);
}

#else

void similarity_add(const likeness_sum *of, double *sums) {
    similarity_add_portable(of, sums);
}

#endif
