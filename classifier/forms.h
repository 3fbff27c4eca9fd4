/*
 * Stage 3c: word forms, which is words as they are written, that training met often: what they are
 * made of and what they weigh, worked out once and for all when the model was made. It is what
 * would be worked out when such a word is met; most words of a text are found here.
 */
#ifndef FORMS_H
#define FORMS_H

#include <stddef.h>
#include <stdint.h>

/* One of the features that a word has by itself, with its value where the word's tf is 1. */
typedef struct {
    uint32_t index;
    float value;
} word_part;

enum { FORM_BYTES = 32, FORM_TEXTS = FORM_BYTES / sizeof(uint64_t) };

/* A folded Latin word of no more than FORM_BYTES bytes. */
typedef struct {
    uint64_t text[FORM_TEXTS]; /* NULs behind it */
    uint32_t own;              /* the feature of its stem: the index of a `w` key, which has no more
                                  than VOCABULARY_LINK_MAX bytes behind the `w` */
    uint32_t parts, part_count;
    float square; /* of the parts' values, added up */
    float rarest; /* the highest idf among the parts */
    float unit;   /* what a weight of 1 counts in its row: see model_words.h */
    uint32_t blank[2];
} word_form;

/* All in memory that is not theirs. A zeroed struct has none. */
typedef struct {
    const word_form *items;
    size_t count;
    const uint32_t *slot; /* a form's place + 1, or 0 */
    size_t slots;         /* more than forms */
    const word_part *parts;
    size_t part_count;
    const int8_t *rows; /* the weights of each, so many as the model's labels take */
} word_forms;

#define FORM_NONE UINT32_MAX

/* The place of a form, or FORM_NONE. */
uint32_t forms_find(const word_forms *forms, const uint64_t text[FORM_TEXTS]);

/* Ask for where a form is looked for, and, when that had time to come, for what stands there:
 * wanted soon. */
void forms_fetch(const word_forms *forms, const uint64_t text[FORM_TEXTS]);
void forms_fetch_item(const word_forms *forms, const uint64_t text[FORM_TEXTS]);

/* How many slots so many forms want. */
size_t forms_slots(size_t count);
/* Fills zeroed slots for the forms. */
void forms_index(const word_forms *forms, uint32_t *slot);

#endif
