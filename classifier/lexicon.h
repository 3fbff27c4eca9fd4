/*
 * Stage 4: what is known of a word, a Han character and a pair of such, looked up once and
 * remembered. Answers stay the same whatever is remembered.
 */
#ifndef LEXICON_H
#define LEXICON_H

#include "feature_numbers.h"
#include "stems.h"
#include "string_set.h"

/* What is looked up. Each may be NULL: nothing is known then. */
typedef struct {
    const string_set *terms; /* stems and single Han characters, as they stand */
    const string_set *keys;  /* features' keys: `w` and a stem, `h` and two Han characters */
    const vocabulary *words; /* of all features' keys; wanted where there are keys */
    float rarest;            /* rarity of a key that the vocabulary does not know */
} symbol_tables;

/* Bytes of a text that a key is spelled from; a longer one is no feature. */
enum { LEXICON_KEY_MAX = 200 };

/* What a word, number or unit is known as. A rarity is ln of how few of the training texts have a
 * key: ln((1 + N) / (1 + n)), which is the vocabulary's value without its 1. */
typedef struct {
    uint32_t term;    /* number of the stem, or of what stands there; STRING_NONE: unknown */
    uint32_t feature; /* of a word's stem, `w`: its number; 0: none */
    uint32_t key;     /* of a word's stem, `w`; STRING_NONE: unknown, or not asked */
    float rarity;     /* of the key; 0 where none is asked for */
} lexicon_word;

typedef struct {
    uint32_t term;
    uint32_t feature; /* of the character alone, `h` */
} lexicon_char;

typedef struct {
    uint32_t key;
    float rarity;
    uint32_t feature; /* of both characters, `h` */
} lexicon_pair;

typedef struct lexicon lexicon;

/* Tables and stemmer are borrowed and must outlive it. NULL when memory runs out. The caller frees
 * it with lexicon_free. */
lexicon *lexicon_new(const symbol_tables *tables, stemmer *stems);
void lexicon_free(lexicon *of);

/* The features that it met, by their numbers; they keep them. */
feature_numbers *lexicon_features(lexicon *of);

/* Looks up a kind of feature and its text. */
numbered_feature lexicon_feature(lexicon *of, char kind, const char *text, size_t length);

/* Forgets words if there are many: they lose their numbers, and the lexicon's age rises. */
void lexicon_tidy(lexicon *of);
uint32_t lexicon_age(const lexicon *of);
uint32_t lexicon_highest(const lexicon *of); /* number that a word has */

enum { LEXICON_WORD_MAX = 126 };

/* The place of the word of that number among the vocabulary's forms; FORM_NONE where it is none, or
 * the number is 0. */
uint32_t lexicon_form(const lexicon *of, uint32_t number);

/* The stem of the word of that number, or the text of a number or a unit. Borrowed; valid until a
 * word is looked up. */
const char *lexicon_stem(const lexicon *of, uint32_t number, size_t *length);

#endif
