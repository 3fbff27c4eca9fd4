/* Contradictions within the catalogue. A gap is none: what is not known is not wrong. */
#include "catalogue_parts.h"

#include <string.h>

/* Files read from a folder have such ids and codes only; a compiled one may have been made by hand.
 * They are shown as they are: in a table without quotes. */
static exportcat_status check_id(const yaml_name *id, exportcat_error *error) {
    return yaml_is_name(id->text) ? EXPORTCAT_OK : REFUSE(error, id->place, "this is not an id");
}

static exportcat_status check_edition(const catalogue *open, const yaml_name *name,
                                      exportcat_error *error) {
    if (!name->text || catalogue_instrument(open, name->text)) return EXPORTCAT_OK;
    return REFUSE(error, name->place, "no instrument '%s' in instruments.yaml", name->text);
}

static exportcat_status check_listings(const catalogue *open, const yaml_list *listings,
                                       exportcat_error *error) {
    const listing *all = listings->items;
    for (size_t i = 0; i < listings->count; i++) {
        exportcat_status status = check_edition(open, &all[i].edition, error);
        if (status) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(all[k].edition.text, all[i].edition.text) == 0)
                return REFUSE(error, all[i].edition.place, "edition '%s' stands twice",
                              all[i].edition.text);
    }
    return EXPORTCAT_OK;
}

/* Whether a code's third and fourth digit are a division that its edition may name for the entry's
 * industry; true where that is not known. */
static bool names_industry(const catalogue *open, const entry *of, const listing *here) {
    const industry *heading = catalogue_industry(open, of->division.text);
    const instrument *edition = catalogue_instrument(open, here->edition.text);
    if (!heading) return true;
    if (edition->divisions == DIVISIONS_2017)
        return strncmp(here->code + 2, heading->division, 2) == 0;
    const char *const *before = heading->before.items;
    for (size_t i = 0; i < heading->before.count; i++)
        if (strncmp(here->code + 2, before[i], 2) == 0) return true;
    return !heading->before.count;
}

/* A prohibited entry's code ends with J, a restricted one's with X; its third and fourth digit are
 * the industry's division. */
static exportcat_status check_codes(const catalogue *open, const entry *of,
                                    exportcat_error *error) {
    char letter = of->part == EXPORTCAT_PROHIBITED ? 'J' : 'X';
    for (size_t i = 0; i < of->listings.count; i++) {
        const listing *here = entry_listing(of, i);
        if (!here->code) continue;
        if (!yaml_is_code(here->code)) return REFUSE(error, here->place, "this is not a code");
        if (here->code[6] != letter)
            return REFUSE(error, here->place, "code '%s' in the %s part, whose codes end with %c",
                          here->code, part_names[of->part], letter);
        if (!names_industry(open, of, here))
            return REFUSE(error, here->place,
                          "code '%s' names division %.2s, which is not the industry's", here->code,
                          here->code + 2);
    }
    return EXPORTCAT_OK;
}

static bool stands_in(const yaml_list *listings, const char *edition) {
    const listing *all = listings->items;
    for (size_t i = 0; i < listings->count; i++)
        if (strcmp(all[i].edition.text, edition) == 0) return true;
    return false;
}

static exportcat_status check_span(const catalogue *open, const yaml_list *listings,
                                   const yaml_name *added_by, const yaml_name *deleted_by,
                                   exportcat_error *error) {
    exportcat_status status = check_edition(open, added_by, error);
    if (!status) status = check_edition(open, deleted_by, error);
    if (status) return status;
    const instrument *first = added_by->text ? catalogue_instrument(open, added_by->text) : NULL;
    const instrument *last = deleted_by->text ? catalogue_instrument(open, deleted_by->text) : NULL;
    const listing *all = listings->items;
    if (last && !listings->count)
        return REFUSE(error, deleted_by->place, "'%s' deleted it, but it was never listed",
                      deleted_by->text);
    if (first && last && first->in_force >= last->in_force)
        return REFUSE(error, deleted_by->place, "'%s' deleted it before '%s' added it",
                      deleted_by->text, added_by->text);
    for (size_t i = 0; i < listings->count; i++) {
        const instrument *edition = catalogue_instrument(open, all[i].edition.text);
        if (first && edition->in_force < first->in_force)
            return REFUSE(error, all[i].place, "listed in '%s', before '%s' added it",
                          all[i].edition.text, added_by->text);
        if (last && edition->in_force >= last->in_force)
            return REFUSE(error, all[i].place, "listed in '%s', though '%s' deleted it",
                          all[i].edition.text, deleted_by->text);
    }
    return EXPORTCAT_OK;
}

/* No two points bear one number in an edition. */
static exportcat_status check_number(const control_point *other, const control_point *point,
                                     const listing *here, exportcat_error *error) {
    for (size_t i = 0; i < other->listings.count; i++) {
        const listing *theirs = point_listing(other, i);
        if (theirs->number == here->number && strcmp(theirs->edition.text, here->edition.text) == 0)
            return REFUSE(error, here->place, "number %d of point '%s' is taken by '%s' in '%s'",
                          here->number, point->id.text, other->id.text, here->edition.text);
    }
    return EXPORTCAT_OK;
}

static bool has_capitals(const char *text) {
    return text && strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static exportcat_status check_thresholds(const control_point *point, exportcat_error *error) {
    const threshold *all = point->thresholds.items;
    for (size_t i = 0; i < point->thresholds.count; i++) {
        if (all[i].at.place.path && !all[i].at.unit)
            return REFUSE(error, all[i].at.place, "'at' needs a value and a unit");
        if (has_capitals(all[i].words.en) || has_capitals(all[i].words.zh) ||
            has_capitals(all[i].others.en) || has_capitals(all[i].others.zh))
            return REFUSE(error, all[i].place,
                          "'words' of a threshold are matched as they stand: in lower case");
    }
    if (point->at_least > (int)point->thresholds.count)
        return REFUSE(error, point->place, "at_least: the point has %zu thresholds",
                      point->thresholds.count);
    return EXPORTCAT_OK;
}

static exportcat_status check_point(const catalogue *open, const entry *of, size_t index,
                                    exportcat_error *error) {
    const control_point *point = entry_point(of, index);
    for (size_t i = 0; i < index; i++)
        if (strcmp(entry_point(of, i)->id.text, point->id.text) == 0)
            return REFUSE(error, point->id.place, "point '%s' stands twice", point->id.text);
    exportcat_status status = check_id(&point->id, error);
    if (!status) status = check_listings(open, &point->listings, error);
    if (!status && !point->summary.en && !point->summary.zh && !of->official.count)
        status = REFUSE(error, point->place, "point '%s' has neither summary nor official wording",
                        point->id.text);
    if (!status)
        status = check_span(open, &point->listings, &point->added_by, &point->deleted_by, error);
    if (!status) status = check_thresholds(point, error);
    for (size_t i = 0; !status && i < point->listings.count; i++) {
        const listing *here = point_listing(point, i);
        for (size_t k = 0; !status && here->number && k < index; k++)
            status = check_number(entry_point(of, k), point, here, error);
        if (!stands_in(&of->listings, here->edition.text))
            status = REFUSE(error, here->place, "the point stands in '%s', its entry does not",
                            here->edition.text);
    }
    return status;
}

static exportcat_status check_rule(const entry *of, size_t index, exportcat_error *error) {
    const rule *here = entry_rule(of, index);
    for (size_t i = 0; i < index; i++)
        if (strcmp(entry_rule(of, i)->id.text, here->id.text) == 0)
            return REFUSE(error, here->id.place, "rule '%s' stands twice", here->id.text);
    if (here->point.text && !catalogue_point(of, here->point.text))
        return REFUSE(error, here->point.place, "rule '%s' cites a point '%s' that does not exist",
                      here->id.text, here->point.text);
    size_t terms = here->terms.en.count + here->terms.zh.count;
    size_t needs = here->needs.en.count + here->needs.zh.count;
    if (!terms == !here->pattern)
        return REFUSE(error, here->place, "rule '%s' needs terms or a pattern, and not both",
                      here->id.text);
    if (!here->pattern != !needs)
        return REFUSE(error, here->place,
                      "rule '%s': 'needs' belongs to a pattern, and every pattern has it",
                      here->id.text);
    return EXPORTCAT_OK;
}

static exportcat_status check_official(const catalogue *open, const entry *of,
                                       exportcat_error *error) {
    for (size_t i = 0; i < of->official.count; i++) {
        const official_text *here = entry_official(of, i);
        exportcat_status status = check_edition(open, &here->edition, error);
        if (status) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(entry_official(of, k)->edition.text, here->edition.text) == 0)
                return REFUSE(error, here->place, "the official text of '%s' stands twice",
                              here->edition.text);
    }
    return EXPORTCAT_OK;
}

static exportcat_status check_entry(const catalogue *open, const entry *of,
                                    exportcat_error *error) {
    if (of->division.text && !catalogue_industry(open, of->division.text))
        return REFUSE(error, of->division.place, "no division '%s' in industries.yaml",
                      of->division.text);
    exportcat_status status = check_id(&of->id, error);
    if (!status) status = check_listings(open, &of->listings, error);
    if (!status) status = check_codes(open, of, error);
    if (!status) status = check_span(open, &of->listings, &of->added_by, &of->deleted_by, error);
    const yaml_name *changed = of->changed_by.items;
    for (size_t i = 0; !status && i < of->changed_by.count; i++)
        status = check_edition(open, &changed[i], error);
    const yaml_name *not_known = of->not_known_in.items;
    for (size_t i = 0; !status && i < of->not_known_in.count; i++)
        status = stands_in(&of->listings, not_known[i].text)
                     ? REFUSE(error, not_known[i].place, "listed in '%s', which is said not known",
                              not_known[i].text)
                     : check_edition(open, &not_known[i], error);
    for (size_t i = 0; !status && i < of->points.count; i++)
        status = check_point(open, of, i, error);
    for (size_t i = 0; !status && i < of->rules.count; i++) status = check_rule(of, i, error);
    if (!status) status = check_official(open, of, error);
    return status;
}

/* No code stands for two entries of one edition. */
static exportcat_status check_code_owners(const catalogue *open, exportcat_error *error) {
    for (size_t a = 0; a < open->entry_count; a++)
        for (size_t i = 0; i < open->entries[a].listings.count; i++) {
            const listing *mine = entry_listing(&open->entries[a], i);
            for (size_t b = 0; mine->code && b < a; b++)
                for (size_t k = 0; k < open->entries[b].listings.count; k++) {
                    const listing *other = entry_listing(&open->entries[b], k);
                    if (other->code && strcmp(other->code, mine->code) == 0 &&
                        strcmp(other->edition.text, mine->edition.text) == 0)
                        return REFUSE(error, mine->place, "code '%s' is taken by '%s' in '%s'",
                                      mine->code, open->entries[b].id.text, mine->edition.text);
                }
        }
    return EXPORTCAT_OK;
}

static exportcat_status check_instruments(const catalogue *open, exportcat_error *error) {
    for (size_t i = 0; i < open->instrument_count; i++) {
        const instrument *here = &open->instruments[i];
        for (size_t k = 0; k < i; k++)
            if (strcmp(open->instruments[k].id.text, here->id.text) == 0)
                return REFUSE(error, here->id.place, "instrument '%s' stands twice", here->id.text);
        if (here->in_force < here->issued)
            return REFUSE(error, here->place, "'%s' is in force before it was issued",
                          here->id.text);
        exportcat_status status = check_id(&here->id, error);
        if (!status) status = check_edition(open, &here->amends, error);
        if (status) return status;
    }
    return EXPORTCAT_OK;
}

static exportcat_status check_courses(const catalogue *open, exportcat_error *error) {
    for (size_t i = 0; i < open->course_count; i++)
        if (catalogue_course(open, open->courses[i].part) != &open->courses[i])
            return REFUSE(error, open->courses[i].place, "the course stands twice");
    return EXPORTCAT_OK;
}

/* That `is` says something that can be read, units_new finds out. */
static exportcat_status check_units(const catalogue *open, exportcat_error *error) {
    for (size_t i = 0; i < open->unit_count; i++) {
        const unit_law *here = &open->units[i];
        for (size_t k = 0; k < i; k++)
            if (strcmp(open->units[k].unit, here->unit) == 0)
                return REFUSE(error, here->place, "unit '%s' stands twice", here->unit);
        if (!here->is == !here->base)
            return REFUSE(error, here->place, "unit '%s' needs 'is' or 'base: yes', and not both",
                          here->unit);
    }
    return EXPORTCAT_OK;
}

exportcat_status catalogue_check(const catalogue *open, exportcat_error *error) {
    exportcat_status status = check_instruments(open, error);
    for (size_t i = 0; !status && i < open->entry_count; i++)
        status = check_entry(open, &open->entries[i], error);
    if (!status) status = check_code_owners(open, error);
    if (!status) status = check_courses(open, error);
    return status ? status : check_units(open, error);
}
