#include "similarity_parts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static feature_settings wording_settings(const stem_languages *languages) {
    feature_settings settings = feature_settings_default();
    settings.languages = *languages;
    settings.word_max = 1;
    settings.letters_min = settings.letters_max = 0;
    settings.han_min = settings.han_max = 2;
    settings.numbers = 0;
    settings.units = false;
    settings.hints = 0;
    return settings;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

exportcat_status similarity_freeze(const similarity *index, buffer *out, exportcat_error *error) {
    buffer_add(out, &index->fingerprint, sizeof index->fingerprint);
    string_set_freeze(&index->keys, out);
    numbers_freeze(index->first, index->first_count, out);
    numbers_freeze((const uint32_t *)index->postings, 2 * index->posting_count, out);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

/* No early end: there are many postings, and all are right. */
static bool is_sound(const similarity *index) {
    uint32_t highest = 0;
    bool finite = true;
    for (size_t i = 0; i < index->posting_count; i++) {
        const posting *here = &index->postings[i];
        highest = here->document > highest ? here->document : highest;
        finite &= fabsf(here->weight) <= FLT_MAX;
    }
    return index->first_count == index->keys.count + 1 &&
           numbers_rise(index->first, index->first_count, index->posting_count) && finite &&
           (!index->posting_count || highest < index->document_count);
}

/* Takes what the catalogue's file keeps, where the same code made it. */
static bool thaw(similarity *index, const catalogue_section *kept) {
    size_t pairs = 0;
    if (kept->size < sizeof index->fingerprint ||
        memcmp(kept->bytes, &index->fingerprint, sizeof index->fingerprint) != 0)
        return false;
    const char *at = kept->bytes + sizeof index->fingerprint, *end = kept->bytes + kept->size;
    if (!string_set_thaw(&index->keys, &at, end)) return false;
    const uint32_t *first = numbers_thaw(&index->first_count, &at, end);
    const uint32_t *postings = first ? numbers_thaw(&pairs, &at, end) : NULL;
    if (!postings) return false;
    index->borrowed = true;
    index->first = (uint32_t *)(uintptr_t)first;
    index->postings = (posting *)(uintptr_t)postings;
    index->posting_count = pairs / 2;
    return is_sound(index);
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Lets go of what was built or borrowed. */
static void forget(similarity *index) {
    string_set_free(&index->keys);
    if (!index->borrowed) {
        free(index->first);
        free(index->postings);
    }
    index->borrowed = false;
    index->first = NULL;
    index->postings = NULL;
}

static exportcat_status number_documents(similarity *index, const catalogue *source,
                                         exportcat_error *error) {
    index->point_documents = calloc(source->entry_count + 1, sizeof *index->point_documents);
    if (!index->point_documents) return status_memory(error);
    index->document_count = source->entry_count;
    for (size_t e = 0; e < source->entry_count; e++) {
        index->point_documents[e] = index->document_count;
        index->document_count += source->entries[e].points.count;
    }
    return EXPORTCAT_OK;
}

/* In lanes, which a machine compares at once. */
static double highest_of(const float *values, size_t count) {
    enum { LANES = 8 };
    float highest[LANES] = {0};
    size_t at = 0;
    for (; at + LANES <= count; at += LANES)
        for (size_t i = 0; i < LANES; i++)
            highest[i] = values[at + i] > highest[i] ? values[at + i] : highest[i];
    for (; at < count; at++) highest[0] = values[at] > highest[0] ? values[at] : highest[0];
    for (size_t i = 1; i < LANES; i++)
        highest[0] = highest[i] > highest[0] ? highest[i] : highest[0];
    return (double)highest[0];
}

exportcat_status similarity_new(const catalogue *source, const vocabulary *words,
                                const stem_languages *languages, similarity **out,
                                exportcat_error *error) {
    *out = NULL;
    similarity *index = calloc(1, sizeof *index);
    if (!index) return status_memory(error);
    index->settings = wording_settings(languages);
    exportcat_status status = number_documents(index, source, error);
    if (!status) status = features_fingerprint(&index->settings, &index->fingerprint, error);
    if (!status && !thaw(index, &source->sections[CATALOGUE_WORDING])) {
        forget(index);
        status = similarity_build(index, source, error);
    }
    index->words = words;
    if (words) index->rarest = highest_of(words->idf, words->count);
    if (status)
        similarity_free(index);
    else
        *out = index;
    return status;
}

void similarity_free(similarity *index) {
    if (!index) return;
    forget(index);
    free(index->point_documents);
    free(index);
}

size_t similarity_document_count(const similarity *index) {
    return index->document_count;
}

size_t similarity_point_document(const similarity *index, size_t of_entry, size_t point) {
    return index->point_documents[of_entry] + point;
}

/* The document of a label; SIZE_MAX where the catalogue has none. */
static size_t document_of(const similarity *index, const catalogue *source, const char *label) {
    const entry *of;
    const control_point *point;
    if (!catalogue_label(source, label, strlen(label), &of, &point)) return SIZE_MAX;
    size_t number = (size_t)(of - source->entries);
    if (!point) return number;
    return similarity_point_document(index, number, (size_t)(point - entry_point(of, 0)));
}

size_t *similarity_documents(const similarity *index, const catalogue *source,
                             const model_label *labels, size_t count) {
    size_t *documents = calloc(count + 1, sizeof *documents);
    for (size_t i = 0; documents && i < count; i++)
        documents[i] = document_of(index, source, labels[i].name);
    return documents;
}

symbol_tables similarity_tables(const similarity *index) {
    return (symbol_tables){.keys = &index->keys, .words = index->words, .rarest = index->rarest};
}

/* ---- The keys of a text ---------------------------------------------------------------------- */

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

/* ---- Measuring ------------------------------------------------------------------------------- */

typedef struct {
    const similarity *index;
    likeness *out;
} measurer;

/* A key of the wording counts once, however often it stands in the text. */
static int list_key(void *context, const symbol *key, uint32_t start) {
    (void)start;
    const measurer *in = context;
    likeness *out = in->out;
    if (key->key != STRING_NONE) {
        if (out->is_seen[key->key]) return 0;
        out->is_seen[key->key] = 1;
        out->seen[out->seen_count++] = (likeness_key){key->key, key->rarity};
        __builtin_prefetch(&in->index->first[key->key]);
    }
    out->weight += key->rarity;
    return 0;
}

/* What each key adds lies anywhere in a large array: all of it is asked for before any is used. */
static void add_keys(const similarity *index, likeness *out) {
    for (size_t k = 0; k < out->seen_count; k++)
        __builtin_prefetch(&index->postings[index->first[out->seen[k].key]]);
    for (size_t k = 0; k < out->seen_count; k++) {
        likeness_key here = out->seen[k];
        for (uint32_t i = index->first[here.key]; i < index->first[here.key + 1]; i++)
            out->of_document[index->postings[i].document] +=
                here.rarity * (double)index->postings[i].weight;
        out->is_seen[here.key] = 0;
    }
}

/* Room for the values, once; false when memory runs out. */
static bool is_ready(const similarity *index, likeness *out) {
    if (!out->of_document) out->of_document = calloc(index->document_count + 1, sizeof(double));
    if (!out->is_seen) out->is_seen = calloc(index->keys.count + 1, sizeof *out->is_seen);
    if (!out->seen) out->seen = calloc(index->keys.count + 1, sizeof *out->seen);
    return out->of_document && out->is_seen && out->seen;
}

exportcat_status similarity_measure(const similarity *index, const symbol_row *symbols,
                                    const token_list *tokens, likeness *out,
                                    exportcat_error *error) {
    measurer in = {.index = index, .out = out};
    if (!is_ready(index, out)) return status_memory(error);
    memset(out->of_document, 0, index->document_count * sizeof *out->of_document);
    out->weight = 0;
    out->seen_count = 0;
    each_key(symbols, tokens, list_key, &in);
    add_keys(index, out);
    double length = out->weight > 0 ? sqrt(out->weight) : 1;
    for (size_t i = 0; i < index->document_count; i++) out->of_document[i] /= length;
    return EXPORTCAT_OK;
}

void likeness_free(likeness *values) {
    free(values->of_document);
    free(values->is_seen);
    free(values->seen);
    *values = (likeness){0};
}

double likeness_of(const likeness *values, size_t document) {
    return document == SIZE_MAX ? 0 : values->of_document[document];
}

/* ---- Explaining ------------------------------------------------------------------------------ */

typedef struct {
    const similarity *index;
    size_t document;
    shared_piece *pieces;
    uint32_t *keys; /* of the pieces */
    size_t count, capacity, key_capacity;
    double total;
} explainer;

static double weight_in(const similarity *index, uint32_t key, size_t document) {
    for (uint32_t i = index->first[key]; i < index->first[key + 1]; i++)
        if (index->postings[i].document == document) return (double)index->postings[i].weight;
    return 0;
}

static int explain_key(void *context, const symbol *key, uint32_t start) {
    explainer *of = context;
    double weight = key->key == STRING_NONE ? 0 : weight_in(of->index, key->key, of->document);
    if (weight <= 0) return 0;
    for (size_t i = 0; i < of->count; i++)
        if (of->keys[i] == key->key) return 0;
    if (grow(&of->pieces, &of->capacity, of->count + 1, sizeof *of->pieces) ||
        grow(&of->keys, &of->key_capacity, of->count + 1, sizeof *of->keys))
        return -1;
    double share = weight * key->rarity;
    of->total += share;
    of->keys[of->count] = key->key;
    of->pieces[of->count++] = (shared_piece){start, key->end, share, key->rarity};
    return 0;
}

static int by_share(const void *left, const void *right) {
    const shared_piece *a = left, *b = right;
    if (a->share > b->share || a->share < b->share) return a->share < b->share ? 1 : -1;
    return (a->start > b->start) - (a->start < b->start);
}

int similarity_explain(const similarity *index, size_t document, const symbol_row *symbols,
                       const token_list *tokens, shared_piece *out, int count) {
    explainer of = {.index = index, .document = document};
    int failed = each_key(symbols, tokens, explain_key, &of);
    if (!failed && of.count) qsort(of.pieces, of.count, sizeof *of.pieces, by_share);
    if (of.count < (size_t)count) count = (int)of.count;
    for (int i = 0; !failed && i < count; i++) {
        out[i] = of.pieces[i];
        out[i].share /= of.total;
    }
    free(of.pieces);
    free(of.keys);
    return failed ? -1 : count;
}
