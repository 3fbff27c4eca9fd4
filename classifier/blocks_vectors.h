/*
 * Stage 0, for processors with vectors of 32 bytes: what is asked of a block of folded or of a
 * user's text as two of them.
 */
#ifndef BLOCKS_VECTORS_H
#define BLOCKS_VECTORS_H

#include <immintrin.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2")))

/* The highest bits of 64 bytes, that of the first one lowest. */
AVX2 static inline uint64_t highest(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)_mm256_movemask_epi8(high) << 32;
}

/* All ones in the bytes from `first` to `last`. */
AVX2 static inline __m256i between(__m256i bytes, unsigned char first, unsigned char last) {
    __m256i from = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(from, _mm256_set1_epi8((char)(last - first))), from);
}

/* All ones in the bytes inside characters: below C0, as numbers with a sign below -64. */
AVX2 static inline __m256i inside(__m256i bytes) {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(-64), bytes);
}

#endif
