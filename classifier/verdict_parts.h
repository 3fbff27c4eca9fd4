/* Stage 9: what the files of the verdict share. */
#ifndef VERDICT_PARTS_H
#define VERDICT_PARTS_H

#include "evidence.h"
#include "verdict.h"

enum { VERDICT_NOTES_MAX = 8, VERDICT_SET_ASIDE_MAX = 10 };

/* One entry under consideration. */
typedef struct {
    const entry *entry;
    size_t index;               /* among the catalogue's entries */
    size_t reading;             /* what it is seen in: the whole text, 0, or a passage */
    int label;                  /* -1: the model has seen no example of it */
    double probability;         /* -1 likewise */
    double like;                /* to its own wording, where it has no label */
    standing where;             /* of the entry */
    bool settled;               /* its point is chosen: see verdict_settle */
    const control_point *point; /* the one that fits best among those that count on the day */
    standing point_where;
    const control_point
        *outside; /* the one that fits best of all, where it does not stand on the day */
    standing outside_where;
    uint64_t unmet;        /* points, by number, whose thresholds the text's figures do not meet */
    condition *conditions; /* of the point's thresholds */
    conditions_state figures;
    size_t hits; /* for the point, or for the entry as a whole */
    bool far;    /* it is no candidate: its gate is below verdict_least_gate */
    bool aside;  /* nor is one that trails: told of only where there is room */
    bool in_set; /* of the candidate set */
} view;

/* A view, and what it is ordered by. */
typedef struct {
    double rank;
    size_t view;
} ranked;

/* The state of one verdict. */
typedef struct {
    const verdict_input *in;
    arena *memory;
    exportcat_verdict *out;
    const instrument *edition;
    text_language language;
    view *views;
    double *probabilities[VERDICT_READINGS_MAX]; /* of each entry; 0 for one without a label */
    evidence_room *rooms;                        /* of each reading */
    unsigned char *point_hits;                   /* room for those of an entry's points */
    size_t view_count, wanted;                   /* see verdict_is_wanted */
    ranked *order;                               /* the views to be considered, the nearest first */
    size_t order_count;
    bool has_figures; /* they are read */
    exportcat_candidate *candidates;
    const view *first; /* of the first candidate */
    exportcat_set_aside *set_aside;
    size_t set_aside_most; /* VERDICT_SET_ASIDE_MAX or less */
    const char **notes;
    bool failed; /* memory ran out */
} judge;

/* What the arena made, or "" with the verdict given up where memory ran out. */
const char *verdict_keep(judge *of, const char *text);
#define SAY(judge, ...) verdict_keep(judge, arena_join((judge)->memory, __VA_ARGS__))
const char *verdict_count(judge *of, size_t number); /* "12" */

/* verdict_view.c: entries and control points, each as the reading shows it that says most for it.
 */
const verdict_reading *verdict_reading_of(const judge *of, const view *at);
bool verdict_counts(standing where);                        /* on the day */
double verdict_likeness(const judge *of, const view *at);   /* to the entry's own wording */
double verdict_like_alone(const judge *of);                 /* from which that is enough */
double verdict_gate(const judge *of, const view *at);       /* of one that has a label */
double verdict_least_gate(const judge *of, const view *at); /* likewise of the gate */
void verdict_choose_point(const judge *of, view *at);
void verdict_settle(const judge *of, view *at); /* chooses its point, if that is not yet done */
void verdict_view_entries(judge *of);

/* Whether no more is wanted than stands in a row: see EXPORTCAT_ROW. */
static inline bool verdict_is_row(const judge *of) {
    return of->out->detail == EXPORTCAT_ROW;
}

/* An entry that no rule speaks for is no candidate below this probability, however likely it is
 * that the text is covered by some entry: no covered calibration text is missed for it. */
static const double VERDICT_LEAST_ALONE = 0.08;

/* A candidate that no rule speaks for, and that is this many times less probable than the best one,
 * is noise beside it. */
static const double VERDICT_TRAILING_SHARE = 0.1;

static inline bool verdict_trails(const view *at, double best) {
    return at->label >= 0 && !at->hits && at->probability < VERDICT_TRAILING_SHARE * best;
}

/* Whether it must be considered; of the others only as many as can be set aside. */
static inline bool verdict_is_wanted(const view *at) {
    return at->in_set || !at->aside;
}

/* verdict_order.c: orders the views to be considered. */
void verdict_order(judge *of);

/* verdict_notes.c: sentences about the text and the search. */
const char *verdict_cannot_say(judge *of); /* why nothing can be said, or NULL */
void verdict_note(judge *of, const char *text);
void verdict_add_notes(judge *of);

/* verdict_candidate.c: what is told of one entry. */
const exportcat_evidence *verdict_collect(judge *of, const view *at, const control_point *point,
                                          size_t *count);
void verdict_judge_point(judge *of, view *at); /* its thresholds */
const char *verdict_why_not_met(judge *of, const view *at);
void verdict_add_candidate(judge *of, const view *at);

#endif
