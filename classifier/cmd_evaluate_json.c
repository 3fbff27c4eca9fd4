#include "cmd_evaluate.h"
#include "json.h"

#include <stdio.h>

/* A missing value makes the whole object NULL, and the command fails for want of memory. */
static json_t *set(json_t *object, const char *name, json_t *value) {
    if (object && json_object_set_new(object, name, value) == 0) return object;
    json_decref(object);
    return NULL;
}

static json_t *count_of(size_t count) {
    return json_integer((json_int_t)count);
}

/* null where there is nothing to share. */
static json_t *share(double numerator, size_t denominator) {
    return denominator ? json_real(numerator / (double)denominator) : json_null();
}

/* ---- By language and part -------------------------------------------------------------------- */

static json_t *ranking_object(const evaluation *of, int slice, int ranking) {
    const reach *here = &of->slices[slice].within[ranking];
    json_t *micro = json_object(), *macro = json_object();
    size_t entries = 0;
    for (int i = 0; i < DEPTHS; i++) {
        char depth[16];
        snprintf(depth, sizeof depth, "%zu", evaluation_depths[i]);
        double mean = evaluation_macro(of, slice, ranking, i, &entries);
        micro = set(micro, depth, share((double)here->within[i], here->texts));
        macro = set(macro, depth, share(mean * (double)entries, entries));
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "texts", count_of(here->texts), "entries",
                     count_of(entries), "micro", micro, "macro", macro);
}

static json_t *top_object(const evaluation *of, int slice) {
    json_t *out = json_object();
    for (int i = 0; i < RANKINGS; i++)
        out = set(out, evaluation_ranking_names[i], ranking_object(of, slice, i));
    return out;
}

static json_t *outcome_row(const size_t counts[4]) {
    json_t *out = json_object();
    for (int i = 0; i < 4; i++)
        out = set(out, exportcat_outcome_name((exportcat_outcome)i), count_of(counts[i]));
    return out;
}

static json_t *outcomes_object(const evaluation *of, int slice) {
    const tally *here = &of->slices[slice];
    return json_pack("{s:o, s:o}", "covered", outcome_row(here->outcomes[1]), "uncovered",
                     outcome_row(here->outcomes[0]));
}

static json_t *set_object(const evaluation *of, int slice) {
    const tally *here = &of->slices[slice];
    return json_pack("{s:o, s:o}", "holds_entry", share((double)here->set_holds, here->covered),
                     "mean_size", share((double)here->set_size, here->covered));
}

static json_t *reliability_object(const evaluation *of, int slice) {
    const reliability *first = &of->slices[slice].first, *all = &of->slices[slice].entries;
    json_t *bins = json_array();
    for (int i = 0; i < BINS; i++)
        json_append(&bins, json_pack("{s:f, s:f, s:o, s:o, s:o}", "from", i / (double)BINS, "to",
                                     (i + 1) / (double)BINS, "texts", count_of(first->count[i]),
                                     "mean", share(first->sum[i], first->count[i]), "right",
                                     share(first->yes[i], first->count[i])));
    return json_pack(
        "{s:o, s:o, s:o, s:o}", "texts", count_of(first->total), "bins", bins,
        "expected_calibration_error", share(reliability_error(first), first->total > 0),
        "expected_calibration_error_of_all_entries", share(reliability_error(all), all->total > 0));
}

static json_t *curve_list(const evaluation *of, int slice) {
    curve_point points[CURVE_POINTS];
    if (!evaluation_curve(of, slice, points)) return NULL;
    json_t *out = json_array();
    for (int i = 0; i < CURVE_POINTS; i++) {
        const curve_point *here = &points[i];
        bool any = here->texts > 0;
        json_append(&out,
                    json_pack("{s:f, s:o, s:o, s:o}", "coverage", (i + 1) / (double)CURVE_POINTS,
                              "texts", count_of(here->texts), "least_probability",
                              share(here->least, any), "error", share(here->error, any)));
    }
    return out;
}

/* One member a slice. */
static json_t *by_slice(const evaluation *of, int slices, json_t *make(const evaluation *, int)) {
    json_t *out = json_object();
    for (int i = 0; i < slices; i++) out = set(out, evaluation_slice_names[i], make(of, i));
    return out;
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static json_t *confusions(const evaluation *of) {
    json_t *out = json_array();
    for (size_t i = 0; i < of->pair_count; i++) {
        const confusion *pair = &of->pairs[i];
        json_t *words = json_array();
        for (int k = 0; k < PAIR_WORDS && pair->words[k]; k++)
            json_append(&words, json_string(pair->words[k]));
        json_append(&out, json_pack("{s:s, s:s, s:o, s:o}", "entry", pair->own, "came_out_as",
                                    pair->said, "texts", count_of(pair->count), "words", words));
    }
    return out;
}

static json_t *rule_list(const evaluation *of) {
    json_t *out = json_array();
    for (size_t i = 0; i < of->rule_count; i++) {
        const rule_count *here = &of->rules[i];
        json_t *name = json_sprintf("%s/%s", here->entry->id.text, here->rule->id.text);
        json_append(&out, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "rule", name, "own",
                                    count_of(here->own), "other", count_of(here->other),
                                    "entry_texts", count_of(here->entry_texts), "hit_rate",
                                    share((double)here->own, here->entry_texts), "precision",
                                    share((double)here->own, here->own + here->other)));
    }
    return out;
}

static json_t *evaluation_object(const evaluation *of) {
    const tally *all = &of->slices[SLICE_ALL];
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "texts",
                     count_of(of->texts), "covered", count_of(all->covered), "uncovered",
                     count_of(all->uncovered), "catalogue", of->program->laws.digest, "model",
                     of->program->scores.digest, "top", by_slice(of, SLICES, top_object),
                     "outcomes", by_slice(of, LANGUAGE_SLICES, outcomes_object), "candidate_set",
                     by_slice(of, LANGUAGE_SLICES, set_object), "confusions", confusions(of),
                     "risk_coverage", by_slice(of, LANGUAGE_SLICES, curve_list), "reliability",
                     by_slice(of, LANGUAGE_SLICES, reliability_object), "rules", rule_list(of));
}

exportcat_status evaluation_print_json(const evaluation *of, exportcat_error *error) {
    json_t *object = evaluation_object(of);
    bool failed = !object || json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(object);
    if (failed) return status_memory(error);
    putchar('\n');
    return EXPORTCAT_OK;
}
