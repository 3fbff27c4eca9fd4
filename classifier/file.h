/* Stage 0: whole files mapped into memory, and files replaced in one step. */
#ifndef FILE_H
#define FILE_H

#include "memory.h"
#include "status.h"

typedef struct {
    void *bytes; /* NULL for an empty file */
    size_t size;
} file_map;

/* Maps a regular file, to be read. `what` names it in the message of EXPORTCAT_E_IO. The caller
 * frees it with file_unmap. */
exportcat_status file_open_map(const char *path, const char *what, file_map *out,
                               exportcat_error *error);
void file_unmap(file_map *map); /* a zeroed struct is fine */

/* Writes to a temporary name beside `path`, flushes to the disk and renames: either all of the new
 * bytes stand there, or the old file. */
exportcat_status file_replace(const char *path, const char *what, const buffer *bytes,
                              exportcat_error *error);

/* The same by a temporary name that the caller has to itself: one that was killed in between leaves
 * no other behind. */
exportcat_status file_replace_by(const char *temporary, const char *path, const char *what,
                                 const buffer *bytes, exportcat_error *error);

#endif
