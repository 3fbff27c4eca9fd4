#include "fold_parts.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A base character with its marks; more marks than this are split, so that no input makes it slow.
 */
enum { CLUSTER_MAX = 32, DECOMPOSED_MAX = CLUSTER_MAX * 20 };

/* Makes room for so many bytes and the end. */
static int reserve(folded *out, size_t length) {
    size_t need = out->length + length + FOLD_BEHIND;
    if (need <= out->bytes_capacity && need <= out->origin_capacity) return 0;
    return grow(&out->bytes, &out->bytes_capacity, need, 1) ||
                   grow(&out->origin, &out->origin_capacity, need, sizeof *out->origin)
               ? -1
               : 0;
}

static int put(folded *out, const char *bytes, size_t length, size_t origin) {
    if (reserve(out, length)) return -1;
    for (size_t i = 0; i < length; i++) {
        out->bytes[out->length] = bytes[i];
        out->origin[out->length++] = (uint32_t)origin;
    }
    return 0;
}

/* Reads one code point; 0 bytes where the bytes at hand are not UTF-8. */
static size_t decode(const char *text, size_t length, utf8proc_int32_t *point) {
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, point);
    return used > 0 ? (size_t)used : 0;
}

static int put_point(folded *out, utf8proc_int32_t point, size_t origin) {
    utf8proc_uint8_t encoded[4];
    utf8proc_ssize_t size = utf8proc_encode_char(fold_simplified(point), encoded);
    return put(out, (const char *)encoded, (size_t)size, origin);
}

static bool is_mark(utf8proc_int32_t point) {
    utf8proc_category_t category = utf8proc_category(point);
    bool joining_jamo = point >= 0x1160 && point <= 0x11FF;
    return joining_jamo || category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

/* How many bytes belong together: a character and the marks that may compose with it. */
static size_t cluster(const char *text, size_t length, size_t first) {
    size_t used = first;
    for (int marks = 1; marks < CLUSTER_MAX; marks++) {
        utf8proc_int32_t point;
        size_t next = decode(text + used, length - used, &point);
        if (!next || !is_mark(point)) break;
        used += next;
    }
    return used;
}

static int put_normalized(folded *out, const char *text, size_t length, size_t origin) {
    utf8proc_int32_t points[DECOMPOSED_MAX];
    const int options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                        UTF8PROC_STABLE;
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, points,
                           DECOMPOSED_MAX, (utf8proc_option_t)options);
    if (count < 0 || count > DECOMPOSED_MAX) return put(out, " ", 1, origin);
    count = utf8proc_normalize_utf32(points, count,
                                     (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (put_point(out, points[i], origin)) return -1;
    return 0;
}

/* Folds the character at `text` and tells how many bytes it took; 0 when memory runs out. */
static size_t fold_character(folded *out, const char *text, size_t length, size_t origin) {
    utf8proc_int32_t point;
    size_t first = decode(text, length, &point);
    if (!first || point == 0) {
        if (!first) out->replaced_bytes++;
        return put(out, " ", 1, origin) ? 0 : 1;
    }
    size_t used = cluster(text, length, first);
    bool han = point >= 0x3400 && point <= 0x9FFF;
    if (han && used == first) return put_point(out, point, origin) ? 0 : used;
    return put_normalized(out, text, used, origin) ? 0 : used;
}

/* A character reference such as `&gt;`, `&#956;` or `&#x3bc;`: its UTF-8 in `out`, the bytes that
 * it takes as the result; 0 where it is none. Only names that web text is full of are known. */
static size_t reference(const char *text, size_t length, char out[5]) {
    static const struct {
        const char *name, *bytes;
    } known[] = {{"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},     {"&quot;", "\""},
                 {"&apos;", "'"},  {"&nbsp;", " "},  {"&ensp;", " "},   {"&emsp;", " "},
                 {"&mdash;", "-"}, {"&ndash;", "-"}, {"&ldquo;", "\""}, {"&rdquo;", "\""},
                 {"&lsquo;", "'"}, {"&rsquo;", "'"}, {"&middot;", "·"}, {"&deg;", "°"},
                 {"&micro;", "μ"}, {"&times;", "×"}, {"&plusmn;", "±"}, {"&hellip;", " "},
                 {"&le;", "≤"},    {"&ge;", "≥"},    {"&#39;", "'"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t size = strlen(known[i].name);
        if (size <= length && memcmp(text, known[i].name, size) == 0) {
            strcpy(out, known[i].bytes);
            return size;
        }
    }
    if (length < 4 || text[1] != '#') return 0;
    bool hex = text[2] == 'x' || text[2] == 'X';
    size_t at = hex ? 3 : 2;
    long point = 0;
    size_t digits = 0;
    for (; at < length && digits < 7; at++, digits++) {
        int digit = text[at] >= '0' && text[at] <= '9'          ? text[at] - '0'
                    : hex && text[at] >= 'a' && text[at] <= 'f' ? text[at] - 'a' + 10
                    : hex && text[at] >= 'A' && text[at] <= 'F' ? text[at] - 'A' + 10
                                                                : -1;
        if (digit < 0) break;
        point = point * (hex ? 16 : 10) + digit;
    }
    bool usable = digits && at < length && text[at] == ';' && point >= 32 &&
                  utf8proc_codepoint_valid((utf8proc_int32_t)point);
    if (!usable) return 0;
    out[utf8proc_encode_char((utf8proc_int32_t)point, (utf8proc_uint8_t *)out)] = '\0';
    return at + 1;
}

/* Folds what takes more than a table, as above. */
static size_t fold_one(folded *out, const char *text, size_t length, size_t origin) {
    char decoded[5];
    size_t used = text[0] == '&' ? reference(text, length, decoded) : 0;
    if (!used) return fold_character(out, text, length, origin);
    return put_normalized(out, decoded, strlen(decoded), origin) ? 0 : used;
}

exportcat_status fold_text(folded *out, const char *text, size_t length, exportcat_error *error) {
    if (length > EXPORTCAT_TEXT_MAX)
        return status_set(error, EXPORTCAT_E_TEXT,
                          "the text has %zu bytes; at most %zu are taken: cut it into parts",
                          length, EXPORTCAT_TEXT_MAX);
    out->length = 0;
    out->replaced_bytes = 0;
    for (size_t at = 0;;) {
        if (reserve(out, length - at)) return status_memory(error);
        at += fold_plain(out, text + at, length - at, at);
        if (at == length) break;
        size_t used = fold_one(out, text + at, length - at, at);
        if (!used) return status_memory(error);
        at += used;
    }
    memset(out->bytes + out->length, 0, FOLD_BEHIND);
    out->origin[out->length] = (uint32_t)length;
    return EXPORTCAT_OK;
}

static fold_class classify_point(utf8proc_int32_t point) {
    if ((point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
        (point >= 0x20000 && point <= 0x3134F) || point == 0x3005 || point == 0x3007)
        return FOLD_HAN;
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        if (point < 0x250 || (point >= 0x1E00 && point <= 0x1EFF)) return FOLD_LATIN;
        if (point >= 0x400 && point <= 0x52F) return FOLD_CYRILLIC;
        if (point >= 0x3040 && point <= 0x31FF) return FOLD_KANA;
        if ((point >= 0xAC00 && point <= 0xD7FF) || (point >= 0x1100 && point <= 0x11FF))
            return FOLD_HANGUL;
        return FOLD_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return FOLD_MARK;
    default: return FOLD_OTHER;
    }
}

/* The punctuation that Chinese text is full of: U+2000 to U+203F, U+3001 to U+3003 and U+3008 to
 * U+3011. */
static bool is_common_sign(const unsigned char *bytes) {
    if (bytes[0] != 0xE2 && bytes[0] != 0xE3) return false;
    bool chinese = (bytes[2] >= 0x81 && bytes[2] <= 0x83) || (bytes[2] >= 0x88 && bytes[2] <= 0x91);
    return bytes[1] == 0x80 && (bytes[0] == 0xE2 || chinese);
}

fold_class fold_classify_rare(const char *bytes, size_t *length) {
    if (is_common_sign((const unsigned char *)bytes)) return FOLD_OTHER; /* *length is 3 */
    unsigned char first = (unsigned char)bytes[0];
    utf8proc_int32_t point = -1;
    *length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    decode(bytes, *length, &point);
    return classify_point(point);
}

void fold_span(const folded *text, size_t start, size_t end, size_t *user_start, size_t *user_end) {
    *user_start = text->origin[start];
    size_t last = end > start ? end - 1 : start;
    while (end < text->length && text->origin[end] == text->origin[last]) end++;
    *user_end = text->origin[end];
}

void fold_simplify(buffer *out, const char *text) {
    const size_t length = strlen(text);
    size_t added = 0; /* of the text */
    for (size_t at = 0, used; at < length; at += used ? used : 1) {
        utf8proc_int32_t point = 0;
        utf8proc_uint8_t encoded[4];
        used = 1;
        if ((unsigned char)text[at] < 0x80) continue;
        used = decode(text + at, length - at, &point);
        utf8proc_int32_t simple = fold_simplified(point);
        if (simple == point) continue;
        buffer_add(out, text + added, at - added);
        buffer_add(out, encoded, (size_t)utf8proc_encode_char(simple, encoded));
        added = at + used;
    }
    buffer_add(out, text + added, length - added);
}

/* General category Cc. */
static bool is_control(utf8proc_int32_t point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

/* Embeddings, overrides and isolates of the bidirectional algorithm: what follows one may be seen
 * in another order than it stands in. */
static bool is_direction(utf8proc_int32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* How many bytes of the text are plainly clean: ASCII to be seen, and Han. */
static size_t clean_length(const char *text, size_t length) {
    size_t at = 0;
    for (;;) {
        while (at < length && text[at] >= ' ' && text[at] < 0x7F) at++;
        const size_t ascii = at;
        while (length - at >= 3 && fold_begins_han(text[at]) && fold_continues(text[at + 1]) &&
               fold_continues(text[at + 2]))
            at += 3;
        if (at == ascii) return at;
    }
}

void fold_clean(buffer *out, const char *text, size_t length) {
    size_t from = 0; /* what stays as it is begins there */
    for (size_t at = clean_length(text, length); at < length;) {
        utf8proc_int32_t point = (unsigned char)text[at];
        size_t used = point < 0x80 ? 1 : decode(text + at, length - at, &point);
        size_t behind = at + (used ? used : 1);
        bool direction = is_direction(point);
        if (!used || is_control(point) || direction) {
            if (at > from) buffer_add(out, text + from, at - from);
            if (direction)
                buffer_format(out, "[U+%04X]", (unsigned)point);
            else
                buffer_text(out, used ? " " : "\uFFFD");
            from = behind;
        }
        at = behind + clean_length(text + behind, length - behind);
    }
    if (length > from) buffer_add(out, text + from, length - from);
}

void fold_free(folded *out) {
    free(out->bytes);
    free(out->origin);
    *out = (folded){0};
}
