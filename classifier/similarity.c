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
    free(index->row_keys);
    free(index->rows);
    index->row_keys = NULL;
    index->rows = NULL;
    index->row_count = 0;
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
    if (!status) status = similarity_make_rows(index, error);
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

/* ---- Measuring ------------------------------------------------------------------------------- */

enum { WORD_BITS = 64 };

/* What is being measured; in a local of its own, so that it stays in registers. */
typedef struct {
    const uint32_t *first;
    uint64_t *is_seen;
    likeness_key *seen;
    size_t seen_count;
    double weight;
} measurer;

/* A key of the wording counts once, however often it stands in the text. */
static int list_key(void *context, const symbol *key, uint32_t start) {
    (void)start;
    measurer *in = context;
    if (key->key != STRING_NONE) {
        uint64_t *word = &in->is_seen[key->key / WORD_BITS];
        const uint64_t bit = (uint64_t)1 << key->key % WORD_BITS;
        if (*word & bit) return 0;
        *word |= bit;
        in->seen[in->seen_count++] = (likeness_key){key->key, key->rarity};
        __builtin_prefetch(&in->first[key->key]);
    }
    in->weight += key->rarity;
    return 0;
}

static void add_row(const float *row, size_t count, double rarity, double *of_document) {
    for (size_t i = 0; i < count; i++) of_document[i] += rarity * (double)row[i];
}

static void add_key(const posting *from, const posting *end, double rarity, double *of_document) {
    for (; from < end; from++) of_document[from->document] += rarity * (double)from->weight;
}

/* What each key adds lies anywhere in a large array: all of it is asked for before any is used. */
static void add_keys(const similarity *index, const measurer *of, double *of_document) {
    const uint32_t *first = index->first;
    for (size_t k = 0; k < of->seen_count; k++)
        __builtin_prefetch(&index->postings[first[of->seen[k].key]]);
    for (size_t k = 0; k < of->seen_count; k++) {
        likeness_key here = of->seen[k];
        const posting *from = index->postings + first[here.key];
        const posting *end = index->postings + first[here.key + 1];
        const float *row = similarity_row(index, here.key, (size_t)(end - from));
        if (row)
            add_row(row, index->document_count, here.rarity, of_document);
        else
            add_key(from, end, here.rarity, of_document);
        of->is_seen[here.key / WORD_BITS] = 0;
    }
}

/* Room for the values, once; false when memory runs out. */
static bool is_ready(const similarity *index, likeness *out) {
    if (!out->of_document) out->of_document = calloc(index->document_count + 1, sizeof(double));
    if (!out->is_seen)
        out->is_seen = calloc(index->keys.count / WORD_BITS + 1, sizeof *out->is_seen);
    if (!out->seen) out->seen = calloc(index->keys.count + 1, sizeof *out->seen);
    return out->of_document && out->is_seen && out->seen;
}

exportcat_status similarity_measure(const similarity *index, const symbol_row *symbols,
                                    const token_list *tokens, likeness *out,
                                    exportcat_error *error) {
    if (!is_ready(index, out)) return status_memory(error);
    measurer in = {.first = index->first, .is_seen = out->is_seen, .seen = out->seen};
    memset(out->of_document, 0, index->document_count * sizeof *out->of_document);
    each_key(symbols, tokens, list_key, &in);
    add_keys(index, &in, out->of_document);
    const double share = in.weight > 0 ? 1 / sqrt(in.weight) : 1;
    for (size_t i = 0; i < index->document_count; i++) out->of_document[i] *= share;
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

/* By fours: one that is stored does not hold up the next that is loaded. */
void likeness_list(const likeness *values, const uint32_t *documents, size_t count, double *out) {
    enum { FOUR = 4 };
    const double *all = values->of_document;
    size_t at = 0;
    for (; at + FOUR <= count; at += FOUR) {
        double here[FOUR];
#pragma GCC unroll 4
        for (size_t i = 0; i < FOUR; i++) here[i] = all[documents[at + i]];
#pragma GCC unroll 4
        for (size_t i = 0; i < FOUR; i++) out[at + i] = here[i];
    }
    for (; at < count; at++) out[at] = all[documents[at]];
}
