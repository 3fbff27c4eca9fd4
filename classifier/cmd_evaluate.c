#include "cmd_evaluate.h"

#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_PLAIN = 1, OPTION_ERRORS, OPTION_REPORT, OPTION_HTML, OPTION_HITS, SOURCES_MAX = 16 };

typedef struct {
    cmd_paths paths;
    const char *plain, *html;
    const char *sources[SOURCES_MAX];
    int source_count;
    bool errors, report, json, hits;
} options;

static void check_options(const options *chosen, struct argp_state *state) {
    if (!chosen->plain == !chosen->source_count)
        argp_error(state, "give --plain FILE, or folders and files of examples");
    if (chosen->plain && (chosen->report || chosen->json || chosen->html))
        argp_error(state, "--report, --format and --html need a catalogue: not with --plain");
    if (chosen->hits &&
        (chosen->plain || chosen->report || chosen->json || chosen->html || chosen->errors))
        argp_error(state, "--hits is a list of its own: no other report beside it");
    if (chosen->json && (chosen->report || chosen->errors))
        argp_error(state, "JSON has all of the report; --report and --errors are for text");
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'm': chosen->paths.model = argument; return 0;
    case 'f':
        if (strcmp(argument, "json") != 0 && strcmp(argument, "text") != 0)
            argp_error(state, "no format '%s': text or json", argument);
        chosen->json = *argument == 'j';
        return 0;
    case OPTION_PLAIN: chosen->plain = argument; return 0;
    case OPTION_ERRORS: chosen->errors = true; return 0;
    case OPTION_REPORT: chosen->report = true; return 0;
    case OPTION_HTML: chosen->html = argument; return 0;
    case OPTION_HITS: chosen->hits = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->source_count == SOURCES_MAX) argp_error(state, "too many sources");
        chosen->sources[chosen->source_count++] = argument;
        return 0;
    case ARGP_KEY_END: check_options(chosen, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"plain", OPTION_PLAIN, "FILE", 0, "a file of `label TAB text` lines, no catalogue", 0},
    {NULL, 'm', "FILE", 0, "the same as --model", 0},
    {"errors", OPTION_ERRORS, NULL, 0, "list every text that came out wrong", 0},
    {"report", OPTION_REPORT, NULL, 0,
     "everything: micro and macro top-k, outcomes, confusions, error by coverage, calibration, "
     "every rule",
     0},
    {"format", 'f', "FORMAT", 0, "text, or json: all of the report as one object", 0},
    {"html", OPTION_HTML, "FILE", 0, "write the report as a page that needs no other file", 0},
    {"hits", OPTION_HITS, NULL, 0, "list every hit of every rule instead; no model is opened", 0},
    {0}};
static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "[FOLDER|FILE...]",
    "Measures a model on labelled texts that it was not trained on.\v"
    "Examples:\n"
    "  exportcat evaluate training/held_out\n"
    "  exportcat evaluate --report --html report.html training/held_out\n"
    "  exportcat evaluate -f json training/held_out | jq '.confusions[0]'\n"
    "  exportcat evaluate --hits training/none | cut -f 1,5,7\n"
    "  exportcat evaluate --plain news-test.tsv -m news.model\n\n"
    "A covered text is judged for the last edition in which its entry stands, an uncovered one for "
    "today.",
    children,
    NULL,
    NULL};

/* The last day on which the text's first entry is on file, today for an uncovered text. */
static exportcat_date day_for(const catalogue *laws, const example *item) {
    const entry *of;
    const control_point *point;
    catalogue_label(laws, item->labels, strcspn(item->labels, "/,"), &of, &point);
    exportcat_date day = 0;
    for (size_t i = 0; of && i < of->listings.count; i++) {
        const instrument *here = catalogue_instrument(laws, entry_listing(of, i)->edition.text);
        if (here->in_force > day) day = here->in_force;
    }
    return day ? day : cmd_today();
}

static void print_error(const example *item, const exportcat_verdict *verdict) {
    bool covered = !evaluation_has_label(item, "none");
    const exportcat_candidate *first = verdict->candidate_count ? verdict->candidates : NULL;
    bool right = covered ? first && (evaluation_names_point(item, first) ||
                                     (!first->point && evaluation_has_label(item, first->entry)))
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

static exportcat_status measure(const options *chosen, const exportcat *program,
                                const example_set *set, evaluation *out, exportcat_error *error) {
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    exportcat_status status =
        scratch ? evaluation_begin(out, program, error) : status_memory(error);
    for (size_t i = 0; !status && i < set->count; i++) {
        const example *item = &set->items[i];
        const exportcat_verdict *verdict;
        status = exportcat_classify(program, scratch, item->text, item->length,
                                    (exportcat_when){.as_of = day_for(&program->laws, item)},
                                    &verdict, error);
        if (!status) classifier_list_likes(program, &scratch->readings[0]);
        if (!status) status = evaluation_add(out, item, scratch, verdict, error);
        if (!status && chosen->errors) print_error(item, verdict);
    }
    if (!status) status = evaluation_end(out, error);
    exportcat_scratch_free(scratch);
    return status;
}

static exportcat_status measure_all(const options *chosen, const example_set *set,
                                    exportcat_error *error) {
    exportcat *program;
    exportcat_options where = {chosen->paths.catalogue, chosen->paths.model};
    evaluation figures = {0};
    exportcat_status status = exportcat_open(&where, &program, error);
    if (status) return status;
    status = measure(chosen, program, set, &figures, error);
    if (!status && chosen->html) status = evaluation_write_html(&figures, chosen->html, error);
    if (!status)
        status = chosen->json ? evaluation_print_json(&figures, error)
                              : evaluation_print_text(&figures, chosen->report, error);
    evaluation_free(&figures);
    exportcat_free(program);
    return status;
}

static exportcat_status evaluate(const options *chosen, const example_set *set,
                                 exportcat_error *error) {
    if (chosen->hits) return evaluate_hits(chosen->paths.catalogue, set, error);
    if (chosen->plain) return evaluate_plain(chosen->paths.model, set, chosen->errors, error);
    return measure_all(chosen, set, error);
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
    if (!status) status = evaluate(&chosen, &set, &error);
    examples_free(&set);
    return status ? cmd_fail(&error) : EXIT_OK;
}
