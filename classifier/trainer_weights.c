#include "trainer_parts.h"

#include <stdlib.h>

/* A feature that weighs for so many labels, one in so many of all, gets a dense row: adding up a
 * whole one then costs less than its pairs do one by one. */
enum { DENSE_SHARE = 6 };

/* How many labels each feature weighs for. */
static uint32_t *count_labels(const trained *to) {
    uint32_t *counts = calloc(to->result.words.count + 1, sizeof *counts);
    for (size_t label = 0; counts && label < to->result.label_count; label++)
        for (size_t i = 0; i < to->weights[label].count; i++)
            counts[to->weights[label].items[i].feature]++;
    return counts;
}

/* Gives out the dense rows, and the other features' places among the pairs. */
static exportcat_status lay_out(trained *to, const uint32_t *counts) {
    size_t features = to->result.words.count, labels = to->result.label_count, rows = 0, pairs = 0;
    to->row_start = calloc(features + 1, sizeof *to->row_start);
    to->dense = calloc(features + 1, sizeof *to->dense);
    if (!to->row_start || !to->dense) return status_memory(to->error);
    for (size_t key = 0; key < features; key++) {
        if (counts[key] && counts[key] * DENSE_SHARE >= labels && rows < UINT16_MAX)
            to->dense[key] = (uint16_t)++rows;
        else
            pairs += counts[key];
        if (pairs >= UINT32_MAX)
            return status_set(to->error, EXPORTCAT_E_EXAMPLES,
                              "more than %u weights are too many: raise min_documents", UINT32_MAX);
        to->row_start[key + 1] = (uint32_t)pairs;
    }
    to->row_label = calloc(pairs + 1, sizeof *to->row_label);
    to->row_weight = calloc(pairs + 1, sizeof *to->row_weight);
    to->dense_weight = calloc(rows * model_stride(labels) + 1, sizeof *to->dense_weight);
    return to->row_label && to->row_weight && to->dense_weight ? EXPORTCAT_OK
                                                               : status_memory(to->error);
}

/* Deals the labels' weights out; `placed` counts a feature's pairs from 0 on. */
static void deal_weights(trained *to, uint32_t *placed) {
    size_t stride = model_stride(to->result.label_count);
    for (size_t label = 0; label < to->result.label_count; label++)
        for (size_t i = 0; i < to->weights[label].count; i++) {
            label_weight weight = to->weights[label].items[i];
            if (to->dense[weight.feature]) {
                to->dense_weight[(to->dense[weight.feature] - 1U) * stride + label] = weight.value;
                continue;
            }
            uint32_t at = to->row_start[weight.feature] + placed[weight.feature]++;
            to->row_label[at] = (uint16_t)label;
            to->row_weight[at] = weight.value;
        }
}

exportcat_status trainer_fold_weights(trained *to) {
    uint32_t *counts = count_labels(to);
    uint32_t *placed = calloc(to->result.words.count + 1, sizeof *placed);
    exportcat_status status = counts && placed ? lay_out(to, counts) : status_memory(to->error);
    if (!status) deal_weights(to, placed);
    free(counts);
    free(placed);
    to->result.row_start = to->row_start;
    to->result.row_label = to->row_label;
    to->result.row_weight = to->row_weight;
    to->result.dense = to->dense;
    to->result.dense_weight = to->dense_weight;
    return status;
}
