#include "grams.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Adds the runs that begin from `from` on. */
static void add_from(gram_set *to, const char *bytes, size_t from, size_t length) {
    for (size_t i = from; i + GRAM_BYTES <= length; i++) gram_set_add(to, gram_bit(bytes + i));
}

void gram_set_fill_portable(gram_set *out, const char *bytes, size_t length) {
    *out = (gram_set){0};
    add_from(out, bytes, 0, length);
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

/* Eight runs are told at a time, from sixteen bytes. */
enum { RUNS = 8, READ = 16 };

/* Each run shifted up by a byte in a number of its own, as gram_bit has it. */
AVX2 static inline __m256i eight_runs(const char *bytes) {
    enum { NONE = -1 };
    const __m256i order =
        _mm256_setr_epi8(NONE, 0, 1, 2, NONE, 1, 2, 3, NONE, 2, 3, 4, NONE, 3, 4, 5, NONE, 4, 5, 6,
                         NONE, 5, 6, 7, NONE, 6, 7, 8, NONE, 7, 8, 9);
    __m128i here = _mm_loadu_si128((const __m128i *)bytes);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(here), order);
}

AVX2 static void fill_avx2(gram_set *out, const char *bytes, size_t length) {
    size_t from = 0;
    *out = (gram_set){0};
    for (; from + READ <= length; from += RUNS) {
        uint32_t words[RUNS], added[RUNS];
        __m256i bits =
            _mm256_mullo_epi32(eight_runs(bytes + from), _mm256_set1_epi32((int)GRAM_FACTOR));
        bits = _mm256_srli_epi32(bits, 32 - GRAM_SET_BITS);
        __m256i below = _mm256_and_si256(bits, _mm256_set1_epi32(31));
        _mm256_storeu_si256((__m256i *)words, _mm256_srli_epi32(bits, 5));
        _mm256_storeu_si256((__m256i *)added, _mm256_sllv_epi32(_mm256_set1_epi32(1), below));
#pragma GCC unroll 8
        for (int i = 0; i < RUNS; i++) out->words[words[i]] |= added[i];
    }
    add_from(out, bytes, from, length);
}

void gram_set_fill(gram_set *out, const char *bytes, size_t length) {
    if (__builtin_cpu_supports("avx2"))
        fill_avx2(out, bytes, length);
    else
        gram_set_fill_portable(out, bytes, length);
}

#else

void gram_set_fill(gram_set *out, const char *bytes, size_t length) {
    gram_set_fill_portable(out, bytes, length);
}

#endif
