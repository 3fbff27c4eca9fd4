/*
 * Stage 6: decision values -> probabilities, and the thresholds chosen on out-of-fold data.
 *
 * A sigmoid p = 1 / (1 + exp(A f + B + C n)) after Platt (1999), fitted by Newton's method with
 * backtracking as in Lin, Lin and Weng (2007), one for each level of label and language of text,
 * over all labels of the level together: most labels have too few examples for a curve of their
 * own. `n` is the decision value of the label "none" on the same text: what the entry's machine and
 * that of the uncovered texts say together tells covered from uncovered better than either alone.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include <stddef.h>
#include <stdint.h>

typedef enum { LEVEL_NONE, LEVEL_ENTRY, LEVEL_POINT, LEVELS } label_level;
typedef enum { TEXT_EN, TEXT_ZH, TEXT_LANGUAGES } text_language;

typedef struct {
    double a, b, c;
} sigmoid;

/* All that is learned from out-of-fold decision values. `fitted` 0: the model gives decision values
 * only. */
typedef struct {
    int64_t fitted;
    sigmoid curve[LEVELS][TEXT_LANGUAGES];
    double listed_at; /* an entry's probability from which, with a rule's hit, it may be `listed` */
    double possible_at;            /* from which, with a rule's hit, it is `possible` */
    double alone_at;               /* from which it is `possible` though no rule hit */
    double coverage;               /* of candidate sets */
    double set_at[TEXT_LANGUAGES]; /* entries at least this probable form the candidate set */
} calibration;

double calibrate_probability(const sigmoid *curve, double decision, double none);

/* One text and label to fit to. */
typedef struct {
    double decision, none; /* none: 0 where there is no such label */
    unsigned char positive;
} calibration_case;

/* Fits one sigmoid. Parameters are rounded to five decimals, so that the last bit of a C library's
 * exp changes nothing. */
sigmoid calibrate_fit(const calibration_case *cases, size_t count);

/* The value below which the share `share` of the values lies; sorts them. The conformal quantile of
 * Vovk et al. (2005): rank floor(share * (count + 1)). 0 where that rank is below 1. */
double calibrate_quantile(double *values, size_t count, double share);

/* Expected calibration error over ten bins of equal width (Naeini et al. 2015). */
double calibrate_error(const double *probability, const unsigned char *positive, size_t count);

#endif
