#include "cmd_batch_run.h"

#include "cmd_batch_meter.h"
#include "cmd_batch_page.h"
#include "cmd_batch_pool.h"
#include "cmd_batch_state.h"
#include "cmd_batch_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds between two notes of how far the run is. */
static const double save_seconds = 1;

typedef struct {
    const exportcat *program;
    const batch_options *options;
    batch_input *input;
    batch_files files;
    batch_progress at; /* what was written */
    bool resumed;
    size_t threads;
    batch_worker *workers;
    void **owns;
    pool *pool;
    batch_piece *pieces;
    size_t piece_count, next_piece;
    meter meter;
    double saved; /* when */
} run;

/* ---- Written rows ---------------------------------------------------------------------------- */

/* For the page. */
static exportcat_status count_entry(run *of, const batch_finding *found, size_t day,
                                    exportcat_error *error) {
    if (!found->entry || !of->options->page) return EXPORTCAT_OK;
    json_t *counts = json_object_get(of->files.entries, found->entry);
    if (!counts) {
        counts = json_pack("[[i, i, i], [i, i, i]]", 0, 0, 0, 0, 0, 0);
        if (!counts || json_object_set_new(of->files.entries, found->entry, counts))
            return status_memory(error);
    }
    counts = json_array_get(counts, day);
    json_t *count = json_array_get(counts, found->class == EXPORTCAT_LISTED ? 0 : 1);
    json_integer_set(count, json_integer_value(count) + 1);
    json_integer_set(json_array_get(counts, 2), found->part);
    return EXPORTCAT_OK;
}

/* Whether the page has room for one more row of its kind; the table has them all. A row counts by
 * its worse day, so that one that is listed on either day is not crowded out by those that are on
 * neither; and those whose answer changed have room of their own. */
static bool has_place(const run *of, const batch_result *result, batch_progress *at) {
    int worst = result->days[0].class;
    if (of->options->day_count > 1 && result->days[1].class < worst) worst = result->days[1].class;
    uint64_t *taken = &at->places[result->changed][worst];
    if (*taken == PAGE_ROWS) return false;
    (*taken)++;
    for (size_t i = 0; i < of->options->day_count; i++) at->shown[i][result->days[i].class]++;
    return true;
}

static exportcat_status write_page_row(run *of, const batch_piece *piece, size_t number,
                                       batch_progress *at, exportcat_error *error) {
    const batch_result *result = &piece->results[number];
    size_t begin = number ? piece->results[number - 1].page_end : 0;
    if (!of->options->page || !has_place(of, result, at)) return EXPORTCAT_OK;
    return parts_write(&of->files, PART_PAGE, piece->page.bytes + begin, result->page_end - begin,
                       error);
}

static exportcat_status save(run *of, exportcat_error *error) {
    of->saved = meter_now();
    return parts_save(&of->files, &of->at, error);
}

/* Counts once all is written: a piece counts as a whole. */
static exportcat_status count_piece(run *of, const batch_piece *piece, batch_progress *at,
                                    exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < piece->count; i++) {
        const batch_result *result = &piece->results[i];
        at->changed += result->changed;
        for (size_t day = 0; !status && day < of->options->day_count; day++) {
            at->counts[day][result->days[day].class]++;
            status = count_entry(of, &result->days[day], day, error);
        }
    }
    at->rows += piece->count;
    at->digest = piece->digest;
    parts_measure(&of->files, at);
    return status;
}

static exportcat_status write_piece(run *of, const batch_piece *piece, exportcat_error *error) {
    batch_progress at = of->at;
    exportcat_status status = piece->status;
    if (status) *error = piece->error;
    if (!status)
        status = parts_write(&of->files, PART_OUT, piece->out.bytes, piece->out.length, error);
    if (!status)
        status = parts_write(&of->files, PART_REJECTS, piece->rejects.bytes, piece->rejects.length,
                             error);
    for (size_t i = 0; !status && i < piece->count; i++)
        status = write_page_row(of, piece, i, &at, error);
    if (!status) status = count_piece(of, piece, &at, error);
    if (status) return status;
    of->at = at;
    meter_tell(&of->meter, of->at.rows, piece->consumed);
    return meter_now() - of->saved < save_seconds ? EXPORTCAT_OK : save(of, error);
}

/* ---- The loop -------------------------------------------------------------------------------- */

static exportcat_status write_oldest(run *of, exportcat_error *error) {
    const batch_piece *piece = pool_take(of->pool);
    return piece ? write_piece(of, piece, error) : EXPORTCAT_OK;
}

static exportcat_status write_all(run *of, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    while (!status && pool_count(of->pool)) status = write_oldest(of, error);
    return status;
}

/* Reads over the rows that a stopped run had written; they must be the same ones. */
static exportcat_status skip(run *of, exportcat_error *error) {
    batch_piece *piece = &of->pieces[0];
    bool end = false;
    for (uint64_t left = of->at.rows; left;) {
        exportcat_status status = batch_input_read(of->input, left, piece, &end, error);
        if (status || batch_stop) return status;
        left -= piece->count;
        if ((end && left) || (!left && piece->digest != of->at.digest))
            return status_at(error, EXPORTCAT_E_USAGE, of->options->input, 0, 0,
                             "not the rows that the stopped run read: remove %s to begin anew",
                             of->files.parts[PART_OUT].part);
    }
    return EXPORTCAT_OK;
}

/* Reads a piece and has it answered, the rows before a failure too. */
static exportcat_status read_piece(run *of, bool *end, exportcat_error *error) {
    batch_piece *piece = &of->pieces[of->next_piece++ % of->piece_count];
    exportcat_status status = batch_input_read(of->input, UINT64_MAX, piece, end, error);
    if (piece->count && status != EXPORTCAT_E_MEMORY) pool_put(of->pool, piece);
    return status;
}

/* Pieces are taken in turn: one is free again when it has been written. */
static exportcat_status work(run *of, exportcat_error *error) {
    bool end = false;
    while (!end) {
        bool waits = of->options->flush && batch_input_waiting(of->input);
        exportcat_status status = waits ? write_all(of, error) : EXPORTCAT_OK;
        if (status) return status;
        exportcat_status read = read_piece(of, &end, error);
        exportcat_error other;
        if (read) {
            (void)write_all(of, &other);
            return read;
        }
        if (pool_count(of->pool) == of->piece_count - 1) status = write_oldest(of, error);
        if (status) return status;
    }
    return write_all(of, error);
}

/* The rejects have the input's header: they can be mended and run again. */
static exportcat_status write_own_header(run *of, exportcat_error *error) {
    const batch_layout *layout = batch_input_layout(of->input);
    const char *line_end = table_line_end(layout);
    if (!layout->header.length) return EXPORTCAT_OK;
    exportcat_status status =
        parts_write(&of->files, PART_REJECTS, layout->header.bytes, layout->header.length, error);
    if (status) return status;
    return parts_write(&of->files, PART_REJECTS, line_end, strlen(line_end), error);
}

static exportcat_status begin(run *of, exportcat_error *error) {
    buffer header = {0};
    const batch_layout *layout = batch_input_layout(of->input);
    exportcat_status status = batch_header(of->options, layout, &header, error);
    if (!status)
        status = parts_open(of->options, state_settings(of->program, of->options, layout),
                            &of->files, &of->resumed, error);
    of->at = of->files.progress;
    if (!status && !of->resumed) {
        status = parts_write(&of->files, PART_OUT, header.bytes, header.length, error);
        if (!status) status = write_own_header(of, error);
        parts_measure(&of->files, &of->at);
        if (!status) status = save(of, error);
    }
    buffer_free(&header);
    return status;
}

static exportcat_status make_workers(run *of, exportcat_error *error) {
    of->workers = calloc(of->threads, sizeof *of->workers);
    of->owns = calloc(of->threads, sizeof *of->owns);
    if (!of->workers || !of->owns) return status_memory(error);
    for (size_t i = 0; i < of->threads; i++) {
        of->workers[i] = (batch_worker){.program = of->program,
                                        .options = of->options,
                                        .layout = batch_input_layout(of->input)};
        of->owns[i] = &of->workers[i];
        if (!batch_worker_ready(&of->workers[i])) return status_memory(error);
    }
    of->pool = pool_new(of->threads, batch_answer, of->owns);
    if (!of->pool) return status_memory(error);
    of->piece_count = pool_room(of->pool) + 1;
    of->pieces = calloc(of->piece_count, sizeof *of->pieces);
    return of->pieces ? EXPORTCAT_OK : status_memory(error);
}

static void free_workers(run *of) {
    pool_free(of->pool);
    for (size_t i = 0; of->workers && i < of->threads; i++) batch_worker_free(&of->workers[i]);
    for (size_t i = 0; of->pieces && i < of->piece_count; i++) batch_piece_free(&of->pieces[i]);
    free(of->workers);
    free(of->owns);
    free(of->pieces);
}

static exportcat_status answer_all(run *of, exportcat_error *error) {
    exportcat_status status = make_workers(of, error);
    if (!status) status = skip(of, error);
    if (!status && !batch_stop) status = work(of, error);
    free_workers(of);
    return status;
}

static exportcat_status process(run *of, exportcat_error *error) {
    exportcat_status status = of->at.done ? EXPORTCAT_OK : answer_all(of, error);
    if (!status && !batch_stop) of->at.done = true;
    if (!status) status = save(of, error);
    bool stopped = batch_stop && !of->at.done;
    if (status || (stopped && !of->files.state_path)) parts_stop(&of->files, &of->at);
    return status;
}

static exportcat_status finish(run *of, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    if (of->options->page)
        status = page_write(of->program, of->options, &of->files, &of->at, error);
    return status ? status : parts_finish(&of->files, error);
}

/* ---- What came out --------------------------------------------------------------------------- */

static void tell_counts(const uint64_t *counts) {
    fprintf(stderr, "%s listed, %s possible, %s none found, %s cannot say",
            meter_number(counts[EXPORTCAT_LISTED]), meter_number(counts[EXPORTCAT_POSSIBLE]),
            meter_number(counts[EXPORTCAT_NONE_FOUND]), meter_number(counts[EXPORTCAT_CANNOT_SAY]));
}

static void tell_second_day(const run *of) {
    char day[16];
    exportcat_date_format(of->options->days[1].as_of, day);
    fprintf(stderr, "; as of %s: ", day);
    tell_counts(of->at.counts[1]);
    fprintf(stderr, ", %s changed", meter_number(of->at.changed));
}

static void tell_end(const run *of) {
    const uint64_t *counts = of->at.counts[0];
    uint64_t rows = of->at.rows;
    size_t blank = batch_input_blank_lines(of->input);
    double seconds = meter_now() - of->meter.began;
    fprintf(stderr, "exportcat: %s %s: ", meter_number(rows), rows == 1 ? "row" : "rows");
    if (of->options->scores_only)
        fprintf(stderr, "%s scored", meter_number(counts[EXPORTCAT_NONE_FOUND]));
    else
        tell_counts(counts);
    fprintf(stderr, ", %s in error", meter_number(counts[BATCH_ERROR]));
    if (of->options->day_count > 1) tell_second_day(of);
    if (blank) fprintf(stderr, "; %s blank %s", meter_number(blank), blank == 1 ? "line" : "lines");
    fprintf(stderr, "; %.1f s\n", seconds);
}

static void tell_stopped(const run *of) {
    fprintf(stderr, "exportcat: stopped after %s rows", meter_number(of->at.rows));
    if (of->files.state_path)
        fprintf(stderr, ", which stand in %s; the same command with --resume goes on",
                of->files.parts[PART_OUT].part);
    fputs("\n", stderr);
}

/* By the worst outcome on either day. */
static int exit_code(const batch_progress *at) {
    int code = EXIT_OK;
    for (size_t day = 0; day < BATCH_DAYS; day++) {
        const uint64_t *counts = at->counts[day];
        if (counts[EXPORTCAT_LISTED]) return EXIT_LISTED;
        if (counts[EXPORTCAT_POSSIBLE] || counts[EXPORTCAT_CANNOT_SAY] || counts[BATCH_ERROR])
            code = EXIT_LOOK;
    }
    return code;
}

static size_t thread_count(const batch_options *options) {
    long cores = options->threads ? (long)options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > BATCH_THREADS_MAX ? BATCH_THREADS_MAX : (size_t)cores;
}

exportcat_status batch_run(const exportcat *program, const batch_options *options, int *code,
                           exportcat_error *error) {
    run of = {.program = program, .options = options, .threads = thread_count(options)};
    exportcat_status status = batch_input_new(options, &of.input, error);
    if (!status) status = begin(&of, error);
    if (!status) {
        meter_begin(&of.meter, options->quiet, batch_input_size(of.input));
        status = process(&of, error);
        meter_end(&of.meter);
        bool stopped = batch_stop && !of.at.done;
        if (!status && !stopped) status = finish(&of, error);
        if (stopped || (status && status != EXPORTCAT_E_USAGE && of.files.state_path))
            tell_stopped(&of);
        else if (!status && !options->quiet)
            tell_end(&of);
    }
    *code = exit_code(&of.at);
    parts_close(&of.files);
    batch_input_free(of.input);
    return status;
}
