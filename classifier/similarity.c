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

enum { GROUP_WORDS = sizeof(posting_group) / sizeof(uint32_t) };

exportcat_status similarity_freeze(const similarity *index, buffer *out, exportcat_error *error) {
    buffer_add(out, &index->fingerprint, sizeof index->fingerprint);
    string_set_freeze(&index->keys, out);
    numbers_freeze(index->first, index->first_count, out);
    numbers_freeze((const uint32_t *)index->groups, GROUP_WORDS * index->group_count, out);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

/* No early end: there are many keys and postings, and all are right. No key's list is empty; in a
 * group no document comes twice, but for the one that is none, and that has no weight. */
static bool is_sound(const similarity *index) {
    uint32_t highest = 0;
    bool finite = true, some = true;
    for (size_t i = 1; i < index->first_count; i++) some &= index->first[i] != index->first[i - 1];
    for (size_t g = 0; g < index->group_count; g++) {
        const posting_group *here = &index->groups[g];
        for (size_t i = 0; i < POSTINGS; i++) {
            const bool none = here->document[i] == index->document_count;
            highest = here->document[i] > highest ? here->document[i] : highest;
            finite &= fabsf(here->weight[i]) <= (none ? 0 : FLT_MAX);
            some &= none || !i || here->document[i - 1] < here->document[i];
        }
    }
    return index->first_count == index->keys.count + 1 &&
           numbers_rise(index->first, index->first_count, index->group_count) && some && finite &&
           highest <= index->document_count;
}

/* Takes what the catalogue's file keeps, where the same code made it. */
static bool thaw(similarity *index, const catalogue_section *kept) {
    size_t words = 0;
    if (kept->size < sizeof index->fingerprint ||
        memcmp(kept->bytes, &index->fingerprint, sizeof index->fingerprint) != 0)
        return false;
    const char *at = kept->bytes + sizeof index->fingerprint, *end = kept->bytes + kept->size;
    if (!string_set_thaw(&index->keys, &at, end)) return false;
    const uint32_t *first = numbers_thaw(&index->first_count, &at, end);
    const uint32_t *groups = first ? numbers_thaw(&words, &at, end) : NULL;
    if (!groups) return false;
    index->borrowed = true;
    index->first = (uint32_t *)(uintptr_t)first;
    index->groups = (posting_group *)(uintptr_t)groups;
    index->group_count = words / GROUP_WORDS;
    return is_sound(index);
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Lets go of what was built or borrowed. */
static void forget(similarity *index) {
    string_set_free(&index->keys);
    if (!index->borrowed) {
        free(index->first);
        free(index->groups);
    }
    free(index->row_of);
    lines_free(index->rows);
    index->row_of = NULL;
    index->rows = NULL;
    index->row_count = 0;
    index->borrowed = false;
    index->first = NULL;
    index->groups = NULL;
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
static float highest_of(const float *values, size_t count) {
    enum { LANES = 8 };
    float highest[LANES] = {0};
    size_t at = 0;
    for (; at + LANES <= count; at += LANES)
        for (size_t i = 0; i < LANES; i++)
            highest[i] = values[at + i] > highest[i] ? values[at + i] : highest[i];
    for (; at < count; at++) highest[0] = values[at] > highest[0] ? values[at] : highest[0];
    for (size_t i = 1; i < LANES; i++)
        highest[0] = highest[i] > highest[0] ? highest[i] : highest[0];
    return highest[0];
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

/* What is being measured; in a local of its own, so that it stays in registers. */
typedef struct {
    const uint32_t *first;
    unsigned char *is_seen;
    uint32_t *seen;
    double *rarities;
    size_t count;
    double weight;
} measurer;

/* Symbols that stand side by side, and whose keys all count. */
typedef struct {
    const symbol *from, *to;
    const token *next; /* behind those whose symbols they are */
} stretch;

/* Behind the last character of a run that begins at a symbol. */
static const symbol *pass_run(const token *run, const symbol *at, const symbol *end) {
    enum { HAN_BYTES = 3 }; /* of nearly all */
    const uint32_t behind = run->start + run->length;
    const size_t count = run->length / HAN_BYTES;
    if (count && count <= (size_t)(end - at) && at[count - 1].end == behind) return at + count;
    while (at < end && at->start < behind) at++;
    return at;
}

/* A run that is cut from the middle of one begins with a character that has a pair in the text. */
static bool is_cut(const symbol *first) {
    return first->key != STRING_NONE || first->rarity > 0;
}

/* The symbols of the next tokens, as far as none lies between two of them: most often of all. */
static stretch next_stretch(const token *next, const token *last, const symbol *at,
                            const symbol *end) {
    const token *const first = next;
    while (at < end && at->start < next->start) at++;
    stretch out = {.from = at};
    for (; next < last && at < end && at->start == next->start; next++) {
        if (next->kind != TOKEN_HAN) {
            at++;
            continue;
        }
        if (is_cut(at)) {
            if (at > out.from) break;
            out.from++;
        }
        at = pass_run(next, at, end);
    }
    out.to = at;
    out.next = next > first ? next : next + 1; /* a token without symbols is passed over */
    return out;
}

/* The symbols up to the last token: none of them is another token's, and a run's first character
 * has no key. */
static stretch one_stretch(const symbol_row *symbols, const symbol *from, const token *last) {
    const uint32_t behind = last[-1].start + last[-1].length;
    return (stretch){from, symbols->items + symbol_row_seek(symbols, behind), last};
}

/* A key of the wording counts once, however often it stands in the text. Which symbols have one
 * that is new nobody can foresee: it is reckoned with, not asked. */
static void list_stretch(measurer *in, const symbol *from, const symbol *end) {
    static const double counts[] = {1, 0};
    for (; from < end; from++) {
        const uint32_t slot = from->key + 1; /* 0: of no key */
        const unsigned char known = slot != 0, seen = in->is_seen[slot];
        in->is_seen[slot] = known;
        __builtin_prefetch(&in->first[slot]);
        in->seen[in->count] = slot;
        const double rarity = (double)from->rarity;
        in->rarities[in->count] = rarity;
        in->count += (size_t)known - seen;
        in->weight += rarity * counts[seen];
    }
}

static void list_keys(measurer *in, const symbol_row *symbols, const token_list *tokens,
                      bool is_stretch) {
    if (!tokens->count) return;
    const token *next = tokens->items, *last = next + tokens->count;
    const symbol *end = symbols->items + symbols->count;
    stretch here = {.to = symbols->items + symbol_row_seek(symbols, next->start)};
    for (; next < last; next = here.next) {
        here = is_stretch ? one_stretch(symbols, here.to, last)
                          : next_stretch(next, last, here.to, end);
        list_stretch(in, here.from, here.to);
    }
}

/* Where the weights of each key are. They lie anywhere in a large array: all of them are asked for
 * before any is used. */
static void find_places(const similarity *index, const measurer *in, likeness *of,
                        likeness_sum *out) {
    const uint32_t longest = similarity_longest_list(index), *first = index->first;
    const posting_group *all = index->groups;
    unsigned char *is_seen = in->is_seen;
    uint32_t *seen = in->seen;
    likeness_place *places = of->places;
    likeness_row *rows = of->rows;
    uint32_t groups = 0;
    size_t row_count = 0;
    for (uint32_t k = 0; k < in->count; k++) {
        const size_t key = (size_t)seen[k] - 1;
        const likeness_place here = {first[key], first[key + 1]};
        const uint32_t length = here.end - here.from;
        __builtin_prefetch(&all[here.from]);
        is_seen[seen[k]] = 0;
        places[k] = here;
        rows[row_count] = (likeness_row){k, groups};
        row_count += length > longest;
        groups = length > longest ? 0 : groups + length;
    }
    out->row_count = row_count;
    out->groups = groups;
}

/* Room for the values; false when memory runs out. */
static bool make_room(const similarity *index, likeness *out) {
    const size_t keys = index->keys.count + 1;
    out->of_document = lines_new(index->row_length, sizeof(double));
    out->is_seen = calloc(keys, sizeof *out->is_seen);
    out->seen = calloc(keys, sizeof *out->seen);
    out->rarities = calloc(keys, sizeof *out->rarities);
    out->places = calloc(keys, sizeof *out->places);
    out->rows = calloc(index->row_count + 1, sizeof *out->rows);
    if (out->of_document && out->is_seen && out->seen && out->rarities && out->places && out->rows)
        return true;
    likeness_free(out);
    return false;
}

exportcat_status similarity_measure(const similarity *index, const symbol_row *symbols,
                                    const token_list *tokens, bool is_stretch, likeness *out,
                                    exportcat_error *error) {
    if (!out->of_document && !make_room(index, out)) return status_memory(error);
    measurer in = {.first = index->first,
                   .is_seen = out->is_seen,
                   .seen = out->seen,
                   .rarities = out->rarities};
    likeness_sum sum = {.index = index, .keys = out};
    list_keys(&in, symbols, tokens, is_stretch);
    find_places(index, &in, out, &sum);
    sum.share = in.weight > 0 ? 1 / sqrt(in.weight) : 1;
    similarity_add(&sum, out->of_document);
    return EXPORTCAT_OK;
}

void likeness_free(likeness *values) {
    lines_free(values->of_document);
    free(values->is_seen);
    free(values->seen);
    free(values->rarities);
    free(values->places);
    free(values->rows);
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
