/* Stage 8b: what the files of the similarity share. */
#ifndef SIMILARITY_PARTS_H
#define SIMILARITY_PARTS_H

#include "similarity.h"

/* A document in which a key stands. Documents are the wording of every entry, then that of every
 * control point, in the catalogue's order. */
typedef struct {
    uint32_t document;
    float weight; /* BM25's share of the term frequency */
} posting;

struct similarity {
    string_set keys;
    uint32_t *first; /* keys.count + 1 offsets into postings */
    posting *postings;
    size_t first_count, posting_count, document_count;
    feature_settings settings;
    uint64_t fingerprint;
    bool borrowed; /* the arrays, from frozen bytes */
    const vocabulary *words;
    size_t *point_documents; /* of each entry's first point */
    double rarest;           /* the weight of a key that the vocabulary does not know */
};

/* similarity_build.c: reads the wording of the catalogue. */
exportcat_status similarity_build(similarity *index, const catalogue *source,
                                  exportcat_error *error);

#endif
