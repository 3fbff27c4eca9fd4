#include "similarity.h"

#include "string_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double K1 = 1.2, B = 0.75;

/* A document in which a key stands. Documents are the wording of every entry, then that of every
 * control point, in the catalogue's order. */
typedef struct {
    uint32_t document;
    float weight; /* BM25's share of the term frequency */
} posting;

struct similarity {
    string_set keys;
    uint32_t *first; /* keys.count + 1 offsets into postings */
    posting *postings;
    size_t first_count, posting_count, document_count;
    feature_settings settings;
    uint64_t fingerprint;
    bool borrowed; /* the arrays, from frozen bytes */
    const vocabulary *words;
    size_t *point_documents; /* of each entry's first point */
    double rarest;           /* the weight of a key that the vocabulary does not know */
};

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

/* ---- Building -------------------------------------------------------------------------------- */

/* A key's count in one document. */
typedef struct {
    uint32_t key, document, count;
} occurrence;

typedef struct {
    similarity *index;
    stemmer *stems;
    folded folded;
    token_list tokens;
    occurrence *all;
    size_t count, capacity;
    uint32_t *place; /* key -> 1 + its last occurrence, which is this document's if above `start` */
    size_t place_capacity, placed;
    size_t start; /* the document's first occurrence */
    uint32_t document;
    double *length; /* of each document, in keys */
} builder;

static int add_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    builder *of = context;
    (void)start, (void)end;
    uint32_t number = string_set_add(&of->index->keys, key, length);
    if (number == STRING_NONE ||
        grow(&of->place, &of->place_capacity, (size_t)number + 1, sizeof *of->place) ||
        grow(&of->all, &of->capacity, of->count + 1, sizeof *of->all))
        return -1;
    for (; of->placed <= number; of->placed++) of->place[of->placed] = 0;
    if (of->place[number] <= of->start) {
        of->all[of->count++] = (occurrence){number, of->document, 0};
        of->place[number] = (uint32_t)of->count;
    }
    of->all[of->place[number] - 1].count++;
    of->length[of->document]++;
    return 0;
}

static exportcat_status add_text(builder *of, const char *text, exportcat_error *error) {
    if (!text) return EXPORTCAT_OK;
    exportcat_status status = fold_text(&of->folded, text, strlen(text), error);
    if (!status) status = tokens_cut(&of->tokens, &of->folded, error);
    if (!status && features_each(&of->index->settings, of->stems, &of->folded, &of->tokens,
                                 (feature_hints){0}, add_key, of))
        status = status_memory(error);
    return status;
}

static exportcat_status add_words(builder *of, exportcat_words words, exportcat_error *error) {
    exportcat_status status = add_text(of, words.en, error);
    return status ? status : add_text(of, words.zh, error);
}

static exportcat_status add_list(builder *of, const yaml_list *list, exportcat_error *error) {
    const char *const *all = list->items;
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < list->count; i++) status = add_text(of, all[i], error);
    return status;
}

/* The terms of the rules that speak for a point, or all. */
static exportcat_status add_terms(builder *of, const entry *from, const control_point *point,
                                  exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < from->rules.count; i++) {
        const rule *here = entry_rule(from, i);
        if (point && (!here->point.text || strcmp(here->point.text, point->id.text) != 0)) continue;
        status = add_list(of, &here->terms.en, error);
        if (!status) status = add_list(of, &here->terms.zh, error);
    }
    return status;
}

static exportcat_status add_entry(builder *of, const entry *from, exportcat_error *error) {
    of->start = of->count;
    exportcat_status status = add_words(of, from->title, error);
    if (!status) status = add_list(of, &from->other_titles, error);
    for (size_t i = 0; !status && i < from->points.count; i++)
        status = add_words(of, entry_point(from, i)->summary, error);
    for (size_t i = 0; !status && i < from->official.count; i++) {
        status = add_text(of, entry_official(from, i)->title, error);
        if (!status) status = add_list(of, &entry_official(from, i)->points, error);
    }
    if (!status) status = add_terms(of, from, NULL, error);
    of->document++;
    return status;
}

static exportcat_status add_point(builder *of, const entry *from, const control_point *point,
                                  exportcat_error *error) {
    of->start = of->count;
    exportcat_status status = add_words(of, point->summary, error);
    for (size_t i = 0; !status && i < point->listings.count; i++)
        status = add_text(of, catalogue_wording(from, point, point_listing(point, i)->edition.text),
                          error);
    if (!status) status = add_terms(of, from, point, error);
    of->document++;
    return status;
}

static exportcat_status add_documents(builder *of, const catalogue *source,
                                      exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (size_t e = 0; !status && e < source->entry_count; e++)
        status = add_entry(of, &source->entries[e], error);
    for (size_t e = 0; !status && e < source->entry_count; e++)
        for (size_t i = 0; !status && i < source->entries[e].points.count; i++)
            status = add_point(of, &source->entries[e], entry_point(&source->entries[e], i), error);
    return status;
}

/* Occurrences, which stand document by document, into postings, which stand key by key. */
static int sort_postings(builder *of) {
    similarity *index = of->index;
    double total = 0;
    index->first_count = index->keys.count + 1;
    index->first = calloc(index->first_count + 1, sizeof *index->first);
    index->postings = calloc(of->count + 1, sizeof *index->postings);
    if (!index->first || !index->postings) return -1;
    index->posting_count = of->count;
    for (size_t i = 0; i < index->document_count; i++) total += of->length[i];
    double mean = total > 0 ? total / (double)index->document_count : 1;
    for (size_t i = 0; i < of->count; i++) index->first[of->all[i].key + 2]++;
    for (size_t i = 2; i <= index->first_count; i++) index->first[i] += index->first[i - 1];
    for (size_t i = 0; i < of->count; i++) {
        const occurrence *here = &of->all[i];
        double count = here->count;
        double norm = K1 * (1 - B + B * of->length[here->document] / mean);
        index->postings[index->first[here->key + 1]++] =
            (posting){here->document, (float)(count * (K1 + 1) / (count + norm))};
    }
    return 0;
}

static exportcat_status build(similarity *index, const catalogue *source, exportcat_error *error) {
    builder of = {.index = index};
    of.length = calloc(index->document_count + 1, sizeof *of.length);
    exportcat_status status = of.length ? stemmer_new(&index->settings.languages, &of.stems, error)
                                        : status_memory(error);
    if (!status) status = add_documents(&of, source, error);
    if (!status && sort_postings(&of)) status = status_memory(error);
    stemmer_free(of.stems);
    fold_free(&of.folded);
    tokens_free(&of.tokens);
    free(of.all);
    free(of.place);
    free(of.length);
    return status;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

exportcat_status similarity_freeze(const similarity *index, buffer *out, exportcat_error *error) {
    buffer_add(out, &index->fingerprint, sizeof index->fingerprint);
    string_set_freeze(&index->keys, out);
    numbers_freeze(index->first, index->first_count, out);
    numbers_freeze((const uint32_t *)index->postings, 2 * index->posting_count, out);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

static bool is_sound(const similarity *index) {
    if (index->first_count != index->keys.count + 1 || index->first[0] != 0 ||
        index->first[index->first_count - 1] != index->posting_count)
        return false;
    for (size_t i = 1; i < index->first_count; i++)
        if (index->first[i] < index->first[i - 1]) return false;
    for (size_t i = 0; i < index->posting_count; i++)
        if (index->postings[i].document >= index->document_count ||
            !isfinite(index->postings[i].weight))
            return false;
    return true;
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

/* ---- Either ---------------------------------------------------------------------------------- */

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
        status = build(index, source, error);
    }
    index->words = words;
    for (uint32_t i = 0; words && i < words->count; i++)
        if ((double)words->idf[i] > index->rarest) index->rarest = words->idf[i];
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

/* ---- Measuring ------------------------------------------------------------------------------- */

typedef struct {
    const similarity *index;
    likeness *out;
} measurer;

/* ln((1 + N) / (1 + n)): the vocabulary's value without its 1. */
static double rarity(const similarity *index, const char *key, size_t length) {
    uint32_t known = vocabulary_find(index->words, key, length);
    return known == VOCABULARY_NONE ? index->rarest : (double)index->words->idf[known] - 1;
}

/* A key of the wording counts once, however often it stands in the text. */
static int measure_key(void *context, const char *key, size_t length, uint32_t start,
                       uint32_t end) {
    measurer *in = context;
    const similarity *index = in->index;
    (void)start, (void)end;
    uint32_t number = string_set_find(&index->keys, key, length);
    if (number == STRING_NONE) {
        in->out->weight += rarity(index, key, length);
        return 0;
    }
    if (in->out->count[number]++) return 0;
    if (grow(&in->out->seen, &in->out->seen_capacity, in->out->seen_count + 1,
             sizeof *in->out->seen))
        return -1;
    in->out->seen[in->out->seen_count++] = number;
    double weight = rarity(index, key, length);
    in->out->weight += weight;
    for (uint32_t i = index->first[number]; i < index->first[number + 1]; i++)
        in->out->of_document[index->postings[i].document] +=
            weight * (double)index->postings[i].weight;
    return 0;
}

exportcat_status similarity_measure(const similarity *index, stemmer *stems, const folded *text,
                                    const token_list *tokens, likeness *out,
                                    exportcat_error *error) {
    measurer in = {.index = index, .out = out};
    if (!out->of_document) out->of_document = calloc(index->document_count + 1, sizeof(double));
    if (!out->count) out->count = calloc(index->keys.count + 1, sizeof *out->count);
    if (!out->of_document || !out->count) return status_memory(error);
    memset(out->of_document, 0, index->document_count * sizeof *out->of_document);
    out->weight = 0;
    out->seen_count = 0;
    int failed =
        features_each(&index->settings, stems, text, tokens, (feature_hints){0}, measure_key, &in);
    for (size_t i = 0; i < out->seen_count; i++) out->count[out->seen[i]] = 0;
    if (failed) return status_memory(error);
    for (size_t i = 0; i < index->document_count && out->weight > 0; i++)
        out->of_document[i] /= sqrt(out->weight);
    return EXPORTCAT_OK;
}

void likeness_free(likeness *values) {
    free(values->of_document);
    free(values->count);
    free(values->seen);
    *values = (likeness){0};
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

static int explain_key(void *context, const char *key, size_t length, uint32_t start,
                       uint32_t end) {
    explainer *of = context;
    uint32_t number = string_set_find(&of->index->keys, key, length);
    double weight = number == STRING_NONE ? 0 : weight_in(of->index, number, of->document);
    if (weight <= 0) return 0;
    for (size_t i = 0; i < of->count; i++)
        if (of->keys[i] == number) return 0;
    if (grow(&of->pieces, &of->capacity, of->count + 1, sizeof *of->pieces) ||
        grow(&of->keys, &of->key_capacity, of->count + 1, sizeof *of->keys))
        return -1;
    double rare = rarity(of->index, key, length);
    of->total += weight * rare;
    of->keys[of->count] = number;
    of->pieces[of->count++] = (shared_piece){start, end, weight * rare, rare};
    return 0;
}

static int by_share(const void *left, const void *right) {
    const shared_piece *a = left, *b = right;
    if (a->share > b->share || a->share < b->share) return a->share < b->share ? 1 : -1;
    return (a->start > b->start) - (a->start < b->start);
}

int similarity_explain(const similarity *index, size_t document, stemmer *stems, const folded *text,
                       const token_list *tokens, shared_piece *out, int count) {
    explainer of = {.index = index, .document = document};
    int failed =
        features_each(&index->settings, stems, text, tokens, (feature_hints){0}, explain_key, &of);
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
