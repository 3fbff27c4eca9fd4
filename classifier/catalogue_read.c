/* The catalogue's folder of YAML files -> structs. */
#include "catalogue_parts.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* By the ids, without ".yaml": a point sorts behind a hyphen, the end of an id before it. */
static int by_name(const void *left, const void *right) {
    const char *a = *(char *const *)left, *b = *(char *const *)right;
    size_t sizes[2] = {strcspn(a, "."), strcspn(b, ".")};
    int order = memcmp(a, b, sizes[0] < sizes[1] ? sizes[0] : sizes[1]);
    return order ? order : (sizes[0] > sizes[1]) - (sizes[0] < sizes[1]);
}

static bool is_entry_file(const char *name) {
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".yaml") == 0;
}

/* The names of the entry files, sorted, so that the folder's own order does not matter. */
static exportcat_status list_files(const char *folder, arena *memory, char ***names, size_t *count,
                                   exportcat_error *error) {
    size_t capacity = 0;
    exportcat_status status = EXPORTCAT_OK;
    *names = NULL;
    *count = 0;
    DIR *directory = opendir(folder);
    if (!directory)
        return status_at(error, EXPORTCAT_E_IO, folder, 0, 0, "cannot open the folder: %s",
                         strerror(errno));
    for (struct dirent *item; !status && (item = readdir(directory));) {
        if (!is_entry_file(item->d_name)) continue;
        char *name = arena_copy(memory, item->d_name, strlen(item->d_name));
        if (!name || grow(names, &capacity, *count + 1, sizeof **names))
            status = status_memory(error);
        else
            (*names)[(*count)++] = name;
    }
    closedir(directory);
    if (*count) qsort(*names, *count, sizeof **names, by_name);
    return status;
}

/* A file's name must be its entry's id, so that an entry is found by looking. */
static exportcat_status check_file_name(const entry *of, const char *name, exportcat_error *error) {
    size_t length = strlen(name) - strlen(".yaml");
    if (strlen(of->id.text) == length && memcmp(of->id.text, name, length) == 0)
        return EXPORTCAT_OK;
    return REFUSE(error, of->id.place, "entry '%s' does not belong into the file %s", of->id.text,
                  name);
}

/* The readers take one file after the other; YAML is most of what opening costs. */
typedef struct {
    catalogue *out;
    char **paths, **names;
    exportcat_status *status; /* of each file */
    exportcat_error *errors;
    atomic_size_t next, readers;
} reading;

static void *read_files_in_turn(void *context) {
    reading *work = context;
    catalogue *out = work->out;
    arena *memory = &out->read[atomic_fetch_add(&work->readers, 1)];
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < out->entry_count;) {
        entry *of = &out->entries[i];
        exportcat_error *error = &work->errors[i];
        work->status[i] = yaml_read(work->paths[i], &entry_table, of, memory, error);
        if (!work->status[i]) work->status[i] = check_file_name(of, work->names[i], error);
    }
    return NULL;
}

/* Of several bad files the first by name is told of, whichever was read first. */
static exportcat_status read_in_parallel(reading *work, exportcat_error *error) {
    pthread_t others[CATALOGUE_READERS];
    int started = 0;
    while (started + 1 < CATALOGUE_READERS &&
           pthread_create(&others[started], NULL, read_files_in_turn, work) == 0)
        started++;
    read_files_in_turn(work);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    for (size_t i = 0; i < work->out->entry_count; i++)
        if (work->status[i]) {
            *error = work->errors[i];
            return work->status[i];
        }
    return EXPORTCAT_OK;
}

static exportcat_status read_entries(catalogue *out, const char *folder, exportcat_error *error) {
    reading work = {.out = out};
    exportcat_status status =
        list_files(folder, &out->memory, &work.names, &out->entry_count, error);
    size_t count = out->entry_count;
    if (!status && !count)
        status = status_at(error, EXPORTCAT_E_CATALOGUE, folder, 0, 0, "no entry files");
    if (!status) {
        out->entries = arena_new(&out->memory, count, sizeof *out->entries);
        work.paths = arena_new(&out->memory, count, sizeof *work.paths);
        work.status = arena_new(&out->memory, count, sizeof *work.status);
        work.errors = calloc(count, sizeof *work.errors);
        bool ready = out->entries && work.paths && work.status && work.errors;
        for (size_t i = 0; ready && i < count; i++) {
            work.paths[i] = arena_format(&out->memory, "%s/%s", folder, work.names[i]);
            ready = work.paths[i] != NULL;
        }
        status = ready ? read_in_parallel(&work, error) : status_memory(error);
    }
    free(work.errors);
    free(work.names);
    return status;
}

static exportcat_status hash_file(XXH3_state_t *state, const char *path, exportcat_error *error) {
    char bytes[8192];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open: %s", strerror(errno));
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, file)) > 0;)
        XXH3_128bits_update(state, bytes, length);
    fclose(file);
    return EXPORTCAT_OK;
}

static exportcat_status digest(catalogue *out, char *const *paths, size_t count,
                               exportcat_error *error) {
    XXH3_state_t *state = XXH3_createState();
    if (!state) return status_memory(error);
    XXH3_128bits_reset(state);
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < count; i++) status = hash_file(state, paths[i], error);
    for (size_t i = 0; !status && i < out->entry_count; i++)
        status = hash_file(state, out->entries[i].place.path, error);
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    snprintf(out->digest, sizeof out->digest, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    return status;
}

exportcat_status catalogue_read(catalogue *out, const char *folder, exportcat_error *error) {
    instruments_file instruments = {0};
    industries_file industries = {0};
    procedure_file procedure = {0};
    context_file context = {0};
    units_file units = {0};
    catalogue_content content = {0};
    const struct {
        const char *name;
        const yaml_table *table;
        void *into;
        bool may_lack;
    } files[] = {{"instruments.yaml", &instruments_file_table, &instruments, false},
                 {"industries.yaml", &industries_file_table, &industries, false},
                 {"procedure.yaml", &procedure_file_table, &procedure, false},
                 {"context.yaml", &context_file_table, &context, false},
                 {"units.yaml", &units_file_table, &units, true}};
    enum { FILES = sizeof files / sizeof *files };
    char *paths[FILES];
    size_t read = 0;
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < FILES; i++) {
        char *path = arena_format(&out->memory, "%s/%s", folder, files[i].name);
        if (path && files[i].may_lack && access(path, F_OK)) continue;
        paths[read++] = path;
        status = path ? yaml_read(path, files[i].table, files[i].into, &out->memory, error)
                      : status_memory(error);
    }
    const char *entries = arena_format(&out->memory, "%s/entries", folder);
    if (!status && !entries) status = status_memory(error);
    if (!status && !instruments.instruments.count)
        status = status_at(error, EXPORTCAT_E_CATALOGUE, paths[0], 1, 1, "no instruments");
    if (!status) status = read_entries(out, entries, error);
    if (!status) status = digest(out, paths, read, error);
    if (status) return status;
    content.searched = instruments.searched;
    content.dual_use = procedure.dual_use;
    content.instruments = instruments.instruments;
    content.industries = industries.industries;
    content.courses = procedure.courses;
    content.cues = context.cues;
    content.turns = context.turns;
    content.statements = context.statements;
    content.prefixes = units.prefixes;
    content.units = units.units;
    content.not_units = units.not_units;
    content.entries = (yaml_list){out->entry_count, out->entries};
    content.digest = out->digest;
    catalogue_take(out, &content);
    return EXPORTCAT_OK;
}
