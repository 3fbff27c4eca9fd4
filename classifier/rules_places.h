/*
 * Stage 8: where in a text a pattern may begin to match, told by the places of what it spells out:
 * in which order, how far from each other and with no end of a sentence between them.
 *
 * A text is looked through from a pattern's end to its beginning: from where it may go on to where
 * what stands before that may begin. Two in three patterns that have all their literals in a text
 * begin nowhere, and those that match are tried only where they may.
 */
#ifndef RULES_PLACES_H
#define RULES_PLACES_H

#include "grams.h"
#include "rules_shape.h"

/* One step back through a pattern; see rules_places.c. */
typedef struct {
    uint8_t kind, crosses;
    uint16_t length;
    uint32_t at;
    uint16_t least, most;
} place_step;

/* A zeroed struct is of a pattern that may begin anywhere. */
typedef struct {
    const place_step *steps; /* NULL: nothing is known */
    const char *text;        /* of the steps */
    uint32_t count, text_length;
} pattern_places;

/* Nothing is known when memory runs out. The steps are `memory`'s. */
pattern_places pattern_places_read(const pattern_shape *shape, arena *memory);

/* Appends them as whole words, none where nothing is known. */
void pattern_places_freeze(const pattern_places *places, buffer *out);
/* What pattern_places_freeze wrote as `count` words; false where it is something else. Borrowed
 * from the words. */
bool pattern_places_thaw(pattern_places *places, const uint32_t *words, size_t count);

/* Places from `first` to `last`. */
typedef struct {
    uint32_t first, last;
} place_range;

/* Ranges in their order, apart from each other. One that finds no room makes another one wider. */
enum { PLACE_RANGES = 2048 };
typedef struct {
    size_t count;
    place_range items[PLACE_RANGES];
} place_set;

/* A stretch of folded text, and its runs. */
typedef struct {
    const char *bytes;
    uint32_t from, end;
    const gram_map *grams;
    unsigned widest; /* bytes of a character; 0: not known yet */
} place_text;

/* One thread's working memory, little of which is ever touched; NULL when memory runs out. The
 * caller frees it with place_finder_free. */
typedef struct place_finder place_finder;
place_finder *place_finder_new(void);
void place_finder_free(place_finder *finder);

/* Every place from which the pattern matches something within the stretch is in the set, and is the
 * first byte of a character. Borrowed from the finder; valid until it is asked again. */
const place_set *pattern_places_find(const pattern_places *places, place_finder *finder,
                                     place_text *in);

#endif
