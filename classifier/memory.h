/* Stage 0: memory that is released together (arena) and strings that grow (buffer). */
#ifndef MEMORY_H
#define MEMORY_H

#include "pages.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Blocks that live until the arena is reset or freed. A zeroed struct is an empty arena. */
typedef struct arena_chunk arena_chunk;
typedef struct {
    arena_chunk *head;
    char *at;    /* the first free byte of the newest chunk */
    size_t left; /* how many more there are */
} arena;

/* Zeroed, aligned for any type; NULL when memory runs out. A `size` of 0 gives a valid pointer.
 * Borrowed from the arena; valid until arena_reset or arena_free. */
void *arena_new(arena *memory, size_t count, size_t size);
void *arena_take_growing(arena *memory, size_t bytes); /* where the newest chunk has no room */

/* The same, not zeroed: for what is filled anyway. */
static inline void *arena_take(arena *memory, size_t count, size_t size) {
    const size_t align = sizeof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) return NULL;
    bytes = bytes ? (bytes + align - 1) / align * align : align;
    if (memory->left < bytes) return arena_take_growing(memory, bytes);
    void *block = memory->at;
    memory->at += bytes;
    memory->left -= bytes;
    return block;
}

char *arena_copy(arena *memory, const char *bytes, size_t length); /* with a NUL added */
char *arena_format(arena *memory, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* All the strings one behind the other. */
#define arena_join(memory, ...) arena_join_all(memory, (const char *const[]){__VA_ARGS__, NULL})
char *arena_join_all(arena *memory, const char *const *parts); /* a NULL ends them */
/* A number with so many decimals (0 to 6) and always a point, whatever the locale. */
char *arena_decimal(arena *memory, double value, int decimals);
/* A figure as it is written: no more decimals than it has, four at most. */
char *arena_figure(arena *memory, double value);
void arena_reset(arena *memory); /* keeps the newest chunk for reuse */
void arena_free(arena *memory);

/* Bytes that grow at the end, always followed by a NUL once anything was added. A zeroed struct is
 * empty. `failed` sticks once memory has run out: check it once, at the end. */
typedef struct {
    char *bytes;
    size_t length, capacity;
    int failed;
} buffer;

void buffer_add_growing(buffer *out, const void *bytes, size_t length); /* where it has no room */

/* In place where there is room, as there nearly always is: a row is made of a hundred short texts.
 * Room is used though others failed to get more: what is in the buffer then is of no use to
 * anybody.
 */
static inline void buffer_add(buffer *out, const void *bytes, size_t length) {
    if (length >= out->capacity - out->length) {
        buffer_add_growing(out, bytes, length);
        return;
    }
    if (length) memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = '\0';
}

static inline void buffer_text(buffer *out, const char *text) {
    buffer_add(out, text, strlen(text));
}

void buffer_format(buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_decimal(buffer *out, double value, int decimals); /* as arena_decimal */
void buffer_figure(buffer *out, double value);                /* as arena_figure */
void buffer_free(buffer *out);

/* An array of at least `need` items of `size` bytes, grown in doublings; 0 or -1 when memory runs
 * out, with the old array untouched. */
int grow(void *array, size_t *capacity, size_t need, size_t size);

/* Zeroed items, the first at the beginning of a line of the processor's cache, all of which will be
 * used: see pages_expect. NULL when memory runs out. The caller frees them with lines_free. */
enum { LINE_BYTES = 64 };
void *lines_new(size_t count, size_t size);
void lines_free(void *items);

/* The same in `from`, which frees them: lines_free leaves them alone. */
void *lines_take(pages *from, size_t count, size_t size);

/* Makes room for `need` such items, in doublings from `first` on: the first `used` are kept, all
 * others zeroed. 0, or -1 when memory runs out, with the old array untouched. */
int lines_grow(void *array, size_t *capacity, size_t used, size_t need, size_t first, size_t size);

#endif
