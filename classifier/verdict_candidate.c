/* What is told of one entry: evidence, thresholds, reasons, citations, questions. */
#include "verdict_parts.h"
#include "verdict_scope.h"

/* ---- Evidence -------------------------------------------------------------------------------- */

/* The label whose weights explain an entry's score, or NO_LABEL. */
static int explained_by(const judge *of, const view *at) {
    if (at->label < 0) return NO_LABEL;
    return (int)model_raised_by(of->in->scores, verdict_reading_of(of, at)->decisions,
                                (size_t)at->label);
}

static evidence_source source_of(const judge *of, const view *at) {
    const verdict_reading *by = verdict_reading_of(of, at);
    return (evidence_source){.hits = by->hits,
                             .elsewhere = at->reading ? of->in->readings[0].hits : NULL,
                             .rules = verdict_rule_names(of->in, at->index),
                             .scores = of->in->scores,
                             .row = by->row,
                             .words = of->in->words,
                             .room = &of->rooms[at->reading],
                             .wording = of->in->wording,
                             .symbols = of->in->symbols,
                             .folded = of->in->folded,
                             .tokens = by->tokens};
}

/* What speaks for an entry and a point of it. */
const exportcat_evidence *verdict_collect(judge *of, const view *at, const control_point *point,
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
    candidate->evidence = verdict_collect(of, at, at->point, &candidate->evidence_count);
    if (label == NO_LABEL || verdict_is_row(of)) return;
    candidate->against = weigh(of, at, NO_LABEL, label, &candidate->against_count);
    int first = explained_by(of, of->first);
    if (at != of->first && at->reading == of->first->reading && first != NO_LABEL)
        candidate->behind = weigh(of, at, first, label, &candidate->behind_count);
}

/* ---- Thresholds ------------------------------------------------------------------------------ */

void verdict_judge_point(judge *of, view *at) {
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
    return SAY(of, here->parameter.en, here->condition.en ? " " : "",
               here->condition.en ? here->condition.en : "", " ",
               catalogue_relations[here->relation], " ",
               verdict_keep(of, arena_figure(of->memory, here->value)), " ", here->unit, ": ", what,
               here->of_part ? "; it bounds only a part of the point" : "");
}

/* The conditions that are not met, with the figures. */
const char *verdict_why_not_met(judge *of, const view *at) {
    const char *all = "";
    for (size_t i = 0; i < at->point->thresholds.count; i++) {
        const condition *found = &at->conditions[i];
        if (found->state != EXPORTCAT_NOT_MET) continue;
        size_t start, end;
        buffer quote = {0};
        fold_span(of->in->folded, found->start, found->end, &start, &end);
        fold_clean(&quote, of->in->text + start, end - start);
        of->failed |= quote.failed != 0;
        all = SAY(of, all, *all ? "; " : "", say_condition(of, at->point, found, i), " (\"",
                  quote.bytes ? quote.bytes : "", "\")");
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

/* Why what is on file of the entry and its point does not settle it, or NULL. */
static const char *why_law_is_open(const view *at, exportcat_grade grade) {
    if (at->where.kind == NOT_KNOWN) return "whether the entry stands in this edition is not known";
    if (!at->point) return "only the entry fits: no control point on file does";
    if (at->point_where.kind == NOT_KNOWN)
        return "whether the control point stands in this edition is not known";
    return grade == EXPORTCAT_UNCONFIRMED ? "not confirmed against the official text" : NULL;
}

/* Why the point cannot be settled by what is on file of it. */
static const char *const why_wording_is_open[] = {
    [LACKS_FIGURES] = "the official text bounds the point by figures that are not on file",
    [LACKS_NAMES] = "the official text names what the point covers in a list that is not on file"};

static bool is_goods_only(const judge *of) {
    const context_spans *spans = of->in->spans;
    for (size_t i = 0; i < spans->count; i++)
        if (spans->items[i].kind == EXPORTCAT_GOODS_ONLY) return true;
    return false;
}

/* A single term bears less than two: from this probability on it suffices. Of the calibration texts
 * with one term and less, half were wrong. */
static const double LISTED_BY_ONE = 0.8;

/* Why one term alone is not enough, or NULL. */
static const char *why_one_is_too_few(judge *of, const view *at) {
    const rule_hit *only =
        evidence_only_term(verdict_reading_of(of, at)->hits, of->in->folded, at->entry, at->point);
    if (!only || at->figures == CONDITIONS_MET) return NULL;
    if (only->rule->supports)
        return "the one term found goes with the technology, but does not name it";
    if (at->probability >= LISTED_BY_ONE) return NULL;
    return SAY(of, "the probability is below the ",
               verdict_keep(of, arena_decimal(of->memory, LISTED_BY_ONE, 2)),
               " from which a single term is enough");
}

/* Why the score, and what bears it out, do not settle it, or NULL. */
static const char *why_score_is_open(judge *of, const view *at) {
    const double listed_at = of->in->scores->curves.listed_at;
    if (at->label < 0)
        return "the model has seen no example of the entry: it was found by its own wording";
    if (at->probability >= listed_at) return why_one_is_too_few(of, at);
    return SAY(of, "the probability is below the ",
               verdict_keep(of, arena_decimal(of->memory, listed_at, 2)),
               " from which a text is listed");
}

/* The reasons so far and one more, which may be NULL. */
static const char * and (judge * of, const char *reasons, const char *one) {
    return !one ? reasons : !reasons ? one : SAY(of, reasons, "; ", one);
}

/* Every reason why a person must look, or NULL where none. */
static const char *why_only_possible(judge *of, const view *at, exportcat_grade grade) {
    const char *all = why_law_is_open(at, grade);
    for (size_t i = 0; at->figures == CONDITIONS_OPEN && i < at->point->thresholds.count; i++)
        if (at->conditions[i].state != EXPORTCAT_MET)
            all = and(of, all, say_condition(of, at->point, &at->conditions[i], i));
    if (at->point) all = and(of, all, why_wording_is_open[at->point->lacks]);
    all = and(of, all, why_score_is_open(of, at));
    if (is_goods_only(of)) all = and(of, all, "the text says that no technology is handed over");
    if (!at->hits && at->figures != CONDITIONS_MET)
        all = and(of, all, "no term or pattern of the point bears the score out");
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
    exportcat_citation *all = arena_take(of->memory, 2, sizeof *all);
    if (!all) {
        of->failed = true;
        return;
    }
    if (at->where.kind == STANDS)
        all[candidate->citation_count++] =
            cite(of->edition, at->where.listed, at->point ? at->point_where.listed : NULL);
    const instrument *first = verdict_first(of->in, at->index, at->point);
    if (first && first != of->edition && first->in_force < of->edition->in_force) {
        standing entry_then = verdict_entry_standing(of->in, first, at->index);
        standing point_then = {.kind = NOT_KNOWN};
        if (at->point)
            point_then = verdict_point_standing(of->in, first, at->index,
                                                (size_t)(at->point - entry_point(at->entry, 0)));
        all[candidate->citation_count++] = cite(first, entry_then.listed, point_then.listed);
    }
    candidate->citations = all;
}

static void add_thresholds(judge *of, const view *at, exportcat_candidate *candidate) {
    const threshold *limits = at->point->thresholds.items;
    exportcat_threshold *shown = arena_take(of->memory, at->point->thresholds.count, sizeof *shown);
    of->failed |= !shown;
    for (size_t i = 0; shown && i < at->point->thresholds.count; i++) {
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
    candidate->thresholds = shown;
    candidate->threshold_count = shown ? at->point->thresholds.count : 0;
}

/* The point's own; where only the entry fits, the first of each of its points that count on the
 * day. */
static void add_questions(judge *of, const view *at, exportcat_candidate *candidate) {
    const standing *where = verdict_point_standings(of->in, of->edition, at->index);
    const size_t most = at->point ? at->point->questions.count : (size_t)at->entry->points.count;
    exportcat_words *asked = arena_take(of->memory, most, sizeof *asked);
    of->failed |= !asked;
    for (size_t i = 0; asked && i < most; i++) {
        const control_point *from = at->point ? at->point : entry_point(at->entry, i);
        const question *questions = from->questions.items;
        if (at->point)
            asked[candidate->question_count++] = questions[i].text;
        else if (questions && from->questions.count && verdict_counts(where[i]))
            asked[candidate->question_count++] = questions[0].text;
    }
    candidate->questions = asked;
}

void verdict_add_candidate(judge *of, const view *at) {
    exportcat_candidate *candidate = &of->candidates[of->out->candidate_count++];
    *candidate = (exportcat_candidate){.entry = at->entry->id.text};
    if (at->reading)
        fold_span(of->in->folded, verdict_reading_of(of, at)->start,
                  verdict_reading_of(of, at)->end, &candidate->passage_start,
                  &candidate->passage_end);
    const industry *heading = verdict_industry(of->in, at->index);
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
    candidate->similarity = verdict_likeness(of, at);
    candidate->reason = why_only_possible(of, at, candidate->grade);
    candidate->listed = !candidate->reason;
    if (verdict_is_row(of) && of->out->candidate_count > 1) return;
    if (at->point)
        candidate->official = catalogue_wording(at->entry, at->point, of->edition->id.text);
    add_evidence(of, at, candidate);
    add_citations(of, at, candidate);
    if (at->point) add_thresholds(of, at, candidate);
    add_questions(of, at, candidate);
}
