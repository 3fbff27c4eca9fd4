/*
 * Stage 9: scores + hits + catalogue at a day -> outcome, candidates, reasons. The only place where
 * scores and rules meet.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "model.h"
#include "rules.h"
#include "similarity.h"

/* All that the stages before found out about one text. */
typedef struct {
    const catalogue *laws;
    const model *scores;
    const double *decisions; /* one a label */
    const double *likes;     /* one a label; NULL: none */
    const feature_row *row;
    const rule_hits *hits;
    const similarity *wording;
    const likeness *like;
    stemmer *stems;
    const folded *folded;
    const token_list *tokens, *kept; /* kept: without what the text leaves out */
    const context_spans *spans;
    const char *text;
    size_t length;
    exportcat_when when;
} verdict_input;

/* Everything in the verdict lives in `memory`, or is borrowed from the input's parts. */
exportcat_status verdict_reach(const verdict_input *in, arena *memory, exportcat_verdict *out,
                               exportcat_error *error);

#endif
