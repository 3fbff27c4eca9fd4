#include "report_page.h"

#include "fold.h"

const palette palette_plain = {"", "", "", ""};
const palette palette_colored = {"\033[1m", "\033[1;33m", "\033[2m", "\033[0m"};

void put_words(page *on, exportcat_words words, const char *between) {
    if (words.en) buffer_text(on->out, words.en);
    if (words.en && words.zh) buffer_text(on->out, between);
    if (words.zh) buffer_text(on->out, words.zh);
}

void put_title(page *on, exportcat_words title) {
    put_words(on, title, " / ");
    if (!title.en && !title.zh) buffer_text(on->out, "title not known");
}

void put_day(page *on, exportcat_date day) {
    char text[16];
    exportcat_date_format(day, text);
    buffer_text(on->out, text);
}

void put_id(page *on, const char *entry, const char *point) {
    buffer_text(on->out, entry);
    if (!point) return;
    buffer_text(on->out, "/");
    buffer_text(on->out, point);
}

const char *report_grade_words(exportcat_grade grade) {
    static const char *const words[] = {"confirmed", "as reported; wording not checked",
                                        "not confirmed against the official text"};
    return words[grade];
}

void put_code(page *on, const char *code, int number, exportcat_grade grade) {
    if (code)
        buffer_format(on->out, "code %s", code);
    else
        buffer_text(on->out, "code not confirmed");
    if (number) buffer_format(on->out, ", control point %d", number);
    buffer_format(on->out, code ? " (%s)" : " (the entry itself: %s)", report_grade_words(grade));
}

void put_nearness(page *on, double probability, double similarity, int decimals) {
    buffer_text(on->out, probability < 0 ? "no probability, similarity " : "probability ");
    buffer_decimal(on->out, probability < 0 ? similarity : probability, decimals);
}

/* ---- Quotes ---------------------------------------------------------------------------------- */

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

stretch report_around(const exportcat_verdict *verdict, size_t start, size_t end, size_t room) {
    const char *text = verdict->text;
    stretch all = {start > room ? start - room : 0,
                   verdict->bytes - end > room ? end + room : verdict->bytes};
    while (all.from < start && is_continuation(text[all.from])) all.from++;
    while (all.to > end && all.to < verdict->bytes && is_continuation(text[all.to])) all.to--;
    return all;
}

void put_context(page *on, size_t start, size_t end) {
    const char *text = on->verdict->text;
    const stretch all = report_around(on->verdict, start, end, REPORT_ROOM);
    size_t from = all.from, to = all.to;
    if (from) buffer_text(on->out, "…");
    fold_clean(on->out, text + from, start - from);
    buffer_text(on->out, *on->ink->quote ? on->ink->quote : "[");
    fold_clean(on->out, text + start, end - start);
    buffer_text(on->out, *on->ink->quote ? on->ink->off : "]");
    fold_clean(on->out, text + end, to - end);
    if (to < on->verdict->bytes) buffer_text(on->out, "…");
}

void put_quote(page *on, const exportcat_evidence *item) {
    buffer_format(on->out, "     %-8s", exportcat_evidence_kind_name(item->kind));
    put_context(on, item->start, item->end);
    buffer_format(on->out, " %s(bytes %zu-%zu, ", on->ink->faint, item->start, item->end);
    if (item->rule)
        buffer_format(on->out, "rule %s", item->rule);
    else
        buffer_decimal(on->out, item->weight * 100, 0);
    buffer_format(on->out, "%s)%s\n", item->rule ? "" : " %", on->ink->off);
}

void put_bearing(page *on, const exportcat_evidence *item) {
    if (item->rule) {
        buffer_format(on->out, "rule %s", item->rule);
        return;
    }
    buffer_decimal(on->out, item->weight * 100, 0);
    buffer_text(on->out, item->kind == EXPORTCAT_WORDING ? " % of the likeness to its wording"
                                                         : " % of what speaks for the entry");
}

const char *report_context_words(exportcat_context_kind kind) {
    static const char *const words[] = {"the text leaves it out",
                                        "it is legal matter, not the technology",
                                        "the text only compares with it",
                                        "the text says that it is bought in",
                                        "the text says that no technology is handed over",
                                        "an exception of the rule stands beside it"};
    return words[kind];
}

stretch report_with_cue(const exportcat_context *item) {
    return (stretch){item->start < item->cue_start ? item->start : item->cue_start,
                     item->end > item->cue_end ? item->end : item->cue_end};
}

void put_contexts(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    for (size_t i = 0; i < verdict->context_count; i++) {
        const exportcat_context *item = &verdict->context[i];
        stretch of = report_with_cue(item);
        buffer_text(on->out, "   ");
        put_context(on, of.from, of.to);
        buffer_format(on->out, "\n       %sbytes %zu-%zu: %s%s\n", on->ink->faint, of.from, of.to,
                      report_context_words(item->kind), on->ink->off);
    }
}

const char *report_course_heading(exportcat_outcome outcome) {
    return outcome == EXPORTCAT_LISTED     ? "what follows"
           : outcome == EXPORTCAT_POSSIBLE ? "what follows if it is confirmed"
                                           : "what follows if nothing is found";
}

/* ---- Candidates ------------------------------------------------------------------------------ */

void put_candidate_opening(page *on, const exportcat_candidate *item, size_t number) {
    buffer_format(on->out, "\n%zu  %s", number, on->ink->strong);
    put_id(on, item->entry, item->point);
    buffer_format(on->out, "%s   ", on->ink->off);
    put_nearness(on, item->probability, item->similarity, 2);
    buffer_format(on->out, "\n   %s, ", exportcat_part_name(item->part));
    put_code(on, item->code, item->number, item->grade);
    buffer_text(on->out, "\n   ");
    put_title(on, item->title);
    buffer_text(on->out, "\n");
}

void put_candidate_set(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    if (!verdict->candidate_set_count) return;
    buffer_text(on->out, "\ncandidate set at ");
    buffer_decimal(on->out, verdict->coverage * 100, 0);
    buffer_text(on->out, " % coverage:");
    for (size_t i = 0; i < verdict->candidate_set_count; i++)
        buffer_format(on->out, " %s", verdict->candidate_set[i]);
    buffer_text(on->out, "\n");
}
