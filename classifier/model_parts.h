/*
 * What the files of the model share: the layout of the file, and the sums over rows.
 */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"

/* ---- The file -------------------------------------------------------------------------------- */

#define MODEL_MAGIC "EXPCAT\r\n"
enum { MODEL_FILE_VERSION = 8, MODEL_BYTE_ORDER = 0x01020304, MODEL_ALIGN = 64 };

typedef enum {
    SECTION_SETTINGS, /* text and NUL */
    SECTION_ABOUT,    /* text and NUL */
    SECTION_LABELS,   /* names, each with its NUL */
    SECTION_LEVELS,   /* uint32_t a label */
    SECTION_MACHINES, /* bias and scale, a double each, a label */
    SECTION_SLOTS,    /* vocabulary_slot */
    SECTION_OFFSETS,  /* uint32_t a key, and one */
    SECTION_KEYS,
    SECTION_IDF,        /* float a key */
    SECTION_ROWS,       /* uint32_t a key */
    SECTION_PAIRS,      /* model_pair */
    SECTION_DENSE,      /* int8_t a weight */
    SECTION_FORMS,      /* word_form */
    SECTION_FORM_SLOTS, /* uint32_t */
    SECTION_FORM_PARTS, /* word_part */
    SECTION_FORM_ROWS,  /* int8_t a weight */
    SECTION_CALIBRATION,
    SECTIONS
} model_section_id;

typedef struct {
    uint64_t offset, size, digest;
} model_section;

typedef struct {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t file_size, fingerprint;
    model_section sections[SECTIONS];
    uint64_t digest; /* of everything above */
} model_header;

/* A section's bytes with its padding. */
static inline uint64_t model_aligned(uint64_t size) {
    return (size + MODEL_ALIGN - 1) / MODEL_ALIGN * MODEL_ALIGN;
}

/* ---- Sums over rows -------------------------------------------------------------------------- */

/* A row's length is a multiple of it: see model_stride. */
enum { MODEL_STRIP = 32 };

/*
 * Sums are whole numbers, and so exact: the same in whatever order and by whatever instructions
 * they are made. Features' values count in 2^-15, and their squares add up to 1: MODEL_CHUNK of
 * them add up to 32 at most, and times weights of eight bits to less than 2^28. Words' values count
 * in 2^-13: times the unit of its weights a word's comes to less than 2^5, for a word has some 126
 * parts, whose values' squares are part of the same 1; MODEL_CHUNK words come to less than 2^30. A
 * damaged model may do worse, and its sums go round.
 */
enum { MODEL_FEATURE_BITS = 15, MODEL_WORD_BITS = 13, MODEL_CHUNK = 1024, MODEL_BATCH = 256 };

/* A value as a whole number of 2^-bits; there are none as large as `most`, but in a damaged model.
 */
static inline int32_t model_whole(double value, int bits, int32_t most) {
    double scaled = value * (1 << bits) + 0.5;
    return (int32_t)(scaled < most ? scaled : most);
}

/* A row of pairs and the feature's value; `blocks` are those still to be added. */
typedef struct {
    const model_pair *at;
    int32_t value;
    uint32_t blocks;
} model_pair_row;

/* Rows and the features' values; room for an even number of dense ones. See model_batch_begin. */
typedef struct {
    size_t count, pair_count;
    const int8_t *rows[MODEL_BATCH];
    int16_t values[MODEL_BATCH];
    model_pair_row pairs[MODEL_BATCH];
} model_batch;

static inline void model_batch_begin(model_batch *batch) {
    batch->count = batch->pair_count = 0;
}

/* Adds each row times its value to `stride` sums, and empties the batch. */
void model_add_rows(model_batch *batch, size_t stride, uint32_t *sums);

/* Asks for a dense row, which is wanted soon; of a very long one for the first lines. Always
 * inlined: see pairs_fetch. */
__attribute__((always_inline)) static inline void model_fetch_row(const int8_t *row,
                                                                  size_t stride) {
    enum { LINE = 64, FETCHED = 4 * LINE };
    if (stride < FETCHED) {
        for (size_t at = 0; at < stride; at += LINE) __builtin_prefetch(row + at);
        return;
    }
#pragma GCC unroll 4
    for (size_t at = 0; at < FETCHED; at += LINE) __builtin_prefetch(row + at);
}

/* The row at a place, a dense one or one of pairs. Which it is can not be foreseen: it is looked
 * up.
 */
static inline const void *model_row_at(const model *open, uint32_t at, size_t stride) {
    const char *const rows[] = {(const char *)open->pairs, (const char *)open->dense};
    const size_t sizes[] = {sizeof *open->pairs, stride}, is_dense = at / MODEL_DENSE;
    return rows[is_dense] + (at & ~MODEL_DENSE) * sizes[is_dense];
}

/* Puts a dense row into the batch, which is added when it is full; it is asked for, and has time to
 * come until then. */
static inline void model_add_row(const int8_t *row, int16_t value, model_batch *batch,
                                 size_t stride, uint32_t *sums) {
    model_fetch_row(row, stride);
    batch->rows[batch->count] = row;
    batch->values[batch->count++] = value;
    if (batch->count == MODEL_BATCH) model_add_rows(batch, stride, sums);
}

/* How many rows more the batch has room for. */
static inline size_t model_batch_room(const model_batch *batch) {
    return MODEL_BATCH - batch->count - batch->pair_count;
}

/* Puts the row at that place into the batch, which has room for it, likewise: it is written down as
 * both kinds, and counted as one. */
static inline void model_add_feature(const model *open, uint32_t at, int16_t value,
                                     model_batch *batch, size_t stride) {
    const void *row = model_row_at(open, at, stride);
    const size_t is_dense = at / MODEL_DENSE;
    model_pair_row *pairs = &batch->pairs[batch->pair_count];
    model_fetch_row(row, stride);
    batch->rows[batch->count] = row;
    batch->values[batch->count] = value;
    pairs->at = row;
    pairs->value = value;
    batch->count += is_dense;
    batch->pair_count += 1 - is_dense;
}

/* Sums over the words and over the features of a chunk, of each label. */
typedef struct {
    uint32_t words[MODEL_LABELS_MAX], features[MODEL_LABELS_MAX];
} model_sums;

/* Adds a chunk's sums to what `count` labels have. */
void model_carry(const model_sums *sums, size_t count, double *out);

/* Decision values of so many labels from the last chunk's sums and, where there are `many` chunks,
 * from what the labels have. */
void model_finish(const model_sums *sums, bool many, const double *scales, const double *biases,
                  size_t count, double *out);

/* Rounds sums to weights of eight bits. Returns how often they had to be halved to fit: what a
 * weight of 1 counts, as a power of two. */
int model_round(const uint32_t *sums, size_t stride, int8_t *row);

/* The same sums of the dense rows without the instructions of any one machine; the batch stays as
 * it is. */
void model_add_rows_portable(const model_batch *batch, size_t stride, uint32_t *sums);

#endif
