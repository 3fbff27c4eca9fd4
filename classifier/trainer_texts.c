#include "trainer_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Vocabulary ------------------------------------------------------------------------------ */

/* One text after another through stages 1 to 3. */
typedef struct {
    folded text;
    token_list tokens;
    stemmer *stems;
    cue_set *cues; /* NULL without a catalogue: nothing is left out */
    context_spans spans;
    const token_list *kept; /* the tokens that count */
    token_list room;        /* for them */
    const rules *compiled;  /* NULL: no hints */
    lexicon *terms;         /* likewise */
    lexicon *known;         /* NULL before there is a vocabulary */
    symbol_row symbols;
    rules_scratch *scratch;
    rule_hits hits;
} pipeline;

static exportcat_status pipeline_open(pipeline *line, const trained *to) {
    *line = (pipeline){.compiled = to->compiled};
    exportcat_status status =
        to->laws ? context_new(to->laws, &line->cues, to->error) : EXPORTCAT_OK;
    if (!status) status = stemmer_new(&to->settings->features.languages, &line->stems, to->error);
    if (status || !to->compiled) return status;
    line->scratch = rules_scratch_new(to->compiled);
    line->terms = lexicon_new(&(symbol_tables){.terms = rules_terms(to->compiled)}, line->stems);
    return line->scratch && line->terms ? EXPORTCAT_OK : status_memory(to->error);
}

static void pipeline_free(pipeline *line) {
    fold_free(&line->text);
    tokens_free(&line->tokens);
    context_free(line->cues);
    context_spans_free(&line->spans);
    tokens_free(&line->room);
    lexicon_free(line->terms);
    lexicon_free(line->known);
    symbol_row_free(&line->symbols);
    stemmer_free(line->stems);
    rules_scratch_free(line->scratch);
    rule_hits_free(&line->hits);
}

static exportcat_status find_hits(pipeline *line, exportcat_error *error) {
    exportcat_status status =
        symbols_read(line->terms, &line->text, &line->tokens, &line->symbols, error);
    if (status) return status;
    return rules_run(line->compiled, line->scratch, &line->text, &line->symbols, &line->tokens,
                     &line->spans, &line->hits, error);
}

static exportcat_status pipeline_run(pipeline *line, const example *item, exportcat_error *error) {
    exportcat_status status = fold_text(&line->text, item->text, item->length, error);
    if (!status) status = tokens_cut(&line->tokens, &line->text, error);
    if (!status && line->cues) status = context_find(line->cues, &line->text, &line->spans, error);
    if (!status && line->compiled) status = find_hits(line, error);
    if (status) return status;
    line->kept = context_keep(&line->spans, &line->text, &line->tokens, &line->room);
    return line->kept ? EXPORTCAT_OK : status_memory(error);
}

typedef struct {
    trained *to;
    uint32_t *last_text; /* a key's last text + 1 */
    size_t last_capacity;
    uint32_t text;
} key_counter;

static int count_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    key_counter *count = context;
    trained *to = count->to;
    (void)start, (void)end;
    size_t before = to->keys.count;
    uint32_t number = string_set_add(&to->keys, key, length);
    if (number == STRING_NONE ||
        grow(&to->documents, &to->documents_capacity, to->keys.count, sizeof *to->documents) ||
        grow(&count->last_text, &count->last_capacity, to->keys.count, sizeof *count->last_text))
        return -1;
    if (to->keys.count > before) to->documents[number] = count->last_text[number] = 0;
    if (count->last_text[number] == count->text + 1) return 0;
    count->last_text[number] = count->text + 1;
    to->documents[number]++;
    return 0;
}

static exportcat_status count_keys(trained *to, pipeline *line) {
    key_counter count = {.to = to};
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < to->examples->count; i++) {
        count.text = (uint32_t)i;
        status = pipeline_run(line, &to->examples->items[i], to->error);
        if (!status && to->examples->items[i].role != EXAMPLE_CALIBRATION &&
            features_each(&to->settings->features, line->stems, &line->text, line->kept,
                          rule_hits_hints(&line->hits), count_key, &count))
            status = status_memory(to->error);
        to->language[i] = (unsigned char)model_language(&line->tokens);
    }
    free(count.last_text);
    return status;
}

/* A key with what sorting needs. */
typedef struct {
    const char *bytes;
    size_t length;
    uint32_t documents;
} sorted_key;

static int by_key(const void *left, const void *right) {
    const sorted_key *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static size_t frequent_keys(const trained *to, sorted_key *out) {
    size_t count = 0;
    size_t most = to->examples->count * (size_t)to->settings->features.max_share / 100;
    for (uint32_t number = 0; number < to->keys.count; number++) {
        if (to->documents[number] < (uint32_t)to->settings->features.min_documents ||
            to->documents[number] > most)
            continue;
        size_t length;
        const char *bytes = string_set_get(&to->keys, number, &length);
        out[count++] = (sorted_key){bytes, length, to->documents[number]};
    }
    qsort(out, count, sizeof *out, by_key);
    return count;
}

static exportcat_status fill_vocabulary(trained *to, const sorted_key *keys, size_t count) {
    size_t slots = vocabulary_slots(count), bytes = 0, texts = to->examples->count;
    for (size_t i = 0; i < count; i++) bytes += keys[i].length;
    to->slot = calloc(slots, sizeof *to->slot);
    to->offset = calloc(count + 1, sizeof *to->offset);
    to->bytes = malloc(bytes + 1);
    to->idf = calloc(count + 1, sizeof *to->idf);
    if (!to->slot || !to->offset || !to->bytes || !to->idf) return status_memory(to->error);
    for (size_t i = 0; i < count; i++) {
        memcpy(to->bytes + to->offset[i], keys[i].bytes, keys[i].length);
        to->offset[i + 1] = to->offset[i] + (uint32_t)keys[i].length;
        to->idf[i] = (float)(1 + log(((double)texts + 1) / ((double)keys[i].documents + 1)));
    }
    to->result.words = (vocabulary){.count = (uint32_t)count,
                                    .slots = (uint32_t)slots,
                                    .slot = to->slot,
                                    .offset = to->offset,
                                    .bytes = to->bytes,
                                    .idf = to->idf};
    vocabulary_index(&to->result.words, to->slot);
    return EXPORTCAT_OK;
}

static exportcat_status build_vocabulary(trained *to, pipeline *line) {
    exportcat_status status = count_keys(to, line);
    if (status) return status;
    sorted_key *keys = calloc(to->keys.count + 1, sizeof *keys);
    if (!keys) return status_memory(to->error);
    size_t count = frequent_keys(to, keys);
    status = count ? fill_vocabulary(to, keys, count)
                   : status_set(to->error, EXPORTCAT_E_EXAMPLES,
                                "no feature stands in %d texts: too few examples",
                                to->settings->features.min_documents);
    free(keys);
    return status;
}

static void mark_hits(trained *to, const pipeline *line, size_t text) {
    for (size_t i = 0; i < line->hits.count; i++) {
        const rule_hit *hit = &line->hits.items[i];
        int label = model_label_find(&to->result, hit->entry->id.text);
        if (label >= 0 && hit->aside == RULE_COUNTS)
            to->hit[(size_t)label * to->examples->count + text] = 1;
    }
}

/* Room for one text after another. */
typedef struct {
    feature_row row, flat;
    likeness like;
} fill_room;

static exportcat_status mark_likes(trained *to, pipeline *line, likeness *like, size_t text) {
    exportcat_status status =
        similarity_measure(to->wording, &line->symbols, line->kept, false, like, to->error);
    for (size_t label = 0; !status && label < to->result.label_count; label++)
        to->like[label * to->examples->count + text] =
            (float)likeness_of(like, to->documents_of[label]);
    return status;
}

static exportcat_status open_wording(trained *to) {
    exportcat_status status = similarity_new(
        to->laws, &to->result.words, &to->settings->features.languages, &to->wording, to->error);
    if (status) return status;
    to->documents_of =
        similarity_documents(to->wording, to->laws, to->labels, to->result.label_count);
    return to->documents_of ? EXPORTCAT_OK : status_memory(to->error);
}

/* Opens what the texts are looked up in, now that there is a vocabulary. */
static exportcat_status open_lexicon(trained *to, pipeline *line) {
    symbol_tables tables = {.words = &to->result.words};
    exportcat_status status = to->laws ? open_wording(to) : EXPORTCAT_OK;
    if (status) return status;
    if (to->wording) tables = similarity_tables(to->wording);
    line->known = lexicon_new(&tables, line->stems);
    return line->known ? EXPORTCAT_OK : status_memory(to->error);
}

/* One text's row as the machines are trained on it, and what rules and wording say. */
static exportcat_status fill_row(trained *to, pipeline *line, feature_counter *counter,
                                 fill_room *room, size_t text) {
    exportcat_status status = pipeline_run(line, &to->examples->items[text], to->error);
    if (!status)
        status = symbols_read(line->known, &line->text, &line->tokens, &line->symbols, to->error);
    if (!status)
        status = features_row(&room->row, counter, &line->text, line->kept, &line->symbols,
                              rule_hits_hints(&line->hits), to->error);
    if (!status) status = trainer_count_forms(to, &line->text, line->kept, text);
    if (!status) status = features_flatten(&room->row, counter, &room->flat, to->error);
    if (!status) mark_hits(to, line, text);
    if (!status && to->wording) status = mark_likes(to, line, &room->like, text);
    if (status) return status;
    const feature_row *flat = &room->flat;
    row_item *items = calloc(flat->count + 1, sizeof *items);
    if (!items) return status_memory(to->error);
    for (size_t k = 0; k < flat->count; k++)
        items[k] = (row_item){flat->items[k].index, flat->items[k].value};
    to->row_items[text] = items;
    to->rows[text] = (row_view){items, flat->count};
    return EXPORTCAT_OK;
}

static exportcat_status fill_rows(trained *to, pipeline *line) {
    fill_room room = {0};
    feature_counter *counter = NULL;
    exportcat_status status = open_lexicon(to, line);
    if (!status)
        status = feature_counter_new(&to->settings->features, &to->result.words, line->stems,
                                     &counter, to->error);
    for (size_t i = 0; !status && i < to->examples->count; i++)
        status = fill_row(to, line, counter, &room, i);
    feature_counter_free(counter);
    feature_row_free(&room.row);
    feature_row_free(&room.flat);
    likeness_free(&room.like);
    return status;
}

exportcat_status trainer_build_rows(trained *to) {
    pipeline line;
    exportcat_status status = pipeline_open(&line, to);
    if (!status) status = build_vocabulary(to, &line);
    if (!status) status = fill_rows(to, &line);
    pipeline_free(&line);
    return status;
}
