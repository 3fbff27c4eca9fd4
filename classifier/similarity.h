/*
 * Stage 8b: how much a text is like each entry's own wording: titles, official text, summaries,
 * terms. It finds entries of which the model has seen no example, and their points.
 *
 * BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) over stems and pairs of Han characters,
 * with each entry's wording as a document, the text as the query, and the model's vocabulary for
 * the inverse document frequencies; divided by the square root of the query's weight, so that long
 * and short texts compare.
 */
#ifndef SIMILARITY_H
#define SIMILARITY_H

#include "catalogue.h"
#include "model.h"
#include "symbols.h"

typedef struct similarity similarity;

/* Reads the wording of all entries, or takes what the catalogue's file keeps of it. The catalogue
 * and the vocabulary must outlive it; without a vocabulary (NULL) it can only be frozen. The caller
 * frees it with similarity_free. */
exportcat_status similarity_new(const catalogue *source, const vocabulary *words,
                                const stem_languages *languages, similarity **out,
                                exportcat_error *error);
void similarity_free(similarity *index);

/* Appends the index in the form that the catalogue's file keeps as CATALOGUE_WORDING. */
exportcat_status similarity_freeze(const similarity *index, buffer *out, exportcat_error *error);

/* Where the weights of a key are that stands in the text. */
typedef struct {
    uint32_t from, end;
} likeness_place;

/* The `number`th of those keys, which has a row, and the groups of all since the row before. */
typedef struct {
    uint32_t number, groups;
} likeness_row;

/* One text's values; a zeroed struct is empty. The caller frees it with likeness_free. */
typedef struct {
    double
        *of_document; /* of each entry, then of each point, in the catalogue's order; then zeros */
    /* Private: */
    unsigned char *is_seen; /* of each key by its number + 1; all are 0 between two texts */
    uint32_t *seen;         /* keys + 1 that stand in the text, each once */
    double *rarities;       /* theirs */
    likeness_place *places; /* theirs, and one more of any value */
    likeness_row *rows;
} likeness;

/* What a text's symbols must be looked up in, but for terms. Borrowed from the index; valid as long
 * as it is. */
symbol_tables similarity_tables(const similarity *index);

/* Of a text's tokens, or some of them; `symbols` are the whole text's. is_stretch: they stand side
 * by side in the text as it was cut, with none left out or cut short, which takes less time. Fills
 * `out`, reusing its memory. */
exportcat_status similarity_measure(const similarity *index, const symbol_row *symbols,
                                    const token_list *tokens, bool is_stretch, likeness *out,
                                    exportcat_error *error);
void likeness_free(likeness *values);

size_t similarity_document_count(const similarity *index);

/* The document of an entry's `point`th control point; an entry's own bears the entry's number. */
size_t similarity_point_document(const similarity *index, size_t of_entry, size_t point);

/* The document of each label; SIZE_MAX for one that the catalogue does not know. NULL when memory
 * runs out. The caller frees it with free. */
size_t *similarity_documents(const similarity *index, const catalogue *source,
                             const model_label *labels, size_t count);

/* The value of a document, 0 for SIZE_MAX. */
double likeness_of(const likeness *values, size_t document);

/* Likewise of many; similarity_document_count stands for none. */
void likeness_list(const likeness *values, const uint32_t *documents, size_t count, double *out);

/* A piece of the text that stands in a document too. */
typedef struct {
    uint32_t start, end; /* folded bytes of its first occurrence */
    double share;        /* of the document's value */
    double rarity;       /* ln of how few of the training texts have it */
} shared_piece;

/* Fills up to `count` pieces, those that weigh most first; the number of them, or -1 when memory
 * runs out. */
int similarity_explain(const similarity *index, size_t document, const symbol_row *symbols,
                       const token_list *tokens, shared_piece *out, int count);

#endif
