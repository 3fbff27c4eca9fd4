#include "cmd_batch_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *parts_beside(const char *path, const char *tail) {
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
        /* What an older state says is not of these files. */
        if (i == PART_OUT && !status && files->state_path) unlink(files->state_path);
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
        part->part = plain ? parts_beside(paths[i], ".part") : NULL;
        failed |= plain && !part->part;
        if (!plain) part->file = open(paths[i], O_WRONLY | O_CLOEXEC);
        if (!plain && part->file < 0) return cannot("write", paths[i], error);
    }
    if (!options->output) files->parts[PART_OUT].file = STDOUT_FILENO;
    if (files->parts[PART_OUT].part)
        files->state_path = parts_beside(options->output, ".part.state");
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
    if (options->resume) status = state_read(out, &state, error);
    if (state && !status) status = state_take(out, state, error);
    if (state && !status) status = open_stopped(out, error);
    *resumed = state && !status;
    json_decref(state);
    return status || *resumed ? status : open_new(out, options->resume, error);
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
    return files->state_path ? state_save(files, at, error) : EXPORTCAT_OK;
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
    return file_open_map(files->parts[PART_PAGE].part, "report's rows", out, error);
}

exportcat_status parts_replace_page(const batch_files *files, const buffer *page,
                                    exportcat_error *error) {
    const batch_part *part = &files->parts[PART_PAGE];
    char *temporary = parts_beside(part->part, ".new");
    exportcat_status status = temporary
                                  ? file_replace_by(temporary, part->path, "report", page, error)
                                  : status_memory(error);
    free(temporary);
    return status;
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
