/*
 * Stage 11: opens the parts and runs stages 1 to 9 in order; no other file knows the whole.
 * What users of the library see of it is in exportcat.h; the program's windows on single stages use
 * this.
 */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include "model_words.h"
#include "passages.h"
#include "verdict.h"

struct exportcat {
    catalogue laws;
    model scores;
    model_link *links; /* of its labels */
    size_t link_count;
    cue_set *cues;          /* NULL without a catalogue */
    units *units;           /* likewise */
    rules *rules;           /* likewise */
    similarity *wording;    /* likewise */
    uint32_t *documents;    /* of each label's own wording; that behind the last one: none */
    int *label_of;          /* the other way round; -1: none */
    uint16_t *entry_labels; /* of the entries that have one, in the catalogue's order */
    size_t entry_label_count;
    calibration_bound possible, alone; /* as the model's calibration has them */
    verdict_scope *scope;
};

/* What is found out about a stretch of the text. */
typedef struct {
    token_list view; /* the tokens, which the scratch owns */
    token_list room; /* for those that count, where some do not */
    const token_list *kept;
    feature_row row;
    rule_hits hits;
    likeness like;
    double *decisions, *likes; /* one a label; likes by classifier_list_likes alone */
} reading;

struct exportcat_scratch {
    folded folded;
    token_list tokens;
    context_spans spans;
    passage_list passages;
    figure_list figures;
    stemmer *stems;
    lexicon *lexicon;
    symbol_row symbols;
    feature_counter *counter;
    model_words *words;
    rules_scratch *rules;
    reading readings[VERDICT_READINGS_MAX]; /* the whole text, then passages */
    size_t reading_count;
    passage chosen[VERDICT_READINGS_MAX]; /* what the readings are of */
    double *worth;                        /* of each label's best passage */
    double *probabilities;                /* of each entry in the passage at hand, by label */
    size_t *where;                        /* that passage */
    arena memory;                         /* of the verdicts */
};

/* A program of a model alone: enough for classifier_score, and all that a model trained with
 * --plain has. The caller frees it with exportcat_free. */
exportcat_status classifier_open_plain(const char *model_path, exportcat **out,
                                       exportcat_error *error);

/* Gives a reading its room for `labels` labels, once; false when memory runs out. */
bool classifier_reading_ready(reading *of, size_t labels);

/* Reads every passage of a long text that classifier_score has read as a whole, and the few that
 * say most for an entry again, to keep: the further readings. */
exportcat_status classifier_read_passages(const exportcat *program, exportcat_scratch *scratch,
                                          exportcat_error *error);

/* Stages 1 to 5 and 8 on one text as a whole: fills the first reading. */
exportcat_status classifier_score(const exportcat *program, exportcat_scratch *scratch,
                                  const char *text, size_t length, exportcat_error *error);

/* How much a reading's text is like each label's own wording, 0 without a catalogue; a verdict
 * needs it of few. */
void classifier_list_likes(const exportcat *program, reading *of);

#endif
