#include "stems.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* A direct-mapped cache: each word has one place, and the last word to come there holds it. */
enum { CACHE_SLOTS = 1024, CACHED_WORD_MAX = 30 };

typedef struct {
    unsigned char word_length, stem_length; /* word_length 0: empty */
    char word[CACHED_WORD_MAX], stem[CACHED_WORD_MAX];
} cached;

struct stemmer {
    struct sb_stemmer *latin, *cyrillic;
    cached cache[CACHE_SLOTS];
};

static exportcat_status open_algorithm(const char *language, struct sb_stemmer **out,
                                       exportcat_error *error) {
    *out = NULL;
    if (!*language) return EXPORTCAT_OK;
    *out = sb_stemmer_new(language, "UTF_8");
    if (*out) return EXPORTCAT_OK;
    return status_set(error, EXPORTCAT_E_USAGE, "no stemmer for the language '%s'", language);
}

exportcat_status stemmer_new(const stem_languages *languages, stemmer **out,
                             exportcat_error *error) {
    stemmer *stems = calloc(1, sizeof *stems);
    *out = NULL;
    if (!stems) return status_memory(error);
    exportcat_status status = open_algorithm(languages->latin, &stems->latin, error);
    if (!status) status = open_algorithm(languages->cyrillic, &stems->cyrillic, error);
    if (status) {
        stemmer_free(stems);
        return status;
    }
    *out = stems;
    return EXPORTCAT_OK;
}

void stemmer_free(stemmer *stems) {
    if (!stems) return;
    sb_stemmer_delete(stems->latin);
    sb_stemmer_delete(stems->cyrillic);
    free(stems);
}

static const char *run_algorithm(struct sb_stemmer *algorithm, const char *word, size_t word_length,
                                 size_t *length) {
    const sb_symbol *stem = sb_stemmer_stem(algorithm, (const sb_symbol *)word, (int)word_length);
    *length = stem ? (size_t)sb_stemmer_length(algorithm) : word_length;
    return stem ? (const char *)stem : word;
}

const char *stemmer_stem(stemmer *stems, fold_class script, const char *word, size_t word_length,
                         size_t *length) {
    struct sb_stemmer *algorithm = script == FOLD_LATIN      ? stems->latin
                                   : script == FOLD_CYRILLIC ? stems->cyrillic
                                                             : NULL;
    enum { LONGEST_WORD = 64 }; /* longer ones are names and noise */
    if (!algorithm || word_length > LONGEST_WORD) {
        *length = word_length;
        return word;
    }
    if (word_length > CACHED_WORD_MAX) return run_algorithm(algorithm, word, word_length, length);
    cached *slot = &stems->cache[XXH3_64bits(word, word_length) % CACHE_SLOTS];
    if (slot->word_length == word_length && memcmp(slot->word, word, word_length) == 0) {
        *length = slot->stem_length;
        return slot->stem;
    }
    const char *stem = run_algorithm(algorithm, word, word_length, length);
    if (*length > CACHED_WORD_MAX) return stem;
    slot->word_length = (unsigned char)word_length;
    slot->stem_length = (unsigned char)*length;
    memcpy(slot->word, word, word_length);
    memcpy(slot->stem, stem, *length);
    return slot->stem;
}
