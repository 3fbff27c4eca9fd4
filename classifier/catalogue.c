#include "catalogue_parts.h"
#include "pages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Lists ----------------------------------------------------------------------------------- */

const listing *entry_listing(const entry *of, size_t i) {
    return (const listing *)of->listings.items + i;
}

const control_point *entry_point(const entry *of, size_t i) {
    return (const control_point *)of->points.items + i;
}

const rule *entry_rule(const entry *of, size_t i) {
    return (const rule *)of->rules.items + i;
}

const listing *point_listing(const control_point *of, size_t i) {
    return (const listing *)of->listings.items + i;
}

const official_text *entry_official(const entry *of, size_t i) {
    return (const official_text *)of->official.items + i;
}

const course_step *course_steps(const course *of, size_t i) {
    return (const course_step *)of->steps.items + i;
}

/* ---- Opening --------------------------------------------------------------------------------- */

static int by_day(const void *left, const void *right) {
    exportcat_date a = ((const instrument *)left)->in_force;
    exportcat_date b = ((const instrument *)right)->in_force;
    return (a > b) - (a < b);
}

void catalogue_take(catalogue *out, const catalogue_content *content) {
    out->searched = content->searched;
    out->dual_use = content->dual_use;
    out->instruments = content->instruments.items;
    out->instrument_count = content->instruments.count;
    out->industries = content->industries.items;
    out->industry_count = content->industries.count;
    out->entries = content->entries.items;
    out->entry_count = content->entries.count;
    out->courses = content->courses.items;
    out->course_count = content->courses.count;
    out->cues = content->cues;
    out->turns = content->turns;
    out->statements = content->statements;
    out->prefixes = content->prefixes.items;
    out->prefix_count = content->prefixes.count;
    out->units = content->units.items;
    out->unit_count = content->units.count;
    out->not_units = content->not_units;
    qsort(out->instruments, out->instrument_count, sizeof *out->instruments, by_day);
}

exportcat_status catalogue_open(const char *path, catalogue *out, exportcat_error *error) {
    struct stat about;
    *out = (catalogue){0};
    bool is_file = stat(path, &about) == 0 && S_ISREG(about.st_mode);
    exportcat_status status =
        is_file ? catalogue_map(out, path, error) : catalogue_read(out, path, error);
    if (!status) status = catalogue_check(out, error);
    if (status) catalogue_close(out);
    return status;
}

void catalogue_close(catalogue *open) {
    arena_free(&open->memory);
    for (int i = 0; i < CATALOGUE_READERS; i++) arena_free(&open->read[i]);
    file_unmap(&open->map);
    pages_free(&open->large);
    *open = (catalogue){0};
}

/* ---- Looking up ------------------------------------------------------------------------------ */

const instrument *catalogue_edition(const catalogue *open, exportcat_date day) {
    const instrument *found = NULL;
    for (size_t i = 0; i < open->instrument_count; i++)
        if (open->instruments[i].in_force <= day) found = &open->instruments[i];
    return found;
}

const instrument *catalogue_instrument(const catalogue *open, const char *id) {
    for (size_t i = 0; i < open->instrument_count; i++)
        if (strcmp(open->instruments[i].id.text, id) == 0) return &open->instruments[i];
    return NULL;
}

const industry *catalogue_industry(const catalogue *open, const char *division) {
    for (size_t i = 0; division && i < open->industry_count; i++)
        if (strcmp(open->industries[i].division, division) == 0) return &open->industries[i];
    return NULL;
}

static int compare_id(const void *id, const void *item) {
    return strcmp(id, ((const entry *)item)->id.text);
}

const entry *catalogue_entry(const catalogue *open, const char *id) {
    if (!open->entry_count) return NULL;
    return bsearch(id, open->entries, open->entry_count, sizeof *open->entries, compare_id);
}

const entry *catalogue_entry_by_code(const catalogue *open, const char *code) {
    for (size_t e = 0; e < open->entry_count; e++)
        for (size_t i = 0; i < open->entries[e].listings.count; i++) {
            const char *known = entry_listing(&open->entries[e], i)->code;
            if (known && strcmp(known, code) == 0) return &open->entries[e];
        }
    return NULL;
}

const control_point *catalogue_point(const entry *of, const char *id) {
    for (size_t i = 0; i < of->points.count; i++)
        if (strcmp(entry_point(of, i)->id.text, id) == 0) return entry_point(of, i);
    return NULL;
}

bool catalogue_label(const catalogue *open, const char *label, size_t length, const entry **of,
                     const control_point **point) {
    char name[256];
    *of = NULL;
    *point = NULL;
    if (length >= sizeof name) return false;
    memcpy(name, label, length);
    name[length] = '\0';
    char *slash = strchr(name, '/');
    if (slash) *slash = '\0';
    *of = catalogue_entry(open, name);
    if (*of && slash) *point = catalogue_point(*of, slash + 1);
    return *of && (!slash || *point);
}

const course *catalogue_course(const catalogue *open, int part) {
    for (size_t i = 0; i < open->course_count; i++)
        if (open->courses[i].part == part) return &open->courses[i];
    return NULL;
}

const char *catalogue_wording(const entry *of, const control_point *point, const char *edition) {
    int number = 0;
    if (!of->official.count) return NULL;
    for (size_t i = 0; i < point->listings.count; i++)
        if (strcmp(point_listing(point, i)->edition.text, edition) == 0)
            number = point_listing(point, i)->number;
    for (size_t i = 0; number && i < of->official.count; i++) {
        const official_text *text = entry_official(of, i);
        const char *const *points = text->points.items;
        if (strcmp(text->edition.text, edition) == 0 && (size_t)number <= text->points.count)
            return points[number - 1];
    }
    return NULL;
}

const instrument *catalogue_first(const catalogue *open, const yaml_list *listings) {
    const listing *all = listings->items;
    const instrument *first = NULL;
    for (size_t i = 0; i < listings->count; i++) {
        const instrument *here = catalogue_instrument(open, all[i].edition.text);
        if (!first || here->in_force < first->in_force) first = here;
    }
    return first;
}

/* Where something stands that has these listings, and these instruments that brought it in and took
 * it out. */
static standing stand(const catalogue *open, const yaml_list *listings, const yaml_name *added_by,
                      const yaml_name *deleted_by, const instrument *edition) {
    const listing *all = listings->items;
    for (size_t i = 0; i < listings->count; i++)
        if (strcmp(all[i].edition.text, edition->id.text) == 0)
            return (standing){STANDS, &all[i], NULL};
    const instrument *in = added_by->text ? catalogue_instrument(open, added_by->text) : NULL;
    const instrument *out = deleted_by->text ? catalogue_instrument(open, deleted_by->text) : NULL;
    if (in && edition->in_force < in->in_force) return (standing){NOT_YET, NULL, in};
    if (out && edition->in_force >= out->in_force) return (standing){NO_LONGER, NULL, out};
    return (standing){NOT_KNOWN, NULL, NULL};
}

standing catalogue_entry_standing(const catalogue *open, const entry *of,
                                  const instrument *edition) {
    return stand(open, &of->listings, &of->added_by, &of->deleted_by, edition);
}

standing catalogue_point_standing(const catalogue *open, const entry *of,
                                  const control_point *point, const instrument *edition) {
    standing whole = catalogue_entry_standing(open, of, edition);
    if (whole.kind != STANDS) return whole;
    return stand(open, &point->listings, &point->added_by, &point->deleted_by, edition);
}

coverage catalogue_coverage(const catalogue *open, const instrument *edition, exportcat_part part) {
    coverage found = {.total = part == EXPORTCAT_PROHIBITED ? edition->prohibited_total
                                                            : edition->restricted_total};
    for (size_t i = 0; i < open->entry_count; i++) {
        const entry *here = &open->entries[i];
        standing where = catalogue_entry_standing(open, here, edition);
        if (here->part != (int)part || where.kind != STANDS) continue;
        found.on_file++;
        found.by_grade[where.listed->grade]++;
        found.codes += where.listed->code != NULL;
        for (size_t p = 0; p < here->points.count; p++) {
            standing point = catalogue_point_standing(open, here, entry_point(here, p), edition);
            found.points += point.kind == STANDS;
            found.numbered += point.kind == STANDS && point.listed->number;
        }
    }
    return found;
}
