#include "trainer.h"

#include "string_set.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

trainer_settings trainer_settings_default(void) {
    return (trainer_settings){.features = feature_settings_default(),
                              .machine = {.cost = 1, .positive_weight = 4},
                              .folds = 5,
                              .seed = 20200828,
                              .threads = 2,
                              .kernel_bytes = (size_t)4 << 30,
                              .miss_rate = 0.02,
                              .look_rate = 0.1,
                              .alarm_rate = 0.02,
                              .coverage = 0.95};
}

/* The trainer's whole state; what the model borrows lives as long. */
struct trained {
    const example_set *examples;
    const trainer_settings *settings;
    exportcat_error *error;
    const rules *compiled;
    bool plain;
    model result;
    /* vocabulary */
    string_set keys;
    uint32_t *documents; /* a key's document frequency */
    size_t documents_capacity;
    uint32_t *slot, *offset;
    char *bytes;
    float *idf;
    /* rows */
    row_item **row_items;
    row_view *rows;
    unsigned char *language; /* text_language of each text */
    /* labels */
    string_set label_names;
    model_label *labels;
    buffer label_bytes;
    unsigned char *positive; /* [label][text] */
    unsigned char *hit;      /* [label][text]: a rule of the entry hit */
    /* machines */
    unsigned char *fold_of; /* a text's fold; `folds` for texts that are in every training set */
    double *weights;        /* [label][feature] */
    double *out_of_fold;    /* [label][text] */
    uint32_t *row_start;
    uint16_t *row_label;
    double *row_weight;
    buffer about;
};

void trained_free(trained *result) {
    if (!result) return;
    string_set_free(&result->keys);
    string_set_free(&result->label_names);
    free(result->documents);
    free(result->slot);
    free(result->offset);
    free(result->bytes);
    free(result->idf);
    for (size_t i = 0; result->row_items && i < result->examples->count; i++)
        free(result->row_items[i]);
    free(result->row_items);
    free(result->rows);
    free(result->language);
    free(result->labels);
    buffer_free(&result->label_bytes);
    free(result->positive);
    free(result->hit);
    free(result->fold_of);
    free(result->weights);
    free(result->out_of_fold);
    free(result->row_start);
    free(result->row_label);
    free(result->row_weight);
    buffer_free(&result->about);
    free(result);
}

const model *trained_model(const trained *result) {
    return &result->result;
}

/* ---- Vocabulary ------------------------------------------------------------------------------ */

/* One text after another through stages 1 to 3. */
typedef struct {
    folded text;
    token_list tokens;
    stemmer *stems;
    const rules *compiled; /* NULL: no hints */
    rules_scratch *scratch;
    rule_hits hits;
} pipeline;

static exportcat_status pipeline_open(pipeline *line, const rules *compiled,
                                      const stem_languages *languages, exportcat_error *error) {
    *line = (pipeline){.compiled = compiled};
    if (compiled && !(line->scratch = rules_scratch_new(compiled))) return status_memory(error);
    return stemmer_new(languages, &line->stems, error);
}

static void pipeline_free(pipeline *line) {
    fold_free(&line->text);
    tokens_free(&line->tokens);
    stemmer_free(line->stems);
    rules_scratch_free(line->scratch);
    rule_hits_free(&line->hits);
}

static feature_hints pipeline_hints(const pipeline *line) {
    return (feature_hints){line->hits.hints, line->hits.count};
}

static exportcat_status pipeline_run(pipeline *line, const example *item, exportcat_error *error) {
    exportcat_status status = fold_text(&line->text, item->text, item->length, error);
    if (!status) status = tokens_cut(&line->tokens, &line->text, error);
    if (!status && line->compiled)
        status = rules_run(line->compiled, line->scratch, line->stems, &line->text, &line->tokens,
                           &line->hits, error);
    return status;
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
        if (!status && features_each(&to->settings->features, line->stems, &line->text,
                                     &line->tokens, pipeline_hints(line), count_key, &count))
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
    for (uint32_t number = 0; number < to->keys.count; number++) {
        if (to->documents[number] < (uint32_t)to->settings->features.min_documents) continue;
        size_t length;
        const char *bytes = string_set_get(&to->keys, number, &length);
        out[count++] = (sorted_key){bytes, length, to->documents[number]};
    }
    qsort(out, count, sizeof *out, by_key);
    return count;
}

static exportcat_status fill_vocabulary(trained *to, const sorted_key *keys, size_t count) {
    size_t slots = 16, bytes = 0, texts = to->examples->count;
    while (slots < 2 * count) slots *= 2;
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
    to->result.words =
        (vocabulary){(uint32_t)count, (uint32_t)slots, to->slot, to->offset, to->bytes, to->idf};
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
        int label = model_label_find(&to->result, line->hits.items[i].entry->id.text);
        if (label >= 0) to->hit[(size_t)label * to->examples->count + text] = 1;
    }
}

static exportcat_status build_rows(trained *to, pipeline *line) {
    feature_row row = {0};
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < to->examples->count; i++) {
        status = pipeline_run(line, &to->examples->items[i], to->error);
        if (!status)
            status = features_row(&row, &to->settings->features, &to->result.words, line->stems,
                                  &line->text, &line->tokens, pipeline_hints(line), to->error);
        if (!status) mark_hits(to, line, i);
        row_item *items = status ? NULL : calloc(row.count + 1, sizeof *items);
        if (!status && !items) status = status_memory(to->error);
        for (size_t k = 0; !status && k < row.count; k++)
            items[k] = (row_item){row.items[k].index, row.items[k].value};
        to->row_items[i] = items;
        to->rows[i] = (row_view){items, status ? 0 : row.count};
    }
    feature_row_free(&row);
    return status;
}

/* ---- Labels ---------------------------------------------------------------------------------- */

/* Calls with each label of a text: those named, and the entry of each entry/point. */
typedef int label_sink(void *context, const char *label, size_t length);

static int each_label(const trained *to, const example *item, label_sink *sink, void *context) {
    size_t length;
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));) {
        const char *slash = to->plain ? NULL : memchr(label, '/', length);
        if (slash && sink(context, label, (size_t)(slash - label))) return -1;
        if (sink(context, label, length)) return -1;
    }
    return 0;
}

static int collect_label(void *context, const char *label, size_t length) {
    trained *to = context;
    return string_set_add(&to->label_names, label, length) == STRING_NONE ? -1 : 0;
}

static int by_label(const void *left, const void *right) {
    return strcmp(((const model_label *)left)->name, ((const model_label *)right)->name);
}

static label_level level_of(const trained *to, const char *name) {
    if (to->plain) return LEVEL_ENTRY;
    if (strcmp(name, "none") == 0) return LEVEL_NONE;
    return strchr(name, '/') ? LEVEL_POINT : LEVEL_ENTRY;
}

static int mark_label(void *context, const char *label, size_t length) {
    void **pair = context;
    trained *to = pair[0];
    size_t text = *(size_t *)pair[1];
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)length, label);
    int found = model_label_find(&to->result, name);
    if (found < 0) return -1;
    to->positive[(size_t)found * to->examples->count + text] = 1;
    return 0;
}

static exportcat_status build_labels(trained *to) {
    size_t texts = to->examples->count;
    for (size_t i = 0; i < texts; i++)
        if (each_label(to, &to->examples->items[i], collect_label, to))
            return status_memory(to->error);
    size_t count = to->label_names.count;
    if (count < 2 || count > MODEL_LABELS_MAX)
        return status_set(to->error, EXPORTCAT_E_EXAMPLES,
                          "%zu labels in the examples: 2 to %d can be trained", count,
                          MODEL_LABELS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        size_t length;
        const char *name = string_set_get(&to->label_names, i, &length);
        buffer_add(&to->label_bytes, name, length);
        buffer_add(&to->label_bytes, "", 1);
    }
    to->labels = calloc(count, sizeof *to->labels);
    to->positive = calloc(count * texts, 1);
    to->hit = calloc(count * texts, 1);
    if (!to->labels || !to->positive || !to->hit || to->label_bytes.failed)
        return status_memory(to->error);
    const char *name = to->label_bytes.bytes;
    for (size_t i = 0; i < count; i++, name += strlen(name) + 1)
        to->labels[i] = (model_label){name, level_of(to, name), 0};
    qsort(to->labels, count, sizeof *to->labels, by_label);
    to->result.labels = to->labels;
    to->result.label_count = count;
    to->result.none = model_label_find(&to->result, "none");
    for (size_t i = 0; i < texts; i++) {
        void *pair[2] = {to, &i};
        if (each_label(to, &to->examples->items[i], mark_label, pair))
            return status_at(to->error, EXPORTCAT_E_EXAMPLES, to->examples->items[i].path,
                             to->examples->items[i].line, 1, "the label is too long");
    }
    return EXPORTCAT_OK;
}

/* ---- Folds ----------------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t draw(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

typedef struct {
    uint64_t order; /* of the draw */
    const char *labels;
    size_t text;
} lot;

static int by_labels_and_lot(const void *left, const void *right) {
    const lot *a = left, *b = right;
    int order = strcmp(a->labels, b->labels);
    if (order) return order;
    return a->order != b->order ? (a->order > b->order) - (a->order < b->order)
                                : (a->text > b->text) - (a->text < b->text);
}

/* Texts of each label are dealt out to the folds in drawn order. */
static exportcat_status deal_folds(trained *to) {
    size_t texts = to->examples->count, dealt = 0;
    uint64_t state = to->settings->seed;
    lot *lots = calloc(texts + 1, sizeof *lots);
    to->fold_of = calloc(texts + 1, 1);
    if (!lots || !to->fold_of) {
        free(lots);
        return status_memory(to->error);
    }
    for (size_t i = 0; i < texts; i++)
        lots[i] = (lot){draw(&state), to->examples->items[i].labels, i};
    qsort(lots, texts, sizeof *lots, by_labels_and_lot);
    for (size_t i = 0; i < texts; i++) {
        size_t text = lots[i].text;
        bool kept_in = to->examples->items[text].pseudo || !to->settings->folds;
        to->fold_of[text] = (unsigned char)(kept_in ? to->settings->folds
                                                    : (int)(dealt++ % (size_t)to->settings->folds));
    }
    free(lots);
    return EXPORTCAT_OK;
}

/* ---- Machines -------------------------------------------------------------------------------- */

/* One task a label and fold; fold number `folds` is the whole set. */
typedef struct {
    trained *to;
    const machine_data *data;
    size_t total;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock; /* for what follows */
    size_t done;
    exportcat_status status;
} training;

static double dot(const row_view *row, const double *weights) {
    double sum = 0;
    for (size_t k = 0; k < row->count; k++)
        sum += weights[row->items[k].index] * row->items[k].value;
    return sum;
}

/* Room for one thread. */
typedef struct {
    unsigned char *use;
    double *weights;
} workspace;

static exportcat_status train_whole(trained *to, const machine_data *data, size_t label,
                                    workspace *room, exportcat_error *error) {
    size_t texts = to->examples->count;
    memset(room->use, 1, texts);
    return machine_train(data, &to->settings->machine, room->use, to->positive + label * texts,
                         to->weights + label * to->result.words.count, &to->labels[label].bias,
                         error);
}

static exportcat_status train_fold(trained *to, const machine_data *data, size_t label, int fold,
                                   workspace *room, exportcat_error *error) {
    size_t texts = to->examples->count, features = to->result.words.count;
    double bias;
    for (size_t i = 0; i < texts; i++) room->use[i] = to->fold_of[i] != fold;
    memset(room->weights, 0, features * sizeof *room->weights);
    exportcat_status status =
        machine_train(data, &to->settings->machine, room->use, to->positive + label * texts,
                      room->weights, &bias, error);
    for (size_t i = 0; !status && i < texts; i++)
        if (!room->use[i])
            to->out_of_fold[label * texts + i] = dot(&to->rows[i], room->weights) + bias;
    return status;
}

static void finish_task(training *work, exportcat_status status, const exportcat_error *error) {
    const trainer_settings *settings = work->to->settings;
    pthread_mutex_lock(&work->lock);
    work->done++;
    if (status && !work->status) {
        work->status = status;
        if (error) *work->to->error = *error;
        atomic_store(&work->stop, true);
    }
    if (!work->status && settings->progress)
        settings->progress(settings->progress_context, work->done, work->total);
    pthread_mutex_unlock(&work->lock);
}

static void *train_machines(void *context) {
    training *work = context;
    trained *to = work->to;
    size_t sets = (size_t)to->settings->folds + 1;
    workspace room = {calloc(to->examples->count + 1, 1),
                      calloc(to->result.words.count + 1, sizeof(double))};
    exportcat_error error = {0};
    if (!room.use || !room.weights)
        finish_task(work, status_memory(&error), &error);
    else
        for (size_t task; !atomic_load(&work->stop) &&
                          (task = atomic_fetch_add(&work->next, 1)) < work->total;) {
            size_t label = task / sets;
            int fold = (int)(task % sets);
            exportcat_status status = fold == to->settings->folds
                                          ? train_whole(to, work->data, label, &room, &error)
                                          : train_fold(to, work->data, label, fold, &room, &error);
            finish_task(work, status, &error);
        }
    free(room.use);
    free(room.weights);
    return NULL;
}

static exportcat_status run_machines(trained *to, const machine_data *data) {
    enum { THREADS_MAX = 64 };
    pthread_t others[THREADS_MAX];
    training work = {.to = to,
                     .data = data,
                     .total = to->result.label_count * ((size_t)to->settings->folds + 1),
                     .lock = PTHREAD_MUTEX_INITIALIZER};
    int started = 0;
    while (started + 1 < to->settings->threads && started < THREADS_MAX &&
           pthread_create(&others[started], NULL, train_machines, &work) == 0)
        started++;
    train_machines(&work);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    pthread_mutex_destroy(&work.lock);
    return work.status;
}

static exportcat_status build_machines(trained *to) {
    size_t texts = to->examples->count, labels = to->result.label_count;
    size_t features = to->result.words.count;
    to->weights = calloc(labels * features + 1, sizeof *to->weights);
    to->out_of_fold = calloc(labels * texts + 1, sizeof *to->out_of_fold);
    if (!to->weights || !to->out_of_fold) return status_memory(to->error);
    machine_data *data = machine_data_new(to->rows, texts, features, to->settings->kernel_bytes,
                                          to->settings->threads);
    if (!data) return status_memory(to->error);
    exportcat_status status = run_machines(to, data);
    machine_data_free(data);
    return status;
}

/* Weights by feature, without the zeros. */
static exportcat_status fold_weights(trained *to) {
    size_t features = to->result.words.count, labels = to->result.label_count, count = 0;
    for (size_t i = 0; i < labels * features; i++)
        count += to->weights[i] < 0 || to->weights[i] > 0;
    to->row_start = calloc(features + 1, sizeof *to->row_start);
    to->row_label = calloc(count + 1, sizeof *to->row_label);
    to->row_weight = calloc(count + 1, sizeof *to->row_weight);
    if (!to->row_start || !to->row_label || !to->row_weight) return status_memory(to->error);
    if (count >= UINT32_MAX)
        return status_set(to->error, EXPORTCAT_E_EXAMPLES,
                          "%zu weights are too many: raise min_documents", count);
    size_t at = 0;
    for (size_t key = 0; key < features; key++) {
        for (size_t label = 0; label < labels; label++) {
            double weight = to->weights[label * features + key];
            if (!(weight < 0 || weight > 0)) continue;
            to->row_label[at] = (uint16_t)label;
            to->row_weight[at++] = weight;
        }
        to->row_start[key + 1] = (uint32_t)at;
    }
    to->result.row_start = to->row_start;
    to->result.row_label = to->row_label;
    to->result.row_weight = to->row_weight;
    return EXPORTCAT_OK;
}

/* ---- Calibration ----------------------------------------------------------------------------- */

static double none_decision(const trained *to, size_t text) {
    return to->result.none < 0
               ? 0
               : to->out_of_fold[(size_t)to->result.none * to->examples->count + text];
}

static bool measured(const trained *to, size_t text, text_language language) {
    return !to->examples->items[text].pseudo && to->language[text] == language;
}

/* Every text of the language with every label of the level. */
static size_t gather(const trained *to, label_level level, text_language language,
                     calibration_case *out) {
    size_t texts = to->examples->count, count = 0;
    for (size_t label = 0; label < to->result.label_count; label++) {
        if (to->labels[label].level != level) continue;
        for (size_t text = 0; text < texts; text++)
            if (measured(to, text, language))
                out[count++] = (calibration_case){to->out_of_fold[label * texts + text],
                                                  level == LEVEL_NONE ? 0 : none_decision(to, text),
                                                  to->positive[label * texts + text]};
    }
    return count;
}

/* What the verdict will see of one text: its telling entry's probability and whether a rule of it
 * hit. */
typedef struct {
    double probability;
    bool covered, hit;
    text_language language;
} telling;

/* The best entry of an uncovered text, the worst true entry of a covered one. */
static telling tell(const trained *to, size_t text, bool covered) {
    size_t texts = to->examples->count;
    telling out = {covered ? 2 : -1, covered, false, (text_language)to->language[text]};
    for (size_t label = 0; label < to->result.label_count; label++) {
        bool mine = to->positive[label * texts + text];
        if (to->labels[label].level != LEVEL_ENTRY || mine != covered) continue;
        double p =
            calibrate_probability(&to->result.curves.curve[LEVEL_ENTRY][out.language],
                                  to->out_of_fold[label * texts + text], none_decision(to, text));
        if (covered ? p >= out.probability : p <= out.probability) continue;
        out.probability = p;
        out.hit = to->hit[label * texts + text];
    }
    return out;
}

static bool is_covered(const trained *to, size_t text) {
    for (size_t label = 0; label < to->result.label_count; label++)
        if (to->labels[label].level == LEVEL_ENTRY &&
            to->positive[label * to->examples->count + text])
            return true;
    return false;
}

/* All texts that are measured on. */
typedef struct {
    telling *items;
    size_t count;
    double *room; /* for as many numbers */
} tellings;

enum { ANY = -1 };

/* The quantile of the probabilities of those texts that are (un)covered, with or without a hit, of
 * a language. */
static double quantile(const tellings *of, bool covered, int hit, int language, double share) {
    size_t count = 0;
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        if (at->covered == covered && (hit == ANY || at->hit == (hit != 0)) &&
            (language == ANY || at->language == (text_language)language))
            of->room[count++] = at->probability;
    }
    return calibrate_quantile(of->room, count, share);
}

static double round_down(double value) {
    return floor(value * 1e4) / 1e4;
}

/* Uncovered texts without a hit cannot be listed: only as many of those with one may rise above as
 * all allow. */
static double listed_threshold(const tellings *of, double alarm_rate) {
    const double even = 0.5; /* whatever the rates, less than even odds are not `listed` */
    size_t uncovered = 0, hit = 0;
    for (size_t i = 0; i < of->count; i++) {
        uncovered += !of->items[i].covered;
        hit += !of->items[i].covered && of->items[i].hit;
    }
    double allowed = alarm_rate * (double)uncovered;
    if ((double)hit <= allowed) return even;
    double at = quantile(of, false, true, ANY, 1 - allowed / (double)hit);
    return at < even ? even : at;
}

static double lesser(double a, double b) {
    return a < b ? a : b;
}

static void choose_thresholds(trained *to, const tellings *of) {
    const trainer_settings *settings = to->settings;
    calibration *curves = &to->result.curves;
    double listed = listed_threshold(of, settings->alarm_rate);
    double possible = quantile(of, true, true, ANY, settings->miss_rate);
    double alone = quantile(of, false, false, ANY, 1 - settings->look_rate);
    curves->listed_at = round_down(listed);
    curves->possible_at = round_down(lesser(possible, listed));
    curves->alone_at = round_down(alone);
    curves->coverage = settings->coverage;
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        curves->set_at[language] =
            round_down(quantile(of, true, ANY, language, 1 - settings->coverage));
}

/* The shares of texts that come out as they should not. */
static void count_outcomes(const trained *to, const tellings *of, trainer_report *report) {
    const calibration *curves = &to->result.curves;
    double covered = 0, uncovered = 0;
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        bool looked = at->probability >= (at->hit ? curves->possible_at : curves->alone_at);
        covered += at->covered;
        uncovered += !at->covered;
        report->missed += at->covered && !looked;
        report->looks += !at->covered && looked;
        report->alarms += !at->covered && at->hit && at->probability >= curves->listed_at;
    }
    if (covered > 0) report->missed /= covered;
    if (uncovered > 0) report->looks /= uncovered;
    if (uncovered > 0) report->alarms /= uncovered;
}

/* Whether the highest of the text's entries is one of its own. */
static bool best_is_right(const trained *to, size_t text) {
    size_t texts = to->examples->count, best = SIZE_MAX;
    for (size_t label = 0; label < to->result.label_count; label++)
        if (to->labels[label].level == LEVEL_ENTRY &&
            (best == SIZE_MAX ||
             to->out_of_fold[label * texts + text] > to->out_of_fold[best * texts + text]))
            best = label;
    return best != SIZE_MAX && to->positive[best * texts + text];
}

static void measure(const trained *to, text_language language, calibration_case *cases,
                    double *probability, unsigned char *positive, trainer_report *report) {
    size_t right = 0, covered = 0, count = gather(to, LEVEL_ENTRY, language, cases);
    for (size_t i = 0; i < count; i++) {
        probability[i] = calibrate_probability(&to->result.curves.curve[LEVEL_ENTRY][language],
                                               cases[i].decision, cases[i].none);
        positive[i] = cases[i].positive;
    }
    report->entry_error[language] = calibrate_error(probability, positive, count);
    for (size_t text = 0; text < to->examples->count; text++) {
        if (!measured(to, text, language) || !is_covered(to, text)) continue;
        covered++;
        right += best_is_right(to, text);
    }
    report->entry_top1[language] = covered ? (double)right / (double)covered : 0;
}

static void calibrate(trained *to, calibration_case *cases, tellings *of, unsigned char *positive,
                      trainer_report *report) {
    for (int level = 0; level < LEVELS; level++)
        for (int language = 0; language < TEXT_LANGUAGES; language++)
            to->result.curves.curve[level][language] = calibrate_fit(
                cases, gather(to, (label_level)level, (text_language)language, cases));
    to->result.curves.fitted = 1;
    for (size_t text = 0; text < to->examples->count; text++)
        if (!to->examples->items[text].pseudo)
            of->items[of->count++] = tell(to, text, is_covered(to, text));
    choose_thresholds(to, of);
    count_outcomes(to, of, report);
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        measure(to, (text_language)language, cases, of->room, positive, report);
}

static exportcat_status build_calibration(trained *to, trainer_report *report) {
    if (!to->settings->folds) return EXPORTCAT_OK;
    size_t most = to->result.label_count * to->examples->count + 1;
    calibration_case *cases = calloc(most, sizeof *cases);
    unsigned char *positive = calloc(most, 1);
    tellings of = {calloc(to->examples->count + 1, sizeof *of.items), 0,
                   calloc(most, sizeof *of.room)};
    bool ready = cases && positive && of.items && of.room;
    if (ready) calibrate(to, cases, &of, positive, report);
    free(cases);
    free(positive);
    free(of.items);
    free(of.room);
    return ready ? EXPORTCAT_OK : status_memory(to->error);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void describe(trained *to) {
    XXH64_hash_t digest = 0;
    for (size_t i = 0; i < to->examples->count; i++) {
        const example *item = &to->examples->items[i];
        digest = XXH3_64bits_withSeed(item->labels, strlen(item->labels), digest);
        digest = XXH3_64bits_withSeed(item->text, item->length, digest);
    }
    buffer_format(&to->about, "texts=%zu\nlabels=%zu\nfeatures=%u\nexamples_digest=%016llx\n",
                  to->examples->count, to->result.label_count, to->result.words.count,
                  (unsigned long long)digest);
    buffer_format(&to->about, "cost=%g\npositive_weight=%g\nfolds=%d\nseed=%llu\n",
                  to->settings->machine.cost, to->settings->machine.positive_weight,
                  to->settings->folds, (unsigned long long)to->settings->seed);
    buffer_format(&to->about, "miss_rate=%g\nlook_rate=%g\nalarm_rate=%g\ncoverage=%g\n",
                  to->settings->miss_rate, to->settings->look_rate, to->settings->alarm_rate,
                  to->settings->coverage);
}

static exportcat_status run(trained *to, trainer_report *report) {
    pipeline line;
    size_t texts = to->examples->count;
    to->row_items = calloc(texts + 1, sizeof *to->row_items);
    to->rows = calloc(texts + 1, sizeof *to->rows);
    to->language = calloc(texts + 1, 1);
    if (!to->row_items || !to->rows || !to->language) return status_memory(to->error);
    exportcat_status status =
        pipeline_open(&line, to->compiled, &to->settings->features.languages, to->error);
    if (!status) status = build_labels(to);
    if (!status) status = build_vocabulary(to, &line);
    if (!status) status = build_rows(to, &line);
    pipeline_free(&line);
    if (!status) status = deal_folds(to);
    if (!status) status = build_machines(to);
    if (!status) status = build_calibration(to, report);
    if (!status) status = fold_weights(to);
    if (status) return status;
    describe(to);
    if (to->about.failed) return status_memory(to->error);
    to->result.about = to->about.bytes;
    report->texts = texts;
    report->labels = to->result.label_count;
    report->features = to->result.words.count;
    report->machines = to->result.label_count * ((size_t)to->settings->folds + 1);
    for (size_t i = 0; i < texts; i++) report->uncovered += !is_covered(to, i);
    return EXPORTCAT_OK;
}

exportcat_status trainer_train(const example_set *examples, const trainer_settings *settings,
                               const rules *compiled, bool plain, trained **out,
                               trainer_report *report, exportcat_error *error) {
    *out = NULL;
    *report = (trainer_report){0};
    if (settings->folds < 0 || settings->folds == 1 || settings->folds > 100)
        return status_set(error, EXPORTCAT_E_USAGE, "folds: 0, or 2 to 100");
    trained *to = calloc(1, sizeof *to);
    if (!to) return status_memory(error);
    to->examples = examples;
    to->settings = settings;
    to->error = error;
    to->compiled = compiled;
    to->plain = plain;
    to->result.settings = settings->features;
    exportcat_status status = run(to, report);
    if (status)
        trained_free(to);
    else
        *out = to;
    return status;
}
