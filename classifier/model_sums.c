#include "model_parts.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

void model_add_rows_portable(const model_batch *batch, size_t stride, uint32_t *sums) {
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < stride; k++)
            sums[k] += (uint32_t)(batch->rows[i][k] * batch->values[i]);
}

/* A block of each row in turn, then of those that have more: how many blocks a row has can not be
 * foreseen, how many rows have more need not be. */
static void add_pairs(model_batch *batch, uint32_t *sums) {
    model_pair_row *rows = batch->pairs;
    size_t count = batch->pair_count;
    for (size_t i = 0; i < count; i++) rows[i].blocks = rows[i].at->label;
    while (count) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            const model_pair_row row = rows[i];
            for (size_t k = 0; k < MODEL_BLOCK; k++)
                sums[row.at[k].label] += (uint32_t)(row.at[k].weight * row.value);
            rows[kept] = (model_pair_row){row.at + MODEL_BLOCK, row.value, row.blocks - 1};
            kept += row.blocks > 1;
        }
        count = kept;
    }
    batch->pair_count = 0;
}

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* What a label's sums come to. */
ALWAYS_INLINE double value_of(const model_sums *sums, size_t label) {
    const double of_words = 1.0 / (1 << MODEL_WORD_BITS);
    const double of_features = 1.0 / (1 << MODEL_FEATURE_BITS);
    return (int32_t)sums->words[label] * of_words + (int32_t)sums->features[label] * of_features;
}

ALWAYS_INLINE void carry(const model_sums *sums, size_t count, double *out) {
    for (size_t i = 0; i < count; i++) out[i] += value_of(sums, i);
}

ALWAYS_INLINE void finish(const model_sums *sums, bool many, const double *scales,
                          const double *biases, size_t count, double *out) {
    if (many) carry(sums, count, out);
    for (size_t i = 0; i < count; i++)
        out[i] = (many ? out[i] : value_of(sums, i)) * scales[i] + biases[i];
}

/* How often sums must be halved, the largest of which is so large. */
static int find_shift(int64_t most) {
    int shift = 0;
    while ((most + ((int64_t)1 << shift) / 2) >> shift > INT8_MAX) shift++;
    return shift;
}

ALWAYS_INLINE int round_sums(const uint32_t *sums, size_t count, int8_t *row) {
    int32_t most = 0, least = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t sum = (int32_t)sums[i];
        most = sum > most ? sum : most;
        least = sum < least ? sum : least;
    }
    const int shift = find_shift(most > -(int64_t)least ? most : -(int64_t)least);
    const uint32_t half = (1U << shift) / 2; /* a damaged model's sums may go round once more */
    for (size_t i = 0; i < count; i++) row[i] = (int8_t)((int32_t)(sums[i] + half) >> shift);
    return shift;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

/* Sixteen labels are a vector of 16-bit weights, and two of 32-bit sums. Rows are taken in pairs:
 * unpacking puts the two weights of a label side by side, by fours of labels, and one instruction
 * multiplies both by their values and adds them. */
enum { VECTOR = 16, WIDE = 4 /* so many vectors at once, where there are */ };

/* Two neighbours of sixteen bits in every lane. */
AVX2 static __m256i pair_of(const int16_t *values) {
    int pair;
    memcpy(&pair, values, sizeof pair);
    return _mm256_set1_epi32(pair);
}

AVX2 static __m256i low_products(__m256i one, __m256i other, __m256i values) {
    return _mm256_madd_epi16(_mm256_unpacklo_epi16(one, other), values);
}

AVX2 static __m256i high_products(__m256i one, __m256i other, __m256i values) {
    return _mm256_madd_epi16(_mm256_unpackhi_epi16(one, other), values);
}

/* Adds sums by fours of labels, low and high ones, in the order of labels. */
AVX2 static void add_in_order(__m256i low, __m256i high, uint32_t *sums) {
    __m256i *at = (__m256i *)sums;
    __m256i first = _mm256_permute2x128_si256(low, high, 0x20);
    __m256i last = _mm256_permute2x128_si256(low, high, 0x31);
    _mm256_storeu_si256(at, _mm256_add_epi32(_mm256_loadu_si256(at), first));
    _mm256_storeu_si256(at + 1, _mm256_add_epi32(_mm256_loadu_si256(at + 1), last));
}

AVX2 static __m256i widened(const int8_t *weights) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)weights));
}

/* The sums of a strip of some vectors of labels over all rows of the batch. */
AVX2 ALWAYS_INLINE void add_strip(const model_batch *batch, size_t from, uint32_t *sums,
                                  int vectors) {
    __m256i low[WIDE], high[WIDE];
#pragma GCC unroll 4
    for (int k = 0; k < vectors; k++) low[k] = high[k] = _mm256_setzero_si256();
    for (size_t i = 0; i < batch->count; i += 2) {
        const int8_t *one = batch->rows[i] + from, *other = batch->rows[i + 1] + from;
        const __m256i values = pair_of(batch->values + i);
#pragma GCC unroll 4
        for (int k = 0; k < vectors; k++) {
            __m256i left = widened(one + k * VECTOR), right = widened(other + k * VECTOR);
            low[k] = _mm256_add_epi32(low[k], low_products(left, right, values));
            high[k] = _mm256_add_epi32(high[k], high_products(left, right, values));
        }
    }
#pragma GCC unroll 4
    for (int k = 0; k < vectors; k++) add_in_order(low[k], high[k], sums + from + k * VECTOR);
}

AVX2 static void add_rows_avx2(const model_batch *batch, size_t stride, uint32_t *sums) {
    size_t from = 0;
    for (; from + WIDE * VECTOR <= stride; from += WIDE * VECTOR)
        add_strip(batch, from, sums, WIDE);
    for (; from < stride; from += MODEL_STRIP) add_strip(batch, from, sums, MODEL_STRIP / VECTOR);
}

AVX2 static void carry_avx2(const model_sums *sums, size_t count, double *out) {
    carry(sums, count, out);
}

AVX2 static void finish_avx2(const model_sums *sums, bool many, const double *scales,
                             const double *biases, size_t count, double *out) {
    if (many)
        finish(sums, true, scales, biases, count, out);
    else
        finish(sums, false, scales, biases, count, out);
}

AVX2 static int round_avx2(const uint32_t *sums, size_t count, int8_t *row) {
    return round_sums(sums, count, row);
}

/* An odd row gets a companion that counts nothing. */
static void make_even(model_batch *batch) {
    if (batch->count % 2 == 0) return;
    batch->rows[batch->count] = batch->rows[batch->count - 1];
    batch->values[batch->count++] = 0;
}

void model_add_rows(model_batch *batch, size_t stride, uint32_t *sums) {
    make_even(batch);
    if (__builtin_cpu_supports("avx2"))
        add_rows_avx2(batch, stride, sums);
    else
        model_add_rows_portable(batch, stride, sums);
    batch->count = 0;
    add_pairs(batch, sums);
}

void model_carry(const model_sums *sums, size_t count, double *out) {
    if (__builtin_cpu_supports("avx2"))
        carry_avx2(sums, count, out);
    else
        carry(sums, count, out);
}

void model_finish(const model_sums *sums, bool many, const double *scales, const double *biases,
                  size_t count, double *out) {
    if (__builtin_cpu_supports("avx2"))
        finish_avx2(sums, many, scales, biases, count, out);
    else
        finish(sums, many, scales, biases, count, out);
}

int model_round(const uint32_t *sums, size_t stride, int8_t *row) {
    return __builtin_cpu_supports("avx2") ? round_avx2(sums, stride, row)
                                          : round_sums(sums, stride, row);
}

#else

void model_add_rows(model_batch *batch, size_t stride, uint32_t *sums) {
    model_add_rows_portable(batch, stride, sums);
    batch->count = 0;
    add_pairs(batch, sums);
}

void model_carry(const model_sums *sums, size_t count, double *out) {
    carry(sums, count, out);
}

void model_finish(const model_sums *sums, bool many, const double *scales, const double *biases,
                  size_t count, double *out) {
    finish(sums, many, scales, biases, count, out);
}

int model_round(const uint32_t *sums, size_t stride, int8_t *row) {
    return round_sums(sums, stride, row);
}

#endif
