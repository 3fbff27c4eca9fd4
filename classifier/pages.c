#include "pages.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the system does not know how, they come one by one. */
void pages_expect(void *block, size_t bytes) {
#ifdef MADV_POPULATE_WRITE
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), skipped = (0 - (uintptr_t)block) % page;
    if (bytes < skipped + page) return;
    madvise((char *)block + skipped, (bytes - skipped) / page * page, MADV_POPULATE_WRITE);
#else
    (void)block, (void)bytes;
#endif
}

/* More than any machine has. */
#define TOO_MUCH ((size_t)1 << 40)

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__

/* Where each block is watched, it is one of its own. */
void *pages_new(size_t bytes) {
    return bytes < TOO_MUCH ? calloc(1, bytes) : NULL;
}

void pages_free(void *block) {
    free(block);
}

#else

enum { LARGE_PAGE = 2 << 20, LINE = 64 };

/* The beginning of a large page or, of a block that is larger, of several. Blocks stand behind it;
 * none comes where one was before. */
typedef struct {
    size_t size, used, blocks;
} slab;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static slab *newest; /* of one page, with room for blocks */

static slab *slab_new(size_t bytes) {
    const size_t size = (bytes + LINE + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    char *all = mmap(NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) return NULL;
    const size_t before = (0 - (uintptr_t)all) % LARGE_PAGE;
    if (before) munmap(all, before);
    munmap(all + before + size, LARGE_PAGE - before);
    slab *out = (slab *)(void *)(all + before);
    madvise(out, size, MADV_HUGEPAGE);
    *out = (slab){.size = size, .used = LINE};
    return out;
}

static void *take(size_t bytes) {
    slab *from = newest;
    if (!from || from->size - from->used < bytes) {
        from = slab_new(bytes);
        if (!from) return NULL;
        if (from->size == LARGE_PAGE) newest = from;
    }
    void *block = (char *)from + from->used;
    from->used += bytes;
    from->blocks++;
    return block;
}

void *pages_new(size_t bytes) {
    if (bytes >= TOO_MUCH) return NULL;
    pthread_mutex_lock(&lock);
    void *block = take((bytes + LINE - 1) / LINE * LINE);
    pthread_mutex_unlock(&lock);
    return block;
}

/* All blocks begin in the first page of theirs. */
void pages_free(void *block) {
    if (!block) return;
    slab *of = (slab *)(void *)((char *)block - (uintptr_t)block % LARGE_PAGE);
    pthread_mutex_lock(&lock);
    if (!--of->blocks) {
        if (newest == of) newest = NULL;
        munmap(of, of->size);
    }
    pthread_mutex_unlock(&lock);
}

#endif
