/*
 * Stage 6: decision values -> probabilities, and the thresholds chosen on texts that no machine was
 * trained on.
 *
 * A sigmoid p = 1 / (1 + exp(A f + B + C n + D s)) after Platt (1999), fitted by Newton's method
 * with backtracking as in Lin, Lin and Weng (2007), one for each level of label and language of
 * text, over all labels of the level together: most labels have too few examples for a curve of
 * their own. `n` is the decision value of the label "none" on the same text: what the entry's
 * machine and that of the uncovered texts say together tells covered from uncovered better than
 * either alone. `s` is the text's similarity to the label's own wording, which knows words that no
 * example has.
 *
 * A text's entries then share what the gate says of it as their odds are to each other, to a power
 * that makes the shares as sharp as they are right: temperature scaling (Guo et al. 2017).
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { LEVEL_NONE, LEVEL_ENTRY, LEVEL_POINT, LEVELS } label_level;
typedef enum { TEXT_EN, TEXT_ZH, TEXT_LANGUAGES } text_language;

typedef struct {
    double a, b, c, d;
} sigmoid;

/* What is known of one text and label; `none` and `like` are 0 where there is no such thing. */
typedef struct {
    double decision, none, like;
} calibration_input;

/* All that is learned from decision values on texts that no machine was trained on. `fitted` 0: the
 * model gives decision values only. */
typedef struct {
    int64_t fitted;
    sigmoid curve[LEVELS][TEXT_LANGUAGES];
    sigmoid gate[TEXT_LANGUAGES]; /* of an entry's decision value and that of "none": whether the
                                     text is covered at all */
    double listed_at; /* an entry's probability from which, with a rule's hit, it may be `listed` */
    double possible_at; /* the gate's value from which, with a rule's hit, it is `possible` */
    double alone_at;    /* from which it is `possible` though no rule hit */
    double coverage;    /* of candidate sets */
    double sharpness[TEXT_LANGUAGES]; /* of a text's entries against each other */
    double set_at[TEXT_LANGUAGES]; /* entries with at least this share of the best one's probability
                                      form the candidate set */
} calibration;

/* A f + B + C n + D s; the lower, the more probable. */
static inline double calibrate_exponent(const sigmoid *curve, const calibration_input *of) {
    return curve->a * of->decision + curve->b + curve->c * of->none + curve->d * of->like;
}

/* p / (1 - p), finite, to the power of `sharpness`. */
double calibrate_odds(double probability, double sharpness);
double calibrate_probability(const sigmoid *curve, const calibration_input *of);

/* The exponentials of values from -700 to 700, each within its last bit; the same on every machine.
 */
void calibrate_exponentials(double *values, size_t count);

/* What is known of one text and all labels. */
typedef struct {
    const double *decisions, *likes; /* one a label; `likes` may be NULL */
    double none;
} calibration_inputs;

/* The curves by which entries share. */
typedef struct {
    sigmoid own, gate;
    double sharpness;
} share_curves;

/* Shares the gate's value of the likeliest of the labels out among them, as their odds are to each
 * other: `out` holds as many doubles as the list has labels, one or more. Returns the place of the
 * likeliest. The same on every machine with one C library, whose exp the gate's value is made by.
 */
size_t calibrate_shares(const share_curves *by, const calibration_inputs *of,
                        const uint16_t *labels, size_t count, double *out);

/* The same where `likes` are one for each of the list. */
size_t calibrate_shares_listed(const share_curves *by, const calibration_inputs *of,
                               const uint16_t *labels, size_t count, double *out);

/* A bit for each value that is not below a bound, the first in the lowest; `bits` has a word for
 * every 64 values, which are set as a whole. */
void calibrate_mark(const double *values, size_t count, double least, uint64_t *bits);

/* The place of the first of the highest values, of which there are one or more. */
size_t calibrate_highest(const double *values, size_t count);

/* The same without the instructions of any one machine. */
void calibrate_mark_portable(const double *values, size_t count, double least, uint64_t *bits);
size_t calibrate_highest_portable(const double *values, size_t count);
size_t calibrate_shares_portable(const share_curves *by, const calibration_inputs *of, bool listed,
                                 const uint16_t *labels, size_t count, double *out);

/* A bound on a probability in (0, 1), and the exponent that comes to it. */
typedef struct {
    double probability, exponent;
} calibration_bound;
calibration_bound calibrate_bound(double probability);
/* Whether calibrate_probability lies below the bound: the same answer in less time. */
int calibrate_is_below(const sigmoid *curve, const calibration_input *of,
                       const calibration_bound *bound);

/* One text and label to fit to. */
typedef struct {
    calibration_input input;
    double weight; /* it counts for so many */
    unsigned char positive;
} calibration_case;

/* Fits one sigmoid. Parameters are rounded to five decimals, so that the last bit of a C library's
 * exp changes nothing. */
sigmoid calibrate_fit(const calibration_case *cases, size_t count);

/* The power of the odds, to a twentieth, by which the first label's share comes nearest to how
 * often it is an own one (Brier 1950): a few texts whose own label is far behind do not weigh in as
 * they would by likelihood. `odds` and `positive` hold a row of `labels` for each text; 1 without
 * texts.
 */
double calibrate_sharpness(const double *odds, const unsigned char *positive, size_t texts,
                           size_t labels);

/* The value below which the share `share` of the values lies; sorts them. The conformal quantile of
 * Vovk et al. (2005): rank floor(share * (count + 1)). 0 where that rank is below 1. */
double calibrate_quantile(double *values, size_t count, double share);

/* Expected calibration error over ten bins of equal width (Naeini et al. 2015). */
double calibrate_error(const double *probability, const unsigned char *positive, size_t count);

#endif
