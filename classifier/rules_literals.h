/*
 * Stage 8: what must stand in a text where a pattern matches, told without running the pattern.
 *
 * A pattern such as `(?:arc|torch)[^.]*(?:roll|forg)` matches nothing where neither "roll" nor
 * "forg" stands. Literals are looked for by some of their runs of three bytes among those of the
 * text, which are gathered once for all patterns.
 */
#ifndef RULES_LITERALS_H
#define RULES_LITERALS_H

#include "grams.h"
#include "rules_shape.h"

/* The bits of some runs of a literal, and which test comes next where all are set, and else. */
enum { LITERAL_GRAMS = 4 };
typedef struct {
    uint16_t grams[LITERAL_GRAMS];
    uint16_t yes, no;
} literal_test;

/* A zeroed struct demands nothing. */
typedef struct {
    const literal_test *tests; /* NULL: nothing is demanded */
    uint16_t start, count;
} literal_needs;

/* What a pattern demands of the stretch that it is matched against; nothing when memory runs out.
 * The tests are `memory`'s. */
literal_needs literal_needs_read(const pattern_shape *shape, arena *memory);

/* Appends them as whole words, none where nothing is demanded. */
void literal_needs_freeze(const literal_needs *needs, buffer *out);
/* What literal_needs_freeze wrote as `count` words; false where it is something else. Borrowed from
 * the words. */
bool literal_needs_thaw(literal_needs *needs, const uint32_t *words, size_t count);

/* False only where the pattern matches nothing in the text that the set was filled from. */
bool literal_needs_met(const literal_needs *needs, const gram_map *in);

#endif
