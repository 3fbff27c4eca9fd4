/*
 * The catalogue as one file: a header (magic, sizes, shape of the structs, digest of the rest), the
 * frozen content, and what later stages made of it. It is made on the machine that uses it; one
 * that another build made is refused.
 */
#include "catalogue_parts.h"
#include "digest.h"
#include "frozen.h"
#include "pages.h"

#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char magic[8] = {'E', 'X', 'P', 'C', 'L', 'A', 'W', '\n'};

/* Changes with the form of what later stages keep. */
enum { SECTIONS_FORM = 8 };

typedef struct {
    uint64_t offset, size;
} part;

typedef struct {
    char magic[8];
    uint64_t shape, file_size;
    part content, sections[CATALOGUE_SECTIONS];
    uint64_t digest; /* of all other bytes */
} header;

static uint64_t shape(void) {
    return frozen_shape(&content_table) + SECTIONS_FORM;
}

/* Of the bytes of a file and its header as it is, or is to be. */
static uint64_t content_digest(const header *head, const char *bytes, size_t size) {
    uint64_t before = XXH3_64bits(head, offsetof(header, digest));
    return digest_seeded(bytes + sizeof *head, size - sizeof *head, before);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static part put(buffer *out, const void *bytes, size_t size) {
    while (!out->failed && out->length % 8) buffer_add(out, "", 1);
    part here = {out->length, size};
    buffer_add(out, bytes, size);
    return here;
}

exportcat_status catalogue_write(const catalogue *source, const buffer sections[CATALOGUE_SECTIONS],
                                 const char *path, exportcat_error *error) {
    catalogue_content content = {.searched = source->searched,
                                 .dual_use = source->dual_use,
                                 .instruments = {source->instrument_count, source->instruments},
                                 .industries = {source->industry_count, source->industries},
                                 .entries = {source->entry_count, source->entries},
                                 .courses = {source->course_count, source->courses},
                                 .cues = source->cues,
                                 .turns = source->turns,
                                 .statements = source->statements,
                                 .prefixes = {source->prefix_count, source->prefixes},
                                 .units = {source->unit_count, source->units},
                                 .not_units = source->not_units,
                                 .digest = source->digest};
    header head = {.shape = shape()};
    buffer frozen = {0}, out = {0};
    memcpy(head.magic, magic, sizeof magic);
    frozen_write(&content, &content_table, &frozen);
    buffer_add(&out, &head, sizeof head);
    head.content = put(&out, frozen.bytes, frozen.length);
    for (int i = 0; i < CATALOGUE_SECTIONS; i++) {
        head.sections[i] = put(&out, sections[i].bytes, sections[i].length);
        out.failed |= sections[i].failed;
    }
    out.failed |= frozen.failed;
    if (!out.failed) {
        head.file_size = out.length;
        head.digest = content_digest(&head, out.bytes, out.length);
        memcpy(out.bytes, &head, sizeof head);
    }
    exportcat_status status = file_replace(path, "catalogue", &out, error);
    buffer_free(&frozen);
    buffer_free(&out);
    return status;
}

/* ---- Opening --------------------------------------------------------------------------------- */

static bool lies_within(part here, size_t size) {
    return here.offset % 8 == 0 && here.offset >= sizeof(header) && here.offset <= size &&
           here.size <= size - here.offset;
}

static exportcat_status refuse(const char *path, exportcat_error *error, const char *why) {
    return status_at(error, EXPORTCAT_E_CATALOGUE, path, 0, 0, "%s", why);
}

static exportcat_status check_header(const catalogue *out, const header *head, const char *path,
                                     exportcat_error *error) {
    if (memcmp(head->magic, magic, sizeof magic) != 0)
        return refuse(path, error,
                      "not a catalogue: neither a folder nor a file made by "
                      "'exportcat compile'");
    if (head->shape != shape())
        return refuse(path, error, "the catalogue was compiled by another build: compile it again");
    if (head->file_size != out->map.size)
        return refuse(path, error, "the compiled catalogue is cut short or damaged");
    if (content_digest(head, out->map.bytes, out->map.size) != head->digest)
        return refuse(path, error, "the compiled catalogue is damaged");
    bool fits = lies_within(head->content, out->map.size);
    for (int i = 0; i < CATALOGUE_SECTIONS; i++)
        fits = fits && lies_within(head->sections[i], out->map.size);
    return fits ? EXPORTCAT_OK : refuse(path, error, "the compiled catalogue is damaged");
}

exportcat_status catalogue_map(catalogue *out, const char *path, exportcat_error *error) {
    header head;
    exportcat_status status = file_open_map(path, "catalogue", &out->map, error);
    if (status) return status;
    if (out->map.size < sizeof head)
        return refuse(path, error, "not a catalogue: the file is too short");
    memcpy(&head, out->map.bytes, sizeof head);
    status = check_header(out, &head, path, error);
    if (status) return status;
    const char *bytes = out->map.bytes;
    out->thawed = pages_take(&out->large, head.content.size);
    if (!out->thawed) return status_memory(error);
    pages_expect(out->thawed, head.content.size);
    memcpy(out->thawed, bytes + head.content.offset, head.content.size);
    catalogue_content *content = frozen_thaw(out->thawed, head.content.size, &content_table);
    if (!content || !content->instruments.count || strlen(content->digest) >= sizeof out->digest)
        return refuse(path, error, "the compiled catalogue is damaged");
    snprintf(out->digest, sizeof out->digest, "%s", content->digest);
    for (int i = 0; i < CATALOGUE_SECTIONS; i++)
        out->sections[i] =
            (catalogue_section){bytes + head.sections[i].offset, head.sections[i].size};
    catalogue_take(out, content);
    return EXPORTCAT_OK;
}

/* ---- Is it current? -------------------------------------------------------------------------- */

static bool is_newer(const char *path, const struct stat *than) {
    struct stat about;
    if (stat(path, &about)) return true;
    return about.st_mtim.tv_sec > than->st_mtim.tv_sec ||
           (about.st_mtim.tv_sec == than->st_mtim.tv_sec &&
            about.st_mtim.tv_nsec > than->st_mtim.tv_nsec);
}

/* Any YAML file below the folder, or the folder itself: a file that came or went shows there. */
static bool any_is_newer(const char *folder, const struct stat *than) {
    char path[4096];
    DIR *directory = is_newer(folder, than) ? NULL : opendir(folder);
    if (!directory) return true;
    bool found = false;
    for (struct dirent *item; !found && (item = readdir(directory));) {
        size_t length = strlen(item->d_name);
        if (length < 5 || strcmp(item->d_name + length - 5, ".yaml") != 0) continue;
        int size = snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
        found = size < 0 || (size_t)size >= sizeof path || is_newer(path, than);
    }
    closedir(directory);
    return found;
}

bool catalogue_is_current(const char *file, const char *folder) {
    char entries[4096];
    struct stat made;
    int size = snprintf(entries, sizeof entries, "%s/entries", folder);
    if (stat(file, &made) || size < 0 || (size_t)size >= sizeof entries) return false;
    return !any_is_newer(folder, &made) && !any_is_newer(entries, &made);
}
