#include "model.h"

#include "memory.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char magic[8] = {'E', 'X', 'P', 'C', 'A', 'T', '\r', '\n'};
enum { FILE_VERSION = 3, BYTE_ORDER_MARK = 0x01020304 };

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
    SECTION_CALIBRATION,
    SECTIONS
} section_id;

static const char *const section_names[] = {
    "settings", "about",       "labels",     "levels",     "machines",    "slots",      "offsets",
    "keys",     "frequencies", "row starts", "row labels", "row weights", "calibration"};

typedef struct {
    uint64_t offset, size, digest;
} section;

typedef struct {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t file_size, fingerprint;
    section sections[SECTIONS];
    uint64_t digest; /* of everything above */
} header;

static uint64_t aligned(uint64_t size) {
    return (size + 7) / 8 * 8;
}

/* ---- Opening --------------------------------------------------------------------------------- */

typedef struct {
    const char *path, *bytes;
    header head;
    exportcat_error *error;
} reader;

__attribute__((format(printf, 2, 3))) static exportcat_status refuse(reader *in, const char *format,
                                                                     ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return status_at(in->error, EXPORTCAT_E_MODEL, in->path, 0, 0, "%s", message);
}

static const void *at(const reader *in, section_id id) {
    return in->bytes + in->head.sections[id].offset;
}

static size_t items(const reader *in, section_id id, size_t size) {
    return in->head.sections[id].size / size;
}

static exportcat_status check_header(reader *in, size_t size) {
    if (size < sizeof in->head) return refuse(in, "not a model: only %zu bytes", size);
    memcpy(&in->head, in->bytes, sizeof in->head);
    if (memcmp(in->head.magic, magic, sizeof magic) != 0)
        return refuse(in, "not a model: it does not begin as one");
    if (in->head.byte_order != BYTE_ORDER_MARK)
        return refuse(in, "the model was made on a machine with another byte order");
    if (in->head.version != FILE_VERSION)
        return refuse(in, "the model has file version %u, this program reads %d: train it again",
                      in->head.version, FILE_VERSION);
    if (XXH3_64bits(in->bytes, offsetof(header, digest)) != in->head.digest)
        return refuse(in, "the model's header is damaged");
    if (in->head.file_size != size)
        return refuse(in,
                      "the model should have %llu bytes and has %zu: it is cut short or damaged",
                      (unsigned long long)in->head.file_size, size);
    return EXPORTCAT_OK;
}

static exportcat_status check_sections(reader *in) {
    uint64_t expected = aligned(sizeof in->head);
    for (int id = 0; id < SECTIONS; id++) {
        section here = in->head.sections[id];
        if (here.offset != expected || here.size > in->head.file_size - here.offset)
            return refuse(in, "the model's section '%s' is out of place", section_names[id]);
        expected += aligned(here.size);
        if (expected > in->head.file_size)
            return refuse(in, "the model's section '%s' is out of place", section_names[id]);
        if (XXH3_64bits(in->bytes + here.offset, aligned(here.size)) != here.digest)
            return refuse(in, "the model's section '%s' is damaged", section_names[id]);
    }
    if (expected != in->head.file_size)
        return refuse(in, "the model has bytes beyond its sections");
    return EXPORTCAT_OK;
}

static bool is_text(const reader *in, section_id id) {
    size_t size = in->head.sections[id].size;
    const char *text = at(in, id);
    return size && memchr(text, '\0', size) == text + size - 1;
}

static exportcat_status read_settings(reader *in, model *out) {
    if (!is_text(in, SECTION_SETTINGS) || !is_text(in, SECTION_ABOUT))
        return refuse(in, "the model's settings are not text");
    exportcat_status status =
        feature_settings_read(at(in, SECTION_SETTINGS), &out->settings, in->error);
    if (status) return refuse(in, "the model's feature settings make no sense");
    uint64_t fingerprint;
    status = features_fingerprint(&out->settings, &fingerprint, in->error);
    if (status) return status;
    if (fingerprint != in->head.fingerprint)
        return refuse(in, "the model was trained with another version of the feature code: "
                          "train it again");
    out->about = at(in, SECTION_ABOUT);
    return EXPORTCAT_OK;
}

static exportcat_status read_labels(reader *in, model *out) {
    size_t count = items(in, SECTION_MACHINES, 2 * sizeof(double));
    const char *name = at(in, SECTION_LABELS), *end = name + in->head.sections[SECTION_LABELS].size;
    const uint32_t *levels = at(in, SECTION_LEVELS);
    const double *machines = at(in, SECTION_MACHINES); /* bias, scale; bias, scale ... */
    if (!count || count > MODEL_LABELS_MAX || items(in, SECTION_LEVELS, sizeof *levels) != count)
        return refuse(in, "the model's labels do not fit its machines");
    out->own_labels = calloc(count, sizeof *out->own_labels);
    if (!out->own_labels) return status_memory(in->error);
    for (size_t i = 0; i < count; i++) {
        const char *stop = name < end ? memchr(name, '\0', (size_t)(end - name)) : NULL;
        double bias = machines[2 * i], scale = machines[2 * i + 1];
        if (!stop || levels[i] >= LEVELS || !isfinite(bias) || !isfinite(scale))
            return refuse(in, "the model's labels do not fit its machines");
        out->own_labels[i] = (model_label){name, (label_level)levels[i], bias, scale, -1};
        if (i && strcmp(out->own_labels[i - 1].name, name) >= 0)
            return refuse(in, "the model's labels are not sorted");
        name = stop + 1;
    }
    model_link_labels(out->own_labels, count);
    out->labels = out->own_labels;
    out->label_count = count;
    return name == end ? EXPORTCAT_OK : refuse(in, "the model's labels do not fit its machines");
}

/* `count` offsets that never fall, the first 0 and the last `end`. */
static bool rises(const uint32_t *offsets, size_t count, size_t end) {
    if (!count || offsets[0] != 0 || offsets[count - 1] != end) return false;
    for (size_t i = 1; i < count; i++)
        if (offsets[i] < offsets[i - 1]) return false;
    return true;
}

static exportcat_status read_vocabulary(reader *in, model *out) {
    size_t count = items(in, SECTION_IDF, sizeof(float));
    size_t slots = items(in, SECTION_SLOTS, sizeof(uint32_t));
    out->words = (vocabulary){.count = (uint32_t)count,
                              .slots = (uint32_t)slots,
                              .slot = at(in, SECTION_SLOTS),
                              .offset = at(in, SECTION_OFFSETS),
                              .bytes = at(in, SECTION_KEYS),
                              .idf = at(in, SECTION_IDF)};
    bool fits = count && count < UINT32_MAX / 4 && slots >= 2 * count && slots <= UINT32_MAX / 2 &&
                (slots & (slots - 1)) == 0 &&
                items(in, SECTION_OFFSETS, sizeof(uint32_t)) == count + 1 &&
                rises(out->words.offset, count + 1, in->head.sections[SECTION_KEYS].size);
    size_t used = 0;
    for (size_t i = 0; fits && i < slots; i++) {
        used += out->words.slot[i] != 0;
        fits = out->words.slot[i] <= count;
    }
    for (size_t i = 0; fits && i < count; i++) fits = isfinite(out->words.idf[i]);
    return fits && used == count ? EXPORTCAT_OK
                                 : refuse(in, "the model's vocabulary makes no sense");
}

/* Whether every label is one of the model's. No early end, for there are millions. */
static bool labels_exist(const model *of, size_t count) {
    uint16_t highest = 0;
    for (size_t i = 0; i < count; i++)
        highest = of->row_label[i] > highest ? of->row_label[i] : highest;
    return !count || highest < of->label_count;
}

static exportcat_status read_weights(reader *in, model *out) {
    size_t count = items(in, SECTION_ROW_WEIGHT, sizeof(int16_t));
    out->row_start = at(in, SECTION_ROW_START);
    out->row_label = at(in, SECTION_ROW_LABEL);
    out->row_weight = at(in, SECTION_ROW_WEIGHT);
    bool fits = items(in, SECTION_ROW_LABEL, sizeof(uint16_t)) == count &&
                items(in, SECTION_ROW_START, sizeof(uint32_t)) == (size_t)out->words.count + 1 &&
                rises(out->row_start, (size_t)out->words.count + 1, count);
    return fits && labels_exist(out, count) ? EXPORTCAT_OK
                                            : refuse(in, "the model's weights make no sense");
}

static exportcat_status read_calibration(reader *in, model *out) {
    if (in->head.sections[SECTION_CALIBRATION].size != sizeof out->curves)
        return refuse(in, "the model's calibration makes no sense");
    memcpy(&out->curves, at(in, SECTION_CALIBRATION), sizeof out->curves);
    return EXPORTCAT_OK;
}

static exportcat_status read_model(reader *in, size_t size, model *out) {
    exportcat_status status = check_header(in, size);
    if (!status) status = check_sections(in);
    if (!status) status = read_settings(in, out);
    if (!status) status = read_labels(in, out);
    if (!status) status = read_vocabulary(in, out);
    if (!status) status = read_weights(in, out);
    if (!status) status = read_calibration(in, out);
    if (!status) out->none = model_label_find(out, "none");
    /* The header holds every section's digest, so its digest stands for the whole file. */
    XXH128_hash_t whole = XXH3_128bits(in->bytes, sizeof in->head);
    snprintf(out->digest, sizeof out->digest, "%016llx%016llx", (unsigned long long)whole.high64,
             (unsigned long long)whole.low64);
    return status;
}

exportcat_status model_open(const char *path, model *out, exportcat_error *error) {
    reader in = {.path = path, .error = error};
    *out = (model){0};
    exportcat_status status = file_open_map(path, "model", &out->map, error);
    if (status) return status;
    if (!out->map.bytes) return refuse(&in, "not a model: the file is empty");
    in.bytes = out->map.bytes;
    status = out->map.size < sizeof in.head ? check_header(&in, out->map.size)
                                            : read_model(&in, out->map.size, out);
    if (status) model_close(out);
    return status;
}

void model_close(model *open) {
    file_unmap(&open->map);
    free(open->own_labels);
    *open = (model){0};
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void add_section(buffer *out, header *head, section_id id, const void *bytes, size_t size) {
    static const char zeros[8] = {0};
    section *here = &head->sections[id];
    here->offset = out->length;
    here->size = size;
    buffer_add(out, bytes, size);
    buffer_add(out, zeros, aligned(size) - size);
    if (!out->failed) here->digest = XXH3_64bits(out->bytes + here->offset, aligned(size));
}

static void add_labels(buffer *out, header *head, const model *source) {
    buffer names = {0}, levels = {0}, machines = {0};
    for (size_t i = 0; i < source->label_count; i++) {
        const model_label *label = &source->labels[i];
        uint32_t level = (uint32_t)label->level;
        buffer_add(&names, label->name, strlen(label->name) + 1);
        buffer_add(&levels, &level, sizeof level);
        buffer_add(&machines, &label->bias, sizeof label->bias);
        buffer_add(&machines, &label->scale, sizeof label->scale);
    }
    out->failed |= names.failed | levels.failed | machines.failed;
    add_section(out, head, SECTION_LABELS, names.bytes, names.length);
    add_section(out, head, SECTION_LEVELS, levels.bytes, levels.length);
    add_section(out, head, SECTION_MACHINES, machines.bytes, machines.length);
    buffer_free(&names);
    buffer_free(&levels);
    buffer_free(&machines);
}

static void serialize(buffer *out, const model *source, uint64_t fingerprint) {
    header head = {
        .version = FILE_VERSION, .byte_order = BYTE_ORDER_MARK, .fingerprint = fingerprint};
    const vocabulary *words = &source->words;
    size_t keys = words->count, weights = source->row_start[keys];
    char settings[512];
    memcpy(head.magic, magic, sizeof magic);
    feature_settings_write(&source->settings, settings);
    buffer_add(out, &head, sizeof head);
    add_section(out, &head, SECTION_SETTINGS, settings, strlen(settings) + 1);
    add_section(out, &head, SECTION_ABOUT, source->about, strlen(source->about) + 1);
    add_labels(out, &head, source);
    add_section(out, &head, SECTION_SLOTS, words->slot, words->slots * sizeof(uint32_t));
    add_section(out, &head, SECTION_OFFSETS, words->offset, (keys + 1) * sizeof(uint32_t));
    add_section(out, &head, SECTION_KEYS, words->bytes, words->offset[keys]);
    add_section(out, &head, SECTION_IDF, words->idf, keys * sizeof(float));
    add_section(out, &head, SECTION_ROW_START, source->row_start, (keys + 1) * sizeof(uint32_t));
    add_section(out, &head, SECTION_ROW_LABEL, source->row_label, weights * sizeof(uint16_t));
    add_section(out, &head, SECTION_ROW_WEIGHT, source->row_weight, weights * sizeof(int16_t));
    add_section(out, &head, SECTION_CALIBRATION, &source->curves, sizeof source->curves);
    head.file_size = out->length;
    head.digest = XXH3_64bits(&head, offsetof(header, digest));
    if (!out->failed) memcpy(out->bytes, &head, sizeof head);
}

exportcat_status model_write(const model *source, const char *path, exportcat_error *error) {
    buffer bytes = {0};
    uint64_t fingerprint;
    exportcat_status status = features_fingerprint(&source->settings, &fingerprint, error);
    if (status) return status;
    serialize(&bytes, source, fingerprint);
    status = file_replace(path, "model", &bytes, error);
    buffer_free(&bytes);
    return status;
}

/* ---- Scoring --------------------------------------------------------------------------------- */

void model_score(const model *open, const feature_row *row, double *out) {
    for (size_t label = 0; label < open->label_count; label++) out[label] = 0;
    for (size_t i = 0; i < row->count; i++) {
        const feature *item = &row->items[i];
        uint32_t end = open->row_start[item->index + 1];
        for (uint32_t k = open->row_start[item->index]; k < end; k++)
            out[open->row_label[k]] += (double)open->row_weight[k] * item->value;
    }
    for (size_t label = 0; label < open->label_count; label++)
        out[label] = out[label] * open->labels[label].scale + open->labels[label].bias;
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

double model_gate(const model *open, const double *decisions, size_t label,
                  text_language language) {
    calibration_input of = {decisions[label], open->none < 0 ? 0 : decisions[open->none], 0};
    return calibrate_probability(&open->curves.gate[language], &of);
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

void model_entry_probabilities(const model *open, const double *decisions, const double *likes,
                               text_language language, double *out) {
    const double sharpness = open->curves.sharpness[language];
    double odds = 0, most = 0;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < open->label_count; i++) {
        if (open->labels[i].level != LEVEL_ENTRY) continue;
        double own = own_probability(open, decisions, likes, language, i);
        if (best == SIZE_MAX || own > most) {
            best = i;
            most = own;
        }
        out[i] = calibrate_odds(own, sharpness);
        odds += out[i];
    }
    if (best == SIZE_MAX) return;
    double covered = model_gate(open, decisions, best, language);
    for (size_t i = 0; i < open->label_count; i++)
        if (open->labels[i].level == LEVEL_ENTRY) out[i] = covered * out[i] / odds;
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
    const uint16_t *row = open->row_label + open->row_start[index];
    size_t low = 0, count = open->row_start[index + 1] - open->row_start[index];
    if (!count) return 0;
    while (count > 1) { /* rows are sorted by label */
        size_t half = count / 2;
        low += row[low + half] <= label ? half : 0;
        count -= half;
    }
    return row[low] == label
               ? open->row_weight[open->row_start[index] + low] * open->labels[label].scale
               : 0;
}
