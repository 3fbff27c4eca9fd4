#include "grams.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* What stood in the texts before is forgotten by counting on, and cleared where the count is over.
 */
static unsigned char begin_round(gram_map *out) {
    if (++out->round == 0) {
        memset(out->rounds, 0, sizeof out->rounds);
        out->round = 1;
    }
    return out->round;
}

static void add(gram_map *out, const char *bytes, size_t from, size_t length, unsigned char round) {
    for (size_t i = from; i + GRAM_BYTES <= length; i++)
        out->rounds[gram_map_place(gram_bit(bytes + i))] = round;
}

void gram_map_fill_portable(gram_map *out, const char *bytes, size_t length) {
    add(out, bytes, 0, length, begin_round(out));
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

enum { AT_ONCE = 8, LOADED = 16 };

/* The places of the runs that begin at eight bytes side by side; sixteen can be read. */
AVX2 static inline __m256i eight_places(const char *bytes) {
    const __m256i spread = _mm256_setr_epi8(-1, 0, 1, 2, -1, 1, 2, 3, -1, 2, 3, 4, -1, 3, 4, 5, -1,
                                            4, 5, 6, -1, 5, 6, 7, -1, 6, 7, 8, -1, 7, 8, 9);
    const __m128i all = _mm_loadu_si128((const __m128i *)bytes);
    const __m256i runs = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(all), spread);
    const __m256i hashes = _mm256_mullo_epi32(runs, _mm256_set1_epi32((int)GRAM_FACTOR));
    return _mm256_srli_epi32(hashes, 32 - GRAM_MAP_BITS);
}

AVX2 static void fill_avx2(gram_map *out, const char *bytes, size_t length) {
    const unsigned char round = begin_round(out);
    size_t at = 0;
    for (; at + LOADED <= length; at += AT_ONCE) {
        uint32_t places[AT_ONCE];
        _mm256_storeu_si256((__m256i *)places, eight_places(bytes + at));
#pragma GCC unroll 8
        for (size_t i = 0; i < AT_ONCE; i++) out->rounds[places[i]] = round;
    }
    add(out, bytes, at, length, round);
}

void gram_map_fill(gram_map *out, const char *bytes, size_t length) {
    if (__builtin_cpu_supports("avx2"))
        fill_avx2(out, bytes, length);
    else
        gram_map_fill_portable(out, bytes, length);
}

#else

void gram_map_fill(gram_map *out, const char *bytes, size_t length) {
    gram_map_fill_portable(out, bytes, length);
}

#endif
