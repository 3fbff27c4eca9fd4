/*
 * What the files of the model share: the layout of the file, and the sums over rows.
 */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"

/* ---- The file -------------------------------------------------------------------------------- */

#define MODEL_MAGIC "EXPCAT\r\n"
enum { MODEL_FILE_VERSION = 5, MODEL_BYTE_ORDER = 0x01020304, MODEL_ALIGN = 64 };

typedef enum {
    SECTION_SETTINGS, /* text and NUL */
    SECTION_ABOUT,    /* text and NUL */
    SECTION_LABELS,   /* names, each with its NUL */
    SECTION_LEVELS,   /* uint32_t a label */
    SECTION_MACHINES, /* bias and scale, a double each, a label */
    SECTION_SLOTS,    /* uint32_t a slot */
    SECTION_OFFSETS,  /* uint32_t a key, and one */
    SECTION_KEYS,
    SECTION_IDF,   /* float a key */
    SECTION_ROWS,  /* uint32_t a key */
    SECTION_PAIRS, /* model_pair */
    SECTION_DENSE, /* int8_t a weight */
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

/* Bytes of a line of the processor's cache. */
enum { MODEL_LINE = 64 };

/* Adds a dense row, or a word's, times a value to the sums. */
void model_add_row(const int8_t *row, float value, size_t stride, float *sums);
void model_add_word(const int16_t *row, float value, size_t stride, float *sums);
/* The same in whole numbers. */
void model_add_whole(const int8_t *row, int32_t value, size_t stride, int32_t *sums);

#endif
