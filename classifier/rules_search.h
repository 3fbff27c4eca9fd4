/* Stage 8: some bytes in a stretch of folded text. */
#ifndef RULES_SEARCH_H
#define RULES_SEARCH_H

#include <stddef.h>

/* The first place in [at, end) where `length` bytes, at least one, stand within it; NULL: none. So
 * many bytes as folded text has behind it may be read. */
const char *bytes_find(const char *at, const char *end, const char *bytes, size_t length);

/* What it does where the processor has no vectors of 32 bytes. */
const char *bytes_find_portable(const char *at, const char *end, const char *bytes, size_t length);

#endif
