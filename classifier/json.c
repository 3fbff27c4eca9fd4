#include "json.h"

json_t *json_text_or_null(const char *text) {
    return text ? json_string(text) : json_null();
}

json_t *json_number_or_null(int number) {
    return number ? json_integer(number) : json_null();
}

json_t *json_day_or_null(exportcat_date day) {
    char text[16];
    if (!day) return json_null();
    exportcat_date_format(day, text);
    return json_string(text);
}

json_t *json_words(exportcat_words pair) {
    return json_pack("{s:o, s:o}", "en", json_text_or_null(pair.en), "zh",
                     json_text_or_null(pair.zh));
}

json_t *json_strings(const char *const *items, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_append(&list, json_string(items[i]));
    return list;
}

void json_append(json_t **list, json_t *item) {
    if (json_array_append_new(*list, item) == 0) return;
    json_decref(*list);
    *list = NULL;
}

static int add_bytes(const char *bytes, size_t length, void *context) {
    buffer *out = context;
    buffer_add(out, bytes, length);
    return out->failed ? -1 : 0;
}

void json_put(json_t *value, size_t flags, buffer *out) {
    if (!value || json_dump_callback(value, add_bytes, out, flags)) out->failed = 1;
    json_decref(value);
}
