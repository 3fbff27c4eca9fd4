/*
 * What every writer of JSON needs beside the library's own: values that may be missing, and lists.
 * Each function gives NULL where memory ran out, and NULL makes all that holds it NULL: the end of
 * the work is the one place to look.
 */
#ifndef JSON_H
#define JSON_H

#include "memory.h"
#include "status.h"

#include <jansson.h>

json_t *json_text_or_null(const char *text);  /* null for NULL */
json_t *json_number_or_null(int number);      /* null for 0 */
json_t *json_day_or_null(exportcat_date day); /* null for 0 */
json_t *json_words(exportcat_words pair);     /* {"en", "zh"} */
json_t *json_strings(const char *const *items, size_t count);

/* Appends `item`, which becomes the list's own; *list is NULL from the first failure on. */
void json_append(json_t **list, json_t *item);

/* Writes a value, by the library's flags, and releases it; `out->failed` where it is NULL or memory
 * ran out. */
void json_put(json_t *value, size_t flags, buffer *out);

#endif
