/*
 * Large blocks of zeroed memory for the tables that a run looks into anywhere, side by side in the
 * system's large pages where it has them: a page takes as long to come whatever its size, and a
 * processor remembers where few of them are.
 */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>

/* At the beginning of a line of the processor's cache; what is never touched costs little. NULL
 * when memory runs out. The caller frees it with pages_free. Any thread may call. */
void *pages_new(size_t bytes);
void pages_free(void *block);

/* Tells the system that all of a block will be used, whosever it is: its pages come at once, which
 * takes less time than one by one. */
void pages_expect(void *block, size_t bytes);

#endif
