/*
 * Stage 7: the catalogue: entries, control points, editions, sources; looked up by id, code and
 * day.
 *
 * Read from the folder that catalogue/README.md describes, or from one file made of it
 * (catalogue_write), which opens in a fraction of the time. Immutable once open.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "file.h"
#include "yaml_file.h"

/* The version of GB/T 4754 whose divisions an edition's codes name. */
enum { DIVISIONS_2002, DIVISIONS_2017 };

/* An order or announcement. Each one begins an edition of the catalogue, which bears its id. */
typedef struct {
    yaml_place place;
    yaml_name id;
    exportcat_words title, effect;
    exportcat_date issued, in_force;
    yaml_name amends; /* the edition that it changes; none for a whole new text */
    int divisions;    /* DIVISIONS_... */
    int prohibited_total, restricted_total; /* entries after it, as officially counted */
} instrument;

typedef struct {
    yaml_place place;
    const char *division; /* of GB/T 4754-2017 */
    yaml_list before;     /* const char *: of GB/T 4754-2002, as codes of early editions show */
    exportcat_words title;
} industry;

/* What a person brought from the official text of an edition: see tools/import-official. */
typedef struct {
    yaml_place place;
    yaml_name edition;
    const char *document; /* digest of the document it was read from */
    const char *title;    /* official, Chinese */
    yaml_list points;     /* const char *: official wording of control points 1, 2, 3 ... */
} official_text;

/* An entry's or a point's place in one edition. */
typedef struct {
    yaml_place place;
    yaml_name edition;
    int grade;        /* exportcat_grade */
    const char *code; /* of an entry; NULL: not known */
    int number;       /* of an entry in its part, of a point in its entry; 0: not known */
} listing;

/* At what a figure must have been measured: 220 MPa. */
typedef struct {
    yaml_place place;
    double value;
    const char *unit; /* NULL: at whatever */
} circumstance;

typedef struct {
    yaml_place place;
    exportcat_words parameter, condition;
    exportcat_words words;  /* spellings of the parameter in texts, lower case, parted by "; " */
    exportcat_words others; /* likewise, of what sounds like it and is another */
    int relation;           /* index into catalogue_relations */
    double value;
    const char *unit;
    circumstance at; /* what `condition` says, as a figure */
    int of_part; /* 1: it bounds only a part of the point, so nothing follows where it is not met */
    int grade;
} threshold;

typedef struct {
    yaml_place place;
    exportcat_words text;
} question;

/* Figures that bound the point, or a list that names what it covers. */
enum { LACKS_NOTHING, LACKS_FIGURES, LACKS_NAMES };

typedef struct {
    yaml_place place;
    yaml_name id;
    exportcat_words summary; /* both NULL where only the official wording is on file */
    yaml_list listings;   /* listing; an edition that is missing is "not known", unless the next two
                             say more */
    yaml_name added_by;   /* the instrument that brought the point in, where known */
    yaml_name deleted_by; /* the one that took it out */
    yaml_list thresholds; /* threshold */
    int at_least;         /* so many of them must hold; 0: all */
    int lacks;            /* what it is known to say that is not on file: LACKS_... */
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
    int supports;        /* 1: its words go with the point and do not name it */
    const char *pattern; /* PCRE2, over folded text */
    phrases needs;       /* the pattern is tried only where one of these stands */
    phrases unless;      /* a hit is no evidence where one of these stands in the sentence */
    const char *why;     /* for people */
} rule;

typedef struct {
    yaml_place place;
    yaml_name id;
    int part;               /* exportcat_part */
    exportcat_words title;  /* both NULL where it is not known */
    yaml_list other_titles; /* const char *, Chinese */
    yaml_name division;     /* of the industry; none where it is not known */
    yaml_list listings;     /* listing */
    yaml_name added_by, deleted_by;
    yaml_list changed_by;   /* yaml_name: instruments known to have changed it */
    yaml_list not_known_in; /* yaml_name: editions of which nothing is known */
    yaml_list points;       /* control_point */
    yaml_list rules;        /* rule */
    yaml_list official;     /* official_text, one an edition */
    yaml_list lacks;        /* yaml_name: what a person must still write, "terms", "examples" */
    yaml_list sources;      /* const char * */
    const char *note;
} entry;

/* How far a cue reaches. */
enum {
    REACH_PHRASE,   /* ahead, to the next comma */
    REACH_CLAUSE,   /* ahead, to the end of the sentence or a turn */
    REACH_BACK,     /* back, to the comma or turn before it */
    REACH_SENTENCE, /* both ways, to the ends of the sentence */
};

/* Words that say of technologies named beside them what context.yaml's README says. */
typedef struct {
    yaml_place place;
    yaml_name id;
    int means; /* exportcat_context_kind */
    int reach;
    yaml_list en, zh; /* const char * */
} cue;

/* What follows from an outcome: one course for each part, and one for technology in neither. */
typedef struct {
    yaml_place place;
    exportcat_words act, who;
    int working_days; /* the statutory limit; 0: none */
    int within;       /* 1: the time is part of the step before */
    const char *rule; /* the articles */
    int grade;
} course_step;

enum {
    COURSE_PROHIBITED,
    COURSE_RESTRICTED,
    COURSE_FREE,
    COURSES
}; /* as exportcat_part, and free */

typedef struct {
    yaml_place place;
    int part; /* COURSE_... */
    exportcat_words summary;
    const char *rule;
    int grade;
    yaml_list steps; /* course_step */
    yaml_list notes; /* question: sentences in both languages */
} course;

/* A prefix of units, such as kilo. */
typedef struct {
    yaml_place place;
    const char *prefix; /* its symbol, one character */
    const char *factor; /* a decimal number, "1e-3" */
    yaml_list also;     /* const char *: other symbols */
    yaml_list en, zh;   /* const char *: words */
} unit_prefix;

/* A unit: how it is written, and what it is in units that stand before it. */
typedef struct {
    yaml_place place;
    const char *unit;     /* its symbol, with the capitals that it must have */
    const char *is;       /* "1 N/m2"; NULL for a base unit */
    int base;             /* 1: a dimension of its own */
    double offset;        /* what a value gets added before it is multiplied: of °C and °F */
    const char *prefixes; /* symbols of the prefixes that it takes, side by side; NULL: none */
    const char *careless; /* M or m: what either is where the unit's own capitals are not kept */
    yaml_list also;       /* const char *: other symbols */
    yaml_list en, zh;     /* const char *: words */
    yaml_list before;     /* const char *: words that stand before the number, "Mach" */
    int only_joined;      /* 1: none without a prefix, a power or another unit: "t/a" */
    int only_spaced;      /* 1: none where its one letter touches the number: "5G" */
} unit_law;

/* What stages after this one make of the catalogue and keep beside it in its file; empty where it
 * was read from the folder. */
enum { CATALOGUE_TERMS, CATALOGUE_WORDING, CATALOGUE_SECTIONS };
typedef struct {
    const char *bytes; /* 8-byte aligned */
    size_t size;
} catalogue_section;

enum { CATALOGUE_READERS = 2 }; /* threads that read entry files */

typedef struct {
    arena memory, read[CATALOGUE_READERS]; /* each reader's entries live in its own */
    size_t instrument_count, industry_count, entry_count, course_count, prefix_count, unit_count;
    instrument *instruments; /* by day in force */
    industry *industries;
    entry *entries;           /* by id */
    course *courses;          /* one a part */
    yaml_list cues;           /* cue */
    phrases turns;            /* no cue reaches over one of these */
    phrases statements;       /* nor one that reaches back over a comma and one of these */
    unit_prefix *prefixes;    /* of the next */
    unit_law *units;          /* each behind those that it is told in; none without units.yaml */
    phrases not_units;        /* what looks like a unit behind a number and is none */
    exportcat_words searched; /* how far later amendments were looked for */
    exportcat_words dual_use; /* that the dual-use list comes first */
    char digest[33];          /* of all files, hexadecimal */
    catalogue_section sections[CATALOGUE_SECTIONS];
    file_map map;
    char *thawed; /* the content of the file, which thawing changes */
    pages large;  /* that it stands in */
} catalogue;

extern const char *const catalogue_relations[];
extern const char *const catalogue_lacks[];   /* names of LACKS_... */
extern const char *const catalogue_courses[]; /* names of COURSE_... */

/* Reads and checks a folder, or opens and checks a file that catalogue_write made. `out` is zeroed
 * on error. The caller frees it with catalogue_close. */
exportcat_status catalogue_open(const char *path, catalogue *out, exportcat_error *error);
void catalogue_close(catalogue *open); /* a zeroed struct is fine */

/* Writes the catalogue and what later stages made of it. */
exportcat_status catalogue_write(const catalogue *source, const buffer sections[CATALOGUE_SECTIONS],
                                 const char *path, exportcat_error *error);

/* Whether a file that catalogue_write made is there and no file of the folder is newer. */
bool catalogue_is_current(const char *file, const char *folder);

/* The edition in force on a day, NULL before the first. */
const instrument *catalogue_edition(const catalogue *open, exportcat_date day);
const instrument *catalogue_instrument(const catalogue *open, const char *id);
/* NULL where it is not on file, or where the division is NULL. */
const industry *catalogue_industry(const catalogue *open, const char *division);
const entry *catalogue_entry(const catalogue *open, const char *id);
/* The first entry that bears the code in any edition. */
const entry *catalogue_entry_by_code(const catalogue *open, const char *code);
const control_point *catalogue_point(const entry *of, const char *id);
/* What a label of `length` bytes names, `entry` or `entry/point`; *point is NULL for an entry
 * alone. False where the catalogue does not know it. */
bool catalogue_label(const catalogue *open, const char *label, size_t length, const entry **of,
                     const control_point **point);
const course *catalogue_course(const catalogue *open, int part); /* NULL: not on file */

/* The official wording of a control point in an edition, NULL where it is not on file. */
const char *catalogue_wording(const entry *of, const control_point *point, const char *edition);

/* Items of the lists above. */
const listing *entry_listing(const entry *of, size_t i);
const control_point *entry_point(const entry *of, size_t i);
const rule *entry_rule(const entry *of, size_t i);
const listing *point_listing(const control_point *of, size_t i);
const official_text *entry_official(const entry *of, size_t i);
const course_step *course_steps(const course *of, size_t i);

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

/* What is on file of a part of an edition, against its official total. */
typedef struct {
    size_t on_file, by_grade[3], codes, points, numbered; /* points of the entries on file */
    int total;
} coverage;

coverage catalogue_coverage(const catalogue *open, const instrument *edition, exportcat_part part);

#endif
