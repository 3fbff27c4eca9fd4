#include "verdict.h"

#include "verdict_course.h"
#include "verdict_parts.h"
#include "verdict_scope.h"

#include <string.h>

enum { CANDIDATES_MAX = 5, CONTEXTS_MAX = 16 };

/* One that is this much less like the text than the most alike is noise beside it. */
static const double LIKE_SHARE = 0.6;
/* One that does not come to this share of what it needs is not worth telling of. */
static const double LIKE_TOLD = 0.6;

/* ---- Entries set aside ----------------------------------------------------------------------- */

/* Why an entry or a point does not count on the day. */
static const char *why_not_in_force(judge *of, standing where, const char *what) {
    char day[16] = "", as_of[16];
    exportcat_date_format(of->in->when.as_of, as_of);
    if (where.by) exportcat_date_format(where.by->in_force, day);
    if (where.kind == NOT_YET)
        return SAY(of, what, " was not in force on ", as_of, "; it is since ", day, " (",
                   where.by->id.text, ")");
    return SAY(of, what, " was no longer in force on ", as_of, "; ", where.by->id.text,
               " deleted it on ", day);
}

/* Most entries are far off, and their reasons are not even worded. */
static bool enough_set_aside(const judge *of) {
    return of->out->set_aside_count == of->set_aside_most ||
           (verdict_is_row(of) && of->out->candidate_count);
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
    if (of->out->detail == EXPORTCAT_FILED)
        item->evidence = verdict_collect(of, at, point, &item->evidence_count);
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
            since = SAY(of, ", as ", entry_then.listed->code, " point ",
                        verdict_count(of, (size_t)then->number));
    }
    const char *why = why_not_in_force(of, at->outside_where, "the control point");
    return SAY(of, why, since);
}

static const char *why_far(judge *of, const view *at) {
    if (!at->hits && verdict_gate(of, at) >= verdict_least_gate(of, at))
        return SAY(of,
                   "no term or pattern of it stands in the text, and its own probability is below "
                   "the ",
                   verdict_keep(of, arena_decimal(of->memory, VERDICT_LEAST_ALONE, 2)),
                   " from which a person must look");
    const char *hits = at->hits ? "a term or pattern of it stands in the text, but "
                                : "no term or pattern of it stands in the text, and ";
    double least = verdict_least_gate(of, at);
    return SAY(of, hits, "that it is covered at all comes to ",
               verdict_keep(of, arena_decimal(of->memory, verdict_gate(of, at), 2)), ", below the ",
               verdict_keep(of, arena_decimal(of->memory, least, 2)),
               " from which a person must look");
}

/* Why an entry does not come near enough, or NULL. */
static const char *why_too_far(judge *of, const view *at, double best, double best_like) {
    if (at->far) return why_far(of, at);
    if (verdict_trails(at, best)) return "another entry is more than ten times as probable";
    if (at->label < 0 && !at->hits && at->like < verdict_like_alone(of))
        return SAY(of,
                   "no term or pattern of it stands in the text, and it is less like its own "
                   "wording than the ",
                   verdict_keep(of, arena_decimal(of->memory, verdict_like_alone(of), 1)),
                   " from which a person must look");
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
        if (!enough_set_aside(of)) set_aside(of, at, at->point, verdict_why_not_met(of, at));
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
    if (at->aside && enough_set_aside(of)) return;
    if (at->label < 0 && !at->hits && at->like < LIKE_TOLD * verdict_like_alone(of)) return;
    verdict_settle(of, at);
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

/* The highest probability in each reading, and the highest likeness. */
static void find_best(const judge *of, double best[VERDICT_READINGS_MAX], double *best_like) {
    double like = 0;
    for (size_t i = 0; i < VERDICT_READINGS_MAX; i++) best[i] = 0;
    for (size_t i = 0; i < of->view_count; i++) {
        const view *at = &of->views[i];
        double *highest = &best[at->reading];
        *highest = at->probability > *highest ? at->probability : *highest;
        like = at->like > like ? at->like : like;
    }
    *best_like = like;
}

/* Marks the entries that come so near the best that one of them is likely the true one; room for
 * their ids. */
static const char **find_candidate_set(judge *of, const double *best) {
    const double share = of->in->scores->curves.set_at[of->language];
    size_t count = 0;
    for (size_t i = 0; i < of->view_count; i++) {
        view *at = &of->views[i];
        at->in_set = at->label >= 0 && at->probability >= share * best[at->reading];
        at->aside = at->far || verdict_trails(at, best[at->reading]);
        count += at->in_set;
        of->wanted += verdict_is_wanted(at);
    }
    const char **set = arena_take(of->memory, count, sizeof *set);
    of->failed |= !set;
    of->out->candidate_set = set;
    of->out->coverage = of->in->scores->curves.coverage;
    return set;
}

/* The nearest first. */
static void consider_all(judge *of) {
    double best[VERDICT_READINGS_MAX], best_like;
    find_best(of, best, &best_like);
    const char **set = find_candidate_set(of, best);
    verdict_order(of);
    for (size_t i = 0; i < of->order_count && !of->failed; i++) {
        view *at = &of->views[of->order[i].view];
        if (at->in_set) set[of->out->candidate_set_count++] = at->entry->id.text;
        consider(of, at, best, best_like);
    }
}

/* ---- The rest -------------------------------------------------------------------------------- */

/* What the text itself says of its words, where that changed something: words left out, and hits
 * that are no evidence. */
static void list_context(judge *of) {
    const verdict_input *in = of->in;
    exportcat_context *all = arena_take(of->memory, CONTEXTS_MAX, sizeof *all);
    if (!all) {
        of->failed = true;
        return;
    }
    for (size_t i = 0; i < in->spans->count && of->out->context_count < CONTEXTS_MAX; i++) {
        const context_span *span = &in->spans->items[i];
        bool told = (context_leaves_out(span->kind) || span->kind == EXPORTCAT_GOODS_ONLY) &&
                    span->end > span->start;
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

static void name_edition(judge *of) {
    exportcat_verdict *out = of->out;
    of->edition = catalogue_edition(of->in->laws, of->in->when.as_of);
    if (!of->edition) return;
    out->edition = of->edition->id.text;
    out->edition_title = of->edition->title;
    out->edition_in_force = of->edition->in_force;
    verdict_add_on_file(of->in, of->edition, out);
}

static void judge_text(judge *of) {
    exportcat_verdict *out = of->out;
    const char *reason = verdict_cannot_say(of);
    if (!of->edition) {
        char day[16];
        exportcat_date_format(of->in->laws->instruments[0].in_force, day);
        reason = SAY(of, "No edition is on file for this day; the first is ",
                     of->in->laws->instruments[0].id.text, ", in force since ", day, ".");
    }
    if (reason) {
        out->outcome = EXPORTCAT_CANNOT_SAY;
        verdict_note(of, reason);
        return;
    }
    verdict_view_entries(of);
    if (of->failed) return;
    consider_all(of);
    out->outcome = outcome(out);
}

/* Each is filled as a whole when it is added. */
static bool make_room(judge *of) {
    of->set_aside_most = verdict_is_row(of) ? 1 : VERDICT_SET_ASIDE_MAX;
    of->candidates = arena_take(of->memory, CANDIDATES_MAX, sizeof *of->candidates);
    of->set_aside = arena_take(of->memory, of->set_aside_most, sizeof *of->set_aside);
    of->notes = arena_take(of->memory, VERDICT_NOTES_MAX, sizeof *of->notes);
    of->rooms = arena_take(of->memory, of->in->reading_count, sizeof *of->rooms);
    of->point_hits = arena_take(of->memory, verdict_most_points(of->in) + 1, 1);
    for (size_t i = 0; of->rooms && i < of->in->reading_count; i++) evidence_empty(&of->rooms[i]);
    of->out->candidates = of->candidates;
    of->out->set_aside = of->set_aside;
    of->out->notes = of->notes;
    return of->candidates && of->set_aside && of->notes && of->rooms && of->point_hits;
}

/* What no row shows. */
static void add_rest(judge *of) {
    list_context(of);
    of->failed |= verdict_add_courses(of->in->laws, of->memory, of->out) ||
                  verdict_add_scope(of->in, of->memory, of->out);
    verdict_add_notes(of);
}

exportcat_status verdict_reach(const verdict_input *in, arena *memory, exportcat_verdict *out,
                               exportcat_error *error) {
    judge of = {.in = in, .memory = memory, .out = out};
    *out = (exportcat_verdict){.as_of = in->when.as_of,
                               .start = in->when.start,
                               .detail = in->when.detail,
                               .catalogue_digest = in->laws->digest,
                               .model_digest = in->scores->digest,
                               .text = in->text,
                               .bytes = in->length,
                               .replaced_bytes = in->folded->replaced_bytes,
                               .passages = in->passage_count,
                               .language = tokens_language(in->tokens)};
    of.language = model_curves(out->language);
    name_edition(&of);
    if (!make_room(&of)) return status_memory(error);
    judge_text(&of);
    if (!of.failed && !verdict_is_row(&of)) add_rest(&of);
    return of.failed ? status_memory(error) : EXPORTCAT_OK;
}
