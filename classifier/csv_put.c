#include "csv.h"

#include "octets.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

static bool is_blank(char letter) {
    return (letter == ' ') | (letter == '\t');
}

/* Whether one of eight bytes means something to a table: it parts fields or rows, or quotes. */
static bool is_special(char delimiter, uint64_t octets) {
    return octets_have(octets, delimiter) | octets_have(octets, '"') | octets_have(octets, '\n') |
           octets_have(octets, '\r');
}

/* Most fields are short: all of their bytes are looked at in one or two goes. */
static bool has_special(char delimiter, const char *bytes, size_t length) {
    if (length < OCTETS) {
        char room[OCTETS] = {0};
        memcpy(room, bytes, length);
        return is_special(delimiter, octets_load(room));
    }
    for (size_t at = 0; at + OCTETS < length; at += OCTETS)
        if (is_special(delimiter, octets_load(bytes + at))) return true;
    return is_special(delimiter, octets_load(bytes + length - OCTETS));
}

static bool needs_quotes(char delimiter, const char *bytes, size_t length) {
    return length && (is_blank(bytes[0]) || is_blank(bytes[length - 1]) ||
                      has_special(delimiter, bytes, length));
}

static void put_quoted(buffer *out, const char *bytes, size_t length) {
    buffer_add(out, "\"", 1);
    for (const char *quote; (quote = memchr(bytes, '"', length));) {
        size_t part = (size_t)(quote - bytes) + 1;
        buffer_add(out, bytes, part);
        buffer_add(out, "\"", 1);
        bytes += part, length -= part;
    }
    buffer_add(out, bytes, length);
    buffer_add(out, "\"", 1);
}

void csv_put_field(buffer *out, char delimiter, const char *bytes, size_t length) {
    if (needs_quotes(delimiter, bytes, length))
        put_quoted(out, bytes, length);
    else
        buffer_add(out, bytes, length);
}

/* ---- Many fields ----------------------------------------------------------------------------- */

static size_t begin_of(const csv_fields *of, size_t number) {
    return number ? of->end[number - 1] + 1 : 0;
}

/* Which of the open fields need quotes. */
static uint32_t need_quotes_portable(char delimiter, const csv_fields *of) {
    uint32_t need = 0;
    for (uint32_t open = of->open; open; open &= open - 1) {
        unsigned i = (unsigned)__builtin_ctz(open);
        size_t begin = begin_of(of, i);
        need |= (uint32_t)needs_quotes(delimiter, of->bytes + begin, of->end[i] - begin) << i;
    }
    return need;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

/* Which of CSV_BEHIND bytes do. */
AVX2 static inline uint32_t special_bits(__m256i delimiters, const char *bytes) {
    __m256i here = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i parts = _mm256_or_si256(_mm256_cmpeq_epi8(here, delimiters),
                                    _mm256_cmpeq_epi8(here, _mm256_set1_epi8('"')));
    __m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(here, _mm256_set1_epi8('\n')),
                                   _mm256_cmpeq_epi8(here, _mm256_set1_epi8('\r')));
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(parts, ends));
}

/* Most fields are short, and many empty: those take no branch. */
AVX2 static inline uint32_t needs_quotes_avx2(__m256i delimiters, const char *bytes,
                                              size_t length) {
    size_t at = 0, last = length - (length > 0);
    uint32_t found = (length > 0) & ((unsigned)is_blank(bytes[0]) | is_blank(bytes[last]));
    for (; length - at > CSV_BEHIND; at += CSV_BEHIND)
        found |= special_bits(delimiters, bytes + at);
    uint32_t rest = (uint32_t)(((uint64_t)1 << (length - at)) - 1);
    found |= special_bits(delimiters, bytes + at) & rest;
    return found != 0;
}

AVX2 static uint32_t need_quotes_avx2(char delimiter, const csv_fields *of) {
    const __m256i delimiters = _mm256_set1_epi8(delimiter);
    uint32_t need = 0;
    for (uint32_t open = of->open; open; open &= open - 1) {
        unsigned i = (unsigned)__builtin_ctz(open);
        size_t begin = begin_of(of, i);
        need |= needs_quotes_avx2(delimiters, of->bytes + begin, of->end[i] - begin) << i;
    }
    return need;
}

static uint32_t need_quotes(char delimiter, const csv_fields *of) {
    return __builtin_cpu_supports("avx2") ? need_quotes_avx2(delimiter, of)
                                          : need_quotes_portable(delimiter, of);
}

#else

static uint32_t need_quotes(char delimiter, const csv_fields *of) {
    return need_quotes_portable(delimiter, of);
}

#endif

void csv_put_fields(buffer *out, char delimiter, const csv_fields *fields) {
    size_t from = 0;
    for (uint32_t need = need_quotes(delimiter, fields); need; need &= need - 1) {
        unsigned i = (unsigned)__builtin_ctz(need);
        size_t begin = begin_of(fields, i), end = fields->end[i];
        buffer_add(out, fields->bytes + from, begin - from);
        put_quoted(out, fields->bytes + begin, end - begin);
        from = end;
    }
    buffer_add(out, fields->bytes + from, fields->end[fields->count - 1] - from);
}
