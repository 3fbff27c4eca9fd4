/*
 * Stage 8b: what a text says of the technologies that it names: that they are left out, only
 * compared with, or bought in. After NegEx (Chapman et al. 2001): a cue reaches over the words
 * behind it, or before it, to the end of its phrase or clause.
 *
 * It reads no grammar: a cue that is not in catalogue/context.yaml is not seen, and one that is
 * reaches as far as its line says.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "catalogue.h"
#include "tokens.h"

typedef struct cue_set cue_set;

typedef struct {
    uint32_t start, end;         /* folded bytes that the cue speaks of */
    uint32_t cue_start, cue_end; /* the cue itself */
    exportcat_context_kind kind;
} context_span;

/* In the order of the text; a zeroed struct is empty. The caller frees it with context_spans_free.
 */
typedef struct {
    context_span *items;
    size_t count, capacity;
} context_spans;

/* Compiles the catalogue's cues. The caller frees it with context_free; the catalogue must outlive
 * it. */
exportcat_status context_new(const catalogue *source, cue_set **out, exportcat_error *error);
void context_free(cue_set *compiled);

/* Fills `out`, reusing its memory. Linear in the text. */
exportcat_status context_find(const cue_set *compiled, const folded *text, context_spans *out,
                              exportcat_error *error);
void context_spans_free(context_spans *spans);

/* Whether words in a span of the kind count for nothing. */
bool context_leaves_out(exportcat_context_kind kind);

/* The span that lies over the middle of [start, end); NULL: none. Of several, one that leaves out
 * comes first. */
const context_span *context_over(const context_spans *spans, uint32_t start, uint32_t end);

/* Whether no sentence ends between two places of the text that are near each other. */
bool context_same_sentence(const folded *text, uint32_t one, uint32_t other);

/* The tokens without those that the text leaves out: the list itself where there are none, else
 * `room`, filled anew. NULL when memory runs out. */
const token_list *context_keep(const context_spans *spans, const folded *text,
                               const token_list *tokens, token_list *room);

#endif
