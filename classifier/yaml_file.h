/*
 * Stage 7a: a YAML file -> C structs, by tables. The only file that sees libyaml.
 *
 * A table names the keys that a mapping may have; any other key, a key twice, a missing required
 * key, and a value of the wrong form are errors with file, line and column.
 */
#ifndef YAML_FILE_H
#define YAML_FILE_H

#include "memory.h"
#include "status.h"

typedef struct {
    const char *path;
    size_t line, column;
} yaml_place;

/* A value whose place is kept for a check that comes later. */
typedef struct {
    const char *text; /* NULL: not given */
    yaml_place place;
} yaml_name;

typedef struct {
    size_t count;
    void *
        items; /* of the table's type, or `const char *` for YAML_TEXTS, yaml_name for YAML_NAMES */
} yaml_list;

typedef enum {
    YAML_TEXT,   /* const char * */
    YAML_NAME,   /* yaml_name: letters, digits and hyphens */
    YAML_TEXTS,  /* yaml_list of const char * */
    YAML_NAMES,  /* yaml_list of yaml_name */
    YAML_WORDS,  /* exportcat_words, from a mapping with en and zh */
    YAML_COUNT,  /* int, 1 or more */
    YAML_NUMBER, /* double */
    YAML_DAY,    /* exportcat_date */
    YAML_CODE,   /* const char *: six digits and J or X */
    YAML_CHOICE, /* int: index into `choices` */
    YAML_MAP,    /* the struct of `table`, in place */
    YAML_LIST,   /* yaml_list of structs of `table` */
} yaml_kind;

typedef struct yaml_table yaml_table;

typedef struct {
    const char *key; /* NULL ends the table */
    yaml_kind kind;
    size_t offset;
    bool required;
    const char *const *choices; /* ended by NULL */
    const yaml_table *table;
} yaml_field;

struct yaml_table {
    size_t size; /* of the struct, whose first member is a yaml_place */
    const yaml_field *fields;
};

/* Whether a text has the form of a YAML_NAME, or of a YAML_CODE. */
bool yaml_is_name(const char *text);
bool yaml_is_code(const char *text);

/* Reads `path` into the zeroed struct `out`. Strings and lists live in `memory`.
 * Errors: EXPORTCAT_E_IO, EXPORTCAT_E_CATALOGUE, EXPORTCAT_E_MEMORY. */
exportcat_status yaml_read(const char *path, const yaml_table *table, void *out, arena *memory,
                           exportcat_error *error);

#endif
