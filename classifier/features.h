/*
 * Stage 4: tokens -> the keys of their features.
 *
 * A feature's key is one letter for its kind and its text: `w` a stem, `b` two or three stems side
 * by side, `s` two stems around a third, `c` a run of letters inside a word, `h` a Han n-gram, `n`
 * a number, `u` a unit, `r` a hint from the rules.
 */
#ifndef FEATURES_H
#define FEATURES_H

#include "stems.h"

/* What makes a feature. Two models are comparable only if these agree: see features_fingerprint. */
typedef struct {
    stem_languages languages;     /* "" in a language: no stemming */
    int word_max;                 /* longest run of words, 1 to FEATURE_WORDS_MAX */
    int skip;                     /* 1: pairs of words with one word between them too */
    int run_weight;               /* what a run of words counts, in hundredths of a word */
    int letters_min, letters_max; /* n-grams of letters inside words; 0: none */
    int letter_weight;            /* what an n-gram of letters counts, likewise */
    int han_min, han_max;         /* n-grams of Han characters, 1 to 4 */
    int numbers;                  /* 0 none, 1 all numbers alike, 2 short numbers as they stand */
    bool units, sublinear;        /* sublinear: 1 + ln(count) for the count */
    int hints;         /* what the rules found counts as a feature, so many times a word; 0: not */
    int min_documents; /* a feature in fewer training texts is dropped */
    int max_share;     /* a feature in more than so many hundredths of them likewise */
} feature_settings;

enum { FEATURE_WORDS_MAX = 3 };

feature_settings feature_settings_default(void);

/* `name=value` lines, in a fixed order: the form that is stored and digested. `out` holds 512
 * bytes. */
void feature_settings_write(const feature_settings *settings, char out[512]);

/* Reads what feature_settings_write wrote, and nothing else; EXPORTCAT_E_MODEL otherwise. */
exportcat_status feature_settings_read(const char *text, feature_settings *settings,
                                       exportcat_error *error);

/* Of the settings and of what the code at hand, stemmers included, makes of a probe text by them: a
 * model that was trained with code that cuts otherwise is refused instead of scoring nonsense.
 * EXPORTCAT_E_USAGE for an unknown language. */
exportcat_status features_fingerprint(const feature_settings *settings, uint64_t *out,
                                      exportcat_error *error);

/* A name that a stage outside gives a place of the text: the point that a rule's hit speaks for. */
typedef struct {
    const char *name;
    uint32_t start, end; /* folded bytes */
} feature_hint;

typedef struct {
    const feature_hint *items;
    size_t count;
} feature_hints;

/* One feature's place in a text, handed to whoever collects them. Return not 0 to stop. */
typedef int feature_sink(void *context, const char *key, size_t length, uint32_t start,
                         uint32_t end);

/* Calls `sink` for each feature of the text, in order; -1 when memory runs out, else the sink's
 * result. */
int features_each(const feature_settings *settings, stemmer *stems, const folded *text,
                  const token_list *tokens, feature_hints hints, feature_sink *sink, void *context);

#endif
