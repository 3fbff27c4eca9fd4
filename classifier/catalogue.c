#include "catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- The format ------------------------------------------------------------------------------ */

static const char *const grades[] = {"confirmed", "reported", "unconfirmed", NULL};
static const char *const parts[] = {"prohibited", "restricted", NULL};
const char *const catalogue_relations[] = {">=", ">", "<=", "<", "=", NULL};

#define FIELD(type, member, kind_, ...) \
    { .key = #member, .kind = kind_, .offset = offsetof(type, member), __VA_ARGS__ }

static const yaml_field instrument_fields[] = {
    FIELD(instrument, id, YAML_NAME, .required = true),
    FIELD(instrument, title, YAML_WORDS, .required = true),
    FIELD(instrument, effect, YAML_WORDS, .required = true),
    FIELD(instrument, issued, YAML_DAY, .required = true),
    FIELD(instrument, in_force, YAML_DAY, .required = true),
    FIELD(instrument, amends, YAML_NAME),
    FIELD(instrument, prohibited_total, YAML_COUNT, .required = true),
    FIELD(instrument, restricted_total, YAML_COUNT, .required = true),
    {0}};
static const yaml_table instrument_table = {sizeof(instrument), instrument_fields};

static const yaml_field industry_fields[] = {FIELD(industry, division, YAML_TEXT, .required = true),
                                             FIELD(industry, title, YAML_WORDS, .required = true),
                                             {0}};
static const yaml_table industry_table = {sizeof(industry), industry_fields};

static const yaml_field listing_fields[] = {
    FIELD(listing, edition, YAML_NAME, .required = true),
    FIELD(listing, grade, YAML_CHOICE, .required = true, .choices = grades),
    FIELD(listing, code, YAML_CODE),
    FIELD(listing, number, YAML_COUNT),
    {0}};
static const yaml_table listing_table = {sizeof(listing), listing_fields};

static const yaml_field point_listing_fields[] = {
    FIELD(listing, edition, YAML_NAME, .required = true),
    FIELD(listing, grade, YAML_CHOICE, .required = true, .choices = grades),
    FIELD(listing, number, YAML_COUNT),
    {0}};
static const yaml_table point_listing_table = {sizeof(listing), point_listing_fields};

static const yaml_field threshold_fields[] = {
    FIELD(threshold, parameter, YAML_WORDS, .required = true),
    FIELD(threshold, words, YAML_WORDS, .required = true),
    FIELD(threshold, condition, YAML_WORDS),
    FIELD(threshold, relation, YAML_CHOICE, .required = true, .choices = catalogue_relations),
    FIELD(threshold, value, YAML_NUMBER, .required = true),
    FIELD(threshold, unit, YAML_TEXT, .required = true),
    FIELD(threshold, grade, YAML_CHOICE, .required = true, .choices = grades),
    {0}};
static const yaml_table threshold_table = {sizeof(threshold), threshold_fields};

static const yaml_field question_fields[] = {FIELD(question, text, YAML_WORDS, .required = true),
                                             {0}};
static const yaml_table question_table = {sizeof(question), question_fields};

static const yaml_field point_fields[] = {
    FIELD(control_point, id, YAML_NAME, .required = true),
    FIELD(control_point, summary, YAML_WORDS, .required = true),
    FIELD(control_point, listings, YAML_LIST, .required = true, .table = &point_listing_table),
    FIELD(control_point, added_by, YAML_NAME),
    FIELD(control_point, deleted_by, YAML_NAME),
    FIELD(control_point, thresholds, YAML_LIST, .table = &threshold_table),
    FIELD(control_point, questions, YAML_LIST, .table = &question_table),
    FIELD(control_point, note, YAML_TEXT),
    {0}};
static const yaml_table point_table = {sizeof(control_point), point_fields};

static const yaml_field phrases_fields[] = {
    FIELD(phrases, en, YAML_TEXTS), FIELD(phrases, zh, YAML_TEXTS), {0}};
static const yaml_table phrases_table = {sizeof(phrases), phrases_fields};

static const yaml_field rule_fields[] = {FIELD(rule, id, YAML_NAME, .required = true),
                                         FIELD(rule, point, YAML_NAME),
                                         FIELD(rule, terms, YAML_MAP, .table = &phrases_table),
                                         FIELD(rule, pattern, YAML_TEXT),
                                         FIELD(rule, needs, YAML_MAP, .table = &phrases_table),
                                         FIELD(rule, why, YAML_TEXT),
                                         {0}};
static const yaml_table rule_table = {sizeof(rule), rule_fields};

static const yaml_field entry_fields[] = {
    FIELD(entry, id, YAML_NAME, .required = true),
    FIELD(entry, part, YAML_CHOICE, .required = true, .choices = parts),
    FIELD(entry, title, YAML_WORDS, .required = true),
    FIELD(entry, other_titles, YAML_TEXTS),
    FIELD(entry, division, YAML_NAME, .required = true),
    FIELD(entry, listings, YAML_LIST, .required = true, .table = &listing_table),
    FIELD(entry, added_by, YAML_NAME),
    FIELD(entry, deleted_by, YAML_NAME),
    FIELD(entry, not_known_in, YAML_NAMES),
    FIELD(entry, points, YAML_LIST, .required = true, .table = &point_table),
    FIELD(entry, rules, YAML_LIST, .required = true, .table = &rule_table),
    FIELD(entry, sources, YAML_TEXTS, .required = true),
    FIELD(entry, note, YAML_TEXT),
    {0}};
static const yaml_table entry_table = {sizeof(entry), entry_fields};

typedef struct {
    yaml_place place;
    exportcat_words searched;
    yaml_list instruments;
} instruments_file;
static const yaml_field instruments_file_fields[] = {
    FIELD(instruments_file, searched, YAML_WORDS, .required = true),
    FIELD(instruments_file, instruments, YAML_LIST, .required = true, .table = &instrument_table),
    {0}};
static const yaml_table instruments_file_table = {sizeof(instruments_file),
                                                  instruments_file_fields};

typedef struct {
    yaml_place place;
    yaml_list industries;
} industries_file;
static const yaml_field industries_file_fields[] = {
    FIELD(industries_file, industries, YAML_LIST, .required = true, .table = &industry_table), {0}};
static const yaml_table industries_file_table = {sizeof(industries_file), industries_file_fields};

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

/* ---- Checks over more than one place --------------------------------------------------------- */

#define REFUSE(error, at, ...) \
    status_at(error, EXPORTCAT_E_CATALOGUE, (at).path, (at).line, (at).column, __VA_ARGS__)

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

/* A prohibited entry's code ends with J, a restricted one's with X. */
static exportcat_status check_codes(const entry *of, exportcat_error *error) {
    char letter = of->part == EXPORTCAT_PROHIBITED ? 'J' : 'X';
    for (size_t i = 0; i < of->listings.count; i++) {
        const listing *here = entry_listing(of, i);
        if (here->code && here->code[6] != letter)
            return REFUSE(error, here->place, "code '%s' in the %s part, whose codes end with %c",
                          here->code, parts[of->part], letter);
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

static exportcat_status check_point(const catalogue *open, const entry *of, size_t index,
                                    exportcat_error *error) {
    const control_point *point = entry_point(of, index);
    for (size_t i = 0; i < index; i++)
        if (strcmp(entry_point(of, i)->id.text, point->id.text) == 0)
            return REFUSE(error, point->id.place, "point '%s' stands twice", point->id.text);
    exportcat_status status = check_listings(open, &point->listings, error);
    if (!status)
        status = check_span(open, &point->listings, &point->added_by, &point->deleted_by, error);
    for (size_t i = 0; !status && i < point->listings.count; i++) {
        const listing *here = point_listing(point, i);
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

static exportcat_status check_entry(const catalogue *open, const entry *of,
                                    exportcat_error *error) {
    if (!catalogue_industry(open, of->division.text))
        return REFUSE(error, of->division.place, "no division '%s' in industries.yaml",
                      of->division.text);
    exportcat_status status = check_listings(open, &of->listings, error);
    if (!status) status = check_codes(of, error);
    if (!status) status = check_span(open, &of->listings, &of->added_by, &of->deleted_by, error);
    const yaml_name *not_known = of->not_known_in.items;
    for (size_t i = 0; !status && i < of->not_known_in.count; i++)
        status = check_edition(open, &not_known[i], error);
    for (size_t i = 0; !status && i < of->points.count; i++)
        status = check_point(open, of, i, error);
    for (size_t i = 0; !status && i < of->rules.count; i++) status = check_rule(of, i, error);
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
        exportcat_status status = check_edition(open, &here->amends, error);
        if (status) return status;
    }
    return EXPORTCAT_OK;
}

/* ---- Opening --------------------------------------------------------------------------------- */

static int by_day(const void *left, const void *right) {
    exportcat_date a = ((const instrument *)left)->in_force;
    exportcat_date b = ((const instrument *)right)->in_force;
    return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool is_entry_file(const char *name) {
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".yaml") == 0;
}

/* The names of the entry files, sorted, so that the folder's own order does not matter. */
static exportcat_status list_files(const char *folder, arena *memory, char ***names, size_t *count,
                                   exportcat_error *error) {
    size_t capacity = 0;
    exportcat_status status = EXPORTCAT_OK;
    *names = NULL;
    *count = 0;
    DIR *directory = opendir(folder);
    if (!directory)
        return status_at(error, EXPORTCAT_E_IO, folder, 0, 0, "cannot open the folder: %s",
                         strerror(errno));
    for (struct dirent *item; !status && (item = readdir(directory));) {
        if (!is_entry_file(item->d_name)) continue;
        char *name = arena_copy(memory, item->d_name, strlen(item->d_name));
        if (!name || grow(names, &capacity, *count + 1, sizeof **names))
            status = status_memory(error);
        else
            (*names)[(*count)++] = name;
    }
    closedir(directory);
    if (*count) qsort(*names, *count, sizeof **names, by_name);
    return status;
}

/* A file's name must be its entry's id, so that an entry is found by looking. */
static exportcat_status check_file_name(const entry *of, const char *name, exportcat_error *error) {
    size_t length = strlen(name) - strlen(".yaml");
    if (strlen(of->id.text) == length && memcmp(of->id.text, name, length) == 0)
        return EXPORTCAT_OK;
    return REFUSE(error, of->id.place, "entry '%s' does not belong into the file %s", of->id.text,
                  name);
}

/* The readers take one file after the other; YAML is most of what opening costs. */
typedef struct {
    catalogue *out;
    char **paths, **names;
    exportcat_status *status; /* of each file */
    exportcat_error *errors;
    atomic_size_t next, readers;
} reading;

static void *read_files_in_turn(void *context) {
    reading *work = context;
    catalogue *out = work->out;
    arena *memory = &out->read[atomic_fetch_add(&work->readers, 1)];
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < out->entry_count;) {
        entry *of = &out->entries[i];
        exportcat_error *error = &work->errors[i];
        work->status[i] = yaml_read(work->paths[i], &entry_table, of, memory, error);
        if (!work->status[i]) work->status[i] = check_file_name(of, work->names[i], error);
    }
    return NULL;
}

/* Of several bad files the first by name is told of, whichever was read first. */
static exportcat_status read_in_parallel(reading *work, exportcat_error *error) {
    pthread_t others[CATALOGUE_READERS];
    int started = 0;
    while (started + 1 < CATALOGUE_READERS &&
           pthread_create(&others[started], NULL, read_files_in_turn, work) == 0)
        started++;
    read_files_in_turn(work);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    for (size_t i = 0; i < work->out->entry_count; i++)
        if (work->status[i]) {
            *error = work->errors[i];
            return work->status[i];
        }
    return EXPORTCAT_OK;
}

static exportcat_status read_entries(catalogue *out, const char *folder, exportcat_error *error) {
    reading work = {.out = out};
    exportcat_status status =
        list_files(folder, &out->memory, &work.names, &out->entry_count, error);
    size_t count = out->entry_count;
    if (!status && !count)
        status = status_at(error, EXPORTCAT_E_CATALOGUE, folder, 0, 0, "no entry files");
    if (!status) {
        out->entries = arena_new(&out->memory, count, sizeof *out->entries);
        work.paths = arena_new(&out->memory, count, sizeof *work.paths);
        work.status = arena_new(&out->memory, count, sizeof *work.status);
        work.errors = calloc(count, sizeof *work.errors);
        bool ready = out->entries && work.paths && work.status && work.errors;
        for (size_t i = 0; ready && i < count; i++) {
            work.paths[i] = arena_format(&out->memory, "%s/%s", folder, work.names[i]);
            ready = work.paths[i] != NULL;
        }
        status = ready ? read_in_parallel(&work, error) : status_memory(error);
    }
    free(work.errors);
    free(work.names);
    return status;
}

static exportcat_status hash_file(XXH3_state_t *state, const char *path, exportcat_error *error) {
    char bytes[8192];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return status_at(error, EXPORTCAT_E_IO, path, 0, 0, "cannot open: %s", strerror(errno));
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, file)) > 0;)
        XXH3_128bits_update(state, bytes, length);
    fclose(file);
    return EXPORTCAT_OK;
}

static exportcat_status digest(catalogue *out, const char *instruments, const char *industries,
                               exportcat_error *error) {
    XXH3_state_t *state = XXH3_createState();
    if (!state) return status_memory(error);
    XXH3_128bits_reset(state);
    exportcat_status status = hash_file(state, instruments, error);
    if (!status) status = hash_file(state, industries, error);
    for (size_t i = 0; !status && i < out->entry_count; i++)
        status = hash_file(state, out->entries[i].place.path, error);
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    snprintf(out->digest, sizeof out->digest, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    return status;
}

static exportcat_status read_files(catalogue *out, const char *folder, exportcat_error *error) {
    instruments_file instruments = {0};
    industries_file industries = {0};
    char *paths[3] = {arena_format(&out->memory, "%s/instruments.yaml", folder),
                      arena_format(&out->memory, "%s/industries.yaml", folder),
                      arena_format(&out->memory, "%s/entries", folder)};
    if (!paths[0] || !paths[1] || !paths[2]) return status_memory(error);
    exportcat_status status =
        yaml_read(paths[0], &instruments_file_table, &instruments, &out->memory, error);
    if (!status)
        status = yaml_read(paths[1], &industries_file_table, &industries, &out->memory, error);
    if (status) return status;
    if (!instruments.instruments.count)
        return status_at(error, EXPORTCAT_E_CATALOGUE, paths[0], 1, 1, "no instruments");
    out->searched = instruments.searched;
    out->instruments = instruments.instruments.items;
    out->instrument_count = instruments.instruments.count;
    out->industries = industries.industries.items;
    out->industry_count = industries.industries.count;
    qsort(out->instruments, out->instrument_count, sizeof *out->instruments, by_day);
    status = check_instruments(out, error);
    if (!status) status = read_entries(out, paths[2], error);
    for (size_t i = 0; !status && i < out->entry_count; i++)
        status = check_entry(out, &out->entries[i], error);
    if (!status) status = check_code_owners(out, error);
    return status ? status : digest(out, paths[0], paths[1], error);
}

exportcat_status catalogue_open(const char *folder, catalogue *out, exportcat_error *error) {
    *out = (catalogue){0};
    exportcat_status status = read_files(out, folder, error);
    if (status) catalogue_close(out);
    return status;
}

void catalogue_close(catalogue *open) {
    arena_free(&open->memory);
    for (int i = 0; i < CATALOGUE_READERS; i++) arena_free(&open->read[i]);
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
    for (size_t i = 0; i < open->industry_count; i++)
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

size_t catalogue_count(const catalogue *open, const instrument *edition, exportcat_part part) {
    size_t count = 0;
    for (size_t i = 0; i < open->entry_count; i++)
        count += open->entries[i].part == (int)part &&
                 catalogue_entry_standing(open, &open->entries[i], edition).kind == STANDS;
    return count;
}
