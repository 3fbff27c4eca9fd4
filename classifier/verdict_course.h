/* Stage 9: what follows by law from an outcome. */
#ifndef VERDICT_COURSE_H
#define VERDICT_COURSE_H

#include "catalogue.h"

/* Adds the courses of the candidates' parts, or the free one where none was found; -1 when memory
 * runs out. They live in `memory`. */
int verdict_add_courses(const catalogue *laws, arena *memory, exportcat_verdict *out);

#endif
