#include "fold.h"
#include "report.h"

/* Terminal colours, or nothing. */
typedef struct {
    const char *strong, *quote, *faint, *off;
} palette;

static const palette plain = {"", "", "", ""};
static const palette colored = {"\033[1m", "\033[1;33m", "\033[2m", "\033[0m"};

typedef struct {
    const exportcat_verdict *verdict;
    buffer *out;
    const palette *ink;
} page;

static void put_words(page *on, exportcat_words words, const char *between) {
    if (words.en) buffer_text(on->out, words.en);
    if (words.en && words.zh) buffer_text(on->out, between);
    if (words.zh) buffer_text(on->out, words.zh);
}

static void put_day(page *on, exportcat_date day) {
    char text[16];
    exportcat_date_format(day, text);
    buffer_text(on->out, text);
}

static const char *grade_words(exportcat_grade grade) {
    static const char *const words[] = {"confirmed", "as reported; wording not checked",
                                        "not confirmed against the official text"};
    return words[grade];
}

static void put_code(page *on, const char *code, int number, exportcat_grade grade) {
    if (code)
        buffer_format(on->out, "code %s", code);
    else
        buffer_text(on->out, "code not confirmed");
    if (number) buffer_format(on->out, ", control point %d", number);
    buffer_format(on->out, " (%s)", grade_words(grade));
}

/* ---- Quotes ---------------------------------------------------------------------------------- */

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The quoted bytes with some text around them, on one line. */
static void put_context(page *on, size_t start, size_t end) {
    enum { CONTEXT = 40 };
    const char *text = on->verdict->text;
    size_t from = start > CONTEXT ? start - CONTEXT : 0;
    size_t to = on->verdict->bytes - end > CONTEXT ? end + CONTEXT : on->verdict->bytes;
    while (from < start && is_continuation(text[from])) from++;
    while (to > end && to < on->verdict->bytes && is_continuation(text[to])) to--;
    if (from) buffer_text(on->out, "…");
    fold_clean(on->out, text + from, start - from);
    buffer_text(on->out, *on->ink->quote ? on->ink->quote : "[");
    fold_clean(on->out, text + start, end - start);
    buffer_text(on->out, *on->ink->quote ? on->ink->off : "]");
    fold_clean(on->out, text + end, to - end);
    if (to < on->verdict->bytes) buffer_text(on->out, "…");
    buffer_text(on->out, "\n");
}

static void put_evidence(page *on, const exportcat_evidence *item) {
    buffer_format(on->out, "     %-8s", exportcat_evidence_kind_name(item->kind));
    put_context(on, item->start, item->end);
    buffer_format(on->out, "             %sbytes %zu-%zu", on->ink->faint, item->start, item->end);
    if (item->rule) {
        buffer_format(on->out, ", rule %s", item->rule);
    } else {
        buffer_text(on->out, ", ");
        buffer_decimal(on->out, item->weight * 100, 0);
        buffer_text(on->out, item->kind == EXPORTCAT_WORDING ? " % of the likeness to its wording"
                                                             : " % of what speaks for the entry");
    }
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

/* A figure as it is written: no more decimals than it has. */
static void put_figure(page *on, double value) {
    buffer_decimal(on->out, value, 4);
    buffer *out = on->out;
    while (!out->failed && out->bytes[out->length - 1] == '0') out->length--;
    if (!out->failed && out->bytes[out->length - 1] == '.') out->length--;
}

static void put_threshold(page *on, const exportcat_threshold *item) {
    buffer_text(on->out, "     ");
    put_words(on, item->parameter, " / ");
    if (item->condition.en || item->condition.zh) {
        buffer_text(on->out, ", ");
        put_words(on, item->condition, " / ");
    }
    buffer_format(on->out, " %s ", item->relation);
    put_figure(on, item->value);
    buffer_format(on->out, " %s: %s\n", item->unit, exportcat_threshold_state_name(item->state));
}

/* Calibrated, or, for an entry without examples, how much the text is like its wording. */
static void put_nearness(page *on, double probability, double similarity, int decimals) {
    buffer_text(on->out, probability < 0 ? "no probability, similarity " : "probability ");
    buffer_decimal(on->out, probability < 0 ? similarity : probability, decimals);
}

static void put_heading(page *on, const char *text) {
    buffer_format(on->out, "   %s%s%s\n", on->ink->strong, text, on->ink->off);
}

static void put_candidate(page *on, const exportcat_candidate *item, size_t number) {
    buffer_format(on->out, "\n%zu  %s%s%s%s%s   ", number, on->ink->strong, item->entry,
                  item->point ? "/" : "", item->point ? item->point : "", on->ink->off);
    put_nearness(on, item->probability, item->similarity, 2);
    buffer_format(on->out, "\n   %s, ", exportcat_part_name(item->part));
    put_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "\n   ");
    put_words(on, item->title, " / ");
    if (!item->title.en && !item->title.zh) buffer_text(on->out, "title not known");
    buffer_text(on->out, "\n");
    if (item->summary.en || item->summary.zh) {
        buffer_text(on->out, "   ");
        put_words(on, item->summary, "\n   ");
        buffer_text(on->out, "\n");
    }
    if (item->official) buffer_format(on->out, "   official wording: %s\n", item->official);
    if (item->reason) buffer_format(on->out, "   only possible: %s\n", item->reason);
    if (item->evidence_count) put_heading(on, "because of");
    for (size_t i = 0; i < item->evidence_count; i++) put_evidence(on, &item->evidence[i]);
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

static void put_set_aside(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->set_aside_count)
        buffer_format(on->out, "\n%sset aside%s\n", on->ink->strong, on->ink->off);
    for (size_t i = 0; i < verdict->set_aside_count; i++) {
        const exportcat_set_aside *item = &verdict->set_aside[i];
        buffer_format(on->out, "   %s%s%s, ", item->entry, item->point ? "/" : "",
                      item->point ? item->point : "");
        put_nearness(on, item->probability, item->similarity, 4);
        buffer_format(on->out, ": %s\n", item->reason);
    }
}

static void put_left_out(page *on) {
    static const char *const words[] = {"the text leaves it out", "the text only compares with it",
                                        "the text says that it is bought in",
                                        "an exception of the rule stands beside it"};
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->context_count)
        buffer_format(on->out, "\n%sno evidence%s\n", on->ink->strong, on->ink->off);
    for (size_t i = 0; i < verdict->context_count; i++) {
        const exportcat_context *item = &verdict->context[i];
        size_t start = item->start < item->cue_start ? item->start : item->cue_start;
        size_t end = item->end > item->cue_end ? item->end : item->cue_end;
        buffer_text(on->out, "   ");
        put_context(on, start, end);
        buffer_format(on->out, "       %sbytes %zu-%zu: %s%s\n", on->ink->faint, start, end,
                      words[item->kind], on->ink->off);
    }
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
                      verdict->outcome == EXPORTCAT_LISTED     ? "what follows"
                      : verdict->outcome == EXPORTCAT_POSSIBLE ? "what follows if it is confirmed"
                                                               : "what follows if nothing is found",
                      on->ink->off);
    for (size_t i = 0; i < verdict->course_count; i++) put_course(on, &verdict->courses[i]);
}

static void put_closing(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (verdict->candidate_set_count) {
        buffer_text(on->out, "\ncandidate set at ");
        buffer_decimal(on->out, verdict->coverage * 100, 0);
        buffer_text(on->out, " % coverage:");
        for (size_t i = 0; i < verdict->candidate_set_count; i++)
            buffer_format(on->out, " %s", verdict->candidate_set[i]);
        buffer_text(on->out, "\n");
    }
    if (verdict->note_count) buffer_text(on->out, "\n");
    for (size_t i = 0; i < verdict->note_count; i++)
        buffer_format(on->out, "note: %s\n", verdict->notes[i]);
    buffer_format(on->out, "%sexportcat %s, catalogue %.12s, model %.12s; not legal advice%s\n",
                  on->ink->faint, EXPORTCAT_VERSION, verdict->catalogue_digest,
                  verdict->model_digest, on->ink->off);
}

void report_text(const exportcat_verdict *verdict, bool color, buffer *out) {
    page on = {verdict, out, color ? &colored : &plain};
    put_opening(&on);
    for (size_t i = 0; i < verdict->candidate_count; i++)
        put_candidate(&on, &verdict->candidates[i], i + 1);
    put_set_aside(&on);
    put_left_out(&on);
    put_procedure(&on);
    put_closing(&on);
}
