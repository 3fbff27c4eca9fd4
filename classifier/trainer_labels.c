#include "trainer_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Calls with each label of a text: those named, and the entry of each entry/point. */
typedef int label_sink(void *context, const char *label, size_t length);

static int each_label(const trained *to, const example *item, label_sink *sink, void *context) {
    size_t length;
    if (to->plain) return sink(context, item->labels, strlen(item->labels));
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));) {
        const char *slash = memchr(label, '/', length);
        if (slash && sink(context, label, (size_t)(slash - label))) return -1;
        if (sink(context, label, length)) return -1;
    }
    return 0;
}

static int collect_label(void *context, const char *label, size_t length) {
    trained *to = context;
    return string_set_add(&to->label_names, label, length) == STRING_NONE ? -1 : 0;
}

static int by_label(const void *left, const void *right) {
    return strcmp(((const model_label *)left)->name, ((const model_label *)right)->name);
}

static label_level level_of(const trained *to, const char *name) {
    if (to->plain) return LEVEL_ENTRY;
    if (strcmp(name, "none") == 0) return LEVEL_NONE;
    return strchr(name, '/') ? LEVEL_POINT : LEVEL_ENTRY;
}

static int mark_label(void *context, const char *label, size_t length) {
    void **pair = context;
    trained *to = pair[0];
    size_t text = *(size_t *)pair[1];
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)length, label);
    int found = model_label_find(&to->result, name);
    if (found < 0) return -1;
    to->positive[(size_t)found * to->examples->count + text] = 1;
    return 0;
}

exportcat_status trainer_build_labels(trained *to) {
    size_t texts = to->examples->count;
    for (size_t i = 0; i < texts; i++)
        if (each_label(to, &to->examples->items[i], collect_label, to))
            return status_memory(to->error);
    size_t count = to->label_names.count;
    if (count < 2 || count > MODEL_LABELS_MAX)
        return status_set(to->error, EXPORTCAT_E_EXAMPLES,
                          "%zu labels in the examples: 2 to %d can be trained", count,
                          MODEL_LABELS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        size_t length;
        const char *name = string_set_get(&to->label_names, i, &length);
        buffer_add(&to->label_bytes, name, length);
        buffer_add(&to->label_bytes, "", 1);
    }
    to->labels = calloc(count, sizeof *to->labels);
    to->positive = calloc(count * texts, 1);
    to->hit = calloc(count * texts, 1);
    to->like = calloc(count * texts, sizeof *to->like);
    if (!to->labels || !to->positive || !to->hit || !to->like || to->label_bytes.failed)
        return status_memory(to->error);
    const char *name = to->label_bytes.bytes;
    for (size_t i = 0; i < count; i++, name += strlen(name) + 1)
        to->labels[i] = (model_label){name, level_of(to, name), 0, 1, -1};
    qsort(to->labels, count, sizeof *to->labels, by_label);
    model_link_labels(to->labels, count);
    to->result.labels = to->labels;
    to->result.label_count = count;
    to->result.none = model_label_find(&to->result, "none");
    for (size_t i = 0; i < texts; i++) {
        void *pair[2] = {to, &i};
        if (each_label(to, &to->examples->items[i], mark_label, pair))
            return status_at(to->error, EXPORTCAT_E_EXAMPLES, to->examples->items[i].path,
                             to->examples->items[i].line, 1, "the label is too long");
    }
    return EXPORTCAT_OK;
}

bool trainer_is_covered(const trained *to, size_t text) {
    for (size_t label = 0; label < to->result.label_count; label++)
        if (to->labels[label].level == LEVEL_ENTRY &&
            to->positive[label * to->examples->count + text])
            return true;
    return false;
}
