#include "passages.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* In half words: a passage is full from
 * FULL on, may end at a line break from SOME on, and a text of no more than WHOLE is not cut. */
enum { SOME = 60, FULL = 200, WHOLE = 240 };

typedef enum { NO_END, SENTENCE_END, LINE_END } ending;

/* What ends between two tokens. */
static ending ending_between(const folded *text, const token *before, const token *after) {
    const char *from = text->bytes + before->start + before->length;
    size_t length = after->start - (before->start + before->length);
    if (memchr(from, '\n', length)) return LINE_END;
    bool stop = memchr(from, ';', length) || memchr(from, '!', length) ||
                memchr(from, '?', length) || memmem(from, length, "。", strlen("。")) ||
                memmem(from, length, ". ", 2);
    return stop ? SENTENCE_END : NO_END;
}

static bool is_full(size_t size, ending end) {
    return (end == LINE_END && size >= SOME) || (end == SENTENCE_END && size >= FULL) ||
           size >= 2 * FULL;
}

static int add(passage_list *out, size_t first, size_t end) {
    if (grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items)) return -1;
    out->items[out->count++] = (passage){first, end - first};
    return 0;
}

exportcat_status passages_cut(passage_list *out, const folded *text, const token_list *tokens,
                              exportcat_error *error) {
    size_t size = 0, first = 0;
    out->count = 0;
    if (tokens_half_words(tokens) <= WHOLE) return EXPORTCAT_OK;
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        size += token_half_words(&tokens->items[i]);
        if (!is_full(size, ending_between(text, &tokens->items[i], &tokens->items[i + 1])))
            continue;
        if (add(out, first, i + 1)) return status_memory(error);
        first = i + 1;
        size = 0;
    }
    bool rest_is_short = size < SOME && out->count;
    if (rest_is_short)
        out->items[out->count - 1].count += tokens->count - first;
    else if (add(out, first, tokens->count))
        return status_memory(error);
    if (out->count == 1) out->count = 0; /* the whole text again */
    return EXPORTCAT_OK;
}

void passages_free(passage_list *out) {
    free(out->items);
    *out = (passage_list){0};
}
