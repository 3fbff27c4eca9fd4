#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE = 64 };

/* More than any machine has. */
#define TOO_MUCH ((uint64_t)1 << 40)

/* One large page or, for a block that is larger, several. Its blocks stand behind this. */
typedef struct pages_slab {
    struct pages_slab *before;
    size_t size, used;
} slab;

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

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__

/* Where each block is watched, it is one of its own. */
static slab *slab_new(size_t bytes) {
    const size_t size = (bytes + LINE + LINE - 1) / LINE * LINE;
    slab *out = aligned_alloc(LINE, size);
    if (!out) return NULL;
    memset(out, 0, size);
    out->size = size;
    return out;
}

static void slab_free(slab *of) {
    free(of);
}

#else

static slab *slab_new(size_t bytes) {
    const size_t large = (size_t)2 << 20, size = (bytes + LINE + large - 1) / large * large;
    char *all = mmap(NULL, size + large, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) return NULL;
    const size_t before = (0 - (uintptr_t)all) % large;
    if (before) munmap(all, before);
    munmap(all + before + size, large - before);
    slab *out = (slab *)(void *)(all + before);
    madvise(out, size, MADV_HUGEPAGE);
    out->size = size;
    return out;
}

static void slab_free(slab *of) {
    munmap(of, of->size);
}

#endif

void *pages_take(pages *from, size_t bytes) {
    if (bytes >= TOO_MUCH) return NULL;
    const size_t whole = (bytes + LINE - 1) / LINE * LINE;
    slab *last = from->newest;
    if (!last || last->size - last->used < whole) {
        slab *next = slab_new(whole);
        if (!next) return NULL;
        next->before = last;
        next->used = LINE;
        from->newest = last = next;
    }
    void *block = (char *)last + last->used;
    last->used += whole;
    return block;
}

void pages_free(pages *all) {
    while (all->newest) {
        slab *last = all->newest;
        all->newest = last->before;
        slab_free(last);
    }
}
