#include "cmd_batch_pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { PIECES_A_THREAD = 4 };

typedef struct {
    void *piece;
    bool done;
} place;

typedef struct {
    pool *of;
    void *own;
    pthread_t thread;
} worker;

/* A ring: places `out` to `next` are being worked on or done, `next` to `in` wait. */
struct pool {
    pthread_mutex_t lock;
    pthread_cond_t put, done;
    place *places;
    worker *workers;
    size_t room, threads, started;
    size_t out, next, in;
    bool closing;
    pool_work *work;
};

/* Works on the oldest piece that waits; there must be one. Called and left with the lock held. */
static void work_on_next(pool *of, void *own) {
    place *at = &of->places[of->next++ % of->room];
    pthread_mutex_unlock(&of->lock);
    of->work(at->piece, own);
    pthread_mutex_lock(&of->lock);
    at->done = true;
    pthread_cond_signal(&of->done);
}

static void *run(void *context) {
    worker *me = context;
    pool *of = me->of;
    pthread_mutex_lock(&of->lock);
    for (;;) {
        while (of->next == of->in && !of->closing) pthread_cond_wait(&of->put, &of->lock);
        if (of->next == of->in) break;
        work_on_next(of, me->own);
    }
    pthread_mutex_unlock(&of->lock);
    return NULL;
}

/* The first thread is the caller's. */
static bool start(pool *of) {
    for (of->started = 1; of->started < of->threads; of->started++) {
        worker *next = &of->workers[of->started];
        if (pthread_create(&next->thread, NULL, run, next)) return false;
    }
    return true;
}

pool *pool_new(size_t threads, pool_work *work, void *const *owns) {
    pool *of = calloc(1, sizeof *of);
    if (!of) return NULL;
    const size_t room = threads == 1 ? 1 : threads * PIECES_A_THREAD; /* one alone has no queue */
    *of = (pool){.room = room, .threads = threads, .work = work};
    pthread_mutex_init(&of->lock, NULL);
    pthread_cond_init(&of->put, NULL);
    pthread_cond_init(&of->done, NULL);
    of->places = calloc(of->room, sizeof *of->places);
    of->workers = calloc(threads, sizeof *of->workers);
    for (size_t i = 0; of->workers && i < threads; i++)
        of->workers[i] = (worker){.of = of, .own = owns[i]};
    if (of->places && of->workers && start(of)) return of;
    pool_free(of);
    return NULL;
}

void pool_free(pool *of) {
    if (!of) return;
    pthread_mutex_lock(&of->lock);
    of->closing = true;
    of->in = of->next;
    pthread_cond_broadcast(&of->put);
    pthread_mutex_unlock(&of->lock);
    for (size_t i = 1; i < of->started; i++) pthread_join(of->workers[i].thread, NULL);
    pthread_cond_destroy(&of->done);
    pthread_cond_destroy(&of->put);
    pthread_mutex_destroy(&of->lock);
    free(of->workers);
    free(of->places);
    free(of);
}

size_t pool_room(const pool *of) {
    return of->room;
}

size_t pool_count(const pool *of) {
    return of->in - of->out;
}

void pool_put(pool *of, void *piece) {
    pthread_mutex_lock(&of->lock);
    of->places[of->in++ % of->room] = (place){.piece = piece};
    pthread_cond_signal(&of->put);
    pthread_mutex_unlock(&of->lock);
}

void *pool_take(pool *of) {
    if (of->out == of->in) return NULL;
    place *at = &of->places[of->out % of->room];
    pthread_mutex_lock(&of->lock);
    while (!at->done) {
        if (of->next != of->in)
            work_on_next(of, of->workers[0].own);
        else
            pthread_cond_wait(&of->done, &of->lock);
    }
    pthread_mutex_unlock(&of->lock);
    of->out++;
    return at->piece;
}
