#include "encoding.h"

#include <errno.h>
#include <iconv.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK_BYTES = 64 << 10,
    /* No encoding here gives more than three bytes of UTF-8 for one of its own; U+FFFD has three.
     */
    DECODED_BYTES = 3 * BLOCK_BYTES,
    FIRST_BYTES = 4, /* the longest byte order mark */
    STOP_LOOK_MS = 200,
};

static const char replacement[] = "\xEF\xBF\xBD";

static const char *const names[] = {
    [ENCODING_DETECT] = "auto",      [ENCODING_UTF8] = "utf-8",
    [ENCODING_UTF16LE] = "utf-16le", [ENCODING_UTF16BE] = "utf-16be",
    [ENCODING_GB18030] = "gb18030",
};

const char *encoding_name(encoding of) {
    return names[of];
}

/* Whether two names differ in nothing but case, - and _. Knows no locale. */
static bool same_name(const char *name, const char *known) {
    for (;; name++, known++) {
        while (*name == '-' || *name == '_') name++;
        char letter = *name >= 'A' && *name <= 'Z' ? (char)(*name + ('a' - 'A')) : *name;
        if (letter != *known) return false;
        if (!letter) return true;
    }
}

bool encoding_parse(const char *name, encoding *out) {
    static const struct {
        const char *name;
        encoding is;
    } known[] = {
        {"auto", ENCODING_DETECT},     {"utf8", ENCODING_UTF8},       {"ascii", ENCODING_UTF8},
        {"utf16", ENCODING_UTF16LE},   {"utf16le", ENCODING_UTF16LE}, {"utf16be", ENCODING_UTF16BE},
        {"gb18030", ENCODING_GB18030}, {"gbk", ENCODING_GB18030},     {"gb2312", ENCODING_GB18030},
        {"cp936", ENCODING_GB18030},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!same_name(name, known[i].name)) continue;
        *out = known[i].is;
        return true;
    }
    return false;
}

typedef enum {
    BEGINNING, /* the first bytes are not there yet */
    ASCII,     /* the encoding is to be detected, and all so far fits any but UTF-16 */
    KNOWN,
} stream_state;

struct text_stream {
    int file;
    const volatile sig_atomic_t *stop;
    stream_state state;
    encoding is;
    bool had_bom, ended, stopped;
    bool given;   /* some text has been given out */
    size_t held;  /* bytes of `raw` that have not */
    size_t plain; /* the first so many of them are known to be ASCII */
    uint64_t consumed, replaced;
    iconv_t converter;
    char *decoded; /* NULL for UTF-8; `converter` is open where it is not */
    char raw[BLOCK_BYTES];
    char name[];
};

exportcat_status text_stream_new(int file, const char *name, encoding given,
                                 const volatile sig_atomic_t *stop, text_stream **out,
                                 exportcat_error *error) {
    size_t length = strlen(name) + 1;
    text_stream *stream = *out = calloc(1, sizeof *stream + length);
    if (!stream) return status_memory(error);
    stream->file = file;
    stream->stop = stop;
    stream->is = given;
    memcpy(stream->name, name, length);
    return EXPORTCAT_OK;
}

void text_stream_free(text_stream *stream) {
    if (!stream) return;
    if (stream->decoded) iconv_close(stream->converter);
    free(stream->decoded);
    free(stream);
}

/* Waits until there is something to read; false once the stream is to stop. */
static bool wait_for_bytes(const text_stream *stream) {
    struct pollfd one = {.fd = stream->file, .events = POLLIN};
    for (;;) {
        if (stream->stop && *stream->stop) return false;
        int ready = poll(&one, 1, stream->stop ? STOP_LOOK_MS : -1);
        /* Other errors than a signal are read(2)'s to tell. */
        if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
    }
}

/* Adds to `raw`, which has room, what one read(2) brings. */
static exportcat_status fill(text_stream *stream, exportcat_error *error) {
    ssize_t got = -1;
    do {
        if (!wait_for_bytes(stream)) {
            stream->stopped = stream->ended = true;
            stream->held = 0;
            return EXPORTCAT_OK;
        }
        got = read(stream->file, stream->raw + stream->held, BLOCK_BYTES - stream->held);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got < 0)
        return status_at(error, EXPORTCAT_E_IO, stream->name, 0, 0, "cannot read: %s",
                         strerror(errno));
    stream->ended = got == 0;
    stream->held += (size_t)got;
    stream->consumed += (size_t)got;
    return EXPORTCAT_OK;
}

static void drop_bytes(text_stream *stream, size_t count) {
    memmove(stream->raw, stream->raw + count, stream->held - count);
    stream->held -= count;
}

/* Takes a byte order mark away, and the encoding from it: where one was given, of its family only.
 */
static void take_mark(text_stream *stream) {
    static const struct {
        encoding is;
        size_t length;
        char bytes[5];
    } marks[] = {
        {ENCODING_UTF8, 3, "\xEF\xBB\xBF"},
        {ENCODING_UTF16LE, 2, "\xFF\xFE"},
        {ENCODING_UTF16BE, 2, "\xFE\xFF"},
        {ENCODING_GB18030, 4, "\x84\x31\x95\x33"},
    };
    bool wide = stream->is == ENCODING_UTF16LE || stream->is == ENCODING_UTF16BE;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        bool wide_mark = marks[i].length == 2;
        bool fits = stream->is == ENCODING_DETECT || stream->is == marks[i].is;
        if (!fits && !(wide && wide_mark)) continue;
        if (stream->held < marks[i].length ||
            memcmp(stream->raw, marks[i].bytes, marks[i].length) != 0)
            continue;
        stream->is = marks[i].is;
        stream->had_bom = true;
        drop_bytes(stream, marks[i].length);
        return;
    }
}

static bool has_line_break(const char *bytes, size_t length) {
    return memchr(bytes, '\n', length) || memchr(bytes, '\r', length);
}

static void begin(text_stream *stream) {
    if (stream->held < FIRST_BYTES && !stream->ended && !has_line_break(stream->raw, stream->held))
        return;
    take_mark(stream);
    stream->state = stream->is == ENCODING_DETECT ? ASCII : KNOWN;
    if (stream->is == ENCODING_DETECT) stream->is = ENCODING_UTF8;
}

/* How many bytes stand before the first one that is not ASCII, or is NUL. */
static size_t plain_length(const char *bytes, size_t length) {
    enum { STEP = 64 };
    size_t at = 0;
    for (unsigned odd = 0; at + STEP <= length; at += STEP) {
        for (size_t i = 0; i < STEP; i++) odd |= (unsigned char)(bytes[at + i] - 1) > 0x7E;
        if (odd) break;
    }
    while (at < length && (unsigned char)(bytes[at] - 1) <= 0x7E) at++;
    return at;
}

/* Where something that is not ASCII stands in what is held, waits for the end of its line, which
 * says more than its first byte, and decides. */
static void detect(text_stream *stream) {
    size_t at = stream->plain +=
        plain_length(stream->raw + stream->plain, stream->held - stream->plain);
    if (at == stream->held) return;
    if (stream->held < BLOCK_BYTES && !stream->ended &&
        !has_line_break(stream->raw + at, stream->held - at))
        return;
    stream->is = encoding_guess(stream->raw, stream->held, !stream->given);
    stream->state = KNOWN;
}

static exportcat_status open_converter(text_stream *stream, exportcat_error *error) {
    stream->decoded = malloc(DECODED_BYTES);
    if (!stream->decoded) return status_memory(error);
    stream->converter = iconv_open("utf-8", names[stream->is]);
    if (stream->converter != (iconv_t)-1) return EXPORTCAT_OK;
    free(stream->decoded);
    stream->decoded = NULL;
    return status_at(error, EXPORTCAT_E_IO, stream->name, 0, 0,
                     "iconv of this system cannot read %s", names[stream->is]);
}

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

static bool is_lead(char letter) {
    unsigned char byte = (unsigned char)letter;
    return byte >= 0x81 && byte <= 0xFE;
}

/* How many bytes that are no character U+FFFD stands for. Of what cannot begin a character it is
 * one, so that it does not matter how many more are at hand. */
static size_t bad_length(encoding is, const char *at, size_t left) {
    if (is != ENCODING_GB18030) return left < 2 ? left : 2;
    bool four = left >= 4 && is_lead(at[0]) && is_digit(at[1]) && is_lead(at[2]) && is_digit(at[3]);
    return four ? 4 : 1;
}

/* Decodes what is held, but for a character cut off at its end. */
static void decode(text_stream *stream, size_t *length) {
    char *in = stream->raw, *to = stream->decoded;
    size_t left = stream->held, room = DECODED_BYTES;
    while (left && iconv(stream->converter, &in, &left, &to, &room) == (size_t)-1) {
        if (errno == EINVAL && !stream->ended) break;
        size_t bad = errno == EINVAL ? left : bad_length(stream->is, in, left);
        memcpy(to, replacement, 3);
        to += 3, room -= 3;
        in += bad, left -= bad;
        stream->replaced++;
    }
    *length = (size_t)(to - stream->decoded);
    drop_bytes(stream, stream->held - left);
}

/* Gives out what is held, as far as it can be. */
static exportcat_status give(text_stream *stream, const char **bytes, size_t *length,
                             exportcat_error *error) {
    if (stream->is == ENCODING_UTF8) {
        *bytes = stream->raw;
        *length = stream->held;
        stream->held = 0;
    } else {
        exportcat_status status = stream->decoded ? EXPORTCAT_OK : open_converter(stream, error);
        if (status) return status;
        *bytes = stream->decoded;
        decode(stream, length);
    }
    stream->given |= *length > 0;
    stream->plain = 0;
    return EXPORTCAT_OK;
}

exportcat_status text_stream_read(text_stream *stream, const char **bytes, size_t *length,
                                  exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    *length = 0;
    *bytes = "";
    while (!status && !*length && !stream->ended) {
        status = fill(stream, error);
        if (status) break;
        if (stream->state == BEGINNING) begin(stream);
        if (stream->state == ASCII) detect(stream);
        if (stream->state == KNOWN || (stream->state == ASCII && stream->plain == stream->held))
            status = give(stream, bytes, length, error);
    }
    return status;
}

encoding text_stream_encoding(const text_stream *stream) {
    return stream->state == BEGINNING ? ENCODING_DETECT : stream->is;
}

bool text_stream_had_bom(const text_stream *stream) {
    return stream->had_bom;
}

bool text_stream_stopped(const text_stream *stream) {
    return stream->stopped;
}

uint64_t text_stream_consumed(const text_stream *stream) {
    return stream->consumed;
}

uint64_t text_stream_replaced(const text_stream *stream) {
    return stream->replaced;
}

const char *text_stream_name(const text_stream *stream) {
    return stream->name;
}
