#include "model_parts.h"

#include <math.h>
#include <string.h>

/* ---- Scoring --------------------------------------------------------------------------------- */

size_t model_stride(size_t labels) {
    return (labels + MODEL_STRIP - 1) / MODEL_STRIP * MODEL_STRIP;
}

static void add_to_batch(model_batch *batch, const int16_t *row, int32_t value) {
    size_t at = batch->count++;
    batch->rows[at] = row;
    batch->high[at] = (int16_t)(value >> MODEL_VALUE_LOW);
    batch->low[at] = (int16_t)(value & ((1 << MODEL_VALUE_LOW) - 1));
}

static void add_pairs(const model *open, uint32_t index, int32_t value, int64_t *sums) {
    uint32_t end = open->row_start[index + 1];
#pragma GCC unroll 4
    for (uint32_t k = open->row_start[index]; k < end; k++)
        sums[open->row_label[k]] += (int64_t)open->row_weight[k] * value;
}

void model_score(const model *open, const feature_row *row, double *out) {
    const double unit = 1 << MODEL_VALUE_BITS;
    size_t stride = model_stride(open->label_count);
    int64_t sums[MODEL_LABELS_MAX];
    model_batch batch = {.count = 0};
    memset(sums, 0, stride * sizeof *sums);
    for (size_t i = 0; i < row->count; i++) {
        uint32_t index = row->items[i].index, dense = open->dense ? open->dense[index] : 0;
        int32_t value = (int32_t)(row->items[i].value * unit + 0.5);
        if (dense)
            add_to_batch(&batch, open->dense_weight + (dense - 1) * stride, value);
        else
            add_pairs(open, index, value, sums);
        if (batch.count == MODEL_BATCH) model_add_batch(&batch, stride, sums);
    }
    model_add_batch(&batch, stride, sums);
    for (size_t i = 0; i < open->label_count; i++)
        out[i] = (double)sums[i] / unit * open->labels[i].scale + open->labels[i].bias;
}

void model_raise(const model *open, double *decisions, size_t stride) {
    for (size_t i = 0; i < open->label_count; i++) {
        if (open->labels[i].parent < 0) continue;
        double *of_entry = &decisions[(size_t)open->labels[i].parent * stride];
        if (decisions[i * stride] > *of_entry) *of_entry = decisions[i * stride];
    }
}

size_t model_raised_by(const model *open, const double *decisions, size_t label) {
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].parent == (int)label && decisions[i] >= decisions[label]) return i;
    return label;
}

static calibration_input gate_input(const model *open, const double *decisions, size_t label) {
    return (calibration_input){decisions[label], open->none < 0 ? 0 : decisions[open->none], 0};
}

double model_gate(const model *open, const double *decisions, size_t label,
                  text_language language) {
    calibration_input of = gate_input(open, decisions, label);
    return calibrate_probability(&open->curves.gate[language], &of);
}

bool model_gate_is_below(const model *open, const double *decisions, size_t label,
                         text_language language, const calibration_bound *bound) {
    calibration_input of = gate_input(open, decisions, label);
    return calibrate_is_below(&open->curves.gate[language], &of, bound);
}

/* What a label's own curve is given. */
static calibration_input input_of(const model *open, const double *decisions, const double *likes,
                                  size_t label) {
    double none = open->none < 0 ? 0 : decisions[open->none];
    return (calibration_input){decisions[label], none, likes ? likes[label] : 0};
}

static double own_probability(const model *open, const double *decisions, const double *likes,
                              text_language language, size_t label) {
    calibration_input of = input_of(open, decisions, likes, label);
    return calibrate_probability(&open->curves.curve[open->labels[label].level][language], &of);
}

double model_log_odds(const model *open, const double *decisions, const double *likes,
                      text_language language, size_t label) {
    calibration_input of = input_of(open, decisions, likes, label);
    return -calibrate_exponent(&open->curves.curve[open->labels[label].level][language], &of);
}

static size_t list_entries(const model *open, uint16_t entries[MODEL_LABELS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].level == LEVEL_ENTRY) entries[count++] = (uint16_t)i;
    return count;
}

void model_entry_probabilities(const model *open, const double *decisions, const double *likes,
                               text_language language, double *out) {
    const double sharpness = open->curves.sharpness[language];
    uint16_t entries[MODEL_LABELS_MAX];
    size_t count = list_entries(open, entries);
    if (!count) return;
    size_t best = entries[0];
    for (size_t i = 0; i < count; i++) {
        out[entries[i]] = model_log_odds(open, decisions, likes, language, entries[i]);
        if (out[entries[i]] > out[best]) best = entries[i];
    }
    const double most = out[best], covered = model_gate(open, decisions, best, language);
    double odds = 0; /* against the best entry's, so that none is too large */
    for (size_t i = 0; i < count; i++) {
        out[entries[i]] = exp(sharpness * (out[entries[i]] - most));
        odds += out[entries[i]];
    }
    for (size_t i = 0; i < count; i++) out[entries[i]] = covered * out[entries[i]] / odds;
    if (open->none >= 0) out[open->none] = 1 - covered;
}

void model_probabilities(const model *open, const double *decisions, const double *likes,
                         text_language language, double *out) {
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].level != LEVEL_ENTRY)
            out[i] = own_probability(open, decisions, likes, language, i);
    model_entry_probabilities(open, decisions, likes, language, out);
}

text_language model_language(const token_list *tokens) {
    return strcmp(tokens_language(tokens), "zh") == 0 ? TEXT_ZH : TEXT_EN;
}

/* The label of a name that need not end where the bytes do, or -1. */
static int find_label(const model_label *labels, size_t count, const char *name, size_t length) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(name, labels[middle].name, length);
        if (!order && labels[middle].name[length]) order = -1;
        if (order == 0) return (int)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

int model_label_find(const model *open, const char *name) {
    return find_label(open->labels, open->label_count, name, strlen(name));
}

void model_link_labels(model_label *labels, size_t count) {
    for (size_t i = 0; i < count; i++)
        labels[i].parent =
            labels[i].level == LEVEL_POINT
                ? find_label(labels, count, labels[i].name, strcspn(labels[i].name, "/"))
                : -1;
}

double model_weight(const model *open, uint32_t index, size_t label) {
    const double scale = open->labels[label].scale;
    size_t stride = model_stride(open->label_count), dense = open->dense ? open->dense[index] : 0;
    if (dense) return open->dense_weight[(dense - 1) * stride + label] * scale;
    const uint16_t *row = open->row_label + open->row_start[index];
    size_t low = 0, count = open->row_start[index + 1] - open->row_start[index];
    if (!count) return 0;
    while (count > 1) { /* rows are sorted by label */
        size_t half = count / 2;
        low += row[low + half] <= label ? half : 0;
        count -= half;
    }
    return row[low] == label ? open->row_weight[open->row_start[index] + low] * scale : 0;
}
