#include "trainer_parts.h"

#include <math.h>
#include <stdlib.h>

static double none_decision(const trained *to, size_t text) {
    return to->result.none < 0
               ? 0
               : to->out_of_fold[(size_t)to->result.none * to->examples->count + text];
}

static bool measured(const trained *to, size_t text, text_language language) {
    return !to->examples->items[text].pseudo && to->language[text] == language;
}

/* Every text of the language with every label of the level. */
static size_t gather(const trained *to, label_level level, text_language language,
                     calibration_case *out) {
    size_t texts = to->examples->count, count = 0;
    for (size_t label = 0; label < to->result.label_count; label++) {
        if (to->labels[label].level != level) continue;
        for (size_t text = 0; text < texts; text++)
            if (measured(to, text, language))
                out[count++] = (calibration_case){to->out_of_fold[label * texts + text],
                                                  level == LEVEL_NONE ? 0 : none_decision(to, text),
                                                  to->positive[label * texts + text]};
    }
    return count;
}

/* What the verdict will see of one text: its telling entry's probability and whether a rule of it
 * hit. */
typedef struct {
    double probability;
    bool covered, hit;
    text_language language;
} telling;

/* The best entry of an uncovered text, the worst true entry of a covered one. */
static telling tell(const trained *to, size_t text, bool covered) {
    size_t texts = to->examples->count;
    telling out = {covered ? 2 : -1, covered, false, (text_language)to->language[text]};
    for (size_t label = 0; label < to->result.label_count; label++) {
        bool mine = to->positive[label * texts + text];
        if (to->labels[label].level != LEVEL_ENTRY || mine != covered) continue;
        double p =
            calibrate_probability(&to->result.curves.curve[LEVEL_ENTRY][out.language],
                                  to->out_of_fold[label * texts + text], none_decision(to, text));
        if (covered ? p >= out.probability : p <= out.probability) continue;
        out.probability = p;
        out.hit = to->hit[label * texts + text];
    }
    return out;
}

/* All texts that are measured on. */
typedef struct {
    telling *items;
    size_t count;
    double *room; /* for as many numbers */
} tellings;

enum { ANY = -1 };

/* The quantile of the probabilities of those texts that are (un)covered, with or without a hit, of
 * a language. */
static double quantile(const tellings *of, bool covered, int hit, int language, double share) {
    size_t count = 0;
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        if (at->covered == covered && (hit == ANY || at->hit == (hit != 0)) &&
            (language == ANY || at->language == (text_language)language))
            of->room[count++] = at->probability;
    }
    return calibrate_quantile(of->room, count, share);
}

static double round_down(double value) {
    return floor(value * 1e4) / 1e4;
}

/* Uncovered texts without a hit cannot be listed: only as many of those with one may rise above as
 * all allow. */
static double listed_threshold(const tellings *of, double alarm_rate) {
    const double even = 0.5; /* whatever the rates, less than even odds are not `listed` */
    size_t uncovered = 0, hit = 0;
    for (size_t i = 0; i < of->count; i++) {
        uncovered += !of->items[i].covered;
        hit += !of->items[i].covered && of->items[i].hit;
    }
    double allowed = alarm_rate * (double)uncovered;
    if ((double)hit <= allowed) return even;
    double at = quantile(of, false, true, ANY, 1 - allowed / (double)hit);
    return at < even ? even : at;
}

static double lesser(double a, double b) {
    return a < b ? a : b;
}

static void choose_thresholds(trained *to, const tellings *of) {
    const trainer_settings *settings = to->settings;
    calibration *curves = &to->result.curves;
    double listed = listed_threshold(of, settings->alarm_rate);
    double possible = quantile(of, true, true, ANY, settings->miss_rate);
    double alone = quantile(of, false, false, ANY, 1 - settings->look_rate);
    curves->listed_at = round_down(listed);
    curves->possible_at = round_down(lesser(possible, listed));
    curves->alone_at = round_down(alone);
    curves->coverage = settings->coverage;
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        curves->set_at[language] =
            round_down(quantile(of, true, ANY, language, 1 - settings->coverage));
}

/* The shares of texts that come out as they should not. */
static void count_outcomes(const trained *to, const tellings *of, trainer_report *report) {
    const calibration *curves = &to->result.curves;
    double covered = 0, uncovered = 0;
    for (size_t i = 0; i < of->count; i++) {
        const telling *at = &of->items[i];
        bool looked = at->probability >= (at->hit ? curves->possible_at : curves->alone_at);
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

/* Whether the highest of the text's entries is one of its own. */
static bool best_is_right(const trained *to, size_t text) {
    size_t texts = to->examples->count, best = SIZE_MAX;
    for (size_t label = 0; label < to->result.label_count; label++)
        if (to->labels[label].level == LEVEL_ENTRY &&
            (best == SIZE_MAX ||
             to->out_of_fold[label * texts + text] > to->out_of_fold[best * texts + text]))
            best = label;
    return best != SIZE_MAX && to->positive[best * texts + text];
}

static void measure(const trained *to, text_language language, calibration_case *cases,
                    double *probability, unsigned char *positive, trainer_report *report) {
    size_t right = 0, covered = 0, count = gather(to, LEVEL_ENTRY, language, cases);
    for (size_t i = 0; i < count; i++) {
        probability[i] = calibrate_probability(&to->result.curves.curve[LEVEL_ENTRY][language],
                                               cases[i].decision, cases[i].none);
        positive[i] = cases[i].positive;
    }
    report->entry_error[language] = calibrate_error(probability, positive, count);
    for (size_t text = 0; text < to->examples->count; text++) {
        if (!measured(to, text, language) || !trainer_is_covered(to, text)) continue;
        covered++;
        right += best_is_right(to, text);
    }
    report->entry_top1[language] = covered ? (double)right / (double)covered : 0;
}

static void calibrate(trained *to, calibration_case *cases, tellings *of, unsigned char *positive,
                      trainer_report *report) {
    for (int level = 0; level < LEVELS; level++)
        for (int language = 0; language < TEXT_LANGUAGES; language++)
            to->result.curves.curve[level][language] = calibrate_fit(
                cases, gather(to, (label_level)level, (text_language)language, cases));
    to->result.curves.fitted = 1;
    for (size_t text = 0; text < to->examples->count; text++)
        if (!to->examples->items[text].pseudo)
            of->items[of->count++] = tell(to, text, trainer_is_covered(to, text));
    choose_thresholds(to, of);
    count_outcomes(to, of, report);
    for (int language = 0; language < TEXT_LANGUAGES; language++)
        measure(to, (text_language)language, cases, of->room, positive, report);
}

exportcat_status trainer_calibrate(trained *to, trainer_report *report) {
    if (!to->settings->folds) return EXPORTCAT_OK;
    size_t most = to->result.label_count * to->examples->count + 1;
    calibration_case *cases = calloc(most, sizeof *cases);
    unsigned char *positive = calloc(most, 1);
    tellings of = {calloc(to->examples->count + 1, sizeof *of.items), 0,
                   calloc(most, sizeof *of.room)};
    bool ready = cases && positive && of.items && of.room;
    if (ready) calibrate(to, cases, &of, positive, report);
    free(cases);
    free(positive);
    free(of.items);
    free(of.room);
    return ready ? EXPORTCAT_OK : status_memory(to->error);
}
