/*
 * exportcat: which entry of China's Catalogue of Technologies Prohibited or Restricted from Export
 * (中国禁止出口限制出口技术目录) a description of a technology falls under, on a given day, and
 * why.
 *
 *     exportcat *program;
 *     exportcat_error error;
 *     exportcat_options options = exportcat_options_default();
 *     if (exportcat_open(&options, &program, &error)) ...error.message...
 *     exportcat_scratch *scratch = exportcat_scratch_new(program);
 *     const exportcat_verdict *verdict;
 *     exportcat_when when = {.as_of = 20240101};
 *     if (exportcat_classify(program, scratch, text, length, when, &verdict, &error)) ...
 *     printf("%s\n", exportcat_outcome_name(verdict->outcome));
 *     exportcat_scratch_free(scratch);
 *     exportcat_free(program);
 *
 * The library never prints, never exits, opens no socket and has no global state. An `exportcat` is
 * immutable once opened and may be used by any number of threads; each thread needs its own
 * `exportcat_scratch`. Text is UTF-8; bytes that are not are replaced for scoring, counted and
 * reported. Every offset is a byte offset into the caller's own text. The result does not depend on
 * the locale, the clock or the number of threads.
 *
 * Ownership is said in one of three phrases: "The caller frees it with X", "Borrowed from X; valid
 * until Y", "Takes ownership of X". What a function does not mention it does not keep.
 *
 * `make install` puts beside it what the linker must be told:
 *
 *     cc -std=c11 screen.c $(pkg-config --cflags --libs exportcat) -o screen
 */
#ifndef EXPORTCAT_H
#define EXPORTCAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORTCAT_VERSION "0.1.0"

/* The longest text that is taken, in bytes. A longer one is refused, not cut. */
#define EXPORTCAT_TEXT_MAX ((size_t)16 << 20)

/* ---- Errors ---------------------------------------------------------------------------------- */

typedef enum {
    EXPORTCAT_OK = 0,
    EXPORTCAT_E_MEMORY,    /* memory ran out */
    EXPORTCAT_E_IO,        /* a file could not be opened, read or written */
    EXPORTCAT_E_USAGE,     /* an argument is not what the manual says */
    EXPORTCAT_E_DATE,      /* not a day of the calendar in the form YYYY-MM-DD */
    EXPORTCAT_E_TEXT,      /* the text is longer than EXPORTCAT_TEXT_MAX */
    EXPORTCAT_E_CATALOGUE, /* a catalogue file is not what its README says */
    EXPORTCAT_E_RULES,     /* a rule cannot be compiled */
    EXPORTCAT_E_MODEL,     /* the model file is damaged, or made for other feature settings */
    EXPORTCAT_E_EXAMPLES,  /* an example file is not what training/README.md says */
} exportcat_status;

/*
 * What went wrong and where. Filled by the callee whenever it returns anything but EXPORTCAT_OK.
 * `path` is empty where no file is concerned; `line` and `column` count from 1 (columns in bytes)
 * and are 0 where they do not apply.
 */
typedef struct {
    exportcat_status code;
    char message[320];
    char path[512];
    size_t line, column;
} exportcat_error;

/* One sentence for a status. Constant. */
const char *exportcat_status_sentence(exportcat_status status);

/* ---- Days ------------------------------------------------------------------------------------ */

/* A day of the Gregorian calendar as a number, 20200828 for 28 August 2020; 0 is "no day". */
typedef int32_t exportcat_date;

/* Reads exactly `YYYY-MM-DD`; EXPORTCAT_E_DATE where it is not a day that exists. `error` may be
 * NULL. */
exportcat_status exportcat_date_parse(const char *text, exportcat_date *date,
                                      exportcat_error *error);

/* Writes `YYYY-MM-DD` and a NUL. */
void exportcat_date_format(exportcat_date date, char out[16]);

/* ---- Opening --------------------------------------------------------------------------------- */

typedef struct exportcat exportcat;
typedef struct exportcat_scratch exportcat_scratch;

/* Paths are read once, when opening. A member that is NULL has its default. */
typedef struct {
    const char *catalogue; /* the catalogue's folder, or the file that `exportcat compile` makes of
                              it, which opens in a fraction of the time */
    const char *model;     /* the model file */
} exportcat_options;

/* `catalogue` and `build/default.model` in the current folder. */
exportcat_options exportcat_options_default(void);

/*
 * Reads and checks the catalogue, compiles its rules, opens and checks the model (every section's
 * digest, every size, the fingerprint of the feature settings).
 * options: NULL for the defaults. out: set to NULL on error. error: not NULL.
 * The caller frees it with exportcat_free.
 */
exportcat_status exportcat_open(const exportcat_options *options, exportcat **out,
                                exportcat_error *error);
void exportcat_free(exportcat *program); /* NULL is fine */

/* Working memory for one thread; NULL when memory runs out. The caller frees it with
 * exportcat_scratch_free, before it frees the program. */
exportcat_scratch *exportcat_scratch_new(const exportcat *program);
void exportcat_scratch_free(exportcat_scratch *scratch); /* NULL is fine */

/* ---- The answer ------------------------------------------------------------------------------ */

typedef enum {
    EXPORTCAT_LISTED, /* above the threshold, with a rule or term as evidence, on a point on file */
    EXPORTCAT_POSSIBLE,   /* a person must look */
    EXPORTCAT_NONE_FOUND, /* no candidate; this is not permission */
    EXPORTCAT_CANNOT_SAY, /* too little text, an untrained language, or no edition on file for the
                             day */
} exportcat_outcome;

typedef enum { EXPORTCAT_PROHIBITED, EXPORTCAT_RESTRICTED } exportcat_part;
enum { EXPORTCAT_PARTS = 2 };

/* How a fact of the catalogue is known; a higher value is known worse. */
typedef enum { EXPORTCAT_CONFIRMED, EXPORTCAT_REPORTED, EXPORTCAT_UNCONFIRMED } exportcat_grade;

typedef enum {
    EXPORTCAT_TERM,    /* a phrase of a rule, matched over stems */
    EXPORTCAT_PATTERN, /* a rule's regular expression */
    EXPORTCAT_FEATURE, /* a word or phrase that weighed for the entry in the model */
    EXPORTCAT_WORDING, /* a word or phrase that stands in the entry's own wording */
} exportcat_evidence_kind;

/* What the text's figures say of a threshold. */
typedef enum {
    EXPORTCAT_MET,
    EXPORTCAT_NOT_MET,
    EXPORTCAT_MISSING, /* no figure is stated */
    EXPORTCAT_UNCLEAR, /* one is, but it does not decide: `why` says why */
} exportcat_threshold_state;

/* What a text says of a technology that it names, where a cue of catalogue/context.yaml says so. */
typedef enum {
    EXPORTCAT_LEFT_OUT,    /* "does not include", 不包括: its words count for nothing */
    EXPORTCAT_BOILERPLATE, /* "all rights reserved", 仅供参考: likewise, the whole sentence */
    EXPORTCAT_COMPARED,    /* "compared with", 与现有: a rule's hit there is no evidence */
    EXPORTCAT_BOUGHT_IN,   /* "off-the-shelf", 外购: likewise */
    EXPORTCAT_GOODS_ONLY, /* "no drawings", 不涉及技术转让: likewise in its sentence, and the
                             outcome is `possible` at best */
    EXPORTCAT_UNLESS,     /* one of the rule's own exceptions stands in the sentence: likewise */
} exportcat_context_kind;

/* The same words in English and Chinese; either may be NULL where it is not on file. */
typedef struct {
    const char *en, *zh;
} exportcat_words;

/* Why: `start` and `end` bound the quoted bytes of the text. */
typedef struct {
    exportcat_evidence_kind kind;
    const char *rule; /* entry/rule-id; NULL for a feature */
    size_t start, end;
    double weight; /* share of all that pulls the same way, or of the similarity; 0 for rules */
} exportcat_evidence;

typedef struct {
    exportcat_words parameter;
    exportcat_words condition; /* circumstances of the measurement, "at 220 MPa" */
    const char *relation;      /* ">=", ">", "<=", "<", "=" */
    double value;
    const char *unit;
    exportcat_grade grade;
    exportcat_threshold_state state;
    size_t start, end; /* bytes of the figure that decided; equal: none */
    const char *why;   /* where it is unclear or not met; NULL otherwise */
} exportcat_threshold;

/* Where it is written. `code` and `number` are those of that edition; NULL and 0 where not
 * confirmed. */
typedef struct {
    const char *instrument; /* id, "cn-2020-38" */
    exportcat_words title;
    exportcat_date in_force;
    const char *code;
    int number; /* the control point's number */
    exportcat_grade grade;
} exportcat_citation;

typedef struct {
    const char *entry, *point; /* ids; `point` is NULL where only the entry fits */
    exportcat_part part;
    exportcat_words title;    /* of the entry */
    exportcat_words summary;  /* of the point, in our words */
    exportcat_words industry; /* heading */
    const char *code;         /* in the edition in force; NULL: not confirmed */
    int number;               /* of the point in that edition; 0: not confirmed */
    exportcat_grade grade;    /* the worse of the listing's and the point's */
    double probability;       /* calibrated, that the text falls under the entry; below 0: none,
                                 for the model has seen no example of the entry */
    double similarity;        /* to the entry's own wording; one uncovered text in a hundred comes
                                 to about 3 (Chinese: 2) */
    /* The passage of a long text that says most for it; equal where the whole text does. */
    size_t passage_start, passage_end;
    const char *official; /* official wording of the point in that edition; NULL: not on file */
    bool listed;          /* this candidate alone makes the outcome `listed` */
    const char *reason;   /* why it is only possible; NULL where listed */
    const exportcat_evidence *evidence; /* what speaks for it: rule hits first */
    size_t evidence_count;
    const exportcat_evidence *against; /* the features, at most four, that speak against it most;
                                          weight: share of all that does. None without a
                                          probability */
    size_t against_count;
    const exportcat_evidence *behind; /* what puts it behind the first candidate: the features, at
                                         most four, that speak for the first rather than for this
                                         one; weight: share of all that does. None for the first,
                                         and where one of the two has no probability */
    size_t behind_count;
    const exportcat_threshold *thresholds;
    size_t threshold_count;
    const exportcat_words *questions;
    size_t question_count;
    const exportcat_citation *citations; /* the edition in force first, then what brought it in;
                                            not the former where it is not known whether the point
                                            stands in it */
    size_t citation_count;
} exportcat_candidate;

/* One step of what follows. */
typedef struct {
    exportcat_words act, who; /* who: may be NULL */
    int working_days;         /* the statutory limit; 0: none */
    bool within;              /* the time is part of the step before */
    exportcat_date earliest;  /* by when the limit runs out; 0 without a start */
    const char *rule;         /* the articles */
    exportcat_grade grade;    /* how the rule is known */
} exportcat_step;

/* What follows by law where a technology is in a part of the catalogue, or in neither. */
typedef struct {
    const char *name; /* "prohibited", "restricted", "free" */
    exportcat_words summary;
    const char *rule;
    exportcat_grade grade;
    const exportcat_step *steps;
    size_t step_count;
    int working_days;        /* the statutory limits together */
    exportcat_date earliest; /* when they have run out, counted from the start: Monday to Friday,
                                holidays not on file; 0 without a start */
    const exportcat_words *notes;
    size_t note_count;
} exportcat_course;

/* An entry that came near, and why it is not a candidate. */
typedef struct {
    const char *entry, *point;
    exportcat_words title;          /* of the entry */
    double probability, similarity; /* as in a candidate */
    const char *reason;
    const exportcat_evidence *evidence; /* the words that came near, as in a candidate; none but
                                           with EXPORTCAT_FILED */
    size_t evidence_count;
} exportcat_set_aside;

/* Words of the text that were left out of account, and the cue that says so. */
typedef struct {
    exportcat_context_kind kind;
    size_t start, end, cue_start, cue_end; /* bytes of the text */
} exportcat_context;

/* How many of the catalogue's rules a text was held against. All lists of terms are tried on every
 * text; a pattern only where one of the words that it needs stands in the text. It is not run where
 * letters that it demands are missing, for then it cannot match. */
typedef struct {
    size_t on_file;
    size_t patterns; /* among those on file; the others are lists of terms */
    size_t tried;    /* all lists of terms, and the patterns that the text was held against */
    size_t patterns_run;
    size_t hit; /* rules, not places of the text; those whose hits are no evidence left out */
} exportcat_rules_tried;

/* How much of one part of an edition is on file. */
typedef struct {
    size_t on_file, total; /* entries; the total is the official one */
} exportcat_on_file;

/*
 * How much of an answer is worked out. All details agree in what they have in common.
 *
 * EXPORTCAT_ROW is for one row of a table, and takes half the time or less. It leaves empty: all
 * candidates' `against` and `behind`; the evidence, thresholds, questions, citations and official
 * wording of all candidates but the first; all that was set aside, but the nearest where there is
 * no candidate; the context, the courses, the rules tried and the text's digest; and the notes, but
 * for why nothing can be said.
 */
typedef enum {
    EXPORTCAT_ANSWER, /* all but the evidence of what was set aside */
    EXPORTCAT_FILED,  /* that too, as EXPORTCAT_RECORD needs it: a third more time */
    EXPORTCAT_ROW,
} exportcat_detail;

typedef struct {
    exportcat_outcome outcome;
    exportcat_date as_of;
    const char *edition; /* instrument id; NULL where none is on file for the day */
    exportcat_words edition_title;
    exportcat_date edition_in_force;            /* 0 where there is no edition */
    exportcat_on_file on_file[EXPORTCAT_PARTS]; /* of the edition, by exportcat_part */
    exportcat_rules_tried rules;
    const exportcat_candidate *candidates; /* the most probable first */
    size_t candidate_count;
    double coverage; /* of the candidate set: how often such a set holds the true entry */
    const char *const *candidate_set;
    size_t candidate_set_count;
    exportcat_detail detail;              /* as it was asked for */
    const exportcat_set_aside *set_aside; /* at most ten, the nearest first */
    size_t set_aside_count;
    const exportcat_context *context; /* in the order of the text, the first ones of many */
    size_t context_count;
    const exportcat_course
        *courses; /* for each part of the candidates; "free" where none was found */
    size_t course_count;
    exportcat_date start;
    const char *const *notes;
    size_t note_count;
    const char *catalogue_digest, *model_digest;
    const char *text; /* the caller's own */
    size_t bytes, replaced_bytes;
    size_t passages;         /* that a long text was cut into; 0: it was read as a whole */
    const char *text_digest; /* XXH3, 128 bits, of the text's bytes, hexadecimal; NULL with
                                EXPORTCAT_ROW */
    const char *language;    /* "en", "zh", "mixed", "other", or "none" where there are no words */
} exportcat_verdict;

/* What an answer is for. */
typedef struct {
    exportcat_date as_of; /* the edition in force on this day counts */
    exportcat_date start; /* the day of the application, for earliest days; 0: none */
    exportcat_detail detail;
} exportcat_when;

/*
 * Classifies one text as of one day.
 * text: `length` bytes, NULs and bad UTF-8 allowed; must stay in place as long as the verdict is
 * used. Thread safety: any number of threads on one program, each with its own scratch. *verdict:
 * Borrowed from scratch; valid until the scratch's next use or release. Errors: EXPORTCAT_E_TEXT,
 * EXPORTCAT_E_DATE, EXPORTCAT_E_MEMORY.
 */
exportcat_status exportcat_classify(const exportcat *program, exportcat_scratch *scratch,
                                    const char *text, size_t length, exportcat_when when,
                                    const exportcat_verdict **verdict, exportcat_error *error);

/*
 * The same as of several days, such as that of signing and that of closing: the text is read and
 * scored once. days, verdicts: `count` each.
 */
exportcat_status exportcat_classify_days(const exportcat *program, exportcat_scratch *scratch,
                                         const char *text, size_t length,
                                         const exportcat_when *days, size_t count,
                                         const exportcat_verdict **verdicts,
                                         exportcat_error *error);

/*
 * What changed for a text between two days, one clause a change, parted by "; ": a candidate
 * entered or left, moved from one part to the other, its code, its point or the point's number is
 * another, the outcome is another.
 * before, after: verdicts of one call of exportcat_classify_days. *out: NULL where nothing did. The
 * caller frees it with exportcat_string_free.
 */
exportcat_status exportcat_what_changed(const exportcat_verdict *before,
                                        const exportcat_verdict *after, char **out,
                                        exportcat_error *error);

/* ---- Writing the answer ---------------------------------------------------------------------- */

typedef enum {
    EXPORTCAT_TEXT,       /* for a person */
    EXPORTCAT_TEXT_COLOR, /* the same with terminal colours */
    EXPORTCAT_JSON,       /* one object, indented; catalogue/answer.schema.json describes it */
    EXPORTCAT_JSON_LINE,  /* the same on one line */
    EXPORTCAT_RECORD,     /* for the file: what was asked, searched and found, and why the nearest
                             entries were set aside; plain text with a place to sign. Neither clock
                             nor paths: the same input gives the same bytes */
} exportcat_format;

/*
 * A verdict in one of the formats, with a line break at its end.
 * *out: NUL-terminated; `length` (may be NULL) is without the NUL. The caller frees it with
 * exportcat_string_free. EXPORTCAT_E_USAGE where the verdict has less detail than the format needs:
 * EXPORTCAT_FILED for EXPORTCAT_RECORD, and more than EXPORTCAT_ROW for the others; or where there
 * is no such format.
 */
exportcat_status exportcat_render(const exportcat_verdict *verdict, exportcat_format format,
                                  char **out, size_t *length, exportcat_error *error);
void exportcat_string_free(char *string); /* NULL is fine */

/* The names used in JSON, CSV and text. Constant; NULL for what is no value of the type. */
const char *exportcat_outcome_name(exportcat_outcome outcome);
const char *exportcat_part_name(exportcat_part part);
const char *exportcat_grade_name(exportcat_grade grade);
const char *exportcat_evidence_kind_name(exportcat_evidence_kind kind);
const char *exportcat_context_kind_name(exportcat_context_kind kind);
const char *exportcat_threshold_state_name(exportcat_threshold_state state);

#endif
