/*
 * Stage 8b: what speaks for an entry: rule hits with their spans, and the features that weighed
 * most.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "model.h"
#include "rules.h"

typedef struct {
    const rule_hits *hits;
    const model *scores;
    const feature_row *row;
    const folded *folded;
} evidence_source;

/* Rule hits that speak for the point, or for the entry as a whole; those of other points do not
 * count. `point` may be NULL. */
size_t evidence_count_hits(const rule_hits *hits, const entry *of, const control_point *point);

/* Hits first (the point's, then the entry's own), then features of the label by their weight; no
 * quote twice. Lives in `memory`; NULL when memory runs out. */
const exportcat_evidence *evidence_collect(const evidence_source *from, const entry *of,
                                           const control_point *point, size_t label, arena *memory,
                                           size_t *count);

#endif
