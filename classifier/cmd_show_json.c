#include "cmd_show.h"
#include "json.h"

#include <stdio.h>

static json_t *texts(const yaml_list *list) {
    return json_strings(list->items, list->count);
}

static json_t *place(const instrument *edition, standing where) {
    static const char *const kinds[] = {"stands", "not_yet", "no_longer", "not_known"};
    char day[16];
    exportcat_date_format(edition->in_force, day);
    bool stands = where.kind == STANDS;
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "edition", edition->id.text, "in_force",
                     day, "state", kinds[where.kind], "grade",
                     stands
                         ? json_string(exportcat_grade_name((exportcat_grade)where.listed->grade))
                         : json_null(),
                     "code", json_text_or_null(stands ? where.listed->code : NULL), "number",
                     json_number_or_null(stands ? where.listed->number : 0), "by",
                     json_text_or_null(where.by ? where.by->id.text : NULL));
}

static json_t *point_object(const catalogue *laws, const entry *of, const control_point *point) {
    json_t *places = json_array(), *questions = json_array(), *thresholds = json_array();
    for (size_t i = 0; i < laws->instrument_count; i++) {
        const instrument *edition = &laws->instruments[i];
        json_t *item = place(edition, catalogue_point_standing(laws, of, point, edition));
        const char *wording = catalogue_wording(of, point, edition->id.text);
        if (item) json_object_set_new(item, "official", json_text_or_null(wording));
        json_append(&places, item);
    }
    const question *asked = point->questions.items;
    for (size_t i = 0; i < point->questions.count; i++)
        json_append(&questions, json_words(asked[i].text));
    const threshold *limits = point->thresholds.items;
    for (size_t i = 0; i < point->thresholds.count; i++)
        json_append(&thresholds, json_pack("{s:o, s:o, s:s, s:f, s:s, s:s}", "parameter",
                                           json_words(limits[i].parameter), "condition",
                                           json_words(limits[i].condition), "relation",
                                           catalogue_relations[limits[i].relation], "value",
                                           limits[i].value, "unit", limits[i].unit, "grade",
                                           exportcat_grade_name((exportcat_grade)limits[i].grade)));
    return json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:o}", "point", point->id.text, "summary",
                     json_words(point->summary), "editions", places, "thresholds", thresholds,
                     "lacks", catalogue_lacks[point->lacks], "questions", questions, "note",
                     json_text_or_null(point->note));
}

static json_t *entry_object(const catalogue *laws, const entry *of) {
    const industry *heading = catalogue_industry(laws, of->division.text);
    json_t *places = json_array(), *points = json_array(), *official = json_array();
    for (size_t i = 0; i < laws->instrument_count; i++) {
        const instrument *edition = &laws->instruments[i];
        json_append(&places, place(edition, catalogue_entry_standing(laws, of, edition)));
    }
    for (size_t i = 0; i < of->points.count; i++)
        json_append(&points, point_object(laws, of, entry_point(of, i)));
    for (size_t i = 0; i < of->official.count; i++) {
        const official_text *text = entry_official(of, i);
        json_append(&official,
                    json_pack("{s:s, s:s, s:o, s:o}", "edition", text->edition.text, "document",
                              text->document, "title", json_text_or_null(text->title), "points",
                              texts(&text->points)));
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "entry",
                     of->id.text, "part", exportcat_part_name((exportcat_part)of->part), "title",
                     json_words(of->title), "other_titles", texts(&of->other_titles), "division",
                     json_text_or_null(of->division.text), "industry",
                     heading ? json_words(heading->title) : json_null(), "editions", places,
                     "points", points, "official", official, "sources", texts(&of->sources), "note",
                     json_text_or_null(of->note));
}

exportcat_status show_json(const catalogue *laws, const entry *of, exportcat_error *error) {
    json_t *object = entry_object(laws, of);
    bool failed = !object || json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(object);
    if (failed) return status_memory(error);
    putchar('\n');
    return EXPORTCAT_OK;
}
