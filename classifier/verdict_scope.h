/* Stage 9: how far the search went: the text, the rules and the edition that it went through. */
#ifndef VERDICT_SCOPE_H
#define VERDICT_SCOPE_H

#include "verdict.h"

/* Where an entry, by its number in the catalogue, and its `point`th control point stand in an
 * edition: what catalogue.h's functions say, worked out once. */
standing verdict_entry_standing(const verdict_input *in, const instrument *edition, size_t of);
standing verdict_point_standing(const verdict_input *in, const instrument *edition, size_t of,
                                size_t point);

/* Fills the text's digest, the rules and, where there is an edition, how much of it is on file; -1
 * when memory runs out. */
int verdict_add_scope(const verdict_input *in, const instrument *edition, arena *memory,
                      exportcat_verdict *out);

#endif
