#include "rules_places_parts.h"

#include "rules_search.h"

#include <stdlib.h>

/* A choice whose branches are being tried: from where, and what they have come to. */
typedef struct {
    place_set from, found;
} choice;

struct place_finder {
    place_set sets[2]; /* of a step: where it leads to, and from where */
    place_set *now, *ends;
    choice choices[FORKS_MAX];
};

place_finder *place_finder_new(void) {
    return calloc(1, sizeof(place_finder));
}

void place_finder_free(place_finder *finder) {
    free(finder);
}

/* ---- Sets of places -------------------------------------------------------------------------- */

static void absorb_next(place_set *to, size_t at) {
    size_t behind = at + 1;
    while (behind < to->count && to->items[behind].first <= to->items[at].last) {
        if (to->items[behind].last > to->items[at].last)
            to->items[at].last = to->items[behind].last;
        behind++;
    }
    if (behind == at + 1) return;
    memmove(&to->items[at + 1], &to->items[behind], (to->count - behind) * sizeof *to->items);
    to->count -= behind - at - 1;
}

static void add_range(place_set *to, uint32_t first, uint32_t last) {
    size_t at = to->count;
    while (at && to->items[at - 1].first > first) at--;
    bool full = to->count == PLACE_RANGES;
    if (at && (full || to->items[at - 1].last >= first)) {
        if (last > to->items[--at].last) to->items[at].last = last;
    } else if (full) {
        to->items[at].first = first;
        if (last > to->items[at].last) to->items[at].last = last;
    } else {
        if (at < to->count)
            memmove(&to->items[at + 1], &to->items[at], (to->count - at) * sizeof *to->items);
        to->count++;
        to->items[at] = (place_range){first, last};
    }
    absorb_next(to, at);
}

static void copy_places(place_set *to, const place_set *of) {
    memcpy(to->items, of->items, of->count * sizeof *of->items);
    to->count = of->count;
}

/* Joins ranges, which are in their order, where they touch. */
static void join_ranges(place_set *all) {
    size_t kept = 0;
    for (size_t i = 1; i < all->count; i++) {
        place_range *last = &all->items[kept], here = all->items[i];
        if (here.first > last->last)
            all->items[++kept] = here;
        else if (here.last > last->last)
            last->last = here.last;
    }
    all->count = kept + 1;
}

/* Merges them from the last to the first. */
static void add_places(place_set *to, const place_set *of) {
    size_t left = to->count, added = of->count, at = left + added;
    if (at > PLACE_RANGES) {
        for (size_t i = 0; i < added; i++) add_range(to, of->items[i].first, of->items[i].last);
        return;
    }
    if (!added) return;
    to->count = at;
    while (added) {
        const bool own = left && to->items[left - 1].first > of->items[added - 1].first;
        to->items[--at] = own ? to->items[--left] : of->items[--added];
    }
    join_ranges(to);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

static size_t character_bytes(char first) {
    const unsigned char byte = (unsigned char)first;
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static bool is_wide(char byte) {
    return (unsigned char)byte >= 0x80;
}

static bool is_word(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           (byte >= 'A' && byte <= 'Z');
}

/* False only where the literal does not stand in the text. */
static bool may_stand(const place_text *in, const char *literal, size_t length) {
    return length < GRAM_BYTES ||
           (gram_map_has(in->grams, gram_bit(literal)) &
            gram_map_has(in->grams, gram_bit(literal + length - GRAM_BYTES)));
}

static void find_literal(const place_text *in, const char *literal, size_t length,
                         const place_set *ends, place_set *out) {
    out->count = 0;
    if (!may_stand(in, literal, length)) return;
    for (size_t i = 0; i < ends->count; i++) {
        const size_t lowest = in->from + length;
        size_t first = ends->items[i].first, last = ends->items[i].last;
        if (last < lowest) continue;
        const char *at = in->bytes + (first < lowest ? lowest : first) - length;
        const char *end = in->bytes + last;
        for (; (at = bytes_find(at, end, literal, length)); at++)
            add_range(out, (uint32_t)(at - in->bytes), (uint32_t)(at - in->bytes));
    }
}

static uint32_t back_over(const place_text *in, uint32_t at, uint32_t lowest, bool words) {
    while (at > lowest && (is_wide(in->bytes[at - 1]) || is_word(in->bytes[at - 1]) == words)) at--;
    return at;
}

/* The place behind the last of some characters in [from, at); `from` where none stands there. */
static uint32_t behind_last(const place_text *in, const char *characters, size_t length,
                            uint32_t from, uint32_t at) {
    const char *end = in->bytes + at;
    for (size_t size; length; characters += size, length -= size) {
        const char *begin = in->bytes + from, *found = end;
        size = character_bytes(*characters);
        if (size > length) size = length;
        do found = memrchr(begin, *characters, (size_t)(found - begin));
        while (found && ((size_t)(end - found) < size || memcmp(found, characters, size) != 0));
        if (found) from = (uint32_t)((size_t)(found - in->bytes) + size);
    }
    return from;
}

/* The first place from which the gap leads to `at`, or one before it. */
static uint32_t back_from(const place_text *in, const place_step *gap, const char *characters,
                          uint32_t at) {
    const uint32_t room = at - in->from, most = (uint32_t)gap->most * in->widest;
    const uint32_t lowest = gap->most == PART_UNLIMITED || most > room ? in->from : at - most;
    if (gap->crosses == CROSS_WORD) return back_over(in, at, lowest, true);
    if (gap->crosses == CROSS_OTHER) return back_over(in, at, lowest, false);
    if (gap->crosses == CROSS_ANY) return behind_last(in, characters, gap->length, lowest, at);
    uint32_t left = gap->most == PART_UNLIMITED ? UINT32_MAX : gap->most;
    for (; left && at > in->from; left--)
        at = back_over(in, back_over(in, at, in->from, false), in->from, true);
    return at;
}

static void pass_gap(const place_text *in, const place_step *gap, const char *characters,
                     const place_set *ends, place_set *out) {
    out->count = 0;
    for (size_t i = 0; i < ends->count; i++) {
        if (ends->items[i].last < in->from + gap->least) continue;
        const uint32_t last = ends->items[i].last - gap->least;
        const uint32_t first = back_from(in, gap, characters, ends->items[i].first);
        if (first <= last) add_range(out, first, last);
    }
}

/* Of several places side by side it is not asked. */
static void find_edges(const place_text *in, const place_set *ends, place_set *out) {
    out->count = 0;
    for (size_t i = 0; i < ends->count; i++) {
        const uint32_t at = ends->items[i].first;
        const char before = at ? in->bytes[at - 1] : ' ';
        const char behind = at < in->end ? in->bytes[at] : ' ';
        if (at < ends->items[i].last || is_wide(before) || is_wide(behind) ||
            is_word(before) != is_word(behind))
            out->items[out->count++] = ends->items[i];
    }
}

/* How many bytes the longest character has. */
static unsigned widest_of(const place_text *in) {
    unsigned char highest = 0;
    for (uint32_t i = in->from; i < in->end; i++) {
        const unsigned char here = (unsigned char)in->bytes[i];
        highest = here > highest ? here : highest;
    }
    return (unsigned)character_bytes((char)highest);
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* The next branch that may come to something, or the choice's end. */
static uint32_t next_branch(const place_step *steps, const gram_map *grams, uint32_t at) {
    while (steps[at].kind == STEP_BRANCH &&
           !(gram_map_has(grams, steps[at].least) & gram_map_has(grams, steps[at].most)))
        at = steps[at].at;
    return at;
}

static void take_step(const pattern_places *places, const place_text *in, const place_step *here,
                      place_finder *finder) {
    const char *bytes = places->text + here->at;
    place_set *ends = finder->now, *now = finder->ends;
    if (!ends->count) return;
    finder->now = now;
    finder->ends = ends;
    if (here->kind == STEP_LITERAL)
        find_literal(in, bytes, here->length, ends, now);
    else if (here->kind == STEP_GAP)
        pass_gap(in, here, bytes, ends, now);
    else
        find_edges(in, ends, now);
}

static void take_steps(const pattern_places *places, const place_text *in, place_finder *finder) {
    const place_step *steps = places->steps;
    choice *inner = NULL;
    size_t depth = 0;
    for (uint32_t i = 0; i < places->count; i++) {
        const place_step *here = &steps[i];
        if (here->kind < STEP_FORK) {
            take_step(places, in, here, finder);
            continue;
        }
        if (here->kind == STEP_FORK && !finder->now->count) {
            i = here->at;
            continue;
        }
        if (here->kind == STEP_FORK) {
            inner = &finder->choices[depth++];
            copy_places(&inner->from, finder->now);
            inner->found.count = 0;
            i++;
        } else {
            inner = &finder->choices[depth - 1];
            add_places(&inner->found, finder->now);
        }
        i = next_branch(steps, in->grams, i);
        const bool over = steps[i].kind == STEP_JOIN;
        copy_places(finder->now, over ? &inner->found : &inner->from);
        depth -= over;
    }
}

const place_set *pattern_places_find(const pattern_places *places, place_finder *finder,
                                     place_text *in) {
    size_t kept = 0;
    finder->now = &finder->sets[0];
    finder->ends = &finder->sets[1];
    finder->now->items[0] = (place_range){in->from, in->end};
    finder->now->count = 1;
    if (!in->widest) in->widest = widest_of(in);
    take_steps(places, in, finder);
    place_set *now = finder->now;
    for (size_t i = 0; i < now->count; i++) {
        place_range here = now->items[i];
        while (here.first < in->end && (in->bytes[here.first] & 0xC0) == 0x80) here.first++;
        if (here.first <= here.last) now->items[kept++] = here;
    }
    now->count = kept;
    return now;
}
