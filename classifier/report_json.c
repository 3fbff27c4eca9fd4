#include "report.h"

#include "fold.h"
#include "json.h"

#include <math.h>
#include <stdlib.h>

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *rounded(double value) {
    return json_real(round(value * 1e4) / 1e4);
}

/* A candidate has one or the other. */
static json_t *probability(double value) {
    return value < 0 ? json_null() : rounded(value);
}

static json_t *similarity(double without, double value) {
    return without < 0 ? rounded(value) : json_null();
}

static json_t *quote(const exportcat_verdict *verdict, size_t start, size_t end) {
    buffer clean = {0};
    fold_clean(&clean, verdict->text + start, end - start);
    json_t *text = clean.failed ? NULL : json_stringn(clean.bytes ? clean.bytes : "", clean.length);
    buffer_free(&clean);
    return text;
}

static json_t *evidence(const exportcat_verdict *verdict, const exportcat_evidence *items,
                        size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const exportcat_evidence *item = &items[i];
        json_append(&list, json_pack("{s:s, s:o, s:I, s:I, s:o, s:o}", "kind",
                                     exportcat_evidence_kind_name(item->kind), "rule",
                                     json_text_or_null(item->rule), "start",
                                     (json_int_t)item->start, "end", (json_int_t)item->end, "quote",
                                     quote(verdict, item->start, item->end), "weight",
                                     rounded(item->weight)));
    }
    return list;
}

static json_t *offset_or_null(const exportcat_threshold *of, size_t offset) {
    return of->end > of->start ? json_integer((json_int_t)offset) : json_null();
}

static json_t *thresholds(const exportcat_verdict *verdict, const exportcat_candidate *candidate) {
    json_t *list = json_array();
    for (size_t i = 0; i < candidate->threshold_count; i++) {
        const exportcat_threshold *item = &candidate->thresholds[i];
        bool circumstances = item->condition.en || item->condition.zh,
             found = item->end > item->start;
        json_append(&list,
                    json_pack("{s:o, s:o, s:s, s:o, s:s, s:o, s:s, s:o, s:o, s:o, s:s}",
                              "parameter", json_words(item->parameter), "condition",
                              circumstances ? json_words(item->condition) : json_null(), "relation",
                              item->relation, "value", rounded(item->value), "unit", item->unit,
                              "found", found ? quote(verdict, item->start, item->end) : json_null(),
                              "state", exportcat_threshold_state_name(item->state), "why",
                              json_text_or_null(item->why), "start",
                              offset_or_null(item, item->start), "end",
                              offset_or_null(item, item->end), "grade",
                              exportcat_grade_name(item->grade)));
    }
    return list;
}

static json_t *questions(const exportcat_candidate *candidate) {
    json_t *list = json_array();
    for (size_t i = 0; i < candidate->question_count; i++)
        json_append(&list, json_words(candidate->questions[i]));
    return list;
}

static json_t *citations(const exportcat_candidate *candidate) {
    json_t *list = json_array();
    for (size_t i = 0; i < candidate->citation_count; i++) {
        const exportcat_citation *item = &candidate->citations[i];
        json_append(&list, json_pack("{s:s, s:o, s:o, s:o, s:o, s:s}", "instrument",
                                     item->instrument, "title", json_words(item->title), "in_force",
                                     json_day_or_null(item->in_force), "code",
                                     json_text_or_null(item->code), "number",
                                     json_number_or_null(item->number), "grade",
                                     exportcat_grade_name(item->grade)));
    }
    return list;
}

static json_t *passage(const exportcat_candidate *item) {
    return item->passage_end > item->passage_start
               ? json_pack("{s:I, s:I}", "start", (json_int_t)item->passage_start, "end",
                           (json_int_t)item->passage_end)
               : json_null();
}

static json_t *candidates(const exportcat_verdict *verdict) {
    json_t *list = json_array();
    for (size_t i = 0; i < verdict->candidate_count; i++) {
        const exportcat_candidate *item = &verdict->candidates[i];
        bool summary = item->summary.en || item->summary.zh;
        json_t *object = json_pack(
            "{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o, s:o, "
            "s:o, s:o, s:o, s:o}",
            "entry", item->entry, "point", json_text_or_null(item->point), "part",
            exportcat_part_name(item->part), "title", json_words(item->title), "summary",
            summary ? json_words(item->summary) : json_null(), "industry",
            json_words(item->industry), "code", json_text_or_null(item->code), "number",
            json_number_or_null(item->number), "grade", exportcat_grade_name(item->grade),
            "probability", probability(item->probability), "similarity",
            similarity(item->probability, item->similarity), "listed", item->listed, "reason",
            json_text_or_null(item->reason), "evidence",
            evidence(verdict, item->evidence, item->evidence_count), "against",
            evidence(verdict, item->against, item->against_count), "behind",
            evidence(verdict, item->behind, item->behind_count), "thresholds",
            thresholds(verdict, item), "questions", questions(item), "citations", citations(item));
        if (object) json_object_set_new(object, "official", json_text_or_null(item->official));
        if (object) json_object_set_new(object, "passage", passage(item));
        json_append(&list, object);
    }
    return list;
}

static json_t *set_aside(const exportcat_verdict *verdict) {
    json_t *list = json_array();
    for (size_t i = 0; i < report_set_aside_shown(verdict); i++) {
        const exportcat_set_aside *item = &verdict->set_aside[i];
        json_append(&list, json_pack("{s:s, s:o, s:o, s:o, s:s}", "entry", item->entry, "point",
                                     json_text_or_null(item->point), "probability",
                                     probability(item->probability), "similarity",
                                     similarity(item->probability, item->similarity), "reason",
                                     item->reason));
    }
    return list;
}

static json_t *context(const exportcat_verdict *verdict) {
    json_t *list = json_array();
    for (size_t i = 0; i < verdict->context_count; i++) {
        const exportcat_context *item = &verdict->context[i];
        json_append(&list, json_pack("{s:s, s:I, s:I, s:o, s:o}", "kind",
                                     exportcat_context_kind_name(item->kind), "start",
                                     (json_int_t)item->start, "end", (json_int_t)item->end, "quote",
                                     quote(verdict, item->start, item->end), "cue",
                                     quote(verdict, item->cue_start, item->cue_end)));
    }
    return list;
}

static json_t *steps(const exportcat_course *of) {
    json_t *list = json_array();
    for (size_t i = 0; i < of->step_count; i++) {
        const exportcat_step *item = &of->steps[i];
        json_append(&list,
                    json_pack("{s:o, s:o, s:o, s:b, s:o, s:s, s:s}", "act", json_words(item->act),
                              "who", json_words(item->who), "working_days",
                              json_number_or_null(item->working_days), "within", item->within,
                              "earliest", json_day_or_null(item->earliest), "rule", item->rule,
                              "grade", exportcat_grade_name(item->grade)));
    }
    return list;
}

static json_t *procedure(const exportcat_verdict *verdict) {
    json_t *list = json_array();
    for (size_t i = 0; i < verdict->course_count; i++) {
        const exportcat_course *item = &verdict->courses[i];
        json_t *notes = json_array();
        for (size_t k = 0; k < item->note_count; k++)
            json_append(&notes, json_words(item->notes[k]));
        json_append(&list,
                    json_pack("{s:s, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "course", item->name,
                              "summary", json_words(item->summary), "rule", item->rule, "grade",
                              exportcat_grade_name(item->grade), "steps", steps(item),
                              "working_days", json_number_or_null(item->working_days), "start",
                              json_day_or_null(verdict->start), "earliest",
                              json_day_or_null(item->earliest), "notes", notes));
    }
    return list;
}

static json_t *whole(const exportcat_verdict *verdict) {
    json_t *set = json_pack("{s:o, s:o}", "coverage", rounded(verdict->coverage), "entries",
                            json_strings(verdict->candidate_set, verdict->candidate_set_count));
    json_t *rules =
        json_pack("{s:I, s:I, s:I}", "on_file", (json_int_t)verdict->rules.on_file, "tried",
                  (json_int_t)verdict->rules.tried, "hit", (json_int_t)verdict->rules.hit);
    json_t *text = json_pack("{s:I, s:I, s:I, s:s, s:s}", "bytes", (json_int_t)verdict->bytes,
                             "replaced_bytes", (json_int_t)verdict->replaced_bytes, "passages",
                             (json_int_t)verdict->passages, "language", verdict->language, "digest",
                             verdict->text_digest);
    return json_pack(
        "{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:s, s:s}, s:o, s:o}", "version",
        EXPORTCAT_VERSION, "as_of", json_day_or_null(verdict->as_of), "edition",
        json_text_or_null(verdict->edition), "outcome", exportcat_outcome_name(verdict->outcome),
        "candidates", candidates(verdict), "candidate_set", set, "set_aside", set_aside(verdict),
        "context", context(verdict), "procedure", procedure(verdict), "notes",
        json_strings(verdict->notes, verdict->note_count), "digests", "catalogue",
        verdict->catalogue_digest, "model", verdict->model_digest, "rules", rules, "text", text);
}

void report_json(const exportcat_verdict *verdict, bool one_line, buffer *out) {
    size_t flags = JSON_REAL_PRECISION(6) | (one_line ? JSON_COMPACT : JSON_INDENT(2));
    json_put(whole(verdict), flags, out);
    buffer_text(out, "\n");
}

/* ---- Either ---------------------------------------------------------------------------------- */

exportcat_status exportcat_render(const exportcat_verdict *verdict, exportcat_format format,
                                  char **out, size_t *length, exportcat_error *error) {
    buffer bytes = {0};
    *out = NULL;
    if (verdict->detail == EXPORTCAT_ROW)
        return status_set(error, EXPORTCAT_E_USAGE, "the verdict is for a row alone");
    if (format == EXPORTCAT_RECORD && verdict->detail != EXPORTCAT_FILED)
        return status_set(error, EXPORTCAT_E_USAGE, "the verdict is not for a record");
    switch (format) {
    case EXPORTCAT_TEXT:
    case EXPORTCAT_TEXT_COLOR: report_text(verdict, format == EXPORTCAT_TEXT_COLOR, &bytes); break;
    case EXPORTCAT_JSON:
    case EXPORTCAT_JSON_LINE: report_json(verdict, format == EXPORTCAT_JSON_LINE, &bytes); break;
    case EXPORTCAT_RECORD: report_record(verdict, &bytes); break;
    default: return status_set(error, EXPORTCAT_E_USAGE, "no such format: %d", (int)format);
    }
    if (bytes.failed) {
        buffer_free(&bytes);
        return status_memory(error);
    }
    *out = bytes.bytes;
    if (length) *length = bytes.length;
    return EXPORTCAT_OK;
}

void exportcat_string_free(char *string) {
    free(string);
}
