/*
 * What the files of the trainer share: its state, and the steps that each of them does.
 */
#ifndef TRAINER_PARTS_H
#define TRAINER_PARTS_H

#include "trainer.h"

#include "string_set.h"

/* A machine's weights without the zeros, by rising feature. */
typedef struct {
    uint32_t feature;
    int8_t value; /* in the label's scale */
} label_weight;

typedef struct {
    label_weight *items;
    size_t count;
} label_weights;

/* How many texts have a word form, and the number + 1 of the last of them. */
typedef struct {
    size_t documents, last;
} form_use;

/* The trainer's whole state; what the model borrows lives as long. */
struct trained {
    const example_set *examples;
    const trainer_settings *settings;
    exportcat_error *error;
    const rules *compiled;
    const catalogue *laws;
    similarity *wording;  /* NULL without a catalogue */
    size_t *documents_of; /* of each label's own wording */
    bool plain;
    model result;
    /* vocabulary */
    string_set keys;
    uint32_t *documents; /* a key's document frequency */
    size_t documents_capacity;
    vocabulary_slot *slot;
    uint32_t *offset;
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
    float *like;             /* [label][text]: similarity to the label's own wording */
    /* machines */
    unsigned char *fold_of; /* a text's fold; `folds` for texts that are in every training set,
                               `folds` + 1 for those that are in none */
    label_weights *weights; /* of each label's machine */
    double *out_of_fold;    /* [label][text] */
    /* word forms */
    string_set form_texts;
    form_use *form_uses; /* of each */
    size_t form_use_count, form_use_capacity;
    buffer forms, form_parts, form_rows;
    uint32_t *form_slot;
    /* model */
    uint32_t *row_at;
    model_pair *pairs;
    int8_t *dense;
    buffer about;
};

/* trainer_texts.c: vocabulary and rows. */
exportcat_status trainer_build_rows(trained *to);

/* trainer_labels.c */
exportcat_status trainer_build_labels(trained *to);
/* Whether a text falls under any entry. */
bool trainer_is_covered(const trained *to, size_t text);

/* trainer_machines.c: folds and machines. */
exportcat_status trainer_build_machines(trained *to);

/* trainer_weights.c: the machines' weights by feature. */
exportcat_status trainer_fold_weights(trained *to);

/* trainer_forms.c: counts the words of the text of that number; makes those that many texts have.
 */
exportcat_status trainer_count_forms(trained *to, const folded *text, const token_list *tokens,
                                     size_t number);
exportcat_status trainer_build_forms(trained *to);

/* trainer_calibrate.c: sigmoids and thresholds from the out-of-fold decision values. */
exportcat_status trainer_calibrate(trained *to, trainer_report *report);

#endif
