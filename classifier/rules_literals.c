#include "rules_literals.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_YES = UINT16_MAX, TEST_NO = UINT16_MAX - 1, TESTS_MAX = UINT16_MAX - 2 };

/* ---- What a part demands --------------------------------------------------------------------- */

/* Of each part: how many literals it demands, one of which must stand or all; 0: none. Of its
 * children those that demand something, and before each the one that is asked before it. */
typedef struct {
    uint32_t literals, last_child, before;
} demand;

/* Those with few literals are asked first, whatever their order: a list of many is most often met,
 * as by the phrase that the pattern is tried for. */
static void add_child(demand *all, demand *of, uint32_t child) {
    uint32_t *at = &of->last_child;
    while (*at && all[*at].literals >= all[child].literals) at = &all[*at].before;
    all[child].before = *at;
    *at = child;
}

/* Its children are known. One of them that demands nothing is enough for a choice of them to demand
 * nothing. */
static void weigh(const pattern_part *parts, demand *all, uint32_t number) {
    const pattern_part *part = &parts[number];
    demand *of = &all[number];
    bool open = part->kind == PART_GAP || part->kind == PART_EDGE;
    if (part->kind == PART_LITERAL) of->literals = part->length >= GRAM_BYTES;
    for (uint32_t child = part->last_child; child; child = parts[child].before) {
        open |= part->kind == PART_ANY_OF && !all[child].literals;
        of->literals += all[child].literals;
        if (all[child].literals) add_child(all, of, child);
    }
    if (open) of->literals = 0;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

typedef struct {
    const pattern_shape *shape;
    const demand *all;
    literal_test *tests;
    size_t count;
} test_list;

static literal_test test_of(const pattern_shape *shape, const pattern_part *literal) {
    literal_test made = {0};
    char run[GRAM_BYTES + 1] = ""; /* gram_bit reads one more */
    const size_t last = literal->length - GRAM_BYTES;
    for (size_t i = 0; i < LITERAL_GRAMS; i++) {
        memcpy(run, shape->text.bytes + literal->at + last * i / (LITERAL_GRAMS - 1), GRAM_BYTES);
        made.grams[i] = (uint16_t)gram_bit(run);
    }
    return made;
}

/* Adds the tests of a part, from the last to the first, and tells with which one it begins. */
static uint16_t add_tests(uint32_t number, uint16_t yes, uint16_t no, test_list *out) {
    const pattern_part *of = &out->shape->parts[number];
    if (of->kind == PART_LITERAL) {
        literal_test *made = &out->tests[out->count];
        *made = test_of(out->shape, of);
        made->yes = yes;
        made->no = no;
        return (uint16_t)out->count++;
    }
    const bool any = of->kind == PART_ANY_OF;
    uint16_t start = any ? no : yes;
    for (uint32_t child = out->all[number].last_child; child; child = out->all[child].before)
        start = any ? add_tests(child, yes, start, out) : add_tests(child, start, no, out);
    return start;
}

literal_needs literal_needs_read(const pattern_shape *shape, arena *memory) {
    literal_needs needs = {0};
    test_list list = {.shape = shape};
    demand *all = shape->count < TESTS_MAX ? calloc(shape->count, sizeof *all) : NULL;
    for (uint32_t i = 1; all && i < shape->count; i++) weigh(shape->parts, all, i);
    list.all = all;
    if (all && all[shape->whole].literals)
        list.tests = arena_take(memory, all[shape->whole].literals, sizeof *list.tests);
    if (list.tests) {
        needs.start = add_tests(shape->whole, TEST_YES, TEST_NO, &list);
        needs.tests = list.tests;
        needs.count = (uint16_t)list.count;
    }
    free(all);
    return needs;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

enum { TEST_WORDS = sizeof(literal_test) / sizeof(uint32_t) };

void literal_needs_freeze(const literal_needs *needs, buffer *out) {
    if (!needs->tests) return;
    buffer_add(out, &needs->start, sizeof needs->start);
    buffer_add(out, &needs->count, sizeof needs->count);
    buffer_add(out, needs->tests, needs->count * sizeof *needs->tests);
}

/* A test leads to one before it, so that they end. */
static bool leads_on(uint16_t next, size_t at) {
    return next < at || next == TEST_YES || next == TEST_NO;
}

static bool are_sound(const literal_needs *needs) {
    bool sound = leads_on(needs->start, needs->count);
    for (size_t i = 0; i < needs->count; i++) {
        const literal_test *here = &needs->tests[i];
        sound &= leads_on(here->yes, i) && leads_on(here->no, i);
        for (size_t k = 0; k < LITERAL_GRAMS; k++) sound &= here->grams[k] < 1 << GRAM_SET_BITS;
    }
    return sound;
}

bool literal_needs_thaw(literal_needs *needs, const uint32_t *words, size_t count) {
    *needs = (literal_needs){0};
    if (!count) return true;
    memcpy(&needs->start, words, sizeof needs->start);
    memcpy(&needs->count, (const char *)words + sizeof needs->start, sizeof needs->count);
    needs->tests = (const literal_test *)(words + 1);
    if (count == 1 + (size_t)needs->count * TEST_WORDS && are_sound(needs)) return true;
    *needs = (literal_needs){0};
    return false;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* Two at a time, the first and the last one first: one that is there foretells little of the next.
 */
static bool are_there(const gram_map *in, const uint16_t grams[LITERAL_GRAMS]) {
    return (gram_map_has(in, grams[0]) & gram_map_has(in, grams[3])) &&
           (gram_map_has(in, grams[1]) & gram_map_has(in, grams[2]));
}

bool literal_needs_met(const literal_needs *needs, const gram_map *in) {
    uint16_t at = needs->tests ? needs->start : TEST_YES;
    while (at < TESTS_MAX) {
        const literal_test *here = &needs->tests[at];
        at = are_there(in, here->grams) ? here->yes : here->no;
    }
    return at == TEST_YES;
}
