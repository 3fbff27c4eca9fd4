/* What a text's entries have of the gate's value, and what is asked of all of them at once. */
#include "calibrate.h"

#include <stdbool.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* The same code is compiled for any machine and for one that works on four values at once. There is
 * no fused operation in it, and sums have their order, so that all machines come to the same bits,
 * which those of a C library's exp need not. */
#define ALIKE __attribute__((always_inline)) static inline

enum { LANES = 4, WIDE = 8 }; /* sums, and highest values, side by side: one waits for no other */
enum { WORD_BITS = 64 };

/* exp(x) = 2^n exp(r), where |r| is at most half of ln 2. Nothing depends on the value, so that a
 * compiler works on several at once. */
ALIKE void exponentials(double *values, size_t count) {
    const double log2_e = 0x1.71547652b82fep+0;
    const double ln2_high = 0x1.62e42fefa0000p-1, ln2_low = 0x1.cf79abc9e3b3ap-40;
    const double whole = 0x1.8p52; /* added to a number, it leaves no bit for a fraction */
    for (size_t i = 0; i < count; i++) {
        double shifted = values[i] * log2_e + whole, n = shifted - whole;
        double r = (values[i] - n * ln2_high) - n * ln2_low, r2 = r * r, r4 = r2 * r2;
        double low = (1.0 / 2 + 1.0 / 6 * r) + r2 * (1.0 / 24 + 1.0 / 120 * r);
        double middle = (1.0 / 720 + 1.0 / 5040 * r) + r2 * (1.0 / 40320 + 1.0 / 362880 * r);
        double high =
            (1.0 / 3628800 + 1.0 / 39916800 * r) + r2 * (1.0 / 479001600 + 1.0 / 6227020800 * r);
        double sum = 1 + (r + r2 * (low + r4 * (middle + r4 * high)));
        uint64_t bits; /* its last ones are those of n */
        double power;
        memcpy(&bits, &shifted, sizeof bits);
        bits = (bits + 1023) << 52;
        memcpy(&power, &bits, sizeof power);
        values[i] = sum * power;
    }
}

ALIKE double highest_of(const double *values, size_t count) {
    double highest[WIDE];
    for (size_t i = 0; i < WIDE; i++) highest[i] = values[0];
    for (size_t at = 0; at + WIDE <= count; at += WIDE)
        for (size_t i = 0; i < WIDE; i++)
            highest[i] = values[at + i] > highest[i] ? values[at + i] : highest[i];
    for (size_t at = count - count % WIDE; at < count; at++)
        highest[0] = values[at] > highest[0] ? values[at] : highest[0];
#pragma GCC unroll 7
    for (size_t i = 1; i < WIDE; i++)
        highest[0] = highest[i] > highest[0] ? highest[i] : highest[0];
    return highest[0];
}

typedef size_t place_finder(const double *values, size_t count);

/* The first of the highest values: looked for afterwards, for nobody can foretell when a higher one
 * comes. */
static size_t place_of_highest(const double *values, size_t count) {
    const double highest = highest_of(values, count);
    size_t best = 0;
    while (best + 1 < count && values[best] < highest) best++;
    return best;
}

/* How alike the text is to the list's label at a place: values that are not there count as 0. */
ALIKE double like_at(const double *like, bool listed, const uint16_t *labels, size_t at) {
    return !like ? 0 : like[listed ? at : labels[at]];
}

/* Gathered by fours and worked on at once. */
ALIKE void list_log_odds(const sigmoid *by, const calibration_inputs *of, const double *like,
                         bool listed, const uint16_t *labels, size_t count, double *out) {
    const sigmoid curve = *by; /* `out` does not change it */
    const double *own = of->decisions, none = of->none;
    size_t at = 0;
    for (; at + LANES <= count; at += LANES) {
        double decisions[LANES], likes[LANES];
#pragma GCC unroll 4
        for (size_t i = 0; i < LANES; i++) decisions[i] = own[labels[at + i]];
#pragma GCC unroll 4
        for (size_t i = 0; i < LANES; i++) likes[i] = like_at(like, listed, labels, at + i);
        for (size_t i = 0; i < LANES; i++) {
            const calibration_input here = {decisions[i], none, likes[i]};
            out[at + i] = -calibrate_exponent(&curve, &here);
        }
    }
    for (; at < count; at++) {
        const calibration_input here = {own[labels[at]], none, like_at(like, listed, labels, at)};
        out[at] = -calibrate_exponent(&curve, &here);
    }
}

/* The odds against those of the likeliest, so that none is too large; returns their sum. */
ALIKE double sharpen(double *values, size_t count, double most, double sharpness) {
    const double least = -700;
    double sums[LANES] = {0};
    size_t at = 0;
    for (; at + LANES <= count; at += LANES) {
        double *odds = values + at;
        for (size_t i = 0; i < LANES; i++) odds[i] = sharpness * (odds[i] - most);
        for (size_t i = 0; i < LANES; i++) odds[i] = odds[i] > least ? odds[i] : least;
        exponentials(odds, LANES);
        for (size_t i = 0; i < LANES; i++) sums[i] += odds[i];
    }
    for (; at < count; at++) {
        double odds = sharpness * (values[at] - most);
        if (!(odds > least)) odds = least;
        exponentials(&odds, 1);
        values[at] = odds;
        sums[0] += odds;
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

ALIKE size_t share(const share_curves *by, const calibration_inputs *of, bool listed,
                   const uint16_t *labels, size_t count, place_finder *find, double *out) {
    if (!of->likes) /* asked for once */
        list_log_odds(&by->own, of, NULL, false, labels, count, out);
    else if (listed)
        list_log_odds(&by->own, of, of->likes, true, labels, count, out);
    else
        list_log_odds(&by->own, of, of->likes, false, labels, count, out);
    const size_t best = find(out, count);
    const calibration_input gate = {of->decisions[labels[best]], of->none, 0};
    const double sum = sharpen(out, count, out[best], by->sharpness);
    const double each = calibrate_probability(&by->gate, &gate) / sum;
    for (size_t i = 0; i < count; i++) out[i] *= each;
    return best;
}

void calibrate_exponentials(double *values, size_t count) {
    exponentials(values, count);
}

void calibrate_mark_portable(const double *values, size_t count, double least, uint64_t *bits) {
    for (size_t at = 0; at < count; at++) {
        if (at % WORD_BITS == 0) bits[at / WORD_BITS] = 0;
        bits[at / WORD_BITS] |= (uint64_t) !(values[at] < least) << at % WORD_BITS;
    }
}

size_t calibrate_shares_portable(const share_curves *by, const calibration_inputs *of, bool listed,
                                 const uint16_t *labels, size_t count, double *out) {
    return share(by, of, listed, labels, count, place_of_highest, out);
}

size_t calibrate_highest_portable(const double *values, size_t count) {
    return place_of_highest(values, count);
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

/* A bit for each of four values that is not below the bound. */
AVX2 static inline unsigned four_bits(const double *values, __m256d bound) {
    __m256d here = _mm256_loadu_pd(values);
    return (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(here, bound, _CMP_NLT_UQ));
}

AVX2 static inline unsigned eight_bits(const double *values, __m256d bound) {
    return four_bits(values, bound) | four_bits(values + 4, bound) << 4;
}

/* By sixteens, and what is left over one by one. */
AVX2 static void mark_avx2(const double *values, size_t count, double least, uint64_t *bits) {
    enum { AT_ONCE = 4 * LANES };
    const __m256d bound = _mm256_set1_pd(least);
    size_t at = 0;
    while (at + AT_ONCE <= count) {
        const size_t end = at + WORD_BITS < count ? at + WORD_BITS : count;
        uint64_t word = 0;
        for (int shift = 0; at + AT_ONCE <= end; at += AT_ONCE, shift += AT_ONCE) {
            const double *here = values + at;
            unsigned found = eight_bits(here, bound) | eight_bits(here + 8, bound) << 8;
            word |= (uint64_t)found << shift;
        }
        bits[(at - 1) / WORD_BITS] = word;
    }
    if (at % WORD_BITS == 0 && at < count) bits[at / WORD_BITS] = 0;
    for (; at < count; at++)
        bits[at / WORD_BITS] |= (uint64_t) !(values[at] < least) << at % WORD_BITS;
}

AVX2 static size_t place_avx2(const double *values, size_t count) {
    const double highest = highest_of(values, count);
    const __m256d bound = _mm256_set1_pd(highest);
    size_t at = 0;
    for (; at + WIDE <= count; at += WIDE) {
        unsigned found = eight_bits(values + at, bound);
        if (found) return at + (size_t)__builtin_ctz(found);
    }
    while (at + 1 < count && values[at] < highest) at++;
    return at;
}

AVX2 static size_t share_avx2(const share_curves *by, const calibration_inputs *of, bool listed,
                              const uint16_t *labels, size_t count, double *out) {
    return share(by, of, listed, labels, count, place_avx2, out);
}

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2");
}

#else

#define mark_avx2 calibrate_mark_portable
#define place_avx2 calibrate_highest_portable
#define share_avx2 calibrate_shares_portable

static bool has_avx2(void) {
    return false;
}

#endif

void calibrate_mark(const double *values, size_t count, double least, uint64_t *bits) {
    (has_avx2() ? mark_avx2 : calibrate_mark_portable)(values, count, least, bits);
}

size_t calibrate_highest(const double *values, size_t count) {
    return (has_avx2() ? place_avx2 : calibrate_highest_portable)(values, count);
}

size_t calibrate_shares(const share_curves *by, const calibration_inputs *of,
                        const uint16_t *labels, size_t count, double *out) {
    return (has_avx2() ? share_avx2 : calibrate_shares_portable)(by, of, false, labels, count, out);
}

size_t calibrate_shares_listed(const share_curves *by, const calibration_inputs *of,
                               const uint16_t *labels, size_t count, double *out) {
    return (has_avx2() ? share_avx2 : calibrate_shares_portable)(by, of, true, labels, count, out);
}
