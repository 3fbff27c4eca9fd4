#include "cmd_batch_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char *beside(const char *path, const char *tail) {
    size_t length = strlen(path), more = strlen(tail);
    char *out = malloc(length + more + 1);
    if (!out) return NULL;
    memcpy(out, path, length);
    memcpy(out + length, tail, more + 1);
    return out;
}

static exportcat_status cannot(const char *what, const char *path, exportcat_error *error) {
    return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot %s: %s", what, strerror(errno));
}

/* ---- The state ------------------------------------------------------------------------------- */

static json_t *numbers(const uint64_t *items, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_append(&list, json_integer((json_int_t)items[i]));
    return list;
}

static bool read_numbers(const json_t *list, uint64_t *items, size_t count) {
    if (json_array_size(list) != count) return false;
    for (size_t i = 0; i < count; i++) {
        json_int_t value = json_integer_value(json_array_get(list, i));
        if (value < 0) return false;
        items[i] = (uint64_t)value;
    }
    return true;
}

static json_t *state_of(const batch_files *files, const batch_progress *at) {
    char digest[24];
    snprintf(digest, sizeof digest, "%016" PRIx64, at->digest);
    return json_pack(
        "{s:i, s:O, s:I, s:I, s:s, s:o, s:o, s:o, s:O, s:b}", "state", 1, "settings",
        files->settings, "rows", (json_int_t)at->rows, "changed", (json_int_t)at->changed, "digest",
        digest, "bytes", numbers(at->lengths, PARTS), "counts", numbers(at->counts, BATCH_CLASSES),
        "shown", numbers(at->shown, BATCH_CLASSES), "entries", files->entries, "done", at->done);
}

static int add_bytes(const char *bytes, size_t length, void *context) {
    buffer_add(context, bytes, length);
    return 0;
}

static exportcat_status save_state(const batch_files *files, const batch_progress *at,
                                   exportcat_error *error) {
    buffer bytes = {0};
    json_t *state = state_of(files, at);
    if (!state || json_dump_callback(state, add_bytes, &bytes, JSON_INDENT(1))) bytes.failed = 1;
    json_decref(state);
    exportcat_status status = file_replace(files->state_path, "state of the run", &bytes, error);
    buffer_free(&bytes);
    return status;
}

/* *out: NULL where no stopped run is there. One that was done may have given its output its name.
 */
static exportcat_status read_state(const batch_files *files, json_t **out, exportcat_error *error) {
    json_error_t why;
    const char *path = files->state_path, *part = files->parts[PART_OUT].part;
    if (access(path, F_OK)) return EXPORTCAT_OK;
    *out = json_load_file(path, 0, &why);
    bool done = json_is_true(json_object_get(*out, "done"));
    if (!done && access(part, F_OK)) {
        json_decref(*out);
        *out = NULL;
        return EXPORTCAT_OK;
    }
    if (*out) return EXPORTCAT_OK;
    return status_at(error, EXPORTCAT_E_IO, path, 0, 0,
                     "cannot read how far the stopped run was: %s; remove %s to begin anew",
                     why.text, part);
}

exportcat_date parts_day_of_stopped(const char *output) {
    exportcat_error error;
    exportcat_date day = 0;
    char *part = output ? beside(output, ".part") : NULL;
    char *path = output ? beside(output, ".part.state") : NULL;
    json_t *state = part && path && !access(part, F_OK) ? json_load_file(path, 0, NULL) : NULL;
    const json_t *settings = json_object_get(state, "settings");
    const char *text = json_string_value(json_object_get(settings, "as_of"));
    if (text && exportcat_date_parse(text, &day, &error)) day = 0;
    json_decref(state);
    free(path);
    free(part);
    return day;
}

/* The settings of both runs, one by one. */
static exportcat_status compare_settings(const batch_files *files, json_t *theirs,
                                         exportcat_error *error) {
    const char *name;
    json_t *mine;
    json_object_foreach(files->settings, name, mine) {
        if (!json_equal(mine, json_object_get(theirs, name)))
            return status_at(error, EXPORTCAT_E_USAGE, files->state_path, 0, 0,
                             "the stopped run had another %s: give it as it was, or remove %s to "
                             "begin anew",
                             name, files->parts[PART_OUT].part);
    }
    return EXPORTCAT_OK;
}

static exportcat_status take_state(batch_files *files, json_t *state, exportcat_error *error) {
    batch_progress *at = &files->progress;
    const char *digest = json_string_value(json_object_get(state, "digest"));
    json_t *entries = json_object_get(state, "entries");
    json_int_t rows = json_integer_value(json_object_get(state, "rows"));
    json_int_t changed = json_integer_value(json_object_get(state, "changed"));
    bool good = digest && rows >= 0 && changed >= 0 && json_is_object(entries) &&
                sscanf(digest, "%16" SCNx64, &at->digest) == 1 &&
                read_numbers(json_object_get(state, "bytes"), at->lengths, PARTS) &&
                read_numbers(json_object_get(state, "counts"), at->counts, BATCH_CLASSES) &&
                read_numbers(json_object_get(state, "shown"), at->shown, BATCH_CLASSES);
    if (!good)
        return status_at(error, EXPORTCAT_E_IO, files->state_path, 0, 0,
                         "not a state of a stopped run: remove %s to begin anew",
                         files->parts[PART_OUT].part);
    at->rows = (uint64_t)rows;
    at->changed = (uint64_t)changed;
    at->done = json_is_true(json_object_get(state, "done"));
    json_decref(files->entries);
    files->entries = json_incref(entries);
    return compare_settings(files, json_object_get(state, "settings"), error);
}

/* ---- The parts ------------------------------------------------------------------------------- */

static exportcat_status lock(const batch_part *part, exportcat_error *error) {
    if (!flock(part->file, LOCK_EX | LOCK_NB)) return EXPORTCAT_OK;
    return status_at(error, EXPORTCAT_E_IO, part->part, 0, 0, "another run is writing it");
}

static exportcat_status open_part(batch_part *part, int flags, exportcat_error *error) {
    part->file = open(part->part, O_RDWR | O_CLOEXEC | flags, 0644);
    if (part->file >= 0) return lock(part, error);
    if (errno != EEXIST) return cannot("write", part->part, error);
    return status_at(error, EXPORTCAT_E_USAGE, part->part, 0, 0,
                     "a stopped run left it: go on with --resume, or remove it");
}

/* At the place where it was whole. */
static exportcat_status open_again(batch_part *part, uint64_t length, exportcat_error *error) {
    struct stat about;
    exportcat_status status = open_part(part, 0, error);
    if (status) return status;
    if (fstat(part->file, &about)) return cannot("read", part->part, error);
    if ((uint64_t)about.st_size < length)
        return status_at(error, EXPORTCAT_E_IO, part->part, 0, 0,
                         "shorter than the stopped run left it: remove it to begin anew");
    if (ftruncate(part->file, (off_t)length) || lseek(part->file, (off_t)length, SEEK_SET) < 0)
        return cannot("write", part->part, error);
    part->length = length;
    return EXPORTCAT_OK;
}

/* What stands behind an output that cannot be gone on with cannot be used either. */
static exportcat_status open_new(batch_files *files, bool resume, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (int i = 0; !status && i < PARTS; i++) {
        batch_part *part = &files->parts[i];
        bool only_new = i == PART_OUT && !resume;
        if (part->part) status = open_part(part, O_CREAT | (only_new ? O_EXCL : 0), error);
        if (part->part && !status && ftruncate(part->file, 0))
            status = cannot("write", part->part, error);
    }
    return status;
}

/* A run that was done but for the names may have given some of them. */
static exportcat_status open_stopped(batch_files *files, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (int i = 0; !status && i < PARTS; i++) {
        batch_part *part = &files->parts[i];
        bool named = files->progress.done && part->part && access(part->part, F_OK);
        if (part->part && !named) status = open_again(part, files->progress.lengths[i], error);
    }
    return status;
}

/* A pipe or a device is written as it is: it has no name to give. */
static bool is_plain(const char *path) {
    struct stat about;
    return path && (stat(path, &about) || S_ISREG(about.st_mode));
}

static exportcat_status name_parts(const batch_options *options, batch_files *files,
                                   exportcat_error *error) {
    const char *paths[PARTS] = {options->output, options->rejects, options->page};
    bool failed = false;
    for (int i = 0; i < PARTS; i++) {
        batch_part *part = &files->parts[i];
        bool plain = is_plain(paths[i]);
        *part = (batch_part){.path = paths[i], .file = -1};
        if (!paths[i]) continue;
        if (!plain && i == PART_PAGE)
            return status_at(error, EXPORTCAT_E_USAGE, paths[i], 0, 0,
                             "a report is written to a plain file");
        part->part = plain ? beside(paths[i], ".part") : NULL;
        failed |= plain && !part->part;
        if (!plain) part->file = open(paths[i], O_WRONLY | O_CLOEXEC);
        if (!plain && part->file < 0) return cannot("write", paths[i], error);
    }
    if (!options->output) files->parts[PART_OUT].file = STDOUT_FILENO;
    if (files->parts[PART_OUT].part) files->state_path = beside(options->output, ".part.state");
    failed |= files->parts[PART_OUT].part && !files->state_path;
    files->entries = json_object();
    return failed || !files->entries || !files->settings ? status_memory(error) : EXPORTCAT_OK;
}

exportcat_status parts_open(const batch_options *options, json_t *settings, batch_files *out,
                            bool *resumed, exportcat_error *error) {
    *out = (batch_files){.settings = settings};
    *resumed = false;
    exportcat_status status = name_parts(options, out, error);
    if (status) return status;
    json_t *state = NULL;
    if (options->resume) status = read_state(out, &state, error);
    if (state && !status) status = take_state(out, state, error);
    if (state && !status) status = open_stopped(out, error);
    *resumed = state && !status;
    json_decref(state);
    if (status || *resumed) return status;
    status = open_new(out, options->resume, error);
    return !status && out->state_path ? save_state(out, &out->progress, error) : status;
}

exportcat_status parts_write(batch_files *files, int number, const char *bytes, size_t length,
                             exportcat_error *error) {
    batch_part *part = &files->parts[number];
    if (part->file < 0) return EXPORTCAT_OK;
    const char *name = part->part ? part->part : part->path ? part->path : "standard output";
    while (length) {
        ssize_t written = write(part->file, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot("write", name, error);
        bytes += written;
        length -= (size_t)written;
        part->length += (uint64_t)written;
    }
    return EXPORTCAT_OK;
}

void parts_measure(const batch_files *files, batch_progress *at) {
    for (int i = 0; i < PARTS; i++) at->lengths[i] = files->parts[i].length;
}

exportcat_status parts_save(const batch_files *files, const batch_progress *at,
                            exportcat_error *error) {
    for (int i = 0; i < PARTS; i++) {
        const batch_part *part = &files->parts[i];
        if (part->part && part->file >= 0 && fdatasync(part->file))
            return cannot("write", part->part, error);
    }
    return files->state_path ? save_state(files, at, error) : EXPORTCAT_OK;
}

/* Where this fails too, the state is an older one that still says what is whole. */
void parts_stop(const batch_files *files, const batch_progress *at) {
    exportcat_error error;
    bool cut = true;
    for (int i = 0; i < PARTS; i++) {
        const batch_part *part = &files->parts[i];
        if (!part->part || part->file < 0) continue;
        if (files->state_path)
            cut = !ftruncate(part->file, (off_t)at->lengths[i]) && cut;
        else
            cut = !unlink(part->part) && cut;
    }
    if (cut) (void)parts_save(files, at, &error);
}

exportcat_status parts_map_page(const batch_files *files, file_map *out, exportcat_error *error) {
    return file_open_map(files->parts[PART_PAGE].part, "report's rows", false, out, error);
}

static exportcat_status give_name(const batch_part *part, exportcat_error *error) {
    if (!part->part || part->file < 0) return EXPORTCAT_OK;
    return rename(part->part, part->path) ? cannot("write", part->path, error) : EXPORTCAT_OK;
}

exportcat_status parts_finish(batch_files *files, exportcat_error *error) {
    exportcat_status status = give_name(&files->parts[PART_REJECTS], error);
    if (!status) status = give_name(&files->parts[PART_OUT], error);
    if (status) return status;
    if (files->parts[PART_PAGE].file >= 0) unlink(files->parts[PART_PAGE].part);
    if (files->state_path && unlink(files->state_path))
        return cannot("remove", files->state_path, error);
    return EXPORTCAT_OK;
}

void parts_close(batch_files *files) {
    for (int i = 0; i < PARTS; i++) {
        if (files->parts[i].path && files->parts[i].file >= 0) close(files->parts[i].file);
        free(files->parts[i].part);
    }
    free(files->state_path);
    json_decref(files->settings);
    json_decref(files->entries);
    *files = (batch_files){0};
}
