/* Text as HTML. What a user or a file wrote stays text, whatever it holds. */
#ifndef HTML_H
#define HTML_H

#include "memory.h"

/* Escapes what stands in `out` from byte `from` on: it is text, and nothing else, in an element or
 * in a quoted attribute. */
void html_escape(buffer *out, size_t from);

void html_text(buffer *out, const char *text); /* adds it escaped */

#endif
