/*
 * Stage 8c: what speaks for an entry and what against it: rule hits with their spans, and the
 * features or words of its own wording that weighed most.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "model_words.h"
#include "rules.h"
#include "similarity.h"

/* What a row's features and words weigh for one label. */
typedef struct {
    int label;
    double *of;
} evidence_weights;

enum { EVIDENCE_LABELS_MAX = 8 };

/* What is looked up for a row when it is first wanted, and used for every entry that the row speaks
 * for. A zeroed struct is empty; what it holds lives in the arena that evidence is collected in. */
typedef struct {
    size_t count; /* of labels looked up so far: each takes the next place, round and round */
    evidence_weights known[EVIDENCE_LABELS_MAX];
} evidence_room;

static inline void evidence_empty(evidence_room *room) {
    room->count = 0;
}

typedef struct {
    const rule_hits *hits;
    const rule_hits *elsewhere; /* in the rest of the text; NULL: the hits are of all of it */
    const char *const *rules;   /* names of the entry's: "entry/rule" */
    const model *scores;
    const feature_row *row;
    model_words *words;  /* of the row's counter; NULL where it has no words */
    evidence_room *room; /* the row's */
    const similarity *wording;
    const symbol_row *symbols; /* of the whole text */
    const folded *folded;
    const token_list *tokens;
} evidence_source;

/* Where an entry's score comes from. */
typedef struct {
    int label;       /* whose weights explain it, or NO_LABEL: its own wording does */
    size_t document; /* of the entry's own wording */
} evidence_basis;

enum { NO_LABEL = -1 };

/* Rule hits that speak for the point, or for the entry as a whole; those of other points do not
 * count. `point` may be NULL. */
size_t evidence_count_hits(const rule_hits *hits, const entry *of, const control_point *point);

/* The first of such hits where all quote the same words; NULL where there are none, or others. */
const rule_hit *evidence_only_term(const rule_hits *hits, const folded *text, const entry *of,
                                   const control_point *point);

/* Whether a feature tells a reader something: it is not too common, and no lone Han character. */
bool evidence_tells(const folded *text, const feature *item);

/* What speaks for an entry: hits first (the point's, then the entry's own; those elsewhere last),
 * then features or wording by their weight; no quote twice. Lives in `memory`; NULL when memory
 * runs out. */
const exportcat_evidence *evidence_collect(const evidence_source *from, const entry *of,
                                           const control_point *point, evidence_basis basis,
                                           arena *memory, size_t *count);

/*
 * The features that pull most towards one label and away from another, each with its share of all
 * such pull; a pull is the difference of the two weights x the feature's value, and NO_LABEL weighs
 * nothing. So (NO_LABEL, a) is what speaks against a, and (b, a) what parts a from b. The strongest
 * first, no quote twice. Lives in `memory`; NULL when memory runs out.
 */
const exportcat_evidence *evidence_weigh(const evidence_source *from, int towards, int away,
                                         arena *memory, size_t *count);

#endif
