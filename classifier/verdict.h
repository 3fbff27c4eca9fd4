/*
 * Stage 9: scores + hits + catalogue at a day -> outcome, candidates, reasons. The only place where
 * scores and rules meet.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "conditions.h"
#include "model.h"
#include "rules.h"
#include "similarity.h"

/* What the stages before found out about a text, or about one passage of it. */
typedef struct {
    const token_list *tokens; /* without what the text leaves out */
    const double *decisions;  /* one a label */
    const feature_row *row;
    const rule_hits *hits;
    const likeness *like;
    uint32_t start, end; /* folded bytes */
} verdict_reading;

/* The whole text, then the passages that may say more: see verdict_worth. */
enum { VERDICT_READINGS_MAX = 9 };

/* What there is to search, counted once for all texts. The caller frees it with
 * verdict_scope_free. */
typedef struct verdict_scope verdict_scope;
exportcat_status verdict_scope_new(const catalogue *laws, verdict_scope **out,
                                   exportcat_error *error);
void verdict_scope_free(verdict_scope *scope);

/* All that the stages before found out about one text. */
typedef struct {
    const catalogue *laws;
    const model *scores;
    const verdict_reading *readings;
    size_t reading_count;
    size_t passage_count; /* all of the text's, read closely or not */
    const similarity *wording;
    model_words *words;  /* of the rows */
    const int *label_of; /* of each document of the wording; -1: the model has no label for it */
    const uint16_t *entry_labels; /* of all entries that have one, in the catalogue's order */
    size_t entry_label_count;
    calibration_bound possible, alone; /* on the gate: see calibration */
    const verdict_scope *scope;
    const units *units;
    figure_list
        *figures; /* room for the text's figures, which are read when they are first wanted */
    const symbol_row *symbols;
    const folded *folded;
    const token_list *tokens; /* of the whole text */
    const context_spans *spans;
    const char *text;
    size_t length;
    exportcat_when when;
} verdict_input;

/*
 * How much a passage says for an entry, against what it takes to make the entry a candidate: 1 or
 * more is enough. Every passage is one more chance of a false alarm: where no rule speaks for the
 * entry, its own probability must come to n times the odds, in a text of n passages, that the gate
 * takes in a text of one; where one does, the gate's value counts as in a text of one.
 */
double verdict_worth(const calibration *curves, double gate, double probability, bool hit,
                     size_t passages);

/* Everything in the verdict lives in `memory`, or is borrowed from the input's parts. */
exportcat_status verdict_reach(const verdict_input *in, arena *memory, exportcat_verdict *out,
                               exportcat_error *error);

#endif
