/* The views that may be told of, the nearest first: of a hundred entries a dozen. */
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

/* Puts an item in its place in a list that keeps the `most` nearest. */
static void insert(ranked *list, size_t *count, size_t most, ranked item) {
    if (*count == most && !is_nearer(&item, &list[most - 1])) return;
    size_t at = *count < most ? (*count)++ : most - 1;
    for (; at && is_nearer(&item, &list[at - 1]); at--) list[at] = list[at - 1];
    list[at] = item;
}

void verdict_order(judge *of) {
    ranked far[VERDICT_SET_ASIDE_MAX];
    size_t far_count = 0, most = of->wanted + of->set_aside_most;
    of->order = arena_take(of->memory, most, sizeof *of->order);
    of->failed |= !of->order;
    for (size_t i = 0; i < of->view_count && !of->failed; i++) {
        ranked item = {rank(of, &of->views[i]), i};
        if (verdict_is_wanted(&of->views[i]))
            insert(of->order, &of->order_count, most, item);
        else
            insert(far, &far_count, of->set_aside_most, item);
    }
    for (size_t i = 0; i < far_count; i++) insert(of->order, &of->order_count, most, far[i]);
}
