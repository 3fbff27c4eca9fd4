#include "trainer_parts.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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
        int folds = to->settings->folds;
        example_role role = to->examples->items[text].role;
        bool kept_in = role == EXAMPLE_WORDING || !folds;
        to->fold_of[text] = (unsigned char)(role == EXAMPLE_CALIBRATION ? folds + 1
                                            : kept_in                   ? folds
                                                      : (int)(dealt++ % (size_t)folds));
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
    double *weights, *sorted;
} workspace;

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sets a machine's smallest weights to 0, as many as make up the share of all of them, squared. */
static void prune(double *weights, size_t count, double share, double *sorted) {
    double whole = 0, dropped = 0, least = 0;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        double square = weights[i] * weights[i];
        if (square > 0) sorted[kept++] = square;
        whole += square;
    }
    if (share <= 0 || !kept) return;
    qsort(sorted, kept, sizeof *sorted, by_size);
    for (size_t i = 0; i < kept && dropped + sorted[i] <= share * whole; i++) {
        dropped += sorted[i];
        least = sorted[i];
    }
    for (size_t i = 0; i < count; i++)
        if (weights[i] * weights[i] <= least) weights[i] = 0;
}

/* Rounds a machine's weights to whole numbers of a scale, which is returned: eight bits a weight
 * are all that the scores need. */
static double quantise(double *weights, size_t count) {
    double most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(weights[i]));
    double scale = most > 0 ? most / INT8_MAX : 1;
    for (size_t i = 0; i < count; i++) weights[i] = round(weights[i] / scale);
    return scale;
}

static exportcat_status keep_weights(label_weights *out, const double *weights, size_t features,
                                     exportcat_error *error) {
    size_t count = 0;
    for (size_t i = 0; i < features; i++) count += (int8_t)weights[i] != 0;
    out->items = calloc(count + 1, sizeof *out->items);
    if (!out->items) return status_memory(error);
    for (size_t i = 0; i < features; i++)
        if ((int8_t)weights[i] != 0)
            out->items[out->count++] = (label_weight){(uint32_t)i, (int8_t)weights[i]};
    return EXPORTCAT_OK;
}

static size_t texts_of(const trained *to, size_t label) {
    size_t texts = to->examples->count, count = 0;
    for (size_t i = 0; i < texts; i++) count += to->positive[label * texts + i];
    return count;
}

static machine_settings machine_settings_of(const trained *to, size_t label) {
    machine_settings out = to->settings->machine;
    size_t all = 0;
    if (!(to->settings->cost_by_size > 0 || to->settings->cost_by_size < 0)) return out;
    for (size_t i = 0; i < to->result.label_count; i++) all += texts_of(to, i);
    double share = (double)texts_of(to, label) * (double)to->result.label_count / (double)all;
    if (share > 0) out.cost *= pow(share, to->settings->cost_by_size);
    return out;
}

/* A machine is trained on the texts of all folds but its own, and gives the decision values of its
 * own fold's. Fold number `folds` is nobody's: its machine is trained on all, is the one that goes
 * into the model, and gives the values of the texts that are in no training set. */
static exportcat_status train_one(trained *to, const machine_data *data, size_t label, int fold,
                                  workspace *room, exportcat_error *error) {
    size_t texts = to->examples->count, features = to->result.words.count;
    int folds = to->settings->folds;
    bool whole = fold == folds;
    double bias;
    for (size_t i = 0; i < texts; i++)
        room->use[i] = (whole || to->fold_of[i] != fold) && to->fold_of[i] <= folds;
    memset(room->weights, 0, features * sizeof *room->weights);
    machine_settings settings = machine_settings_of(to, label);
    exportcat_status status = machine_train(
        data, &settings, room->use, to->positive + label * texts, room->weights, &bias, error);
    if (status) return status;
    prune(room->weights, features, to->settings->pruned, room->sorted);
    double scale = quantise(room->weights, features);
    for (size_t i = 0; i < texts; i++)
        if (to->fold_of[i] == (whole ? folds + 1 : fold))
            to->out_of_fold[label * texts + i] = dot(&to->rows[i], room->weights) * scale + bias;
    if (!whole) return EXPORTCAT_OK;
    to->labels[label].bias = bias;
    to->labels[label].scale = scale;
    return keep_weights(&to->weights[label], room->weights, features, error);
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
                      calloc(to->result.words.count + 1, sizeof(double)),
                      calloc(to->result.words.count + 1, sizeof(double))};
    exportcat_error error = {0};
    if (!room.use || !room.weights || !room.sorted)
        finish_task(work, status_memory(&error), &error);
    else
        for (size_t task; !atomic_load(&work->stop) &&
                          (task = atomic_fetch_add(&work->next, 1)) < work->total;) {
            size_t label = task / sets;
            int fold = (int)(task % sets);
            exportcat_status status = train_one(to, work->data, label, fold, &room, &error);
            finish_task(work, status, &error);
        }
    free(room.use);
    free(room.weights);
    free(room.sorted);
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

static exportcat_status train_all(trained *to) {
    size_t texts = to->examples->count, labels = to->result.label_count;
    size_t features = to->result.words.count;
    to->weights = calloc(labels + 1, sizeof *to->weights);
    to->out_of_fold = calloc(labels * texts + 1, sizeof *to->out_of_fold);
    if (!to->weights || !to->out_of_fold) return status_memory(to->error);
    unsigned char *wanted = calloc(texts + 1, 1);
    for (size_t i = 0; wanted && i < texts; i++) wanted[i] = to->fold_of[i] <= to->settings->folds;
    machine_data *data = wanted
                             ? machine_data_new(to->rows, wanted, texts, features,
                                                to->settings->kernel_bytes, to->settings->threads)
                             : NULL;
    exportcat_status status = data ? run_machines(to, data) : status_memory(to->error);
    machine_data_free(data);
    free(wanted);
    model_link links[MODEL_LABELS_MAX];
    size_t count = model_list_links(&to->result, links);
    for (size_t i = 0; !status && i < texts; i++)
        model_raise(links, count, to->out_of_fold + i, texts);
    return status;
}

exportcat_status trainer_build_machines(trained *to) {
    exportcat_status status = deal_folds(to);
    if (!status) status = train_all(to);
    return status ? status : trainer_fold_weights(to);
}
