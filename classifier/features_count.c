#include "features_count.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Features that stand by themselves ------------------------------------------------------- */

enum { PLACES_FIRST = 512 };

int feature_places_clear(place_table *places) {
    if (grow(&places->slots, &places->capacity, PLACES_FIRST, sizeof *places->slots)) return -1;
    places->size = PLACES_FIRST;
    memset(places->slots, 0, places->size * sizeof *places->slots);
    return 0;
}

/* The slot of a feature, or the empty one that it would have. */
static inline uint32_t *find_slot(const feature_counter *counter, uint32_t index) {
    const place_table *places = &counter->places;
    const size_t mask = places->size - 1;
    size_t at = index * 0x9E3779B1U >> 8 & mask;
    while (places->slots[at] && counter->row->items[places->slots[at] - 1].index != index)
        at = (at + 1) & mask;
    return &places->slots[at];
}

static int more_places(feature_counter *counter) {
    place_table *places = &counter->places;
    size_t size = 2 * places->size;
    if (grow(&places->slots, &places->capacity, size, sizeof *places->slots)) return -1;
    places->size = size;
    memset(places->slots, 0, size * sizeof *places->slots);
    for (size_t i = 0; i < counter->row->count; i++)
        *find_slot(counter, counter->row->items[i].index) = (uint32_t)i + 1;
    return 0;
}

/* Room for one more, which is nearly always there. */
static int more_room(feature_counter *counter) {
    feature_row *row = counter->row;
    if (2 * (row->count + 1) > counter->places.size && more_places(counter)) return -1;
    return grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items);
}

/* Counts a feature that the vocabulary knows. */
__attribute__((always_inline)) static inline int mark(feature_counter *counter, known_feature what,
                                                      uint32_t start, uint32_t end,
                                                      feature_weight weight) {
    feature_row *row = counter->row;
    if (what.index == VOCABULARY_NONE) return 0;
    uint32_t *slot = find_slot(counter, what.index);
    if (*slot) {
        row->items[*slot - 1].count++;
        return 0;
    }
    if (row->count == row->capacity || 2 * (row->count + 1) > counter->places.size) {
        if (more_room(counter)) return -1;
        slot = find_slot(counter, what.index);
    }
    row->items[row->count++] =
        (feature){what.index, 1, start, end, (double)what.idf * counter->weights[weight], what.idf};
    *slot = (uint32_t)row->count;
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

static int by_index(const void *left, const void *right) {
    const word_part *a = left, *b = right;
    return (a->index > b->index) - (a->index < b->index);
}

/* Sorts the parts and joins equal ones. */
static void join_parts(feature_counter *counter) {
    word_part *parts = counter->room;
    size_t kept = 0;
    qsort(parts, counter->room_count, sizeof *parts, by_index);
    for (size_t i = 0; i < counter->room_count; i++)
        if (kept && parts[kept - 1].index == parts[i].index)
            parts[kept - 1].value += parts[i].value;
        else
            parts[kept++] = parts[i];
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
    *out = (word_facts){.kind = term.kind, .breaks = term.breaks};
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
    if (at->number) {
        if (feature_words_reach(&counter->known, at->number)) return FEATURE_STOP;
        facts = &counter->known.facts[at->number];
    }
    if (!facts->is_known && learn(counter, of, at, facts)) return FEATURE_STOP;
    if (facts->kind == 'w') {
        counter->row->words++;
        counter->row->known_words += facts->own.index != VOCABULARY_NONE;
    }
    int failed = 0;
    if (!facts->is_whole)
        failed = mark(counter, facts->own, at->start, at->end, WEIGHT_WORD);
    else if (facts->part_count)
        failed = count_whole(counter, facts, at);
    if (failed) return FEATURE_STOP;
    return facts->breaks ? FEATURE_BREAKS : facts->kind ? FEATURE_LINKS : FEATURE_ASIDE;
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
    const known_feature none = {VOCABULARY_NONE, 0};
    pair_memory *pairs = &counter->known.pairs;
    const void *known;
    if (pairs_find(pairs, one, other, &known)) return known ? *(const known_feature *)known : none;
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

/* The n-gram that ends with a symbol. */
static known_feature find_n_gram(const feature_counter *counter, const symbol *last, unsigned n) {
    if (n == 1) return last->feature;
    if (n == 2) return last->pair;
    const symbol *first = last - (n - 1);
    return lexicon_feature(counter->words, 'h', counter->bytes + first->start,
                           last->end - first->start);
}

static int count_han(void *context, const token *of) {
    feature_counter *counter = context;
    feature_row *row = counter->row;
    const unsigned shortest = (unsigned)counter->settings->han_min;
    const unsigned longest = (unsigned)counter->settings->han_max;
    const symbol *at = find_symbol(counter, of);
    const uint32_t end = of->start + of->length;
    for (unsigned seen = 1, more = 1; more; seen++, at++) {
        more = at->end < end;
        for (unsigned n = shortest; n <= longest && n <= seen; n++) {
            known_feature what = find_n_gram(counter, at, n);
            row->han += n == shortest;
            row->known_han += n == shortest && what.index != VOCABULARY_NONE;
            if (mark(counter, what, at[1 - (int)n].start, at->end, WEIGHT_WORD)) return -1;
        }
    }
    return 0;
}

static int count_hint(void *context, const feature_hint *hint) {
    feature_counter *counter = context;
    known_feature what = lexicon_feature(counter->words, 'r', hint->name, strlen(hint->name));
    return mark(counter, what, hint->start, hint->end, WEIGHT_HINT);
}

const feature_visitor features_count = {count_token, count_run, count_han, count_hint};
