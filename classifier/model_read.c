#include "digest.h"
#include "model_parts.h"
#include "string_set.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char *const section_names[] = {
    "settings", "about",      "labels",      "levels",    "machines",   "slots",
    "offsets",  "keys",       "frequencies", "rows",      "pairs",      "dense",
    "forms",    "form slots", "form parts",  "form rows", "calibration"};

typedef struct {
    const char *path, *bytes;
    model_header head;
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

static const void *at(const reader *in, model_section_id id) {
    return in->bytes + in->head.sections[id].offset;
}

static size_t items(const reader *in, model_section_id id, size_t size) {
    return in->head.sections[id].size / size;
}

static exportcat_status check_header(reader *in, size_t size) {
    if (size < sizeof in->head) return refuse(in, "not a model: only %zu bytes", size);
    memcpy(&in->head, in->bytes, sizeof in->head);
    if (memcmp(in->head.magic, MODEL_MAGIC, sizeof in->head.magic) != 0)
        return refuse(in, "not a model: it does not begin as one");
    if (in->head.byte_order != MODEL_BYTE_ORDER)
        return refuse(in, "the model was made on a machine with another byte order");
    if (in->head.version != MODEL_FILE_VERSION)
        return refuse(in, "the model has file version %u, this program reads %d: train it again",
                      in->head.version, MODEL_FILE_VERSION);
    if (XXH3_64bits(in->bytes, offsetof(model_header, digest)) != in->head.digest)
        return refuse(in, "the model's header is damaged");
    if (in->head.file_size != size)
        return refuse(in,
                      "the model should have %llu bytes and has %zu: it is cut short or damaged",
                      (unsigned long long)in->head.file_size, size);
    return EXPORTCAT_OK;
}

/* What fills up the header. */
static bool is_blank(const reader *in, uint64_t from, uint64_t to) {
    if (to > in->head.file_size) return false;
    while (from < to && !in->bytes[from]) from++;
    return from == to;
}

static exportcat_status check_sections(reader *in) {
    uint64_t expected = model_aligned(sizeof in->head);
    if (!is_blank(in, sizeof in->head, expected))
        return refuse(in, "the model's header is damaged");
    for (int id = 0; id < SECTIONS; id++) {
        model_section here = in->head.sections[id];
        if (here.offset != expected || here.size > in->head.file_size - here.offset)
            return refuse(in, "the model's section '%s' is out of place", section_names[id]);
        expected += model_aligned(here.size);
        if (expected > in->head.file_size)
            return refuse(in, "the model's section '%s' is out of place", section_names[id]);
        if (digest_of(in->bytes + here.offset, model_aligned(here.size)) != here.digest)
            return refuse(in, "the model's section '%s' is damaged", section_names[id]);
    }
    if (expected != in->head.file_size)
        return refuse(in, "the model has bytes beyond its sections");
    return EXPORTCAT_OK;
}

static bool is_text(const reader *in, model_section_id id) {
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
    out->scales = calloc(2 * count, sizeof *out->scales);
    if (!out->own_labels || !out->scales) return status_memory(in->error);
    for (size_t i = 0; i < count; i++) {
        const char *stop = name < end ? memchr(name, '\0', (size_t)(end - name)) : NULL;
        double bias = machines[2 * i], scale = machines[2 * i + 1];
        if (!stop || levels[i] >= LEVELS || !isfinite(bias) || !isfinite(scale))
            return refuse(in, "the model's labels do not fit its machines");
        out->scales[i] = scale;
        out->scales[count + i] = bias;
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

/* Values that are not above 0, or no numbers, would make rows without a length. Told by their bits,
 * for there are many. */
static bool is_frequency(float idf) {
    enum { LARGEST = 0x7F7FFFFF }; /* the largest number's */
    uint32_t bits;
    memcpy(&bits, &idf, sizeof bits);
    return bits - 1 < LARGEST;
}

static bool frequencies_count(const vocabulary *words) {
    size_t right = 0;
    for (size_t i = 0; i < words->count; i++) right += is_frequency(words->idf[i]);
    return right == words->count;
}

/* As many slots as keys are taken, each by the number of a key, with a value. */
static bool slots_lead_to_keys(vocabulary *words) {
    uint32_t highest = 0, used = 0, odd = 0, forms = 0;
    for (size_t i = 0; i < words->slots; i++) {
        const vocabulary_slot *here = &words->slot[i];
        const uint32_t number = here->number & VOCABULARY_INDEX, taken = here->number != 0;
        highest = number > highest ? number : highest;
        used += number != 0;
        forms |= here->number;
        odd |= taken & (!number | !is_frequency(here->idf));
    }
    words->spelled = forms & VOCABULARY_SPELLED;
    return highest <= words->count && used == words->count && !odd;
}

static exportcat_status read_vocabulary(reader *in, model *out) {
    size_t count = items(in, SECTION_IDF, sizeof(float));
    size_t slots = items(in, SECTION_SLOTS, sizeof(vocabulary_slot));
    out->words = (vocabulary){.count = (uint32_t)count,
                              .slots = (uint32_t)slots,
                              .slot = at(in, SECTION_SLOTS),
                              .offset = at(in, SECTION_OFFSETS),
                              .bytes = at(in, SECTION_KEYS),
                              .idf = at(in, SECTION_IDF)};
    bool fits = count && count < VOCABULARY_INDEX && slots > count && slots <= UINT32_MAX &&
                items(in, SECTION_OFFSETS, sizeof(uint32_t)) == count + 1 &&
                numbers_rise(out->words.offset, count + 1, in->head.sections[SECTION_KEYS].size);
    return fits && slots_lead_to_keys(&out->words) && frequencies_count(&out->words)
               ? EXPORTCAT_OK
               : refuse(in, "the model's vocabulary makes no sense");
}

/* Whether all labels are below the limit, and all weights fit into eight bits. No early end, for
 * there are millions. */
static bool pairs_fit(const model_pair *pairs, size_t count, int16_t limit) {
    int16_t highest = 0;
    uint16_t odd = 0; /* what is left of a weight from -128 on, and of a label that is no number */
    for (size_t i = 0; i < count; i++) {
        const int16_t label = (int16_t)pairs[i].label;
        highest = label > highest ? label : highest;
        odd |= (uint16_t)(pairs[i].weight - INT8_MIN) & 0xFF00U;
        odd |= pairs[i].label & 0x8000U;
    }
    return !odd && highest < limit;
}

/* Dense rows come in the order of their features, and so do rows of pairs: each begins where the
 * one before ends, and none is left over. */
static bool rows_follow(const model *out) {
    size_t pairs = 0, rows = 0;
    for (size_t i = 0; i < out->words.count; i++) {
        uint32_t at = out->words.row[i];
        if (at & MODEL_DENSE) {
            if ((at & ~MODEL_DENSE) != rows++) return false;
            continue;
        }
        if (at != pairs || pairs >= out->pair_count) return false;
        const model_pair *head = &out->pairs[at];
        if (!head->label || head->weight) return false;
        pairs += (size_t)head->label * MODEL_BLOCK;
    }
    return pairs == out->pair_count && rows == out->dense_count;
}

static exportcat_status read_weights(reader *in, model *out) {
    size_t stride = model_stride(out->label_count), size = in->head.sections[SECTION_DENSE].size;
    out->words.row = at(in, SECTION_ROWS);
    out->pairs = at(in, SECTION_PAIRS);
    out->pair_count = items(in, SECTION_PAIRS, sizeof *out->pairs);
    out->dense = at(in, SECTION_DENSE);
    out->dense_count = size / stride;
    bool fits = items(in, SECTION_ROWS, sizeof *out->words.row) == out->words.count &&
                in->head.sections[SECTION_PAIRS].size % sizeof *out->pairs == 0 &&
                size % stride == 0 && out->pair_count < MODEL_DENSE &&
                out->dense_count < MODEL_DENSE;
    return fits && pairs_fit(out->pairs, out->pair_count, (int16_t)stride) && rows_follow(out)
               ? EXPORTCAT_OK
               : refuse(in, "the model's weights make no sense");
}

/* 0 too. */
static bool is_amount(float value) {
    return is_frequency(value) || value == 0;
}

static bool parts_make_sense(const vocabulary *words) {
    const word_forms *forms = &words->forms;
    size_t right = 0;
    for (size_t i = 0; i < forms->part_count; i++)
        right += forms->parts[i].index < words->count && is_amount(forms->parts[i].value);
    return right == forms->part_count;
}

/* Whether a form may have that feature: a stem that stands in runs. */
static bool is_stem(const vocabulary *words, uint32_t index) {
    if (index >= words->count) return false;
    const uint32_t from = words->offset[index], length = words->offset[index + 1] - from;
    return length && length <= VOCABULARY_LINK_MAX + 1 && words->bytes[from] == 'w';
}

/* Each of a stem that there is and, in their order, of the parts that there are. */
static bool forms_make_sense(const vocabulary *words) {
    const word_forms *forms = &words->forms;
    size_t parts = 0, right = 0;
    for (size_t i = 0; i < forms->count; i++) {
        const word_form *here = &forms->items[i];
        if (is_stem(words, here->own) && here->parts == parts && here->part_count <= UINT16_MAX &&
            is_frequency(here->square) && is_frequency(here->rarest) && is_frequency(here->unit))
            right++;
        parts += here->part_count;
    }
    return right == forms->count && parts == forms->part_count;
}

static bool slots_lead_to_forms(const word_forms *forms) {
    uint32_t highest = 0;
    size_t used = 0;
    for (size_t i = 0; i < forms->slots; i++) {
        highest = forms->slot[i] > highest ? forms->slot[i] : highest;
        used += forms->slot[i] != 0;
    }
    return highest <= forms->count && used == forms->count;
}

static exportcat_status read_forms(reader *in, model *out) {
    word_forms *forms = &out->words.forms;
    *forms = (word_forms){.items = at(in, SECTION_FORMS),
                          .count = items(in, SECTION_FORMS, sizeof *forms->items),
                          .slot = at(in, SECTION_FORM_SLOTS),
                          .slots = items(in, SECTION_FORM_SLOTS, sizeof *forms->slot),
                          .parts = at(in, SECTION_FORM_PARTS),
                          .part_count = items(in, SECTION_FORM_PARTS, sizeof *forms->parts),
                          .rows = at(in, SECTION_FORM_ROWS)};
    bool fits = in->head.sections[SECTION_FORM_ROWS].size ==
                    forms->count * model_stride(out->label_count) &&
                forms->slots >= forms->count + (forms->count > 0) && forms->slots <= UINT32_MAX &&
                forms->part_count <= UINT32_MAX;
    return fits && parts_make_sense(&out->words) && forms_make_sense(&out->words) &&
                   slots_lead_to_forms(forms)
               ? EXPORTCAT_OK
               : refuse(in, "the model's word forms make no sense");
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
    if (!status) status = read_forms(in, out);
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
    free(open->scales);
    *open = (model){0};
}
