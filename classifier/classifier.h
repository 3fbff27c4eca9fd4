/*
 * Stage 11: opens the parts and runs stages 1 to 9 in order; no other file knows the whole.
 * What users of the library see of it is in exportcat.h; the program's windows on single stages use this.
 */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include "verdict.h"

struct exportcat {
    catalogue laws;
    model scores;
    rules *rules;
};

struct exportcat_scratch {
    folded folded;
    token_list tokens;
    stemmer *stems;
    feature_row row;
    rules_scratch *rules;
    rule_hits hits;
    double *decisions; /* one a label */
    arena memory;
    exportcat_verdict verdict;
};

/* Stages 1 to 5 on one text: fills folded, tokens, row and decisions of the scratch. `scores` alone is used, so that
 * a model without a catalogue can be asked too. */
exportcat_status classifier_score(const model *scores, exportcat_scratch *scratch, const char *text,
                                  size_t length, exportcat_error *error);

/* A scratch for a model without a catalogue. The caller frees it with exportcat_scratch_free. */
exportcat_scratch *classifier_scratch_new(const model *scores, const rules *compiled);

#endif
