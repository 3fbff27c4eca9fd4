/*
 * What the files of the model share: the layout of the file, and the sums over dense rows.
 */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"

/* ---- The file -------------------------------------------------------------------------------- */

#define MODEL_MAGIC "EXPCAT\r\n"
enum { MODEL_FILE_VERSION = 4, MODEL_BYTE_ORDER = 0x01020304, MODEL_ALIGN = 64 };

typedef enum {
    SECTION_SETTINGS, /* text and NUL */
    SECTION_ABOUT,    /* text and NUL */
    SECTION_LABELS,   /* names, each with its NUL */
    SECTION_LEVELS,   /* uint32_t a label */
    SECTION_MACHINES, /* bias and scale, a double each, a label */
    SECTION_SLOTS,    /* uint32_t a slot */
    SECTION_OFFSETS,  /* uint32_t a key, and one */
    SECTION_KEYS,
    SECTION_IDF,        /* float a key */
    SECTION_ROW_START,  /* uint32_t a key, and one */
    SECTION_ROW_LABEL,  /* uint16_t a weight */
    SECTION_ROW_WEIGHT, /* int16_t a weight */
    SECTION_DENSE,      /* uint16_t a key */
    SECTION_DENSE_ROWS, /* int16_t a weight */
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

/* ---- Sums over dense rows -------------------------------------------------------------------- */

/*
 * Weights are whole numbers, and a feature's value is taken as a whole number of 2^-24, so that a
 * sum is exact: the same in whatever order and by whatever instructions it is made. The squares of
 * a row's values add up to 1, so those of a batch add up to 15.5 at most, and their upper halves
 * times a weight of sixteen bits to less than 2^31.
 */
enum { MODEL_VALUE_BITS = 24, MODEL_VALUE_LOW = 12, MODEL_BATCH = 240, MODEL_STRIP = 32 };

/* Dense rows and the features' values, cut into an upper and a lower half of 12 bits. */
typedef struct {
    const int16_t *rows[MODEL_BATCH];
    int16_t high[MODEL_BATCH], low[MODEL_BATCH];
    size_t count;
} model_batch;

/* Adds each row times its value to `sums`, which has `stride` items: see model_stride. The squares
 * of the values add up to 1 at most. */
void model_add_batch(model_batch *batch, size_t stride, int64_t *sums);
/* The same without the instructions of any one machine. */
void model_add_batch_portable(model_batch *batch, size_t stride, int64_t *sums);

#endif
