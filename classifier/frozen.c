#include "frozen.h"

#include <stddef.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { ALIGN = 8 };

static size_t item_size(const yaml_field *field) {
    switch (field->kind) {
    case YAML_TEXTS: return sizeof(const char *);
    case YAML_NAMES: return sizeof(yaml_name);
    default: return field->table->size;
    }
}

/* ---- Writing --------------------------------------------------------------------------------- */

typedef struct {
    buffer *out;
    size_t origin;         /* of the block in `out` */
    const char *last_path; /* places of one file share its name */
    size_t last_path_at;
} freezer;

/* In a block a pointer is an offset + 1; NULL stays 0. */
static void point(freezer *to, size_t at, size_t target) {
    uintptr_t offset = target + 1;
    if (!to->out->failed) memcpy(to->out->bytes + to->origin + at, &offset, sizeof offset);
}

static size_t put_bytes(freezer *to, const void *bytes, size_t size, size_t align) {
    static const char zeros[ALIGN] = "";
    size_t over = (to->out->length - to->origin) % align;
    if (over) buffer_add(to->out, zeros, align - over);
    size_t at = to->out->length - to->origin;
    buffer_add(to->out, bytes, size);
    return at;
}

static void put_string(freezer *to, size_t at, const char *text) {
    if (text) point(to, at, put_bytes(to, text, strlen(text) + 1, 1));
}

static void put_place(freezer *to, size_t at, const yaml_place *place) {
    if (!place->path) return;
    if (place->path != to->last_path) {
        to->last_path = place->path;
        to->last_path_at = put_bytes(to, place->path, strlen(place->path) + 1, 1);
    }
    point(to, at + offsetof(yaml_place, path), to->last_path_at);
}

static void put_name(freezer *to, size_t at, const yaml_name *name) {
    put_string(to, at + offsetof(yaml_name, text), name->text);
    put_place(to, at + offsetof(yaml_name, place), &name->place);
}

static void put_struct(freezer *to, size_t at, const void *from, const yaml_table *table);

static void put_list(freezer *to, size_t at, const yaml_list *list, const yaml_field *field) {
    size_t size = item_size(field);
    if (!list->count) {
        point(to, at + offsetof(yaml_list, items), 0);
        return;
    }
    size_t first = put_bytes(to, list->items, list->count * size, ALIGN);
    point(to, at + offsetof(yaml_list, items), first);
    for (size_t i = 0; i < list->count; i++) {
        const char *item = (const char *)list->items + i * size;
        size_t here = first + i * size;
        if (field->kind == YAML_TEXTS)
            put_string(to, here, *(const char *const *)item);
        else if (field->kind == YAML_NAMES)
            put_name(to, here, (const yaml_name *)item);
        else
            put_struct(to, here, item, field->table);
    }
}

static void put_field(freezer *to, size_t at, const void *from, const yaml_field *field) {
    const exportcat_words *words = from;
    switch (field->kind) {
    case YAML_TEXT:
    case YAML_CODE: put_string(to, at, *(const char *const *)from); break;
    case YAML_NAME: put_name(to, at, from); break;
    case YAML_WORDS:
        put_string(to, at + offsetof(exportcat_words, en), words->en);
        put_string(to, at + offsetof(exportcat_words, zh), words->zh);
        break;
    case YAML_MAP: put_struct(to, at, from, field->table); break;
    case YAML_TEXTS:
    case YAML_NAMES:
    case YAML_LIST: put_list(to, at, from, field); break;
    case YAML_COUNT:
    case YAML_NUMBER:
    case YAML_DAY:
    case YAML_CHOICE: break;
    }
}

static void put_struct(freezer *to, size_t at, const void *from, const yaml_table *table) {
    put_place(to, at, from);
    for (const yaml_field *field = table->fields; field->key; field++)
        put_field(to, at + field->offset, (const char *)from + field->offset, field);
}

void frozen_write(const void *root, const yaml_table *table, buffer *out) {
    freezer to = {.out = out, .origin = out->length};
    put_bytes(&to, root, table->size, ALIGN);
    put_struct(&to, 0, root, table);
    put_bytes(&to, "", 1, 1); /* whatever string stands last, a NUL ends the block */
    while (!out->failed && out->length % ALIGN) buffer_add(out, "", 1);
}

static void hash_table(XXH64_state_t *state, const yaml_table *table) {
    XXH64_update(state, &table->size, sizeof table->size);
    for (const yaml_field *field = table->fields; field->key; field++) {
        XXH64_update(state, field->key, strlen(field->key) + 1);
        XXH64_update(state, &field->kind, sizeof field->kind);
        XXH64_update(state, &field->offset, sizeof field->offset);
        for (size_t i = 0; field->choices && field->choices[i]; i++)
            XXH64_update(state, field->choices[i], strlen(field->choices[i]) + 1);
        if (field->table) hash_table(state, field->table);
    }
}

uint64_t frozen_shape(const yaml_table *table) {
    XXH64_state_t state;
    XXH64_reset(&state, sizeof(void *));
    hash_table(&state, table);
    return XXH64_digest(&state);
}

/* ---- Thawing --------------------------------------------------------------------------------- */

typedef struct {
    char *block;
    size_t size;
} thawer;

/* Turns an offset into a pointer to `bytes` bytes that lie in the block. */
static bool mend(const thawer *in, void *at, size_t bytes, size_t align) {
    uintptr_t offset;
    memcpy(&offset, at, sizeof offset);
    if (!offset) return true;
    if (offset > in->size || bytes > in->size - (offset - 1) || (offset - 1) % align) return false;
    char *target = in->block + (offset - 1);
    memcpy(at, &target, sizeof target);
    return true;
}

static bool mend_place(const thawer *in, yaml_place *place) {
    return mend(in, &place->path, 1, 1);
}

static bool mend_name(const thawer *in, yaml_name *name) {
    return mend(in, &name->text, 1, 1) && mend_place(in, &name->place);
}

static bool mend_struct(const thawer *in, void *at, const yaml_table *table);

static bool mend_list(const thawer *in, yaml_list *list, const yaml_field *field) {
    size_t size = item_size(field);
    if (list->count > in->size / size || !list->items ||
        !mend(in, &list->items, list->count * size, list->count ? ALIGN : 1))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        void *item = (char *)list->items + i * size;
        bool good = field->kind == YAML_TEXTS   ? mend(in, item, 1, 1)
                    : field->kind == YAML_NAMES ? mend_name(in, item)
                                                : mend_struct(in, item, field->table);
        if (!good) return false;
    }
    return true;
}

static bool mend_choice(const int *value, const char *const *choices) {
    int count = 0;
    while (choices[count]) count++;
    return *value >= 0 && *value < count;
}

static bool mend_field(const thawer *in, void *at, const yaml_field *field) {
    exportcat_words *words = at;
    switch (field->kind) {
    case YAML_TEXT:
    case YAML_CODE: return mend(in, at, 1, 1);
    case YAML_NAME: return mend_name(in, at);
    case YAML_WORDS: return mend(in, &words->en, 1, 1) && mend(in, &words->zh, 1, 1);
    case YAML_CHOICE: return mend_choice(at, field->choices);
    case YAML_MAP: return mend_struct(in, at, field->table);
    case YAML_TEXTS:
    case YAML_NAMES:
    case YAML_LIST: return mend_list(in, at, field);
    case YAML_COUNT:
    case YAML_NUMBER:
    case YAML_DAY: break;
    }
    return true;
}

static bool is_missing(const void *at, const yaml_field *field) {
    switch (field->kind) {
    case YAML_TEXT:
    case YAML_CODE: return !*(const char *const *)at;
    case YAML_NAME: return !((const yaml_name *)at)->text;
    default: return false;
    }
}

static bool mend_struct(const thawer *in, void *at, const yaml_table *table) {
    if (!mend_place(in, at)) return false;
    for (const yaml_field *field = table->fields; field->key; field++) {
        void *member = (char *)at + field->offset;
        if (!mend_field(in, member, field) || (field->required && is_missing(member, field)))
            return false;
    }
    return true;
}

void *frozen_thaw(char *block, size_t size, const yaml_table *table) {
    thawer in = {block, size};
    if (size < table->size || block[size - 1] || !mend_struct(&in, block, table)) return NULL;
    return block;
}
