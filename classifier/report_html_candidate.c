#include "report_html.h"

#include "fold.h"

void put_html_words(buffer *out, exportcat_words words) {
    if (words.en) html_text(out, words.en);
    if (words.en && words.zh) buffer_text(out, " ");
    if (!words.zh) return;
    buffer_text(out, "<span lang=\"zh\">");
    html_text(out, words.zh);
    buffer_text(out, "</span>");
}

void put_html_stretch(page *on, size_t start, size_t end) {
    size_t from = on->out->length;
    fold_clean(on->out, on->verdict->text + start, end - start);
    html_escape(on->out, from);
}

void put_html_context(page *on, size_t start, size_t end) {
    const stretch all = report_around(on->verdict, start, end, REPORT_ROOM);
    buffer_text(on->out, all.from ? "<bdi>…" : "<bdi>");
    put_html_stretch(on, all.from, start);
    buffer_text(on->out, "<mark>");
    put_html_stretch(on, start, end);
    buffer_text(on->out, "</mark>");
    put_html_stretch(on, end, all.to);
    buffer_text(on->out, all.to < on->verdict->bytes ? "…</bdi>" : "</bdi>");
}

static void put_heading(page *on, const char *text) {
    buffer_format(on->out, "<h4>%s</h4>\n", text);
}

/* ---- Reasons --------------------------------------------------------------------------------- */

static void begin_quote(page *on, const exportcat_evidence *item) {
    buffer_format(on->out, "<li><b>%s</b> ", exportcat_evidence_kind_name(item->kind));
    put_html_context(on, item->start, item->end);
    buffer_format(on->out, " <small>bytes %zu–%zu, ", item->start, item->end);
}

static void put_evidence(page *on, const exportcat_evidence *item) {
    begin_quote(on, item);
    size_t from = on->out->length;
    put_bearing(on, item);
    html_escape(on->out, from);
    buffer_text(on->out, "</small></li>\n");
}

/* Words that speak for another answer, each with its share of all that does. */
static void put_counter(page *on, const exportcat_evidence *items, size_t count) {
    buffer_text(on->out, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        begin_quote(on, &items[i]);
        buffer_decimal(on->out, items[i].weight * 100, 0);
        buffer_text(on->out, " % of what does</small></li>\n");
    }
    buffer_text(on->out, "</ul>\n");
}

static void put_reasons(page *on, const exportcat_candidate *item) {
    put_heading(on, item->evidence_count ? "What speaks for it" : "No words speak for it");
    if (item->evidence_count) buffer_text(on->out, "<ul>\n");
    for (size_t i = 0; i < item->evidence_count; i++) put_evidence(on, &item->evidence[i]);
    if (item->evidence_count) buffer_text(on->out, "</ul>\n");
    if (item->against_count) {
        put_heading(on, "What speaks against it");
        put_counter(on, item->against, item->against_count);
    }
    if (item->behind_count) {
        buffer_text(on->out, "<h4>What speaks for ");
        html_text(on->out, on->verdict->candidates[0].entry);
        buffer_text(on->out, " rather</h4>\n");
        put_counter(on, item->behind, item->behind_count);
    }
}

/* ---- Thresholds ------------------------------------------------------------------------------ */

static void put_found(page *on, const exportcat_threshold *item) {
    buffer_text(on->out, "</td><td>");
    if (item->end > item->start)
        put_html_context(on, item->start, item->end);
    else
        buffer_text(on->out, "not stated");
}

/* What is required, what the text states, and what follows. */
static void put_threshold(page *on, const exportcat_threshold *item) {
    const char *state = exportcat_threshold_state_name(item->state);
    buffer_text(on->out, "<tr><td>");
    put_html_words(on->out, item->parameter);
    if (item->condition.en || item->condition.zh) buffer_text(on->out, ", ");
    put_html_words(on->out, item->condition);
    buffer_text(on->out, "</td><td>");
    html_text(on->out, item->relation);
    buffer_text(on->out, " ");
    buffer_figure(on->out, item->value);
    buffer_text(on->out, " ");
    html_text(on->out, item->unit);
    if (item->grade != EXPORTCAT_CONFIRMED)
        buffer_format(on->out, "<br><small>%s</small>", report_grade_words(item->grade));
    put_found(on, item);
    buffer_format(on->out, "</td><td class=\"%s\">%s", state,
                  item->state == EXPORTCAT_NOT_MET ? "not met" : state);
    if (item->why) buffer_text(on->out, ": ");
    if (item->why) html_text(on->out, item->why);
    buffer_text(on->out, "</td></tr>\n");
}

static void put_thresholds(page *on, const exportcat_candidate *item) {
    if (!item->threshold_count) return;
    put_heading(on, "Thresholds");
    buffer_text(on->out, "<table>\n<thead><tr><th scope=\"col\">Parameter</th>"
                         "<th scope=\"col\">Required</th><th scope=\"col\">Found in the text</th>"
                         "<th scope=\"col\">State</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < item->threshold_count; i++) put_threshold(on, &item->thresholds[i]);
    buffer_text(on->out, "</tbody>\n</table>\n");
}

/* ---- Questions and citations ----------------------------------------------------------------- */

static void put_questions(page *on, const exportcat_candidate *item) {
    if (!item->question_count) return;
    put_heading(on, "To ask the engineers");
    buffer_text(on->out, "<ol>\n");
    for (size_t i = 0; i < item->question_count; i++) {
        buffer_text(on->out, "<li>");
        put_html_words(on->out, item->questions[i]);
        buffer_text(on->out, "</li>\n");
    }
    buffer_text(on->out, "</ol>\n");
}

static void put_escaped_code(page *on, const char *code, int number, exportcat_grade grade) {
    size_t from = on->out->length;
    put_code(on, code, number, grade);
    html_escape(on->out, from);
}

static void put_citation(page *on, const exportcat_citation *item) {
    buffer_text(on->out, "<li><b>");
    html_text(on->out, item->instrument);
    buffer_text(on->out, "</b> ");
    put_html_words(on->out, item->title);
    buffer_text(on->out, ", in force since ");
    put_day(on, item->in_force);
    buffer_text(on->out, ": ");
    put_escaped_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "</li>\n");
}

static void put_citations(page *on, const exportcat_candidate *item) {
    if (!item->citation_count) return;
    put_heading(on, "To cite");
    buffer_text(on->out, "<ul>\n");
    for (size_t i = 0; i < item->citation_count; i++) put_citation(on, &item->citations[i]);
    buffer_text(on->out, "</ul>\n");
}

/* ---- The candidate --------------------------------------------------------------------------- */

static void put_id_and_title(page *on, const exportcat_candidate *item, size_t number) {
    buffer_format(on->out, "<h3>%zu. ", number);
    size_t from = on->out->length;
    put_id(on, item->entry, item->point);
    html_escape(on->out, from);
    buffer_format(on->out, "</h3>\n<p><b>%s</b>, ", exportcat_part_name(item->part));
    put_escaped_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "; ");
    put_nearness(on, item->probability, item->similarity, 2);
    buffer_text(on->out, item->probability < 0 ? " to the entry's own wording</p>\n<p>"
                                               : " (calibrated) that the text falls under "
                                                 "it</p>\n<p>");
    put_html_words(on->out, item->title);
    if (!item->title.en && !item->title.zh) buffer_text(on->out, "title not known");
    buffer_text(on->out, "</p>\n");
}

static void put_wording(page *on, const exportcat_candidate *item) {
    if (item->summary.en || item->summary.zh) {
        buffer_text(on->out, "<p>In our words: ");
        put_html_words(on->out, item->summary);
        buffer_text(on->out, "</p>\n");
    }
    if (item->official) {
        buffer_text(on->out, "<p>Official wording: <span lang=\"zh\">");
        html_text(on->out, item->official);
        buffer_text(on->out, "</span></p>\n");
    }
}

void put_html_candidate(page *on, const exportcat_candidate *item, size_t number) {
    put_id_and_title(on, item, number);
    put_wording(on, item);
    if (item->passage_end > item->passage_start)
        buffer_format(on->out, "<p>In the passage of bytes %zu–%zu.</p>\n", item->passage_start,
                      item->passage_end);
    if (item->reason) {
        buffer_text(on->out, "<p class=\"only\"><b>Only possible:</b> ");
        html_text(on->out, item->reason);
        buffer_text(on->out, "</p>\n");
    }
    buffer_text(on->out, "<div class=\"two\">\n<div>\n");
    put_reasons(on, item);
    buffer_text(on->out, "</div>\n<div>\n");
    put_thresholds(on, item);
    put_questions(on, item);
    put_citations(on, item);
    buffer_text(on->out, "</div>\n</div>\n");
}
