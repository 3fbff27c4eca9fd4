#include "features_count.h"

#include "memory.h"

#include <string.h>

/* What is counted so far, held where the processor has it at hand. */
typedef struct {
    feature_counter *counter;
    const symbol *next; /* the next token's, or one before it */
    word_facts *facts;
    word_use *uses;
    size_t use_count;
    feature_mark *marks; /* the next that waits */
    double weight;       /* of a run */
    uint32_t text;
    bool numbered; /* pairs of words are known by their numbers */
} counting;

/* ---- Features that stand by themselves ------------------------------------------------------- */

/* The row and where features stand in it, likewise. */
typedef struct {
    feature *items;
    feature_place *places;
    size_t count;
    uint32_t text;
} marker;

static inline marker begin_marks(const feature_counter *counter) {
    const feature_row *row = counter->row;
    return (marker){row->items, counter->places, row->count, counter->text};
}

static inline void end_marks(feature_counter *counter, const marker *marks) {
    counter->row->count = marks->count;
}

/* What is no feature is counted in the item behind all others. */
static void set_none(feature_counter *counter) {
    counter->places[0] = (feature_place){counter->text, (uint32_t)counter->row->capacity - 1};
}

/* Room for so many features more, and for what is none. */
static inline int make_room(feature_counter *counter, size_t more) {
    feature_row *row = counter->row;
    if (row->capacity - row->count > more) return 0;
    if (grow(&row->items, &row->capacity, row->count + more + 1, sizeof *row->items)) return -1;
    set_none(counter);
    return 0;
}

/* Counts a feature. Whether it came before no machine can foretell: it is written behind the last
 * item, and stays there if it is new. */
FEATURES_INLINE void add_mark(marker *marks, uint32_t number, uint32_t start, uint32_t end,
                              double weight) {
    const feature_place at = marks->places[number];
    const bool is_new = at.seen != marks->text;
    const size_t place = is_new ? marks->count : at.place;
    marks->places[number] = (feature_place){marks->text, (uint32_t)place};
    feature *next = &marks->items[marks->count];
    next->index = number;
    next->count = 0;
    next->start = start;
    next->end = end;
    next->value = weight;
    marks->items[place].count++;
    marks->count += is_new;
}

/* Counts what waits: pairs are found when what is known of them had time to come. -1 when memory
 * runs out. */
__attribute__((noinline)) static int count_marks(feature_counter *counter, size_t count) {
    feature_mark *waiting = counter->marks;
    uint32_t unknown[FEATURE_MARKS];
    size_t unknown_count = 0;
    if (make_room(counter, count)) return -1;
    for (size_t i = 0; i < count; i++) {
        feature_mark *here = &waiting[i];
        if (here->both && !pairs_find(&counter->known.pairs, here->both, &here->number))
            unknown[unknown_count++] = (uint32_t)i;
        else
            __builtin_prefetch(&counter->places[here->number]);
    }
    if (unknown_count) features_find_pairs(counter, unknown, unknown_count);
    marker marks = begin_marks(counter);
    for (size_t i = 0; i < count; i++)
        add_mark(&marks, waiting[i].number, waiting[i].start, waiting[i].end, waiting[i].weight);
    end_marks(counter, &marks);
    return 0;
}

/* Counts a feature at once; none waits. */
static int mark(feature_counter *counter, uint32_t number, uint32_t start, uint32_t end,
                feature_weight weight) {
    counter->marks[0] = (feature_mark){0, number, start, end, counter->weights[weight]};
    return count_marks(counter, 1);
}

FEATURES_INLINE int settle(counting *in) {
    const size_t count = (size_t)(in->marks - in->counter->marks);
    in->marks = in->counter->marks;
    return count ? count_marks(in->counter, count) : 0;
}

/* ---- Words, numbers, units ------------------------------------------------------------------- */

/* A word with parts. Whether it came before no machine can foretell either. */
FEATURES_INLINE void count_whole(counting *in, word_facts *of, const symbol *at) {
    const size_t is_new = of->seen != in->text;
    const size_t place = is_new ? in->use_count : of->place;
    of->seen = in->text;
    of->place = (uint32_t)place;
    in->uses[in->use_count] = (word_use){at->number, 0, at->start, at->end, 0};
    in->uses[place].count++;
    in->use_count += is_new;
}

/* What is no word, or has no parts. The others' words are counted at the end. */
FEATURES_INLINE void count_other(counting *in, const word_facts *of, const symbol *at) {
    feature_counter *counter = in->counter;
    const bool word = of->kind == 'w';
    counter->row->words += word;
    counter->row->known_words += word & (of->own != 0);
    *in->marks = (feature_mark){0, of->own, at->start, at->end, counter->weights[WEIGHT_WORD]};
    in->marks += !of->is_whole;
}

FEATURES_INLINE feature_step count_token(void *context, const token *of, uint32_t *number) {
    enum { MOST = 4 }; /* marks of a token and the runs that end with it */
    counting *in = context;
    const symbol *at = in->next;
    if (in->marks > in->counter->marks + FEATURE_MARKS - MOST && settle(in)) return FEATURE_STOP;
    while (at->start < of->start) at++;
    in->next = at + 1;
    *number = at->number;
    word_facts *facts = &in->facts[at->number];
    if (facts->is_usual) {
        count_whole(in, facts, at);
        return FEATURE_LINKS;
    }
    if (!facts->is_known) facts = features_learn(in->counter, of, at);
    if (!facts) return FEATURE_STOP;
    if (facts->is_whole && facts->part_count)
        count_whole(in, facts, at);
    else
        count_other(in, facts, at);
    return (feature_step)facts->step;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

FEATURES_INLINE int count_run(void *context, feature_run run) {
    counting *in = context;
    const uint32_t one = run.links[0].number, other = run.links[1].number;
    const bool pair = run.kind == 'b' && run.count == 2;
    uint32_t number = 0, both = 0;
    if (pair && in->numbered && one && other) {
        both = pairs_join(one, other);
        pairs_fetch(&in->counter->known.pairs, both);
    } else {
        number = features_find_run(in->counter, run);
    }
    *in->marks++ =
        (feature_mark){both, number, feature_run_start(&run), feature_run_end(&run), in->weight};
    return 0;
}

/* ---- Han n-grams and hints ------------------------------------------------------------------- */

/* A longer n-gram, which no symbol has. */
static uint32_t look_up_n_gram(const feature_counter *counter, const symbol *first,
                               const symbol *last) {
    return lexicon_feature(counter->lexicon, 'h', counter->bytes + first->start,
                           last->end - first->start)
        .number;
}

/* The longer n-grams that end with a symbol, the shortest first. */
__attribute__((noinline)) static int add_longer(feature_counter *counter, const symbol *last,
                                                unsigned seen) {
    const feature_settings *settings = counter->settings;
    const unsigned shortest = (unsigned)settings->han_min, longest = (unsigned)settings->han_max;
    for (unsigned n = shortest > 3 ? shortest : 3; n <= longest && n <= seen; n++) {
        const symbol *first = last - (n - 1);
        const uint32_t number = look_up_n_gram(counter, first, last);
        counter->row->known_han += (shortest == n) & (number != 0);
        if (mark(counter, number, first->start, last->end, WEIGHT_WORD)) return -1;
    }
    return 0;
}

/* Symbols know n-grams of one and of two characters. The first one's pair is not all in the token.
 * Behind the run's last symbol, or NULL when memory runs out. */
FEATURES_INLINE const symbol *count_n_grams(feature_counter *counter, const token *of,
                                            const symbol *at, bool singles, bool pairs,
                                            bool longer) {
    enum { LEAST_BYTES = 3, LONGEST = 4 };
    const symbol *const first = at;
    const uint32_t end = of->start + of->length;
    const double weight = counter->weights[WEIGHT_WORD];
    if (make_room(counter, LONGEST * (of->length / LEAST_BYTES + 1))) return NULL;
    marker marks = begin_marks(counter);
    uint32_t before = at->start, inside = 0;
    size_t known = 0;
    do {
        const uint32_t pair = at->pair & inside;
        known += singles ? at->feature != 0 : pairs & (pair != 0);
        if (singles) add_mark(&marks, at->feature, at->start, at->end, weight);
        if (pairs) add_mark(&marks, pair, before, at->end, weight);
        before = at->start;
        inside = UINT32_MAX;
        if (!longer) continue;
        end_marks(counter, &marks);
        if (add_longer(counter, at, (unsigned)(at - first) + 1)) return NULL;
        marks = begin_marks(counter);
    } while (at++->end < end);
    end_marks(counter, &marks);
    const size_t seen = (size_t)(at - first), shortest = (size_t)counter->settings->han_min;
    counter->row->han += seen < shortest ? 0 : seen - shortest + 1;
    counter->row->known_han += known;
    return at;
}

/* Most settings have n-grams of one and of two characters. */
__attribute__((noinline)) static const symbol *count_run_of_han(feature_counter *counter,
                                                                const token *of, const symbol *at) {
    const int shortest = counter->settings->han_min, longest = counter->settings->han_max;
    if (shortest == 1 && longest == 2) return count_n_grams(counter, of, at, true, true, false);
    return count_n_grams(counter, of, at, shortest == 1, shortest <= 2 && longest >= 2,
                         longest > 2);
}

FEATURES_INLINE int count_han(void *context, const token *of) {
    counting *in = context;
    if (settle(in)) return -1;
    while (in->next->start < of->start) in->next++;
    in->next = count_run_of_han(in->counter, of, in->next);
    return in->next ? 0 : -1;
}

FEATURES_INLINE int count_hint(void *context, const feature_hint *hint) {
    counting *in = context;
    numbered_feature what =
        lexicon_feature(in->counter->lexicon, 'r', hint->name, strlen(hint->name));
    if (settle(in)) return -1;
    return mark(in->counter, what.number, hint->start, hint->end, WEIGHT_HINT);
}

/* ---- All of them ----------------------------------------------------------------------------- */

int features_count(feature_counter *counter, const token_list *tokens, const symbol *first,
                   feature_hints hints) {
    const feature_visitor visitor = {count_token, count_run, count_han, count_hint};
    feature_row *row = counter->row;
    if (row->use_capacity < tokens->count + 1 &&
        grow(&row->uses, &row->use_capacity, tokens->count + 1, sizeof *row->uses))
        return -1;
    counting in = {.counter = counter,
                   .next = first,
                   .facts = counter->known.facts,
                   .uses = row->uses,
                   .marks = counter->marks,
                   .weight = counter->weights[WEIGHT_RUN],
                   .text = counter->text,
                   .numbered = !counter->words->spelled &&
                               lexicon_highest(counter->lexicon) <= PAIR_NUMBER_MAX};
    if (make_room(counter, FEATURE_MARKS)) return -1;
    set_none(counter);
    if (features_walk(counter->settings, tokens, hints, visitor, &in) || settle(&in)) return -1;
    row->use_count = in.use_count;
    return 0;
}
