/*
 * What the files of the features share: the walk over a text's tokens that finds features, and how
 * their keys are spelled. Whoever collects features brings a visitor; there are two, one that hands
 * out keys (features.c) and one that counts a row (features_count.c).
 */
#ifndef FEATURES_PARTS_H
#define FEATURES_PARTS_H

#include "features.h"
#include "lexicon.h"

/* Bytes of a key's text, of a word that stands in a run, of a run of letters and of a word that has
 * such. */
enum {
    FEATURE_KEY_MAX = LEXICON_KEY_MAX,
    FEATURE_LINK_MAX = FEATURE_KEY_MAX / FEATURE_WORDS_MAX - 2,
    FEATURE_LETTERS_MAX = 8,
    FEATURE_LETTERS_WORD_MAX = LEXICON_WORD_MAX, /* those have numbers */
};
_Static_assert((int)FEATURE_LINK_MAX == (int)VOCABULARY_LINK_MAX, "the same words stand in runs");

/* A token as a feature of its own. */
typedef struct {
    char kind;        /* `w`, `n` or `u`; 0: it is none */
    bool breaks;      /* too long for runs: it ends them. What the settings leave out does not */
    const char *text; /* a stem, borrowed until the stemmer's next call, or part of the text */
    size_t length;
} feature_term;

feature_term feature_term_of(const feature_settings *settings, stemmer *stems, const char *bytes,
                             const token *of);

/* Whether runs of letters in the token are features. */
bool feature_has_letters(const feature_settings *settings, const token *of);

/* Calls with the key of each run of letters in the word. */
typedef int feature_letter_sink(void *context, const char *key, size_t length);
int feature_each_letters(const feature_settings *settings, const char *bytes, const token *word,
                         feature_letter_sink *sink, void *context);

/* A word in a run. */
typedef struct {
    const token *of;
    uint32_t number; /* the visitor's own */
} feature_link;

/* The links' texts, each with its length, as one key of kind `b` or `s`; `key` holds
 * FEATURE_KEY_MAX + 1 bytes. */
size_t feature_spell_run(char kind, const char *const *texts, const size_t *lengths, int count,
                         char *key);

static inline uint32_t feature_link_end(const feature_link *link) {
    return link->of->start + link->of->length;
}

typedef enum { FEATURE_STOP = -1, FEATURE_ASIDE, FEATURE_BREAKS, FEATURE_LINKS } feature_step;

/* FEATURE_STOP, and not 0 from the others, ends the walk. */
typedef struct {
    /* A word, number or unit, with all that it is by itself; tells whether it stands in runs, and
     * then its number. */
    feature_step (*token)(void *context, const token *of, uint32_t *number);
    /* So many links, the first and each `step` behind the one before. */
    int (*run)(void *context, char kind, const feature_link *first, int step, int count);
    int (*han)(void *context, const token *of); /* a run of Han characters */
    int (*hint)(void *context, const feature_hint *hint);
} feature_visitor;

/* 0, or -1 where the visitor stopped it. */
int features_walk(const feature_settings *settings, const token_list *tokens, feature_hints hints,
                  const feature_visitor *visitor, void *context);

#endif
