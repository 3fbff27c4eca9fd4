#include "verdict_scope.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static size_t count_patterns(const catalogue *laws, size_t *rules_on_file) {
    size_t patterns = 0;
    for (size_t e = 0; e < laws->entry_count; e++) {
        const entry *of = &laws->entries[e];
        *rules_on_file += of->rules.count;
        for (size_t i = 0; i < of->rules.count; i++) patterns += entry_rule(of, i)->pattern != NULL;
    }
    return patterns;
}

/* Rules with a hit that counts; hits stand in the order of the rules. */
static size_t count_hit(const rule_hits *hits) {
    const rule *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->items[i].aside != RULE_COUNTS || hits->items[i].rule == last) continue;
        last = hits->items[i].rule;
        count++;
    }
    return count;
}

struct verdict_scope {
    size_t rules, patterns, most_points;
    const instrument *instruments;
    exportcat_on_file (*on_file)[EXPORTCAT_PARTS]; /* of each edition, as the instruments stand */
    size_t documents;        /* entries, then all control points, as they stand in the catalogue */
    size_t *first_point;     /* of each entry, among the documents */
    size_t *first_rule;      /* likewise among all rules */
    size_t *rule_points;     /* of each rule: see verdict_rule_point */
    const char **rule_names; /* likewise */
    arena names;
    standing *where;           /* of each document in each edition */
    const instrument **first;  /* of each document: see verdict_first */
    const industry **industry; /* of each entry */
};

static standing *row_of(const verdict_scope *scope, const instrument *edition) {
    return &scope->where[(size_t)(edition - scope->instruments) * scope->documents];
}

standing verdict_entry_standing(const verdict_input *in, const instrument *edition, size_t of) {
    return row_of(in->scope, edition)[of];
}

const standing *verdict_point_standings(const verdict_input *in, const instrument *edition,
                                        size_t of) {
    return row_of(in->scope, edition) + in->scope->first_point[of];
}

standing verdict_point_standing(const verdict_input *in, const instrument *edition, size_t of,
                                size_t point) {
    return verdict_point_standings(in, edition, of)[point];
}

size_t verdict_rule_point(const verdict_input *in, size_t of, const rule *by) {
    const size_t number = (size_t)(by - entry_rule(&in->laws->entries[of], 0));
    return in->scope->rule_points[in->scope->first_rule[of] + number];
}

const char *const *verdict_rule_names(const verdict_input *in, size_t of) {
    return in->scope->rule_names + in->scope->first_rule[of];
}

size_t verdict_most_points(const verdict_input *in) {
    return in->scope->most_points;
}

const instrument *verdict_first(const verdict_input *in, size_t of, const control_point *point) {
    const verdict_scope *scope = in->scope;
    if (!point) return scope->first[of];
    return scope
        ->first[scope->first_point[of] + (size_t)(point - entry_point(&in->laws->entries[of], 0))];
}

const industry *verdict_industry(const verdict_input *in, size_t of) {
    return in->scope->industry[of];
}

static size_t point_of(const entry *of, const rule *by) {
    const control_point *point = by->point.text ? catalogue_point(of, by->point.text) : NULL;
    return point ? (size_t)(point - entry_point(of, 0)) : of->points.count;
}

/* -1 when memory runs out. */
static int name_rules(verdict_scope *scope, const entry *of, const char **names) {
    for (size_t i = 0; i < of->rules.count; i++) {
        names[i] = arena_join(&scope->names, of->id.text, "/", entry_rule(of, i)->id.text);
        if (!names[i]) return -1;
    }
    return 0;
}

static void fill_entry(verdict_scope *scope, const catalogue *laws, size_t number) {
    const entry *of = &laws->entries[number];
    scope->industry[number] = catalogue_industry(laws, of->division.text);
    scope->first[number] = catalogue_first(laws, &of->listings);
    for (size_t i = 0; i < of->points.count; i++) {
        const control_point *point = entry_point(of, i);
        scope->first[scope->first_point[number] + i] =
            point->listings.count ? catalogue_first(laws, &point->listings) : scope->first[number];
    }
    for (size_t i = 0; i < of->rules.count; i++)
        scope->rule_points[scope->first_rule[number] + i] = point_of(of, entry_rule(of, i));
}

static void fill_edition(verdict_scope *scope, const catalogue *laws, const instrument *edition) {
    exportcat_on_file *on_file = scope->on_file[edition - laws->instruments];
    standing *where = row_of(scope, edition);
    on_file[EXPORTCAT_PROHIBITED].total = (size_t)edition->prohibited_total;
    on_file[EXPORTCAT_RESTRICTED].total = (size_t)edition->restricted_total;
    for (size_t e = 0; e < laws->entry_count; e++) {
        const entry *of = &laws->entries[e];
        where[e] = catalogue_entry_standing(laws, of, edition);
        on_file[of->part].on_file += where[e].kind == STANDS;
        for (size_t i = 0; i < of->points.count; i++)
            where[scope->first_point[e] + i] =
                catalogue_point_standing(laws, of, entry_point(of, i), edition);
    }
}

static exportcat_status fill(verdict_scope *scope, const catalogue *laws, exportcat_error *error) {
    scope->patterns = count_patterns(laws, &scope->rules);
    scope->instruments = laws->instruments;
    scope->on_file = calloc(laws->instrument_count + 1, sizeof *scope->on_file);
    scope->first_point = calloc(laws->entry_count + 1, sizeof *scope->first_point);
    scope->first_rule = calloc(laws->entry_count + 1, sizeof *scope->first_rule);
    scope->rule_points = calloc(scope->rules + 1, sizeof *scope->rule_points);
    scope->rule_names = calloc(scope->rules + 1, sizeof *scope->rule_names);
    if (!scope->on_file || !scope->first_point || !scope->first_rule || !scope->rule_points ||
        !scope->rule_names)
        return status_memory(error);
    scope->documents = laws->entry_count;
    size_t before = 0; /* rules */
    for (size_t e = 0; e < laws->entry_count; e++) {
        const size_t points = laws->entries[e].points.count;
        scope->first_point[e] = scope->documents;
        scope->documents += points;
        scope->first_rule[e] = before;
        if (name_rules(scope, &laws->entries[e], scope->rule_names + before))
            return status_memory(error);
        before += laws->entries[e].rules.count;
        scope->most_points = points > scope->most_points ? points : scope->most_points;
    }
    scope->where = calloc(laws->instrument_count * scope->documents + 1, sizeof *scope->where);
    scope->first = calloc(scope->documents + 1, sizeof *scope->first);
    scope->industry = calloc(laws->entry_count + 1, sizeof *scope->industry);
    if (!scope->where || !scope->first || !scope->industry) return status_memory(error);
    for (size_t e = 0; e < laws->entry_count; e++) fill_entry(scope, laws, e);
    for (size_t i = 0; i < laws->instrument_count; i++)
        fill_edition(scope, laws, &laws->instruments[i]);
    return EXPORTCAT_OK;
}

exportcat_status verdict_scope_new(const catalogue *laws, verdict_scope **out,
                                   exportcat_error *error) {
    *out = NULL;
    verdict_scope *scope = calloc(1, sizeof *scope);
    exportcat_status status = scope ? fill(scope, laws, error) : status_memory(error);
    if (status)
        verdict_scope_free(scope);
    else
        *out = scope;
    return status;
}

void verdict_scope_free(verdict_scope *scope) {
    if (!scope) return;
    free(scope->on_file);
    free(scope->first_point);
    free(scope->first_rule);
    free(scope->rule_points);
    free(scope->rule_names);
    arena_free(&scope->names);
    free(scope->where);
    free(scope->first);
    free(scope->industry);
    free(scope);
}

static exportcat_rules_tried count_rules(const verdict_input *in) {
    const rule_hits *hits = in->readings[0].hits;
    return (exportcat_rules_tried){.on_file = in->scope->rules,
                                   .patterns = in->scope->patterns,
                                   .patterns_run = hits->tried,
                                   .tried = in->scope->rules - in->scope->patterns + hits->tried,
                                   .hit = count_hit(hits)};
}

static char *hexadecimal(arena *memory, uint64_t high, uint64_t low) {
    char *out = arena_new(memory, 33, 1);
    for (int i = 0; out && i < 16; i++) {
        out[i] = "0123456789abcdef"[high >> (60 - 4 * i) & 15];
        out[16 + i] = "0123456789abcdef"[low >> (60 - 4 * i) & 15];
    }
    return out;
}

void verdict_add_on_file(const verdict_input *in, const instrument *edition,
                         exportcat_verdict *out) {
    memcpy(out->on_file, in->scope->on_file[edition - in->scope->instruments], sizeof out->on_file);
}

int verdict_add_scope(const verdict_input *in, arena *memory, exportcat_verdict *out) {
    XXH128_hash_t digest = XXH3_128bits(in->text, in->length);
    out->text_digest = hexadecimal(memory, digest.high64, digest.low64);
    out->rules = count_rules(in);
    return out->text_digest ? 0 : -1;
}
