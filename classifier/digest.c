#include "digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t digest_portable(const void *bytes, size_t length, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes, length, seed);
}

#ifdef __x86_64__

uint64_t digest_avx2(const void *bytes, size_t length, uint64_t seed);

uint64_t digest_seeded(const void *bytes, size_t length, uint64_t seed) {
    return __builtin_cpu_supports("avx2") ? digest_avx2(bytes, length, seed)
                                          : digest_portable(bytes, length, seed);
}

#else

uint64_t digest_seeded(const void *bytes, size_t length, uint64_t seed) {
    return digest_portable(bytes, length, seed);
}

#endif
