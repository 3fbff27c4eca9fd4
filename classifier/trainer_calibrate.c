#include "trainer_parts.h"

#include <math.h>
#include <stdlib.h>

static double none_decision(const trained *to, size_t text) {
    return to->result.none < 0
               ? 0
               : to->out_of_fold[(size_t)to->result.none * to->examples->count + text];
}

/* Whether the text's decision values come from machines that were not trained on it. */
static bool is_measured(const trained *to, size_t text) {
    example_role role = to->examples->items[text].role;
    return role == EXAMPLE_CALIBRATION || (role == EXAMPLE_TRAINING && to->settings->folds);
}

static bool measured(const trained *to, size_t text, text_language language) {
    return is_measured(to, text) && to->language[text] == language;
}

static calibration_input input_of(const trained *to, size_t label, size_t text) {
    size_t texts = to->examples->count;
    return (calibration_input){
        .decision = to->out_of_fold[label * texts + text],
        .none = to->labels[label].level == LEVEL_NONE ? 0 : none_decision(to, text),
        .like = (double)to->like[label * texts + text]};
}

static double entry_probability(const trained *to, size_t label, size_t text) {
    calibration_input of = input_of(to, label, text);
    return calibrate_probability(&to->result.curves.curve[LEVEL_ENTRY][to->language[text]], &of);
}

/* 0: a training text out of its fold, 1: a text for calibration alone. */
static size_t kind(const trained *to, size_t text) {
    return to->examples->items[text].role == EXAMPLE_CALIBRATION;
}

/* What a text of each kind counts: the few for calibration together as much as the many others. */
static void weigh(const trained *to, text_language language, double weights[2]) {
    double count[2] = {0, 0};
    for (size_t text = 0; text < to->examples->count; text++)
        if (measured(to, text, language)) count[kind(to, text)]++;
    weights[0] = 1;
    weights[1] = count[0] > count[1] && count[1] > 0 ? count[0] / count[1] : 1;
}

/* Every text of the language with every label of the level; training texts out of their folds count
 * `weights[0]`, texts for calibration alone `weights[1]`. */
static size_t gather(const trained *to, label_level level, text_language language,
                     const double weights[2], calibration_case *out) {
    size_t texts = to->examples->count, count = 0;
    for (size_t label = 0; label < to->result.label_count; label++) {
        if (to->labels[label].level != level) continue;
        for (size_t text = 0; text < texts; text++)
            if (measured(to, text, language) && weights[kind(to, text)] > 0)
                out[count++] =
                    (calibration_case){input_of(to, label, text), weights[kind(to, text)],
                                       to->positive[label * texts + text]};
    }
    return count;
}

/* A curve in two steps. What orders the labels is fitted to both kinds of texts; out of their folds
 * training texts are harder than texts to come, so how probable that makes a label is then fitted
 * to texts for calibration alone, where there are some. */
static sigmoid fit_curve(const trained *to, label_level level, text_language language,
                         calibration_case *cases) {
    double weights[2];
    const double apart[2] = {0, 1};
    weigh(to, language, weights);
    sigmoid order = calibrate_fit(cases, gather(to, level, language, weights, cases));
    size_t count = gather(to, level, language, apart, cases);
    if (!count) return order;
    for (size_t i = 0; i < count; i++)
        cases[i].input =
            (calibration_input){.decision = calibrate_exponent(&order, &cases[i].input)};
    sigmoid scale = calibrate_fit(cases, count);
    return (sigmoid){scale.a * order.a, scale.a * order.b + scale.b, scale.a * order.c,
                     scale.a * order.d};
}

/* What the verdict will see of one text: its telling entry's probability and whether a rule of it
 * hit. */
typedef struct {
    double probability, share, gate; /* share: of the best entry's */
    double part, best_part;          /* of all entries' odds */
    double first;                    /* the best entry's probability */
    calibration_input input, best;   /* of the gate: this entry's, and the best one's */
    bool covered, hit, apart;        /* apart: from a text for calibration alone */
    bool right;                      /* the most probable entry is the text's own */
    text_language language;
} telling;

/* The best entry of an uncovered text, the worst true entry of a covered one. */
static telling tell(const trained *to, size_t text, bool covered) {
    size_t texts = to->examples->count;
    telling out = {.probability = covered ? 2 : -1,
                   .covered = covered,
                   .apart = to->examples->items[text].role == EXAMPLE_CALIBRATION,
                   .language = (text_language)to->language[text]};
    const double sharpness = to->result.curves.sharpness[out.language];
    double best = -1, odds = 0;
    for (size_t label = 0; label < to->result.label_count; label++) {
        if (to->labels[label].level != LEVEL_ENTRY) continue;
        bool mine = to->positive[label * texts + text];
        double p = entry_probability(to, label, text);
        odds += calibrate_odds(p, sharpness);
        if (p > best) {
            best = p;
            out.best = input_of(to, label, text);
            out.right = mine;
        }
        if (mine != covered || (covered ? p >= out.probability : p <= out.probability)) continue;
        out.probability = p;
        out.hit = to->hit[label * texts + text];
        out.input = input_of(to, label, text);
    }
    out.best.like = out.input.like = 0; /* everyday texts are like some wording too */
    double own = calibrate_odds(out.probability, sharpness);
    out.part = odds > 0 ? own / odds : 0;
    out.best_part = best > 0 ? calibrate_odds(best, sharpness) / odds : 0;
    out.share = best > 0 ? own / calibrate_odds(best, sharpness) : 0;
    return out;
}

/* All texts that are measured on. Those for calibration alone tell more of texts to come than
 * training texts out of their folds, which were written to differ from each other: where there are
 * some, they alone tell how covered texts look. */
typedef struct {
    telling *items;
    size_t count;
    bool apart;   /* there are texts for calibration alone */
    double *room; /* for as many numbers */
} tellings;

enum { ANY = -1 };

/* Which texts a quantile is of. */
typedef struct {
    bool covered;
    int hit, language;
} selection;

static bool selects(const tellings *of, selection which, const telling *at) {
    return at->covered == which.covered && (!which.covered || at->apart == of->apart) &&
           (which.hit == ANY || at->hit == (which.hit != 0)) &&
           (which.language == ANY || at->language == (text_language)which.language);
}

typedef double telling_value(const telling *);

static double gate_of(const telling *at) {
    return at->gate;
}

static double probability_of(const telling *at) {
    return at->probability;
}

static double share_of(const telling *at) {
    return at->share;
}

static double quantile(const tellings *of, selection which, telling_value *value, double share) {
    size_t count = 0;
    for (size_t i = 0; i < of->count; i++)
        if (selects(of, which, &of->items[i])) of->room[count++] = value(&of->items[i]);
    return calibrate_quantile(of->room, count, share);
}

static double round_down(double value) {
    return floor(value * 1e4) / 1e4;
}

/* To the next hundredth: uncovered texts that are all much alike must not all come out on the wrong
 * side by a hair. */
static double round_up(double value) {
    return ceil(value * 1e2) / 1e2;
}

/* Uncovered texts without a hit cannot be listed: only as many of those with one may rise above as
 * all allow. */
static double listed_threshold(const tellings *of, double alarm_rate) {
    /* Whatever the rates. With a rule's hit, six of seven held-out candidates from here to even
     * odds were right. */
    const double least = 0.4;
    size_t uncovered = 0, hit = 0;
    for (size_t i = 0; i < of->count; i++) {
        uncovered += !of->items[i].covered;
        hit += !of->items[i].covered && of->items[i].hit;
    }
    double allowed = alarm_rate * (double)uncovered;
    if ((double)hit <= allowed) return least;
    double at =
        quantile(of, (selection){false, true, ANY}, probability_of, 1 - allowed / (double)hit);
    return at < least ? least : at;
}

static double lesser(double a, double b) {
    return a < b ? a : b;
}

/* What model_probabilities and model_gate will say. */
static void weigh_in_gates(const trained *to, tellings *of) {
    for (size_t i = 0; i < of->count; i++) {
        telling *at = &of->items[i];
        const sigmoid *gate = &to->result.curves.gate[at->language];
        at->gate = calibrate_probability(gate, &at->input);
        at->first = calibrate_probability(gate, &at->best) * at->best_part;
        at->probability = calibrate_probability(gate, &at->best) * at->part;
    }
}

/* One gate for each language, by the entry that tells of each text. */
static void fit_gates(trained *to, tellings *of, calibration_case *cases) {
    for (int language = 0; language < TEXT_LANGUAGES; language++) {
        size_t count = 0;
        for (size_t i = 0; i < of->count; i++)
            if (of->items[i].language == (text_language)language && of->items[i].apart == of->apart)
                cases[count++] = (calibration_case){of->items[i].input, 1, of->items[i].covered};
        to->result.curves.gate[language] = calibrate_fit(cases, count);
    }
    weigh_in_gates(to, of);
}

static void choose_thresholds(trained *to, const tellings *of) {
    const trainer_settings *settings = to->settings;
    calibration *curves = &to->result.curves;
    double possible = quantile(of, (selection){true, true, ANY}, gate_of, settings->miss_rate);
    double alone = quantile(of, (selection){false, false, ANY}, gate_of, 1 - settings->look_rate);
    curves->listed_at = round_down(listed_threshold(of, settings->alarm_rate));
    curves->possible_at = round_down(lesser(possible, alone));
    curves->alone_at = round_up(alone);
    curves->coverage = settings->coverage;
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        curves->set_at[language] = round_down(
            quantile(of, (selection){true, ANY, language}, share_of, 1 - settings->coverage));
}

/* The shares of texts that come out as they should not. */
static void count_outcomes(const trained *to, const tellings *of, trainer_report *report) {
    const calibration *curves = &to->result.curves;
    double covered = 0, uncovered = 0;
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        if (at->apart != of->apart) continue;
        bool looked = at->gate >= (at->hit ? curves->possible_at : curves->alone_at);
        covered += at->covered;
        uncovered += !at->covered;
        report->missed += at->covered && !looked;
        report->looks += !at->covered && looked;
        report->alarms += !at->covered && at->hit && at->probability >= curves->listed_at;
    }
    if (covered > 0) report->missed /= covered;
    if (uncovered > 0) report->looks /= uncovered;
    if (uncovered > 0) report->alarms /= uncovered;
}

static void measure(const tellings *of, text_language language, unsigned char *right,
                    trainer_report *report) {
    size_t count = 0, covered[2] = {0, 0}, found[2] = {0, 0};
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        if (at->language != language) continue;
        covered[at->apart] += at->covered;
        found[at->apart] += at->right;
        if (at->apart != of->apart) continue;
        of->room[count] = at->first;
        right[count++] = at->right;
    }
    report->first_error[language] = calibrate_error(of->room, right, count);
    report->fold_top1[language] = covered[0] ? (double)found[0] / (double)covered[0] : 0;
    report->apart_top1[language] = covered[1] ? (double)found[1] / (double)covered[1] : 0;
}

/* How sharply a text's entries part, by the covered texts that tell of texts to come. `positive`
 * has room for a flag, and the texts' room for a number, of every text and label. */
static void fit_sharpness(trained *to, const tellings *of, text_language language,
                          unsigned char *positive) {
    size_t texts = to->examples->count, labels = 0, rows = 0, at = 0;
    for (size_t label = 0; label < to->result.label_count; label++)
        labels += to->labels[label].level == LEVEL_ENTRY;
    for (size_t text = 0; text < texts; text++) {
        bool tells = measured(to, text, language) && trainer_is_covered(to, text) &&
                     (kind(to, text) || !of->apart);
        rows += tells;
        for (size_t label = 0; tells && label < to->result.label_count; label++) {
            if (to->labels[label].level != LEVEL_ENTRY) continue;
            of->room[at] = calibrate_odds(entry_probability(to, label, text), 1);
            positive[at++] = to->positive[label * texts + text];
        }
    }
    to->result.curves.sharpness[language] = calibrate_sharpness(of->room, positive, rows, labels);
}

static void calibrate(trained *to, calibration_case *cases, tellings *of, unsigned char *positive,
                      trainer_report *report) {
    size_t texts = to->examples->count;
    for (size_t text = 0; text < texts; text++) of->apart |= kind(to, text);
    for (int level = 0; level < LEVELS; level++)
        for (int language = 0; language < TEXT_LANGUAGES; language++)
            to->result.curves.curve[level][language] =
                fit_curve(to, (label_level)level, (text_language)language, cases);
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        fit_sharpness(to, of, (text_language)language, positive);
    to->result.curves.fitted = 1;
    for (size_t text = 0; text < texts; text++)
        if (is_measured(to, text))
            of->items[of->count++] = tell(to, text, trainer_is_covered(to, text));
    fit_gates(to, of, cases);
    choose_thresholds(to, of);
    count_outcomes(to, of, report);
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        measure(of, (text_language)language, positive, report);
}

exportcat_status trainer_calibrate(trained *to, trainer_report *report) {
    bool any = false;
    for (size_t i = 0; i < to->examples->count; i++) any |= is_measured(to, i);
    if (!any) return EXPORTCAT_OK;
    size_t most = to->result.label_count * to->examples->count + 1;
    calibration_case *cases = calloc(most, sizeof *cases);
    unsigned char *positive = calloc(most, 1);
    tellings of = {.items = calloc(to->examples->count + 1, sizeof *of.items),
                   .room = calloc(most, sizeof *of.room)};
    bool ready = cases && positive && of.items && of.room;
    if (ready) calibrate(to, cases, &of, positive, report);
    free(cases);
    free(positive);
    free(of.items);
    free(of.room);
    return ready ? EXPORTCAT_OK : status_memory(to->error);
}
