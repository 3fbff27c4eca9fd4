/* The library's code once more, by AVX2. */
#ifdef __x86_64__
#ifdef __clang__
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC target("avx2")
#endif
#define XXH_INLINE_ALL
#define XXH_VECTOR XXH_AVX2
#include <xxhash.h>

uint64_t digest_avx2(const void *bytes, size_t length, uint64_t seed);

uint64_t digest_avx2(const void *bytes, size_t length, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes, length, seed);
}

#ifdef __clang__
#pragma clang attribute pop
#endif
#else
typedef int digest_has_no_avx2;
#endif
