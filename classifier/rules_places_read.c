/* What a pattern spells out -> the steps that tell where it may begin. */
#include "rules_places_parts.h"

enum { STEPS_MAX = 4096, STEP_WORDS = sizeof(place_step) / sizeof(uint32_t) };

/* ---- From a pattern -------------------------------------------------------------------------- */

typedef struct {
    const pattern_shape *shape;
    buffer steps;
    unsigned forks;
    bool too_deep;
} step_list;

static uint32_t add_step(step_list *out, place_step added) {
    uint32_t here = (uint32_t)(out->steps.length / sizeof added);
    buffer_add(&out->steps, &added, sizeof added);
    return here;
}

/* Lets a step lead to the one that is added next. */
static void lead(step_list *out, uint32_t from) {
    const uint32_t next = (uint32_t)(out->steps.length / sizeof(place_step));
    place_step *steps = (place_step *)(void *)out->steps.bytes;
    if (!out->steps.failed) steps[from].at = next;
}

static uint16_t run_bit(const char *bytes) {
    const char run[GRAM_BYTES + 1] = {bytes[0], bytes[1], bytes[2]}; /* gram_bit reads one more */
    return (uint16_t)gram_bit(run);
}

/* By its longest literal, without which it comes to nothing. */
static place_step branch_of(const pattern_shape *shape, uint32_t number) {
    const pattern_part *parts = shape->parts, *longest = &parts[number];
    const bool row = longest->kind == PART_ALL_OF;
    for (uint32_t child = row ? longest->last_child : 0; child; child = parts[child].before)
        if (parts[child].kind == PART_LITERAL &&
            (longest->kind != PART_LITERAL || parts[child].length > longest->length))
            longest = &parts[child];
    if (longest->kind != PART_LITERAL || longest->length < GRAM_BYTES)
        return (place_step){.kind = STEP_OPEN};
    const char *first = shape->text.bytes + longest->at;
    return (place_step){.kind = STEP_BRANCH,
                        .least = run_bit(first),
                        .most = run_bit(first + longest->length - GRAM_BYTES)};
}

static void add_steps(step_list *out, uint32_t number);

static void add_choice(step_list *out, const pattern_part *of) {
    const pattern_part *parts = out->shape->parts;
    if (++out->forks > FORKS_MAX) {
        out->too_deep = true;
        return;
    }
    uint32_t fork = add_step(out, (place_step){.kind = STEP_FORK});
    for (uint32_t child = of->last_child; child; child = parts[child].before) {
        uint32_t branch = add_step(out, branch_of(out->shape, child));
        add_steps(out, child);
        lead(out, branch);
    }
    lead(out, fork);
    add_step(out, (place_step){.kind = STEP_JOIN});
    out->forks--;
}

/* Adds the steps of a part, from its end to its beginning. */
static void add_steps(step_list *out, uint32_t number) {
    const pattern_part *of = &out->shape->parts[number];
    place_step step = {.crosses = (uint8_t)of->crosses,
                       .length = (uint16_t)of->length,
                       .at = of->at,
                       .least = (uint16_t)of->least,
                       .most = (uint16_t)of->most};
    out->too_deep |= of->length > UINT16_MAX;
    switch (of->kind) {
    case PART_LITERAL: step.kind = STEP_LITERAL; break;
    case PART_GAP: step.kind = STEP_GAP; break;
    case PART_EDGE: step.kind = STEP_EDGE; break;
    case PART_AHEAD: return;
    case PART_ANY_OF: add_choice(out, of); return;
    case PART_ALL_OF:
        for (uint32_t child = of->last_child; child; child = out->shape->parts[child].before)
            add_steps(out, child);
        return;
    }
    add_step(out, step);
}

pattern_places pattern_places_read(const pattern_shape *shape, arena *memory) {
    step_list list = {.shape = shape};
    pattern_places places = {0};
    add_steps(&list, shape->whole);
    const size_t count = list.steps.length / sizeof(place_step);
    place_step *steps = arena_take(memory, count, sizeof *steps);
    char *text = arena_copy(memory, shape->text.bytes, shape->text.length);
    if (steps && text && count && count <= STEPS_MAX && !list.too_deep && !list.steps.failed) {
        memcpy(steps, list.steps.bytes, list.steps.length);
        places = (pattern_places){steps, text, (uint32_t)count, (uint32_t)shape->text.length};
    }
    buffer_free(&list.steps);
    return places;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

void pattern_places_freeze(const pattern_places *places, buffer *out) {
    static const char none[sizeof(uint32_t)] = "";
    if (!places->steps) return;
    buffer_add(out, &places->count, sizeof places->count);
    buffer_add(out, &places->text_length, sizeof places->text_length);
    buffer_add(out, places->steps, places->count * sizeof *places->steps);
    buffer_add(out, places->text, places->text_length);
    buffer_add(out, none, sizeof none - places->text_length % sizeof none);
}

static bool is_inside(const pattern_places *places, const place_step *here) {
    return here->at <= places->text_length && here->length <= places->text_length - here->at;
}

/* A choice has branches, each of which leads to the next one and the last one to the end, and room
 * for those that it stands in: what the step before led to is `next`. */
typedef struct {
    uint32_t next[FORKS_MAX], ends[FORKS_MAX];
    size_t depth;
} open_choices;

static bool is_choice_sound(const place_step *here, uint32_t at, open_choices *open) {
    const size_t inner = open->depth - 1;
    switch (here->kind) {
    case STEP_FORK:
        if (open->depth == FORKS_MAX || here[1].kind < STEP_BRANCH || here[1].kind > STEP_OPEN)
            return false;
        open->next[open->depth] = at + 1;
        open->ends[open->depth++] = here->at;
        return true;
    case STEP_BRANCH:
    case STEP_OPEN:
        if (!open->depth || open->next[inner] != at || here->at <= at) return false;
        open->next[inner] = here->at;
        return here->kind == STEP_OPEN ||
               (here->least < 1 << GRAM_SET_BITS && here->most < 1 << GRAM_SET_BITS);
    case STEP_JOIN:
        if (!open->depth || open->next[inner] != at || open->ends[inner] != at) return false;
        open->depth--;
        return true;
    default: return false;
    }
}

/* Each step's bytes are there, and a way through the steps goes on and ends. */
static bool are_sound(const pattern_places *places) {
    open_choices open = {.depth = 0};
    for (uint32_t i = 0; i < places->count; i++) {
        const place_step *here = &places->steps[i];
        bool sound = true;
        switch (here->kind) {
        case STEP_LITERAL: sound = here->length && is_inside(places, here); break;
        case STEP_GAP: sound = is_inside(places, here) && here->crosses <= CROSS_WORDS; break;
        case STEP_EDGE: break;
        default: sound = i + 1 < places->count || here->kind == STEP_JOIN; break;
        }
        if (!sound || (here->kind > STEP_EDGE && !is_choice_sound(here, i, &open))) return false;
    }
    return !open.depth;
}

bool pattern_places_thaw(pattern_places *places, const uint32_t *words, size_t count) {
    *places = (pattern_places){0};
    if (!count) return true;
    if (count < 2) return false;
    pattern_places read = {
        .steps = (const place_step *)(words + 2), .count = words[0], .text_length = words[1]};
    const size_t text_words = (size_t)read.text_length / sizeof *words + 1;
    if (!read.count || read.count > STEPS_MAX ||
        count != 2 + (size_t)read.count * STEP_WORDS + text_words)
        return false;
    read.text = (const char *)(words + count - text_words);
    if (!are_sound(&read)) return false;
    *places = read;
    return true;
}
