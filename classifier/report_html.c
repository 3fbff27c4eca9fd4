#include "report_html.h"

#include "fold.h"

#include <string.h>

const char *const report_html_outcomes[REPORT_OUTCOMES] = {"Listed", "Possible", "None found",
                                                           "Cannot say", "In error"};

static void put_clean(buffer *out, const char *bytes, size_t length) {
    size_t from = out->length;
    fold_clean(out, bytes, length);
    html_escape(out, from);
}

/* The first candidate of the row's days that has one. */
static const exportcat_candidate *first_of(const exportcat_verdict *const *days) {
    for (int i = 0; i < REPORT_DAYS; i++)
        if (days[i] && days[i]->candidate_count) return days[i]->candidates;
    return NULL;
}

/* Below 0 where there is none. */
static double highest_probability(const exportcat_verdict *const *days) {
    double highest = -1;
    for (int i = 0; i < REPORT_DAYS; i++)
        if (days[i] && days[i]->candidate_count && days[i]->candidates[0].probability > highest)
            highest = days[i]->candidates[0].probability;
    return highest;
}

/* What the script sorts and filters by: sorted by the worse of two days, found by either. */
static void put_keys(const report_row *row, buffer *out) {
    const exportcat_verdict *days[REPORT_DAYS] = {row->verdict, row->and_verdict};
    const exportcat_candidate *first = first_of(days);
    double near = highest_probability(days);
    int outcome = row->verdict ? (int)row->verdict->outcome : REPORT_IN_ERROR;
    int other = row->and_verdict ? (int)row->and_verdict->outcome : outcome;
    buffer_format(out,
                  "<tbody role=\"rowgroup\" data-row=\"%zu\" data-outcome=\"%d\" "
                  "data-outcomes=\"%d",
                  row->row, other < outcome ? other : outcome, outcome);
    if (other != outcome) buffer_format(out, " %d", other);
    buffer_text(out, "\" data-near=\"");
    if (near >= 0) buffer_decimal(out, near, 6);
    buffer_text(out, "\" data-entry=\"");
    if (first) html_text(out, first->entry);
    buffer_text(out, "\" data-entries=\"");
    for (int i = 0; i < REPORT_DAYS; i++) {
        if (!days[i] || !days[i]->candidate_count) continue;
        html_text(out, days[i]->candidates[0].entry);
        buffer_text(out, " ");
    }
    buffer_text(out, row->change ? "\" data-changed>\n" : "\">\n");
}

static void put_place(const report_row *row, buffer *out) {
    buffer_format(out, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">%zu", row->row);
    if (row->line) buffer_format(out, " <small>line %zu</small>", row->line);
    if (row->file) {
        buffer_text(out, "<br><small>");
        put_clean(out, row->file, strlen(row->file));
        buffer_text(out, "</small>");
    }
    buffer_text(out, "</th>\n<td role=\"cell\"><bdi>");
    if (row->id) put_clean(out, row->id, row->id_length);
    buffer_text(out, "</bdi></td>\n");
}

static void put_badge(const exportcat_verdict *verdict, buffer *out) {
    int outcome = verdict ? (int)verdict->outcome : REPORT_IN_ERROR;
    buffer_format(out, "<span class=\"o o%d\">%s</span>", outcome, report_html_outcomes[outcome]);
    if (verdict && verdict->candidate_count)
        buffer_format(out, " %s", exportcat_part_name(verdict->candidates[0].part));
}

static void put_escaped_id(const exportcat_verdict *verdict, buffer *out) {
    page on = {verdict, out, &palette_plain};
    size_t from = out->length;
    put_id(&on, verdict->candidates[0].entry, verdict->candidates[0].point);
    html_escape(out, from);
}

static void put_other_day(const report_row *row, buffer *out) {
    page on = {row->and_verdict, out, &palette_plain};
    buffer_text(out, "<div class=\"then\"><small>");
    put_day(&on, row->and_verdict->as_of);
    buffer_text(out, row->change ? ":</small><br>" : ": the same</small></div>");
    if (!row->change) return;
    put_badge(row->and_verdict, out);
    if (row->and_verdict->candidate_count) {
        buffer_text(out, "<br><small>");
        put_escaped_id(row->and_verdict, out);
        buffer_text(out, ", ");
        put_nearness(&on, row->and_verdict->candidates[0].probability,
                     row->and_verdict->candidates[0].similarity, 2);
        buffer_text(out, "</small>");
    }
    buffer_text(out, "</div>");
}

static void put_outcomes(const report_row *row, buffer *out) {
    buffer_text(out, "<td role=\"cell\">");
    put_badge(row->verdict, out);
    if (row->and_verdict) put_other_day(row, out);
    buffer_text(out, "</td>\n");
}

static void put_entry(const report_row *row, buffer *out) {
    if (!row->verdict || !row->verdict->candidate_count) {
        buffer_text(out, "<td role=\"cell\">–</td>\n<td role=\"cell\">–</td>\n"
                         "<td role=\"cell\">–</td>\n");
        return;
    }
    const exportcat_candidate *first = row->verdict->candidates;
    page on = {row->verdict, out, &palette_plain};
    buffer_text(out, "<td role=\"cell\">");
    put_escaped_id(row->verdict, out);
    buffer_text(out, "</td>\n<td role=\"cell\"><small>");
    size_t from = out->length;
    put_code(&on, first->code, first->number, first->grade);
    html_escape(out, from);
    buffer_text(out, "</small></td>\n<td role=\"cell\">");
    if (first->probability < 0) buffer_text(out, "none; similarity ");
    buffer_decimal(out, first->probability < 0 ? first->similarity : first->probability, 2);
    buffer_text(out, "</td>\n");
}

/* The beginning of the text, or why there is no answer. */
static void put_opening(const report_row *row, buffer *out) {
    enum { OPENING = 160 };
    const exportcat_verdict *verdict = row->verdict;
    if (!verdict) {
        put_clean(out, row->error, strlen(row->error));
        return;
    }
    stretch shown = report_around(verdict, 0, 0, OPENING);
    if (strcmp(verdict->language, "none") == 0) buffer_text(out, "(no words) ");
    put_clean(out, verdict->text, shown.to);
    if (shown.to < verdict->bytes) buffer_text(out, "…");
}

void report_html_row(const report_row *row, buffer *out) {
    put_keys(row, out);
    put_place(row, out);
    put_outcomes(row, out);
    put_entry(row, out);
    buffer_text(out, "</tr>\n<tr role=\"row\"><td role=\"cell\" colspan=\"6\">");
    buffer_text(out, row->verdict ? "<details><summary><bdi>" : "<bdi>");
    put_opening(row, out);
    buffer_text(out, row->verdict ? "</bdi></summary>\n" : "</bdi>");
    if (row->verdict) put_html_details(row, out);
    buffer_text(out, row->verdict ? "</details></td></tr>\n</tbody>\n" : "</td></tr>\n</tbody>\n");
}
