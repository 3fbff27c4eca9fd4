/*
 * What `exportcat evaluate` counts over labelled texts, in one pass, and how it is shown. A text is
 * added with its answer; the figures are read off afterwards.
 */
#ifndef CMD_EVALUATE_H
#define CMD_EVALUATE_H

#include "classifier.h"
#include "examples.h"

/* Texts are counted by language, together, and, where they are covered, by the part of their
 * entries. */
enum { SLICE_EN, SLICE_ZH, SLICE_ALL, SLICE_PROHIBITED, SLICE_RESTRICTED, SLICES };
enum { LANGUAGE_SLICES = SLICE_PROHIBITED };
extern const char *const evaluation_slice_names[SLICES];

/* Three rankings in which the text's own label is looked for: entries by score, control points by
 * score, and the points that the answer's candidates name. */
enum { RANK_ENTRY, RANK_POINT, RANK_ANSWER, RANKINGS, DEPTHS = 3 };
extern const char *const evaluation_ranking_names[RANKINGS];
extern const size_t evaluation_depths[DEPTHS];

/* How many texts have their own label within the first 1, 3, 5 of a ranking. */
typedef struct {
    size_t texts, within[DEPTHS];
} reach;

/* Probabilities in ten bins of equal width, and how often they came true. */
enum { BINS = 10 };
typedef struct {
    size_t count[BINS], total;
    double sum[BINS], yes[BINS];
} reliability;

typedef struct {
    size_t covered, uncovered, set_holds, set_size;
    size_t outcomes[2][4]; /* [covered][outcome] */
    reach within[RANKINGS];
    reliability entries; /* every entry of the model on every text */
    reliability first;   /* the first candidate alone */
} tally;

/* A text's first candidate. */
typedef struct {
    double probability;
    bool right;
    int language; /* SLICE_EN or SLICE_ZH */
} first_candidate;

/* Texts of one entry whose answer begins with another, or with none. */
enum { PAIR_WORDS = 3 };
typedef struct {
    const char *own, *said; /* entry ids, or "none" */
    size_t count;
    const char *words[PAIR_WORDS]; /* NULL: no more */
} confusion;

/* A feature of a wrong text that pulled it towards what it was taken for. */
typedef struct {
    size_t pair;
    uint32_t index;
    double pull;
    const char *text;
    size_t length;
} pulling_word;

typedef struct {
    const entry *entry;
    const rule *rule;
    size_t own, other;  /* texts hit that carry its entry, and that do not */
    size_t entry_texts; /* texts of its entry, hit or not */
    size_t last_text;   /* private */
} rule_count;

/* A zeroed struct is what evaluation_begin fills. */
typedef struct {
    const exportcat *program;
    arena memory;
    size_t texts;
    tally slices[SLICES];
    reach *by_entry; /* [entry][slice][ranking]: see evaluation_macro */
    first_candidate *firsts;
    size_t first_count, first_capacity;
    confusion *pairs; /* the most frequent first */
    size_t pair_count, pair_capacity;
    pulling_word *words;
    size_t word_count, word_capacity;
    rule_count *rules; /* the worst precision first, then those that never hit */
    size_t rule_count;
    size_t *rule_start;  /* the first rule of each entry, until evaluation_end sorts them */
    size_t *entry_texts; /* of each entry */
} evaluation;

/* One text with all that is known of it. */
typedef struct {
    const example *item;
    const exportcat_scratch *scratch;
    const exportcat_verdict *verdict;
    const double *probability; /* one a label */
    const bool *own;           /* whether a label is the text's, or the entry of one of its */
    bool covered;
    int language; /* SLICE_EN or SLICE_ZH */
} measured;

/* Counts answers of the program, which must outlive it. The caller frees it with evaluation_free,
 * also on failure. */
exportcat_status evaluation_begin(evaluation *of, const exportcat *program, exportcat_error *error);
/* The item's text must live until evaluation_end; the rest is not kept. */
exportcat_status evaluation_add(evaluation *of, const example *item,
                                const exportcat_scratch *scratch, const exportcat_verdict *verdict,
                                exportcat_error *error);
exportcat_status evaluation_end(evaluation *of, exportcat_error *error);
void evaluation_free(evaluation *of);

/* Whether `name` is one of the text's labels, or the entry of one. */
bool evaluation_has_label(const example *item, const char *name);
/* Whether the candidate's control point is one of the text's labels. */
bool evaluation_names_point(const example *item, const exportcat_candidate *candidate);

/* ---- Parts of the counting, one a file ------------------------------------------------------- */

exportcat_status evaluation_add_pair(evaluation *of, const measured *text, exportcat_error *error);
exportcat_status evaluation_end_pairs(evaluation *of, exportcat_error *error);

exportcat_status evaluation_begin_rules(evaluation *of, exportcat_error *error);
void evaluation_add_rules(evaluation *of, const measured *text);
void evaluation_end_rules(evaluation *of);

/* ---- Figures --------------------------------------------------------------------------------- */

/* The mean over entries of the share within a depth; `entries`: how many have texts. */
double evaluation_macro(const evaluation *of, int slice, int ranking, int depth, size_t *entries);

void reliability_add(reliability *to, double probability, bool positive);
/* Expected calibration error (Naeini et al. 2015). */
double reliability_error(const reliability *of);

/* Selective answering: of the texts with a first candidate, the most probable tenths are kept. */
enum { CURVE_POINTS = 10 };
typedef struct {
    size_t texts;
    double least, error; /* the probability of the last text kept; the share that is wrong */
} curve_point;

/* Texts of one probability are taken in equal shares, so that their order does not matter. False
 * where memory runs out. */
bool evaluation_curve(const evaluation *of, int slice, curve_point out[CURVE_POINTS]);

/* ---- Showing --------------------------------------------------------------------------------- */

exportcat_status evaluation_print_json(const evaluation *of, exportcat_error *error);
exportcat_status evaluation_write_html(const evaluation *of, const char *path,
                                       exportcat_error *error);
/* The short table alone, or everything. */
exportcat_status evaluation_print_text(const evaluation *of, bool everything,
                                       exportcat_error *error);

/* A model without a catalogue, made by `train --plain`. */
exportcat_status evaluate_plain(const char *model_path, const example_set *set, bool errors,
                                exportcat_error *error);

/* Prints every hit of every rule, text by text; and where a pattern ran into its limit. */
exportcat_status evaluate_hits(const char *catalogue_path, const example_set *set,
                               exportcat_error *error);

#endif
