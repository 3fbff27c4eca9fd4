#include "csv.h"

#include "csv_parts.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Strict, the parser stops at a quote that stands where none should, and tells at the end that one
 * is open. Loose, it takes any byte. */
enum { STRICT = CSV_STRICT | CSV_STRICT_FINI, LOOSE = 0, PARSER_BYTES = 64 << 10 };

struct csv_reader {
    csv_window text;
    struct csv_parser parser;
    delimiter_guess guess;
    char delimiter;
    csv_field_list lists[2]; /* the row given out stays while the next one is read */
    size_t list;             /* the one of the row at hand */
    size_t row_line;         /* where the row at hand begins */
    size_t raw_length;       /* of the row at hand, once it is whole */
    const char *problem;
    size_t rows, empty_lines;
    bool crlf, row_ended, whole;
    bool cut; /* the row at hand is a line, and its fields stand there */
    exportcat_error failure; /* what next gives ever after */
};

static const char after_quote[] = "there is text between a closing quote and the next delimiter";
static const char open_quote[] = "a quote is not closed before the end of the file";

/* The parser takes away blanks at both ends of a field; nothing is a blank here. */
static int no_blank(unsigned char letter) {
    (void)letter;
    return 0;
}

exportcat_status csv_reader_new(text_stream *stream, char delimiter, csv_reader **out,
                                exportcat_error *error) {
    csv_reader *reader = *out = calloc(1, sizeof *reader);
    if (!reader) return status_memory(error);
    reader->text = (csv_window){.stream = stream, .line = 1};
    reader->delimiter = delimiter;
    csv_init(&reader->parser, STRICT); /* allocates nothing, and cannot fail */
    csv_set_space_func(&reader->parser, no_blank);
    csv_set_realloc_func(&reader->parser, realloc);
    csv_set_blk_size(&reader->parser, PARSER_BYTES);
    if (delimiter) csv_set_delim(&reader->parser, (unsigned char)delimiter);
    return EXPORTCAT_OK;
}

void csv_reader_free(csv_reader *reader) {
    if (!reader) return;
    csv_free(&reader->parser);
    for (size_t i = 0; i < 2; i++) {
        buffer_free(&reader->lists[i].values);
        free(reader->lists[i].fields);
    }
    buffer_free(&reader->text.bytes);
    free(reader);
}

static void take_field(void *bytes, size_t length, void *data) {
    csv_reader *reader = data;
    csv_field_list *list = &reader->lists[reader->list];
    csv_field_add(list, NULL, length);
    buffer_add(&list->values, bytes, length);
    list->failed |= list->values.failed;
}

static void end_row(int terminator, void *data) {
    csv_reader *reader = data;
    (void)terminator;
    reader->row_ended = true;
}

static exportcat_status no_memory(csv_reader *reader) {
    return status_memory(&reader->failure);
}

static exportcat_status check_size(csv_reader *reader) {
    const csv_window *text = &reader->text;
    const char *path = text_stream_name(text->stream);
    if (text->at - text->row_start > CSV_ROW_MAX + (reader->row_ended ? 1 : 0))
        return status_at(&reader->failure, EXPORTCAT_E_TEXT, path, reader->row_line, 0,
                         "the row that begins here is longer than %zu MiB: is a quote not closed?",
                         CSV_ROW_MAX >> 20);
    if (reader->lists[reader->list].count > CSV_FIELDS_MAX)
        return status_at(&reader->failure, EXPORTCAT_E_TEXT, path, reader->row_line, 0,
                         "the row that begins here has more than %zu fields", CSV_FIELDS_MAX);
    return reader->lists[reader->list].failed ? no_memory(reader) : EXPORTCAT_OK;
}

/* Takes the byte at which the strict parser stopped: a quote inside a field that began without one,
 * or what follows a closing quote. There the parser alone would take the quote for text and what
 * follows for quoted still, delimiters and line breaks included. */
static size_t take_stray(csv_reader *reader, const char *byte) {
    struct csv_parser *parser = &reader->parser;
    bool closed = parser->quoted;
    if (closed) {
        parser->entry_pos--; /* the closing quote, which it has kept until it knew */
        reader->problem = after_quote;
    }
    csv_set_opts(parser, LOOSE);
    size_t taken = csv_parse(parser, byte, 1, take_field, end_row, reader);
    csv_set_opts(parser, STRICT);
    if (closed) parser->quoted = 0;
    return taken;
}

/* The parser stops at each stray quote. */
static exportcat_status parse(csv_reader *reader, const char *bytes, size_t length) {
    for (const char *const end = bytes + length; bytes < end;) {
        bytes +=
            csv_parse(&reader->parser, bytes, (size_t)(end - bytes), take_field, end_row, reader);
        if (bytes == end) break;
        if (csv_error(&reader->parser) != CSV_EPARSE) return no_memory(reader);
        bytes += take_stray(reader, bytes);
    }
    return EXPORTCAT_OK;
}

/* Moves behind a line break where a row would begin. */
static bool pass_empty_line(csv_reader *reader) {
    csv_window *text = &reader->text;
    char letter = text->bytes.bytes[text->at];
    if (letter != '\n' && letter != '\r') return false;
    if (csv_window_break(text, letter)) reader->empty_lines++;
    text->row_start = ++text->at;
    return true;
}

static void note_row(csv_reader *reader) {
    const csv_window *text = &reader->text;
    reader->whole = true;
    reader->raw_length = text->at - text->row_start - (reader->row_ended ? 1 : 0);
    if (reader->rows++ || !reader->row_ended || !text->after_cr) return;
    reader->crlf = text->at == text->bytes.length || text->bytes.bytes[text->at] == '\n';
}

/* Cuts the whole line of `length` bytes, with which a row begins, where it is a row; the parser has
 * seen nothing of it. */
static bool cut_line(csv_reader *reader, const char *bytes, size_t length) {
    csv_field_list *list = &reader->lists[reader->list];
    reader->cut = reader->row_ended = csv_line_cut(bytes, length, reader->delimiter, list);
    return reader->cut;
}

/* Reads up to the end of a line: the parser does not say where in its input a row ended. */
static exportcat_status read_line(csv_reader *reader) {
    csv_window *text = &reader->text;
    const char *bytes = text->bytes.bytes;
    size_t at = text->at, end = csv_window_line_end(text);
    bool broken = end < text->bytes.length, begins = at == text->row_start;
    if (begins) reader->row_line = text->line;
    text->at = end + broken;
    exportcat_status status = EXPORTCAT_OK;
    if (!broken || !begins || !cut_line(reader, bytes + at, end - at))
        status = parse(reader, bytes + at, text->at - at);
    if (end > at) text->after_cr = false;
    if (broken) csv_window_break(text, bytes[end]);
    if (!status) status = check_size(reader);
    if (!status && reader->row_ended) note_row(reader);
    return status;
}

/* Until a row is whole or nothing is left to parse. */
static exportcat_status parse_ahead(csv_reader *reader) {
    exportcat_status status = reader->failure.code;
    const csv_window *text = &reader->text;
    while (!status && !reader->whole && text->at < text->bytes.length) {
        if (text->at == text->row_start && pass_empty_line(reader)) continue;
        status = read_line(reader);
    }
    return status;
}

static exportcat_status find_delimiter(csv_reader *reader) {
    delimiter_guess *guess = &reader->guess;
    csv_window *text = &reader->text;
    while (!delimiter_look(guess, text->bytes.bytes, text->bytes.length) && !text->ended) {
        exportcat_status status = csv_window_read(text, &reader->failure);
        if (status) return status;
    }
    reader->delimiter = delimiter_best(guess);
    csv_set_delim(&reader->parser, (unsigned char)reader->delimiter);
    return EXPORTCAT_OK;
}

/* The row that ends with the stream. */
static exportcat_status parse_end(csv_reader *reader) {
    struct csv_parser *parser = &reader->parser;
    const csv_window *text = &reader->text;
    if (text->row_start == text->bytes.length || text_stream_stopped(text->stream))
        return EXPORTCAT_OK;
    if (csv_fini(parser, take_field, end_row, reader)) {
        reader->problem = open_quote;
        csv_set_opts(parser, LOOSE);
        csv_fini(parser, take_field, end_row, reader);
    }
    reader->row_ended = false; /* no line break ended it */
    exportcat_status status = check_size(reader);
    if (!status) note_row(reader);
    return status;
}

/* Where the fields stand that the parser gave. */
static void place_fields(csv_field_list *list) {
    const char *bytes = list->values.bytes ? list->values.bytes : "";
    for (size_t i = 0; i < list->count; i++) {
        list->fields[i].bytes = bytes;
        bytes += list->fields[i].length;
    }
}

static void give_row(csv_reader *reader, csv_row *row) {
    csv_field_list *list = &reader->lists[reader->list];
    if (!reader->cut) place_fields(list);
    *row = (csv_row){list->fields,       list->count,
                     reader->row_line,   reader->text.bytes.bytes + reader->text.row_start,
                     reader->raw_length, reader->cut,
                     reader->problem};
    reader->text.row_start = reader->text.at;
    reader->whole = reader->row_ended = reader->cut = false;
    reader->problem = NULL;
    reader->list = !reader->list;
    list = &reader->lists[reader->list];
    list->count = list->values.length = 0;
}

/* The parser's buffer grows in steps of one size: steps as long as itself are few for a long field.
 */
static exportcat_status read_block(csv_reader *reader) {
    csv_set_blk_size(&reader->parser, PARSER_BYTES + csv_get_buffer_size(&reader->parser));
    return csv_window_read(&reader->text, &reader->failure);
}

static exportcat_status next_whole_row(csv_reader *reader) {
    exportcat_status status = reader->failure.code;
    if (!status && !reader->delimiter) status = find_delimiter(reader);
    if (!status) status = parse_ahead(reader);
    while (!status && !reader->whole && !reader->text.ended) {
        status = read_block(reader);
        if (!status) status = parse_ahead(reader);
    }
    if (!status && !reader->whole) status = parse_end(reader);
    return status;
}

exportcat_status csv_reader_next(csv_reader *reader, csv_row *row, bool *end,
                                 exportcat_error *error) {
    *row = (csv_row){0};
    *end = false;
    exportcat_status status = next_whole_row(reader);
    if (status) {
        if (error) *error = reader->failure;
        return status;
    }
    *end = !reader->whole;
    if (reader->whole) give_row(reader, row);
    return EXPORTCAT_OK;
}

bool csv_reader_waiting(csv_reader *reader) {
    if (!reader->delimiter) return true;
    exportcat_status status = parse_ahead(reader); /* where it fails, so does the next call */
    return !status && !reader->whole && !reader->text.ended;
}

char csv_reader_delimiter(const csv_reader *reader) {
    return reader->delimiter;
}

bool csv_reader_crlf(const csv_reader *reader) {
    return reader->crlf;
}

size_t csv_reader_empty_lines(const csv_reader *reader) {
    return reader->empty_lines;
}
