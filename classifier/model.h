/*
 * Stage 5: the model file: opened, checked, scored.
 *
 * One linear support vector machine a label, its support vectors folded into one weight vector:
 * decision value = sum over features of weight x value, plus a bias. Weights are whole numbers of
 * eight bits in their label's scale, and stored by feature: those of a feature that weighs for many
 * labels as a row of all labels, which is scanned at once, those of any other as the labels that it
 * weighs for.
 *
 * The file: a header (magic, version, byte order, size, fingerprint of the feature settings, own
 * digest), a table of sections (offset, size, XXH3 digest), the sections, each aligned to 64 bytes.
 * Integers and doubles are the machine's own; another byte order is refused. Every digest, size and
 * index is checked before use.
 */
#ifndef MODEL_H
#define MODEL_H

#include "calibrate.h"
#include "features_row.h"
#include "file.h"

/* See model_words.h. */
typedef struct model_words model_words;

typedef struct {
    const char *name; /* "none", an entry id, entry/point, or any word for a plain model */
    label_level level;
    double bias, scale; /* scale: what a weight of 1 counts */
    int parent;         /* of a point, the label of its entry; -1: none */
} model_label;

/* A weight for a label. A row of them is so many blocks, each of which is added without a question:
 * the first pair is the row's head, with the number of blocks for a label and the weight 0; then
 * come pairs with label 0 and weight 0, as many as fill the last block, then the row's own, by
 * rising label. */
typedef struct {
    uint16_t label;
    int16_t weight;
} model_pair;
enum { MODEL_BLOCK = 4 };

#define MODEL_DENSE 0x80000000U

typedef struct {
    feature_settings settings;
    vocabulary words; /* a key's row: MODEL_DENSE and the number of its row in `dense`, or the place
                         of its head in `pairs` */
    size_t label_count;
    const model_label *labels; /* sorted by name, as strcmp has it */
    const model_pair *pairs;
    size_t pair_count;
    const int8_t *dense; /* rows of model_stride weights, 0 beyond the last label */
    size_t dense_count;
    calibration curves;
    const char *about; /* `name=value` lines: texts, labels, C, digests of what it was trained on */
    char digest[33];   /* of the whole file, hexadecimal */
    file_map map;      /* private */
    model_label *own_labels;
    double *scales; /* of the labels, and behind them their biases: what is wanted for each text */
    int none;       /* the label "none", or -1 */
} model;

enum { MODEL_LABELS_MAX = 4096 };

/* EXPORTCAT_E_IO or EXPORTCAT_E_MODEL on failure, with `out` zeroed. The caller frees it with
 * model_close. */
exportcat_status model_open(const char *path, model *out, exportcat_error *error);
void model_close(model *open); /* a zeroed struct is fine */

/* Writes the model to a temporary name beside `path`, flushes it to the disk and renames it. */
exportcat_status model_write(const model *source, const char *path, exportcat_error *error);

/* How many weights a dense row has. */
size_t model_stride(size_t labels);

/* Decision values of one row: `out` holds label_count doubles. Each is its own machine's. `words`
 * is of the counter that made the row; NULL where the row has no words. */
void model_score(const model *open, const feature_row *row, model_words *words, double *out);

/*
 * Probabilities of all labels, given their decision values and the text's similarity to each
 * label's own wording (NULL: 0). An entry's is that the text is covered at all (the gate's value
 * for the likeliest entry), shared out among the entries by their odds; "none" has the rest. A
 * point's is its own curve's. `out` holds label_count doubles.
 */
void model_probabilities(const model *open, const double *decisions, const double *likes,
                         text_language language, double *out);

/* The same for entries and "none" alone; what `out` holds for points stays as it is. */
void model_entry_probabilities(const model *open, const double *decisions, const double *likes,
                               text_language language, double *out);

/* The labels of entries; `entries` has room for all labels. Returns how many there are. */
size_t model_list_entries(const model *open, uint16_t *entries);

/* The same for the labels of a list, which are all those of entries: `out` holds as many doubles as
 * the list has labels, in its order. Returns the place of the likeliest. */
size_t model_shares(const model *open, const uint16_t *entries, size_t count,
                    const double *decisions, const double *likes, text_language language,
                    double *out);

/* The logarithm of a label's odds by its own curve. */
double model_log_odds(const model *open, const double *decisions, const double *likes,
                      text_language language, size_t label);

/* How sure it is that the text is covered, as a label's decision value and that of "none" say. */
double model_gate(const model *open, const double *decisions, size_t label, text_language language);

/* Whether model_gate lies below a bound: the same answer in less time. */
bool model_gate_is_below(const model *open, const double *decisions, size_t label,
                         text_language language, const calibration_bound *bound);

/* Which curves a text is judged by: TEXT_ZH where it is mostly Han, else TEXT_EN. */
text_language model_language(const token_list *tokens);
text_language model_curves(const char *language); /* as tokens_language has it */

/* A control point's label, and that of the entry above it. */
typedef struct {
    uint16_t point, entry;
} model_link;

/* `links` has room for all labels. Returns how many there are. */
size_t model_list_links(const model *open, model_link *links);

/* An entry's decision value is its own machine's or the highest of its points': a narrow point is
 * known better than the broad entry around it. `stride` is the distance between two labels' values.
 */
void model_raise(const model_link *links, size_t count, double *decisions, size_t stride);

/* Whose machine an entry's value came from once it was raised: one of its points, or `label`
 * itself. Its weights are what explains the value. */
size_t model_raised_by(const model *open, const double *decisions, size_t label);

/* Fills `parent` of labels that are sorted by name. */
void model_link_labels(model_label *labels, size_t count);

/* The label of that name, or -1. */
int model_label_find(const model *open, const char *name);

/* The weight of a feature for a label, 0 where there is none. */
double model_weight(const model *open, uint32_t index, size_t label);
/* The weights of many. */
void model_weights(const model *open, const feature *items, size_t count, size_t label,
                   double *out);

#endif
