#include "catalogue.h"
#include "cmd.h"
#include "trainer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    OPTION_PLAIN = 1,
    OPTION_HELD_OUT,
    OPTION_CALIBRATION,
    OPTION_CHECK,
    OPTION_FOLDS,
    OPTION_SEED,
    OPTION_COST,
    OPTION_POSITIVE,
    OPTION_PRUNE,
    OPTION_NO_WORDING,
    OPTION_MEMORY,
    OPTION_MISS,
    OPTION_LOOK,
    OPTION_BY_SIZE,
    OPTION_ALARM,
    OPTION_COVERAGE,
    SOURCES_MAX = 16
};

typedef struct {
    cmd_paths paths;
    const char *output, *plain, *held_out, *calibration;
    const char *sources[SOURCES_MAX];
    int source_count;
    bool quiet, check, no_wording;
    trainer_settings trainer;
} options;

static double parse_number(struct argp_state *state, const char *text, double low, double high) {
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (errno || *end || end == text || !(value >= low && value <= high))
        argp_error(state, "'%s' is not a number from %g to %g", text, low, high);
    return value;
}

static bool parse_range(const char *text, int *low, int *high) {
    char extra;
    return sscanf(text, "%d-%d%c", low, high, &extra) == 2 && *low <= *high;
}

/* name=value: the features of features.h by their names there. */
static void parse_setting(struct argp_state *state, feature_settings *settings, const char *text) {
    const char *value = strchr(text, '=');
    size_t length = value ? (size_t)(value++ - text) : 0;
    const struct {
        const char *name;
        int *number;
    } numbers[] = {
        {"words", &settings->word_max},      {"run_weight", &settings->run_weight},
        {"skip", &settings->skip},           {"letter_weight", &settings->letter_weight},
        {"max_share", &settings->max_share}, {"numbers", &settings->numbers},
        {"hints", &settings->hints},         {"min_documents", &settings->min_documents}};
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {{"units", &settings->units}, {"sublinear", &settings->sublinear}};
#define IS(name) (value && strlen(name) == length && memcmp(name, text, length) == 0)
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (IS(numbers[i].name)) {
            *numbers[i].number = (int)parse_number(state, value, 0, 1000);
            return;
        }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (IS(flags[i].name)) {
            *flags[i].flag = parse_number(state, value, 0, 1) > 0;
            return;
        }
    if (IS("letters") && parse_range(value, &settings->letters_min, &settings->letters_max)) return;
    if (IS("han") && parse_range(value, &settings->han_min, &settings->han_max)) return;
    char *language = IS("latin")      ? settings->languages.latin
                     : IS("cyrillic") ? settings->languages.cyrillic
                                      : NULL;
    if (language && strlen(value) < sizeof settings->languages.latin) {
        strcpy(language, value);
        return;
    }
#undef IS
    argp_error(state, "no feature setting '%s'", text);
}

static void check_settings(struct argp_state *state, const feature_settings *settings) {
    char text[512];
    feature_settings again;
    exportcat_error error;
    feature_settings_write(settings, text);
    if (feature_settings_read(text, &again, &error))
        argp_error(state, "the feature settings do not go together");
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    trainer_settings *trainer = &chosen->trainer;
    switch (key) {
    case 'o': chosen->output = argument; return 0;
    case 'q': chosen->quiet = true; return 0;
    case 's': parse_setting(state, &trainer->features, argument); return 0;
    case 't': trainer->threads = (int)parse_number(state, argument, 1, 64); return 0;
    case OPTION_PLAIN:
        chosen->plain = argument;
        trainer->plain = true;
        return 0;
    case OPTION_HELD_OUT: chosen->held_out = argument; return 0;
    case OPTION_CALIBRATION: chosen->calibration = argument; return 0;
    case OPTION_CHECK: chosen->check = true; return 0;
    case OPTION_NO_WORDING: chosen->no_wording = true; return 0;
    case OPTION_FOLDS: trainer->folds = (int)parse_number(state, argument, 0, 20); return 0;
    case OPTION_SEED: trainer->seed = (uint64_t)parse_number(state, argument, 0, 1e15); return 0;
    case OPTION_COST: trainer->machine.cost = parse_number(state, argument, 1e-6, 1e6); return 0;
    case OPTION_PRUNE: trainer->pruned = parse_number(state, argument, 0, 0.5); return 0;
    case OPTION_BY_SIZE: trainer->cost_by_size = parse_number(state, argument, -2, 2); return 0;
    case OPTION_POSITIVE:
        trainer->machine.positive_weight = parse_number(state, argument, 1e-3, 1e3);
        return 0;
    case OPTION_MEMORY:
        trainer->kernel_bytes = (size_t)(parse_number(state, argument, 0, 1024) * (1 << 30));
        return 0;
    case OPTION_MISS: trainer->miss_rate = parse_number(state, argument, 0, 1); return 0;
    case OPTION_LOOK: trainer->look_rate = parse_number(state, argument, 0, 1); return 0;
    case OPTION_ALARM: trainer->alarm_rate = parse_number(state, argument, 0, 1); return 0;
    case OPTION_COVERAGE: trainer->coverage = parse_number(state, argument, 0, 1); return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARG:
        if (chosen->source_count == SOURCES_MAX) argp_error(state, "too many sources");
        chosen->sources[chosen->source_count++] = argument;
        return 0;
    case ARGP_KEY_END:
        if (!chosen->output && !chosen->check) argp_error(state, "-o MODEL is missing");
        if (!chosen->plain == !chosen->source_count)
            argp_error(state, "give --plain FILE, or folders and files of examples");
        check_settings(state, &trainer->features);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"output", 'o', "MODEL", 0, "the model file to write", 0},
    {"plain", OPTION_PLAIN, "FILE", 0,
     "train on a file of `label TAB text` lines, with no catalogue behind it", 0},
    {"calibration", OPTION_CALIBRATION, "PATH", 0,
     "texts to set probabilities, thresholds and candidate sets by, never trained on (default: the "
     "training texts, each out of its fold)",
     0},
    {"held-out", OPTION_HELD_OUT, "DIR", 0, "refuse any text that stands in these files too", 0},
    {"check", OPTION_CHECK, NULL, 0, "read and check the examples; train and write nothing", 0},
    {"quiet", 'q', NULL, 0, "no progress line, no summary", 0},
    {"threads", 't', "N", 0, "default: one a processor; the model does not depend on it", 0},
    {"set", 's', "NAME=VALUE", 0,
     "a feature setting, as `exportcat verify` prints them: words, run_weight, skip, letters, "
     "letter_weight, han, numbers, units, sublinear, hints, min_documents, max_share, latin, "
     "cyrillic",
     1},
    {"cost", OPTION_COST, "C", 0, "C of the machines (default 1)", 1},
    {"positive-weight", OPTION_POSITIVE, "W", 0, "C is multiplied by it for a label's own texts",
     1},
    {"cost-by-size", OPTION_BY_SIZE, "K", 0,
     "C of a label is multiplied by its number of texts, against the mean, to this power (default "
     "0: all alike)",
     1},
    {"folds", OPTION_FOLDS, "K", 0, "for calibration (default 5; 0, none, for --plain)", 1},
    {"prune", OPTION_PRUNE, "SHARE", 0,
     "drop each machine's smallest weights, up to this share of their squares (default 0.03; 0 for "
     "--plain)",
     1},
    {"seed", OPTION_SEED, "N", 0, "for dealing out the folds", 1},
    {"no-wording", OPTION_NO_WORDING, NULL, 0,
     "do not train on the catalogue's own titles, summaries and terms", 1},
    {"memory", OPTION_MEMORY, "GIB", 0, "most memory for the shared kernel (default 4)", 1},
    {"miss-rate", OPTION_MISS, "SHARE", 0,
     "of covered texts with a rule's hit that may come out as nothing (default 0.02)", 2},
    {"look-rate", OPTION_LOOK, "SHARE", 0,
     "of uncovered texts that may come out `possible` by their score alone (default 0.105)", 2},
    {"alarm-rate", OPTION_ALARM, "SHARE", 0,
     "of uncovered texts that may come out `listed` (default 0.02)", 2},
    {"coverage", OPTION_COVERAGE, "SHARE", 0, "of candidate sets (default 0.95)", 2},
    {0}};
static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "[FOLDER|FILE...]",
    "Trains a model from example files.\v"
    "Examples:\n"
    "  exportcat train -o my.model --held-out training/held_out training/examples training/none\n"
    "  exportcat train --plain news.tsv -o news.model",
    children,
    NULL,
    NULL};

/* ---- Examples -------------------------------------------------------------------------------- */

/* Every label must be "none", a point of the catalogue, or an entry where no point on file fits. */
static exportcat_status check_labels(const catalogue *laws, const example_set *set,
                                     exportcat_error *error) {
    for (size_t i = 0; i < set->count; i++) {
        const example *item = &set->items[i];
        size_t length;
        for (const char *rest = item->labels, *label;
             (label = examples_next_label(&rest, &length));) {
            const entry *of;
            const control_point *point;
            bool none = length == strlen("none") && memcmp(label, "none", length) == 0;
            if (!none && !catalogue_label(laws, label, length, &of, &point))
                return status_at(error, EXPORTCAT_E_EXAMPLES, item->path, item->line, 1,
                                 "the catalogue has no label '%.*s'", (int)length, label);
        }
    }
    return EXPORTCAT_OK;
}

static void add_list(buffer *out, const yaml_list *list) {
    const char *const *all = list->items;
    for (size_t i = 0; i < list->count; i++) buffer_format(out, "%s. ", all[i]);
}

/* A point's (or an entry's) own wording in one language as a text: title, summary, terms. */
static exportcat_status add_wording(example_set *set, const entry *of, const control_point *point,
                                    bool chinese, exportcat_error *error) {
    buffer text = {0}, label = {0};
    exportcat_words summary = point ? point->summary : (exportcat_words){0};
    const char *pair[2] = {chinese ? of->title.zh : of->title.en,
                           chinese ? summary.zh : summary.en};
    buffer_text(&label, of->id.text);
    if (point) buffer_format(&label, "/%s", point->id.text);
    for (size_t i = 0; i < 2; i++)
        if (pair[i]) buffer_format(&text, "%s. ", pair[i]);
    for (size_t i = 0; i < of->rules.count; i++) {
        const rule *here = entry_rule(of, i);
        bool mine = !here->point.text || (point && strcmp(here->point.text, point->id.text) == 0);
        if (mine) add_list(&text, chinese ? &here->terms.zh : &here->terms.en);
    }
    exportcat_status status = EXPORTCAT_OK;
    if (text.failed || label.failed)
        status = status_memory(error);
    else if (text.length)
        status = examples_add(set, label.bytes, text.bytes, text.length, of->place.path,
                              point ? point->place.line : of->place.line, EXAMPLE_WORDING, error);
    buffer_free(&text);
    buffer_free(&label);
    return status;
}

/* Whether a text of somebody falls under the entry or one of its points. */
static bool has_examples(const example_set *set, const entry *of) {
    size_t size = strlen(of->id.text), length;
    for (size_t i = 0; i < set->count; i++) {
        const char *rest = set->items[i].labels;
        for (const char *label; (label = examples_next_label(&rest, &length));)
            if (length >= size && memcmp(label, of->id.text, size) == 0 &&
                (length == size || label[size] == '/'))
                return true;
    }
    return false;
}

/* An entry without examples gets no machine: its wording alone would make a poor one, and it is
 * found by similarity instead. */
static exportcat_status add_all_wording(const catalogue *laws, example_set *set,
                                        exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    for (size_t e = 0; !status && e < laws->entry_count; e++) {
        const entry *of = &laws->entries[e];
        size_t points = of->points.count ? of->points.count : 1;
        if (!has_examples(set, of)) continue;
        for (size_t i = 0; !status && i < 2 * points; i++)
            status = add_wording(set, of, of->points.count ? entry_point(of, i / 2) : NULL, i % 2,
                                 error);
    }
    return status;
}

static exportcat_status train(const options *chosen, const catalogue *laws, const example_set *set,
                              trained **result, trainer_report *report, exportcat_error *error) {
    rules *compiled = NULL;
    exportcat_status status = EXPORTCAT_OK;
    if (!chosen->plain)
        status = rules_new(laws, &chosen->trainer.features.languages, &compiled, error);
    if (!status)
        status = trainer_train(set, &chosen->trainer, compiled, chosen->plain ? NULL : laws, result,
                               report, error);
    rules_free(compiled);
    return status;
}

static exportcat_status gather(const options *chosen, catalogue *laws, example_set *set,
                               exportcat_error *error) {
    example_set held_out = {0};
    if (chosen->plain) return examples_read_plain(set, chosen->plain, error);
    exportcat_status status = catalogue_open(chosen->paths.catalogue, laws, error);
    for (int i = 0; !status && i < chosen->source_count; i++)
        status = examples_read(set, chosen->sources[i], EXAMPLE_TRAINING, error);
    if (!status && chosen->calibration)
        status = examples_read(set, chosen->calibration, EXAMPLE_CALIBRATION, error);
    if (!status && chosen->held_out)
        status = examples_read(&held_out, chosen->held_out, EXAMPLE_TRAINING, error);
    if (!status) status = examples_refuse_shared(set, &held_out, error);
    if (!status) status = check_labels(laws, set, error);
    if (!status && !chosen->no_wording) status = add_all_wording(laws, set, error);
    examples_free(&held_out);
    return status;
}

/* ---- Progress -------------------------------------------------------------------------------- */

typedef struct {
    struct timespec start, last;
    bool terminal;
} progress_line;

static double seconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void show_progress(void *context, size_t done, size_t total) {
    progress_line *line = context;
    double interval = line->terminal ? 0.2 : 10;
    if (done < total && seconds_since(&line->last) < interval) return;
    clock_gettime(CLOCK_MONOTONIC, &line->last);
    double spent = seconds_since(&line->start);
    double left = spent / (double)done * (double)(total - done);
    fprintf(stderr, "%straining: %zu of %zu machines, %.0f s left%s", line->terminal ? "\r" : "",
            done, total, left, line->terminal && done < total ? "   " : "\n");
}

static void show_summary(const trainer_report *report, const options *chosen, double spent) {
    fprintf(stderr,
            "trained %zu machines for %zu labels on %zu texts (%zu uncovered), %zu features, "
            "in %.1f s\n",
            report->machines, report->labels, report->texts, report->uncovered, report->features,
            spent);
    if (chosen->trainer.folds)
        fprintf(stderr, "out of fold: top-1 %.4f en, %.4f zh\n", report->fold_top1[TEXT_EN],
                report->fold_top1[TEXT_ZH]);
    if (report->calibration)
        fprintf(stderr, "calibration texts: top-1 %.4f en, %.4f zh\n", report->apart_top1[TEXT_EN],
                report->apart_top1[TEXT_ZH]);
    if (!chosen->trainer.folds && !report->calibration) return;
    const char *where = report->calibration ? "calibration texts" : "out of fold";
    fprintf(stderr, "%s: expected calibration error %.4f en, %.4f zh\n", where,
            report->first_error[TEXT_EN], report->first_error[TEXT_ZH]);
    if (!chosen->plain)
        fprintf(stderr,
                "%s: %.4f of covered texts missed; of uncovered texts %.4f possible, %.4f "
                "listed\n",
                where, report->missed, report->looks, report->alarms);
}

/* A file of plain labels has defaults of its own, so the options are read again once it is known
 * that there is one. */
static void read_options(int argc, char **argv, options *out) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    trainer_settings defaults = trainer_settings_default();
    for (int plain = 0; plain < 2; plain++) {
        *out = (options){.trainer = defaults};
        out->trainer.threads = processors > 0 && processors < 64 ? (int)processors : 1;
        cmd_paths_default(&out->paths);
        argp_parse(&argp, argc, argv, 0, NULL, out);
        if (!out->plain) return;
        defaults = trainer_settings_plain();
    }
}

int cmd_train(int argc, char **argv) {
    options chosen;
    progress_line line = {.terminal = isatty(STDERR_FILENO)};
    exportcat_error error;
    example_set set = {0};
    catalogue laws = {0};
    trained *result = NULL;
    trainer_report report;
    read_options(argc, argv, &chosen);
    clock_gettime(CLOCK_MONOTONIC, &line.start);
    line.last = line.start;
    if (!chosen.quiet) {
        chosen.trainer.progress = show_progress;
        chosen.trainer.progress_context = &line;
    }
    exportcat_status status = gather(&chosen, &laws, &set, &error);
    bool trains = !status && !chosen.check;
    if (trains) status = train(&chosen, &laws, &set, &result, &report, &error);
    if (trains && !status) status = model_write(trained_model(result), chosen.output, &error);
    if (trains && !status && !chosen.quiet)
        show_summary(&report, &chosen, seconds_since(&line.start));
    trained_free(result);
    catalogue_close(&laws);
    examples_free(&set);
    return status ? cmd_fail(&error) : EXIT_OK;
}
