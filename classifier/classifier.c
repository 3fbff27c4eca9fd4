#include "classifier.h"

#include "days.h"

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

/* The model is opened beside the catalogue and what is made of it: each takes a few milliseconds.
 */
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

static exportcat_status open_laws(exportcat *program, const char *path, exportcat_error *error) {
    exportcat_status status = catalogue_open(path, &program->laws, error);
    if (!status) status = context_new(&program->laws, &program->cues, error);
    if (!status) status = units_new(&program->laws, &program->units, error);
    if (!status) status = verdict_scope_new(&program->laws, &program->scope, error);
    return status;
}

static exportcat_status open_parts(exportcat *program, const exportcat_options *options,
                                   exportcat_error *error) {
    pthread_t thread;
    opening work = {.path = options->model, .out = &program->scores};
    bool beside = pthread_create(&thread, NULL, open_model, &work) == 0;
    exportcat_status status = open_laws(program, options->catalogue, error);
    if (beside)
        pthread_join(thread, NULL);
    else if (!status)
        open_model(&work);
    if (!status && work.status) *error = work.error;
    return status ? status : work.status;
}

static exportcat_status link_labels(exportcat *program, exportcat_error *error) {
    program->links = calloc(program->scores.label_count + 1, sizeof *program->links);
    if (!program->links) return status_memory(error);
    program->link_count = model_list_links(&program->scores, program->links);
    return EXPORTCAT_OK;
}

/* Which label each document has, which document each label. */
static void join_labels(exportcat *program, const size_t *documents, size_t count) {
    for (size_t i = 0; i < count; i++) program->label_of[i] = -1;
    for (size_t i = 0; i < program->scores.label_count; i++) {
        bool has = documents[i] != SIZE_MAX;
        program->documents[i] = (uint32_t)(has ? documents[i] : count);
        if (has) program->label_of[documents[i]] = (int)i;
    }
    for (size_t e = 0; e < program->laws.entry_count; e++)
        if (program->label_of[e] >= 0)
            program->entry_labels[program->entry_label_count++] = (uint16_t)program->label_of[e];
}

/* The wording of entries and points, which is measured beside what the model has learned. */
static exportcat_status open_wording(exportcat *program, exportcat_error *error) {
    const model *scores = &program->scores;
    exportcat_status status = similarity_new(&program->laws, &scores->words,
                                             &scores->settings.languages, &program->wording, error);
    if (status) return status;
    size_t *documents =
        similarity_documents(program->wording, &program->laws, scores->labels, scores->label_count);
    size_t count = similarity_document_count(program->wording);
    program->documents = calloc(scores->label_count + 1, sizeof *program->documents);
    program->label_of = malloc((count + 1) * sizeof *program->label_of);
    program->entry_labels = calloc(program->laws.entry_count + 1, sizeof *program->entry_labels);
    if (documents && program->documents && program->label_of && program->entry_labels)
        join_labels(program, documents, count);
    else
        status = status_memory(error);
    free(documents);
    return status;
}

exportcat_status exportcat_open(const exportcat_options *options, exportcat **out,
                                exportcat_error *error) {
    exportcat_options paths = exportcat_options_default();
    if (options && options->catalogue) paths.catalogue = options->catalogue;
    if (options && options->model) paths.model = options->model;
    *out = NULL;
    exportcat *program = calloc(1, sizeof *program);
    if (!program) return status_memory(error);
    exportcat_status status = open_parts(program, &paths, error);
    if (!status) status = check_labels(program, paths.model, error);
    if (!status) status = link_labels(program, error);
    const stem_languages *languages = &program->scores.settings.languages;
    if (!status) status = rules_new(&program->laws, languages, &program->rules, error);
    if (!status) status = open_wording(program, error);
    program->possible = calibrate_bound(program->scores.curves.possible_at);
    program->alone = calibrate_bound(program->scores.curves.alone_at);
    if (status)
        exportcat_free(program);
    else
        *out = program;
    return status;
}

void exportcat_free(exportcat *program) {
    if (!program) return;
    similarity_free(program->wording);
    free(program->links);
    free(program->documents);
    free(program->label_of);
    free(program->entry_labels);
    verdict_scope_free(program->scope);
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
    if (!status) status = link_labels(program, error);
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

/* Words are looked up in all that there is: a model alone has nothing but a vocabulary. */
static bool lexicon_ready(const exportcat *program, exportcat_scratch *scratch) {
    symbol_tables tables = {.words = &program->scores.words};
    if (program->wording) tables = similarity_tables(program->wording);
    if (program->rules) tables.terms = rules_terms(program->rules);
    scratch->lexicon = lexicon_new(&tables, scratch->stems);
    if (program->rules) scratch->rules = rules_scratch_new(program->rules);
    return scratch->lexicon && (scratch->rules || !program->rules);
}

exportcat_scratch *exportcat_scratch_new(const exportcat *program) {
    const model *scores = &program->scores;
    exportcat_scratch *scratch = calloc(1, sizeof *scratch);
    exportcat_error error;
    if (!scratch) return NULL;
    scratch->worth = calloc(scores->label_count + 1, sizeof *scratch->worth);
    scratch->where = calloc(scores->label_count + 1, sizeof *scratch->where);
    scratch->probabilities = calloc(scores->label_count + 1, sizeof *scratch->probabilities);
    if (scratch->worth && scratch->where && scratch->probabilities &&
        classifier_reading_ready(&scratch->readings[0], scores->label_count) &&
        !stemmer_new(&scores->settings.languages, &scratch->stems, &error) &&
        lexicon_ready(program, scratch) &&
        !feature_counter_new(&scores->settings, &scores->words, scratch->stems, &scratch->counter,
                             &error) &&
        (scratch->words = model_words_new(scores, scratch->counter)))
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
    lexicon_free(scratch->lexicon);
    symbol_row_free(&scratch->symbols);
    model_words_free(scratch->words);
    feature_counter_free(scratch->counter);
    stemmer_free(scratch->stems);
    rules_scratch_free(scratch->rules);
    for (size_t i = 0; i < VERDICT_READINGS_MAX; i++) reading_free(&scratch->readings[i]);
    free(scratch->worth);
    free(scratch->probabilities);
    free(scratch->where);
    arena_free(&scratch->memory);
    free(scratch);
}

/* ---- Answering ------------------------------------------------------------------------------- */

/* A day that a caller gave as a number. */
static exportcat_status check_day(exportcat_date day, exportcat_error *error) {
    char text[16];
    if (days_is_day(day)) return EXPORTCAT_OK;
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
                             .row = &of->row,
                             .hits = &of->hits,
                             .like = &of->like,
                             .start = first ? first->start : 0,
                             .end = last ? last->start + last->length : 0};
}

/* What the verdict of any day is reached from. */
static verdict_input gather(const exportcat *program, exportcat_scratch *scratch,
                            const verdict_reading *readings, const char *text, size_t length) {
    return (verdict_input){.laws = &program->laws,
                           .scores = &program->scores,
                           .readings = readings,
                           .reading_count = scratch->reading_count,
                           .passage_count = scratch->passages.count,
                           .wording = program->wording,
                           .words = scratch->words,
                           .label_of = program->label_of,
                           .entry_labels = program->entry_labels,
                           .entry_label_count = program->entry_label_count,
                           .possible = program->possible,
                           .alone = program->alone,
                           .scope = program->scope,
                           .units = program->units,
                           .figures = &scratch->figures,
                           .symbols = &scratch->symbols,
                           .folded = &scratch->folded,
                           .tokens = &scratch->tokens,
                           .spans = &scratch->spans,
                           .text = text,
                           .length = length};
}

exportcat_status exportcat_classify_days(const exportcat *program, exportcat_scratch *scratch,
                                         const char *text, size_t length,
                                         const exportcat_when *days, size_t count,
                                         const exportcat_verdict **verdicts,
                                         exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; i < count; i++) verdicts[i] = NULL;
    for (size_t i = 0; !status && i < count; i++) {
        status = check_day(days[i].as_of, error);
        if (!status && days[i].start) status = check_day(days[i].start, error);
    }
    if (!status && !program->rules)
        status = status_set(error, EXPORTCAT_E_USAGE, "a model alone cannot classify");
    if (!status) status = classifier_score(program, scratch, text, length, error);
    if (!status) status = classifier_read_passages(program, scratch, error);
    if (status) return status;
    arena_reset(&scratch->memory);
    verdict_reading readings[VERDICT_READINGS_MAX];
    for (size_t i = 0; i < scratch->reading_count; i++) readings[i] = show(scratch, i);
    verdict_input input = gather(program, scratch, readings, text, length);
    exportcat_verdict *all = arena_take(&scratch->memory, count, sizeof *all);
    if (!all) return status_memory(error);
    for (size_t i = 0; !status && i < count; i++) {
        input.when = days[i];
        status = verdict_reach(&input, &scratch->memory, &all[i], error);
    }
    for (size_t i = 0; !status && i < count; i++) verdicts[i] = &all[i];
    return status;
}

exportcat_status exportcat_classify(const exportcat *program, exportcat_scratch *scratch,
                                    const char *text, size_t length, exportcat_when when,
                                    const exportcat_verdict **verdict, exportcat_error *error) {
    return exportcat_classify_days(program, scratch, text, length, &when, 1, verdict, error);
}
