#include "yaml_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

typedef struct {
    yaml_document_t document;
    const char *path;
    arena *memory;
    exportcat_error *error;
} loader;

static yaml_place place_of(const loader *in, const yaml_node_t *node) {
    return (yaml_place){in->path, node->start_mark.line + 1, node->start_mark.column + 1};
}

#define REFUSE(in, node, ...)                                                              \
    status_at((in)->error, EXPORTCAT_E_CATALOGUE, (in)->path, (node)->start_mark.line + 1, \
              (node)->start_mark.column + 1, __VA_ARGS__)

static const char *scalar(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

/* ---- Single values --------------------------------------------------------------------------- */

static exportcat_status read_text(loader *in, const yaml_node_t *node, const char *key,
                                  const char **out) {
    const char *text = scalar(node);
    if (!text) return REFUSE(in, node, "'%s' must be a text", key);
    if (!*text) return REFUSE(in, node, "'%s' is empty", key);
    if (strlen(text) != node->data.scalar.length)
        return REFUSE(in, node, "'%s' holds a NUL byte", key);
    *out = arena_copy(in->memory, text, strlen(text));
    return *out ? EXPORTCAT_OK : status_memory(in->error);
}

bool yaml_is_name(const char *text) {
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static exportcat_status read_name(loader *in, const yaml_node_t *node, const char *key,
                                  yaml_name *out) {
    exportcat_status status = read_text(in, node, key, &out->text);
    out->place = place_of(in, node);
    if (status) return status;
    if (!yaml_is_name(out->text))
        return REFUSE(in, node, "'%s: %s' is not an id: small letters, digits and hyphens", key,
                      out->text);
    return EXPORTCAT_OK;
}

static exportcat_status read_words(loader *in, const yaml_node_t *node, const char *key,
                                   exportcat_words *out) {
    if (node->type != YAML_MAPPING_NODE)
        return REFUSE(in, node, "'%s' must be a mapping with en and zh", key);
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(&in->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(&in->document, pair->value);
        const char *language = scalar(name);
        const char **into = language && strcmp(language, "en") == 0   ? &out->en
                            : language && strcmp(language, "zh") == 0 ? &out->zh
                                                                      : NULL;
        if (!into) return REFUSE(in, name, "'%s' has only the keys en and zh", key);
        if (*into) return REFUSE(in, name, "'%s' stands twice", language);
        exportcat_status status = read_text(in, value, language, into);
        if (status) return status;
    }
    if (!out->en && !out->zh) return REFUSE(in, node, "'%s' is empty", key);
    return EXPORTCAT_OK;
}

static exportcat_status read_number(loader *in, const yaml_node_t *node, const char *key,
                                    double *out) {
    const char *text = scalar(node);
    char *end = NULL;
    /* strtod would obey the locale: only plain decimals are taken, and read by hand. */
    bool plain = text && *text && strspn(text, "0123456789.") == strlen(text) && strlen(text) < 16;
    const char *dot = plain ? strchr(text, '.') : NULL;
    if (plain && (dot == text || (dot && (strchr(dot + 1, '.') || !dot[1])))) plain = false;
    if (!plain) return REFUSE(in, node, "'%s' must be a decimal number", key);
    char digits[16];
    size_t count = 0;
    for (const char *c = text; *c; c++)
        if (*c != '.') digits[count++] = *c;
    digits[count] = '\0';
    *out = (double)strtoull(digits, &end, 10);
    double scale = 1;
    for (size_t i = 0; dot && dot[1 + i]; i++) scale *= 10;
    *out /= scale;
    return EXPORTCAT_OK;
}

static exportcat_status read_count(loader *in, const yaml_node_t *node, const char *key, int *out) {
    const char *text = scalar(node);
    size_t length = text ? strlen(text) : 0;
    if (!length || length > 6 || strspn(text, "0123456789") != length || *text == '0')
        return REFUSE(in, node, "'%s' must be a whole number from 1 up", key);
    *out = (int)strtol(text, NULL, 10);
    return EXPORTCAT_OK;
}

bool yaml_is_code(const char *text) {
    return strlen(text) == 7 && strspn(text, "0123456789") == 6 &&
           (text[6] == 'J' || text[6] == 'X');
}

static exportcat_status read_code(loader *in, const yaml_node_t *node, const char *key,
                                  const char **out) {
    exportcat_status status = read_text(in, node, key, out);
    if (status) return status;
    if (!yaml_is_code(*out))
        return REFUSE(in, node, "'%s: %s' is not a code: six digits and J or X", key, *out);
    return EXPORTCAT_OK;
}

static exportcat_status read_day(loader *in, const yaml_node_t *node, const char *key,
                                 exportcat_date *out) {
    const char *text = scalar(node);
    if (exportcat_date_parse(text, out, NULL))
        return REFUSE(in, node, "'%s: %.40s' is not a day of the form YYYY-MM-DD", key,
                      text ? text : "");
    return EXPORTCAT_OK;
}

static exportcat_status read_choice(loader *in, const yaml_node_t *node, const yaml_field *field,
                                    int *out) {
    const char *text = scalar(node);
    for (int i = 0; text && field->choices[i]; i++)
        if (strcmp(text, field->choices[i]) == 0) {
            *out = i;
            return EXPORTCAT_OK;
        }
    return REFUSE(in, node, "'%s: %.40s' is none of the values that the format knows", field->key,
                  text ? text : "");
}

/* ---- Mappings and lists ---------------------------------------------------------------------- */

static exportcat_status read_map(loader *in, const yaml_node_t *node, const yaml_table *table,
                                 const char *what, void *out);

static exportcat_status read_item(loader *in, const yaml_node_t *node, const yaml_field *field,
                                  void *out) {
    switch (field->kind) {
    case YAML_TEXTS: return read_text(in, node, field->key, out);
    case YAML_NAMES: return read_name(in, node, field->key, out);
    default: return read_map(in, node, field->table, field->key, out);
    }
}

static exportcat_status read_list(loader *in, const yaml_node_t *node, const yaml_field *field,
                                  yaml_list *out) {
    if (node->type != YAML_SEQUENCE_NODE)
        return REFUSE(in, node, "'%s' must be a list", field->key);
    const yaml_node_item_t *first = node->data.sequence.items.start;
    size_t size = field->kind == YAML_TEXTS   ? sizeof(const char *)
                  : field->kind == YAML_NAMES ? sizeof(yaml_name)
                                              : field->table->size;
    out->count = (size_t)(node->data.sequence.items.top - first);
    out->items = arena_new(in->memory, out->count, size);
    if (!out->items) return status_memory(in->error);
    for (size_t i = 0; i < out->count; i++) {
        const yaml_node_t *item = yaml_document_get_node(&in->document, first[i]);
        exportcat_status status = read_item(in, item, field, (char *)out->items + i * size);
        if (status) return status;
    }
    return EXPORTCAT_OK;
}

static exportcat_status read_field(loader *in, const yaml_node_t *node, const yaml_field *field,
                                   void *out) {
    switch (field->kind) {
    case YAML_TEXT: return read_text(in, node, field->key, out);
    case YAML_NAME: return read_name(in, node, field->key, out);
    case YAML_WORDS: return read_words(in, node, field->key, out);
    case YAML_COUNT: return read_count(in, node, field->key, out);
    case YAML_NUMBER: return read_number(in, node, field->key, out);
    case YAML_DAY: return read_day(in, node, field->key, out);
    case YAML_CODE: return read_code(in, node, field->key, out);
    case YAML_CHOICE: return read_choice(in, node, field, out);
    case YAML_MAP: return read_map(in, node, field->table, field->key, out);
    case YAML_TEXTS:
    case YAML_NAMES:
    case YAML_LIST: return read_list(in, node, field, out);
    }
    return EXPORTCAT_OK;
}

static const yaml_field *find_field(const yaml_table *table, const char *key) {
    for (const yaml_field *field = table->fields; key && field->key; field++)
        if (strcmp(field->key, key) == 0) return field;
    return NULL;
}

static exportcat_status read_map(loader *in, const yaml_node_t *node, const yaml_table *table,
                                 const char *what, void *out) {
    enum { FIELDS_MAX = 32 };
    bool seen[FIELDS_MAX] = {false};
    if (node->type != YAML_MAPPING_NODE) return REFUSE(in, node, "'%s' must be a mapping", what);
    *(yaml_place *)out = place_of(in, node);
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(&in->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(&in->document, pair->value);
        const yaml_field *field = find_field(table, scalar(key));
        if (!field)
            return REFUSE(in, key, "unknown key '%.60s' in '%s'", scalar(key) ? scalar(key) : "?",
                          what);
        size_t index = (size_t)(field - table->fields);
        if (seen[index]) return REFUSE(in, key, "'%s' stands twice", field->key);
        seen[index] = true;
        exportcat_status status = read_field(in, value, field, (char *)out + field->offset);
        if (status) return status;
    }
    for (size_t i = 0; table->fields[i].key; i++)
        if (table->fields[i].required && !seen[i])
            return REFUSE(in, node, "'%s' has no '%s'", what, table->fields[i].key);
    return EXPORTCAT_OK;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static exportcat_status parse(loader *in, FILE *file, const yaml_table *table, void *out) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return status_memory(in->error);
    yaml_parser_set_input_file(&parser, file);
    exportcat_status status = EXPORTCAT_OK;
    if (!yaml_parser_load(&parser, &in->document)) {
        status = parser.error == YAML_MEMORY_ERROR
                     ? status_memory(in->error)
                     : status_at(in->error, EXPORTCAT_E_CATALOGUE, in->path,
                                 parser.problem_mark.line + 1, parser.problem_mark.column + 1,
                                 "not YAML: %s", parser.problem ? parser.problem : "unreadable");
        yaml_parser_delete(&parser);
        return status;
    }
    const yaml_node_t *root = yaml_document_get_root_node(&in->document);
    status = root
                 ? read_map(in, root, table, "file", out)
                 : status_at(in->error, EXPORTCAT_E_CATALOGUE, in->path, 1, 1, "the file is empty");
    yaml_document_delete(&in->document);
    yaml_parser_delete(&parser);
    return status;
}

exportcat_status yaml_read(const char *path, const yaml_table *table, void *out, arena *memory,
                           exportcat_error *error) {
    loader in = {.memory = memory, .error = error};
    FILE *file = fopen(path, "rbe");
    if (!file)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open: %s", strerror(errno));
    in.path = arena_copy(memory, path, strlen(path));
    exportcat_status status = in.path ? parse(&in, file, table, out) : status_memory(error);
    fclose(file);
    return status;
}
