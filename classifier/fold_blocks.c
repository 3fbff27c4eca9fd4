/* Folding by blocks of bytes: nearly all text stays as it is but for capital letters, and all that
 * does in a row is found, and written, without a look at its characters one by one. */
#include "fold_parts.h"

#include "blocks.h"

#include <string.h>

#ifdef __x86_64__

#include "blocks_vectors.h"

typedef struct {
    __m256i low, high;
} vectors;

AVX2 static inline uint64_t all_between(vectors of, unsigned char first, unsigned char last) {
    return highest(between(of.low, first, last), between(of.high, first, last));
}

AVX2 static inline uint64_t all_equal(vectors of, unsigned char byte) {
    const __m256i wanted = _mm256_set1_epi8((char)byte);
    return highest(_mm256_cmpeq_epi8(of.low, wanted), _mm256_cmpeq_epi8(of.high, wanted));
}

/* The first bytes of punctuation that stays: U+2012 to U+2016, U+2018 to U+201F, U+3001 to U+3003
 * and U+3008 to U+3011. */
AVX2 static inline uint64_t signs_of(vectors of) {
    uint64_t general = all_between(of, 0x92, 0x96) | all_between(of, 0x98, 0x9F);
    uint64_t chinese = all_between(of, 0x81, 0x83) | all_between(of, 0x88, 0x91);
    return ((all_equal(of, 0xE2) & general >> 2) | (all_equal(of, 0xE3) & chinese >> 2)) &
           all_equal(of, 0x80) >> 1;
}

/* Which of the Han characters change, the first bytes of which are given. */
static uint64_t which_change(const char *bytes, uint64_t han) {
    uint64_t changing = 0;
    for (; han; han &= han - 1) {
        int at = __builtin_ctzll(han);
        changing |= (fold_changes(bytes + at) & 1) << at;
    }
    return changing;
}

/* Whether any does: nearly always none. */
static inline bool any_changes(const char *bytes, uint64_t han) {
    uint64_t all = 0;
    for (; han; han &= han - 1) all |= fold_changes(bytes + (unsigned)__builtin_ctzll(han));
    return all & 1;
}

/* Which of BLOCK bytes stay. */
AVX2 static inline uint64_t staying(const char *bytes, vectors of) {
    uint64_t wide = highest(of.low, of.high);
    uint64_t stays = ~(wide | all_equal(of, '\0') | all_equal(of, '&'));
    if (!wide) return stays;
    uint64_t within = highest(inside(of.low), inside(of.high));
    uint64_t han = all_between(of, 0xE4, 0xE9) & within >> 1 & within >> 2;
    if (any_changes(bytes, han)) han &= ~which_change(bytes, han);
    uint64_t first = han | signs_of(of);
    return stays | first | first << 1 | first << 2;
}

AVX2 static inline __m256i small_letters(__m256i bytes) {
    __m256i capital = between(bytes, 'A', 'Z');
    return _mm256_add_epi8(bytes, _mm256_and_si256(capital, _mm256_set1_epi8('a' - 'A')));
}

/* How far the bytes are from the first ones of their characters, which have three bytes at most: 0
 * to -2. `before`: the bytes that stand one earlier. */
AVX2 static inline __m256i back_of(__m256i bytes, __m256i before) {
    __m256i second = inside(bytes);
    return _mm256_add_epi8(second, _mm256_and_si256(second, inside(before)));
}

AVX2 static inline vectors load(const char *bytes) {
    const __m256i *from = (const __m256i *)bytes;
    return (vectors){_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)};
}

/* Adds the first `length` of BLOCK bytes, and where they came from; all are written. */
AVX2 static inline void put_block(folded *out, vectors of, size_t length, size_t origin) {
    __m256i *bytes = (__m256i *)(out->bytes + out->length);
    uint32_t *origins = out->origin + out->length;
    int8_t back[BLOCK];
    _mm256_storeu_si256(bytes, small_letters(of.low));
    _mm256_storeu_si256(bytes + 1, small_letters(of.high));
    /* Across the halves of a vector: the sixteen bytes before each half, then a byte of them. */
    __m256i before_low = _mm256_permute2x128_si256(of.low, of.low, 0x08);
    __m256i before_high = _mm256_permute2x128_si256(of.low, of.high, 0x21);
    before_low = _mm256_alignr_epi8(of.low, before_low, 15);
    before_high = _mm256_alignr_epi8(of.high, before_high, 15);
    _mm256_storeu_si256((__m256i *)back, back_of(of.low, before_low));
    _mm256_storeu_si256((__m256i *)(back + BLOCK / 2), back_of(of.high, before_high));
    __m256i at = _mm256_add_epi32(_mm256_set1_epi32((int)(uint32_t)origin),
                                  _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
#pragma GCC unroll 8
    for (size_t i = 0; i < BLOCK; i += 8) {
        __m256i from = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(back + i)));
        _mm256_storeu_si256((__m256i *)(origins + i), _mm256_add_epi32(at, from));
        at = _mm256_add_epi32(at, _mm256_set1_epi32(8));
    }
    out->length += length;
}

/* Folds a block of the text, `left` bytes of which are left; so many can be read as two blocks
 * have. Tells how many it took; less than BLOCK - 2 where the next character takes more, for one of
 * three bytes may lie across the block's end. */
AVX2 static inline size_t fold_block(folded *out, const char *here, size_t left, size_t origin) {
    const uint64_t stays = staying(here, load(here));
    for (size_t from = 0;;) {
        size_t to = from + block_before(~stays >> from);
        if (to > BLOCK) to = BLOCK;
        if (to > from && fold_may_be_mark(here + to, 3)) /* or NULs */
            to -= fold_continues(here[to - 1]) ? 3 : 1;
        put_block(out, load(here + from), to - from, origin + from);
        if (to >= BLOCK - 2) return to;
        size_t three = fold_three(out, here + to, left - to, origin + to);
        from = to + three;
        if (!three || from >= BLOCK) return from;
    }
}

AVX2 static size_t plain_avx2(folded *out, const char *text, size_t length, size_t origin) {
    char end[4 * BLOCK]; /* the text's last bytes, and NULs, which do not stay */
    const char *here = text;
    bool copied = false;
    for (size_t at = 0;;) {
        const size_t left = length - at;
        if (left < 2 * BLOCK && !copied) {
            here = memcpy(end, here, left);
            memset(end + left, 0, sizeof end - left);
            copied = true;
        }
        size_t took = fold_block(out, here, left, origin + at);
        here += took;
        at += took;
        if (took < BLOCK - 2) return at;
    }
}

size_t fold_plain(folded *out, const char *text, size_t length, size_t origin) {
    return __builtin_cpu_supports("avx2") ? plain_avx2(out, text, length, origin)
                                          : fold_plain_portable(out, text, length, origin);
}

#else

size_t fold_plain(folded *out, const char *text, size_t length, size_t origin) {
    return fold_plain_portable(out, text, length, origin);
}

#endif
