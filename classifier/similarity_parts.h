/* Stage 8b: what the files of the similarity share. */
#ifndef SIMILARITY_PARTS_H
#define SIMILARITY_PARTS_H

#include "similarity.h"

/*
 * Documents in which a key stands, and for each BM25's share of the term frequency. Documents are
 * the wording of every entry, then that of every control point, in the catalogue's order. Where
 * they are no four, the number of documents stands in for one, with a weight of 0.
 */
enum { POSTINGS = 4 };
typedef struct {
    uint32_t document[POSTINGS];
    float weight[POSTINGS];
} posting_group;

/* Sums of documents, and rows, have room for whole strips, and for the document that is none. */
enum { SIMILARITY_STRIP = 64 };

struct similarity {
    string_set keys;
    uint32_t *first; /* keys.count + 1 offsets into the groups */
    posting_group *groups;
    size_t first_count, group_count, document_count;
    feature_settings settings;
    uint64_t fingerprint;
    bool borrowed; /* the arrays, from frozen bytes */
    /* The few keys that stand in many documents also have a weight for each of them. */
    uint32_t *row_of; /* of each key, where it has one */
    double *rows;     /* of the first such key, of the second ... */
    size_t row_count, row_length;
    const vocabulary *words;
    size_t *point_documents; /* of each entry's first point */
    float rarest;            /* the weight of a key that the vocabulary does not know */
};

/* similarity_build.c: reads the wording of the catalogue. */
exportcat_status similarity_build(similarity *index, const catalogue *source,
                                  exportcat_error *error);

/* similarity_rows.c: makes the rows. */
exportcat_status similarity_make_rows(similarity *index, exportcat_error *error);

/* From this share of the documents on a row takes less time than the list. */
enum { SIMILARITY_ROW_FROM_A = 6 };

/* The most groups that a key without a row has. */
static inline uint32_t similarity_longest_list(const similarity *index) {
    return (uint32_t)(index->document_count / (POSTINGS * SIMILARITY_ROW_FROM_A));
}

/* similarity_sums.c: sets the sum of each document, and of the rest of a strip, to what the keys
 * add to it, in their order, times `share`. */
typedef struct {
    const similarity *index;
    const likeness *keys;
    size_t row_count;
    uint32_t groups; /* of the keys behind the last one with a row */
    double share;
} likeness_sum;
void similarity_add(const likeness_sum *of, double *sums);
void similarity_add_portable(const likeness_sum *of, double *sums);

/* One key's place in a text. Return not 0 to stop. */
typedef int key_sink(void *context, const symbol *key, uint32_t start);

/* Tells of all words, and of all pairs of Han characters that stand side by side in a token. */
static inline int each_key(const symbol_row *symbols, const token_list *tokens, key_sink *sink,
                           void *context) {
    size_t at = tokens->count ? symbol_row_seek(symbols, tokens->items[0].start) : 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        bool word = here->kind == TOKEN_WORD, han = here->kind == TOKEN_HAN;
        while (at < symbols->count && symbols->items[at].start < here->start) at++;
        for (; at < symbols->count && symbols->items[at].start < here->start + here->length; at++) {
            const symbol *key = &symbols->items[at];
            bool pair = han && key->start > here->start;
            int stop = word || pair ? sink(context, key, pair ? key[-1].start : key->start) : 0;
            if (stop) return stop;
        }
    }
    return 0;
}

#endif
