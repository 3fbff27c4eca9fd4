/* Stage 9: how far the search went: the text, the rules and the edition that it went through. */
#ifndef VERDICT_SCOPE_H
#define VERDICT_SCOPE_H

#include "verdict.h"

/* Fills the text's digest, the rules and, where there is an edition, how much of it is on file; -1
 * when memory runs out. */
int verdict_add_scope(const verdict_input *in, const instrument *edition, arena *memory,
                      exportcat_verdict *out);

#endif
