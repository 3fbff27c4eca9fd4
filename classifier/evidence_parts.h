/* Stage 8c: what the files of the evidence share. */
#ifndef EVIDENCE_PARTS_H
#define EVIDENCE_PARTS_H

#include "evidence.h"

/* Features commoner than this (one training text in forty, about one in twenty of its language)
 * weigh, but tell a reader nothing. */
static const float EVIDENCE_TELLING_IDF = 4.7F;

/* A row's features, and behind them its words, by number. */
static inline size_t evidence_count(const feature_row *row) {
    return row->count + row->use_count;
}

/* A feature or a word that pulls. */
typedef struct {
    double pull;
    uint32_t start, end; /* folded bytes */
} pulling;

/* Those that pull by their weights and tell a reader something, and the pull of all, whether they
 * do or not. Lives in `memory`; NULL when memory runs out. */
pulling *evidence_list(const evidence_source *from, const double *weights, arena *memory,
                       size_t *count, double *all);

/* What the row's features and words weigh for a label, one each, looked up once; NULL for NO_LABEL,
 * which weighs nothing. Borrowed from the room; valid until a label is wanted
 * that is not among the last EVIDENCE_LABELS_MAX looked up. -1 when memory runs out. */
int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out);

#endif
