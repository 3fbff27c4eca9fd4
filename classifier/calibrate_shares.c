/* What a text's entries have of the gate's value, all at once: see calibrate_shares. */
#include "calibrate.h"

#include <string.h>

/* The same code is compiled for any machine and for one that works on four values at once. There is
 * no fused operation in it, and sums have their order, so that all machines come to the same bits,
 * which those of a C library's exp need not. */
#define ALIKE __attribute__((always_inline)) static inline

enum { LANES = 4 }; /* sums and highest values of a list, side by side: one waits for no other */

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

ALIKE double sum_of(const double *values, size_t count) {
    double sums[LANES] = {0};
    size_t at = 0;
    for (; at + LANES <= count; at += LANES)
        for (size_t i = 0; i < LANES; i++) sums[i] += values[at + i];
    for (; at < count; at++) sums[0] += values[at];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

ALIKE double highest_of(const double *values, size_t count) {
    double highest[LANES] = {values[0], values[0], values[0], values[0]};
    for (size_t at = 0; at + LANES <= count; at += LANES)
        for (size_t i = 0; i < LANES; i++)
            highest[i] = values[at + i] > highest[i] ? values[at + i] : highest[i];
    for (size_t at = count - count % LANES; at < count; at++)
        highest[0] = values[at] > highest[0] ? values[at] : highest[0];
    for (size_t i = 1; i < LANES; i++)
        highest[0] = highest[i] > highest[0] ? highest[i] : highest[0];
    return highest[0];
}

/* The first of the highest values: looked for afterwards, for nobody can foretell when a higher one
 * comes. */
ALIKE size_t place_of_highest(const double *values, size_t count) {
    const double highest = highest_of(values, count);
    size_t best = 0;
    while (best + LANES < count && (values[best] < highest) & (values[best + 1] < highest) &
                                       (values[best + 2] < highest) & (values[best + 3] < highest))
        best += LANES;
    while (best + 1 < count && values[best] < highest) best++;
    return best;
}

/* One label's, or none: values that are not there count as 0. */
ALIKE double value_of(const double *values, size_t label) {
    return values ? values[label] : 0;
}

/* Gathered by fours and worked on at once. */
ALIKE void list_log_odds(const sigmoid *by, const calibration_inputs *of, const double *like,
                         const uint16_t *labels, size_t count, double *out) {
    const sigmoid curve = *by; /* `out` does not change it */
    const double *own = of->decisions, none = of->none;
    size_t at = 0;
    for (; at + LANES <= count; at += LANES) {
        double decisions[LANES], likes[LANES];
#pragma GCC unroll 4
        for (size_t i = 0; i < LANES; i++) decisions[i] = own[labels[at + i]];
#pragma GCC unroll 4
        for (size_t i = 0; i < LANES; i++) likes[i] = value_of(like, labels[at + i]);
        for (size_t i = 0; i < LANES; i++) {
            const calibration_input here = {decisions[i], none, likes[i]};
            out[at + i] = -calibrate_exponent(&curve, &here);
        }
    }
    for (; at < count; at++) {
        const calibration_input here = {own[labels[at]], none, value_of(like, labels[at])};
        out[at] = -calibrate_exponent(&curve, &here);
    }
}

ALIKE size_t share(const share_curves *by, const calibration_inputs *of, const uint16_t *labels,
                   size_t count, double *out) {
    const double sharpness = by->sharpness, least = -700;
    if (of->likes) /* asked for once */
        list_log_odds(&by->own, of, of->likes, labels, count, out);
    else
        list_log_odds(&by->own, of, NULL, labels, count, out);
    const size_t best = place_of_highest(out, count);
    const double most = out[best];
    const calibration_input gate = {of->decisions[labels[best]], of->none, 0};
    for (size_t i = 0; i < count; i++) {
        double behind = sharpness * (out[i] - most);
        out[i] = behind > least ? behind : least;
    }
    exponentials(out, count); /* against the best one's, so that none is too large */
    const double each = calibrate_probability(&by->gate, &gate) / sum_of(out, count);
    for (size_t i = 0; i < count; i++) out[i] *= each;
    return best;
}

void calibrate_exponentials(double *values, size_t count) {
    exponentials(values, count);
}

size_t calibrate_shares_portable(const share_curves *by, const calibration_inputs *of,
                                 const uint16_t *labels, size_t count, double *out) {
    return share(by, of, labels, count, out);
}

#ifdef __x86_64__

__attribute__((target("avx2"))) static size_t share_avx2(const share_curves *by,
                                                         const calibration_inputs *of,
                                                         const uint16_t *labels, size_t count,
                                                         double *out) {
    return share(by, of, labels, count, out);
}

size_t calibrate_shares(const share_curves *by, const calibration_inputs *of,
                        const uint16_t *labels, size_t count, double *out) {
    return __builtin_cpu_supports("avx2") ? share_avx2(by, of, labels, count, out)
                                          : calibrate_shares_portable(by, of, labels, count, out);
}

#else

size_t calibrate_shares(const share_curves *by, const calibration_inputs *of,
                        const uint16_t *labels, size_t count, double *out) {
    return calibrate_shares_portable(by, of, labels, count, out);
}

#endif
