/* The wording of entries and points -> postings. */
#include "similarity_parts.h"

#include <stdlib.h>
#include <string.h>

static const double K1 = 1.2, B = 0.75;

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

/* Room for the postings of each key, in groups, with nothing in them. */
static int make_room(builder *of) {
    similarity *index = of->index;
    uint32_t *first = calloc(index->keys.count + 1, sizeof *first);
    if (!first) return -1;
    index->first = first;
    index->first_count = index->keys.count + 1;
    for (size_t i = 0; i < of->count; i++) first[of->all[i].key + 1]++;
    for (size_t i = 1; i < index->first_count; i++)
        first[i] = first[i - 1] + (first[i] + POSTINGS - 1) / POSTINGS;
    index->group_count = first[index->keys.count];
    index->groups = calloc(index->group_count + 1, sizeof *index->groups);
    if (!index->groups) return -1;
    for (size_t g = 0; g < index->group_count; g++)
        for (size_t i = 0; i < POSTINGS; i++)
            index->groups[g].document[i] = (uint32_t)index->document_count;
    return 0;
}

/* Occurrences, which stand document by document, into postings, which stand key by key. */
static int sort_postings(builder *of) {
    similarity *index = of->index;
    double total = 0;
    uint32_t *put = calloc(index->keys.count + 1, sizeof *put); /* of each key, so far */
    if (!put || make_room(of)) {
        free(put);
        return -1;
    }
    for (size_t i = 0; i < index->document_count; i++) total += of->length[i];
    double mean = total > 0 ? total / (double)index->document_count : 1;
    for (size_t i = 0; i < of->count; i++) {
        const occurrence *here = &of->all[i];
        double count = here->count;
        double norm = K1 * (1 - B + B * of->length[here->document] / mean);
        uint32_t at = put[here->key]++;
        posting_group *group = &index->groups[index->first[here->key] + at / POSTINGS];
        group->document[at % POSTINGS] = here->document;
        group->weight[at % POSTINGS] = (float)(count * (K1 + 1) / (count + norm));
    }
    free(put);
    return 0;
}

exportcat_status similarity_build(similarity *index, const catalogue *source,
                                  exportcat_error *error) {
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
