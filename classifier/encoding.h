/* Stage 0: the bytes of a file descriptor, in one of the encodings of spreadsheets, given out as
 * UTF-8 block by block. */
#ifndef ENCODING_H
#define ENCODING_H

#include "status.h"

#include <signal.h>

typedef enum {
    ENCODING_DETECT,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_GB18030, /* GBK and GB 2312 are parts of it */
} encoding;

/* "auto", "utf-8", "utf-16le", "utf-16be", "gb18030". Constant. */
const char *encoding_name(encoding of);

/* Reads such a name or a usual one beside it (utf-16, gbk, gb2312, cp936), in any case, with or
 * without - and _; false where it is none. "utf-16" is utf-16le: a byte order mark overrides the
 * order. */
bool encoding_parse(const char *name, encoding *out);

/*
 * What the bytes look like, without regard to a byte order mark; never ENCODING_DETECT. A character
 * may be cut off at their end. `from_start`: they are the first of their file, so that they may be
 * UTF-16. Bytes that fit nothing are UTF-8.
 */
encoding encoding_guess(const char *bytes, size_t length, bool from_start);

typedef struct text_stream text_stream;

/*
 * Reads nothing yet. file: stays the caller's, who closes it after text_stream_free. name: for
 * messages; copied. stop: NULL, or what a signal handler sets: once it is not 0 the stream ends.
 * It is looked at before each read, and every 200 ms while waiting for bytes.
 * The caller frees it with text_stream_free.
 */
exportcat_status text_stream_new(int file, const char *name, encoding given,
                                 const volatile sig_atomic_t *stop, text_stream **out,
                                 exportcat_error *error);
void text_stream_free(text_stream *stream); /* NULL is fine */

/*
 * The next block of text; a length of 0 is the end. It holds what one read(2) brought, and waits
 * for another one only where that was no whole character, where the first four bytes (unless they
 * hold a line break) are not there yet, or where the encoding has to be detected and the first line
 * that is not ASCII is not whole yet. A byte order mark is left out. UTF-8 is passed on as it
 * stands, bad bytes included, and may be cut inside a character; of other encodings whole
 * characters are given, U+FFFD for bytes that are none. EXPORTCAT_E_IO where it cannot be read.
 * Borrowed from the stream; valid until the next call.
 */
exportcat_status text_stream_read(text_stream *stream, const char **bytes, size_t *length,
                                  exportcat_error *error);

/* The encoding given or detected; UTF-8 for as long as all is ASCII, ENCODING_DETECT before the
 * first block. */
encoding text_stream_encoding(const text_stream *stream);
bool text_stream_had_bom(const text_stream *stream);
bool text_stream_stopped(const text_stream *stream);      /* it ended because of `stop` */
uint64_t text_stream_consumed(const text_stream *stream); /* bytes read from the file so far */
uint64_t text_stream_replaced(const text_stream *stream); /* how many U+FFFD were put in */
const char *text_stream_name(const text_stream *stream);  /* Borrowed; valid until it is freed. */

#endif
