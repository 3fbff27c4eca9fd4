#include "digest.h"
#include "model_parts.h"

#include "memory.h"

#include <stddef.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static void add_section(buffer *out, model_header *head, model_section_id id, const void *bytes,
                        size_t size) {
    static const char zeros[MODEL_ALIGN] = {0};
    model_section *here = &head->sections[id];
    here->offset = out->length;
    here->size = size;
    buffer_add(out, bytes, size);
    buffer_add(out, zeros, model_aligned(size) - size);
    if (!out->failed) here->digest = digest_of(out->bytes + here->offset, model_aligned(size));
}

static void add_labels(buffer *out, model_header *head, const model *source) {
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

static void add_forms(buffer *out, model_header *head, const model *source) {
    const word_forms *forms = &source->words.forms;
    add_section(out, head, SECTION_FORMS, forms->items, forms->count * sizeof *forms->items);
    add_section(out, head, SECTION_FORM_SLOTS, forms->slot, forms->slots * sizeof *forms->slot);
    add_section(out, head, SECTION_FORM_PARTS, forms->parts,
                forms->part_count * sizeof *forms->parts);
    add_section(out, head, SECTION_FORM_ROWS, forms->rows,
                forms->count * model_stride(source->label_count));
}

static void serialize(buffer *out, const model *source, uint64_t fingerprint) {
    model_header head = {
        .version = MODEL_FILE_VERSION, .byte_order = MODEL_BYTE_ORDER, .fingerprint = fingerprint};
    const vocabulary *words = &source->words;
    size_t keys = words->count;
    char settings[512];
    memcpy(head.magic, MODEL_MAGIC, sizeof head.magic);
    feature_settings_write(&source->settings, settings);
    buffer_add(out, &head, sizeof head);
    while (!out->failed && out->length % MODEL_ALIGN) buffer_add(out, "", 1);
    add_section(out, &head, SECTION_SETTINGS, settings, strlen(settings) + 1);
    add_section(out, &head, SECTION_ABOUT, source->about, strlen(source->about) + 1);
    add_labels(out, &head, source);
    add_section(out, &head, SECTION_SLOTS, words->slot, words->slots * sizeof *words->slot);
    add_section(out, &head, SECTION_OFFSETS, words->offset, (keys + 1) * sizeof(uint32_t));
    add_section(out, &head, SECTION_KEYS, words->bytes, words->offset[keys]);
    add_section(out, &head, SECTION_IDF, words->idf, keys * sizeof(float));
    add_section(out, &head, SECTION_ROWS, source->words.row, keys * sizeof(uint32_t));
    add_section(out, &head, SECTION_PAIRS, source->pairs, source->pair_count * sizeof(model_pair));
    add_section(out, &head, SECTION_DENSE, source->dense,
                source->dense_count * model_stride(source->label_count));
    add_forms(out, &head, source);
    add_section(out, &head, SECTION_CALIBRATION, &source->curves, sizeof source->curves);
    head.file_size = out->length;
    head.digest = XXH3_64bits(&head, offsetof(model_header, digest));
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
