/*
 * Stage 8d: the thresholds of a control point held against the figures of a text.
 *
 * A figure belongs to a parameter where it stands behind the parameter's words in the same clause
 * ("compaction density of 2.62 g/cm3"), or right before them ("2.62 g/cm3 compaction density").
 * Where a threshold is set at some circumstance ("at 220 MPa"), a figure counts only where the text
 * states that circumstance near it.
 */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include "context.h"
#include "quantities.h"

/* The figures of one text; a zeroed struct is empty. The caller frees it with figures_free. */
typedef struct {
    const units *known;
    const folded *text;
    const context_spans *spans;
    quantity_list all;
} figure_list;

/* Reads a text's figures; what it takes must stay in place. */
exportcat_status figures_read(figure_list *out, const units *known, const folded *text,
                              const char *original, const context_spans *spans,
                              exportcat_error *error);
void figures_free(figure_list *of);

/* What the text says of one threshold. */
typedef struct {
    exportcat_threshold_state state;
    uint32_t start, end; /* folded bytes of the figure that decided; none where they are equal */
    const char *why;     /* a clause, where it is not met or unclear; NULL otherwise. Constant. */
} condition;

/* What all of a point's thresholds come to. */
typedef enum {
    CONDITIONS_NONE,    /* the point has none */
    CONDITIONS_MET,     /* enough of them are met */
    CONDITIONS_NOT_MET, /* so many are not met that the rest cannot help */
    CONDITIONS_OPEN,    /* it depends on what the text does not say */
} conditions_state;

/* Fills one condition a threshold of the point. */
conditions_state conditions_judge(const figure_list *of, const control_point *point,
                                  condition *out);

#endif
