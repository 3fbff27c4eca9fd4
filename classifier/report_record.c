#include "report_page.h"

/* A line of the record: its name, and then what is put behind it. */
static void put_name(page *on, const char *name) {
    buffer_format(on->out, "%-20s", name);
}

static void put_line(page *on, const char *name, const char *value) {
    put_name(on, name);
    buffer_format(on->out, "%s\n", value);
}

static void put_heading(page *on, const char *text) {
    buffer_format(on->out, "\n%s\n", text);
}

/* ---- What was asked -------------------------------------------------------------------------- */

static void put_outcome(page *on) {
    static const char *const words[] = {
        "LISTED: the score and a term or pattern bear an entry out, on a control point on file",
        "POSSIBLE: a person must look",
        "NONE FOUND: no entry on file comes near enough for a person to have to look",
        "CANNOT SAY: the text cannot be judged; the first note says why"};
    put_line(on, "outcome", words[on->verdict->outcome]);
}

static void put_edition(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    put_name(on, "as of");
    put_day(on, verdict->as_of);
    buffer_text(on->out, "\n");
    if (!verdict->edition) {
        put_line(on, "edition", "none is on file for this day");
        return;
    }
    put_name(on, "edition");
    buffer_format(on->out, "%s, in force since ", verdict->edition);
    put_day(on, verdict->edition_in_force);
    buffer_text(on->out, "\n");
    if (verdict->edition_title.en) put_line(on, "", verdict->edition_title.en);
    if (verdict->edition_title.zh) put_line(on, "", verdict->edition_title.zh);
}

static void put_digests(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    put_name(on, "text");
    buffer_format(on->out, "%zu bytes, language %s, %zu bytes replaced (not UTF-8)\n",
                  verdict->bytes, verdict->language, verdict->replaced_bytes);
    put_name(on, "text digest");
    buffer_format(on->out, "%s (XXH3, 128 bits)\n", verdict->text_digest);
    put_line(on, "catalogue digest", verdict->catalogue_digest);
    put_line(on, "model digest", verdict->model_digest);
}

/* ---- What was searched ----------------------------------------------------------------------- */

static void put_rules(page *on) {
    const exportcat_rules_tried *rules = &on->verdict->rules;
    put_name(on, "rules");
    buffer_format(on->out, "%zu on file, %zu of them patterns, the others lists of terms\n",
                  rules->on_file, rules->patterns);
    put_name(on, "");
    buffer_format(on->out,
                  "%zu tried: every list of terms, and the %zu patterns of which a needed word "
                  "stands in the text\n",
                  rules->tried, rules->patterns_run);
    put_name(on, "");
    buffer_format(on->out, "%zu hit\n", rules->hit);
}

static void put_on_file(page *on) {
    for (int part = 0; on->verdict->edition && part < EXPORTCAT_PARTS; part++) {
        const exportcat_on_file *of = &on->verdict->on_file[part];
        put_name(on, part ? "" : "entries on file");
        buffer_format(on->out, "%zu of the edition's %zu %s entries\n", of->on_file, of->total,
                      exportcat_part_name((exportcat_part)part));
    }
}

/* ---- What was found -------------------------------------------------------------------------- */

static void put_candidates(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    put_heading(on, verdict->candidate_count ? "CANDIDATES" : "CANDIDATES: none");
    for (size_t i = 0; i < verdict->candidate_count; i++) {
        const exportcat_candidate *item = &verdict->candidates[i];
        put_candidate_opening(on, item, i + 1);
        if (item->passage_end > item->passage_start)
            buffer_format(on->out, "   in the passage of bytes %zu-%zu\n", item->passage_start,
                          item->passage_end);
        if (item->reason) buffer_format(on->out, "   only possible: %s\n", item->reason);
    }
}

/* The words of the text that came near, at most so many. */
static void put_words_of_text(page *on, const exportcat_set_aside *item) {
    enum { SHOWN = 4 };
    for (size_t i = 0; i < item->evidence_count && i < SHOWN; i++)
        put_quote(on, &item->evidence[i]);
    if (!item->evidence_count) buffer_text(on->out, "     no telling word of the text\n");
}

static void put_near(page *on, const exportcat_set_aside *item, size_t number) {
    buffer_format(on->out, "\n%zu  ", number);
    put_id(on, item->entry, item->point);
    buffer_text(on->out, "\n   ");
    put_title(on, item->title);
    buffer_text(on->out, "\n   ");
    if (item->probability < 0)
        buffer_text(on->out, "no probability");
    else
        put_nearness(on, item->probability, item->similarity, 4);
    buffer_text(on->out, ", similarity ");
    buffer_decimal(on->out, item->similarity, 2);
    buffer_format(on->out, "\n   set aside: %s\n   came nearest with\n", item->reason);
    put_words_of_text(on, item);
}

static void put_left_out(page *on) {
    if (on->verdict->context_count) put_heading(on, "WORDS OF THE TEXT THAT ARE NO EVIDENCE");
    put_contexts(on);
}

static void put_nearest(page *on) {
    const exportcat_verdict *verdict = on->verdict;
    put_heading(on, verdict->set_aside_count
                        ? "NEAREST ENTRIES SET ASIDE, AND WHY\n"
                          "similarity: to the entry's own wording; one uncovered text in a hundred "
                          "comes to about 3 (Chinese: 2)\n"
                          "%: a quote's share of all that speaks for the entry, or of the likeness "
                          "to its wording"
                        : "NEAREST ENTRIES SET ASIDE: none");
    for (size_t i = 0; i < verdict->set_aside_count; i++)
        put_near(on, &verdict->set_aside[i], i + 1);
}

/* ---- The record ------------------------------------------------------------------------------ */

static void put_notes(page *on) {
    if (on->verdict->note_count) put_heading(on, "NOTES");
    for (size_t i = 0; i < on->verdict->note_count; i++)
        buffer_format(on->out, "- %s\n", on->verdict->notes[i]);
}

static void put_signature(page *on) {
    static const char *const names[] = {"Reviewed by:", "Date:", "Signature:"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        buffer_text(on->out, "\n");
        put_line(on, names[i], "________________________________________");
    }
}

void report_record(const exportcat_verdict *verdict, buffer *out) {
    page on = {verdict, out, &palette_plain};
    buffer_text(out, "RECORD OF A SEARCH of China's Catalogue of Technologies Prohibited or "
                     "Restricted from Export\n中国禁止出口限制出口技术目录检索记录\n\n");
    put_line(&on, "program", "exportcat " EXPORTCAT_VERSION "; not legal advice");
    put_edition(&on);
    put_digests(&on);
    put_outcome(&on);
    put_rules(&on);
    put_on_file(&on);
    put_line(&on, "",
             "What is not on file cannot be found: the absence of a match is not permission "
             "to export.");
    put_candidates(&on);
    put_nearest(&on);
    put_left_out(&on);
    put_candidate_set(&on);
    put_notes(&on);
    put_signature(&on);
}
