#include "report_page.h"

static void put_evidence(page *on, const exportcat_evidence *item) {
    buffer_format(on->out, "     %-8s", exportcat_evidence_kind_name(item->kind));
    put_context(on, item->start, item->end);
    buffer_format(on->out, "\n             %sbytes %zu-%zu", on->ink->faint, item->start,
                  item->end);
    buffer_text(on->out, ", ");
    put_bearing(on, item);
    buffer_format(on->out, "%s\n", on->ink->off);
}

/* ---- Candidates ------------------------------------------------------------------------------ */

static void put_citation(page *on, const exportcat_citation *item) {
    buffer_format(on->out, "     %s: ", item->instrument);
    put_words(on, item->title, " / ");
    buffer_text(on->out, ", in force since ");
    put_day(on, item->in_force);
    buffer_text(on->out, ": ");
    put_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "\n");
}

/* Required, then what the text says of it. */
static void put_threshold(page *on, const exportcat_threshold *item) {
    buffer_text(on->out, "     ");
    put_words(on, item->parameter, " / ");
    if (item->condition.en || item->condition.zh) {
        buffer_text(on->out, ", ");
        put_words(on, item->condition, " / ");
    }
    buffer_format(on->out, " %s ", item->relation);
    buffer_figure(on->out, item->value);
    buffer_format(on->out, " %s: %s%s%s\n", item->unit, exportcat_threshold_state_name(item->state),
                  item->why ? ", " : "", item->why ? item->why : "");
    if (item->end == item->start) return;
    buffer_text(on->out, "             ");
    put_context(on, item->start, item->end);
    buffer_text(on->out, "\n");
}

static void put_heading(page *on, const char *text) {
    buffer_format(on->out, "   %s%s%s\n", on->ink->strong, text, on->ink->off);
}

/* What speaks for it, what against it, and what puts it behind the first candidate. */
static void put_reasons(page *on, const exportcat_candidate *item) {
    if (item->evidence_count) put_heading(on, "because of");
    for (size_t i = 0; i < item->evidence_count; i++) put_evidence(on, &item->evidence[i]);
    if (item->against_count) put_heading(on, "against it");
    for (size_t i = 0; i < item->against_count; i++) put_quote(on, &item->against[i]);
    if (item->behind_count)
        buffer_format(on->out, "   %swhat speaks for %s rather%s\n", on->ink->strong,
                      on->verdict->candidates[0].entry, on->ink->off);
    for (size_t i = 0; i < item->behind_count; i++) put_quote(on, &item->behind[i]);
}

static void put_candidate(page *on, const exportcat_candidate *item, size_t number) {
    put_candidate_opening(on, item, number);
    if (item->summary.en || item->summary.zh) {
        buffer_text(on->out, "   ");
        put_words(on, item->summary, "\n   ");
        buffer_text(on->out, "\n");
    }
    if (item->official) buffer_format(on->out, "   official wording: %s\n", item->official);
    if (item->passage_end > item->passage_start)
        buffer_format(on->out, "   in the passage of bytes %zu-%zu\n", item->passage_start,
                      item->passage_end);
    if (item->reason) buffer_format(on->out, "   only possible: %s\n", item->reason);
    put_reasons(on, item);
    if (item->threshold_count) put_heading(on, "thresholds");
    for (size_t i = 0; i < item->threshold_count; i++) put_threshold(on, &item->thresholds[i]);
    if (item->citation_count) put_heading(on, "to cite");
    for (size_t i = 0; i < item->citation_count; i++) put_citation(on, &item->citations[i]);
    if (item->question_count) put_heading(on, "to ask the engineers");
    for (size_t i = 0; i < item->question_count; i++) {
        buffer_text(on->out, "     - ");
        put_words(on, item->questions[i], "\n       ");
        buffer_text(on->out, "\n");
    }
}

/* ---- The page -------------------------------------------------------------------------------- */

static void put_opening(page *on) {
    static const char *const words[] = {"LISTED", "POSSIBLE: a person must look", "NONE FOUND",
                                        "CANNOT SAY"};
    const exportcat_verdict *verdict = on->verdict;
    buffer_format(on->out, "%s%s%s", on->ink->strong, words[verdict->outcome], on->ink->off);
    if (verdict->outcome == EXPORTCAT_LISTED)
        buffer_format(on->out, ": %s", exportcat_part_name(verdict->candidates[0].part));
    buffer_text(on->out, "\nas of ");
    put_day(on, verdict->as_of);
    if (verdict->edition) {
        buffer_format(on->out, ", edition %s: ", verdict->edition);
        put_words(on, verdict->edition_title, " / ");
    }
    buffer_text(on->out, "\n");
}

size_t report_set_aside_shown(const exportcat_verdict *verdict) {
    enum { SHOWN = 5 };
    return verdict->set_aside_count < SHOWN ? verdict->set_aside_count : SHOWN;
}

static void put_set_aside(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->set_aside_count)
        buffer_format(on->out, "\n%sset aside%s\n", on->ink->strong, on->ink->off);
    for (size_t i = 0; i < report_set_aside_shown(verdict); i++) {
        const exportcat_set_aside *item = &verdict->set_aside[i];
        buffer_text(on->out, "   ");
        put_id(on, item->entry, item->point);
        buffer_text(on->out, ", ");
        put_nearness(on, item->probability, item->similarity, 4);
        buffer_format(on->out, ": %s\n", item->reason);
    }
}

static void put_left_out(page *on) {
    if (on->verdict->context_count)
        buffer_format(on->out, "\n%sno evidence%s\n", on->ink->strong, on->ink->off);
    put_contexts(on);
}

/* ---- What follows ---------------------------------------------------------------------------- */

/* The steps that take time; the others are in the JSON. */
static void put_step(page *on, const exportcat_step *step) {
    buffer_format(on->out, "     %d working days", step->working_days);
    if (step->earliest) {
        buffer_text(on->out, ", to ");
        put_day(on, step->earliest);
    }
    buffer_text(on->out, ": ");
    put_words(on, step->act, " / ");
    buffer_format(on->out, " (%s)\n", step->rule);
}

static void put_course(page *on, const exportcat_course *item) {
    buffer_text(on->out, "   ");
    put_words(on, item->summary, "\n   ");
    buffer_format(on->out, " (%s)\n", item->rule);
    for (size_t i = 0; i < item->step_count; i++)
        if (item->steps[i].working_days && !item->steps[i].within) put_step(on, &item->steps[i]);
    if (item->earliest) {
        buffer_text(on->out, "     from ");
        put_day(on, on->verdict->start);
        buffer_format(on->out, ", %d working days end on ", item->working_days);
        put_day(on, item->earliest);
        buffer_text(on->out,
                    " at the earliest (Monday to Friday; public holidays are not on file)\n");
    }
    for (size_t i = 0; i < item->note_count; i++) {
        buffer_text(on->out, "   ");
        put_words(on, item->notes[i], "\n   ");
        buffer_text(on->out, "\n");
    }
}

static void put_procedure(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->course_count)
        buffer_format(on->out, "\n%s%s%s\n", on->ink->strong,
                      report_course_heading(verdict->outcome), on->ink->off);
    for (size_t i = 0; i < verdict->course_count; i++) put_course(on, &verdict->courses[i]);
}

static void put_closing(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    put_candidate_set(on);
    if (verdict->note_count) buffer_text(on->out, "\n");
    for (size_t i = 0; i < verdict->note_count; i++)
        buffer_format(on->out, "note: %s\n", verdict->notes[i]);
    buffer_format(on->out, "%sexportcat %s, catalogue %.12s, model %.12s; not legal advice%s\n",
                  on->ink->faint, EXPORTCAT_VERSION, verdict->catalogue_digest,
                  verdict->model_digest, on->ink->off);
}

void report_text(const exportcat_verdict *verdict, bool color, buffer *out) {
    page on = {verdict, out, color ? &palette_colored : &palette_plain};
    put_opening(&on);
    for (size_t i = 0; i < verdict->candidate_count; i++)
        put_candidate(&on, &verdict->candidates[i], i + 1);
    put_set_aside(&on);
    put_left_out(&on);
    put_procedure(&on);
    put_closing(&on);
}
