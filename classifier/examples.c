#include "examples.h"

#include "string_set.h"
#include "tokens.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

exportcat_status examples_add(example_set *set, const char *labels, const char *text, size_t length,
                              const char *path, size_t line, example_role role,
                              exportcat_error *error) {
    example item = {.labels = arena_copy(&set->memory, labels, strlen(labels)),
                    .text = arena_copy(&set->memory, text, length),
                    .length = length,
                    .path = path,
                    .line = line,
                    .role = role};
    if (!item.labels || !item.text ||
        grow(&set->items, &set->capacity, set->count + 1, sizeof *set->items))
        return status_memory(error);
    set->items[set->count++] = item;
    return EXPORTCAT_OK;
}

const char *examples_next_label(const char **rest, size_t *length) {
    const char *label = *rest;
    if (!label || !*label) return NULL;
    *length = strcspn(label, ",");
    *rest = label[*length] ? label + *length + 1 : NULL;
    return label;
}

static bool is_label_list(const char *labels) {
    size_t length;
    if (!*labels || labels[strlen(labels) - 1] == ',') return false;
    for (const char *rest = labels; examples_next_label(&rest, &length);)
        if (!length) return false;
    return true;
}

/* One line without its line break, cut at its tabs in place. `fields` is 2 or 3. */
static exportcat_status read_line(example_set *set, char *line, size_t length, const char *path,
                                  size_t number, int fields, exportcat_error *error) {
    char *field[3] = {line, NULL, NULL};
    int found = 1;
    for (size_t i = 0; i < length && found < fields; i++) {
        if (line[i] != '\t') continue;
        line[i] = '\0';
        field[found++] = line + i + 1;
    }
    char *text = found == fields ? field[fields - 1] : NULL;
    size_t text_length = text ? length - (size_t)(text - line) : 0;
    if (!text)
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, 1,
                         "%d fields parted by tabs, not %d", found, fields);
    if (fields == 3 && memchr(text, '\t', text_length))
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, 1, "a tab in the text");
    if (!is_label_list(field[0]))
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, 1, "an empty label");
    if (fields == 3 && strcmp(field[1], "en") != 0 && strcmp(field[1], "zh") != 0)
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, (size_t)(field[1] - line) + 1,
                         "the language '%.20s' is not en or zh", field[1]);
    if (fields == 3 && !text_length)
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, 1, "an empty text");
    if (text_length > EXPORTCAT_TEXT_MAX)
        return status_at(error, EXPORTCAT_E_EXAMPLES, path, number, 1, "the text is too long");
    return examples_add(set, field[0], text, text_length, path, number, EXAMPLE_TRAINING, error);
}

static exportcat_status read_file(example_set *set, const char *path, int fields,
                                  exportcat_error *error) {
    char *line = NULL, *kept = arena_copy(&set->memory, path, strlen(path));
    size_t capacity = 0;
    FILE *file = kept ? fopen(path, "rbe") : NULL;
    if (!file)
        return kept ? status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open: %s",
                                strerror(errno))
                    : status_memory(error);
    exportcat_status status = EXPORTCAT_OK;
    ssize_t length = 0;
    for (size_t number = 1; !status && (length = getline(&line, &capacity, file)) >= 0; number++) {
        if (length && line[length - 1] == '\n') line[--length] = '\0';
        if (length && line[length - 1] == '\r') line[--length] = '\0';
        bool skipped = fields == 3 && (!length || line[0] == '#');
        if (!skipped) status = read_line(set, line, (size_t)length, kept, number, fields, error);
    }
    if (!status && ferror(file))
        status = status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot read: %s", strerror(errno));
    free(line);
    fclose(file);
    return status;
}

static bool is_example_file(const struct dirent *item) {
    size_t length = strlen(item->d_name);
    return length > 4 && item->d_name[0] != '.' && strcmp(item->d_name + length - 4, ".tsv") == 0;
}

static int filter(const struct dirent *item) {
    return is_example_file(item);
}

static int by_bytes(const struct dirent **left, const struct dirent **right) {
    return strcmp((*left)->d_name, (*right)->d_name);
}

static exportcat_status read_folder(example_set *set, const char *path, exportcat_error *error) {
    struct dirent **names;
    int count = scandir(path, &names, filter, by_bytes);
    if (count < 0)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open the folder: %s",
                         strerror(errno));
    exportcat_status status = EXPORTCAT_OK;
    for (int i = 0; i < count; i++) {
        char *file = arena_format(&set->memory, "%s/%s", path, names[i]->d_name);
        if (!status) status = file ? read_file(set, file, 3, error) : status_memory(error);
        free(names[i]);
    }
    free(names);
    if (!status && !count)
        status = status_at(error, EXPORTCAT_E_EXAMPLES, path, 0, 0, "no *.tsv file in the folder");
    return status;
}

exportcat_status examples_read(example_set *set, const char *path, example_role role,
                               exportcat_error *error) {
    struct stat about;
    size_t before = set->count;
    bool folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    exportcat_status status =
        folder ? read_folder(set, path, error) : read_file(set, path, 3, error);
    for (size_t i = before; i < set->count; i++) set->items[i].role = role;
    return status;
}

exportcat_status examples_read_plain(example_set *set, const char *path, exportcat_error *error) {
    return read_file(set, path, 2, error);
}

/* ---- Shared texts ---------------------------------------------------------------------------- */

typedef struct {
    folded text;
    token_list tokens;
    buffer key;
} normalizer;

/* The text's words with nothing between them. */
static exportcat_status normalize(normalizer *to, const example *item, exportcat_error *error) {
    exportcat_status status = fold_text(&to->text, item->text, item->length, error);
    if (!status) status = tokens_cut(&to->tokens, &to->text, error);
    to->key.length = 0;
    for (size_t i = 0; !status && i < to->tokens.count; i++)
        buffer_add(&to->key, to->text.bytes + to->tokens.items[i].start,
                   to->tokens.items[i].length);
    return !status && to->key.failed ? status_memory(error) : status;
}

exportcat_status examples_refuse_shared(const example_set *set, const example_set *other,
                                        exportcat_error *error) {
    normalizer to = {0};
    string_set known = {0};
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < other->count; i++) {
        status = normalize(&to, &other->items[i], error);
        if (!status && to.key.length &&
            string_set_add(&known, to.key.bytes, to.key.length) == STRING_NONE)
            status = status_memory(error);
    }
    for (size_t i = 0; !status && i < set->count; i++) {
        status = normalize(&to, &set->items[i], error);
        if (!status && to.key.length &&
            string_set_find(&known, to.key.bytes, to.key.length) != STRING_NONE)
            status = status_at(error, EXPORTCAT_E_EXAMPLES, set->items[i].path, set->items[i].line,
                               1, "the text stands in the held-out set too");
    }
    string_set_free(&known);
    buffer_free(&to.key);
    tokens_free(&to.tokens);
    fold_free(&to.text);
    return status;
}

void examples_free(example_set *set) {
    arena_free(&set->memory);
    free(set->items);
    *set = (example_set){0};
}
