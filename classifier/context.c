#include "context_parts.h"

#include "blocks.h"
#include "grams.h"

#include <stdlib.h>
#include <string.h>

enum {
    CUE_BYTES_MIN = GRAM_BYTES,
    CUE_BYTES_LONG = 2 * GRAM_BYTES, /* see cue_set */
    BUCKET_BITS = 10,
    BUCKETS = 1 << BUCKET_BITS
};

typedef struct {
    const char *words; /* as folded text has them */
    size_t length;
    const cue *of; /* NULL: a turn */
} compiled_cue;

/* Cues by the hash of their first bytes, the longest of a bucket first. At nearly all places of a
 * text the sets tell that none stands there. */
struct cue_set {
    gram_set begins;        /* the first bytes of all */
    gram_set shorts;        /* of those of less than CUE_BYTES_LONG */
    gram_set longs;         /* the first two runs of the others, as long_bit has them */
    bool begins_with_signs; /* of ASCII: neither a letter nor a digit */
    compiled_cue *items;
    size_t count, capacity;
    uint32_t start[BUCKETS + 1];
    arena memory;
    struct cue_set *statements; /* what a clause of its own has; they have none in turn */
};

static uint32_t bucket_of(const char *bytes) {
    return gram_bit(bytes) >> (GRAM_SET_BITS - BUCKET_BITS);
}

static uint32_t long_bit(const char *bytes) {
    return gram_bit(bytes) ^ gram_bit(bytes + GRAM_BYTES) >> 1;
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

static exportcat_status add_phrases(cue_set *out, const phrases *words, exportcat_error *error) {
    exportcat_status status = add_words(out, &words->en, NULL, words->place, error);
    return status ? status : add_words(out, &words->zh, NULL, words->place, error);
}

static void index_words(cue_set *out) {
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_bucket);
    for (size_t i = 0; i < out->count; i++) {
        const compiled_cue *item = &out->items[i];
        bool is_long = item->length >= CUE_BYTES_LONG;
        out->start[bucket_of(item->words) + 1]++;
        gram_set_add(&out->begins, gram_bit(item->words));
        out->begins_with_signs |= !is_latin(*item->words) && (unsigned char)*item->words < 0x80;
        gram_set_add(is_long ? &out->longs : &out->shorts,
                     is_long ? long_bit(item->words) : gram_bit(item->words));
    }
    for (size_t i = 0; i < BUCKETS; i++) out->start[i + 1] += out->start[i];
}

static exportcat_status compile(cue_set *out, const catalogue *source, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    const cue *cues = source->cues.items;
    for (size_t i = 0; !status && i < source->cues.count; i++) {
        status = add_words(out, &cues[i].en, &cues[i], cues[i].place, error);
        if (!status) status = add_words(out, &cues[i].zh, &cues[i], cues[i].place, error);
    }
    if (!status) status = add_phrases(out, &source->turns, error);
    if (!status) status = add_phrases(out->statements, &source->statements, error);
    if (status) return status;
    index_words(out);
    index_words(out->statements);
    return EXPORTCAT_OK;
}

exportcat_status context_new(const catalogue *source, cue_set **out, exportcat_error *error) {
    *out = NULL;
    cue_set *compiled = calloc(1, sizeof *compiled);
    if (compiled) compiled->statements = calloc(1, sizeof *compiled);
    bool ready = compiled && compiled->statements;
    exportcat_status status = ready ? compile(compiled, source, error) : status_memory(error);
    if (status)
        context_free(compiled);
    else
        *out = compiled;
    return status;
}

void context_free(cue_set *compiled) {
    if (!compiled) return;
    context_free(compiled->statements);
    free(compiled->items);
    arena_free(&compiled->memory);
    free(compiled);
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* 0 only where no cue begins; so many bytes as folded text has behind it may be read. */
static inline unsigned may_begin(const cue_set *compiled, const char *bytes) {
    return gram_set_has(&compiled->begins, gram_bit(bytes));
}

/* The same, of a place where one may begin. */
static inline unsigned may_go_on(const cue_set *compiled, const char *bytes) {
    return gram_set_has(&compiled->shorts, gram_bit(bytes)) |
           gram_set_has(&compiled->longs, long_bit(bytes));
}

/* The longest cue or turn that stands at `at`, as a whole word; NULL: none. */
static const compiled_cue *cue_at(const cue_set *compiled, const folded *text, size_t at) {
    const char *bytes = text->bytes + at;
    if (!may_begin(compiled, bytes) || !may_go_on(compiled, bytes)) return NULL;
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

/* Back to the comma before it; further, over the commas of an enumeration, where no statement
 * stands before the sentence, or what a colon or a turn sets off, begins. */
static size_t reach_back(const cue_set *compiled, const folded *text, size_t from, int reach) {
    size_t first = from > REACH_MAX ? from - REACH_MAX : 0, at = from, comma = SIZE_MAX;
    for (; at > first; at--) {
        if (stops(compiled, text, at - 1, reach)) {
            if (text->bytes[at - 1] != ',') break;
            if (comma == SIZE_MAX) comma = at;
        }
        if (comma != SIZE_MAX && cue_at(compiled->statements, text, at - 1)) break;
    }
    bool whole = comma == SIZE_MAX || !at || (at > first && stops(compiled, text, at - 1, reach));
    if (!whole) at = comma;
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

/* Where of BLOCK bytes a cue may begin, as bits: with the first letter of a word, with the first
 * byte of a character beyond ASCII, and where the catalogue has such cues with any other byte.
 * `inside`: a word goes on there from the byte before; set to whether one goes on behind them. */
static uint64_t starts_of(const cue_set *compiled, const char *bytes, bool *inside) {
    text_block here;
    block_read(&here, bytes);
    uint64_t starts = here.plain & ~(here.plain << 1 | *inside);
    *inside = here.plain >> (BLOCK - 1);
    uint64_t signs = compiled->begins_with_signs ? ~(here.plain | here.wide) : 0;
    return starts | here.leading | signs;
}

/* So many bytes are looked through at a time: of hundreds of places a cue stands at few. */
enum { STRETCH = 16 * BLOCK };

/* Lists the places in [from, from + STRETCH) of the text that a cue may begin at, by its first
 * bytes too. */
static size_t list_places(const cue_set *compiled, const folded *text, size_t from, bool *inside,
                          uint32_t places[STRETCH]) {
    const size_t to = text->length - from < STRETCH ? text->length : from + STRETCH;
    size_t count = 0, kept = 0;
    for (size_t block = from; block < to; block += BLOCK) {
        const size_t left = to - block < BLOCK ? to - block : BLOCK;
        uint64_t starts = starts_of(compiled, text->bytes + block, inside);
        for (starts &= UINT64_MAX >> (BLOCK - left); starts; starts &= starts - 1) {
            size_t at = block + (unsigned)__builtin_ctzll(starts);
            places[count] = (uint32_t)at;
            count += may_begin(compiled, text->bytes + at);
        }
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t at = places[i];
        places[kept] = at;
        kept += may_go_on(compiled, text->bytes + at);
    }
    return kept;
}

/* Adds the cue at `at`, if one stands there, and tells where the next one may begin. */
static exportcat_status find_at(const cue_set *compiled, const folded *text, size_t *at,
                                context_spans *out, exportcat_error *error) {
    const compiled_cue *found = cue_at(compiled, text, *at);
    if (found && found->of) {
        if (grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items))
            return status_memory(error);
        out->items[out->count++] = span_of(compiled, text, *at, found);
    }
    *at += found ? found->length : 1;
    return EXPORTCAT_OK;
}

exportcat_status context_find(const cue_set *compiled, const folded *text, context_spans *out,
                              exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    size_t behind = 0; /* the last cue */
    bool inside = false;
    out->count = 0;
    for (size_t from = 0; from < text->length && !status; from += STRETCH) {
        uint32_t places[STRETCH];
        size_t count = list_places(compiled, text, from, &inside, places);
        for (size_t i = 0; i < count && !status; i++) {
            if (places[i] < behind) continue;
            behind = places[i];
            status = find_at(compiled, text, &behind, out, error);
        }
    }
    if (!status && out->count) qsort(out->items, out->count, sizeof *out->items, by_start);
    return status;
}

void context_spans_free(context_spans *spans) {
    free(spans->items);
    *spans = (context_spans){0};
}
