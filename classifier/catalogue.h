/*
 * Stage 7: the catalogue: entries, control points, editions, sources; looked up by id, code and
 * day.
 *
 * Read from the folder that catalogue/README.md describes. Immutable once open.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "yaml_file.h"

/* An order or announcement. Each one begins an edition of the catalogue, which bears its id. */
typedef struct {
    yaml_place place;
    yaml_name id;
    exportcat_words title, effect;
    exportcat_date issued, in_force;
    yaml_name amends; /* the edition that it changes; none for a whole new text */
    int prohibited_total, restricted_total; /* entries after it, as officially counted */
} instrument;

typedef struct {
    yaml_place place;
    const char *division; /* of GB/T 4754-2017 */
    exportcat_words title;
} industry;

/* An entry's or a point's place in one edition. */
typedef struct {
    yaml_place place;
    yaml_name edition;
    int grade;        /* exportcat_grade */
    const char *code; /* of an entry; NULL: not known */
    int number;       /* of an entry in its part, of a point in its entry; 0: not known */
} listing;

typedef struct {
    yaml_place place;
    exportcat_words parameter, condition;
    exportcat_words words; /* spellings of the parameter in texts, parted by "; " */
    int relation;          /* index into catalogue_relations */
    double value;
    const char *unit;
    int grade;
} threshold;

typedef struct {
    yaml_place place;
    exportcat_words text;
} question;

typedef struct {
    yaml_place place;
    yaml_name id;
    exportcat_words summary;
    yaml_list listings;   /* listing; an edition that is missing is "not known", unless the next two
                             say more */
    yaml_name added_by;   /* the instrument that brought the point in, where known */
    yaml_name deleted_by; /* the one that took it out */
    yaml_list thresholds; /* threshold; all must hold */
    yaml_list questions;  /* question */
    const char *note;
} control_point;

typedef struct {
    yaml_place place;
    yaml_list en, zh; /* const char * */
} phrases;

typedef struct {
    yaml_place place;
    yaml_name id;
    yaml_name point; /* none: the rule speaks for the entry as a whole */
    phrases terms;
    const char *pattern; /* PCRE2, over folded text */
    phrases needs;       /* the pattern is tried only where one of these stands */
    const char *why;     /* for people */
} rule;

typedef struct {
    yaml_place place;
    yaml_name id;
    int part; /* exportcat_part */
    exportcat_words title;
    yaml_list other_titles; /* const char *, Chinese */
    yaml_name division;     /* of the industry */
    yaml_list listings;     /* listing */
    yaml_name added_by, deleted_by;
    yaml_list not_known_in; /* yaml_name: editions of which nothing is known */
    yaml_list points;       /* control_point */
    yaml_list rules;        /* rule */
    yaml_list sources;      /* const char * */
    const char *note;
} entry;

enum { CATALOGUE_READERS = 2 }; /* threads that read entry files */

typedef struct {
    arena memory, read[CATALOGUE_READERS]; /* each reader's entries live in its own */
    size_t instrument_count, industry_count, entry_count;
    instrument *instruments; /* by day in force */
    industry *industries;
    entry *entries;           /* by id */
    exportcat_words searched; /* how far later amendments were looked for */
    char digest[33];          /* of all files, hexadecimal */
} catalogue;

extern const char *const catalogue_relations[];

/* Reads and checks the folder. `out` is zeroed on error. The caller frees it with catalogue_close.
 */
exportcat_status catalogue_open(const char *folder, catalogue *out, exportcat_error *error);
void catalogue_close(catalogue *open); /* a zeroed struct is fine */

/* The edition in force on a day, NULL before the first. */
const instrument *catalogue_edition(const catalogue *open, exportcat_date day);
const instrument *catalogue_instrument(const catalogue *open, const char *id);
const industry *catalogue_industry(const catalogue *open, const char *division);
const entry *catalogue_entry(const catalogue *open, const char *id);
/* The first entry that bears the code in any edition. */
const entry *catalogue_entry_by_code(const catalogue *open, const char *code);
const control_point *catalogue_point(const entry *of, const char *id);

/* Items of the lists above. */
const listing *entry_listing(const entry *of, size_t i);
const control_point *entry_point(const entry *of, size_t i);
const rule *entry_rule(const entry *of, size_t i);
const listing *point_listing(const control_point *of, size_t i);

/* Where an entry or a point stands in an edition. */
typedef enum {
    STANDS,
    NOT_YET,   /* brought in later: see `by` */
    NO_LONGER, /* taken out before or with this edition: see `by` */
    NOT_KNOWN,
} standing_kind;

typedef struct {
    standing_kind kind;
    const listing *listed; /* where it stands */
    const instrument *by;  /* what brought it in or took it out; NULL where not known */
} standing;

standing catalogue_entry_standing(const catalogue *open, const entry *of,
                                  const instrument *edition);
standing catalogue_point_standing(const catalogue *open, const entry *of,
                                  const control_point *point, const instrument *edition);

/* The edition in which it first stands, as far as is known; NULL where none is on file. */
const instrument *catalogue_first(const catalogue *open, const yaml_list *listings);

/* How many entries of a part stand in an edition, as far as is on file. */
size_t catalogue_count(const catalogue *open, const instrument *edition, exportcat_part part);

#endif
