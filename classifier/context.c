#include "context.h"

#include <stdlib.h>
#include <string.h>

/* The longest that a cue reaches, in bytes: about forty words, or eighty Chinese characters. */
enum { REACH_MAX = 240 };

enum { CUE_BYTES_MIN = 3, CUE_BYTES_MAX = 128, BUCKETS = 1024 };

typedef struct {
    const char *words; /* as folded text has them */
    size_t length;
    const cue *of; /* NULL: a turn */
} compiled_cue;

/* Cues by the hash of their first bytes, the longest of a bucket first. */
struct cue_set {
    compiled_cue *items;
    size_t count, capacity;
    uint32_t start[BUCKETS + 1];
    bool begins[256]; /* by their first bytes */
    arena memory;
};

static uint32_t bucket_of(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (b[0] * 131U + b[1] * 31U + b[2]) % BUCKETS;
}

/* ---- Compiling ------------------------------------------------------------------------------- */

static int by_bucket(const void *left, const void *right) {
    const compiled_cue *a = left, *b = right;
    uint32_t x = bucket_of(a->words), y = bucket_of(b->words);
    if (x != y) return x < y ? -1 : 1;
    if (a->length != b->length) return a->length > b->length ? -1 : 1;
    return strcmp(a->words, b->words);
}

static exportcat_status add_words(cue_set *out, const yaml_list *list, const cue *of,
                                  yaml_place place, exportcat_error *error) {
    const char *const *all = list->items;
    for (size_t i = 0; i < list->count; i++) {
        folded text = {0};
        exportcat_status status = fold_text(&text, all[i], strlen(all[i]), error);
        if (!status && (text.length < CUE_BYTES_MIN || text.length > CUE_BYTES_MAX))
            status = status_at(error, EXPORTCAT_E_CATALOGUE, place.path, place.line, place.column,
                               "the cue '%s' is too short or too long", all[i]);
        if (!status && grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items))
            status = status_memory(error);
        char *words = status ? NULL : arena_copy(&out->memory, text.bytes, text.length);
        if (!status && !words) status = status_memory(error);
        if (!status) out->items[out->count++] = (compiled_cue){words, text.length, of};
        fold_free(&text);
        if (status) return status;
    }
    return EXPORTCAT_OK;
}

static exportcat_status compile(cue_set *out, const catalogue *source, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    const cue *cues = source->cues.items;
    for (size_t i = 0; !status && i < source->cues.count; i++) {
        status = add_words(out, &cues[i].en, &cues[i], cues[i].place, error);
        if (!status) status = add_words(out, &cues[i].zh, &cues[i], cues[i].place, error);
    }
    if (!status) status = add_words(out, &source->turns.en, NULL, source->turns.place, error);
    if (!status) status = add_words(out, &source->turns.zh, NULL, source->turns.place, error);
    if (status) return status;
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_bucket);
    for (size_t i = 0; i < out->count; i++) {
        out->start[bucket_of(out->items[i].words) + 1]++;
        out->begins[(unsigned char)*out->items[i].words] = true;
    }
    for (size_t i = 0; i < BUCKETS; i++) out->start[i + 1] += out->start[i];
    return EXPORTCAT_OK;
}

exportcat_status context_new(const catalogue *source, cue_set **out, exportcat_error *error) {
    *out = NULL;
    cue_set *compiled = calloc(1, sizeof *compiled);
    exportcat_status status = compiled ? compile(compiled, source, error) : status_memory(error);
    if (status)
        context_free(compiled);
    else
        *out = compiled;
    return status;
}

void context_free(cue_set *compiled) {
    if (!compiled) return;
    free(compiled->items);
    arena_free(&compiled->memory);
    free(compiled);
}

/* ---- Finding --------------------------------------------------------------------------------- */

static inline bool is_latin(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* The longest cue or turn that stands at `at`, as a whole word; NULL: none. */
static inline const compiled_cue *cue_at(const cue_set *compiled, const folded *text, size_t at) {
    const char *bytes = text->bytes + at;
    if (!compiled->begins[(unsigned char)*bytes] || text->length - at < CUE_BYTES_MIN) return NULL;
    if (is_latin(*bytes) && at && is_latin(bytes[-1])) return NULL;
    uint32_t bucket = bucket_of(bytes);
    for (uint32_t i = compiled->start[bucket]; i < compiled->start[bucket + 1]; i++) {
        const compiled_cue *item = &compiled->items[i];
        if (item->length > text->length - at || memcmp(bytes, item->words, item->length) != 0)
            continue;
        if (!is_latin(bytes[item->length - 1]) || !is_latin(bytes[item->length])) return item;
    }
    return NULL;
}

/* Whether a sentence ends with the byte at `at`: a full stop between digits does not end one. */
static bool ends_sentence(const folded *text, size_t at) {
    static const char full_stop[] = "。";
    const char *bytes = text->bytes + at;
    switch (*bytes) {
    case ';':
    case '!':
    case '?':
    case '\n': return true;
    case '.': return !is_latin(bytes[1]);
    default: return *bytes == *full_stop && strncmp(bytes, full_stop, sizeof full_stop - 1) == 0;
    }
}

static bool ends_phrase(const folded *text, size_t at) {
    const char *bytes = text->bytes + at;
    if (*bytes == ',') return !is_latin(bytes[1]) || !at || !is_latin(bytes[-1]);
    return *bytes == ':' || *bytes == '(' || *bytes == ')';
}

static bool stops(const cue_set *compiled, const folded *text, size_t at, int reach) {
    if (ends_sentence(text, at)) return true;
    if (reach == REACH_SENTENCE) return false;
    if (reach != REACH_CLAUSE && ends_phrase(text, at)) return true;
    const compiled_cue *here = cue_at(compiled, text, at);
    return here && !here->of;
}

static size_t reach_ahead(const cue_set *compiled, const folded *text, size_t from, int reach) {
    size_t last = text->length - from > REACH_MAX ? from + REACH_MAX : text->length;
    size_t at = from;
    while (at < last && !stops(compiled, text, at, reach)) at++;
    while (at < text->length && (text->bytes[at] & 0xC0) == 0x80) at++;
    return at;
}

static size_t reach_back(const cue_set *compiled, const folded *text, size_t from, int reach) {
    size_t first = from > REACH_MAX ? from - REACH_MAX : 0, at = from;
    while (at > first && !stops(compiled, text, at - 1, reach)) at--;
    while (at < from && (text->bytes[at] & 0xC0) == 0x80) at++;
    return at;
}

static context_span span_of(const cue_set *compiled, const folded *text, size_t at,
                            const compiled_cue *found) {
    size_t end = at + found->length;
    int reach = found->of->reach;
    bool back = reach == REACH_BACK || reach == REACH_SENTENCE;
    return (context_span){
        .cue_start = (uint32_t)at,
        .cue_end = (uint32_t)end,
        .start = (uint32_t)(back ? reach_back(compiled, text, at, reach) : end),
        .end = (uint32_t)(reach == REACH_BACK ? at : reach_ahead(compiled, text, end, reach)),
        .kind = (exportcat_context_kind)found->of->means};
}

static int by_start(const void *left, const void *right) {
    const context_span *a = left, *b = right;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return (a->cue_start > b->cue_start) - (a->cue_start < b->cue_start);
}

exportcat_status context_find(const cue_set *compiled, const folded *text, context_spans *out,
                              exportcat_error *error) {
    out->count = 0;
    for (size_t at = 0; compiled->count && at < text->length;) {
        const compiled_cue *found = cue_at(compiled, text, at);
        if (found && found->of) {
            if (grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items))
                return status_memory(error);
            out->items[out->count++] = span_of(compiled, text, at, found);
        }
        at += found ? found->length : 1;
    }
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_start);
    return EXPORTCAT_OK;
}

void context_spans_free(context_spans *spans) {
    free(spans->items);
    *spans = (context_spans){0};
}

/* ---- What lies in a span --------------------------------------------------------------------- */

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
