#include "verdict.h"

#include "verdict_course.h"
#include "verdict_parts.h"
#include "verdict_scope.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES_MAX = 5, SET_ASIDE_MAX = 10, NOTES_MAX = 8, CONTEXTS_MAX = 16 };

/* A candidate that no rule speaks for, and that is this many times less probable than the best one,
 * is noise beside it. */
static const double RUNNER_UP_SHARE = 0.1;

/* One that is this much less like the text than the most alike is noise beside it. */
static const double LIKE_SHARE = 0.6;
/* One that does not come to this share of what it needs is not worth telling of. */
static const double LIKE_TOLD = 0.6;

/* Below these a text says too little. */
enum { HALF_WORDS_MIN = 8 };
/* A Latin-script text of which the model knows less than this share of words is not English. */
static const double KNOWN_WORDS_MIN = 0.4;

/* A text of which more than one byte in so many is not UTF-8 is not text. */
enum { BYTES_A_BAD_ONE = 20 };

const char *verdict_keep(judge *of, const char *text) {
    if (!text) of->failed = true;
    return text ? text : "";
}

static void note(judge *of, const char *text) {
    if (of->out->note_count < NOTES_MAX) of->notes[of->out->note_count++] = text;
}

/* ---- What a text may be judged on ------------------------------------------------------------ */

/* Why nothing can be said of the text, or NULL. */
static const char *cannot_say(judge *of) {
    const verdict_input *in = of->in;
    size_t half_words = 0;
    for (size_t i = 0; i < in->tokens->count; i++)
        half_words += token_half_words(&in->tokens->items[i]);
    if (in->folded->replaced_bytes > in->length / BYTES_A_BAD_ONE)
        return "Too many bytes are not UTF-8: this is no text, or a text in another encoding.";
    if (strcmp(of->out->language, "other") == 0)
        return "The text is in a language that the model was not trained on; it reads English and "
               "Chinese.";
    if (half_words < HALF_WORDS_MIN)
        return "Too little text: at least four words or eight Chinese characters are needed.";
    double share = in->readings[0].row->words ? (double)in->readings[0].row->known_words /
                                                    (double)in->readings[0].row->words
                                              : 1;
    if (strcmp(of->out->language, "en") == 0 && share < KNOWN_WORDS_MIN)
        return SAY(
            of,
            "The model knows only %zu of the text's %zu words: it may be in another language "
            "than English or Chinese, or no description of a technology.",
            in->readings[0].row->known_words, in->readings[0].row->words);
    return NULL;
}

/* ---- Entries set aside ----------------------------------------------------------------------- */

/* Why an entry or a point does not count on the day. */
static const char *why_not_in_force(judge *of, standing where, const char *what) {
    char day[16] = "", as_of[16];
    exportcat_date_format(of->in->when.as_of, as_of);
    if (where.by) exportcat_date_format(where.by->in_force, day);
    if (where.kind == NOT_YET)
        return SAY(of, "%s was not in force on %s; it is since %s (%s)", what, as_of, day,
                   where.by->id.text);
    return SAY(of, "%s was no longer in force on %s; %s deleted it on %s", what, as_of,
               where.by->id.text, day);
}

/* Most entries are far off, and their reasons are not even worded. */
static bool enough_set_aside(const judge *of) {
    return of->out->set_aside_count == SET_ASIDE_MAX;
}

static void set_aside(judge *of, const view *at, const control_point *point, const char *reason) {
    if (enough_set_aside(of)) return;
    exportcat_set_aside *item = &of->set_aside[of->out->set_aside_count++];
    *item = (exportcat_set_aside){.entry = at->entry->id.text,
                                  .point = point ? point->id.text : NULL,
                                  .title = at->entry->title,
                                  .probability = at->probability,
                                  .similarity = verdict_likeness(of, at),
                                  .reason = reason};
    if (of->out->for_record) item->evidence = verdict_collect(of, at, point, &item->evidence_count);
}

/* Where a point outside the day's edition fits so much better that the entry's other points are no
 * candidates. */
static const char *why_outside(judge *of, const view *at) {
    const char *since = "";
    const listing *then = NULL;
    if (at->outside_where.kind == NOT_YET) {
        standing entry_then =
            catalogue_entry_standing(of->in->laws, at->entry, at->outside_where.by);
        standing point_then =
            catalogue_point_standing(of->in->laws, at->entry, at->outside, at->outside_where.by);
        then = point_then.listed;
        if (then && then->number && entry_then.listed && entry_then.listed->code)
            since = SAY(of, ", as %s point %d", entry_then.listed->code, then->number);
    }
    const char *why = why_not_in_force(of, at->outside_where, "the control point");
    return SAY(of, "%s%s", why, since);
}

/* Why an entry does not come near enough, or NULL. */
static const char *why_too_far(judge *of, const view *at, double best, double best_like) {
    const calibration *curves = &of->in->scores->curves;
    double least = at->hits ? curves->possible_at : curves->alone_at;
    bool far = at->label >= 0 && at->gate < least && !at->reading;
    if (far && enough_set_aside(of)) return "";
    if (far)
        return SAY(of,
                   "%sthat it is covered at all comes to %s, below the %s from which a person must "
                   "look",
                   at->hits ? "a term or pattern of it stands in the text, but "
                            : "no term or pattern of it stands in the text, and ",
                   verdict_keep(of, arena_decimal(of->memory, at->gate, 2)),
                   verdict_keep(of, arena_decimal(of->memory, least, 2)));
    if (at->label >= 0 && !at->hits && at->probability < RUNNER_UP_SHARE * best)
        return "another entry is more than ten times as probable";
    if (at->label < 0 && !at->hits && at->like < verdict_like_alone(of))
        return SAY(of,
                   "no term or pattern of it stands in the text, and it is less like its own "
                   "wording than the %s from which a person must look",
                   verdict_keep(of, arena_decimal(of->memory, verdict_like_alone(of), 1)));
    if (at->label < 0 && at->like < LIKE_SHARE * best_like)
        return "the text is much more like another entry's wording";
    return NULL;
}

/* Holds the point that fits against the text's figures; where they do not meet it, it is set aside
 * and another that fits takes its place, or none. */
static void settle_point(judge *of, view *at) {
    while (at->point && at->point->thresholds.count && !of->failed) {
        verdict_judge_point(of, at);
        if (at->figures != CONDITIONS_NOT_MET) return;
        set_aside(of, at, at->point, verdict_why_not_met(of, at));
        size_t number = (size_t)(at->point - entry_point(at->entry, 0));
        at->unmet |= number < 64 ? (uint64_t)1 << number : 0;
        at->figures = CONDITIONS_NONE;
        verdict_choose_point(of, at);
        at->hits = evidence_count_hits(verdict_reading_of(of, at)->hits, at->entry, at->point);
        if (number >= 64) at->point = NULL;
    }
}

static void add_candidate_that_meets(judge *of, view *at) {
    settle_point(of, at);
    bool none_left = at->unmet && !at->point;
    if (!none_left && !of->failed) verdict_add_candidate(of, at);
}

static void consider(judge *of, view *at, const double *best, double best_like) {
    if (at->label < 0 && !at->hits && at->like < LIKE_TOLD * verdict_like_alone(of)) return;
    const char *reason = why_too_far(of, at, best[at->reading], best_like);
    if (reason)
        set_aside(of, at, at->point, reason);
    else if (!verdict_counts(at->where))
        set_aside(of, at, NULL, why_not_in_force(of, at->where, "the entry"));
    else if (at->outside)
        set_aside(of, at, at->outside, why_outside(of, at));
    else if (of->out->candidate_count < CANDIDATES_MAX)
        add_candidate_that_meets(of, at);
    else
        set_aside(of, at, at->point, "five entries come nearer");
}

/* The highest probability in each reading. */
static void find_best(const judge *of, double best[VERDICT_READINGS_MAX]) {
    for (size_t i = 0; i < VERDICT_READINGS_MAX; i++) best[i] = 0;
    for (size_t i = 0; i < of->view_count; i++) {
        const view *at = &of->views[i];
        if (at->probability > best[at->reading]) best[at->reading] = at->probability;
    }
}

/* The nearest first. */
static void consider_all(judge *of) {
    double best[VERDICT_READINGS_MAX], best_like = 0;
    find_best(of, best);
    for (size_t i = 0; i < of->view_count; i++)
        if (of->views[i].like > best_like) best_like = of->views[i].like;
    for (size_t i = 0; i < of->view_count && !of->failed; i++)
        consider(of, &of->views[i], best, best_like);
}

/* ---- The rest -------------------------------------------------------------------------------- */

static void form_candidate_set(judge *of) {
    const calibration *curves = &of->in->scores->curves;
    const char **set = arena_new(of->memory, of->view_count, sizeof *set);
    if (!set) {
        of->failed = true;
        return;
    }
    double best[VERDICT_READINGS_MAX];
    find_best(of, best);
    for (size_t i = 0; i < of->view_count; i++) {
        const view *at = &of->views[i];
        if (at->label >= 0 && at->probability >= curves->set_at[of->language] * best[at->reading])
            set[of->out->candidate_set_count++] = at->entry->id.text;
    }
    of->out->candidate_set = set;
    of->out->coverage = curves->coverage;
}

/* What the text itself says of its words, where that changed something: words left out, and hits
 * that are no evidence. */
static void list_context(judge *of) {
    const verdict_input *in = of->in;
    exportcat_context *all = arena_new(of->memory, CONTEXTS_MAX, sizeof *all);
    if (!all) {
        of->failed = true;
        return;
    }
    for (size_t i = 0; i < in->spans->count && of->out->context_count < CONTEXTS_MAX; i++) {
        const context_span *span = &in->spans->items[i];
        bool told = context_leaves_out(span->kind) && span->end > span->start;
        const rule_hits *hits = in->readings[0].hits;
        for (size_t k = 0; !told && k < hits->count; k++)
            told = context_over(in->spans, hits->items[k].start, hits->items[k].end) == span;
        if (!told) continue;
        exportcat_context *out = &all[of->out->context_count++];
        out->kind = span->kind;
        fold_span(in->folded, span->start, span->end, &out->start, &out->end);
        fold_span(in->folded, span->cue_start, span->cue_end, &out->cue_start, &out->cue_end);
    }
    of->out->context = all;
}

static exportcat_outcome outcome(const exportcat_verdict *so_far) {
    for (size_t i = 0; i < so_far->candidate_count; i++)
        if (so_far->candidates[i].listed) return EXPORTCAT_LISTED;
    return so_far->candidate_count ? EXPORTCAT_POSSIBLE : EXPORTCAT_NONE_FOUND;
}

static void note_coverage(judge *of) {
    exportcat_on_file prohibited = of->out->on_file[EXPORTCAT_PROHIBITED];
    exportcat_on_file restricted = of->out->on_file[EXPORTCAT_RESTRICTED];
    note(of, SAY(of, "%zu of %zu entries of this edition are on file.",
                 prohibited.on_file + restricted.on_file, prohibited.total + restricted.total));
}

static void add_notes(judge *of) {
    const verdict_input *in = of->in;
    if (of->out->outcome == EXPORTCAT_NONE_FOUND) {
        note(of, "That nothing was found is not permission to export.");
        note_coverage(of);
    }
    if (of->out->outcome != EXPORTCAT_CANNOT_SAY) note(of, in->laws->dual_use.en);
    if (of->edition && of->edition == &in->laws->instruments[in->laws->instrument_count - 1] &&
        in->laws->searched.en)
        note(of, SAY(of, "Later amendments: %s", in->laws->searched.en));
    if (of->untaught && of->out->outcome != EXPORTCAT_CANNOT_SAY)
        note(of, SAY(of,
                     "The model has seen no example of %zu entries: they are found by their own "
                     "wording, and the candidate set leaves them out.",
                     of->untaught));
    if (in->folded->replaced_bytes)
        note(of, SAY(of, "%zu bytes of the text are not UTF-8 and were passed over.",
                     in->folded->replaced_bytes));
    const rule_hits *hits = in->readings[0].hits;
    if (hits->limit_rule)
        note(of, SAY(of, "The pattern %s/%s ran into its limit on this text and was given up.",
                     hits->limit_entry->id.text, hits->limit_rule->id.text));
}

static void name_edition(const instrument *edition, exportcat_verdict *out) {
    out->edition = edition->id.text;
    out->edition_title = edition->title;
    out->edition_in_force = edition->in_force;
}

static void judge_text(judge *of) {
    exportcat_verdict *out = of->out;
    const char *reason = cannot_say(of);
    if (!of->edition) {
        char day[16];
        exportcat_date_format(of->in->laws->instruments[0].in_force, day);
        reason = SAY(of, "No edition is on file for this day; the first is %s, in force since %s.",
                     of->in->laws->instruments[0].id.text, day);
    }
    if (reason) {
        out->outcome = EXPORTCAT_CANNOT_SAY;
        note(of, reason);
        return;
    }
    verdict_view_entries(of);
    if (of->failed) return;
    consider_all(of);
    form_candidate_set(of);
    out->outcome = outcome(out);
}

exportcat_status verdict_reach(const verdict_input *in, arena *memory, exportcat_verdict *out,
                               exportcat_error *error) {
    judge of = {.in = in, .memory = memory, .out = out};
    *out = (exportcat_verdict){.as_of = in->when.as_of,
                               .for_record = in->when.for_record,
                               .catalogue_digest = in->laws->digest,
                               .model_digest = in->scores->digest,
                               .text = in->text,
                               .bytes = in->length,
                               .replaced_bytes = in->folded->replaced_bytes,
                               .passages = in->passage_count,
                               .language = tokens_language(in->tokens)};
    of.language = model_language(in->tokens);
    of.edition = catalogue_edition(in->laws, in->when.as_of);
    of.candidates = arena_new(memory, CANDIDATES_MAX, sizeof *of.candidates);
    of.set_aside = arena_new(memory, SET_ASIDE_MAX, sizeof *of.set_aside);
    of.notes = arena_new(memory, NOTES_MAX, sizeof *of.notes);
    out->start = in->when.start;
    if (of.edition) name_edition(of.edition, out);
    if (!of.candidates || !of.set_aside || !of.notes ||
        verdict_add_scope(in, of.edition, memory, out))
        return status_memory(error);
    out->candidates = of.candidates;
    out->set_aside = of.set_aside;
    out->notes = of.notes;
    judge_text(&of);
    list_context(&of);
    if (of.failed || verdict_add_courses(in->laws, memory, out)) return status_memory(error);
    add_notes(&of);
    return of.failed ? status_memory(error) : EXPORTCAT_OK;
}
