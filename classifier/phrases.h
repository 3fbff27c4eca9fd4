/*
 * Stage 8a: plain phrases found in a text in one pass, over stems and single Han characters.
 *
 * A text and a phrase are both a row of symbols: the stem of a word, one Han character, a number or
 * a unit as it stands. The phrases form a trie; a phrase is found wherever its symbols stand side
 * by side with nothing but spaces, hyphens, slashes or quotes between them.
 */
#ifndef PHRASES_H
#define PHRASES_H

#include "symbols.h"

typedef struct phrase_trie phrase_trie;

phrase_trie *
phrase_trie_new(void); /* NULL when memory runs out; the caller frees it with phrase_trie_free */
void phrase_trie_free(phrase_trie *trie);

/* Adds a phrase that stands for `number`. EXPORTCAT_E_RULES where no words are in it, or where it
 * cannot be found because a comma or the like stands in it. */
exportcat_status phrase_trie_add(phrase_trie *trie, stemmer *stems, const char *phrase,
                                 uint32_t number, exportcat_error *error);

/* Makes it ready to be searched, once all phrases are added; -1 when memory runs out. */
int phrase_trie_finish(phrase_trie *trie);

/* Appends a finished trie to `out`, whose length is a multiple of 8 and stays one. */
void phrase_trie_freeze(const phrase_trie *trie, buffer *out);

/*
 * A finished trie that phrase_trie_freeze wrote; every phrase must stand for a number below
 * `numbers`. NULL where the bytes are no such trie, or memory runs out.
 * Borrowed from the bytes, which must outlive it: nothing may be added to it. The caller frees it
 * with phrase_trie_free.
 */
phrase_trie *phrase_trie_thaw(const char *bytes, size_t size, size_t numbers);

/* The words and characters of all phrases: what a text's symbols must be looked up in as terms.
 * Borrowed from the trie; valid as long as it is. */
const string_set *phrase_trie_terms(const phrase_trie *trie);

/* Told of each phrase found, by where it begins, shorter ones first. Return not 0 to stop. */
typedef int phrase_sink(void *context, uint32_t number, uint32_t start, uint32_t end);

/* Looks for the phrases among the symbols [from, to) of a row. Linear in them times the longest
 * phrase. Returns the sink's result. */
int phrase_trie_find(const phrase_trie *trie, const symbol_row *row, size_t from, size_t to,
                     phrase_sink *sink, void *context);

#endif
