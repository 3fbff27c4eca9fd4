/*
 * Stage 12a: example files -> labelled texts. The format stands in training/README.md.
 */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "memory.h"
#include "status.h"

typedef enum {
    EXAMPLE_TRAINING,
    EXAMPLE_WORDING,     /* made from the catalogue's own wording: trained on, never measured on */
    EXAMPLE_CALIBRATION, /* measured on, never trained on */
} example_role;

typedef struct {
    const char *labels; /* one, or several parted by commas */
    const char *text;
    size_t length;
    const char *path;
    size_t line;
    example_role role;
} example;

/* A zeroed struct is empty. The caller frees it with examples_free. */
typedef struct {
    arena memory;
    example *items;
    size_t count, capacity;
} example_set;

/* Adds a file, or every *.tsv file below a folder in the order of their names.
 * `label TAB language TAB text`; a line that begins with # is a comment. */
exportcat_status examples_read(example_set *set, const char *path, example_role role,
                               exportcat_error *error);

/* Adds a plain file: `label TAB text`, and nothing is a comment. */
exportcat_status examples_read_plain(example_set *set, const char *path, exportcat_error *error);

/* Adds one text; both strings are copied. */
exportcat_status examples_add(example_set *set, const char *labels, const char *text, size_t length,
                              const char *path, size_t line, example_role role,
                              exportcat_error *error);

/* Refuses a set that has a text of the other one, whatever its capitals, spaces and punctuation. */
exportcat_status examples_refuse_shared(const example_set *set, const example_set *other,
                                        exportcat_error *error);

/* The next label of a list parted by commas; NULL at its end. */
const char *examples_next_label(const char **rest, size_t *length);

void examples_free(example_set *set);

#endif
