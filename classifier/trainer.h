/*
 * Stage 12: examples -> vocabulary, machines, calibration -> model.
 *
 * Everything that is drawn is drawn from `seed`; the model is the same bytes whatever the number of
 * threads.
 */
#ifndef TRAINER_H
#define TRAINER_H

#include "examples.h"
#include "machine.h"
#include "model.h"
#include "rules.h"
#include "similarity.h"

/* Told of each machine that is done, from any thread, one at a time. */
typedef void trainer_progress(void *context, size_t done, size_t total);

typedef struct {
    feature_settings features;
    machine_settings machine;
    bool plain;          /* labels are taken as they stand: none is an entry, a point or "none" */
    double cost_by_size; /* a label's cost is multiplied by (its texts / the mean) to this power */
    int folds;           /* for out-of-fold decision values; 0: no calibration */
    double pruned; /* share of a machine's squared weights that its smallest ones may make up, to be
                      dropped: they fill the file and decide nothing */
    uint64_t seed;
    int threads;
    size_t kernel_bytes; /* most memory for the shared kernel */
    double miss_rate;    /* of covered texts with a rule's hit that may fall below `possible_at` */
    double look_rate;    /* of uncovered texts that may rise above `alone_at` */
    double
        alarm_rate;  /* of uncovered texts that may have a rule's hit and rise above `listed_at` */
    double coverage; /* of candidate sets */
    trainer_progress *progress; /* NULL: none */
    void *progress_context;
} trainer_settings;

trainer_settings trainer_settings_default(void);
/* For labels without a catalogue behind them: numbers as they stand, features of a single text too,
 * no folds, no pruning. */
trainer_settings trainer_settings_plain(void);

/* What decision values say of texts that no machine was trained on; all shares are 0 to 1. */
typedef struct {
    size_t texts, uncovered, calibration, labels, features, machines;
    double fold_top1[TEXT_LANGUAGES],   /* of training texts, out of their folds */
        apart_top1[TEXT_LANGUAGES];     /* of texts for calibration */
    double first_error[TEXT_LANGUAGES]; /* expected calibration error of the first candidate; this
                                           and what follows of texts for calibration if there are
                                           any, else out of fold */
    double missed, looks, alarms;       /* covered texts that come out as nothing; uncovered ones as
                                           possible, as listed */
} trainer_report;

typedef struct trained trained;

/* The labels of a text are the labels named and, for `entry/point`, the entry. A text labelled
 * "none" belongs to no entry. Without a catalogue (NULL), labels are taken as they stand.
 * `compiled` tells which rules hit; NULL: none. The caller frees *out with trained_free. */
exportcat_status trainer_train(const example_set *examples, const trainer_settings *settings,
                               const rules *compiled, const catalogue *laws, trained **out,
                               trainer_report *report, exportcat_error *error);
const model *
trained_model(const trained *result); /* borrowed from the result; valid until it is freed */
void trained_free(trained *result);

#endif
