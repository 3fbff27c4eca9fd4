/* Stage 8d: what the files of the conditions share. */
#ifndef CONDITIONS_PARTS_H
#define CONDITIONS_PARTS_H

#include "conditions.h"

/* ---- conditions_limit.c ---------------------------------------------------------------------- */

/* A limit in base units. */
typedef struct {
    double value;
    int relation; /* index into catalogue_relations */
    unit_dimension dimension;
} limit;

/* Below 0, 0 or above, as `a` is less than `b`, the same but for rounding, or more. */
int limit_compare(double a, double b);

/* Whether all of a stated range lies on the right side of the limit, none of it, or some. */
exportcat_threshold_state limit_hold(const quantity *figure, const limit *against);

/* ---- conditions_mentions.c ------------------------------------------------------------------- */

/* Folded bytes of the text. */
typedef struct {
    uint32_t start, end;
} place;

/* One spelling of a threshold's parameter. */
typedef struct {
    const char *words;
    size_t length, whose;
} spelling;

enum { SPELLINGS_MAX = 256 };

/* Whose a spelling is that names no parameter of the point: the figures behind it are another's. */
#define OF_NONE SIZE_MAX

/* All spellings of a point's parameters, and the bytes that they begin with. */
typedef struct {
    spelling items[SPELLINGS_MAX];
    size_t count;
    bool begins[256];
} spellings;

/* A place that names a parameter, and whose it is. */
typedef struct {
    place at;
    size_t whose;
} mention;

/* Where the clause that [from ...) stands in ends, at the latest at `most`. */
uint32_t mentions_clause_end(const folded *text, uint32_t from, uint32_t most);

/* Takes the spellings of one parameter, the `whose`th; NULL: none. They are parted by "; " and
 * written as folded text is: catalogue_check sees to it. Borrowed: `from` must stay in place. */
void mentions_add_spellings(spellings *out, const char *from, size_t whose);

/* The next mention from `at` on; of several that begin there, the longest. False: there is none. */
bool mentions_next(const folded *text, const spellings *of, uint32_t at, mention *out);

#endif
