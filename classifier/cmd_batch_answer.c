/* A piece of rows is answered: each row's text is classified, and what is written of it is made. */
#include "cmd_batch_json.h"
#include "cmd_batch_table.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

enum { PROBLEM_MAX = 512 };

/* What one thread works with. */
struct batch_desk {
    exportcat_scratch *scratch;
    value_desk values;
    value_list list;
    buffer text, id, whole;
    char problem[PROBLEM_MAX];
};

bool batch_worker_ready(batch_worker *worker) {
    worker->desk = calloc(1, sizeof *worker->desk);
    if (!worker->desk) return false;
    worker->desk->scratch = exportcat_scratch_new(worker->program);
    return worker->desk->scratch;
}

void batch_worker_free(batch_worker *worker) {
    if (!worker->desk) return;
    exportcat_scratch_free(worker->desk->scratch);
    value_desk_free(&worker->desk->values);
    buffer_free(&worker->desk->text);
    buffer_free(&worker->desk->id);
    buffer_free(&worker->desk->whole);
    free(worker->desk);
    worker->desk = NULL;
}

/* One row on its way. */
typedef struct {
    const batch_worker *by;
    batch_piece *piece;
    const batch_row *row;
    const char *raw;
    const char *text;
    size_t length;
    bool can_add; /* to a line of JSON */
    const exportcat_verdict *verdicts[2];
    value_list *values; /* the desk's list */
} task;

/* ---- The text -------------------------------------------------------------------------------- */

static void join_fields(const task *of, const size_t *columns, size_t count, const char *between,
                        buffer *out) {
    out->length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *bytes = table_field(of->piece, of->row, columns[i], &length);
        if (!length) continue;
        if (out->length) buffer_text(out, between);
        buffer_add(out, bytes, length);
    }
}

static void find_table_text(task *of) {
    const batch_layout *layout = of->by->layout;
    struct batch_desk *desk = of->by->desk;
    if (of->row->problem) {
        snprintf(desk->problem, PROBLEM_MAX, "%s", of->row->problem);
    } else if (of->row->field_count != layout->columns) {
        snprintf(desk->problem, PROBLEM_MAX, "%zu fields, not %zu", of->row->field_count,
                 layout->columns);
    } else if (layout->text_count == 1) {
        of->text = table_field(of->piece, of->row, layout->text[0], &of->length);
    } else {
        join_fields(of, layout->text, layout->text_count, "\n", &desk->text);
        of->text = desk->text.bytes;
        of->length = desk->text.length;
    }
    if (!*desk->problem && of->by->options->page)
        join_fields(of, layout->id, layout->id_count, " ", &desk->id);
}

static exportcat_status find_text(task *of, exportcat_error *error) {
    struct batch_desk *desk = of->by->desk;
    desk->id.length = 0;
    if (!of->by->options->json_lines) {
        find_table_text(of);
        return desk->text.failed || desk->id.failed ? status_memory(error) : EXPORTCAT_OK;
    }
    exportcat_status status =
        json_row_text(of->by->options, of->raw, of->row->raw.length, &desk->text, &desk->id,
                      &of->can_add, desk->problem, error);
    of->text = desk->text.bytes;
    of->length = desk->text.length;
    return status;
}

static bool is_empty(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!memchr(" \t\r\n", text[i], 4)) return false;
    return true;
}

/* ---- The answer ------------------------------------------------------------------------------ */

/* Of the text that was read; tells the problem. */
static bool has_bad_bytes(struct batch_desk *desk) {
    size_t count = desk->scratch->folded.replaced_bytes;
    if (count) snprintf(desk->problem, PROBLEM_MAX, "%zu bytes of the text are not UTF-8", count);
    return count;
}

static exportcat_status score(task *of, exportcat_error *error) {
    struct batch_desk *desk = of->by->desk;
    exportcat_status status =
        classifier_score(of->by->program, desk->scratch, of->text, of->length, error);
    if (status || has_bad_bytes(desk)) return status;
    return values_of_scores(&desk->values, &of->by->program->scores, desk->scratch, of->values,
                            error);
}

static exportcat_status add_whole(task *of, exportcat_error *error) {
    char *answer;
    size_t length;
    exportcat_status status =
        exportcat_render(of->verdicts[0], EXPORTCAT_JSON_LINE, &answer, &length, error);
    if (!status) buffer_add(&of->by->desk->whole, answer, length - 1);
    exportcat_string_free(answer);
    return status;
}

static exportcat_status classify(task *of, exportcat_error *error) {
    struct batch_desk *desk = of->by->desk;
    const batch_options *options = of->by->options;
    exportcat_status status =
        exportcat_classify_days(of->by->program, desk->scratch, of->text, of->length, options->days,
                                options->day_count, of->verdicts, error);
    if (status || has_bad_bytes(desk)) return status;
    status = values_of_verdicts(&desk->values, of->verdicts, options->day_count,
                                of->by->layout->delimiter, of->values, error);
    return !status && options->full ? add_whole(of, error) : status;
}

/* A text that cannot be answered is its row's problem; all else is the run's. */
static exportcat_status answer_text(task *of, exportcat_error *error) {
    struct batch_desk *desk = of->by->desk;
    if (is_empty(of->text, of->length)) {
        snprintf(desk->problem, PROBLEM_MAX, "no text");
        return EXPORTCAT_OK;
    }
    if (of->piece->replaces && memmem(of->text, of->length, "\uFFFD", 3)) {
        snprintf(desk->problem, PROBLEM_MAX, "bytes of the text are not in the file's encoding");
        return EXPORTCAT_OK;
    }
    exportcat_status status = of->by->options->scores_only ? score(of, error) : classify(of, error);
    if (status != EXPORTCAT_E_TEXT) return status;
    snprintf(desk->problem, PROBLEM_MAX, "%s", error->message);
    return EXPORTCAT_OK;
}

/* ---- Out ------------------------------------------------------------------------------------- */

static exportcat_status put_row(task *of, exportcat_error *error) {
    batch_piece *piece = of->piece;
    const batch_worker *by = of->by;
    if (*by->desk->problem) {
        buffer_add(&piece->rejects, of->raw, of->row->raw.length);
        buffer_text(&piece->rejects, table_line_end(by->layout));
    }
    if (by->options->json_lines)
        return json_row_put(by->options, of->raw, of->row->raw.length, of->can_add, of->values,
                            &by->desk->whole, &piece->out, error);
    table_row_put(by->layout, piece, of->row, of->values, &piece->out);
    return piece->out.failed || piece->rejects.failed ? status_memory(error) : EXPORTCAT_OK;
}

static void put_page_row(task *of) {
    const struct batch_desk *desk = of->by->desk;
    bool failed = *desk->problem;
    report_row row = {.row = of->row->number,
                      .line = of->row->line,
                      .id = desk->id.length ? desk->id.bytes : NULL,
                      .id_length = desk->id.length,
                      .verdict = failed ? NULL : of->verdicts[0],
                      .and_verdict = failed ? NULL : of->verdicts[1],
                      .change = failed ? NULL : desk->values.change,
                      .error = failed ? desk->problem : NULL};
    report_html_row(&row, &of->piece->page);
}

/* Scores alone find nothing. */
static batch_finding finding_of(const exportcat_verdict *verdict) {
    if (!verdict) return (batch_finding){.class = EXPORTCAT_NONE_FOUND};
    batch_finding found = {.class = (int)verdict->outcome};
    if (!verdict->candidate_count) return found;
    found.entry = verdict->candidates[0].entry;
    found.part = verdict->candidates[0].part;
    return found;
}

static exportcat_status answer_row(batch_piece *piece, const batch_worker *by, size_t number,
                                   exportcat_error *error) {
    const batch_row *row = &piece->rows[number];
    task of = {.by = by,
               .piece = piece,
               .row = row,
               .raw = piece->bytes.bytes + row->raw.start,
               .values = &by->desk->list};
    batch_result *result = &piece->results[number];
    *by->desk->problem = '\0';
    by->desk->whole.length = 0;
    exportcat_status status = find_text(&of, error);
    if (!status && !*by->desk->problem) status = answer_text(&of, error);
    if (status) return status;
    bool failed = *by->desk->problem;
    if (failed) values_of_error(by->options, by->desk->problem, of.values);
    *result = (batch_result){.changed = !failed && by->desk->values.change};
    for (size_t i = 0; i < BATCH_DAYS; i++)
        result->days[i] =
            failed ? (batch_finding){.class = BATCH_ERROR} : finding_of(of.verdicts[i]);
    status = put_row(&of, error);
    if (!status && by->options->page) put_page_row(&of);
    result->page_end = piece->page.length;
    return status ? status : piece->page.failed ? status_memory(error) : EXPORTCAT_OK;
}

void batch_answer(void *piece_of_rows, void *worker) {
    batch_piece *piece = piece_of_rows;
    piece->out.length = piece->rejects.length = piece->page.length = 0;
    piece->status = EXPORTCAT_OK;
    if (grow(&piece->results, &piece->result_capacity, piece->count, sizeof *piece->results))
        piece->status = status_memory(&piece->error);
    for (size_t i = 0; !piece->status && i < piece->count; i++)
        piece->status = answer_row(piece, worker, i, &piece->error);
}
