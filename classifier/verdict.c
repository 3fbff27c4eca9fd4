#include "verdict.h"

#include "evidence.h"
#include "verdict_course.h"
#include "verdict_scope.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES_MAX = 5, SET_ASIDE_MAX = 10, NOTES_MAX = 8, CONTEXTS_MAX = 16 };

/* A candidate that no rule speaks for, and that is this many times less probable than the best one,
 * is noise beside it. */
static const double RUNNER_UP_SHARE = 0.1;

/* One rule hit weighs as much as this in a point's log-odds when an entry's points are compared. */
static const double HIT_LOG_ODDS = 1.5;

/* An entry without examples is a candidate where a rule speaks for it, or where it is at least this
 * much like the text (English, Chinese): one uncovered text in a hundred comes as near. */
static const double LIKE_ALONE[] = {3.0, 2.2};
/* One that is this much less like the text than the most alike is noise beside it. */
static const double LIKE_SHARE = 0.6;
/* One that does not come to this share of what it needs is not worth telling of. */
static const double LIKE_TOLD = 0.6;
/* Of an entry's points the one is named that is this much more like the text than any other. */
static const double POINT_LEAD = 1.2;

/* A point that no rule speaks for fits only from these log-odds on (about 0.05); below, only the
 * entry fits. */
static const double POINT_FITS = -3;

/* Below these a text says too little, in half words: a Latin word counts two, a Han character one.
 */
enum { HALF_WORDS_MIN = 8 };
/* A Latin-script text of which the model knows less than this share of words is not English. */
static const double KNOWN_WORDS_MIN = 0.4;

/* A text of which more than one byte in so many is not UTF-8 is not text. */
enum { BYTES_A_BAD_ONE = 20 };

/* One entry under consideration. */
typedef struct {
    const entry *entry;
    size_t index;               /* among the catalogue's entries */
    size_t reading;             /* what it is seen in: the whole text, 0, or a passage */
    int label;                  /* -1: the model has seen no example of it */
    double probability, gate;   /* -1 likewise */
    double like;                /* to its own wording, where it has no label */
    standing where;             /* of the entry */
    const control_point *point; /* the one that fits best among those that count on the day */
    standing point_where;
    const control_point
        *outside; /* the one that fits best of all, where it does not stand on the day */
    standing outside_where;
    uint64_t unmet;        /* points, by number, whose thresholds the text's figures do not meet */
    condition *conditions; /* of the point's thresholds */
    conditions_state figures;
    size_t hits; /* for the point, or for the entry as a whole */
} view;

typedef struct {
    const verdict_input *in;
    arena *memory;
    exportcat_verdict *out;
    const instrument *edition;
    text_language language;
    view *views;
    double *probabilities[VERDICT_READINGS_MAX]; /* of each label */
    size_t view_count;
    size_t untaught;  /* entries without a label */
    bool has_figures; /* they are read */
    exportcat_candidate *candidates;
    const view *first; /* of the first candidate */
    exportcat_set_aside *set_aside;
    const char **notes;
    bool failed; /* memory ran out */
} judge;

static const char *keep(judge *of, const char *text) {
    if (!text) of->failed = true;
    return text ? text : "";
}

#define SAY(judge, ...) keep(judge, arena_format((judge)->memory, __VA_ARGS__))

static void note(judge *of, const char *text) {
    if (of->out->note_count < NOTES_MAX) of->notes[of->out->note_count++] = text;
}

/* ---- What a text may be judged on ------------------------------------------------------------ */

/* Why nothing can be said of the text, or NULL. */
static const char *cannot_say(judge *of) {
    const verdict_input *in = of->in;
    size_t half_words = 0;
    for (size_t i = 0; i < in->tokens->count; i++) {
        const token *here = &in->tokens->items[i];
        half_words += here->kind == TOKEN_WORD ? 2 : here->kind == TOKEN_HAN ? here->length / 3 : 0;
    }
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

/* ---- Entries and points ---------------------------------------------------------------------- */

static const verdict_reading *reading_of(const judge *of, const view *at) {
    return &of->in->readings[at->reading];
}

static double probability(const judge *of, const view *at, size_t label) {
    return of->probabilities[at->reading][label];
}

static size_t count_point_hits(const judge *of, const view *at, const control_point *point) {
    size_t hits = 0;
    const rule_hits *all = reading_of(of, at)->hits;
    for (size_t k = 0; k < all->count; k++) {
        const rule_hit *hit = &all->items[k];
        hits += hit->entry == at->entry && hit->rule->point.text && hit->aside == RULE_COUNTS &&
                strcmp(hit->rule->point.text, point->id.text) == 0;
    }
    return hits < 2 ? hits : 2;
}

/* The label of a point, or -1. */
static int point_label(const judge *of, const view *at, const control_point *point) {
    char name[256];
    int length = snprintf(name, sizeof name, "%s/%s", at->entry->id.text, point->id.text);
    return length < (int)sizeof name ? model_label_find(of->in->scores, name) : -1;
}

/* How well a point fits, as log-odds; points without examples are carried by their rules alone. */
static double point_fit(const judge *of, const view *at, const control_point *point) {
    int label = point_label(of, at, point);
    double p = label < 0 ? 0.01 : probability(of, at, (size_t)label);
    p = p < 1e-6 ? 1e-6 : p > 1 - 1e-6 ? 1 - 1e-6 : p;
    return log(p / (1 - p)) + HIT_LOG_ODDS * (double)count_point_hits(of, at, point);
}

static bool counts_on_the_day(standing where) {
    return where.kind == STANDS || where.kind == NOT_KNOWN;
}

/* The best point that counts on the day, and the best of all where that is another one and clearly
 * better. Where the best was set aside for its thresholds, another one must fit by itself. */
static void choose_point(const judge *of, view *at) {
    const double clearly = 2; /* log-odds */
    const double least = at->unmet ? 0 : POINT_FITS;
    double best = -HUGE_VAL, best_outside = -HUGE_VAL;
    at->point = at->outside = NULL;
    for (size_t i = 0; i < at->entry->points.count; i++) {
        const control_point *point = entry_point(at->entry, i);
        if (i < 64 && at->unmet >> i & 1) continue;
        standing where = catalogue_point_standing(of->in->laws, at->entry, point, of->edition);
        double fit = point_fit(of, at, point);
        if (counts_on_the_day(where) && fit > best) {
            best = fit;
            at->point = point;
            at->point_where = where;
        } else if (!counts_on_the_day(where) && fit > best_outside) {
            best_outside = fit;
            at->outside = point;
            at->outside_where = where;
        }
    }
    if (best_outside < best + clearly) at->outside = NULL;
    if (best < least) at->point = NULL;
}

/* The same for an entry without examples: the point that a rule speaks for, or that is clearly the
 * most like the text. */
static void choose_point_by_wording(const judge *of, view *at) {
    double best = 0, second = 0;
    for (size_t i = 0; i < at->entry->points.count; i++) {
        const control_point *point = entry_point(at->entry, i);
        standing where = catalogue_point_standing(of->in->laws, at->entry, point, of->edition);
        size_t document = similarity_point_document(of->in->wording, at->index, i);
        double fit = reading_of(of, at)->like->of_document[document] *
                     (double)(1 + count_point_hits(of, at, point));
        if (!counts_on_the_day(where) || fit <= second) continue;
        second = fit > best ? best : fit;
        if (fit <= best) continue;
        best = fit;
        at->point = point;
        at->point_where = where;
    }
    if (best < POINT_LEAD * second) at->point = NULL;
}

static double likeness_to(const judge *of, const view *at) {
    return reading_of(of, at)->like->of_document[at->index];
}

static double like_alone(const judge *of) {
    return LIKE_ALONE[of->language];
}

/* What the views are sorted by: the probability, or, where there is none, a value in its range that
 * is a half at the similarity from which an entry is a candidate alone. */
static double rank(const judge *of, const view *at) {
    if (at->label >= 0) return at->probability;
    double like = at->like * (at->hits ? 2 : 1);
    return like / (like + like_alone(of));
}

static int by_rank(const void *left, const void *right, void *context) {
    const view *a = left, *b = right;
    double x = rank(context, a), y = rank(context, b);
    if (x > y || x < y) return x < y ? 1 : -1;
    return strcmp(a->entry->id.text, b->entry->id.text);
}

/* An entry as one reading shows it. */
static view view_in(const judge *of, size_t index, size_t reading) {
    const entry *here = &of->in->laws->entries[index];
    int label = model_label_find(of->in->scores, here->id.text);
    view at = {
        .entry = here, .index = index, .reading = reading, .label = label, .probability = -1};
    at.where = catalogue_entry_standing(of->in->laws, here, of->edition);
    if (label >= 0) {
        at.probability = probability(of, &at, (size_t)label);
        at.gate =
            model_gate(of->in->scores, reading_of(of, &at)->decisions, (size_t)label, of->language);
        choose_point(of, &at);
    } else {
        at.like = likeness_to(of, &at);
        choose_point_by_wording(of, &at);
    }
    at.hits = evidence_count_hits(reading_of(of, &at)->hits, here, at.point);
    return at;
}

/* The passage that says most for an entry takes the whole text's place where it says more. */
static view best_view(const judge *of, size_t index) {
    view best = view_in(of, index, 0);
    for (size_t i = 1; i < of->in->reading_count && best.label >= 0; i++) {
        view at = view_in(of, index, i);
        double worth = verdict_worth(&of->in->scores->curves, at.gate, at.probability, at.hits > 0,
                                     of->in->passage_count);
        if (worth >= 1 && at.gate > best.gate) best = at;
    }
    return best;
}

static void view_entries(judge *of) {
    size_t count = of->in->laws->entry_count;
    of->views = arena_new(of->memory, count + 1, sizeof *of->views);
    of->failed |= !of->views;
    for (size_t i = 0; i < of->in->reading_count && !of->failed; i++) {
        double *all = arena_new(of->memory, of->in->scores->label_count, sizeof *all);
        of->probabilities[i] = all;
        of->failed |= !all;
        if (all)
            model_probabilities(of->in->scores, of->in->readings[i].decisions,
                                of->in->readings[i].likes, of->language, all);
    }
    for (size_t i = 0; i < count && !of->failed; i++) {
        view at = best_view(of, i);
        of->untaught += at.label < 0;
        if (at.label >= 0 || at.like > 0) of->views[of->view_count++] = at;
    }
    if (of->view_count) qsort_r(of->views, of->view_count, sizeof *of->views, by_rank, of);
}

double verdict_worth(const calibration *curves, double gate, double probability, bool hit,
                     size_t passages) {
    double odds = calibrate_odds(hit ? gate : probability, 1);
    double needed = calibrate_odds(curves->alone_at, 1) * (hit ? 1 : (double)passages);
    return needed > 0 ? odds / needed : 0;
}

/* ---- Evidence -------------------------------------------------------------------------------- */

/* The label whose weights explain an entry's score, or NO_LABEL. */
static int explained_by(const judge *of, const view *at) {
    if (at->label < 0) return NO_LABEL;
    return (int)model_raised_by(of->in->scores, reading_of(of, at)->decisions, (size_t)at->label);
}

static evidence_source source_of(const judge *of, const view *at) {
    const verdict_reading *by = reading_of(of, at);
    return (evidence_source){.hits = by->hits,
                             .elsewhere = at->reading ? of->in->readings[0].hits : NULL,
                             .scores = of->in->scores,
                             .row = by->row,
                             .wording = of->in->wording,
                             .stems = of->in->stems,
                             .folded = of->in->folded,
                             .tokens = by->tokens};
}

/* What speaks for an entry and a point of it. */
static const exportcat_evidence *collect(judge *of, const view *at, const control_point *point,
                                         size_t *count) {
    evidence_basis basis = {.label = explained_by(of, at), .document = at->index};
    evidence_source source = source_of(of, at);
    const exportcat_evidence *found =
        evidence_collect(&source, at->entry, point, basis, of->memory, count);
    of->failed |= !found;
    return found;
}

static const exportcat_evidence *weigh(judge *of, const view *at, int towards, int away,
                                       size_t *count) {
    evidence_source source = source_of(of, at);
    const exportcat_evidence *found = evidence_weigh(&source, towards, away, of->memory, count);
    of->failed |= !found;
    return found;
}

/* What speaks for the candidate, what against it, and what puts it behind the first. */
static void add_evidence(judge *of, const view *at, exportcat_candidate *candidate) {
    int label = explained_by(of, at);
    if (of->out->candidate_count == 1) of->first = at;
    candidate->evidence = collect(of, at, at->point, &candidate->evidence_count);
    if (label == NO_LABEL) return;
    candidate->against = weigh(of, at, NO_LABEL, label, &candidate->against_count);
    int first = explained_by(of, of->first);
    if (at != of->first && at->reading == of->first->reading && first != NO_LABEL)
        candidate->behind = weigh(of, at, first, label, &candidate->behind_count);
}

/* ---- Thresholds ------------------------------------------------------------------------------ */

static void judge_point(judge *of, view *at) {
    const verdict_input *in = of->in;
    exportcat_error error;
    at->conditions = arena_new(of->memory, at->point->thresholds.count, sizeof *at->conditions);
    of->failed |= !at->conditions;
    if (!of->has_figures && !of->failed)
        of->failed |= figures_read(in->figures, in->units, in->folded, in->text, in->spans, &error);
    of->has_figures = true;
    if (!of->failed) at->figures = conditions_judge(in->figures, at->point, at->conditions);
}

/* "powder compaction density at 220 MPa >= 2.58 g/cm3: not stated" */
static const char *say_condition(judge *of, const control_point *point, const condition *found,
                                 size_t index) {
    const threshold *all = point->thresholds.items, *here = &all[index];
    const char *what = found->state == EXPORTCAT_MISSING ? "not stated"
                       : found->why                      ? found->why
                                    : exportcat_threshold_state_name(found->state);
    return SAY(of, "%s%s%s %s %s %s: %s%s", here->parameter.en, here->condition.en ? " " : "",
               here->condition.en ? here->condition.en : "", catalogue_relations[here->relation],
               keep(of, arena_figure(of->memory, here->value)), here->unit, what,
               here->of_part ? "; it bounds only a part of the point" : "");
}

/* The conditions that are not met, with the figures. */
static const char *why_not_met(judge *of, const view *at) {
    const char *all = "";
    for (size_t i = 0; i < at->point->thresholds.count; i++) {
        const condition *found = &at->conditions[i];
        if (found->state != EXPORTCAT_NOT_MET) continue;
        size_t start, end;
        buffer quote = {0};
        fold_span(of->in->folded, found->start, found->end, &start, &end);
        fold_clean(&quote, of->in->text + start, end - start);
        of->failed |= quote.failed != 0;
        all = SAY(of, "%s%s%s (\"%s\")", all, *all ? "; " : "",
                  say_condition(of, at->point, found, i), quote.bytes ? quote.bytes : "");
        buffer_free(&quote);
    }
    return all;
}

/* ---- Candidates ------------------------------------------------------------------------------ */

static exportcat_grade grade_of(const view *at) {
    int grade = at->where.kind == STANDS ? at->where.listed->grade : EXPORTCAT_UNCONFIRMED;
    if (at->point && at->point_where.kind == STANDS && at->point_where.listed->grade > grade)
        grade = at->point_where.listed->grade;
    return (exportcat_grade)grade;
}

/* Every reason why a person must look, or NULL where none. */
static const char *why_only_possible(judge *of, const view *at, exportcat_grade grade) {
    buffer reasons = {0};
    const double listed_at = of->in->scores->curves.listed_at;
#define REASON(...) \
    (buffer_text(&reasons, reasons.length ? "; " : ""), buffer_format(&reasons, __VA_ARGS__))
    if (at->where.kind == NOT_KNOWN)
        REASON("whether the entry stands in this edition is not known");
    else if (!at->point)
        REASON("only the entry fits: no control point on file does");
    else if (at->point_where.kind == NOT_KNOWN)
        REASON("whether the control point stands in this edition is not known");
    else if (grade == EXPORTCAT_UNCONFIRMED)
        REASON("not confirmed against the official text");
    for (size_t i = 0; at->figures == CONDITIONS_OPEN && i < at->point->thresholds.count; i++)
        if (at->conditions[i].state != EXPORTCAT_MET)
            REASON("%s", say_condition(of, at->point, &at->conditions[i], i));
    if (at->label < 0)
        REASON("the model has seen no example of the entry: it was found by its own wording");
    else if (at->probability < listed_at)
        REASON("the probability is below the %s from which a text is listed",
               keep(of, arena_decimal(of->memory, listed_at, 2)));
    if (!at->hits && at->figures != CONDITIONS_MET)
        REASON("no term or pattern of the point bears the score out");
#undef REASON
    const char *all =
        reasons.length ? keep(of, arena_copy(of->memory, reasons.bytes, reasons.length)) : NULL;
    of->failed |= reasons.failed != 0;
    buffer_free(&reasons);
    return all;
}

static exportcat_citation cite(const instrument *by, const listing *of_entry,
                               const listing *of_point) {
    int grade = of_entry ? of_entry->grade : EXPORTCAT_UNCONFIRMED;
    if (of_point && of_point->grade > grade) grade = of_point->grade;
    return (exportcat_citation){.instrument = by->id.text,
                                .title = by->title,
                                .in_force = by->in_force,
                                .code = of_entry ? of_entry->code : NULL,
                                .number = of_point ? of_point->number : 0,
                                .grade = (exportcat_grade)grade};
}

/* The edition in force, then the one that brought the point (or the entry) in, if it is another. */
static void add_citations(judge *of, const view *at, exportcat_candidate *candidate) {
    const catalogue *laws = of->in->laws;
    exportcat_citation *all = arena_new(of->memory, 2, sizeof *all);
    if (!all) {
        of->failed = true;
        return;
    }
    if (at->where.kind == STANDS)
        all[candidate->citation_count++] =
            cite(of->edition, at->where.listed, at->point ? at->point_where.listed : NULL);
    const instrument *first = catalogue_first(
        laws, at->point && at->point->listings.count ? &at->point->listings : &at->entry->listings);
    if (first && first != of->edition && first->in_force < of->edition->in_force) {
        standing entry_then = catalogue_entry_standing(laws, at->entry, first);
        standing point_then = {.kind = NOT_KNOWN};
        if (at->point) point_then = catalogue_point_standing(laws, at->entry, at->point, first);
        all[candidate->citation_count++] = cite(first, entry_then.listed, point_then.listed);
    }
    candidate->citations = all;
}

static void add_thresholds_and_questions(judge *of, const view *at,
                                         exportcat_candidate *candidate) {
    if (!at->point) return;
    const threshold *limits = at->point->thresholds.items;
    const question *questions = at->point->questions.items;
    exportcat_threshold *shown = arena_new(of->memory, at->point->thresholds.count, sizeof *shown);
    exportcat_words *asked = arena_new(of->memory, at->point->questions.count, sizeof *asked);
    if (!shown || !asked) {
        of->failed = true;
        return;
    }
    for (size_t i = 0; i < at->point->thresholds.count; i++) {
        shown[i] = (exportcat_threshold){.parameter = limits[i].parameter,
                                         .condition = limits[i].condition,
                                         .relation = catalogue_relations[limits[i].relation],
                                         .value = limits[i].value,
                                         .unit = limits[i].unit,
                                         .grade = (exportcat_grade)limits[i].grade,
                                         .state = at->conditions[i].state,
                                         .why = at->conditions[i].why};
        const condition *found = &at->conditions[i];
        if (found->end > found->start)
            fold_span(of->in->folded, found->start, found->end, &shown[i].start, &shown[i].end);
    }
    for (size_t i = 0; i < at->point->questions.count; i++) asked[i] = questions[i].text;
    candidate->thresholds = shown;
    candidate->threshold_count = at->point->thresholds.count;
    candidate->questions = asked;
    candidate->question_count = at->point->questions.count;
}

static void add_candidate(judge *of, const view *at) {
    exportcat_candidate *candidate = &of->candidates[of->out->candidate_count++];
    if (at->reading)
        fold_span(of->in->folded, reading_of(of, at)->start, reading_of(of, at)->end,
                  &candidate->passage_start, &candidate->passage_end);
    const industry *heading = catalogue_industry(of->in->laws, at->entry->division.text);
    candidate->entry = at->entry->id.text;
    candidate->point = at->point ? at->point->id.text : NULL;
    candidate->part = (exportcat_part)at->entry->part;
    candidate->title = at->entry->title;
    if (at->point) candidate->summary = at->point->summary;
    if (heading) candidate->industry = heading->title;
    if (at->where.kind == STANDS) candidate->code = at->where.listed->code;
    if (at->point && at->point_where.kind == STANDS)
        candidate->number = at->point_where.listed->number;
    candidate->grade = grade_of(at);
    candidate->probability = at->probability;
    candidate->similarity = likeness_to(of, at);
    if (at->point)
        candidate->official = catalogue_wording(at->entry, at->point, of->edition->id.text);
    candidate->reason = why_only_possible(of, at, candidate->grade);
    candidate->listed = !candidate->reason;
    add_evidence(of, at, candidate);
    add_citations(of, at, candidate);
    add_thresholds_and_questions(of, at, candidate);
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
                                  .similarity = likeness_to(of, at),
                                  .reason = reason};
    if (of->out->for_record) item->evidence = collect(of, at, point, &item->evidence_count);
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
                   keep(of, arena_decimal(of->memory, at->gate, 2)),
                   keep(of, arena_decimal(of->memory, least, 2)));
    if (at->label >= 0 && !at->hits && at->probability < RUNNER_UP_SHARE * best)
        return "another entry is more than ten times as probable";
    if (at->label < 0 && !at->hits && at->like < like_alone(of))
        return SAY(of,
                   "no term or pattern of it stands in the text, and it is less like its own "
                   "wording than the %s from which a person must look",
                   keep(of, arena_decimal(of->memory, like_alone(of), 1)));
    if (at->label < 0 && at->like < LIKE_SHARE * best_like)
        return "the text is much more like another entry's wording";
    return NULL;
}

/* Holds the point that fits against the text's figures; where they do not meet it, it is set aside
 * and another that fits takes its place, or none. */
static void settle_point(judge *of, view *at) {
    while (at->point && at->point->thresholds.count && !of->failed) {
        judge_point(of, at);
        if (at->figures != CONDITIONS_NOT_MET) return;
        set_aside(of, at, at->point, why_not_met(of, at));
        size_t number = (size_t)(at->point - entry_point(at->entry, 0));
        at->unmet |= number < 64 ? (uint64_t)1 << number : 0;
        at->figures = CONDITIONS_NONE;
        choose_point(of, at);
        at->hits = evidence_count_hits(reading_of(of, at)->hits, at->entry, at->point);
        if (number >= 64) at->point = NULL;
    }
}

static void add_candidate_that_meets(judge *of, view *at) {
    settle_point(of, at);
    bool none_left = at->unmet && !at->point;
    if (!none_left && !of->failed) add_candidate(of, at);
}

static void consider(judge *of, view *at, const double *best, double best_like) {
    if (at->label < 0 && !at->hits && at->like < LIKE_TOLD * like_alone(of)) return;
    const char *reason = why_too_far(of, at, best[at->reading], best_like);
    if (reason)
        set_aside(of, at, at->point, reason);
    else if (!counts_on_the_day(at->where))
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
        bool told = span->kind == EXPORTCAT_LEFT_OUT && span->end > span->start;
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
    view_entries(of);
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
