#include "calibrate.h"

#include <math.h>
#include <stdlib.h>

double calibrate_probability(const sigmoid *curve, double decision) {
    double z = curve->a * decision + curve->b;
    /* Both forms are the same; each is used where it does not overflow. */
    return z >= 0 ? exp(-z) / (1 + exp(-z)) : 1 / (1 + exp(z));
}

static double target(const unsigned char *positive, size_t i, double high, double low) {
    return positive[i] ? high : low;
}

static double cross_entropy(const double *decision, const unsigned char *positive, size_t count,
                            double high, double low, sigmoid curve) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double z = curve.a * decision[i] + curve.b, t = target(positive, i, high, low);
        sum += z >= 0 ? t * z + log1p(exp(-z)) : (t - 1) * z + log1p(exp(z));
    }
    return sum;
}

/* First and second derivatives of the cross-entropy by A and B. */
typedef struct {
    double aa, ab, bb, a, b;
} slope;

static slope derive(const double *decision, const unsigned char *positive, size_t count,
                    double high, double low, sigmoid curve) {
    const double ridge = 1e-12; /* keeps the Hessian positive definite */
    slope s = {.aa = ridge, .bb = ridge};
    for (size_t i = 0; i < count; i++) {
        double p = calibrate_probability(&curve, decision[i]), weight = p * (1 - p);
        double error = target(positive, i, high, low) - p;
        s.aa += decision[i] * decision[i] * weight;
        s.ab += decision[i] * weight;
        s.bb += weight;
        s.a += decision[i] * error;
        s.b += error;
    }
    return s;
}

static double round_to(double value, double step) {
    return round(value / step) * step;
}

sigmoid calibrate_fit(const double *decision, const unsigned char *positive, size_t count) {
    enum { ITERATIONS = 100 };
    double yes = 0;
    for (size_t i = 0; i < count; i++) yes += positive[i] != 0;
    double no = (double)count - yes;
    double high = (yes + 1) / (yes + 2), low = 1 / (no + 2);
    sigmoid curve = {0, log((no + 1) / (yes + 1))};
    double value = cross_entropy(decision, positive, count, high, low, curve);
    for (int i = 0; i < ITERATIONS; i++) {
        slope s = derive(decision, positive, count, high, low, curve);
        if (fabs(s.a) < 1e-7 && fabs(s.b) < 1e-7) break;
        double determinant = s.aa * s.bb - s.ab * s.ab;
        sigmoid step = {-(s.bb * s.a - s.ab * s.b) / determinant,
                        -(s.aa * s.b - s.ab * s.a) / determinant};
        double descent = s.a * step.a + s.b * step.b, length = 1;
        for (; length >= 1e-10; length /= 2) {
            sigmoid moved = {curve.a + length * step.a, curve.b + length * step.b};
            double there = cross_entropy(decision, positive, count, high, low, moved);
            if (there >= value + 1e-4 * length * descent) continue;
            curve = moved;
            value = there;
            break;
        }
        if (length < 1e-10) break;
    }
    return (sigmoid){round_to(curve.a, 1e-5), round_to(curve.b, 1e-5)};
}

static int by_value(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double calibrate_quantile(double *values, size_t count, double share) {
    if (count) qsort(values, count, sizeof *values, by_value);
    size_t rank = (size_t)floor(share * (double)(count + 1));
    if (rank < 1 || !count) return 0;
    return values[(rank > count ? count : rank) - 1];
}

double calibrate_error(const double *probability, const unsigned char *positive, size_t count) {
    enum { BINS = 10 };
    double sum[BINS] = {0}, yes[BINS] = {0};
    size_t size[BINS] = {0};
    for (size_t i = 0; i < count; i++) {
        int bin = (int)(probability[i] * BINS);
        if (bin >= BINS) bin = BINS - 1;
        size[bin]++;
        sum[bin] += probability[i];
        yes[bin] += positive[i] != 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) error += fabs(sum[bin] - yes[bin]);
    return count ? error / (double)count : 0;
}
