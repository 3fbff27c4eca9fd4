#include "cmd_batch_values.h"

#include <string.h>

/* What is told of the second day. */
static const struct {
    flat_column column;
    const char *name;
} of_second_day[] = {{FLAT_OUTCOME, "and_outcome"}, {FLAT_PART, "and_part"},
                     {FLAT_ENTRY, "and_entry"},     {FLAT_POINT, "and_point"},
                     {FLAT_CODE, "and_code"},       {FLAT_NUMBER, "and_number"},
                     {FLAT_AS_OF, "and_as_of"},     {FLAT_EDITION, "and_edition"}};
enum { SECOND_DAY = sizeof of_second_day / sizeof *of_second_day };

static const value_column of_scores[] = {{"label", false},
                                         {"decision_value", true},
                                         {"second", false},
                                         {"second_decision_value", true},
                                         {"model", false}};
enum { OF_SCORES = sizeof of_scores / sizeof *of_scores };

size_t value_columns(const batch_options *options, value_column *columns) {
    size_t count = 0;
    if (options->scores_only) {
        memcpy(columns, of_scores, sizeof of_scores);
        count = OF_SCORES;
    } else {
        for (int i = 0; i < FLAT_COLUMNS; i++)
            columns[count++] = (value_column){report_flat_name((flat_column)i),
                                              report_flat_is_number((flat_column)i)};
        for (size_t i = 0; options->day_count > 1 && i < SECOND_DAY; i++)
            columns[count++] = (value_column){of_second_day[i].name,
                                              report_flat_is_number(of_second_day[i].column)};
        if (options->day_count > 1) columns[count++] = (value_column){"change", false};
    }
    columns[count++] = (value_column){"error", false};
    return count;
}

void value_desk_free(value_desk *desk) {
    for (size_t i = 0; i < 2; i++) report_flat_free(&desk->flats[i]);
    buffer_free(&desk->scores);
    exportcat_string_free(desk->change);
    *desk = (value_desk){0};
}

csv_field value_at(const value_list *values, size_t column) {
    csv_field value;
    if (!values->first) return values->items[column];
    if (column >= FLAT_COLUMNS) return values->items[column - FLAT_COLUMNS];
    value.bytes = report_flat_value(values->first, (flat_column)column, &value.length);
    return value;
}

static void add(value_list *out, const char *bytes, size_t length) {
    out->items[out->count++] = (csv_field){bytes, length};
}

static void add_flat(value_list *out, const flat_row *row, flat_column column) {
    size_t length;
    const char *bytes = report_flat_value(row, column, &length);
    add(out, bytes, length);
}

exportcat_status values_of_verdicts(value_desk *desk, const exportcat_verdict *const *verdicts,
                                    size_t count, char parting, value_list *out,
                                    exportcat_error *error) {
    exportcat_string_free(desk->change);
    desk->change = NULL;
    out->count = 0;
    desk->flats[0].parting = parting;
    for (size_t i = 0; i < count; i++) {
        report_flat(verdicts[i], &desk->flats[i]);
        if (desk->flats[i].bytes.failed) return status_memory(error);
    }
    out->first = &desk->flats[0];
    if (count > 1) {
        exportcat_status status =
            exportcat_what_changed(verdicts[0], verdicts[1], &desk->change, error);
        if (status) return status;
        for (size_t i = 0; i < SECOND_DAY; i++)
            add_flat(out, &desk->flats[1], of_second_day[i].column);
        const char *change = desk->change ? desk->change : "nothing";
        add(out, change, strlen(change));
    }
    add(out, "", 0);
    return EXPORTCAT_OK;
}

/* The two labels of the highest decision values, the first of equal ones. */
static void find_two(const double *decisions, size_t count, size_t best[2]) {
    const size_t first = calibrate_highest(decisions, count), behind = first + 1;
    best[0] = best[1] = first;
    if (first) best[1] = calibrate_highest(decisions, first);
    if (behind == count) return;
    const size_t other = behind + calibrate_highest(decisions + behind, count - behind);
    if (!first || decisions[other] > decisions[best[1]]) best[1] = other;
}

exportcat_status values_of_scores(value_desk *desk, const model *scores,
                                  const exportcat_scratch *scratch, value_list *out,
                                  exportcat_error *error) {
    const double *decisions = scratch->readings[0].decisions;
    size_t best[2], end[2];
    find_two(decisions, scores->label_count, best);
    desk->scores.length = 0;
    for (size_t i = 0; i < 2; i++) {
        buffer_decimal(&desk->scores, decisions[best[i]], 4);
        end[i] = desk->scores.length;
    }
    if (desk->scores.failed) return status_memory(error);
    out->first = NULL;
    out->count = 0;
    add(out, scores->labels[best[0]].name, strlen(scores->labels[best[0]].name));
    add(out, desk->scores.bytes, end[0]);
    add(out, scores->labels[best[1]].name, strlen(scores->labels[best[1]].name));
    add(out, desk->scores.bytes + end[0], end[1] - end[0]);
    add(out, scores->digest, strlen(scores->digest));
    add(out, "", 0);
    return EXPORTCAT_OK;
}

void values_of_error(const batch_options *options, const char *reason, value_list *out) {
    value_column columns[VALUES_MAX];
    size_t count = value_columns(options, columns);
    out->first = NULL;
    out->count = 0;
    while (out->count + 1 < count) add(out, "", 0);
    add(out, reason, strlen(reason));
}
