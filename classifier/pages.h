/*
 * Large blocks of zeroed memory for the tables that a run looks into anywhere, side by side in the
 * system's large pages where it has them: a page takes as long to come whatever its size, and a
 * processor remembers where few of them are.
 */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>

/* A zeroed struct has no blocks. One thread's at a time. */
typedef struct {
    struct pages_slab *newest; /* and those before it */
} pages;

/* At the beginning of a line of the processor's cache; what is never touched costs little. NULL
 * when memory runs out. Freed with all others. */
void *pages_take(pages *from, size_t bytes);
void pages_free(pages *all);

/* Tells the system that all of a block will be used, whosever it is: it comes at once, which takes
 * less time than page by page. One that is read before it is written on would come twice, the
 * second time while all other threads are halted. */
void pages_expect(void *block, size_t bytes);

#endif
