/* Stage 9: how far the search went: the text, the rules and the edition that it went through. */
#ifndef VERDICT_SCOPE_H
#define VERDICT_SCOPE_H

#include "verdict.h"

/* Where an entry, by its number in the catalogue, and its `point`th control point stand in an
 * edition: what catalogue.h's functions say, worked out once. */
standing verdict_entry_standing(const verdict_input *in, const instrument *edition, size_t of);
standing verdict_point_standing(const verdict_input *in, const instrument *edition, size_t of,
                                size_t point);
/* Of all its points. */
const standing *verdict_point_standings(const verdict_input *in, const instrument *edition,
                                        size_t of);

/* The number of the control point that one of the entry's rules speaks for; that of its points
 * where it speaks for the entry as a whole. Likewise worked out once. */
size_t verdict_rule_point(const verdict_input *in, size_t of, const rule *by);
const char *const *verdict_rule_names(const verdict_input *in, size_t of); /* "entry/rule" */
size_t verdict_most_points(const verdict_input *in);                       /* of any entry */

/* The edition in which a point first stands, or the entry where it has none or none is known of it
 * (`point` NULL); and the entry's industry. Both NULL where that is not on file. Likewise worked
 * out once. */
const instrument *verdict_first(const verdict_input *in, size_t of, const control_point *point);
const industry *verdict_industry(const verdict_input *in, size_t of);

/* Fills how much of the edition is on file. */
void verdict_add_on_file(const verdict_input *in, const instrument *edition,
                         exportcat_verdict *out);

/* Fills the text's digest and the rules; -1 when memory runs out. */
int verdict_add_scope(const verdict_input *in, arena *memory, exportcat_verdict *out);

#endif
