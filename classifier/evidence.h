/*
 * Stage 8c: what speaks for an entry: rule hits with their spans, and the features or
 * words of its own wording that weighed most.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "model.h"
#include "rules.h"
#include "similarity.h"

typedef struct {
    const rule_hits *hits;
    const model *scores;
    const feature_row *row;
    const similarity *wording;
    stemmer *stems;
    const folded *folded;
    const token_list *tokens;
} evidence_source;

/* What weighed for an entry: features of a label, or pieces of a document of its wording. */
typedef struct {
    bool by_wording;
    size_t label, document;
} evidence_basis;

/* Rule hits that speak for the point, or for the entry as a whole; those of other points do not
 * count. `point` may be NULL. */
size_t evidence_count_hits(const rule_hits *hits, const entry *of, const control_point *point);

/* Whether a feature tells a reader something: it is not too common, and no lone Han character. */
bool evidence_tells(const model *scores, const folded *text, const feature *item);

/* Hits first (the point's, then the entry's own), then features or wording by their weight; no
 * quote twice. Lives in `memory`; NULL when memory runs out. */
const exportcat_evidence *evidence_collect(const evidence_source *from, const entry *of,
                                           const control_point *point, evidence_basis basis,
                                           arena *memory, size_t *count);

#endif
