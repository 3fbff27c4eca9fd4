#include "features_count.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Features that stand by themselves ------------------------------------------------------- */

enum { PLACES_FIRST = 1024 };

/* How many items the row and the table have room for. */
static size_t room_of(const feature_counter *counter) {
    size_t half = counter->places.size / 2;
    return counter->row->capacity < half ? counter->row->capacity : half;
}

int feature_places_clear(feature_counter *counter) {
    place_table *places = &counter->places;
    if (grow(&places->slots, &places->capacity, PLACES_FIRST, sizeof *places->slots)) return -1;
    places->size = PLACES_FIRST;
    memset(places->slots, 0, places->size * sizeof *places->slots);
    places->room = room_of(counter);
    return 0;
}

/* The slot of a feature, or the empty one that it would have. Most slots are one or the other at
 * once, nobody can foretell which: so both are one question, and an empty slot's item is the first.
 */
static inline uint32_t *find_slot(uint32_t *slots, size_t mask, const feature *items,
                                  uint32_t index) {
    size_t at = index * 0x9E3779B1U >> 8 & mask;
    for (;; at = (at + 1) & mask) {
        const uint32_t taken = slots[at] != 0;
        const uint32_t differs = items[slots[at] - taken].index ^ index;
        if (!(differs & (0 - taken))) return &slots[at];
    }
}

static int more_places(feature_counter *counter) {
    place_table *places = &counter->places;
    size_t size = 2 * places->size;
    if (grow(&places->slots, &places->capacity, size, sizeof *places->slots)) return -1;
    places->size = size;
    memset(places->slots, 0, size * sizeof *places->slots);
    const feature *items = counter->row->items;
    for (size_t i = 0; i < counter->row->count; i++)
        *find_slot(places->slots, size - 1, items, items[i].index) = (uint32_t)i + 1;
    return 0;
}

static int more_room(feature_counter *counter) {
    feature_row *row = counter->row;
    if (2 * (row->count + 1) > counter->places.size && more_places(counter)) return -1;
    if (grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items)) return -1;
    counter->places.room = room_of(counter);
    return 0;
}

/* The row and its table, held where the processor has them at hand. */
typedef struct {
    feature *items;
    uint32_t *slots;
    size_t mask, count, room;
} marker;

static inline marker begin_marks(const feature_counter *counter) {
    const place_table *places = &counter->places;
    return (marker){counter->row->items, places->slots, places->size - 1, counter->row->count,
                    places->room};
}

static inline void end_marks(feature_counter *counter, const marker *marks) {
    counter->row->count = marks->count;
}

static inline uint32_t choose(bool first, uint32_t one, uint32_t other) {
    return other ^ ((one ^ other) & (0 - (uint32_t)first));
}

/* Counts a feature that the vocabulary knows. Whether it came before no machine can foretell: it is
 * written behind the last item, and stays there if it is new. */
__attribute__((always_inline)) static inline int add_mark(feature_counter *counter, marker *marks,
                                                          known_feature what, uint32_t start,
                                                          uint32_t end, feature_weight weight) {
    if (what.index == VOCABULARY_NONE) return 0;
    if (marks->count == marks->room) {
        end_marks(counter, marks);
        if (more_room(counter)) return -1;
        *marks = begin_marks(counter);
    }
    uint32_t *slot = find_slot(marks->slots, marks->mask, marks->items, what.index);
    const bool is_new = !*slot;
    const uint32_t place = choose(is_new, (uint32_t)marks->count, *slot - 1);
    marks->items[marks->count] =
        (feature){what.index, 0, start, end, (double)what.idf * counter->weights[weight], what.idf};
    marks->items[place].count++;
    *slot = place + 1;
    marks->count += is_new;
    return 0;
}

static inline int mark(feature_counter *counter, known_feature what, uint32_t start, uint32_t end,
                       feature_weight weight) {
    marker marks = begin_marks(counter);
    if (add_mark(counter, &marks, what, start, end, weight)) return -1;
    end_marks(counter, &marks);
    return 0;
}

/* ---- Words, numbers, units ------------------------------------------------------------------- */

static void add_part(feature_counter *counter, known_feature what, feature_weight weight) {
    if (what.index == VOCABULARY_NONE) return;
    if (what.idf > counter->rarest) counter->rarest = what.idf;
    counter->room[counter->room_count++] =
        (word_part){what.index, (float)((double)what.idf * counter->weights[weight])};
}

static int learn_letters(void *context, const char *key, size_t length) {
    feature_counter *counter = context;
    add_part(counter, vocabulary_feature(counter->words, key, length), WEIGHT_LETTERS);
    return 0;
}

/* Sorts the parts by index and joins equal ones. Most words have a few. */
static void join_parts(feature_counter *counter) {
    word_part *parts = counter->room;
    size_t kept = 0;
    for (size_t i = 0; i < counter->room_count; i++) {
        const word_part here = parts[i];
        size_t at = kept;
        while (at && parts[at - 1].index > here.index) at--;
        if (at && parts[at - 1].index == here.index) {
            parts[at - 1].value += here.value;
            continue;
        }
        memmove(parts + at + 1, parts + at, (kept++ - at) * sizeof *parts);
        parts[at] = here;
    }
    counter->room_count = kept;
}

/* Finds the parts of a word with runs of letters in it. */
static int take_apart(feature_counter *counter, const token *of, word_facts *out) {
    counter->room_count = 0;
    counter->rarest = 0;
    add_part(counter, out->own, WEIGHT_WORD);
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    join_parts(counter);
    out->rarest = counter->rarest;
    for (size_t i = 0; i < counter->room_count; i++)
        out->square += counter->room[i].value * counter->room[i].value;
    return feature_words_add_parts(&counter->known, out, counter->room, counter->room_count);
}

/* Works out all that a token is by itself. A token without a number is too long for runs of
 * letters. -1 when memory runs out. */
static int learn(feature_counter *counter, const token *of, const symbol *at, word_facts *out) {
    feature_term term = feature_term_of(counter->settings, counter->stems, counter->bytes, of);
    *out = (word_facts){.kind = term.kind};
    out->step = term.breaks ? FEATURE_BREAKS : term.kind ? FEATURE_LINKS : FEATURE_ASIDE;
    out->own = (known_feature){VOCABULARY_NONE, 0};
    if (term.kind == 'w')
        out->own = at->feature;
    else if (term.kind)
        out->own = lexicon_feature(counter->words, term.kind, term.text, term.length);
    out->is_whole = at->number && feature_has_letters(counter->settings, of);
    if (out->is_whole && take_apart(counter, of, out)) return -1;
    out->is_known = true; /* not before: what is half worked out would stay so */
    return 0;
}

static int count_whole(feature_counter *counter, word_facts *of, const symbol *at) {
    feature_row *row = counter->row;
    if (of->seen == counter->text) {
        row->uses[of->place].count++;
        return 0;
    }
    if (row->use_count == row->use_capacity &&
        grow(&row->uses, &row->use_capacity, row->use_count + 1, sizeof *row->uses))
        return -1;
    of->seen = counter->text;
    of->place = (uint32_t)row->use_count;
    row->uses[row->use_count++] = (word_use){at->number, 1, at->start, at->end, 0};
    return 0;
}

/* The token's first symbol. */
static const symbol *find_symbol(feature_counter *counter, const token *of) {
    while (counter->next->start < of->start) counter->next++;
    return counter->next;
}

static feature_step count_token(void *context, const token *of, uint32_t *number) {
    feature_counter *counter = context;
    const symbol *at = find_symbol(counter, of);
    word_facts once = {0}, *facts = &once;
    *number = at->number;
    if (at->number) facts = &counter->known.facts[at->number];
    if (!facts->is_known && learn(counter, of, at, facts)) return FEATURE_STOP;
    const bool word = facts->kind == 'w';
    counter->row->words += word;
    counter->row->known_words += word & (facts->own.index != VOCABULARY_NONE);
    int failed = 0;
    if (!facts->is_whole)
        failed = mark(counter, facts->own, at->start, at->end, WEIGHT_WORD);
    else if (facts->part_count)
        failed = count_whole(counter, facts, at);
    if (failed) return FEATURE_STOP;
    return (feature_step)facts->step;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

/* What a token is in a run; `room` is for its text. */
static size_t text_of_link(const feature_counter *counter, const feature_link *link,
                           char room[FEATURE_LINK_MAX], const char **text) {
    size_t length;
    if (link->number && link->of->kind == TOKEN_WORD) {
        *text = lexicon_stem(counter->lexicon, link->number, &length);
        return length;
    }
    feature_term term =
        feature_term_of(counter->settings, counter->stems, counter->bytes, link->of);
    *text = memcpy(room, term.text, term.length);
    return term.length;
}

static known_feature look_up_run(const feature_counter *counter, const feature_run *run) {
    char key[FEATURE_KEY_MAX + 1], room[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    for (int i = 0; i < run->count; i++)
        lengths[i] = text_of_link(counter, run->links[i], room[i], &texts[i]);
    return vocabulary_feature(counter->words, key, feature_spell_run(run, texts, lengths, key));
}

/* A run of two words side by side. */
static known_feature find_pair(feature_counter *counter, const feature_run *run) {
    uint32_t one = run->links[0]->number, other = run->links[1]->number;
    pair_memory *pairs = &counter->known.pairs;
    const void *known;
    if (pairs_find(pairs, one, other, &known)) return *(const known_feature *)known;
    known_feature found = look_up_run(counter, run);
    pairs_add(pairs, one, other, found.index == VOCABULARY_NONE ? NULL : &found);
    return found;
}

static int count_run(void *context, const feature_run *run) {
    feature_counter *counter = context;
    bool pair = run->count == 2 && run->kind == 'b';
    known_feature what = pair ? find_pair(counter, run) : look_up_run(counter, run);
    return mark(counter, what, feature_run_start(run), feature_run_end(run), WEIGHT_RUN);
}

/* ---- Han n-grams and hints ------------------------------------------------------------------- */

/* A longer n-gram, which no symbol has. */
static known_feature look_up_n_gram(const feature_counter *counter, const symbol *first,
                                    const symbol *last) {
    return lexicon_feature(counter->words, 'h', counter->bytes + first->start,
                           last->end - first->start);
}

/* The n-grams that end with a symbol, the shortest first. */
__attribute__((always_inline)) static inline int add_n_grams(feature_counter *counter,
                                                             marker *marks, const symbol *last,
                                                             unsigned seen, size_t *known) {
    const feature_settings *settings = counter->settings;
    const unsigned shortest = (unsigned)settings->han_min, longest = (unsigned)settings->han_max;
    if (shortest == 1) {
        *known += last->feature.index != VOCABULARY_NONE;
        if (add_mark(counter, marks, last->feature, last->start, last->end, WEIGHT_WORD)) return -1;
    }
    if (shortest <= 2 && longest >= 2 && seen >= 2) {
        *known += (shortest == 2) & (last->pair.index != VOCABULARY_NONE);
        if (add_mark(counter, marks, last->pair, last[-1].start, last->end, WEIGHT_WORD)) return -1;
    }
    for (unsigned n = shortest > 3 ? shortest : 3; n <= longest && n <= seen; n++) {
        const symbol *first = last - (n - 1);
        const known_feature what = look_up_n_gram(counter, first, last);
        *known += (shortest == n) & (what.index != VOCABULARY_NONE);
        if (add_mark(counter, marks, what, first->start, last->end, WEIGHT_WORD)) return -1;
    }
    return 0;
}

static int count_han(void *context, const token *of) {
    feature_counter *counter = context;
    const symbol *at = find_symbol(counter, of);
    const uint32_t end = of->start + of->length;
    const unsigned shortest = (unsigned)counter->settings->han_min;
    size_t known = 0;
    unsigned seen = 0;
    marker marks = begin_marks(counter);
    do {
        seen++;
        if (add_n_grams(counter, &marks, at, seen, &known)) return -1;
    } while (at++->end < end);
    end_marks(counter, &marks);
    counter->next = at;
    counter->row->han += seen < shortest ? 0 : seen - shortest + 1;
    counter->row->known_han += known;
    return 0;
}

static int count_hint(void *context, const feature_hint *hint) {
    feature_counter *counter = context;
    known_feature what = lexicon_feature(counter->words, 'r', hint->name, strlen(hint->name));
    return mark(counter, what, hint->start, hint->end, WEIGHT_HINT);
}

const feature_visitor features_count = {count_token, count_run, count_han, count_hint};
