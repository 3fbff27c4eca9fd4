#include "report_flat.h"

#include "fold.h"
#include "report_page.h"

typedef enum {
    PROSE,  /* any words */
    SYMBOL, /* a word of our own, a day, a digest: letters, digits, _ and - between them */
    FIGURE, /* digits and a point */
} column_kind;

static const struct {
    const char *name;
    column_kind kind;
} columns[FLAT_COLUMNS] = {
    [FLAT_OUTCOME] = {"outcome", SYMBOL},
    [FLAT_PART] = {"part", SYMBOL},
    [FLAT_ENTRY] = {"entry", PROSE},
    [FLAT_POINT] = {"point", PROSE},
    [FLAT_CODE] = {"code", PROSE},
    [FLAT_NUMBER] = {"number", FIGURE},
    [FLAT_GRADE] = {"grade", SYMBOL},
    [FLAT_PROBABILITY] = {"probability", FIGURE},
    [FLAT_REASON] = {"reason", PROSE},
    [FLAT_SECOND] = {"second", PROSE},
    [FLAT_SECOND_PROBABILITY] = {"second_probability", FIGURE},
    [FLAT_CANDIDATE_SET] = {"candidate_set", PROSE},
    [FLAT_EVIDENCE] = {"evidence", PROSE},
    [FLAT_MISSING] = {"missing", PROSE},
    [FLAT_CITATION] = {"citation", PROSE},
    [FLAT_AS_OF] = {"as_of", SYMBOL},
    [FLAT_EDITION] = {"edition", PROSE},
    [FLAT_CATALOGUE] = {"catalogue", SYMBOL},
    [FLAT_MODEL] = {"model", SYMBOL},
};

const char *report_flat_name(flat_column column) {
    return columns[column].name;
}

bool report_flat_is_number(flat_column column) {
    return columns[column].kind == FIGURE;
}

bool report_flat_is_plain(flat_column column) {
    return columns[column].kind != PROSE;
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

static void put_candidate(page *on, flat_column column) {
    const exportcat_verdict *verdict = on->verdict;
    buffer *out = on->out;
    const exportcat_candidate *first = &verdict->candidates[0];
    switch (column) {
    case FLAT_PART: buffer_text(out, exportcat_part_name(first->part)); return;
    case FLAT_ENTRY: buffer_text(out, first->entry); return;
    case FLAT_POINT: put(out, first->point); return;
    case FLAT_CODE: put(out, first->code); return;
    case FLAT_NUMBER:
        if (first->number) buffer_decimal(out, first->number, 0);
        return;
    case FLAT_GRADE: buffer_text(out, exportcat_grade_name(first->grade)); return;
    case FLAT_PROBABILITY: put_probability(out, first->probability); return;
    case FLAT_REASON: put(out, first->reason); return;
    case FLAT_EVIDENCE: put_evidence(verdict, first, out); return;
    case FLAT_MISSING: put_missing(first, out); return;
    case FLAT_CITATION:
        if (first->citation_count) put_citation(on, &first->citations[0]);
        return;
    default: return;
    }
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

static void put_second(page *on, flat_column column) {
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->candidate_count < 2) return;
    const exportcat_candidate *second = &verdict->candidates[1];
    if (column == FLAT_SECOND)
        put_id(on, second->entry, second->point);
    else
        put_probability(on->out, second->probability);
}

static void put_set(const exportcat_verdict *verdict, buffer *out) {
    for (size_t i = 0; i < verdict->candidate_set_count; i++) {
        if (i) buffer_text(out, " ");
        buffer_text(out, verdict->candidate_set[i]);
    }
}

static void put_column(page *on, flat_column column) {
    const exportcat_verdict *verdict = on->verdict;
    buffer *out = on->out;
    switch (column) {
    case FLAT_OUTCOME: buffer_text(out, exportcat_outcome_name(verdict->outcome)); return;
    case FLAT_SECOND:
    case FLAT_SECOND_PROBABILITY: put_second(on, column); return;
    case FLAT_CANDIDATE_SET: put_set(verdict, out); return;
    case FLAT_AS_OF: put_day(on, verdict->as_of); return;
    case FLAT_EDITION: put(out, verdict->edition); return;
    case FLAT_CATALOGUE: buffer_text(out, verdict->catalogue_digest); return;
    case FLAT_MODEL: buffer_text(out, verdict->model_digest); return;
    default:
        if (verdict->candidate_count)
            put_candidate(on, column);
        else if (column == FLAT_REASON)
            put_no_candidate(on);
    }
}

void report_flat(const exportcat_verdict *verdict, flat_row *row) {
    page on = {verdict, &row->bytes, &palette_plain};
    row->bytes.length = 0;
    for (int column = 0; column < FLAT_COLUMNS; column++) {
        put_column(&on, (flat_column)column);
        row->end[column] = row->bytes.length;
    }
}

const char *report_flat_value(const flat_row *row, flat_column column, size_t *length) {
    size_t begin = column ? row->end[column - 1] : 0;
    *length = row->end[column] - begin;
    return row->bytes.bytes ? row->bytes.bytes + begin : "";
}

void report_flat_free(flat_row *row) {
    buffer_free(&row->bytes);
}
