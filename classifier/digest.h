/*
 * Stage 0: XXH3 digests of files and their sections, which are megabytes: by AVX2 where there is,
 * the same numbers everywhere.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

uint64_t digest_seeded(const void *bytes, size_t length, uint64_t seed);

static inline uint64_t digest_of(const void *bytes, size_t length) {
    return digest_seeded(bytes, length, 0);
}

/* The same without the instructions of any one machine. */
uint64_t digest_portable(const void *bytes, size_t length, uint64_t seed);

#endif
