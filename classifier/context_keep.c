/* What lies in the spans that were found. */
#include "context_parts.h"

#include <stdlib.h>

/* The first span that begins too near to `at` to end before it. */
static size_t first_near(const context_spans *spans, uint32_t at) {
    const uint32_t longest = 2 * REACH_MAX + CUE_BYTES_MAX + 4;
    size_t low = 0, high = spans->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spans->items[middle].start + longest < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool context_leaves_out(exportcat_context_kind kind) {
    return kind == EXPORTCAT_LEFT_OUT || kind == EXPORTCAT_BOILERPLATE;
}

const context_span *context_over(const context_spans *spans, uint32_t start, uint32_t end) {
    uint32_t middle = start + (end - start) / 2;
    const context_span *over = NULL;
    for (size_t i = first_near(spans, middle); i < spans->count; i++) {
        const context_span *here = &spans->items[i];
        if (here->start > middle) break;
        if (middle >= here->end) continue;
        if (context_leaves_out(here->kind)) return here;
        if (!over) over = here;
    }
    return over;
}

bool context_same_sentence(const folded *text, uint32_t one, uint32_t other) {
    uint32_t from = one < other ? one : other, to = one < other ? other : one;
    if (to - from > 2 * REACH_MAX) return false;
    for (uint32_t at = from; at < to; at++)
        if (ends_sentence(text, at)) return false;
    return true;
}

static bool is_left_out(const context_spans *spans, uint32_t start, uint32_t end) {
    const context_span *over = context_over(spans, start, end);
    return over && context_leaves_out(over->kind);
}

static int keep(token_list *kept, const token *of, uint32_t start, uint32_t end) {
    if (grow(&kept->items, &kept->capacity, kept->count + 1, sizeof *kept->items)) return -1;
    const token *before = kept->count ? &kept->items[kept->count - 1] : NULL;
    bool whole = start == of->start && end == of->start + of->length;
    kept->items[kept->count] = *of;
    kept->items[kept->count].start = start;
    kept->items[kept->count].length = end - start;
    kept->items[kept->count++].joined = whole && of->joined && before;
    return 0;
}

/* Spans begin and end anywhere in a run of Han: what is left of it. */
static int keep_pieces(const context_spans *spans, const folded *text, token_list *kept,
                       const token *of) {
    uint32_t end = of->start + of->length, from = of->start;
    size_t length;
    for (uint32_t at = of->start; at < end; at += (uint32_t)length) {
        fold_classify(text->bytes + at, &length);
        if (!is_left_out(spans, at, at + 1)) continue;
        if (at > from && keep(kept, of, from, at)) return -1;
        from = at + (uint32_t)length;
    }
    return from < end ? keep(kept, of, from, end) : 0;
}

/* Whether a span that leaves out begins near the tokens. */
static bool leaves_out(const context_spans *spans, const token_list *tokens) {
    if (!tokens->count) return false;
    const token *last = &tokens->items[tokens->count - 1];
    for (size_t i = first_near(spans, tokens->items[0].start); i < spans->count; i++) {
        if (spans->items[i].start > last->start + last->length) return false;
        if (context_leaves_out(spans->items[i].kind)) return true;
    }
    return false;
}

const token_list *context_keep(const context_spans *spans, const folded *text,
                               const token_list *tokens, token_list *room) {
    bool gap = false;
    if (!leaves_out(spans, tokens)) return tokens;
    room->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        token here = tokens->items[i];
        uint32_t end = here.start + here.length;
        here.joined = here.joined && !gap;
        gap = is_left_out(spans, here.start, end);
        if (here.kind == TOKEN_HAN ? keep_pieces(spans, text, room, &here)
                                   : !gap && keep(room, &here, here.start, end))
            return NULL;
    }
    return room;
}
