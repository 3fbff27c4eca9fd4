/* The views, the nearest first: a heap, for of a hundred a dozen are looked at. */
#include "verdict_parts.h"

/* The probability, or, where there is none, a value in its range that is a half at the similarity
 * from which an entry is a candidate alone. */
static double rank(const judge *of, const view *at) {
    if (at->label >= 0) return at->probability;
    double like = at->like * (at->hits ? 2 : 1);
    return like / (like + verdict_like_alone(of));
}

/* Of equals the first in the catalogue, which is sorted by id. */
static bool is_nearer(const ranked *a, const ranked *b) {
    return a->rank > b->rank || (a->rank == b->rank && a->view < b->view);
}

static void sink(ranked *heap, size_t count, size_t at) {
    ranked item = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && is_nearer(&heap[child + 1], &heap[child]);
        if (!is_nearer(&heap[child], &item)) break;
        heap[at] = heap[child];
    }
    heap[at] = item;
}

void verdict_order(judge *of) {
    of->order = arena_new(of->memory, of->view_count, sizeof *of->order);
    of->failed |= !of->order;
    if (of->failed) return;
    of->order_count = of->view_count;
    for (size_t i = 0; i < of->view_count; i++) of->order[i] = (ranked){rank(of, &of->views[i]), i};
    for (size_t i = of->view_count / 2; i-- > 0;) sink(of->order, of->order_count, i);
}

view *verdict_next(judge *of) {
    if (!of->order_count) return NULL;
    view *nearest = &of->views[of->order[0].view];
    of->order[0] = of->order[--of->order_count];
    if (of->order_count) sink(of->order, of->order_count, 0);
    return nearest;
}
