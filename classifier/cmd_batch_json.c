#include "cmd_batch_json.h"

#include "cmd_batch_columns.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* The name of the member that is added. */
static const char *json_member(const batch_options *options) {
    return options->prefix ? options->prefix : "exportcat";
}

/* ---- In -------------------------------------------------------------------------------------- */

static void join(buffer *out, const json_t *value) {
    if (!json_string_length(value)) return;
    if (out->length) buffer_text(out, "\n");
    buffer_add(out, json_string_value(value), json_string_length(value));
}

/* An id often is a number. */
static void join_id(buffer *out, const json_t *value) {
    if (json_is_string(value)) join(out, value);
    if (!json_is_real(value)) return;
    if (out->length) buffer_text(out, "\n");
    buffer_figure(out, json_real_value(value));
}

enum { NAME_MAX_BYTES = 128 };

/* The first of a list of names parted by commas; *names is what stands behind it. */
static void take_name(const char **names, char name[NAME_MAX_BYTES]) {
    size_t length = strcspn(*names, ",");
    snprintf(name, NAME_MAX_BYTES, "%.*s", (int)(length < 127 ? length : 127), *names);
    *names += length + ((*names)[length] == ',');
}

/* The members of a list of names, up to one of which `problem` is told. */
static void join_named(const json_t *object, const char *names, buffer *text, char problem[160]) {
    char name[NAME_MAX_BYTES];
    while (*names) {
        take_name(&names, name);
        const json_t *value = json_object_get(object, name);
        if (value && !json_is_string(value) && !json_is_null(value)) {
            snprintf(problem, 160, "the member '%.80s' is not a string", name);
            return;
        }
        if (!value) {
            snprintf(problem, 160, "there is no member '%.80s'", name);
            return;
        }
        join(text, value);
    }
}

static void join_usual(json_t *object, buffer *text) {
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        if (columns_is_usual(name)) join(text, value);
    }
}

static void find_ids(const json_t *object, const char *names, buffer *id) {
    char name[NAME_MAX_BYTES];
    while (*names) {
        take_name(&names, name);
        join_id(id, json_object_get(object, name));
    }
}

/* Integers are read as reals: none is too big, and none is written again. */
static json_t *load(const char *line, size_t length, char problem[160], bool *no_memory) {
    json_error_t why;
    json_t *object = json_loadb(line, length, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &why);
    *no_memory = !object && json_error_code(&why) == json_error_out_of_memory;
    if (!object) snprintf(problem, 160, "not JSON: %.140s", why.text);
    return object;
}

exportcat_status json_row_text(const batch_options *options, const char *line, size_t length,
                               buffer *text, buffer *id, bool *can_add, char problem[160],
                               exportcat_error *error) {
    bool no_memory;
    *can_add = false;
    text->length = id->length = 0;
    json_t *object = load(line, length, problem, &no_memory);
    if (no_memory) return status_memory(error);
    if (object && !json_is_object(object)) {
        snprintf(problem, 160, "not a JSON object");
    } else if (object && json_object_get(object, json_member(options))) {
        snprintf(problem, 160, "there is a member '%.80s' already: give another --prefix",
                 json_member(options));
    } else if (object) {
        *can_add = true;
        if (options->id && options->page) find_ids(object, options->id, id);
        if (options->text)
            join_named(object, options->text, text, problem);
        else
            join_usual(object, text);
    }
    json_decref(object);
    return text->failed || id->failed ? status_memory(error) : EXPORTCAT_OK;
}

/* ---- Out ------------------------------------------------------------------------------------- */

static void put_string(buffer *out, const char *bytes, size_t length) {
    buffer clean = {0};
    fold_clean(&clean, bytes, length);
    out->failed |= clean.failed;
    json_put(json_stringn(clean.bytes ? clean.bytes : "", clean.length), JSON_ENCODE_ANY, out);
    buffer_free(&clean);
}

/* `name` is one of ours: plain letters. */
static void put_member(buffer *out, const char *name, const csv_field *value, bool is_number) {
    buffer_text(out, "\"");
    buffer_text(out, name);
    buffer_text(out, "\":");
    if (!value->length)
        buffer_text(out, "null");
    else if (is_number)
        buffer_add(out, value->bytes, value->length);
    else
        put_string(out, value->bytes, value->length);
}

static void put_answer(const batch_options *options, const value_list *values, const buffer *whole,
                       buffer *out) {
    value_column columns[VALUES_MAX];
    size_t count = value_columns(options, columns);
    put_string(out, json_member(options), strlen(json_member(options)));
    buffer_text(out, ":{");
    for (size_t i = 0; i < count; i++) {
        if (i) buffer_text(out, ",");
        csv_field value = value_at(values, i);
        put_member(out, columns[i].name, &value, columns[i].is_number);
    }
    if (whole->length) {
        buffer_text(out, ",\"answer\":");
        buffer_add(out, whole->bytes, whole->length);
    }
    buffer_text(out, "}");
}

/* The bytes of an object before its last brace, without the blanks there. */
static size_t before_brace(const char *line, size_t length) {
    while (length && line[length - 1] != '}') length--;
    if (length) length--;
    while (length && strchr(" \t\r\n", line[length - 1])) length--;
    return length;
}

exportcat_status json_row_put(const batch_options *options, const char *line, size_t length,
                              bool can_add, const value_list *values, const buffer *whole,
                              buffer *out, exportcat_error *error) {
    if (can_add) {
        size_t own = before_brace(line, length);
        buffer_add(out, line, own);
        if (own && line[own - 1] != '{') buffer_text(out, ",");
        put_answer(options, values, whole, out);
    } else {
        buffer_text(out, "{");
        put_answer(options, values, whole, out);
        buffer_text(out, ",\"line\":");
        put_string(out, line, length);
    }
    buffer_text(out, "}\n");
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}
