/* Stage 8c: what the files of the evidence share. */
#ifndef EVIDENCE_PARTS_H
#define EVIDENCE_PARTS_H

#include "evidence.h"

/* Features commoner than this (one training text in forty, about one in twenty of its language)
 * weigh, but tell a reader nothing. */
static const float EVIDENCE_TELLING_IDF = 4.7F;

/* Makes the source's room ready, once; -1 when memory runs out. */
int evidence_room_ready(const evidence_source *from, arena *memory);

/* A row's features are numbered from 0 on, and its words behind them. */
static inline double evidence_value(const feature_row *row, uint32_t number) {
    return number < row->count ? row->items[number].value : row->uses[number - row->count].value;
}

/* What the row's features and words weigh for a label, one each, looked up once; NULL for NO_LABEL,
 * which weighs nothing. Borrowed from the room; valid until those of another label are wanted while
 * it holds no more. -1 when memory runs out. */
int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out);

#endif
