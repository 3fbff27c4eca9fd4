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
    const double *likes;      /* one a label; NULL: none */
    const feature_row *row;
    const rule_hits *hits;
    const likeness *like;
    uint32_t start, end; /* folded bytes */
} verdict_reading;

/* The whole text, then the passages that may say more: see verdict_worth. */
enum { VERDICT_READINGS_MAX = 9 };

/* All that the stages before found out about one text. */
typedef struct {
    const catalogue *laws;
    const model *scores;
    const verdict_reading *readings;
    size_t reading_count;
    size_t passage_count; /* all of the text's, read closely or not */
    const similarity *wording;
    const units *units;
    figure_list
        *figures; /* room for the text's figures, which are read when they are first wanted */
    stemmer *stems;
    const folded *folded;
    const token_list *tokens; /* of the whole text */
    const context_spans *spans;
    const char *text;
    size_t length;
    exportcat_when when;
} verdict_input;

/*
 * How much a passage says for a label's entry, as odds that it is covered against the odds that it
 * takes; 1 or more makes the entry a candidate. Every passage is one more chance of a false alarm:
 * where no rule speaks for the entry, a text of n passages takes n times the odds that a text of
 * one takes.
 */
double verdict_worth(const model *scores, const double *decisions, size_t label,
                     text_language language, bool hit, size_t passages);

/* Everything in the verdict lives in `memory`, or is borrowed from the input's parts. */
exportcat_status verdict_reach(const verdict_input *in, arena *memory, exportcat_verdict *out,
                               exportcat_error *error);

#endif
