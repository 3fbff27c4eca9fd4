#include "classifier.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

exportcat_options exportcat_options_default(void) {
    return (exportcat_options){.catalogue = "catalogue", .model = "build/default.model"};
}

/* A model answers only for a catalogue that knows its labels. */
static exportcat_status check_labels(const exportcat *program, const char *path,
                                     exportcat_error *error) {
    for (size_t i = 0; i < program->scores.label_count; i++) {
        const model_label *label = &program->scores.labels[i];
        const entry *of;
        const control_point *point;
        bool known = label->level == LEVEL_NONE ||
                     catalogue_label(&program->laws, label->name, strlen(label->name), &of, &point);
        if (!known)
            return status_at(error, EXPORTCAT_E_MODEL, path, 0, 0,
                             "the model has the label '%s', which the catalogue does not know: "
                             "train it again",
                             label->name);
    }
    if (!program->scores.curves.fitted)
        return status_at(error, EXPORTCAT_E_MODEL, path, 0, 0,
                         "the model has no calibration: train it with folds");
    return EXPORTCAT_OK;
}

/* The model is opened beside the catalogue: each takes a few milliseconds. */
typedef struct {
    const char *path;
    model *out;
    exportcat_status status;
    exportcat_error error;
} opening;

static void *open_model(void *context) {
    opening *work = context;
    work->status = model_open(work->path, work->out, &work->error);
    return NULL;
}

static exportcat_status open_parts(exportcat *program, const exportcat_options *options,
                                   exportcat_error *error) {
    pthread_t thread;
    opening work = {.path = options->model, .out = &program->scores};
    bool beside = pthread_create(&thread, NULL, open_model, &work) == 0;
    exportcat_status status = catalogue_open(options->catalogue, &program->laws, error);
    if (beside)
        pthread_join(thread, NULL);
    else if (!status)
        open_model(&work);
    if (!status && work.status) *error = work.error;
    return status ? status : work.status;
}

/* The wording of entries and points, which is measured beside what the model has learned. */
static exportcat_status open_wording(exportcat *program, exportcat_error *error) {
    const model *scores = &program->scores;
    exportcat_status status = similarity_new(&program->laws, &scores->words,
                                             &scores->settings.languages, &program->wording, error);
    if (status) return status;
    program->documents =
        similarity_documents(program->wording, &program->laws, scores->labels, scores->label_count);
    if (!program->documents) return status_memory(error);
    return EXPORTCAT_OK;
}

exportcat_status exportcat_open(const exportcat_options *options, exportcat **out,
                                exportcat_error *error) {
    exportcat_options defaults = exportcat_options_default();
    if (!options) options = &defaults;
    *out = NULL;
    exportcat *program = calloc(1, sizeof *program);
    if (!program) return status_memory(error);
    exportcat_status status = open_parts(program, options, error);
    if (!status) status = check_labels(program, options->model, error);
    const stem_languages *languages = &program->scores.settings.languages;
    if (!status) status = context_new(&program->laws, &program->cues, error);
    if (!status) status = units_new(&program->laws, &program->units, error);
    if (!status) status = rules_new(&program->laws, languages, &program->rules, error);
    if (!status) status = open_wording(program, error);
    if (status)
        exportcat_free(program);
    else
        *out = program;
    return status;
}

void exportcat_free(exportcat *program) {
    if (!program) return;
    similarity_free(program->wording);
    free(program->documents);
    rules_free(program->rules);
    context_free(program->cues);
    units_free(program->units);
    model_close(&program->scores);
    catalogue_close(&program->laws);
    free(program);
}

exportcat_status classifier_open_plain(const char *model_path, exportcat **out,
                                       exportcat_error *error) {
    *out = NULL;
    exportcat *program = calloc(1, sizeof *program);
    if (!program) return status_memory(error);
    exportcat_status status = model_open(model_path, &program->scores, error);
    if (status)
        exportcat_free(program);
    else
        *out = program;
    return status;
}

static void reading_free(reading *of) {
    tokens_free(&of->room);
    feature_row_free(&of->row);
    rule_hits_free(&of->hits);
    likeness_free(&of->like);
    free(of->decisions);
    free(of->likes);
}

static bool reading_ready(reading *of, size_t labels) {
    if (!of->decisions) of->decisions = calloc(labels + 1, sizeof *of->decisions);
    if (!of->likes) of->likes = calloc(labels + 1, sizeof *of->likes);
    return of->decisions && of->likes;
}

exportcat_scratch *exportcat_scratch_new(const exportcat *program) {
    const model *scores = &program->scores;
    exportcat_scratch *scratch = calloc(1, sizeof *scratch);
    exportcat_error error;
    if (!scratch) return NULL;
    scratch->worth = calloc(scores->label_count + 1, sizeof *scratch->worth);
    scratch->where = calloc(scores->label_count + 1, sizeof *scratch->where);
    scratch->probabilities = calloc(scores->label_count + 1, sizeof *scratch->probabilities);
    scratch->rules = program->rules ? rules_scratch_new(program->rules) : NULL;
    if (scratch->worth && scratch->where && scratch->probabilities &&
        (scratch->rules || !program->rules) &&
        reading_ready(&scratch->readings[0], scores->label_count) &&
        !stemmer_new(&scores->settings.languages, &scratch->stems, &error))
        return scratch;
    exportcat_scratch_free(scratch);
    return NULL;
}

void exportcat_scratch_free(exportcat_scratch *scratch) {
    if (!scratch) return;
    fold_free(&scratch->folded);
    tokens_free(&scratch->tokens);
    context_spans_free(&scratch->spans);
    passages_free(&scratch->passages);
    figures_free(&scratch->figures);
    stemmer_free(scratch->stems);
    rules_scratch_free(scratch->rules);
    for (size_t i = 0; i < VERDICT_READINGS_MAX; i++) reading_free(&scratch->readings[i]);
    free(scratch->worth);
    free(scratch->probabilities);
    free(scratch->where);
    arena_free(&scratch->memory);
    free(scratch);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Rules, features, scores and similarity of some of the text's tokens. */
static exportcat_status read_tokens(const exportcat *program, exportcat_scratch *scratch,
                                    passage of, reading *out, exportcat_error *error) {
    const model *scores = &program->scores;
    exportcat_status status = EXPORTCAT_OK;
    token *items = scratch->tokens.items;
    out->view = (token_list){.items = items ? items + of.first : NULL, .count = of.count};
    if (program->rules)
        status = rules_run(program->rules, scratch->rules, scratch->stems, &scratch->folded,
                           &out->view, &scratch->spans, &out->hits, error);
    out->kept = context_keep(&scratch->spans, &scratch->folded, &out->view, &out->room);
    if (!status && !out->kept) status = status_memory(error);
    if (!status)
        status = features_row(&out->row, &scores->settings, &scores->words, scratch->stems,
                              &scratch->folded, out->kept, rule_hits_hints(&out->hits), error);
    if (!status && program->wording)
        status = similarity_measure(program->wording, scratch->stems, &scratch->folded, out->kept,
                                    &out->like, error);
    if (status) return status;
    model_score(scores, &out->row, out->decisions);
    model_raise(scores, out->decisions, 1);
    for (size_t i = 0; program->wording && i < scores->label_count; i++)
        out->likes[i] = likeness_of(&out->like, program->documents[i]);
    return EXPORTCAT_OK;
}

exportcat_status classifier_score(const exportcat *program, exportcat_scratch *scratch,
                                  const char *text, size_t length, exportcat_error *error) {
    exportcat_status status = fold_text(&scratch->folded, text, length, error);
    if (!status) status = tokens_cut(&scratch->tokens, &scratch->folded, error);
    if (!status && program->cues)
        status = context_find(program->cues, &scratch->folded, &scratch->spans, error);
    scratch->reading_count = 1;
    scratch->chosen[0] = (passage){0, scratch->tokens.count};
    return status ? status
                  : read_tokens(program, scratch, scratch->chosen[0], &scratch->readings[0], error);
}

/* ---- Passages -------------------------------------------------------------------------------- */

static exportcat_status read_passage(const exportcat *program, exportcat_scratch *scratch,
                                     passage here, reading *out, exportcat_error *error) {
    if (!reading_ready(out, program->scores.label_count)) return status_memory(error);
    return read_tokens(program, scratch, here, out, error);
}

/* Whether a rule that counts speaks for the entry. */
static bool is_hit(const rule_hits *hits, const char *id) {
    for (size_t i = 0; i < hits->count; i++)
        if (hits->items[i].aside == RULE_COUNTS && strcmp(hits->items[i].entry->id.text, id) == 0)
            return true;
    return false;
}

/* Remembers the passage for each entry that it says more for than any before it. */
static void weigh_passage(const exportcat *program, exportcat_scratch *scratch, size_t number,
                          const reading *of) {
    const model *scores = &program->scores;
    text_language language = model_language(&scratch->tokens);
    model_probabilities(scores, of->decisions, of->likes, language, scratch->probabilities);
    for (size_t label = 0; label < scores->label_count; label++) {
        if (scores->labels[label].level != LEVEL_ENTRY) continue;
        double gate = model_gate(scores, of->decisions, label, language);
        bool hit = is_hit(&of->hits, scores->labels[label].name);
        double worth = verdict_worth(&scores->curves, gate, scratch->probabilities[label], hit,
                                     scratch->passages.count);
        if (worth <= scratch->worth[label]) continue;
        scratch->worth[label] = worth;
        scratch->where[label] = number;
    }
}

/* The passage that says most for any entry and is not yet chosen; none from 1 down. */
static size_t next_passage(const exportcat_scratch *scratch, size_t labels) {
    size_t best = SIZE_MAX;
    for (size_t label = 0; label < labels; label++) {
        if (scratch->worth[label] < 1) continue;
        bool taken = false;
        for (size_t i = 1; i < scratch->reading_count; i++)
            taken |=
                scratch->chosen[i].first == scratch->passages.items[scratch->where[label]].first;
        if (!taken && (best == SIZE_MAX || scratch->worth[label] > scratch->worth[best]))
            best = label;
    }
    return best == SIZE_MAX ? SIZE_MAX : scratch->where[best];
}

/* Reads every passage once, and the few that say most for an entry again, to keep. */
static exportcat_status read_passages(const exportcat *program, exportcat_scratch *scratch,
                                      exportcat_error *error) {
    size_t labels = program->scores.label_count;
    reading *trial = &scratch->readings[VERDICT_READINGS_MAX - 1];
    exportcat_status status =
        passages_cut(&scratch->passages, &scratch->folded, &scratch->tokens, error);
    memset(scratch->worth, 0, labels * sizeof *scratch->worth);
    for (size_t i = 0; !status && i < scratch->passages.count; i++) {
        status = read_passage(program, scratch, scratch->passages.items[i], trial, error);
        if (!status) weigh_passage(program, scratch, i, trial);
    }
    while (!status && scratch->passages.count && scratch->reading_count < VERDICT_READINGS_MAX) {
        size_t next = next_passage(scratch, labels);
        if (next == SIZE_MAX) break;
        passage here = scratch->passages.items[next];
        status =
            read_passage(program, scratch, here, &scratch->readings[scratch->reading_count], error);
        scratch->chosen[scratch->reading_count++] = here;
    }
    return status;
}

/* ---- Answering ------------------------------------------------------------------------------- */

/* A day that a caller gave as a number. */
static exportcat_status check_day(exportcat_date day, exportcat_error *error) {
    char text[16];
    exportcat_date_format(day, text);
    return exportcat_date_parse(text, &day, error);
}

/* A reading as the verdict sees it. */
static verdict_reading show(const exportcat_scratch *scratch, size_t number) {
    const reading *of = &scratch->readings[number];
    passage here = scratch->chosen[number];
    const token *first = here.count ? &scratch->tokens.items[here.first] : NULL;
    const token *last = here.count ? &scratch->tokens.items[here.first + here.count - 1] : NULL;
    return (verdict_reading){.tokens = of->kept,
                             .decisions = of->decisions,
                             .likes = of->likes,
                             .row = &of->row,
                             .hits = &of->hits,
                             .like = &of->like,
                             .start = first ? first->start : 0,
                             .end = last ? last->start + last->length : 0};
}

exportcat_status exportcat_classify(const exportcat *program, exportcat_scratch *scratch,
                                    const char *text, size_t length, exportcat_when when,
                                    const exportcat_verdict **verdict, exportcat_error *error) {
    *verdict = NULL;
    exportcat_status status = check_day(when.as_of, error);
    if (!status && when.start) status = check_day(when.start, error);
    if (!status && !program->rules)
        status = status_set(error, EXPORTCAT_E_USAGE, "a model alone cannot classify");
    if (!status) status = classifier_score(program, scratch, text, length, error);
    if (!status) status = read_passages(program, scratch, error);
    if (status) return status;
    arena_reset(&scratch->memory);
    verdict_reading readings[VERDICT_READINGS_MAX];
    for (size_t i = 0; i < scratch->reading_count; i++) readings[i] = show(scratch, i);
    verdict_input input = {.laws = &program->laws,
                           .scores = &program->scores,
                           .readings = readings,
                           .reading_count = scratch->reading_count,
                           .passage_count = scratch->passages.count,
                           .wording = program->wording,
                           .units = program->units,
                           .figures = &scratch->figures,
                           .stems = scratch->stems,
                           .folded = &scratch->folded,
                           .tokens = &scratch->tokens,
                           .spans = &scratch->spans,
                           .text = text,
                           .length = length,
                           .when = when};
    status = verdict_reach(&input, &scratch->memory, &scratch->verdict, error);
    if (!status) *verdict = &scratch->verdict;
    return status;
}
