/* Stage 7c: what the files of the units stage share. */
#ifndef UNITS_PARTS_H
#define UNITS_PARTS_H

#include "string_set.h"
#include "units.h"

/* Symbols go with prefixes that are symbols ("k" and "g"), words with words. */
typedef enum { SPELLED_SYMBOL, SPELLED_ENGLISH, SPELLED_CHINESE } spelling_kind;

enum { SPELLING_MAX = 31, PREFIXES_MAX = 32, NO_UNIT = -1 };

/* One way to write a unit or a prefix. */
typedef struct {
    int owner; /* its index; NO_UNIT: it only looks like a unit */
    spelling_kind kind;
    uint32_t capitals;   /* bit i: byte i of the folded spelling must be a capital */
    uint32_t length;     /* of the folded spelling */
    bool begins_with_m;  /* m or M, which careless writing confuses */
    bool ends_in_letter; /* no other letter may follow */
    uint32_t next;       /* index + 1 of another unit's that folds to the same */
} spelling;

typedef struct {
    unit_scale scale;
    uint32_t prefixes; /* bit i: it takes prefix i */
    int careless;      /* what m and M both are in careless writing: a prefix; -1: not said */
    bool only_joined, only_spaced;
} known_unit;

/* Spellings in the order of the catalogue, found by their folded bytes. */
typedef struct {
    string_set folded;
    uint32_t *first; /* number in `folded` -> index + 1 */
    spelling *items;
    size_t count, capacity, first_capacity;
    uint8_t longest[256]; /* the longest spelling that begins with the byte; of units that stand
                             before their number, that ends with it */
} lexicon;

struct units {
    lexicon names, before, prefix_names;
    known_unit *units;
    decimal prefixes[PREFIXES_MAX]; /* factors */
    size_t unit_count, prefix_count, base_count;
    const char *bases[UNIT_BASES]; /* symbols. Borrowed from the catalogue */
};

/* Adds the powers of `dimension`, `power` times; false where they grow too high. */
bool dimension_multiply(unit_dimension *into, const unit_dimension *dimension, int power);

#endif
