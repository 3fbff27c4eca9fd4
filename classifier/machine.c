#include "machine.h"

#include <libsvm/svm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct machine_data {
    const row_view *rows;
    size_t count, features;
    struct svm_node *
        *nodes; /* libsvm's form of each row: kernel values if shared, else the row itself */
    struct svm_node *block;
    bool shared;
};

/* ---- Rows as libsvm has them ----------------------------------------------------------------- */

static int fill_sparse(machine_data *data) {
    size_t total = 0;
    for (size_t i = 0; i < data->count; i++) total += data->rows[i].count + 1;
    data->block = malloc(total * sizeof *data->block);
    if (!data->block) return -1;
    struct svm_node *at = data->block;
    for (size_t i = 0; i < data->count; i++) {
        data->nodes[i] = at;
        for (size_t k = 0; k < data->rows[i].count; k++)
            *at++ = (struct svm_node){(int)data->rows[i].items[k].index + 1,
                                      data->rows[i].items[k].value};
        *at++ = (struct svm_node){-1, 0};
    }
    return 0;
}

typedef struct {
    machine_data *data;
    atomic_size_t next;
    atomic_bool failed;
} kernel_work;

/* Row i's products with the rows up to itself, mirrored: each pair is written by one thread only.
 */
static void *fill_kernel_rows(void *context) {
    kernel_work *work = context;
    machine_data *data = work->data;
    double *dense = calloc(data->features + 1, sizeof *dense);
    if (!dense) atomic_store(&work->failed, true);
    for (size_t i; dense && (i = atomic_fetch_add(&work->next, 1)) < data->count;) {
        const row_view *row = &data->rows[i];
        for (size_t k = 0; k < row->count; k++) dense[row->items[k].index] = row->items[k].value;
        for (size_t j = 0; j <= i; j++) {
            const row_view *other = &data->rows[j];
            double sum = 0;
            for (size_t k = 0; k < other->count; k++)
                sum += dense[other->items[k].index] * other->items[k].value;
            data->nodes[i][j + 1] = (struct svm_node){(int)j + 1, sum};
            data->nodes[j][i + 1] = (struct svm_node){(int)i + 1, sum};
        }
        for (size_t k = 0; k < row->count; k++) dense[row->items[k].index] = 0;
    }
    free(dense);
    return NULL;
}

static int fill_kernel(machine_data *data, int threads) {
    enum { THREADS_MAX = 64 };
    pthread_t others[THREADS_MAX];
    size_t width = data->count + 2;
    kernel_work work = {.data = data};
    int started = 0;
    data->block = malloc(data->count * width * sizeof *data->block);
    if (!data->block) return -1;
    for (size_t i = 0; i < data->count; i++) {
        data->nodes[i] = data->block + i * width;
        data->nodes[i][0] = (struct svm_node){0, (double)(i + 1)};
        data->nodes[i][width - 1] = (struct svm_node){-1, 0};
    }
    while (started + 1 < threads && started < THREADS_MAX &&
           pthread_create(&others[started], NULL, fill_kernel_rows, &work) == 0)
        started++;
    fill_kernel_rows(&work);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    return atomic_load(&work.failed) ? -1 : 0;
}

static void quiet(const char *text) {
    (void)text;
}

machine_data *machine_data_new(const row_view *rows, size_t count, size_t features,
                               size_t kernel_bytes, int threads) {
    machine_data *data = calloc(1, sizeof *data);
    if (!data) return NULL;
    *data = (machine_data){.rows = rows, .count = count, .features = features};
    data->nodes = calloc(count + 1, sizeof *data->nodes);
    data->shared = count && (count + 2) <= kernel_bytes / count / sizeof(struct svm_node);
    int failed = !data->nodes                                 ? -1
                 : data->shared && fill_kernel(data, threads) ? -1
                 : !data->shared                              ? fill_sparse(data)
                                                              : 0;
    if (failed) {
        machine_data_free(data);
        return NULL;
    }
    svm_set_print_string_function(quiet);
    return data;
}

void machine_data_free(machine_data *data) {
    if (!data) return;
    free(data->block);
    free(data->nodes);
    free(data);
}

bool machine_data_shared(const machine_data *data) {
    return data->shared;
}

/* ---- Training -------------------------------------------------------------------------------- */

/* The rows in use, and where each stands among all rows. */
typedef struct {
    struct svm_problem problem;
    size_t *origin;
    size_t positives;
} selection;

static void selection_free(selection *chosen) {
    free(chosen->problem.x);
    free(chosen->problem.y);
    free(chosen->origin);
}

static int select_rows(selection *out, const machine_data *data, const unsigned char *use,
                       const unsigned char *positive) {
    *out = (selection){0};
    out->problem.x = calloc(data->count + 1, sizeof *out->problem.x);
    out->problem.y = calloc(data->count + 1, sizeof *out->problem.y);
    out->origin = calloc(data->count + 1, sizeof *out->origin);
    if (!out->problem.x || !out->problem.y || !out->origin) {
        selection_free(out);
        return -1;
    }
    for (size_t i = 0; i < data->count; i++) {
        if (!use[i]) continue;
        int at = out->problem.l++;
        out->problem.x[at] = data->nodes[i];
        out->problem.y[at] = positive[i] ? 1 : -1;
        out->origin[at] = i;
        out->positives += positive[i] != 0;
    }
    return 0;
}

static exportcat_status train(const machine_data *data, const machine_settings *settings,
                              const selection *chosen, struct svm_model **out,
                              exportcat_error *error) {
    int label[1] = {1};
    double weight[1] = {settings->positive_weight};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = data->shared ? PRECOMPUTED : LINEAR,
                                      .cache_size = 100,
                                      .eps = 1e-3,
                                      .C = settings->cost,
                                      .nr_weight = 1,
                                      .weight_label = label,
                                      .weight = weight,
                                      .shrinking = 1};
    const char *reason = svm_check_parameter(&chosen->problem, &parameter);
    if (reason) return status_set(error, EXPORTCAT_E_USAGE, "libsvm refuses to train: %s", reason);
    *out = svm_train(&chosen->problem, &parameter);
    if (!*out) return status_memory(error);
    (*out)->param.nr_weight = 0; /* label and weight are on our stack */
    return EXPORTCAT_OK;
}

/* libsvm counts the label that it met first as the positive one. */
static double sign_of(const struct svm_model *trained) {
    return trained->label[0] == 1 ? 1 : -1;
}

static void fold(const machine_data *data, const selection *chosen, const struct svm_model *trained,
                 double *weights, double *bias) {
    double sign = sign_of(trained);
    for (int s = 0; s < trained->l; s++) {
        const row_view *row = &data->rows[chosen->origin[trained->sv_indices[s] - 1]];
        for (size_t k = 0; k < row->count; k++)
            weights[row->items[k].index] += sign * trained->sv_coef[0][s] * row->items[k].value;
    }
    *bias = -sign * trained->rho[0];
}

static bool one_kind(const selection *chosen) {
    return chosen->positives == 0 || chosen->positives == (size_t)chosen->problem.l;
}

static double constant(const selection *chosen) {
    return chosen->positives ? 1 : -1;
}

exportcat_status machine_train(const machine_data *data, const machine_settings *settings,
                               const unsigned char *use, const unsigned char *positive,
                               double *weights, double *bias, exportcat_error *error) {
    selection chosen;
    if (select_rows(&chosen, data, use, positive)) return status_memory(error);
    exportcat_status status = EXPORTCAT_OK;
    if (one_kind(&chosen)) {
        *bias = constant(&chosen);
    } else {
        struct svm_model *trained = NULL;
        status = train(data, settings, &chosen, &trained, error);
        if (!status) {
            fold(data, &chosen, trained, weights, bias);
            svm_free_and_destroy_model(&trained);
        }
    }
    selection_free(&chosen);
    return status;
}

exportcat_status machine_predict(const machine_data *data, const machine_settings *settings,
                                 const unsigned char *use, const unsigned char *positive,
                                 double *decisions, exportcat_error *error) {
    selection chosen;
    if (select_rows(&chosen, data, use, positive)) return status_memory(error);
    struct svm_model *trained = NULL;
    exportcat_status status =
        one_kind(&chosen) ? EXPORTCAT_OK : train(data, settings, &chosen, &trained, error);
    for (size_t i = 0; !status && i < data->count; i++) {
        decisions[i] = constant(&chosen);
        if (!trained) continue;
        svm_predict_values(trained, data->nodes[i], &decisions[i]);
        decisions[i] *= sign_of(trained);
    }
    if (trained) svm_free_and_destroy_model(&trained);
    selection_free(&chosen);
    return status;
}
