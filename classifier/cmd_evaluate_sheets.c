#include "cmd_evaluate_sheets.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void sheets_begin(sheets *to, const char *id, const char *title, const char *note,
                  const char *const *heads, unsigned left) {
    sheet *here = &to->items[to->count++];
    *here = (sheet){.id = id, .title = title, .note = note, .heads = heads, .left = left};
    while (heads[here->columns]) here->columns++;
}

void sheets_put(sheets *to, const char *format, ...) {
    sheet *here = &to->items[to->count - 1];
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    char *kept = length < 0 ? NULL : arena_copy(&to->memory, text, (size_t)length);
    if (length >= 0) free(text);
    if (!kept || grow(&here->cells, &here->cell_capacity, here->cell_count + 1, sizeof kept))
        to->failed = true;
    else
        here->cells[here->cell_count++] = kept;
}

void sheets_put_share(sheets *to, double numerator, size_t denominator) {
    if (denominator)
        sheets_put(to, "%.4f", numerator / (double)denominator);
    else
        sheets_put(to, "-");
}

/* ---- Figures by language and part ------------------------------------------------------------ */

static void add_reach(sheets *to, const evaluation *of, const char *what, int ranking, int depth) {
    sheets_put(to, "%s top-%zu, micro", what, evaluation_depths[depth]);
    for (int i = 0; i < SLICES; i++) {
        const reach *here = &of->slices[i].within[ranking];
        sheets_put_share(to, (double)here->within[depth], here->texts);
    }
    sheets_put(to, "%s top-%zu, macro", what, evaluation_depths[depth]);
    for (int i = 0; i < SLICES; i++) {
        size_t entries;
        double mean = evaluation_macro(of, i, ranking, depth, &entries);
        sheets_put_share(to, mean * (double)entries, entries);
    }
}

static void add_reach_counts(sheets *to, const evaluation *of, const char *what, int ranking) {
    sheets_put(to, "%s: texts", what);
    for (int i = 0; i < SLICES; i++) sheets_put(to, "%zu", of->slices[i].within[ranking].texts);
    sheets_put(to, "%s: entries", what);
    for (int i = 0; i < SLICES; i++) {
        size_t entries;
        evaluation_macro(of, i, ranking, 0, &entries);
        sheets_put(to, "%zu", entries);
    }
}

static void add_top(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"", "en", "zh", "all", "prohibited", "restricted", NULL};
    static const char *const names[RANKINGS] = {"entry", "point", "point in the answer"};
    sheets_begin(to, "top", "Own label among the first 1, 3, 5",
                 "Micro: share of texts. Macro: mean of the entries' shares, each entry counting "
                 "alike. Entries and points are ranked by score; \"in the answer\" asks which of "
                 "the answer's candidates names the point.",
                 heads, 1);
    for (int ranking = 0; ranking < RANKINGS; ranking++) {
        add_reach_counts(to, of, names[ranking], ranking);
        for (int depth = 0; depth < DEPTHS; depth++)
            add_reach(to, of, names[ranking], ranking, depth);
    }
}

static void add_outcomes(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"",           "texts",      "listed", "possible",
                                        "none_found", "cannot_say", NULL};
    sheets_begin(to, "outcomes", "Outcomes", "How many texts came out as what.", heads, 1);
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        for (int covered = 1; covered >= 0; covered--) {
            const tally *here = &of->slices[i];
            sheets_put(to, "%s, %s", covered ? "covered" : "uncovered", evaluation_slice_names[i]);
            sheets_put(to, "%zu", covered ? here->covered : here->uncovered);
            for (int k = 0; k < 4; k++) sheets_put(to, "%zu", here->outcomes[covered][k]);
        }
}

/* ---- Error by coverage, calibration ---------------------------------------------------------- */

static void add_curve(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"texts kept", "en",        "zh", "all",
                                        "all: texts", "all: from", NULL};
    curve_point curves[LANGUAGE_SLICES][CURVE_POINTS];
    sheets_begin(to, "risk-coverage", "Error by coverage",
                 "Of the texts whose answer has a first candidate with a probability, the most "
                 "probable are kept: the share whose entry is wrong, uncovered texts among them.",
                 heads, 1);
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        if (!evaluation_curve(of, i, curves[i])) {
            to->failed = true;
            return;
        }
    for (int k = 0; k < CURVE_POINTS; k++) {
        const curve_point *all = &curves[SLICE_ALL][k];
        sheets_put(to, "%d %%", (k + 1) * 100 / CURVE_POINTS);
        for (int i = 0; i < LANGUAGE_SLICES; i++)
            sheets_put_share(to, curves[i][k].error * (double)curves[i][k].texts,
                             curves[i][k].texts);
        sheets_put(to, "%zu", all->texts);
        sheets_put_share(to, all->texts ? all->least : 0, all->texts > 0);
    }
}

static void add_reliability(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"probability", "texts", "mean", "right", NULL};
    const reliability *here = &of->slices[SLICE_ALL].first;
    sheets_begin(to, "reliability", "Reliability of the first candidate",
                 "Where its probability is right, the share of texts that carry its entry comes to "
                 "the mean probability.",
                 heads, 1);
    for (int bin = 0; bin < BINS; bin++) {
        sheets_put(to, "%d.%d to %d.%d", bin / BINS, bin % BINS, (bin + 1) / BINS,
                   (bin + 1) % BINS);
        sheets_put(to, "%zu", here->count[bin]);
        sheets_put_share(to, here->sum[bin], here->count[bin]);
        sheets_put_share(to, here->yes[bin], here->count[bin]);
    }
}

static void add_calibration(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"", "en", "zh", "all", NULL};
    sheets_begin(to, "calibration", "Expected calibration error",
                 "Mean distance of probability and share, over ten bins. Of all entries, most of "
                 "which are plainly out of the question, it is small by nature.",
                 heads, 1);
    sheets_put(to, "texts with a first candidate");
    for (int i = 0; i < LANGUAGE_SLICES; i++) sheets_put(to, "%zu", of->slices[i].first.total);
    sheets_put(to, "of the first candidate");
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        sheets_put_share(to, reliability_error(&of->slices[i].first),
                         of->slices[i].first.total > 0);
    sheets_put(to, "of all entries");
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        sheets_put_share(to, reliability_error(&of->slices[i].entries),
                         of->slices[i].entries.total > 0);
}

exportcat_status sheets_fill(sheets *out, const evaluation *of, exportcat_error *error) {
    sheets_add_summary(out, of);
    add_top(out, of);
    add_outcomes(out, of);
    add_curve(out, of);
    add_reliability(out, of);
    add_calibration(out, of);
    sheets_add_lists(out, of);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

void sheets_free(sheets *of) {
    for (size_t i = 0; i < of->count; i++) free(of->items[i].cells);
    arena_free(&of->memory);
    *of = (sheets){0};
}
