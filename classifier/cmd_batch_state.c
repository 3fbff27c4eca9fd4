#include "cmd_batch_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

json_t *state_settings(const exportcat *program, const batch_options *options,
                       const batch_layout *layout) {
    char delimiter[2] = {layout->delimiter, '\0'};
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:b, s:b, s:b, s:b, s:b, s:b}",
        "version", EXPORTCAT_VERSION, "catalogue", program->rules ? program->laws.digest : "",
        "model", program->scores.digest, "as_of", json_day_or_null(options->days[0].as_of),
        "and_as_of", json_day_or_null(options->day_count > 1 ? options->days[1].as_of : 0), "text",
        json_text_or_null(options->text), "id", json_text_or_null(options->id), "prefix",
        json_text_or_null(options->prefix), "delimiter", delimiter, "mark", layout->marked,
        "json_lines", options->json_lines, "full", options->full, "scores_only",
        options->scores_only, "no_header", options->no_header, "rejects", options->rejects != NULL,
        "report", options->page != NULL);
}

/* Numbers of a table of two rows, by day or by whether the answer changed. */
enum { ALL_COUNTS = 2 * BATCH_CLASSES };

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
        "{s:i, s:O, s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:O, s:b}", "state", 2, "settings",
        files->settings, "rows", (json_int_t)at->rows, "changed", (json_int_t)at->changed, "digest",
        digest, "bytes", numbers(at->lengths, PARTS), "counts", numbers(at->counts[0], ALL_COUNTS),
        "shown", numbers(at->shown[0], ALL_COUNTS), "places", numbers(at->places[0], ALL_COUNTS),
        "entries", files->entries, "done", at->done);
}

exportcat_status state_save(const batch_files *files, const batch_progress *at,
                            exportcat_error *error) {
    buffer bytes = {0};
    json_put(state_of(files, at), JSON_INDENT(1), &bytes);
    char *temporary = parts_beside(files->state_path, ".new");
    exportcat_status status =
        temporary ? file_replace_by(temporary, files->state_path, "state of the run", &bytes, error)
                  : status_memory(error);
    free(temporary);
    buffer_free(&bytes);
    return status;
}

/* A run that was done may have given its output its name. */
exportcat_status state_read(const batch_files *files, json_t **out, exportcat_error *error) {
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

exportcat_date state_day_of_stopped(const char *output) {
    exportcat_error error;
    exportcat_date day = 0;
    char *part = output ? parts_beside(output, ".part") : NULL;
    char *path = output ? parts_beside(output, ".part.state") : NULL;
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

exportcat_status state_take(batch_files *files, json_t *state, exportcat_error *error) {
    batch_progress *at = &files->progress;
    const char *digest = json_string_value(json_object_get(state, "digest"));
    json_t *entries = json_object_get(state, "entries");
    json_int_t rows = json_integer_value(json_object_get(state, "rows"));
    json_int_t changed = json_integer_value(json_object_get(state, "changed"));
    bool good = digest && rows >= 0 && changed >= 0 && json_is_object(entries) &&
                sscanf(digest, "%16" SCNx64, &at->digest) == 1 &&
                read_numbers(json_object_get(state, "bytes"), at->lengths, PARTS) &&
                read_numbers(json_object_get(state, "counts"), at->counts[0], ALL_COUNTS) &&
                read_numbers(json_object_get(state, "shown"), at->shown[0], ALL_COUNTS) &&
                read_numbers(json_object_get(state, "places"), at->places[0], ALL_COUNTS);
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
