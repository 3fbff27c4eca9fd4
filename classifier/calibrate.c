#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

double calibrate_probability(const sigmoid *curve, const calibration_input *of) {
    double z = calibrate_exponent(curve, of), small = exp(-fabs(z));
    /* Both forms are the same; each is used where it does not overflow. */
    return z >= 0 ? small / (1 + small) : 1 / (1 + small);
}

calibration_bound calibrate_bound(double probability) {
    return (calibration_bound){probability, log((1 - probability) / probability)};
}

int calibrate_is_below(const sigmoid *curve, const calibration_input *of,
                       const calibration_bound *bound) {
    const double near = 1e-6; /* far more than rounding comes to */
    double beyond = calibrate_exponent(curve, of) - bound->exponent;
    bool plain = isfinite(beyond) && (beyond > near || beyond < -near); /* a bound may be 0 or 1 */
    if (plain) return beyond > 0;
    return calibrate_probability(curve, of) < bound->probability;
}

double calibrate_odds(double probability, double sharpness) {
    const double tiny = 1e-12;
    double odds = (probability + tiny) / (1 - probability + tiny);
    return sharpness == 1 ? odds : pow(odds, sharpness);
}

/* Cases, and Platt's targets for them. */
typedef struct {
    const calibration_case *cases;
    size_t count;
    double high, low;
} sample;

static double target(const sample *of, size_t i) {
    return of->cases[i].positive ? of->high : of->low;
}

static double cross_entropy(const sample *of, const sigmoid *curve) {
    double sum = 0;
    for (size_t i = 0; i < of->count; i++) {
        double z = calibrate_exponent(curve, &of->cases[i].input), t = target(of, i);
        sum +=
            of->cases[i].weight * (z >= 0 ? t * z + log1p(exp(-z)) : (t - 1) * z + log1p(exp(z)));
    }
    return sum;
}

enum { PARAMETERS = 4 };

/* The cross-entropy's gradient and Hessian by A to D. */
typedef struct {
    double gradient[PARAMETERS], hessian[PARAMETERS][PARAMETERS];
} slope;

static slope derive(const sample *of, const sigmoid *curve) {
    const double ridge =
        1e-9; /* keeps the Hessian positive definite, and C and D at 0 where all n and s are */
    slope s = {{0}, {{0}}};
    for (int k = 0; k < PARAMETERS; k++) s.hessian[k][k] = ridge;
    for (size_t i = 0; i < of->count; i++) {
        const calibration_case *at = &of->cases[i];
        const double x[PARAMETERS] = {at->input.decision, 1, at->input.none, at->input.like};
        double p = calibrate_probability(curve, &at->input);
        double weight = at->weight * p * (1 - p), error = at->weight * (target(of, i) - p);
        for (int k = 0; k < PARAMETERS; k++) {
            s.gradient[k] += x[k] * error;
            for (int m = 0; m < PARAMETERS; m++) s.hessian[k][m] += x[k] * x[m] * weight;
        }
    }
    return s;
}

/* Solves hessian * step = -gradient by elimination; the matrix is symmetric and positive definite.
 */
static sigmoid newton_step(slope s) {
    double step[PARAMETERS];
    for (int k = 0; k < PARAMETERS; k++) step[k] = -s.gradient[k];
    for (int k = 0; k < PARAMETERS; k++)
        for (int row = k + 1; row < PARAMETERS; row++) {
            double factor = s.hessian[row][k] / s.hessian[k][k];
            for (int m = k; m < PARAMETERS; m++) s.hessian[row][m] -= factor * s.hessian[k][m];
            step[row] -= factor * step[k];
        }
    for (int k = PARAMETERS - 1; k >= 0; k--) {
        for (int m = k + 1; m < PARAMETERS; m++) step[k] -= s.hessian[k][m] * step[m];
        step[k] /= s.hessian[k][k];
    }
    return (sigmoid){step[0], step[1], step[2], step[3]};
}

static double round_to(double value, double step) {
    return round(value / step) * step;
}

static bool is_flat(const slope *s) {
    const double tiny = 1e-7;
    for (int k = 0; k < PARAMETERS; k++)
        if (fabs(s->gradient[k]) >= tiny) return false;
    return true;
}

sigmoid calibrate_fit(const calibration_case *cases, size_t count) {
    enum { ITERATIONS = 100 };
    double yes = 0, no = 0;
    for (size_t i = 0; i < count; i++) *(cases[i].positive ? &yes : &no) += cases[i].weight;
    sample of = {cases, count, (yes + 1) / (yes + 2), 1 / (no + 2)};
    sigmoid curve = {.b = log((no + 1) / (yes + 1))};
    double value = cross_entropy(&of, &curve);
    for (int i = 0; i < ITERATIONS; i++) {
        slope s = derive(&of, &curve);
        if (is_flat(&s)) break;
        sigmoid step = newton_step(s);
        double descent = s.gradient[0] * step.a + s.gradient[1] * step.b + s.gradient[2] * step.c +
                         s.gradient[3] * step.d;
        double length = 1;
        for (; length >= 1e-10; length /= 2) {
            sigmoid moved = {curve.a + length * step.a, curve.b + length * step.b,
                             curve.c + length * step.c, curve.d + length * step.d};
            double there = cross_entropy(&of, &moved);
            if (there >= value + 1e-4 * length * descent) continue;
            curve = moved;
            value = there;
            break;
        }
        if (length < 1e-10) break;
    }
    return (sigmoid){round_to(curve.a, 1e-5), round_to(curve.b, 1e-5), round_to(curve.c, 1e-5),
                     round_to(curve.d, 1e-5)};
}

/* ---- Sharpness ------------------------------------------------------------------------------- */

typedef struct {
    const double *odds;
    const unsigned char *positive;
    size_t texts, labels;
} share_sample;

/* How far the first label's share is from whether it is an own one, squared, over all texts. */
static double brier(const share_sample *of, double sharpness) {
    double sum = 0;
    for (size_t text = 0; text < of->texts; text++) {
        const double *odds = of->odds + text * of->labels;
        double all = 0, most = 0;
        size_t first = 0;
        for (size_t i = 0; i < of->labels; i++) {
            double power = pow(odds[i], sharpness);
            all += power;
            if (power <= most) continue;
            most = power;
            first = i;
        }
        double share = all > 0 ? most / all : 0;
        double miss = share - of->positive[text * of->labels + first];
        sum += miss * miss;
    }
    return sum;
}

double calibrate_sharpness(const double *odds, const unsigned char *positive, size_t texts,
                           size_t labels) {
    const share_sample of = {odds, positive, texts, labels};
    enum { LOWEST = 10, HIGHEST = 60, AS_THEY_ARE = 20 }; /* in twentieths */
    if (!texts) return 1;
    int best = AS_THEY_ARE;
    double least = brier(&of, 1);
    for (int i = LOWEST; i <= HIGHEST; i++) {
        double here = brier(&of, i / 20.0);
        if (here >= least) continue;
        least = here;
        best = i;
    }
    return best / 20.0;
}

/* ---- Quantiles and errors -------------------------------------------------------------------- */

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
