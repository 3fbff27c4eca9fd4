/*
 * Work on pieces by several threads, with the pieces' order kept: put in by one thread, worked on
 * by any, taken out by the first in the order in which they were put in. The thread that puts in
 * and takes out is one of them: it works itself where it would have to wait.
 */
#ifndef CMD_BATCH_POOL_H
#define CMD_BATCH_POOL_H

#include "status.h"

#include <stddef.h>

typedef struct pool pool;

/* Works on a piece; `own` belongs to the thread that calls. */
typedef void pool_work(void *piece, void *own);

/* `owns`: one for each thread, the caller's the first. NULL when memory runs out or no thread can
 * be started. The caller frees it with pool_free. */
pool *pool_new(size_t threads, pool_work *work, void *const *owns);
void pool_free(pool *of); /* waits for what is being worked on; NULL is fine */

/* How many pieces may be in at once. */
size_t pool_room(const pool *of);

/* Puts a piece in; there must be room. */
void pool_put(pool *of, void *piece);

/* The oldest piece, once its work is done; NULL where none is in. Until then the caller works on
 * what waits. */
void *pool_take(pool *of);

/* How many pieces are in. */
size_t pool_count(const pool *of);

#endif
