#include "rules_search.h"

#include <string.h>

#ifdef __x86_64__
#include "blocks_vectors.h"
#endif

const char *bytes_find_portable(const char *at, const char *end, const char *bytes, size_t length) {
    return memmem(at, (size_t)(end - at), bytes, length);
}

#ifdef __x86_64__

enum { VECTOR = 32 };

/* From `at` to `final`. Where the first and the last byte stand right, all of them are looked at.
 */
AVX2 static const char *find_avx2(const char *at, const char *final, const char *bytes,
                                  size_t length) {
    const __m256i first = _mm256_set1_epi8(bytes[0]), last = _mm256_set1_epi8(bytes[length - 1]);
    for (;; at += VECTOR) {
        const __m256i begin = _mm256_loadu_si256((const __m256i *)(const void *)at);
        const __m256i close = _mm256_loadu_si256((const __m256i *)(const void *)(at + length - 1));
        uint32_t both = (uint32_t)_mm256_movemask_epi8(
            _mm256_and_si256(_mm256_cmpeq_epi8(begin, first), _mm256_cmpeq_epi8(close, last)));
        for (; both; both &= both - 1) {
            const char *here = at + __builtin_ctz(both);
            if (here > final) return NULL;
            if (memcmp(here, bytes, length) == 0) return here;
        }
        if (final - at < VECTOR) return NULL;
    }
}

const char *bytes_find(const char *at, const char *end, const char *bytes, size_t length) {
    if (!__builtin_cpu_supports("avx2")) return bytes_find_portable(at, end, bytes, length);
    return (size_t)(end - at) < length ? NULL : find_avx2(at, end - length, bytes, length);
}

#else

const char *bytes_find(const char *at, const char *end, const char *bytes, size_t length) {
    return bytes_find_portable(at, end, bytes, length);
}

#endif
