#include "model_parts.h"
#include "model_words.h"

#include <math.h>
#include <string.h>

/* ---- Scoring --------------------------------------------------------------------------------- */

size_t model_stride(size_t labels) {
    return (labels + MODEL_STRIP - 1) / MODEL_STRIP * MODEL_STRIP;
}

static void add_features(const model *open, const feature *items, size_t count, size_t stride,
                         uint32_t *sums) {
    model_batch batch;
    model_batch_begin(&batch);
    for (const feature *end = items + count; items < end;) {
        const size_t left = (size_t)(end - items), room = model_batch_room(&batch);
        for (const feature *to = items + (left < room ? left : room); items < to; items++) {
            const int32_t value = model_whole(items->value, MODEL_FEATURE_BITS, INT16_MAX);
            model_add_feature(open, items->row, (int16_t)value, &batch, stride);
        }
        model_add_rows(&batch, stride, sums);
    }
}

/* How many of `count` items are in the chunk that begins at `from`. */
static size_t in_chunk(size_t count, size_t from) {
    if (count <= from) return 0;
    return count - from < MODEL_CHUNK ? count - from : MODEL_CHUNK;
}

/* The sums of a chunk of words and of features, with room for a stride. */
static void sum_up(const model *open, const feature_row *row, model_words *words, size_t from,
                   model_sums *out) {
    const size_t stride = model_stride(open->label_count);
    const size_t uses = in_chunk(row->use_count, from), items = in_chunk(row->count, from);
    memset(out->words, 0, stride * sizeof *out->words);
    memset(out->features, 0, stride * sizeof *out->features);
    if (uses) model_words_add(words, row->uses + from, uses, out->words);
    if (items) add_features(open, row->items + from, items, stride, out->features);
}

void model_score(const model *open, const feature_row *row, model_words *words, double *out) {
    const size_t labels = open->label_count;
    const size_t longest = row->count > row->use_count ? row->count : row->use_count;
    const bool many = longest > MODEL_CHUNK;
    size_t from = 0;
    model_sums sums;
    if (many) memset(out, 0, labels * sizeof *out);
    for (; longest - from > MODEL_CHUNK; from += MODEL_CHUNK) {
        sum_up(open, row, words, from, &sums);
        model_carry(&sums, labels, out);
    }
    sum_up(open, row, words, from, &sums);
    model_finish(&sums, many, open->scales, open->scales + labels, labels, out);
}

size_t model_list_links(const model *open, model_link *links) {
    size_t count = 0;
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].parent >= 0)
            links[count++] = (model_link){(uint16_t)i, (uint16_t)open->labels[i].parent};
    return count;
}

static inline void raise_by(const model_link *links, size_t count, double *decisions,
                            size_t stride) {
#pragma GCC unroll 4
    for (size_t i = 0; i < count; i++) {
        const size_t to = links[i].entry * stride;
        const double own = decisions[links[i].point * stride];
        decisions[to] = own > decisions[to] ? own : decisions[to]; /* no machine can foretell */
    }
}

void model_raise(const model_link *links, size_t count, double *decisions, size_t stride) {
    if (stride == 1) /* as it is in every text */
        raise_by(links, count, decisions, 1);
    else
        raise_by(links, count, decisions, stride);
}

/* An entry's points stand behind it, side by side. */
size_t model_raised_by(const model *open, const double *decisions, size_t label) {
    size_t i = label + 1;
    while (i < open->label_count && open->labels[i].parent != (int)label) i++;
    for (; i < open->label_count && open->labels[i].parent == (int)label; i++)
        if (decisions[i] >= decisions[label]) return i;
    return label;
}

static double none_of(const model *open, const double *decisions) {
    return open->none < 0 ? 0 : decisions[open->none];
}

/* What a label's own curve is given, and the gate's, which knows no likeness. */
static inline calibration_input input_of(const double *decisions, double none, const double *likes,
                                         size_t label) {
    return (calibration_input){decisions[label], none, likes ? likes[label] : 0};
}

double model_gate(const model *open, const double *decisions, size_t label,
                  text_language language) {
    calibration_input of = input_of(decisions, none_of(open, decisions), NULL, label);
    return calibrate_probability(&open->curves.gate[language], &of);
}

bool model_gate_is_below(const model *open, const double *decisions, size_t label,
                         text_language language, const calibration_bound *bound) {
    calibration_input of = input_of(decisions, none_of(open, decisions), NULL, label);
    return calibrate_is_below(&open->curves.gate[language], &of, bound);
}

static double own_probability(const model *open, const double *decisions, const double *likes,
                              text_language language, size_t label) {
    calibration_input of = input_of(decisions, none_of(open, decisions), likes, label);
    return calibrate_probability(&open->curves.curve[open->labels[label].level][language], &of);
}

double model_log_odds(const model *open, const double *decisions, const double *likes,
                      text_language language, size_t label) {
    calibration_input of = input_of(decisions, none_of(open, decisions), likes, label);
    return -calibrate_exponent(&open->curves.curve[open->labels[label].level][language], &of);
}

size_t model_list_entries(const model *open, uint16_t *entries) {
    size_t count = 0;
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].level == LEVEL_ENTRY) entries[count++] = (uint16_t)i;
    return count;
}

size_t model_shares(const model *open, const uint16_t *entries, size_t count,
                    const double *decisions, const double *likes, text_language language,
                    double *out) {
    const calibration *curves = &open->curves;
    const share_curves by = {curves->curve[LEVEL_ENTRY][language], curves->gate[language],
                             curves->sharpness[language]};
    const calibration_inputs of = {decisions, likes, none_of(open, decisions)};
    return count ? calibrate_shares(&by, &of, entries, count, out) : 0;
}

void model_entry_probabilities(const model *open, const double *decisions, const double *likes,
                               text_language language, double *out) {
    uint16_t entries[MODEL_LABELS_MAX];
    double shares[MODEL_LABELS_MAX];
    size_t count = model_list_entries(open, entries);
    if (!count) return;
    size_t best = model_shares(open, entries, count, decisions, likes, language, shares);
    for (size_t i = 0; i < count; i++) out[entries[i]] = shares[i];
    if (open->none >= 0) out[open->none] = 1 - model_gate(open, decisions, entries[best], language);
}

void model_probabilities(const model *open, const double *decisions, const double *likes,
                         text_language language, double *out) {
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].level != LEVEL_ENTRY)
            out[i] = own_probability(open, decisions, likes, language, i);
    model_entry_probabilities(open, decisions, likes, language, out);
}

text_language model_curves(const char *language) {
    return strcmp(language, "zh") == 0 ? TEXT_ZH : TEXT_EN;
}

text_language model_language(const token_list *tokens) {
    return model_curves(tokens_language(tokens));
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

/* The half of a sorted row that a label would stand in. */
static inline const model_pair *halve(const model_pair *row, size_t *count, uint16_t label) {
    const model_pair *middle = row + *count / 2;
    *count -= *count / 2;
    return middle->label <= label ? middle : row;
}

/* A row of pairs is halved as often as a long one is: nobody can foretell how often its own length
 * wants it. */
static inline int32_t weight_among(const model_pair *head, uint16_t label) {
    enum { HALVINGS = 5 };
    const model_pair *at = head + 1;
    size_t count = (size_t)head->label * MODEL_BLOCK - 1;
#pragma GCC unroll 5
    for (int i = 0; i < HALVINGS; i++) at = halve(at, &count, label);
    while (count > 1) at = halve(at, &count, label);
    return at->weight & -(int32_t)(at->label == label);
}

double model_weight(const model *open, uint32_t index, size_t label) {
    const uint32_t at = open->words.row[index];
    const size_t stride = model_stride(open->label_count);
    return open->labels[label].scale * (at & MODEL_DENSE
                                            ? open->dense[(at & ~MODEL_DENSE) * stride + label]
                                            : weight_among(&open->pairs[at], (uint16_t)label));
}

/* Every feature is looked up among dense rows, in the first where it has none; those that have
 * pairs are looked up afterwards. Nobody can foretell which is which. */
static void list_weights(const model *open, const feature *items, size_t count, size_t label,
                         double *out) {
    static const int8_t none = 0;
    const int8_t *dense = open->dense_count ? open->dense + label : &none;
    const size_t stride = model_stride(open->label_count);
    const double scale = open->labels[label].scale;
    uint32_t paired[MODEL_BATCH];
    size_t paired_count = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t at = items[i].row, is_paired = (at >> 31) ^ 1;
        const uint32_t row = at & (is_paired - 1) & ~MODEL_DENSE;
        out[i] = dense[row * stride] * scale;
        paired[paired_count] = (uint32_t)i;
        paired_count += is_paired;
    }
    for (size_t k = 0; k < paired_count; k++) {
        const model_pair *head = &open->pairs[items[paired[k]].row];
        out[paired[k]] = weight_among(head, (uint16_t)label) * scale;
    }
}

void model_weights(const model *open, const feature *items, size_t count, size_t label,
                   double *out) {
    for (size_t from = 0; from < count; from += MODEL_BATCH) {
        size_t left = count - from;
        list_weights(open, items + from, left < MODEL_BATCH ? left : MODEL_BATCH, label,
                     out + from);
    }
}
