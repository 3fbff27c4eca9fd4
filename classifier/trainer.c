#include "trainer_parts.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

trainer_settings trainer_settings_default(void) {
    return (trainer_settings){.features = feature_settings_default(),
                              .machine = {.cost = 1, .positive_weight = 4},
                              .pruned = 0.03,
                              .folds = 5,
                              .seed = 20200828,
                              .threads = 2,
                              .kernel_bytes = (size_t)4 << 30,
                              .miss_rate = 0.02,
                              .look_rate = 0.105,
                              .alarm_rate = 0.02,
                              .coverage = 0.95};
}

trainer_settings trainer_settings_plain(void) {
    trainer_settings settings = trainer_settings_default();
    settings.plain = true;
    settings.folds = 0;
    settings.pruned = 0;
    settings.machine.positive_weight = 2;
    settings.features.run_weight = 100;
    settings.features.letter_weight = 40;
    settings.features.numbers = 2;
    settings.features.min_documents = 1;
    return settings;
}

void trained_free(trained *result) {
    if (!result) return;
    string_set_free(&result->keys);
    string_set_free(&result->label_names);
    free(result->documents);
    free(result->slot);
    free(result->offset);
    free(result->bytes);
    free(result->idf);
    for (size_t i = 0; result->row_items && i < result->examples->count; i++)
        free(result->row_items[i]);
    free(result->row_items);
    free(result->rows);
    free(result->language);
    free(result->labels);
    buffer_free(&result->label_bytes);
    free(result->positive);
    free(result->hit);
    free(result->like);
    similarity_free(result->wording);
    free(result->documents_of);
    free(result->fold_of);
    for (size_t i = 0; result->weights && i < result->result.label_count; i++)
        free(result->weights[i].items);
    free(result->weights);
    free(result->out_of_fold);
    string_set_free(&result->form_texts);
    free(result->form_uses);
    buffer_free(&result->forms);
    buffer_free(&result->form_parts);
    buffer_free(&result->form_rows);
    free(result->form_slot);
    free(result->row_at);
    free(result->pairs);
    free(result->dense);
    buffer_free(&result->about);
    free(result);
}

const model *trained_model(const trained *result) {
    return &result->result;
}

static void describe(trained *to) {
    XXH64_hash_t digest = 0;
    for (size_t i = 0; i < to->examples->count; i++) {
        const example *item = &to->examples->items[i];
        digest = XXH3_64bits_withSeed(item->labels, strlen(item->labels), digest);
        digest = XXH3_64bits_withSeed(item->text, item->length, digest);
    }
    buffer_format(&to->about, "texts=%zu\nlabels=%zu\nfeatures=%u\nexamples_digest=%016llx\n",
                  to->examples->count, to->result.label_count, to->result.words.count,
                  (unsigned long long)digest);
    buffer_format(&to->about, "cost=%g\npositive_weight=%g\nfolds=%d\nseed=%llu\n",
                  to->settings->machine.cost, to->settings->machine.positive_weight,
                  to->settings->folds, (unsigned long long)to->settings->seed);
    buffer_format(&to->about, "miss_rate=%g\nlook_rate=%g\nalarm_rate=%g\ncoverage=%g\n",
                  to->settings->miss_rate, to->settings->look_rate, to->settings->alarm_rate,
                  to->settings->coverage);
}

static exportcat_status run(trained *to, trainer_report *report) {
    size_t texts = to->examples->count;
    to->row_items = calloc(texts + 1, sizeof *to->row_items);
    to->rows = calloc(texts + 1, sizeof *to->rows);
    to->language = calloc(texts + 1, 1);
    if (!to->row_items || !to->rows || !to->language) return status_memory(to->error);
    exportcat_status status = trainer_build_labels(to);
    if (!status) status = trainer_build_rows(to);
    if (!status) status = trainer_build_machines(to);
    if (!status) status = trainer_build_forms(to);
    if (!status) status = trainer_calibrate(to, report);
    if (status) return status;
    describe(to);
    if (to->about.failed) return status_memory(to->error);
    to->result.about = to->about.bytes;
    report->texts = texts;
    report->labels = to->result.label_count;
    report->features = to->result.words.count;
    report->machines = to->result.label_count * ((size_t)to->settings->folds + 1);
    for (size_t i = 0; i < texts; i++) {
        report->uncovered += !trainer_is_covered(to, i);
        report->calibration += to->examples->items[i].role == EXAMPLE_CALIBRATION;
    }
    return EXPORTCAT_OK;
}

exportcat_status trainer_train(const example_set *examples, const trainer_settings *settings,
                               const rules *compiled, const catalogue *laws, trained **out,
                               trainer_report *report, exportcat_error *error) {
    *out = NULL;
    *report = (trainer_report){0};
    if (settings->folds < 0 || settings->folds == 1 || settings->folds > 100)
        return status_set(error, EXPORTCAT_E_USAGE, "folds: 0, or 2 to 100");
    trained *to = calloc(1, sizeof *to);
    if (!to) return status_memory(error);
    to->examples = examples;
    to->settings = settings;
    to->error = error;
    to->compiled = compiled;
    to->laws = laws;
    to->plain = settings->plain;
    to->result.settings = settings->features;
    exportcat_status status = run(to, report);
    if (status)
        trained_free(to);
    else
        *out = to;
    return status;
}
