#include "cmd_batch_columns.h"

#include "fold.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What columns of descriptions are called, in the lists that officers keep. */
static const char *const usual[] = {
    "text", "title", "description", "abstract", "summary",  "名称", "技术名称", "产品名称",
    "标题", "描述",  "技术描述",    "说明",     "技术说明", "摘要", "内容",     "文本"};

/* The name of a column, from 0. */
static const char *columns_name(const batch_layout *layout, size_t column) {
    const char *name = layout->names.bytes;
    for (; column; column--) name += strlen(name) + 1;
    return name;
}

void columns_free(batch_layout *layout) {
    buffer_free(&layout->header);
    buffer_free(&layout->names);
    free(layout->text);
    free(layout->id);
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

/* Without the blanks around it. */
static void add_name(buffer *out, const char *bytes, size_t length) {
    while (length && is_blank(*bytes)) bytes++, length--;
    while (length && is_blank(bytes[length - 1])) length--;
    fold_clean(out, bytes, length);
    buffer_add(out, "", 1);
}

static exportcat_status tell_names(const batch_layout *layout, const char *path, const char *what,
                                   exportcat_error *error) {
    buffer list = {0};
    for (size_t i = 0; i < layout->columns && list.length < 160; i++)
        buffer_format(&list, "%s%s", i ? ", " : "", columns_name(layout, i));
    exportcat_status status =
        status_at(error, EXPORTCAT_E_USAGE, path, 1, 0, "%s; the columns are: %s", what,
                  list.failed || !list.length ? "" : list.bytes);
    buffer_free(&list);
    return status;
}

/* A name as it stands, else in other capitals, else a number from 1 where there are no names. */
static size_t find(const batch_options *options, const batch_layout *layout, const char *name) {
    if (options->no_header) {
        char *end;
        unsigned long number = strtoul(name, &end, 10);
        return *end || number < 1 || number > layout->columns ? SIZE_MAX : number - 1;
    }
    for (size_t i = 0; i < layout->columns; i++)
        if (strcmp(columns_name(layout, i), name) == 0) return i;
    for (size_t i = 0; i < layout->columns; i++)
        if (strcasecmp(columns_name(layout, i), name) == 0) return i;
    return SIZE_MAX;
}

/* The columns of a list of names parted by commas. */
static exportcat_status find_list(const batch_options *options, const char *path, const char *names,
                                  const batch_layout *layout, size_t *out, size_t *count,
                                  exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    char *copy = strdup(names), *rest = copy, *name;
    if (!copy) return status_memory(error);
    while (!status && (name = strsep(&rest, ","))) {
        size_t column = find(options, layout, name);
        char what[200];
        snprintf(what, sizeof what,
                 options->no_header ? "there is no column number '%.100s'"
                                    : "there is no column '%.100s'",
                 name);
        if (column == SIZE_MAX)
            status = tell_names(layout, path, what, error);
        else if (*count < layout->columns)
            out[(*count)++] = column;
    }
    free(copy);
    return status;
}

bool columns_is_usual(const char *name) {
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcasecmp(name, usual[i]) == 0) return true;
    return false;
}

static void find_usual(const batch_layout *layout, size_t *out, size_t *count) {
    for (size_t i = 0; i < layout->columns; i++)
        if (columns_is_usual(columns_name(layout, i))) out[(*count)++] = i;
    if (!*count && layout->columns == 1) out[(*count)++] = 0;
}

exportcat_status columns_find(const batch_options *options, const char *path, const csv_row *first,
                              batch_layout *layout, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    layout->text = calloc(first->count + 1, sizeof *layout->text);
    layout->id = calloc(first->count + 1, sizeof *layout->id);
    for (size_t i = 0; i < first->count; i++)
        if (options->no_header)
            buffer_format(&layout->names, "%zu%c", i + 1, 0);
        else
            add_name(&layout->names, first->fields[i].bytes, first->fields[i].length);
    if (!layout->text || !layout->id || layout->names.failed || layout->header.failed)
        return status_memory(error);
    if (options->text)
        status = find_list(options, path, options->text, layout, layout->text, &layout->text_count,
                           error);
    else if (!options->no_header || layout->columns == 1)
        find_usual(layout, layout->text, &layout->text_count);
    if (!status && !layout->text_count)
        status = tell_names(layout, path, "say with --text which columns hold the text", error);
    if (!status && options->id)
        status =
            find_list(options, path, options->id, layout, layout->id, &layout->id_count, error);
    return status;
}
