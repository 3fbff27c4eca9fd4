#include "report_flat.h"

#include "fold.h"
#include "report_page.h"

static const char *const names[FLAT_COLUMNS] = {
    [FLAT_OUTCOME] = "outcome",
    [FLAT_PART] = "part",
    [FLAT_ENTRY] = "entry",
    [FLAT_POINT] = "point",
    [FLAT_CODE] = "code",
    [FLAT_NUMBER] = "number",
    [FLAT_GRADE] = "grade",
    [FLAT_PROBABILITY] = "probability",
    [FLAT_REASON] = "reason",
    [FLAT_SECOND] = "second",
    [FLAT_SECOND_PROBABILITY] = "second_probability",
    [FLAT_CANDIDATE_SET] = "candidate_set",
    [FLAT_EVIDENCE] = "evidence",
    [FLAT_MISSING] = "missing",
    [FLAT_CITATION] = "citation",
    [FLAT_AS_OF] = "as_of",
    [FLAT_EDITION] = "edition",
    [FLAT_CATALOGUE] = "catalogue",
    [FLAT_MODEL] = "model",
};

#define BIT(column) ((uint32_t)1 << (column))

enum {
    /* Digits and a point. */
    FIGURES = BIT(FLAT_NUMBER) | BIT(FLAT_PROBABILITY) | BIT(FLAT_SECOND_PROBABILITY),
    /* A word of our own, a day, a digest: letters, digits, _ and - between them. */
    SYMBOLS = BIT(FLAT_OUTCOME) | BIT(FLAT_PART) | BIT(FLAT_GRADE) | BIT(FLAT_AS_OF) |
              BIT(FLAT_CATALOGUE) | BIT(FLAT_MODEL),
    /* Such words, too, as catalogue_check holds them to it; / or a blank parts two of them. */
    IDS = BIT(FLAT_ENTRY) | BIT(FLAT_POINT) | BIT(FLAT_CODE) | BIT(FLAT_SECOND) |
          BIT(FLAT_CANDIDATE_SET) | BIT(FLAT_EDITION),
    ALL = BIT(FLAT_COLUMNS) - 1
};

const char *report_flat_name(flat_column column) {
    return names[column];
}

bool report_flat_is_number(flat_column column) {
    return BIT(column) & FIGURES;
}

uint32_t report_flat_prose(void) {
    return ALL & ~(FIGURES | SYMBOLS | IDS);
}

static void put(buffer *out, const char *text) {
    if (text) buffer_text(out, text);
}

static void put_either(buffer *out, exportcat_words words) {
    put(out, words.en ? words.en : words.zh);
}

/* Parts one item from the one before it in the same column. */
static void next(buffer *out, size_t begin) {
    if (out->length > begin) buffer_text(out, "; ");
}

/* ---- What is said of the first candidate ----------------------------------------------------- */

static void put_evidence(const exportcat_verdict *verdict, const exportcat_candidate *first,
                         buffer *out) {
    size_t begin = out->length;
    for (size_t i = 0; i < first->evidence_count; i++) {
        const exportcat_evidence *item = &first->evidence[i];
        next(out, begin);
        buffer_text(out, "“");
        fold_clean(out, verdict->text + item->start, item->end - item->start);
        buffer_text(out, "” (");
        buffer_text(out, exportcat_evidence_kind_name(item->kind));
        if (item->rule) buffer_text(out, " ");
        put(out, item->rule);
        buffer_text(out, ")");
    }
}

static bool is_open(const exportcat_threshold *item) {
    return item->state == EXPORTCAT_MISSING || item->state == EXPORTCAT_UNCLEAR;
}

static void put_threshold(const exportcat_threshold *item, buffer *out) {
    put_either(out, item->parameter);
    if (item->condition.en || item->condition.zh) buffer_text(out, ", ");
    put_either(out, item->condition);
    buffer_text(out, " ");
    buffer_text(out, item->relation);
    buffer_text(out, " ");
    buffer_figure(out, item->value);
    buffer_text(out, " ");
    buffer_text(out, item->unit);
    buffer_text(out, ": ");
    buffer_text(out, exportcat_threshold_state_name(item->state));
}

static void put_missing(const exportcat_candidate *first, buffer *out) {
    size_t begin = out->length;
    for (size_t i = 0; i < first->threshold_count; i++) {
        if (!is_open(&first->thresholds[i])) continue;
        next(out, begin);
        put_threshold(&first->thresholds[i], out);
    }
    for (size_t i = 0; i < first->question_count; i++) {
        next(out, begin);
        put_either(out, first->questions[i]);
    }
}

static void put_citation(page *on, const exportcat_citation *item) {
    buffer *out = on->out;
    buffer_text(out, item->instrument);
    buffer_text(out, ", in force since ");
    put_day(on, item->in_force);
    buffer_text(out, item->code ? ", code " : ", code not confirmed");
    put(out, item->code);
    if (!item->number) return;
    buffer_text(out, ", control point ");
    buffer_decimal(out, item->number, 0);
}

static void put_probability(buffer *out, double value) {
    if (value >= 0) buffer_decimal(out, value, 4);
}

/* ---- What is said of the whole --------------------------------------------------------------- */

/* That nothing was found is told with what came nearest; that nothing can be said, with why. */
static void put_no_candidate(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    buffer *out = on->out;
    if (verdict->outcome == EXPORTCAT_CANNOT_SAY) {
        if (verdict->note_count) buffer_text(out, verdict->notes[0]);
        return;
    }
    buffer_text(out, "not permission to export");
    if (!verdict->set_aside_count) return;
    const exportcat_set_aside *nearest = &verdict->set_aside[0];
    buffer_text(out, "; nearest: ");
    put_id(on, nearest->entry, nearest->point);
    buffer_text(out, ", set aside: ");
    buffer_text(out, nearest->reason);
}

static void put_set(const exportcat_verdict *verdict, buffer *out) {
    for (size_t i = 0; i < verdict->candidate_set_count; i++) {
        if (i) buffer_text(out, " ");
        buffer_text(out, verdict->candidate_set[i]);
    }
}

/* ---- The columns, in their order ------------------------------------------------------------- */

static void end_column(flat_row *row, flat_column column) {
    row->end[column] = row->bytes.length;
    buffer_add(&row->bytes, &row->parting, 1);
}

/* Columns with nothing in them, the last of them included. */
static void leave_empty(flat_row *row, flat_column first, flat_column last) {
    char partings[FLAT_COLUMNS];
    const size_t count = (size_t)last - first + 1;
    for (size_t i = 0; i < count; i++) row->end[first + i] = row->bytes.length + i;
    memset(partings, row->parting, sizeof partings);
    buffer_add(&row->bytes, partings, count);
}

static void put_first(const exportcat_candidate *first, flat_row *row) {
    buffer *out = &row->bytes;
    if (!first) {
        leave_empty(row, FLAT_PART, FLAT_PROBABILITY);
        return;
    }
    buffer_text(out, exportcat_part_name(first->part));
    end_column(row, FLAT_PART);
    buffer_text(out, first->entry);
    end_column(row, FLAT_ENTRY);
    put(out, first->point);
    end_column(row, FLAT_POINT);
    put(out, first->code);
    end_column(row, FLAT_CODE);
    if (first->number) buffer_decimal(out, first->number, 0);
    end_column(row, FLAT_NUMBER);
    buffer_text(out, exportcat_grade_name(first->grade));
    end_column(row, FLAT_GRADE);
    put_probability(out, first->probability);
    end_column(row, FLAT_PROBABILITY);
}

static void put_second(page *on, const exportcat_candidate *second, flat_row *row) {
    if (!second) {
        leave_empty(row, FLAT_SECOND, FLAT_SECOND_PROBABILITY);
        return;
    }
    put_id(on, second->entry, second->point);
    end_column(row, FLAT_SECOND);
    put_probability(on->out, second->probability);
    end_column(row, FLAT_SECOND_PROBABILITY);
}

/* What bears the first candidate out, what is open, and where it stands. */
static void put_grounds(page *on, const exportcat_candidate *first, flat_row *row) {
    if (!first) {
        leave_empty(row, FLAT_EVIDENCE, FLAT_CITATION);
        return;
    }
    put_evidence(on->verdict, first, on->out);
    end_column(row, FLAT_EVIDENCE);
    put_missing(first, on->out);
    end_column(row, FLAT_MISSING);
    if (first->citation_count) put_citation(on, &first->citations[0]);
    end_column(row, FLAT_CITATION);
}

/* ---- What all texts of a day have ------------------------------------------------------------ */

static bool is_of(const flat_day *day, const exportcat_verdict *verdict, char parting) {
    return day->bytes.length && day->as_of == verdict->as_of && day->edition == verdict->edition &&
           day->catalogue_digest == verdict->catalogue_digest &&
           day->model_digest == verdict->model_digest && day->parting == parting;
}

static void add_of_day(flat_day *day, flat_column column, const char *text) {
    put(&day->bytes, text);
    day->end[column - FLAT_AS_OF] = day->bytes.length;
    buffer_add(&day->bytes, &day->parting, 1);
}

/* And what can be read behind the row. */
static void make_day(flat_day *day, const exportcat_verdict *verdict, char parting) {
    static const char behind[FLAT_BEHIND];
    char as_of[16];
    exportcat_date_format(verdict->as_of, as_of);
    *day = (flat_day){.bytes = day->bytes,
                      .as_of = verdict->as_of,
                      .edition = verdict->edition,
                      .catalogue_digest = verdict->catalogue_digest,
                      .model_digest = verdict->model_digest,
                      .parting = parting};
    day->bytes.length = 0;
    add_of_day(day, FLAT_AS_OF, as_of);
    add_of_day(day, FLAT_EDITION, verdict->edition);
    add_of_day(day, FLAT_CATALOGUE, verdict->catalogue_digest);
    add_of_day(day, FLAT_MODEL, verdict->model_digest);
    buffer_add(&day->bytes, behind, sizeof behind);
}

static void put_day_columns(const exportcat_verdict *verdict, flat_row *row) {
    flat_day *day = &row->day;
    if (!is_of(day, verdict, row->parting)) make_day(day, verdict, row->parting);
    for (size_t i = 0; i < FLAT_OF_DAY; i++)
        row->end[FLAT_AS_OF + i] = row->bytes.length + day->end[i];
    buffer_add(&row->bytes, day->bytes.bytes, day->bytes.length);
    row->bytes.failed |= day->bytes.failed;
}

void report_flat(const exportcat_verdict *verdict, flat_row *row) {
    buffer *out = &row->bytes;
    page on = {verdict, out, &palette_plain};
    const size_t count = verdict->candidate_count;
    const exportcat_candidate *first = count > 0 ? &verdict->candidates[0] : NULL;
    const exportcat_candidate *second = count > 1 ? &verdict->candidates[1] : NULL;
    out->length = 0;
    buffer_text(out, exportcat_outcome_name(verdict->outcome));
    end_column(row, FLAT_OUTCOME);
    put_first(first, row);
    if (first)
        put(out, first->reason);
    else
        put_no_candidate(&on);
    end_column(row, FLAT_REASON);
    put_second(&on, second, row);
    put_set(verdict, out);
    end_column(row, FLAT_CANDIDATE_SET);
    put_grounds(&on, first, row);
    put_day_columns(verdict, row);
}

const char *report_flat_value(const flat_row *row, flat_column column, size_t *length) {
    size_t begin = column ? row->end[column - 1] + 1 : 0;
    *length = row->end[column] - begin;
    return row->bytes.bytes + begin;
}

void report_flat_free(flat_row *row) {
    buffer_free(&row->bytes);
    buffer_free(&row->day.bytes);
}
