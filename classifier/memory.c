#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK_BYTES ((size_t)64 << 10)

struct arena_chunk {
    arena_chunk *next;
    size_t capacity;
    max_align_t data[];
};

/* All of a chunk is free. */
static void use_chunk(arena *memory, arena_chunk *chunk) {
    memory->head = chunk;
    memory->at = (char *)chunk->data;
    memory->left = chunk->capacity;
}

/* In a chunk of its own, which becomes the newest. */
void *arena_take_growing(arena *memory, size_t bytes) {
    size_t capacity = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    arena_chunk *chunk = malloc(sizeof *chunk + capacity);
    if (!chunk) return NULL;
    *chunk = (arena_chunk){.next = memory->head, .capacity = capacity};
    use_chunk(memory, chunk);
    memory->at += bytes;
    memory->left -= bytes;
    return chunk->data;
}

void *arena_new(arena *memory, size_t count, size_t size) {
    void *block = arena_take(memory, count, size);
    return block && count && size ? memset(block, 0, count * size) : block;
}

char *arena_copy(arena *memory, const char *bytes, size_t length) {
    char *copy = arena_take(memory, length + 1, 1);
    if (!copy) return NULL;
    if (length) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_format(arena *memory, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : arena_take(memory, (size_t)length + 1, 1);
    if (!text) return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_join_all(arena *memory, const char *const *parts) {
    enum { MANY = 16 };
    size_t lengths[MANY], length = 0, count = 0;
    for (; parts[count]; count++) {
        const size_t here = strlen(parts[count]);
        if (count < MANY) lengths[count] = here;
        length += here;
    }
    char *text = arena_take(memory, length + 1, 1), *at = text;
    if (!text) return NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t here = i < MANY ? lengths[i] : strlen(parts[i]);
        memcpy(at, parts[i], here);
        at += here;
    }
    *at = '\0';
    return text;
}

enum { DECIMAL_MAX = 48, DECIMALS_MAX = 6 };

/* At least `least` digits; returns what is behind them. */
static char *put_digits(char *at, unsigned long long value, int least) {
    char backwards[24];
    int count = 0;
    for (; value || count < least; value /= 10) backwards[count++] = (char)('0' + value % 10);
    while (count) *at++ = backwards[--count];
    return at;
}

/* By hand, for an answer has dozens of them. */
static void format_decimal(char out[DECIMAL_MAX], double value, int decimals) {
    static const unsigned scales[DECIMALS_MAX + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    unsigned scale = scales[decimals];
    double size = value < 0 ? -value : value;
    unsigned long long all = size < 1e12 ? (unsigned long long)(size * scale + 0.5) : 0;
    if (value < 0 && all) *out++ = '-';
    out = put_digits(out, all / scale, 1);
    if (decimals) *out++ = '.';
    if (decimals) out = put_digits(out, all % scale, decimals);
    *out = '\0';
}

/* No more decimals than it has, four at most. */
static void format_figure(char out[DECIMAL_MAX], double value) {
    format_decimal(out, value, 4);
    size_t length = strlen(out);
    while (out[length - 1] == '0') length--;
    if (out[length - 1] == '.') length--;
    out[length] = '\0';
}

char *arena_figure(arena *memory, double value) {
    char text[DECIMAL_MAX];
    format_figure(text, value);
    return arena_copy(memory, text, strlen(text));
}

void buffer_figure(buffer *out, double value) {
    char text[DECIMAL_MAX];
    format_figure(text, value);
    buffer_text(out, text);
}

char *arena_decimal(arena *memory, double value, int decimals) {
    char text[DECIMAL_MAX];
    format_decimal(text, value, decimals);
    return arena_copy(memory, text, strlen(text));
}

void buffer_decimal(buffer *out, double value, int decimals) {
    char text[DECIMAL_MAX];
    format_decimal(text, value, decimals);
    buffer_text(out, text);
}

static void free_chunks(arena_chunk *chunk) {
    while (chunk) {
        arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
}

void arena_reset(arena *memory) {
    if (!memory->head) return;
    free_chunks(memory->head->next);
    memory->head->next = NULL;
    use_chunk(memory, memory->head);
}

void arena_free(arena *memory) {
    free_chunks(memory->head);
    *memory = (arena){0};
}

/* The capacity, or `first` where it is 0, doubled until it is enough; 0 where it can not be. */
static size_t doubled(size_t capacity, size_t first, size_t need) {
    size_t wanted = capacity ? capacity : first;
    for (; wanted < need; wanted *= 2)
        if (wanted > SIZE_MAX / 2) return 0;
    return wanted;
}

int grow(void *array, size_t *capacity, size_t need, size_t size) {
    if (need <= *capacity) return 0;
    const size_t wanted = doubled(*capacity, 16, need);
    void *old;
    memcpy(&old, array, sizeof old);
    if (!wanted || wanted > SIZE_MAX / size) return -1;
    void *grown = realloc(old, wanted * size);
    if (!grown) return -1;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}

void buffer_add_growing(buffer *out, const void *bytes, size_t length) {
    if (out->failed) return;
    if (length > SIZE_MAX / 4 || grow(&out->bytes, &out->capacity, out->length + length + 1, 1)) {
        out->failed = 1;
        return;
    }
    if (length) memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = '\0';
}

void buffer_format(buffer *out, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) out->failed = 1;
    if (out->failed) return;
    if (grow(&out->bytes, &out->capacity, out->length + (size_t)length + 1, 1)) {
        out->failed = 1;
        return;
    }
    va_start(arguments, format);
    vsnprintf(out->bytes + out->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    out->length += (size_t)length;
}

void buffer_free(buffer *out) {
    free(out->bytes);
    *out = (buffer){0};
}

enum { TAKEN = LINE_BYTES + 1 };

/* Bytes of a block for so many items, with a line before them; SIZE_MAX: more than there are. */
static size_t bytes_of_lines(size_t count, size_t size) {
    return size && count > (SIZE_MAX - LINE_BYTES) / size ? SIZE_MAX : count * size + LINE_BYTES;
}

/* The byte before the first item tells how far it is from the block's beginning, or TAKEN. */
void *lines_new(size_t count, size_t size) {
    const size_t bytes = bytes_of_lines(count, size);
    unsigned char *block = bytes < SIZE_MAX ? calloc(1, bytes) : NULL;
    if (!block) return NULL;
    pages_expect(block, bytes);
    size_t shift = LINE_BYTES - (uintptr_t)block % LINE_BYTES;
    block[shift - 1] = (unsigned char)shift;
    return block + shift;
}

void *lines_take(pages *from, size_t count, size_t size) {
    unsigned char *block = pages_take(from, bytes_of_lines(count, size));
    if (!block) return NULL;
    block[LINE_BYTES - 1] = TAKEN;
    return block + LINE_BYTES;
}

void lines_free(void *items) {
    unsigned char *first = items;
    if (first && first[-1] != TAKEN) free(first - first[-1]);
}

int lines_grow(void *array, size_t *capacity, size_t used, size_t need, size_t first, size_t size) {
    if (need <= *capacity) return 0;
    const size_t larger = doubled(*capacity, first, need);
    void *old;
    memcpy(&old, array, sizeof old);
    void *items = larger ? lines_new(larger, size) : NULL;
    if (!items) return -1;
    if (used) memcpy(items, old, used * size);
    lines_free(old);
    memcpy(array, &items, sizeof items);
    *capacity = larger;
    return 0;
}
