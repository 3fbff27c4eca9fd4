#include "report_html.h"

#include <string.h>

/* ---- The text itself ------------------------------------------------------------------------- */

/* The first candidates, on each day. */
typedef const exportcat_candidate *firsts[REPORT_DAYS];

/* The next stretch at or behind `at` that their evidence covers; empty where none is. */
static stretch next_mark(const firsts of, size_t at) {
    stretch mark = {0, 0};
    for (size_t day = 0; day < REPORT_DAYS; day++) {
        for (size_t i = 0; of[day] && i < of[day]->evidence_count; i++) {
            const exportcat_evidence *item = &of[day]->evidence[i];
            size_t start = item->start > at ? item->start : at;
            if (item->end <= start || (mark.to && start > mark.from)) continue;
            if (mark.to && start == mark.from && item->end < mark.to) continue;
            mark = (stretch){start, item->end};
        }
    }
    return mark;
}

static void put_marked(page *on, const firsts of, stretch shown) {
    size_t at = shown.from;
    for (stretch mark;; at = mark.to) {
        mark = next_mark(of, at);
        if (!mark.to || mark.to > shown.to) break;
        put_html_stretch(on, at, mark.from);
        buffer_text(on->out, "<mark>");
        put_html_stretch(on, mark.from, mark.to);
        buffer_text(on->out, "</mark>");
    }
    put_html_stretch(on, at, shown.to);
}

static const exportcat_candidate *first_candidate(const exportcat_verdict *verdict) {
    return verdict && verdict->candidate_count ? verdict->candidates : NULL;
}

/* The user's own text, the words of the first candidate's evidence marked, on either day; of a long
 * one, the passage that says most. */
static void put_text(page *on, const report_row *row) {
    enum { LONGEST = 3000 };
    const exportcat_verdict *verdict = on->verdict;
    const firsts of = {first_candidate(verdict), first_candidate(row->and_verdict)};
    const exportcat_candidate *first = of[0] ? of[0] : of[1];
    size_t start = first && verdict->bytes > LONGEST ? first->passage_start : 0;
    stretch shown = report_around(verdict, start, start, LONGEST);
    shown.from = start;
    buffer_format(on->out, "<blockquote%s>",
                  verdict->language[0] == 'z' ? " lang=\"zh\" dir=\"auto\"" : " dir=\"auto\"");
    if (shown.from) buffer_text(on->out, "…");
    put_marked(on, of, shown);
    if (shown.to < verdict->bytes) buffer_text(on->out, "…");
    buffer_format(on->out, "</blockquote>\n<p><small>%zu bytes, language %s", verdict->bytes,
                  verdict->language);
    if (verdict->replaced_bytes)
        buffer_format(on->out, ", %zu bytes replaced that are not UTF-8", verdict->replaced_bytes);
    buffer_format(on->out, "; digest %s</small></p>\n", verdict->text_digest);
}

/* ---- What is no evidence, what was set aside, what follows ----------------------------------- */

static void put_left_out(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (!verdict->context_count) return;
    buffer_text(on->out, "<h4>Words that are no evidence</h4>\n<ul>\n");
    for (size_t i = 0; i < verdict->context_count; i++) {
        stretch of = report_with_cue(&verdict->context[i]);
        buffer_text(on->out, "<li>");
        put_html_context(on, of.from, of.to);
        buffer_format(on->out, " <small>bytes %zu–%zu: %s</small></li>\n", of.from, of.to,
                      report_context_words(verdict->context[i].kind));
    }
    buffer_text(on->out, "</ul>\n");
}

static void put_set_aside(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (!verdict->set_aside_count) return;
    buffer_text(on->out, verdict->candidate_count ? "<h4>Set aside</h4>\n<ul>\n"
                                                  : "<h4>Nearest, and set aside</h4>\n<ul>\n");
    for (size_t i = 0; i < report_set_aside_shown(verdict); i++) {
        const exportcat_set_aside *item = &verdict->set_aside[i];
        buffer_text(on->out, "<li>");
        size_t from = on->out->length;
        put_id(on, item->entry, item->point);
        html_escape(on->out, from);
        buffer_text(on->out, " <small>");
        put_nearness(on, item->probability, item->similarity, 4);
        buffer_text(on->out, "</small>: ");
        html_text(on->out, item->reason);
        buffer_text(on->out, "</li>\n");
    }
    buffer_text(on->out, "</ul>\n");
}

static void put_courses(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    for (size_t i = 0; i < verdict->course_count; i++) {
        const exportcat_course *item = &verdict->courses[i];
        if (!i) buffer_format(on->out, "<h4>%s</h4>\n", report_course_heading(verdict->outcome));
        buffer_text(on->out, "<p>");
        put_html_words(on->out, item->summary);
        buffer_text(on->out, " <small>");
        html_text(on->out, item->rule);
        if (item->working_days)
            buffer_format(on->out, "; statutory limits: %d working days", item->working_days);
        if (item->earliest) {
            buffer_text(on->out, ", to ");
            put_day(on, item->earliest);
            buffer_text(on->out, " at the earliest (public holidays are not on file)");
        }
        buffer_text(on->out, "</small></p>\n");
    }
}

static bool has_note(const exportcat_verdict *verdict, const char *note) {
    for (size_t i = 0; i < verdict->note_count; i++)
        if (strcmp(verdict->notes[i], note) == 0) return true;
    return false;
}

/* `told`: the other day's verdict, whose notes were told; NULL where there is none. */
static void put_notes(page *on, const exportcat_verdict *told) {
    const exportcat_verdict *verdict = on->verdict;
    for (size_t i = 0; i < verdict->note_count; i++) {
        if (told && has_note(told, verdict->notes[i])) continue;
        buffer_text(on->out, "<p>Note: ");
        html_text(on->out, verdict->notes[i]);
        buffer_text(on->out, "</p>\n");
    }
}

static void put_set(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (!verdict->candidate_set_count) return;
    size_t from = on->out->length;
    put_candidate_set(on);
    html_escape(on->out, from);
}

/* ---- The second day -------------------------------------------------------------------------- */

static bool same_point(const exportcat_candidate *one, const exportcat_candidate *other) {
    return strcmp(one->entry, other->entry) == 0 &&
           (one->point && other->point ? strcmp(one->point, other->point) == 0
                                       : one->point == other->point);
}

static bool is_candidate(const exportcat_verdict *verdict, const exportcat_candidate *item) {
    for (size_t i = 0; i < verdict->candidate_count; i++)
        if (same_point(&verdict->candidates[i], item)) return true;
    return false;
}

/* What the first day tells of it too is not told again: only what can differ. */
static void put_again(page *on, const exportcat_candidate *item) {
    buffer_text(on->out, "<p>");
    size_t from = on->out->length;
    put_id(on, item->entry, item->point);
    buffer_format(on->out, ": %s, ", exportcat_part_name(item->part));
    put_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "; ");
    put_nearness(on, item->probability, item->similarity, 2);
    if (item->reason) buffer_format(on->out, "; only possible: %s", item->reason);
    html_escape(on->out, from);
    buffer_text(on->out, "</p>\n");
}

static void put_changed(page *on, const exportcat_verdict *first) {
    const exportcat_verdict *verdict = on->verdict;
    for (size_t i = 0; i < verdict->candidate_count; i++)
        if (is_candidate(first, &verdict->candidates[i]))
            put_again(on, &verdict->candidates[i]);
        else
            put_html_candidate(on, &verdict->candidates[i], i + 1);
    put_set_aside(on);
    if (verdict->outcome != first->outcome) put_courses(on);
    put_notes(on, first);
    put_set(on);
}

static void put_other_day(const report_row *row, buffer *out) {
    page on = {row->and_verdict, out, &palette_plain};
    buffer_text(out, "<div class=\"other\">\n<h3>On ");
    put_day(&on, row->and_verdict->as_of);
    buffer_format(out, ": %s</h3>\n<p>", report_html_outcomes[row->and_verdict->outcome]);
    html_text(out, row->change ? row->change : "The same as on the first day.");
    buffer_text(out, "</p>\n");
    if (row->change) put_changed(&on, row->verdict);
    buffer_text(out, "</div>\n");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void put_lead(page *on) {
    static const char *const words[] = {
        "Listed: the score and a term or pattern bear an entry out, on a control point on file.",
        "Possible: a person must look.",
        "None found: no entry on file comes near enough. This is not permission to export.",
        "Cannot say: the text cannot be judged; the first note says why."};
    const exportcat_verdict *verdict = on->verdict;
    buffer_format(on->out, "<p><b>%s</b> As of ", words[verdict->outcome]);
    put_day(on, verdict->as_of);
    if (verdict->edition) buffer_text(on->out, ", edition ");
    if (verdict->edition) html_text(on->out, verdict->edition);
    buffer_text(on->out, ".</p>\n");
}

void put_html_details(const report_row *row, buffer *out) {
    const exportcat_verdict *verdict = row->verdict;
    page on = {verdict, out, &palette_plain};
    put_text(&on, row);
    put_lead(&on);
    if (row->and_verdict) put_other_day(row, out);
    for (size_t i = 0; i < verdict->candidate_count; i++)
        put_html_candidate(&on, &verdict->candidates[i], i + 1);
    buffer_text(out, "<div class=\"two\">\n<div>\n");
    put_left_out(&on);
    put_set_aside(&on);
    buffer_text(out, "</div>\n<div>\n");
    put_courses(&on);
    put_notes(&on, NULL);
    put_set(&on);
    buffer_text(out, "</div>\n</div>\n");
}
