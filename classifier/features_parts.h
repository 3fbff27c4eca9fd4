/*
 * Stage 4, inside: how the keys of features are spelled.
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

/* The texts of a run's words, each with its length, as one key of kind `b` or `s`; `key` holds
 * FEATURE_KEY_MAX + 1 bytes. */
size_t feature_spell_run(char kind, const char *const *texts, const size_t *lengths, int count,
                         char *key);

#endif
