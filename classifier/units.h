/*
 * Stage 7c: the units of the catalogue: reading one where it stands in a text, whatever its
 * spelling, and what it is in base units.
 */
#ifndef UNITS_H
#define UNITS_H

#include "catalogue.h"
#include "decimal.h"
#include "written.h"

enum { UNIT_BASES = 40 };

/* The power of each base unit, in the order of units.yaml; all 0: a plain ratio, such as %. */
typedef struct {
    int8_t power[UNIT_BASES];
} unit_dimension;

/* What a unit is in base units: (value + offset) * factor. */
typedef struct {
    decimal factor, offset;
    unit_dimension dimension;
} unit_scale;

/* Immutable, shared by threads. */
typedef struct units units;

/* Compiles the catalogue's units; they are none where it has no units.yaml. Else the unit of every
 * threshold must be known. Errors: EXPORTCAT_E_CATALOGUE with the place, EXPORTCAT_E_MEMORY.
 * The caller frees it with units_free. */
exportcat_status units_new(const catalogue *laws, units **out, exportcat_error *error);
void units_free(units *known);

/* How a unit stands behind its number: one that is only a letter is none behind a hyphen or on the
 * next line. */
typedef enum { UNIT_TOUCHES, UNIT_SPACED, UNIT_APART } unit_gap;

/* Reads a unit, plain or made of several, that begins at `at`: where it ends, 0 where there is
 * none. */
size_t units_read(const units *known, const written_text *in, size_t at, unit_gap gap,
                  unit_scale *out);
/* Reads a unit that stands before its number, such as Mach, and ends at `at`: where it begins,
 * SIZE_MAX where there is none. */
size_t units_read_before(const units *known, const written_text *in, size_t at, unit_scale *out);

/* Divides a unit by another; false where the powers grow too high. */
bool unit_divide(unit_scale *scale, const unit_scale *by);
double unit_to_base(const unit_scale *scale, decimal value);
bool unit_same_dimension(const unit_dimension *a, const unit_dimension *b);

/* A value of the catalogue in base units; false where the unit is not known. */
bool units_convert(const units *known, const char *unit, double value, double *base,
                   unit_dimension *dimension);
/* Writes the base unit of a dimension, such as "kg/m3"; "1" for a plain ratio. */
void units_write(const units *known, const unit_dimension *dimension, buffer *out);

#endif
