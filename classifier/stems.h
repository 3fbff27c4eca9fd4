/*
 * Stage 3: a word -> its stem, by the language of its script. Snowball stemmers (Porter 2001),
 * cached.
 *
 * A stemmer keeps state, so each thread has its own.
 */
#ifndef STEMS_H
#define STEMS_H

#include "tokens.h"

/* Which Snowball algorithm each script gets; "" for none. */
typedef struct {
    char latin[24];
    char cyrillic[24];
} stem_languages;

typedef struct stemmer stemmer;

/* EXPORTCAT_E_USAGE for a language that Snowball does not know. The caller frees it with
 * stemmer_free. */
exportcat_status stemmer_new(const stem_languages *languages, stemmer **out,
                             exportcat_error *error);
void stemmer_free(stemmer *stems);

/*
 * The stem of a folded word, `*length` bytes, not NUL-terminated. A word without a stemmer, and one
 * that runs out of memory, is its own stem.
 * Borrowed from the stemmer; valid until the next call.
 */
const char *stemmer_stem(stemmer *stems, fold_class script, const char *word, size_t word_length,
                         size_t *length);

#endif
