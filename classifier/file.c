#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

exportcat_status file_open_map(const char *path, const char *what, file_map *out,
                               exportcat_error *error) {
    struct stat about;
    *out = (file_map){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about)) {
        int reason = errno;
        if (file >= 0) close(file);
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open the %s: %s", what,
                         strerror(reason));
    }
    size_t size = (size_t)about.st_size;
    void *map = MAP_FAILED;
    if (S_ISREG(about.st_mode) && size)
        map = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    int reason = errno;
    close(file);
    if (!S_ISREG(about.st_mode))
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open the %s: not a file", what);
    if (size && map == MAP_FAILED)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot read the %s: %s", what,
                         strerror(reason));
    if (size) *out = (file_map){map, size};
    return EXPORTCAT_OK;
}

void file_unmap(file_map *map) {
    if (map->bytes) munmap(map->bytes, map->size);
    *map = (file_map){0};
}

static int write_all(int file, const char *bytes, size_t length) {
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -1;
        bytes += written;
        length -= (size_t)written;
    }
    return fsync(file);
}

/* Takes ownership of `file`, whose name is `temporary`. */
static exportcat_status replace(int file, const char *temporary, const char *path, const char *what,
                                const buffer *bytes, exportcat_error *error) {
    bool failed = file < 0 || fchmod(file, 0644) || write_all(file, bytes->bytes, bytes->length);
    int reason = errno;
    if (file >= 0 && close(file) && !failed) failed = true, reason = errno;
    if (!failed && rename(temporary, path)) failed = true, reason = errno;
    if (failed && file >= 0) unlink(temporary);
    if (!failed) return EXPORTCAT_OK;
    return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot write the %s: %s", what,
                     strerror(reason));
}

exportcat_status file_replace(const char *path, const char *what, const buffer *bytes,
                              exportcat_error *error) {
    buffer temporary = {0};
    buffer_format(&temporary, "%s.XXXXXX", path);
    exportcat_status status =
        bytes->failed || temporary.failed
            ? status_memory(error)
            : replace(mkstemp(temporary.bytes), temporary.bytes, path, what, bytes, error);
    buffer_free(&temporary);
    return status;
}

exportcat_status file_replace_by(const char *temporary, const char *path, const char *what,
                                 const buffer *bytes, exportcat_error *error) {
    if (bytes->failed) return status_memory(error);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return replace(file, temporary, path, what, bytes, error);
}
