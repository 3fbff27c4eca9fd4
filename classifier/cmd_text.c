/* tokens, features, scores and rules: windows on single stages. */
#include "classifier.h"
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};

/* Prints what a stage made of the text. */
typedef exportcat_status stage_printer(const model *scores, const exportcat_scratch *scratch,
                                       const char *text, exportcat_error *error);

/* Whether the model's values rest on the catalogue too: on its rules, or on its wording. */
static bool needs_catalogue(const model *scores) {
    if (scores->settings.hints) return true;
    for (int level = 0; level < LEVELS; level++)
        for (int language = 0; language < TEXT_LANGUAGES; language++) {
            double weight = scores->curves.curve[level][language].d;
            if (weight < 0 || weight > 0) return true;
        }
    return false;
}

static exportcat_status open_program(const cmd_paths *paths, bool with_rules, exportcat **out,
                                     exportcat_error *error) {
    exportcat_status status = classifier_open_plain(paths->model, out, error);
    if (status || !(with_rules || needs_catalogue(&(*out)->scores))) return status;
    exportcat_options where = {paths->catalogue, paths->model};
    exportcat_free(*out);
    return exportcat_open(&where, out, error);
}

static int run_stage(int argc, char **argv, const char *about, bool with_rules,
                     stage_printer *print) {
    const struct argp argp = {NULL, cmd_parse_one_text, "[FILE]", about, children, NULL, NULL};
    cmd_one_text chosen = {0};
    exportcat_error error;
    exportcat *program = NULL;
    buffer text = {0};
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    if (open_program(&chosen.paths, with_rules, &program, &error)) return cmd_fail(&error);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    exportcat_status status =
        scratch ? cmd_read(chosen.file, &text, &error) : status_memory(&error);
    if (!status) status = classifier_score(program, scratch, text.bytes, text.length, &error);
    if (!status) classifier_list_likes(program, &scratch->readings[0]);
    if (!status) status = print(&program->scores, scratch, text.bytes, &error);
    exportcat_scratch_free(scratch);
    buffer_free(&text);
    exportcat_free(program);
    return status ? cmd_fail(&error) : EXIT_OK;
}

static exportcat_status print_tokens(const model *scores, const exportcat_scratch *scratch,
                                     const char *text, exportcat_error *error) {
    (void)error;
    (void)scores;
    puts("start\tend\ttext\tkind\tstem");
    for (size_t i = 0; i < scratch->tokens.count; i++) {
        const token *item = &scratch->tokens.items[i];
        const char *stem = scratch->folded.bytes + item->start;
        size_t length = item->length;
        if (item->kind == TOKEN_WORD)
            stem = stemmer_stem(scratch->stems, item->script, stem, length, &length);
        cmd_print_span(&scratch->folded, text, item->start, item->start + item->length);
        printf("\t%s\t%.*s\n", token_kind_name(item->kind), (int)length, stem);
    }
    return EXPORTCAT_OK;
}

static exportcat_status print_features(const model *scores, const exportcat_scratch *scratch,
                                       const char *text, exportcat_error *error) {
    feature_row row = {0};
    exportcat_status status =
        features_flatten(&scratch->readings[0].row, scratch->counter, &row, error);
    if (status) return status;
    puts("start\tend\ttext\tfeature\tcount\tvalue");
    for (size_t i = 0; i < row.count; i++) {
        const feature *item = &row.items[i];
        uint32_t from = scores->words.offset[item->index];
        uint32_t to = scores->words.offset[item->index + 1];
        cmd_print_span(&scratch->folded, text, item->start, item->end);
        printf("\t%.*s\t%u\t%.6f\n", (int)(to - from), scores->words.bytes + from, item->count,
               item->value);
    }
    feature_row_free(&row);
    return EXPORTCAT_OK;
}

typedef struct {
    const model_label *label;
    double decision, probability;
} scored;

static int by_decision(const void *left, const void *right) {
    const scored *a = left, *b = right;
    if (a->decision > b->decision || a->decision < b->decision)
        return a->decision < b->decision ? 1 : -1;
    return strcmp(a->label->name, b->label->name);
}

static exportcat_status print_scores(const model *scores, const exportcat_scratch *scratch,
                                     const char *text, exportcat_error *error) {
    text_language column = model_language(&scratch->tokens);
    double probability[MODEL_LABELS_MAX];
    scored *all = calloc(scores->label_count, sizeof *all);
    (void)text;
    if (!all) return status_memory(error);
    model_probabilities(scores, scratch->readings[0].decisions, scratch->readings[0].likes, column,
                        probability);
    for (size_t i = 0; i < scores->label_count; i++)
        all[i] = (scored){&scores->labels[i], scratch->readings[0].decisions[i], probability[i]};
    qsort(all, scores->label_count, sizeof *all, by_decision);
    puts("label\tdecision_value\tprobability");
    for (size_t i = 0; i < scores->label_count; i++) {
        printf("%s\t%.6f\t", all[i].label->name, all[i].decision);
        if (scores->curves.fitted)
            printf("%.4f\n", all[i].probability);
        else
            puts("-");
    }
    free(all);
    return EXPORTCAT_OK;
}

static exportcat_status print_rules(const model *scores, const exportcat_scratch *scratch,
                                    const char *text, exportcat_error *error) {
    (void)error;
    (void)scores;
    puts("start\tend\ttext\tkind\trule\tspeaks_for");
    for (size_t i = 0; i < scratch->readings[0].hits.count; i++) {
        const rule_hit *hit = &scratch->readings[0].hits.items[i];
        cmd_print_span(&scratch->folded, text, hit->start, hit->end);
        printf("\t%s\t%s/%s\t%s\n", exportcat_evidence_kind_name(hit->kind), hit->entry->id.text,
               hit->rule->id.text, hit->label);
    }
    return EXPORTCAT_OK;
}

int cmd_tokens(int argc, char **argv) {
    return run_stage(argc, argv,
                     "Shows a text's tokens: bytes, kind and stem.\v"
                     "Example:\n  echo 'laser radars at 905 nm' | exportcat tokens",
                     false, print_tokens);
}

int cmd_features(int argc, char **argv) {
    return run_stage(argc, argv,
                     "Shows the features of a text that the model knows, with their tf-idf values. "
                     "A feature begins with its kind: w word, b words side by side, c letters in a "
                     "word, h Han characters, n number, u unit.\v"
                     "Example:\n  exportcat features description.txt",
                     false, print_features);
}

int cmd_scores(int argc, char **argv) {
    return run_stage(argc, argv,
                     "Shows every label's decision value and calibrated probability, the highest "
                     "first.\v"
                     "Example:\n  exportcat scores description.txt | head",
                     false, print_scores);
}

int cmd_rules(int argc, char **argv) {
    return run_stage(argc, argv,
                     "Shows every hit of a term or pattern in a text, and the entry or control "
                     "point that it speaks for, whatever the scores say.\v"
                     "Example:\n  exportcat rules description.txt",
                     true, print_rules);
}
