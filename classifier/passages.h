/*
 * Stage 2b: a long text -> passages of whole sentences, so that a technology which fills one
 * paragraph of many is seen. A passage ends at a line break where it is long enough, or with the
 * sentence that fills it.
 */
#ifndef PASSAGES_H
#define PASSAGES_H

#include "tokens.h"

typedef struct {
    size_t first, count; /* tokens */
} passage;

/* Grows as needed; a zeroed struct is empty. The caller frees it with passages_free. */
typedef struct {
    passage *items;
    size_t count, capacity;
} passage_list;

/* Cuts the text into passages that hold all its tokens, in order: none where it is short enough to
 * be read as a whole. Linear in the text. */
exportcat_status passages_cut(passage_list *out, const folded *text, const token_list *tokens,
                              exportcat_error *error);
void passages_free(passage_list *out);

#endif
