/* Stage 7: what the files of the catalogue stage share. */
#ifndef CATALOGUE_PARTS_H
#define CATALOGUE_PARTS_H

#include "catalogue.h"

#define REFUSE(error, at, ...) \
    status_at(error, EXPORTCAT_E_CATALOGUE, (at).path, (at).line, (at).column, __VA_ARGS__)

/* All that the folder's files say, as one struct. */
typedef struct {
    yaml_place place;
    exportcat_words searched, dual_use;
    yaml_list instruments, industries, entries, courses, cues, prefixes, units;
    phrases turns, statements, not_units;
    const char *digest;
} catalogue_content;

extern const yaml_table entry_table, instruments_file_table, industries_file_table,
    procedure_file_table, context_file_table, units_file_table, content_table;
extern const char *const part_names[];

/* The single files. */
typedef struct {
    yaml_place place;
    exportcat_words searched;
    yaml_list instruments;
} instruments_file;
typedef struct {
    yaml_place place;
    yaml_list industries;
} industries_file;
typedef struct {
    yaml_place place;
    exportcat_words dual_use;
    yaml_list courses;
} procedure_file;
typedef struct {
    yaml_place place;
    yaml_list prefixes, units;
    phrases not_units;
} units_file;

typedef struct {
    yaml_place place;
    yaml_list cues;
    phrases turns, statements;
} context_file;

/* Reads a folder's files into `out`, whose arenas own them. */
exportcat_status catalogue_read(catalogue *out, const char *folder, exportcat_error *error);
/* Opens a file that catalogue_write made. */
exportcat_status catalogue_map(catalogue *out, const char *path, exportcat_error *error);
/* Hands the content over to the catalogue's own fields. */
void catalogue_take(catalogue *out, const catalogue_content *content);

/* Contradictions: what can be wrong over more than one place. Gaps are none. */
exportcat_status catalogue_check(const catalogue *open, exportcat_error *error);

#endif
