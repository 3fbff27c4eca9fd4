#include "verdict_parts.h"
#include "verdict_scope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One rule hit weighs as much as this in a point's log-odds when an entry's points are compared. */
static const double HIT_LOG_ODDS = 1.5;

/* An entry without examples is a candidate where a rule speaks for it, or where it is at least this
 * much like the text (English, Chinese): one uncovered text in a hundred comes as near. */
static const double LIKE_ALONE[] = {3.0, 2.2};

/* Of an entry's points the one is named that is this much more like the text than any other. */
static const double POINT_LEAD = 1.2;

/* A point that no rule speaks for fits only from these log-odds on (about 0.05); below, only the
 * entry fits. */
static const double POINT_FITS = -3;

/* ---- Entries and points ---------------------------------------------------------------------- */

const verdict_reading *verdict_reading_of(const judge *of, const view *at) {
    return &of->in->readings[at->reading];
}

/* How many hits speak for each of the entry's points; two say as much as more. */
static const unsigned char *count_point_hits(const judge *of, const view *at) {
    const rule_hits *all = verdict_reading_of(of, at)->hits;
    unsigned char *hits = of->point_hits; /* and behind them, of the entry as a whole */
    memset(hits, 0, at->entry->points.count + 1);
    for (size_t k = 0; k < all->count; k++) {
        const rule_hit *hit = &all->items[k];
        if (hit->entry != at->entry || hit->aside != RULE_COUNTS) continue;
        unsigned char *count = &hits[verdict_rule_point(of->in, at->index, hit->rule)];
        if (*count < 2) ++*count;
    }
    return hits;
}

/* The document of the entry's first control point; those of the others follow. */
static size_t points_document(const judge *of, const view *at) {
    return similarity_point_document(of->in->wording, at->index, 0);
}

/* What a label's decision values say, and the likeness to its own wording. */
static double log_odds(const judge *of, const verdict_reading *by, size_t label, double like) {
    const model *scores = of->in->scores;
    const sigmoid *curve = &scores->curves.curve[scores->labels[label].level][of->language];
    return model_log_odds(scores, by->decisions, NULL, of->language, label) - curve->d * like;
}

/* How well a point fits, as log-odds; points without examples are carried by their rules alone. */
static double point_fit(const judge *of, const verdict_reading *by, size_t document, size_t hits) {
    const double most = log(1e6 - 1), unseen = log(0.01 / 0.99);
    const int label = of->in->label_of[document];
    double fit =
        label < 0 ? unseen : log_odds(of, by, (size_t)label, by->like->of_document[document]);
    fit = fit > most ? most : fit < -most ? -most : fit;
    return fit + HIT_LOG_ODDS * (double)hits;
}

bool verdict_counts(standing where) {
    return where.kind == STANDS || where.kind == NOT_KNOWN;
}

/* The best point that counts on the day, and the best of all where that is another one and clearly
 * better. Where the best was set aside for its thresholds, another one must fit by itself. */
void verdict_choose_point(const judge *of, view *at) {
    enum { OUTSIDE, INSIDE, SIDES };
    const double clearly = 2; /* log-odds */
    const double least = at->unmet ? 0 : POINT_FITS;
    const unsigned char *hits = count_point_hits(of, at);
    const standing *where = verdict_point_standings(of->in, of->edition, at->index);
    const verdict_reading *by = verdict_reading_of(of, at);
    const size_t document = points_document(of, at);
    double best[SIDES] = {-HUGE_VAL, -HUGE_VAL};
    size_t number[SIDES] = {0};
    for (size_t i = 0; i < at->entry->points.count; i++) {
        if (i < 64 && at->unmet >> i & 1) continue;
        const double fit = point_fit(of, by, document + i, hits[i]);
        const bool side = verdict_counts(where[i]);
        if (!(fit > best[side])) continue;
        best[side] = fit;
        number[side] = i;
    }
    const bool fits = best[INSIDE] >= least;
    at->point = fits ? entry_point(at->entry, number[INSIDE]) : NULL;
    if (fits) at->point_where = where[number[INSIDE]];
    const bool outside = best[OUTSIDE] > -HUGE_VAL && best[OUTSIDE] >= best[INSIDE] + clearly;
    at->outside = outside ? entry_point(at->entry, number[OUTSIDE]) : NULL;
    if (outside) at->outside_where = where[number[OUTSIDE]];
}

/* The same for an entry without examples: the point that a rule speaks for, or that is clearly the
 * most like the text. */
static void choose_point_by_wording(const judge *of, view *at) {
    const unsigned char *hits = count_point_hits(of, at);
    const standing *where = verdict_point_standings(of->in, of->edition, at->index);
    const double *like = verdict_reading_of(of, at)->like->of_document + points_document(of, at);
    double best = 0, second = 0;
    for (size_t i = 0; i < at->entry->points.count; i++) {
        double fit = like[i] * (double)(1 + hits[i]);
        if (!verdict_counts(where[i]) || fit <= second) continue;
        second = fit > best ? best : fit;
        if (fit <= best) continue;
        best = fit;
        at->point = entry_point(at->entry, i);
        at->point_where = where[i];
    }
    if (best < POINT_LEAD * second) at->point = NULL;
}

double verdict_likeness(const judge *of, const view *at) {
    return verdict_reading_of(of, at)->like->of_document[at->index];
}

double verdict_like_alone(const judge *of) {
    return LIKE_ALONE[of->language];
}

double verdict_gate(const judge *of, const view *at) {
    return model_gate(of->in->scores, verdict_reading_of(of, at)->decisions, (size_t)at->label,
                      of->language);
}

/* Whether a label's gate in the whole text lies below a bound. */
static bool is_below(const judge *of, int label, const calibration_bound *bound) {
    return model_gate_is_below(of->in->scores, of->in->readings[0].decisions, (size_t)label,
                               of->language, bound);
}

double verdict_least_gate(const judge *of, const view *at) {
    const calibration *curves = &of->in->scores->curves;
    return at->hits ? curves->possible_at : curves->alone_at;
}

void verdict_settle(const judge *of, view *at) {
    if (at->settled) return;
    at->settled = true;
    at->where = verdict_entry_standing(of->in, of->edition, at->index);
    if (at->label >= 0)
        verdict_choose_point(of, at);
    else
        choose_point_by_wording(of, at);
    at->hits = evidence_count_hits(verdict_reading_of(of, at)->hits, at->entry, at->point);
}

static bool is_hit(const judge *of, const entry *here, size_t reading) {
    const rule_hits *hits = of->in->readings[reading].hits;
    for (size_t i = 0; i < hits->count; i++)
        if (hits->items[i].entry == here) return true;
    return false;
}

/* An entry as one reading shows it; its point is chosen now only where that decides something. */
static void view_in(const judge *of, size_t index, size_t reading, view *at) {
    int label = of->in->label_of[index];
    *at = (view){.entry = &of->in->laws->entries[index],
                 .index = index,
                 .reading = reading,
                 .label = label,
                 .probability = -1};
    /* It is told of soon, and lies anywhere in a large catalogue. */
    __builtin_prefetch(&at->entry->id);
    __builtin_prefetch(&at->entry->points);
    if (label >= 0)
        at->probability = of->probabilities[reading][index];
    else
        at->like = verdict_likeness(of, at);
    if (is_hit(of, at->entry, reading)) verdict_settle(of, at);
}

/* Whether an entry of the whole text is no candidate. */
static bool is_far(const judge *of, const view *at) {
    if (at->hits) return is_below(of, at->label, &of->in->possible);
    return at->probability < VERDICT_LEAST_ALONE || is_below(of, at->label, &of->in->alone);
}

/* The passage that says most for an entry takes the whole text's place where it says more. */
static void view_best(const judge *of, size_t index, view *best) {
    view_in(of, index, 0, best);
    for (size_t i = 1; i < of->in->reading_count && best->label >= 0; i++) {
        view at;
        view_in(of, index, i, &at);
        double gate = verdict_gate(of, &at);
        double worth = verdict_worth(&of->in->scores->curves, gate, at.probability, at.hits > 0,
                                     of->in->passage_count);
        if (worth >= 1 && gate > verdict_gate(of, best)) *best = at;
    }
    best->far = best->label >= 0 && !best->reading && is_far(of, best);
}

/* How much the text is like each entry that has a label, which most often is every one of them;
 * NULL when memory runs out. */
static const double *entry_likes(judge *of, const verdict_reading *from) {
    const verdict_input *in = of->in;
    const double *all = from->like->of_document;
    if (in->entry_label_count == in->laws->entry_count) return all;
    double *some = arena_take(of->memory, in->entry_label_count, sizeof *some);
    for (size_t e = 0, count = 0; some && e < in->laws->entry_count; e++)
        if (in->label_of[e] >= 0) some[count++] = all[e];
    return some;
}

/* What the entries with a label have of the gate's value: see calibrate_shares. */
static size_t share_out(judge *of, const verdict_reading *from, double *out) {
    const verdict_input *in = of->in;
    const calibration *curves = &in->scores->curves;
    const int none = in->scores->none;
    const share_curves by = {curves->curve[LEVEL_ENTRY][of->language], curves->gate[of->language],
                             curves->sharpness[of->language]};
    const calibration_inputs inputs = {from->decisions, entry_likes(of, from),
                                       none < 0 ? 0 : from->decisions[none]};
    of->failed |= !inputs.likes;
    if (of->failed || !in->entry_label_count) return 0;
    return calibrate_shares_listed(&by, &inputs, in->entry_labels, in->entry_label_count, out);
}

/* The list's are spread out from the back, where there is room for entries that have none. */
static double *entry_probabilities(judge *of, const verdict_reading *from, double *highest) {
    const verdict_input *in = of->in;
    double *all = arena_take(of->memory, in->laws->entry_count, sizeof *all);
    of->failed |= !all;
    if (!all) return NULL;
    size_t best = share_out(of, from, all);
    *highest = in->entry_label_count ? all[best] : 0;
    for (size_t i = in->laws->entry_count, left = in->entry_label_count; i-- > left;)
        all[i] = in->label_of[i] < 0 ? 0 : all[--left];
    return all;
}

/* ---- Which entries are looked at ------------------------------------------------------------- */

enum { WORD_BITS = 64 };

/* The catalogue's entries, a bit each. */
static size_t words_of(const judge *of) {
    return of->in->laws->entry_count / WORD_BITS + 1;
}

static void mark(uint64_t *bits, size_t index) {
    bits[index / WORD_BITS] |= (uint64_t)1 << index % WORD_BITS;
}

/* The number of a word's lowest bit, which is taken out. */
static size_t take_lowest(uint64_t *word) {
    size_t lowest = (size_t)__builtin_ctzll(*word);
    *word &= *word - 1;
    return lowest;
}

/* Marks the entries that may be candidates whatever their probability: a rule hit them, or they
 * have none. */
static void mark_open(const judge *of, uint64_t *is_open) {
    const verdict_input *in = of->in;
    const rule_hits *hits = in->readings[0].hits;
    for (size_t i = 0; i < hits->count; i++)
        mark(is_open, (size_t)(hits->items[i].entry - in->laws->entries));
    if (in->entry_label_count == in->laws->entry_count) return;
    for (size_t i = 0; i < in->laws->entry_count; i++)
        if (in->label_of[i] < 0) mark(is_open, i);
}

/* Marks those, too, that neither trail nor are far, and in `told` what else is of the candidate
 * set. Returns the most probable of the near ones that are not open, the first of equals; SIZE_MAX
 * where all are. */
static size_t mark_near(const judge *of, const double *all, double best, uint64_t *is_open,
                        uint64_t *told) {
    size_t nearest = SIZE_MAX;
    const double trailing = VERDICT_TRAILING_SHARE * best;
    const double least = trailing > VERDICT_LEAST_ALONE ? trailing : VERDICT_LEAST_ALONE;
    const double in_set = of->in->scores->curves.set_at[of->language] * best;
    calibrate_mark(all, of->in->laws->entry_count, trailing < in_set ? trailing : in_set, told);
    for (size_t w = 0; w < words_of(of); w++) {
        uint64_t left = told[w] & ~is_open[w];
        for (told[w] = 0; left;) {
            size_t i = w * WORD_BITS + take_lowest(&left);
            if (all[i] >= least && !is_below(of, of->in->label_of[i], &of->in->alone)) {
                mark(is_open, i);
                continue;
            }
            if (all[i] >= in_set) mark(told, i);
            if (nearest == SIZE_MAX || all[i] > all[nearest]) nearest = i;
        }
    }
    return nearest;
}

/* The others, which are most, are surely set aside: marks as many as are told of, the most probable
 * ones. */
static void mark_set_aside(judge *of, const double *all, const uint64_t *is_open, uint64_t *told) {
    const size_t count = of->in->laws->entry_count;
    const double taken = -1;
    double *rest = arena_take(of->memory, count, sizeof *rest);
    of->failed |= !rest;
    if (!rest) return;
    memcpy(rest, all, count * sizeof *rest);
    for (size_t w = 0; w < words_of(of); w++)
        for (uint64_t left = is_open[w]; left;) rest[w * WORD_BITS + take_lowest(&left)] = taken;
    for (size_t i = 0; i < of->set_aside_most; i++) {
        size_t next = calibrate_highest(rest, count);
        if (rest[next] < 0) return;
        mark(told, next);
        rest[next] = taken;
    }
}

/* Most entries need not even be looked at; but a passage may say more than the whole text does.
 * Where one alone is told of, it is the nearest that is not open. Where all near ones are open, the
 * most probable of all is, which becomes a candidate or is set aside before the rest: no more is
 * told of. */
static void view_all(judge *of, double highest) {
    const size_t count = of->in->laws->entry_count;
    const double *all = of->probabilities[0];
    uint64_t *is_open = arena_take(of->memory, words_of(of), sizeof *is_open);
    uint64_t *told = arena_take(of->memory, words_of(of), sizeof *told);
    of->failed |= !is_open || !told;
    if (of->failed || !count) return;
    for (size_t w = 0; w < words_of(of); w++) is_open[w] = told[w] = 0;
    mark_open(of, is_open);
    if (of->in->reading_count == 1) {
        const size_t nearest = mark_near(of, all, highest, is_open, told);
        if (of->set_aside_most > 1)
            mark_set_aside(of, all, is_open, told);
        else if (nearest != SIZE_MAX)
            mark(told, nearest);
    } else {
        calibrate_mark(all, count, 0, told);
    }
    for (size_t w = 0; w < words_of(of); w++)
        for (uint64_t left = told[w] | is_open[w]; left;) {
            view *at = &of->views[of->view_count];
            view_best(of, w * WORD_BITS + take_lowest(&left), at);
            of->view_count += at->label >= 0 || at->like > 0;
        }
}

void verdict_view_entries(judge *of) {
    of->views = arena_take(of->memory, of->in->laws->entry_count + 1, sizeof *of->views);
    of->failed |= !of->views;
    double highest[VERDICT_READINGS_MAX] = {0};
    for (size_t i = 0; i < of->in->reading_count && !of->failed; i++)
        of->probabilities[i] = entry_probabilities(of, &of->in->readings[i], &highest[i]);
    if (!of->failed) view_all(of, highest[0]);
}

double verdict_worth(const calibration *curves, double gate, double probability, bool hit,
                     size_t passages) {
    double odds = calibrate_odds(hit ? gate : probability, 1);
    double needed = calibrate_odds(curves->alone_at, 1) * (hit ? 1 : (double)passages);
    return needed > 0 ? odds / needed : 0;
}
