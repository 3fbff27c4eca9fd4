#include "features_count.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Features that stand by themselves ------------------------------------------------------- */

/* The row and where features stand in it, held where the processor has them at hand. */
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

/* Room for so many features more. */
static inline int make_room(feature_counter *counter, size_t more) {
    feature_row *row = counter->row;
    if (row->capacity - row->count >= more) return 0;
    return grow(&row->items, &row->capacity, row->count + more, sizeof *row->items);
}

/* Counts a feature. Whether it came before no machine can foretell: it is written behind the last
 * item, and stays there if it is new. */
__attribute__((always_inline)) static inline void
add_mark(marker *marks, uint32_t number, uint32_t start, uint32_t end, double weight) {
    feature_place *at = &marks->places[number];
    const uint32_t is_new = at->seen != marks->text;
    const uint32_t if_new = 0 - is_new;
    const uint32_t place = ((uint32_t)marks->count & if_new) | (at->place & ~if_new);
    *at = (feature_place){marks->text, place};
    feature *next = &marks->items[marks->count];
    next->index = number;
    next->count = 0;
    next->start = start;
    next->end = end;
    next->value = weight;
    marks->items[place].count++;
    marks->count += is_new;
}

static inline int mark(feature_counter *counter, uint32_t number, uint32_t start, uint32_t end,
                       feature_weight weight) {
    if (make_room(counter, 1)) return -1;
    marker marks = begin_marks(counter);
    add_mark(&marks, number, start, end, counter->weights[weight]);
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

static int fetch_letters(void *context, const char *key, size_t length) {
    const feature_counter *counter = context;
    vocabulary_fetch(counter->words, key, length);
    return 0;
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

static known_feature feature_of(feature_counter *counter, uint32_t number) {
    const feature_facts *of = &lexicon_features(counter->lexicon)->items[number];
    return (known_feature){of->index, of->idf};
}

/* Finds the parts of a word with runs of letters in it. */
static int take_apart(feature_counter *counter, const token *of, word_facts *out) {
    counter->room_count = 0;
    counter->rarest = 0;
    add_part(counter, feature_of(counter, out->own), WEIGHT_WORD);
    feature_each_letters(counter->settings, counter->bytes, of, fetch_letters, counter);
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    join_parts(counter);
    out->rarest = counter->rarest;
    for (size_t i = 0; i < counter->room_count; i++)
        out->square += counter->room[i].value * counter->room[i].value;
    return feature_words_add_parts(&counter->known, out, counter->room, counter->room_count);
}

static word_facts facts_of_form(const word_form *form, uint32_t place, uint32_t own) {
    return (word_facts){.kind = 'w',
                        .step = FEATURE_LINKS,
                        .is_known = true,
                        .is_form = true,
                        .is_whole = true,
                        .part_count = (uint16_t)form->part_count,
                        .parts = place,
                        .own = own,
                        .link = form->own,
                        .square = form->square,
                        .rarest = form->rarest};
}

/* Works out all that a token is by itself. A token without a number is too long for runs of
 * letters. -1 when memory runs out. */
static int learn(feature_counter *counter, const token *of, const symbol *at, word_facts *out) {
    const uint32_t place = lexicon_form(counter->lexicon, at->number);
    if (place != FORM_NONE) {
        *out = facts_of_form(&counter->words->forms.items[place], place, at->feature);
        return 0;
    }
    feature_term term = feature_term_of(counter->settings, counter->stems, counter->bytes, of);
    *out = (word_facts){.kind = term.kind};
    out->step = term.breaks ? FEATURE_BREAKS : term.kind ? FEATURE_LINKS : FEATURE_ASIDE;
    if (term.kind == 'w')
        out->own = at->feature;
    else if (term.kind)
        out->own = lexicon_feature(counter->lexicon, term.kind, term.text, term.length).number;
    out->link = VOCABULARY_NONE;
    if (out->step == FEATURE_LINKS)
        out->link = vocabulary_link(counter->words, term.text, term.length);
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

/* Asks for what is known of a pair of words some words ahead, which would have to be waited for. */
__attribute__((always_inline)) static inline void fetch_pair(const feature_counter *counter,
                                                             const symbol *at) {
    enum { AHEAD = 4 };
    if (counter->end - at <= AHEAD) return;
    pairs_fetch(&counter->known.pairs, pairs_join(at[AHEAD - 1].number, at[AHEAD].number));
}

static feature_step count_token(void *context, const token *of, uint32_t *number) {
    feature_counter *counter = context;
    const symbol *at = find_symbol(counter, of);
    fetch_pair(counter, at);
    word_facts once = {0}, *facts = &once;
    *number = at->number;
    if (at->number) facts = &counter->known.facts[at->number];
    if (!facts->is_known && learn(counter, of, at, facts)) return FEATURE_STOP;
    const bool word = facts->kind == 'w';
    counter->row->words += word;
    counter->row->known_words += word & (facts->own != 0);
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
    const uint32_t number = link->number;
    size_t length;
    if (number && link->of->kind == TOKEN_WORD) {
        *text = lexicon_stem(counter->lexicon, number, &length);
        return length;
    }
    feature_term term =
        feature_term_of(counter->settings, counter->stems, counter->bytes, link->of);
    *text = memcpy(room, term.text, term.length);
    return term.length;
}

static known_feature look_up_spelled(const feature_counter *counter, char kind,
                                     const feature_link *first, int step, int count) {
    char key[FEATURE_KEY_MAX + 1], room[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    for (int i = 0; i < count; i++)
        lengths[i] = text_of_link(counter, first + i * step, room[i], &texts[i]);
    return vocabulary_feature(counter->words, key,
                              feature_spell_run(kind, texts, lengths, count, key));
}

/* What a token is in pairs; nothing is known of one without a number, which is spelled. */
static uint32_t link_of(const feature_counter *counter, const feature_link *of) {
    const uint32_t number = of->number;
    return number ? counter->known.facts[number].link : VOCABULARY_NONE;
}

static known_feature look_up_run(const feature_counter *counter, char kind,
                                 const feature_link *first, int step, int count) {
    const uint32_t one = link_of(counter, first), other = link_of(counter, first + step);
    if (count == 2 && one != VOCABULARY_NONE && other != VOCABULARY_NONE)
        return vocabulary_pair(counter->words, kind, one, other);
    const bool numbered = first->number && first[step].number;
    if (count == 2 && numbered && !counter->words->spelled)
        return (known_feature){VOCABULARY_NONE, 0};
    return look_up_spelled(counter, kind, first, step, count);
}

static uint32_t number_of_run(const feature_counter *counter, char kind, const feature_link *first,
                              int step, int count) {
    return feature_number(lexicon_features(counter->lexicon),
                          look_up_run(counter, kind, first, step, count))
        .number;
}

/* Two words side by side. */
static uint32_t find_pair(feature_counter *counter, const feature_link *first) {
    pair_memory *pairs = &counter->known.pairs;
    const uint32_t both = pairs_join(first[0].number, first[1].number);
    uint32_t number;
    if (pairs_find(pairs, both, &number)) return number;
    number = number_of_run(counter, 'b', first, 1, 2);
    pairs_add(pairs, both, number);
    return number;
}

static int count_run(void *context, char kind, const feature_link *first, int step, int count) {
    feature_counter *counter = context;
    const bool pair = kind == 'b' && count == 2;
    const uint32_t what =
        pair ? find_pair(counter, first) : number_of_run(counter, kind, first, step, count);
    const feature_link *last = first + (count - 1) * step;
    return mark(counter, what, first->of->start, feature_link_end(last), WEIGHT_RUN);
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
 */
static int count_han(void *context, const token *of) {
    enum { LEAST_BYTES = 3, LONGEST = 4 };
    feature_counter *counter = context;
    const symbol *at = find_symbol(counter, of);
    const uint32_t end = of->start + of->length;
    const unsigned shortest = (unsigned)counter->settings->han_min;
    const bool singles = shortest == 1, pairs = shortest <= 2 && counter->settings->han_max >= 2;
    const bool longer = counter->settings->han_max > 2;
    const double weight = counter->weights[WEIGHT_WORD];
    if (make_room(counter, LONGEST * (of->length / LEAST_BYTES + 1))) return -1;
    marker marks = begin_marks(counter);
    uint32_t before = at->start, inside = 0;
    unsigned seen = 0;
    size_t known = 0;
    do {
        const uint32_t pair = at->pair & inside;
        seen++;
        known += singles ? at->feature != 0 : pairs & (pair != 0);
        if (singles) add_mark(&marks, at->feature, at->start, at->end, weight);
        if (pairs) add_mark(&marks, pair, before, at->end, weight);
        before = at->start;
        inside = UINT32_MAX;
        if (!longer) continue;
        end_marks(counter, &marks);
        if (add_longer(counter, at, seen)) return -1;
        marks = begin_marks(counter);
    } while (at++->end < end);
    end_marks(counter, &marks);
    counter->next = at;
    counter->row->han += seen < shortest ? 0 : seen - shortest + 1;
    counter->row->known_han += known;
    return 0;
}

static int count_hint(void *context, const feature_hint *hint) {
    feature_counter *counter = context;
    numbered_feature what = lexicon_feature(counter->lexicon, 'r', hint->name, strlen(hint->name));
    return mark(counter, what.number, hint->start, hint->end, WEIGHT_HINT);
}

int features_count_begin(feature_counter *counter) {
    return mark(counter, 0, 0, 0, WEIGHT_WORD);
}

const feature_visitor features_count = {count_token, count_run, count_han, count_hint};
