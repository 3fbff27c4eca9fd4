#include "model_parts.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/*
 * Rows are taken a block at a time, and in it a strip of labels at a time, so that a block's rows
 * are read from one end to the other while the next block's are on their way. After a block the
 * lower sums are carried: sixteen values below 2^12 times a weight of sixteen bits fit into 32
 * bits.
 */
enum { STRIP = MODEL_STRIP, BLOCK = 16, LOW_MASK = (1 << MODEL_VALUE_LOW) - 1 };

/* Sums of a strip in two halves: high x 2^12 + low. */
typedef struct {
    int32_t high[STRIP], low[STRIP];
} strip_sums;

/* Compiled into its callers, for the instructions that each of them may use. */
__attribute__((always_inline)) static inline void add_strip(const strip_sums *strip,
                                                            int64_t *sums) {
    for (size_t i = 0; i < STRIP; i++)
        sums[i] += ((int64_t)strip->high[i] * (1 << MODEL_VALUE_LOW)) + strip->low[i];
}

static size_t block_end(const model_batch *batch, size_t from) {
    return from + BLOCK < batch->count ? from + BLOCK : batch->count;
}

static void sum_strip(const model_batch *batch, size_t from, size_t first, strip_sums *out) {
    for (size_t i = from; i < block_end(batch, from); i++) {
        const int16_t *row = batch->rows[i] + first;
        for (size_t k = 0; k < STRIP; k++) {
            out->high[k] += row[k] * batch->high[i];
            out->low[k] += row[k] * batch->low[i];
        }
    }
    for (size_t k = 0; k < STRIP; k++) {
        out->high[k] += out->low[k] >> MODEL_VALUE_LOW;
        out->low[k] &= LOW_MASK;
    }
}

void model_add_batch_portable(model_batch *batch, size_t stride, int64_t *sums) {
    strip_sums strips[MODEL_LABELS_MAX / STRIP];
    size_t count = stride / STRIP;
    memset(strips, 0, count * sizeof *strips);
    for (size_t from = 0; from < batch->count; from += BLOCK)
        for (size_t k = 0; k < count; k++) sum_strip(batch, from, k * STRIP, &strips[k]);
    for (size_t k = 0; k < count; k++) add_strip(&strips[k], sums + k * STRIP);
    batch->count = 0;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

/* A strip is two vectors of sixteen bits: one, two. Unpacking two rows' vectors parts each into two
 * of 32 bits, by fours of labels. */
enum { VECTOR = STRIP / 2, PARTS = 4 };

/* Two neighbours of sixteen bits in every lane. */
AVX2 static __m256i pair_of(const int16_t *values) {
    int pair;
    memcpy(&pair, values, sizeof pair);
    return _mm256_set1_epi32(pair);
}

AVX2 static void unpack(const int16_t *one, const int16_t *other, __m256i out[2]) {
    __m256i left = _mm256_loadu_si256((const __m256i *)one);
    __m256i right = _mm256_loadu_si256((const __m256i *)other);
    out[0] = _mm256_unpacklo_epi16(left, right);
    out[1] = _mm256_unpackhi_epi16(left, right);
}

/* Puts parts by fours back into the order of labels. */
AVX2 static void put_in_order(int32_t sums[STRIP]) {
    __m256i *at = (__m256i *)sums;
    for (int k = 0; k < PARTS; k += 2) {
        __m256i even = _mm256_loadu_si256(at + k), odd = _mm256_loadu_si256(at + k + 1);
        _mm256_storeu_si256(at + k, _mm256_permute2x128_si256(even, odd, 0x20));
        _mm256_storeu_si256(at + k + 1, _mm256_permute2x128_si256(even, odd, 0x31));
    }
}

/* Rows are taken in pairs: an odd one gets a companion that counts nothing. */
static void make_even(model_batch *batch) {
    if (batch->count % 2 == 0) return;
    batch->rows[batch->count] = batch->rows[batch->count - 1];
    batch->high[batch->count] = batch->low[batch->count] = 0;
    batch->count++;
}

/* As sum_strip, but the sums are left in parts. */
AVX2 static void sum_strip_avx2(const model_batch *batch, size_t from, size_t first,
                                strip_sums *out) {
    __m256i high[PARTS], low[PARTS], pairs[PARTS], *highs = (__m256i *)out->high,
                                                   *lows = (__m256i *)out->low;
#pragma GCC unroll 4
    for (int k = 0; k < PARTS; k++) {
        high[k] = _mm256_loadu_si256(highs + k);
        low[k] = _mm256_loadu_si256(lows + k);
    }
    for (size_t i = from; i < block_end(batch, from); i += 2) {
        const int16_t *one = batch->rows[i] + first, *other = batch->rows[i + 1] + first;
        __m256i upper = pair_of(batch->high + i), lower = pair_of(batch->low + i);
        unpack(one, other, pairs);
        unpack(one + VECTOR, other + VECTOR, pairs + 2);
#pragma GCC unroll 4
        for (int k = 0; k < PARTS; k++) {
            high[k] = _mm256_add_epi32(high[k], _mm256_madd_epi16(pairs[k], upper));
            low[k] = _mm256_add_epi32(low[k], _mm256_madd_epi16(pairs[k], lower));
        }
    }
#pragma GCC unroll 4
    for (int k = 0; k < PARTS; k++) {
        __m256i carried = _mm256_srai_epi32(low[k], MODEL_VALUE_LOW);
        _mm256_storeu_si256(highs + k, _mm256_add_epi32(high[k], carried));
        _mm256_storeu_si256(lows + k, _mm256_and_si256(low[k], _mm256_set1_epi32(LOW_MASK)));
    }
}

static void fetch(const model_batch *batch, size_t from, size_t first) {
    for (size_t i = from; i < block_end(batch, from); i++)
        __builtin_prefetch(batch->rows[i] + first);
}

AVX2 static void add_batch_avx2(const model_batch *batch, size_t stride, int64_t *sums) {
    strip_sums strips[MODEL_LABELS_MAX / STRIP];
    size_t count = stride / STRIP;
    memset(strips, 0, count * sizeof *strips);
    for (size_t from = 0; from < batch->count; from += BLOCK)
        for (size_t k = 0; k < count; k++) {
            fetch(batch, from + BLOCK, k * STRIP);
            sum_strip_avx2(batch, from, k * STRIP, &strips[k]);
        }
    for (size_t k = 0; k < count; k++) {
        put_in_order(strips[k].high);
        put_in_order(strips[k].low);
        add_strip(&strips[k], sums + k * STRIP);
    }
}

void model_add_batch(model_batch *batch, size_t stride, int64_t *sums) {
    if (!__builtin_cpu_supports("avx2")) {
        model_add_batch_portable(batch, stride, sums);
        return;
    }
    make_even(batch);
    add_batch_avx2(batch, stride, sums);
    batch->count = 0;
}

#else

void model_add_batch(model_batch *batch, size_t stride, int64_t *sums) {
    model_add_batch_portable(batch, stride, sums);
}

#endif
