/*
 * Stage 4, inside: the walk over a text's tokens that finds features. Whoever collects features
 * brings a visitor; there are two, one that hands out keys (features.c) and one that counts a row
 * (features_count.c). The walk is made for each of them, with its functions in it: most of them do
 * less than a call takes.
 */
#ifndef FEATURES_WALK_H
#define FEATURES_WALK_H

#include "features_parts.h"

#define FEATURES_INLINE __attribute__((always_inline)) static inline

/* A word in a run. */
typedef struct {
    const token *of;
    uint32_t number; /* the visitor's own */
} feature_link;

/* Words side by side or, of kind `s`, around one more. */
typedef struct {
    char kind;
    int count;
    feature_link links[FEATURE_WORDS_MAX];
} feature_run;

static inline uint32_t feature_run_start(const feature_run *run) {
    return run->links[0].of->start;
}

static inline uint32_t feature_run_end(const feature_run *run) {
    const token *last = run->links[run->count - 1].of;
    return last->start + last->length;
}

typedef enum { FEATURE_STOP = -1, FEATURE_ASIDE, FEATURE_BREAKS, FEATURE_LINKS } feature_step;

/* FEATURE_STOP, and not 0 from the others, ends the walk. */
typedef struct {
    /* A word, number or unit, with all that it is by itself; tells whether it stands in runs, and
     * then its number. */
    feature_step (*token)(void *context, const token *of, uint32_t *number);
    int (*run)(void *context, feature_run run);
    int (*han)(void *context, const token *of); /* a run of Han characters */
    int (*hint)(void *context, const feature_hint *hint);
} feature_visitor;

/* Which runs there are, and the last words of one. */
typedef struct {
    int longest;
    bool skip;
    feature_link before, last;
    int count; /* of those two, how many stand in a row */
} feature_walker;

/* The runs that end with a word. */
FEATURES_INLINE int feature_visit_runs(const feature_walker *walk, feature_link here,
                                       feature_visitor visitor, void *context) {
    const feature_link before = walk->before, last = walk->last;
    if (walk->count < 1) return 0;
    if (walk->longest >= 2 && visitor.run(context, (feature_run){'b', 2, {last, here}})) return -1;
    if (walk->count < 2) return 0;
    if (walk->longest >= 3 && visitor.run(context, (feature_run){'b', 3, {before, last, here}}))
        return -1;
    return walk->skip ? visitor.run(context, (feature_run){'s', 2, {before, here}}) : 0;
}

FEATURES_INLINE int feature_walk_token(feature_walker *walk, const token *of,
                                       feature_visitor visitor, void *context) {
    feature_link here = {of, 0};
    const feature_step step = visitor.token(context, of, &here.number);
    if (step == FEATURE_LINKS) {
        if (!of->joined) walk->count = 0;
        if (feature_visit_runs(walk, here, visitor, context)) return -1;
        walk->before = walk->last;
        walk->last = here;
        walk->count += walk->count < FEATURE_WORDS_MAX - 1;
    } else if (step == FEATURE_BREAKS) {
        walk->count = 0;
    }
    return step == FEATURE_STOP ? -1 : 0;
}

/* 0, or -1 where the visitor stopped it. */
FEATURES_INLINE int feature_walk_tokens(feature_walker walk, const token_list *tokens,
                                        feature_visitor visitor, void *context) {
    const token *const end = tokens->count ? tokens->items + tokens->count : tokens->items;
    for (const token *here = tokens->items; here < end; here++) {
        if (here->kind == TOKEN_HAN) {
            if (visitor.han(context, here)) return -1;
            walk.count = 0;
        } else if (feature_walk_token(&walk, here, visitor, context)) {
            return -1;
        }
    }
    return 0;
}

/* Likewise of hints too. Most settings have pairs of words alone. */
FEATURES_INLINE int features_walk(const feature_settings *settings, const token_list *tokens,
                                  feature_hints hints, feature_visitor visitor, void *context) {
    const feature_walker any = {.longest = settings->word_max, .skip = settings->skip};
    const bool pairs = any.longest == 2 && !any.skip;
    if (pairs ? feature_walk_tokens((feature_walker){.longest = 2}, tokens, visitor, context)
              : feature_walk_tokens(any, tokens, visitor, context))
        return -1;
    for (size_t i = 0; settings->hints && i < hints.count; i++)
        if (visitor.hint(context, &hints.items[i])) return -1;
    return 0;
}

#endif
