#include "cmd_evaluate.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    size_t right, said, is; /* of one label */
} label_count;

typedef struct {
    const model *scores;
    label_count *labels;
    size_t texts, top1, top3;
} plain_tally;

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

static void count_plain(plain_tally *of, const double *decisions, const example *item,
                        bool errors) {
    int label = model_label_find(of->scores, item->labels);
    size_t rank = rank_of(of->scores, decisions, label), best = 0;
    for (size_t k = 1; k < of->scores->label_count; k++)
        if (decisions[k] > decisions[best]) best = k;
    of->labels[best].said++;
    if (label >= 0) of->labels[label].is++;
    of->labels[best].right += rank == 0;
    of->top1 += rank == 0;
    of->top3 += rank < 3;
    of->texts++;
    if (errors && rank)
        printf("%s:%zu: %s, not %s\n", item->path, item->line, of->scores->labels[best].name,
               item->labels);
}

static void print_plain(const plain_tally *of) {
    double f1 = 0;
    size_t labels = 0;
    for (size_t i = 0; i < of->scores->label_count; i++) {
        const label_count *count = &of->labels[i];
        if (!count->is && !count->said) continue;
        labels++;
        f1 += 2 * (double)count->right / (double)(count->is + count->said);
    }
    printf("texts %zu\nlabels %zu\naccuracy %.4f\nmacro-F1 %.4f\ntop-3 %.4f\n", of->texts, labels,
           (double)of->top1 / (double)of->texts, labels ? f1 / (double)labels : 0,
           (double)of->top3 / (double)of->texts);
}

exportcat_status evaluate_plain(const char *model_path, const example_set *set, bool errors,
                                exportcat_error *error) {
    exportcat *program;
    exportcat_status status = classifier_open_plain(model_path, &program, error);
    if (status) return status;
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    plain_tally counts = {.scores = &program->scores};
    counts.labels = calloc(counts.scores->label_count + 1, sizeof *counts.labels);
    if (!scratch || !counts.labels) status = status_memory(error);
    for (size_t i = 0; !status && i < set->count; i++) {
        const example *item = &set->items[i];
        status = classifier_score(program, scratch, item->text, item->length, error);
        if (!status) count_plain(&counts, scratch->readings[0].decisions, item, errors);
    }
    if (!status) print_plain(&counts);
    free(counts.labels);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    return status;
}
