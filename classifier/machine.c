#include "machine.h"

#include <libsvm/svm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct machine_data {
    const row_view *rows;
    size_t count, features;
    struct svm_node **nodes; /* libsvm's form of each wanted row: kernel values if shared, else the
                                row itself */
    void *block;             /* of all nodes */
    bool shared;
};

/* ---- Rows as libsvm has them ----------------------------------------------------------------- */

static int fill_sparse(machine_data *data, const unsigned char *wanted) {
    size_t total = 0;
    for (size_t i = 0; i < data->count; i++)
        if (!wanted || wanted[i]) total += data->rows[i].count + 1;
    struct svm_node *at = data->block = malloc((total + 1) * sizeof *at);
    if (!at) return -1;
    for (size_t i = 0; i < data->count; i++) {
        if (wanted && !wanted[i]) continue;
        data->nodes[i] = at;
        for (size_t k = 0; k < data->rows[i].count; k++)
            *at++ = (struct svm_node){(int)data->rows[i].items[k].index + 1,
                                      data->rows[i].items[k].value};
        *at++ = (struct svm_node){-1, 0};
    }
    return 0;
}

/*
 * The shared kernel. Of the nodes of a "precomputed" row libsvm reads `value` alone, the row's own
 * number in the first: half of each node is air. So rows lie two and two in one block of doubles,
 * the second one's values where the first one's indices would be:
 *
 *     doubles      | 0     | 1       | 2        | 3       | 4        | 5       | 6       ...
 *     first row    | index | number  | index    | K(a, 1) | index    | K(a, 2) | index
 *     second row           | index   | number   | index   | K(b, 1)  | index   | K(b, 2) ...
 */
typedef struct {
    machine_data *data;
    size_t *wanted; /* the rows in the kernel */
    size_t count;
    products *pairs; /* of them */
    atomic_size_t next;
    atomic_bool failed;
} kernel_work;

_Static_assert(sizeof(struct svm_node) == 2 * sizeof(double), "two rows fit into one");

static size_t pair_width(size_t count) {
    return 2 * (count + 1) + 1;
}

static size_t kernel_size(size_t count) {
    return (count + 1) / 2 * pair_width(count) * sizeof(double);
}

/* Row after row, mirrored: each pair is written by one thread only. */
static void *fill_kernel_rows(void *context) {
    kernel_work *work = context;
    machine_data *data = work->data;
    double *sums = calloc(work->count + 1, sizeof *sums);
    if (!sums) atomic_store(&work->failed, true);
    for (size_t i; sums && (i = atomic_fetch_add(&work->next, 1)) < work->count;) {
        struct svm_node *mine = data->nodes[work->wanted[i]];
        products_row(work->pairs, i, sums);
        for (size_t j = 0; j <= i; j++) {
            mine[j + 1].value = sums[j];
            data->nodes[work->wanted[j]][i + 1].value = sums[j];
        }
    }
    free(sums);
    return NULL;
}

static int fill_kernel(kernel_work *work, int threads) {
    enum { THREADS_MAX = 64 };
    pthread_t others[THREADS_MAX];
    int started = 0;
    double *block = work->data->block = malloc(kernel_size(work->count));
    work->pairs = products_new(work->data->rows, work->wanted, work->count, work->data->features);
    if (!block || !work->pairs) return -1;
    for (size_t i = 0; i < work->count; i++) {
        double *row = block + i / 2 * pair_width(work->count) + i % 2;
        work->data->nodes[work->wanted[i]] = (struct svm_node *)row;
        work->data->nodes[work->wanted[i]]->value = (double)(i + 1);
    }
    while (started + 1 < threads && started < THREADS_MAX &&
           pthread_create(&others[started], NULL, fill_kernel_rows, work) == 0)
        started++;
    fill_kernel_rows(work);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    return atomic_load(&work->failed) ? -1 : 0;
}

/* Makes the kernel of the wanted rows, or their sparse form where the kernel is too large. */
static int fill_nodes(machine_data *data, const unsigned char *wanted, size_t kernel_bytes,
                      int threads) {
    kernel_work work = {.data = data, .wanted = calloc(data->count + 1, sizeof *work.wanted)};
    if (!data->nodes || !work.wanted) {
        free(work.wanted);
        return -1;
    }
    for (size_t i = 0; i < data->count; i++)
        if (!wanted || wanted[i]) work.wanted[work.count++] = i;
    data->shared = work.count && kernel_size(work.count) <= kernel_bytes;
    int failed = data->shared ? fill_kernel(&work, threads) : fill_sparse(data, wanted);
    products_free(work.pairs);
    free(work.wanted);
    return failed;
}

static void quiet(const char *text) {
    (void)text;
}

machine_data *machine_data_new(const row_view *rows, const unsigned char *wanted, size_t count,
                               size_t features, size_t kernel_bytes, int threads) {
    machine_data *data = calloc(1, sizeof *data);
    if (!data) return NULL;
    *data = (machine_data){.rows = rows, .count = count, .features = features};
    data->nodes = calloc(count + 1, sizeof *data->nodes);
    if (fill_nodes(data, wanted, kernel_bytes, threads)) {
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
                                      .cache_size = 40,
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
