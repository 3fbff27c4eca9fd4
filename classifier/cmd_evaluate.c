#include "classifier.h"
#include "cmd.h"
#include "examples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_PLAIN = 1, OPTION_ERRORS, SOURCES_MAX = 16 };

typedef struct {
    cmd_paths paths;
    const char *plain;
    const char *sources[SOURCES_MAX];
    int source_count;
    bool errors;
} options;

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'm': chosen->paths.model = argument; return 0;
    case OPTION_PLAIN: chosen->plain = argument; return 0;
    case OPTION_ERRORS: chosen->errors = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->source_count == SOURCES_MAX) argp_error(state, "too many sources");
        chosen->sources[chosen->source_count++] = argument;
        return 0;
    case ARGP_KEY_END:
        if (!chosen->plain == !chosen->source_count)
            argp_error(state, "give --plain FILE, or folders and files of examples");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"plain", OPTION_PLAIN, "FILE", 0, "a file of `label TAB text` lines, no catalogue", 0},
    {NULL, 'm', "FILE", 0, "the same as --model", 0},
    {"errors", OPTION_ERRORS, NULL, 0, "list every text that came out wrong", 0},
    {0}};
static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "[FOLDER|FILE...]",
    "Measures a model on labelled texts that it was not trained on.\v"
    "Examples:\n"
    "  exportcat evaluate training/held_out\n"
    "  exportcat evaluate --plain news-test.tsv -m news.model\n\n"
    "A covered text is judged for the last edition in which its entry stands, an uncovered one for "
    "today.",
    children,
    NULL,
    NULL};

/* ---- Labels of a text ------------------------------------------------------------------------ */

/* Whether `name` is one of the text's labels, or the entry of one. */
static bool has_label(const example *item, const char *name) {
    size_t length, size = strlen(name);
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));)
        if (length >= size && memcmp(label, name, size) == 0 &&
            (length == size || label[size] == '/'))
            return true;
    return false;
}

/* ---- Plain ----------------------------------------------------------------------------------- */

typedef struct {
    size_t right, said, is; /* of one label */
} label_count;

/* The rank of the text's label among all, 0 for the best; SIZE_MAX where the model does not know
 * it. */
static size_t rank_of(const model *scores, const double *decisions, int label) {
    size_t rank = 0;
    if (label < 0) return SIZE_MAX;
    for (size_t i = 0; i < scores->label_count; i++)
        rank += decisions[i] > decisions[label] ||
                (!(decisions[i] < decisions[label]) && i < (size_t)label);
    return rank;
}

static void print_plain(const model *scores, const label_count *counts, size_t texts, size_t top1,
                        size_t top3) {
    double f1 = 0;
    size_t labels = 0;
    for (size_t i = 0; i < scores->label_count; i++) {
        if (!counts[i].is && !counts[i].said) continue;
        labels++;
        f1 += 2 * (double)counts[i].right / (double)(counts[i].is + counts[i].said);
    }
    printf("texts %zu\nlabels %zu\naccuracy %.4f\nmacro-F1 %.4f\ntop-3 %.4f\n", texts, labels,
           (double)top1 / (double)texts, labels ? f1 / (double)labels : 0,
           (double)top3 / (double)texts);
}

static exportcat_status evaluate_plain(const options *chosen, const example_set *set,
                                       exportcat_error *error) {
    exportcat *program;
    exportcat_status status = classifier_open_plain(chosen->paths.model, &program, error);
    if (status) return status;
    const model *scores = &program->scores;
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    label_count *counts = calloc(scores->label_count, sizeof *counts);
    size_t top1 = 0, top3 = 0;
    if (!scratch || !counts) status = status_memory(error);
    for (size_t i = 0; !status && i < set->count; i++) {
        const example *item = &set->items[i];
        status = classifier_score(program, scratch, item->text, item->length, error);
        if (status) break;
        int label = model_label_find(scores, item->labels);
        size_t rank = rank_of(scores, scratch->decisions, label), best = 0;
        for (size_t k = 1; k < scores->label_count; k++)
            if (scratch->decisions[k] > scratch->decisions[best]) best = k;
        counts[best].said++;
        if (label >= 0) counts[label].is++;
        counts[best].right += rank == 0;
        top1 += rank == 0;
        top3 += rank < 3;
        if (chosen->errors && rank)
            printf("%s:%zu: %s, not %s\n", item->path, item->line, scores->labels[best].name,
                   item->labels);
    }
    if (!status) print_plain(scores, counts, set->count, top1, top3);
    free(counts);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    return status;
}

/* ---- With the catalogue ---------------------------------------------------------------------- */

enum { COLUMN_EN, COLUMN_ZH, COLUMN_ALL, COLUMNS, BINS = 10 };

typedef struct {
    size_t covered, uncovered, top1, top3, top5, point_top1, with_point;
    size_t outcomes[2][4]; /* [covered][outcome] */
    size_t set_holds, set_size;
    double bin_sum[BINS], bin_yes[BINS]; /* of entry probabilities */
    size_t pairs;
} tally;

static void count_calibration(tally *of, double probability, bool positive) {
    int bin = (int)(probability * BINS);
    if (bin >= BINS) bin = BINS - 1;
    of->bin_sum[bin] += probability;
    of->bin_yes[bin] += positive;
    of->pairs++;
}

static double calibration_error(const tally *of) {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) error += fabs(of->bin_sum[bin] - of->bin_yes[bin]);
    return of->pairs ? error / (double)of->pairs : 0;
}

/* The rank of the most probable of the text's own entries among all entries. */
static size_t entry_rank(const model *scores, const double *probability, const example *item) {
    double mine = -1;
    size_t rank = 0;
    for (size_t i = 0; i < scores->label_count; i++)
        if (scores->labels[i].level == LEVEL_ENTRY && has_label(item, scores->labels[i].name) &&
            probability[i] > mine)
            mine = probability[i];
    for (size_t i = 0; i < scores->label_count; i++)
        rank += scores->labels[i].level == LEVEL_ENTRY && probability[i] > mine &&
                !has_label(item, scores->labels[i].name);
    return rank;
}

/* The last day on which the text's first entry is on file, today for an uncovered text. */
static exportcat_date day_for(const catalogue *laws, const example *item) {
    char id[256] = "";
    size_t length = strcspn(item->labels, "/,");
    if (length < sizeof id) memcpy(id, item->labels, length);
    const entry *of = catalogue_entry(laws, id);
    exportcat_date day = 0;
    for (size_t i = 0; of && i < of->listings.count; i++) {
        const instrument *here = catalogue_instrument(laws, entry_listing(of, i)->edition.text);
        if (here->in_force > day) day = here->in_force;
    }
    return day ? day : cmd_today();
}

static bool names_point(const example *item, const exportcat_candidate *candidate) {
    char name[256];
    if (!candidate->point) return false;
    snprintf(name, sizeof name, "%s/%s", candidate->entry, candidate->point);
    return has_label(item, name);
}

static void count_text(tally *of, const exportcat *program, const exportcat_scratch *scratch,
                       const example *item, const exportcat_verdict *verdict) {
    const model *scores = &program->scores;
    bool covered = !has_label(item, "none");
    text_language column = model_language(&scratch->tokens);
    of->outcomes[covered][verdict->outcome]++;
    of->covered += covered;
    of->uncovered += !covered;
    double probability[MODEL_LABELS_MAX];
    for (size_t i = 0; i < scores->label_count; i++) {
        probability[i] = model_probability(scores, scratch->decisions, scratch->likes, i, column);
        if (scores->labels[i].level == LEVEL_ENTRY)
            count_calibration(of, probability[i], has_label(item, scores->labels[i].name));
    }
    if (!covered) return;
    size_t rank = entry_rank(scores, probability, item);
    of->top1 += rank == 0;
    of->top3 += rank < 3;
    of->top5 += rank < 5;
    of->set_size += verdict->candidate_set_count;
    for (size_t i = 0; i < verdict->candidate_set_count; i++)
        if (has_label(item, verdict->candidate_set[i])) {
            of->set_holds++;
            break;
        }
    if (!strchr(item->labels, '/')) return;
    of->with_point++;
    of->point_top1 += verdict->candidate_count && names_point(item, &verdict->candidates[0]);
}

static void print_error(const example *item, const exportcat_verdict *verdict) {
    bool covered = !has_label(item, "none");
    const exportcat_candidate *first = verdict->candidate_count ? verdict->candidates : NULL;
    bool right = covered ? first && (names_point(item, first) ||
                                     (!first->point && has_label(item, first->entry)))
                         : !first;
    if (right) return;
    printf("%s:%zu: %s: %s", item->path, item->line, item->labels,
           exportcat_outcome_name(verdict->outcome));
    if (first)
        printf(" %s/%s %.2f", first->entry, first->point ? first->point : "-", first->probability);
    for (size_t i = 0; !first && i < verdict->set_aside_count && i < 1; i++)
        printf(" (%s %.4f: %s)", verdict->set_aside[i].entry, verdict->set_aside[i].probability,
               verdict->set_aside[i].reason);
    putchar('\n');
}

static void print_share(const char *name, const tally *columns, size_t numerator(const tally *),
                        size_t denominator(const tally *)) {
    printf("%-34s", name);
    for (int c = 0; c < COLUMNS; c++) {
        size_t whole = denominator(&columns[c]);
        if (whole)
            printf("%9.4f", (double)numerator(&columns[c]) / (double)whole);
        else
            printf("%9s", "-");
    }
    putchar('\n');
}

#define COUNT_OF(name, expression)        \
    static size_t name(const tally *of) { \
        return expression;                \
    }
COUNT_OF(covered_of, of->covered)
COUNT_OF(uncovered_of, of->uncovered)
COUNT_OF(top1_of, of->top1)
COUNT_OF(top3_of, of->top3)
COUNT_OF(top5_of, of->top5)
COUNT_OF(point_top1_of, of->point_top1)
COUNT_OF(with_point_of, of->with_point)
COUNT_OF(covered_listed_of, of->outcomes[1][EXPORTCAT_LISTED])
COUNT_OF(covered_possible_of, of->outcomes[1][EXPORTCAT_POSSIBLE])
COUNT_OF(missed_of, of->outcomes[1][EXPORTCAT_NONE_FOUND])
COUNT_OF(covered_cannot_of, of->outcomes[1][EXPORTCAT_CANNOT_SAY])
COUNT_OF(alarms_of, of->outcomes[0][EXPORTCAT_LISTED])
COUNT_OF(looks_of, of->outcomes[0][EXPORTCAT_LISTED] + of->outcomes[0][EXPORTCAT_POSSIBLE])
COUNT_OF(uncovered_cannot_of, of->outcomes[0][EXPORTCAT_CANNOT_SAY])
COUNT_OF(set_holds_of, of->set_holds)
COUNT_OF(set_size_of, of->set_size)

static void print_table(const tally *columns) {
    printf("%-34s%9s%9s%9s\n", "", "en", "zh", "all");
    printf("%-34s%9zu%9zu%9zu\n", "covered texts", columns[0].covered, columns[1].covered,
           columns[2].covered);
    print_share("entry top-1", columns, top1_of, covered_of);
    print_share("entry top-3", columns, top3_of, covered_of);
    print_share("entry top-5", columns, top5_of, covered_of);
    print_share("point top-1", columns, point_top1_of, with_point_of);
    print_share("came out listed", columns, covered_listed_of, covered_of);
    print_share("came out possible", columns, covered_possible_of, covered_of);
    print_share("missed: none_found", columns, missed_of, covered_of);
    print_share("cannot_say", columns, covered_cannot_of, covered_of);
    print_share("candidate set holds the entry", columns, set_holds_of, covered_of);
    print_share("candidate set, mean size", columns, set_size_of, covered_of);
    printf("%-34s%9zu%9zu%9zu\n", "uncovered texts", columns[0].uncovered, columns[1].uncovered,
           columns[2].uncovered);
    print_share("false alarm: listed", columns, alarms_of, uncovered_of);
    print_share("false alarm: listed or possible", columns, looks_of, uncovered_of);
    print_share("uncovered: cannot_say", columns, uncovered_cannot_of, uncovered_of);
    printf("%-34s", "expected calibration error");
    for (int c = 0; c < COLUMNS; c++) printf("%9.4f", calibration_error(&columns[c]));
    putchar('\n');
}

static exportcat_status evaluate(const options *chosen, const example_set *set,
                                 exportcat_error *error) {
    exportcat *program;
    exportcat_options where = {chosen->paths.catalogue, chosen->paths.model};
    tally columns[COLUMNS] = {0};
    exportcat_status status = exportcat_open(&where, &program, error);
    if (status) return status;
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    if (!scratch) status = status_memory(error);
    for (size_t i = 0; !status && i < set->count; i++) {
        const example *item = &set->items[i];
        const exportcat_verdict *verdict;
        status = exportcat_classify(program, scratch, item->text, item->length,
                                    (exportcat_when){.as_of = day_for(&program->laws, item)},
                                    &verdict, error);
        if (status) break;
        int column = model_language(&scratch->tokens) == TEXT_ZH ? COLUMN_ZH : COLUMN_EN;
        count_text(&columns[column], program, scratch, item, verdict);
        count_text(&columns[COLUMN_ALL], program, scratch, item, verdict);
        if (chosen->errors) print_error(item, verdict);
    }
    if (!status) print_table(columns);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    return status;
}

int cmd_evaluate(int argc, char **argv) {
    options chosen = {0};
    example_set set = {0};
    exportcat_error error;
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = EXPORTCAT_OK;
    if (chosen.plain) status = examples_read_plain(&set, chosen.plain, &error);
    for (int i = 0; !status && i < chosen.source_count; i++)
        status = examples_read(&set, chosen.sources[i], EXAMPLE_TRAINING, &error);
    if (!status && !set.count)
        status = status_set(&error, EXPORTCAT_E_EXAMPLES, "no texts to measure on");
    if (!status)
        status =
            chosen.plain ? evaluate_plain(&chosen, &set, &error) : evaluate(&chosen, &set, &error);
    examples_free(&set);
    return status ? cmd_fail(&error) : EXIT_OK;
}
