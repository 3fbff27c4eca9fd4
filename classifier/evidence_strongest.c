/* The strongest of many pulls. It is asked for a few times over of the same pulls, any of which may
 * be the next: all are looked at, many at once and without a branch. */
#include "evidence_parts.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

static const double taken = -1;

static bool is_before(const evidence_place *one, const evidence_place *other) {
    return one->start != other->start ? one->start < other->start : one->end < other->end;
}

/* The first in the text of the best so far and of those whose bits are set, from `at` on: hardly
 * ever more than one. */
static size_t first_of(const pull_list *of, size_t best, size_t at, uint64_t equals) {
    for (; equals; equals &= equals - 1) {
        const size_t here = at + (size_t)__builtin_ctzll(equals);
        if (best == SIZE_MAX || is_before(&of->places[here], &of->places[best])) best = here;
    }
    return best;
}

size_t evidence_take_strongest_portable(pull_list *of, double *pull) {
    double highest = 0;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < of->count; i++)
        highest = of->pulls[i] > highest ? of->pulls[i] : highest;
    for (size_t i = 0; i < of->count; i++) best = first_of(of, best, i, of->pulls[i] >= highest);
    if (best == SIZE_MAX) return best;
    *pull = highest;
    of->pulls[best] = taken;
    return best;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

enum { VECTOR = 4 };

AVX2 static inline __m256d highest_of(const double *pulls, size_t count) {
    __m256d one = _mm256_setzero_pd(), other = one;
    for (size_t i = 0; i < count; i += EVIDENCE_AT_ONCE) {
        one = _mm256_max_pd(_mm256_loadu_pd(pulls + i), one);
        other = _mm256_max_pd(_mm256_loadu_pd(pulls + i + VECTOR), other);
    }
    const __m256d four = _mm256_max_pd(one, other);
    const __m256d two = _mm256_max_pd(four, _mm256_permute2f128_pd(four, four, 1));
    return _mm256_max_pd(two, _mm256_permute_pd(two, 5));
}

AVX2 static inline uint64_t four_bits(const double *pulls, __m256d least) {
    const __m256d here = _mm256_loadu_pd(pulls);
    return (uint64_t)_mm256_movemask_pd(_mm256_cmp_pd(here, least, _CMP_GE_OQ));
}

/* Four are stored as they are loaded next: for a single one of them a machine would have to wait.
 */
AVX2 static inline void take(double *pulls, size_t place) {
    const __m256i numbers = _mm256_setr_epi64x(0, 1, 2, 3);
    const __m256i number = _mm256_set1_epi64x((long long)(place % VECTOR));
    const __m256d is_it = _mm256_castsi256_pd(_mm256_cmpeq_epi64(numbers, number));
    double *four = pulls + (place - place % VECTOR);
    const __m256d here = _mm256_loadu_pd(four);
    _mm256_storeu_pd(four, _mm256_blendv_pd(here, _mm256_set1_pd(taken), is_it));
}

AVX2 static size_t take_strongest_avx2(pull_list *of, double *pull) {
    const size_t count = (of->count + EVIDENCE_AT_ONCE - 1) & -(size_t)EVIDENCE_AT_ONCE;
    const __m256d highest = highest_of(of->pulls, count);
    size_t best = SIZE_MAX;
    for (size_t at = 0; at < count; at += WORD_BITS) {
        const size_t end = count - at < WORD_BITS ? count - at : WORD_BITS;
        uint64_t equals = 0;
        for (size_t i = 0; i < end; i += EVIDENCE_AT_ONCE) {
            const double *here = of->pulls + at + i;
            equals |= (four_bits(here, highest) | four_bits(here + VECTOR, highest) << VECTOR) << i;
        }
        best = first_of(of, best, at, equals);
    }
    if (best == SIZE_MAX) return best;
    *pull = _mm256_cvtsd_f64(highest);
    take(of->pulls, best);
    return best;
}

size_t evidence_take_strongest(pull_list *of, double *pull) {
    return __builtin_cpu_supports("avx2") ? take_strongest_avx2(of, pull)
                                          : evidence_take_strongest_portable(of, pull);
}

#else

size_t evidence_take_strongest(pull_list *of, double *pull) {
    return evidence_take_strongest_portable(of, pull);
}

#endif
