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

typedef struct {
    uint32_t start, end; /* folded bytes */
} evidence_place;

enum { EVIDENCE_AT_ONCE = 8, WORD_BITS = 64 };

/* Features and words that pull. Those that are taken are below 0, and so are some behind the last,
 * up to a multiple of EVIDENCE_AT_ONCE. */
typedef struct {
    double *pulls;
    evidence_place *places; /* theirs */
    size_t count;
    double all; /* the pull of all, on the list or not */
} pull_list;

/* Lists those that pull by their weights and tell a reader something. The list lives in `memory`;
 * -1 when memory runs out. */
int evidence_list(const evidence_source *from, const double *weights, arena *memory,
                  pull_list *out);

/* evidence_strongest.c: takes the strongest, of equals the first in the text. Returns its place on
 * the list, and its *pull; SIZE_MAX where all are taken. */
size_t evidence_take_strongest(pull_list *of, double *pull);
size_t evidence_take_strongest_portable(pull_list *of, double *pull);

/* What the row's features and words weigh for a label, one each, looked up once; NULL for NO_LABEL,
 * which weighs nothing. Borrowed from the room; valid until a label is wanted
 * that is not among the last EVIDENCE_LABELS_MAX looked up. -1 when memory runs out. */
int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out);

#endif
