#include "trainer_parts.h"

#include <stdlib.h>

/* A feature that weighs for so many labels, one in so many of all, gets a dense row: adding up a
 * whole one then costs less than its pairs do one by one. */
enum { DENSE_SHARE = 8 };

/* How many pairs the row of so many labels has, its head and what fills its last block with it. */
static size_t row_length(size_t labels) {
    return (1 + labels + MODEL_BLOCK - 1) / MODEL_BLOCK * MODEL_BLOCK;
}

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
    to->row_at = calloc(features + 1, sizeof *to->row_at);
    if (!to->row_at) return status_memory(to->error);
    for (size_t key = 0; key < features; key++) {
        bool dense = counts[key] && counts[key] * DENSE_SHARE >= labels;
        to->row_at[key] = dense ? MODEL_DENSE | (uint32_t)rows++ : (uint32_t)pairs;
        if (!dense) pairs += row_length(counts[key]);
        if (pairs >= MODEL_DENSE)
            return status_set(to->error, EXPORTCAT_E_EXAMPLES,
                              "more than %u weights are too many: raise min_documents",
                              MODEL_DENSE);
    }
    to->pairs = calloc(pairs + 1, sizeof *to->pairs);
    to->dense = calloc(rows * model_stride(labels) + 1, sizeof *to->dense);
    to->result.words.row = to->row_at;
    to->result.pairs = to->pairs;
    to->result.pair_count = pairs;
    to->result.dense = to->dense;
    to->result.dense_count = rows;
    return to->pairs && to->dense ? EXPORTCAT_OK : status_memory(to->error);
}

/* Writes the heads, and turns the counts of labels into the places of their first pairs. */
static void begin_rows(trained *to, uint32_t *counts) {
    for (size_t key = 0; key < to->result.words.count; key++) {
        uint32_t at = to->row_at[key];
        if (at & MODEL_DENSE) continue;
        size_t length = row_length(counts[key]);
        to->pairs[at] = (model_pair){(uint16_t)(length / MODEL_BLOCK), 0};
        counts[key] = at + (uint32_t)length - counts[key];
    }
}

/* Deals the labels' weights out. */
static void deal_weights(trained *to, uint32_t *counts) {
    size_t stride = model_stride(to->result.label_count);
    begin_rows(to, counts);
    for (size_t label = 0; label < to->result.label_count; label++)
        for (size_t i = 0; i < to->weights[label].count; i++) {
            label_weight weight = to->weights[label].items[i];
            uint32_t at = to->row_at[weight.feature];
            if (at & MODEL_DENSE)
                to->dense[(at & ~MODEL_DENSE) * stride + label] = weight.value;
            else
                to->pairs[counts[weight.feature]++] = (model_pair){(uint16_t)label, weight.value};
        }
}

exportcat_status trainer_fold_weights(trained *to) {
    uint32_t *counts = count_labels(to);
    exportcat_status status = counts ? lay_out(to, counts) : status_memory(to->error);
    if (!status) deal_weights(to, counts);
    free(counts);
    return status;
}
