/* Exponentials, many at once. */
#include "calibrate.h"

#include <string.h>

/* exp(x) = 2^n exp(r), where |r| is at most half of ln 2. Nothing depends on the value, so that a
 * compiler works on several at once; and there is no fused operation, so that all machines come to
 * the same bits, which those of the C library need not. */
void calibrate_exponentials(double *values, size_t count) {
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
