#include "cmd_batch_page.h"

#include "report.h"

#include <stdlib.h>
#include <string.h>

/* ---- By entry -------------------------------------------------------------------------------- */

static size_t total(const report_entry *of) {
    size_t rows = 0;
    for (size_t i = 0; i < REPORT_DAYS; i++) rows += of->days[i].listed + of->days[i].possible;
    return rows;
}

/* The most rows first. */
static int by_rows(const void *left, const void *right) {
    const report_entry *a = left, *b = right;
    if (total(a) != total(b)) return total(a) < total(b) ? 1 : -1;
    return strcmp(a->entry, b->entry);
}

static size_t count_at(const json_t *counts, size_t index) {
    return (size_t)json_integer_value(json_array_get(counts, index));
}

static report_tally tally_of(const json_t *counts) {
    report_tally out = {.listed = count_at(counts, 0), .possible = count_at(counts, 1)};
    if (out.listed + out.possible)
        out.part = exportcat_part_name((exportcat_part)count_at(counts, 2));
    return out;
}

static exportcat_status list_entries(const exportcat *program, json_t *counted, report_entry **out,
                                     size_t *count, exportcat_error *error) {
    const char *id;
    json_t *counts;
    *count = 0;
    *out = calloc(json_object_size(counted) + 1, sizeof **out);
    if (!*out) return status_memory(error);
    json_object_foreach(counted, id, counts) {
        const entry *of = catalogue_entry(&program->laws, id);
        if (!of) continue;
        report_entry *item = &(*out)[(*count)++];
        *item = (report_entry){.entry = id, .title = of->title};
        for (size_t i = 0; i < REPORT_DAYS; i++)
            item->days[i] = tally_of(json_array_get(counts, i));
    }
    qsort(*out, *count, sizeof **out, by_rows);
    return EXPORTCAT_OK;
}

/* ---- The summary ----------------------------------------------------------------------------- */

static void count_rows(const batch_progress *at, report_summary *out) {
    out->rows = at->rows;
    out->changed = at->changed;
    for (int i = 0; i < BATCH_CLASSES; i++) {
        out->changed_shown += at->places[1][i];
        for (size_t day = 0; day < out->day_count; day++) {
            out->days[day].by_outcome[i] = at->counts[day][i];
            out->days[day].shown[i] = at->shown[day][i];
        }
    }
}

/* What a verdict says of the editions, whatever the text: one on a text without words. */
static exportcat_status tell_editions(const exportcat *program, const batch_options *options,
                                      exportcat_scratch *scratch, report_summary *out,
                                      exportcat_error *error) {
    const exportcat_verdict *verdicts[2];
    exportcat_status status = exportcat_classify_days(program, scratch, " ", 1, options->days,
                                                      options->day_count, verdicts, error);
    if (status) return status;
    out->catalogue_digest = verdicts[0]->catalogue_digest;
    out->model_digest = verdicts[0]->model_digest;
    for (size_t i = 0; i < options->day_count; i++) {
        report_day *day = &out->days[i];
        day->edition = verdicts[i]->edition;
        day->edition_title = verdicts[i]->edition_title;
        memcpy(day->on_file, verdicts[i]->on_file, sizeof day->on_file);
    }
    return EXPORTCAT_OK;
}

static exportcat_status put_together(const report_summary *summary, const batch_files *files,
                                     exportcat_error *error) {
    file_map rows;
    buffer page = {0};
    exportcat_status status = parts_map_page(files, &rows, error);
    if (status) return status;
    report_html_head(summary, &page);
    buffer_add(&page, rows.bytes, rows.size);
    report_html_foot(summary, &page);
    file_unmap(&rows);
    status = parts_replace_page(files, &page, error);
    buffer_free(&page);
    return status;
}

exportcat_status page_write(const exportcat *program, const batch_options *options,
                            const batch_files *files, const batch_progress *at,
                            exportcat_error *error) {
    char days[BATCH_DAYS][16];
    report_entry *entries = NULL;
    const char *input = options->input;
    const char *name = input && strrchr(input, '/') ? strrchr(input, '/') + 1 : input;
    report_summary summary = {.input_name = name, .day_count = options->day_count};
    for (size_t i = 0; i < options->day_count; i++) {
        exportcat_date_format(options->days[i].as_of, days[i]);
        summary.days[i].as_of = days[i];
    }
    count_rows(at, &summary);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    exportcat_status status = scratch ? EXPORTCAT_OK : status_memory(error);
    if (!status) status = tell_editions(program, options, scratch, &summary, error);
    if (!status)
        status = list_entries(program, files->entries, &entries, &summary.entry_count, error);
    summary.entries = entries;
    if (!status) status = put_together(&summary, files, error);
    exportcat_scratch_free(scratch);
    free(entries);
    return status;
}
