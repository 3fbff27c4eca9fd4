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
static inline int mark(feature_counter *counter, memo_feature what, uint32_t start, uint32_t end,
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
        (feature){what.index, 1, start, end, (double)what.idf * counter->weights[weight]};
    *slot = (uint32_t)row->count;
    return 0;
}

static memo_feature look_up(const feature_counter *counter, const char *key, size_t length) {
    uint32_t index = vocabulary_find(counter->words, key, length);
    return (memo_feature){index, index == VOCABULARY_NONE ? 0 : counter->words->idf[index]};
}

static memo_feature spell_and_look_up(const feature_counter *counter, char kind, const char *text,
                                      size_t length) {
    char key[FEATURE_KEY_MAX + 1];
    if (length > FEATURE_KEY_MAX) return (memo_feature){VOCABULARY_NONE, 0};
    key[0] = kind;
    memcpy(key + 1, text, length);
    return look_up(counter, key, length + 1);
}

static inline uint64_t three_bytes(const char *text) {
    const unsigned char *bytes = (const unsigned char *)text;
    return (uint64_t)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);
}

/* A key of up to seven bytes is its own number, below those of runs; 0 for a longer one. Han
 * characters have three bytes. */
static inline uint64_t number_of(char kind, const char *text, size_t length) {
    uint64_t number = (unsigned char)kind;
    if (length == 3) return number << 24 | three_bytes(text);
    if (length == 6) return number << 48 | three_bytes(text) << 24 | three_bytes(text + 3);
    if (length > 6) return 0;
    for (size_t i = 0; i < length; i++) number = number << 8 | (unsigned char)text[i];
    return number;
}

static inline memo_feature recall(const feature_counter *counter, char kind, const char *text,
                                  size_t length) {
    uint64_t number = number_of(kind, text, length);
    memo_feature what = features_memo_get(counter->memo, number);
    if (what.index != MEMO_UNKNOWN) return what;
    what = spell_and_look_up(counter, kind, text, length);
    features_memo_put(counter->memo, number, what);
    return what;
}

/* ---- Words, numbers, units ------------------------------------------------------------------- */

static unsigned char sort_of(const token *of) {
    return (unsigned char)((unsigned)of->kind * 16 + of->script);
}

static void add_part(feature_counter *counter, memo_feature what, feature_weight weight) {
    if (what.index == VOCABULARY_NONE) return;
    if (what.idf > counter->telling) counter->telling = what.idf;
    counter->room[counter->room_count++] =
        (word_part){what.index, (float)((double)what.idf * counter->weights[weight])};
}

static int learn_letters(void *context, const char *key, size_t length) {
    feature_counter *counter = context;
    add_part(counter, recall(counter, *key, key + 1, length - 1), WEIGHT_LETTERS);
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
static void take_apart(feature_counter *counter, const token *of, memo_term *out) {
    counter->room_count = 0;
    counter->telling = 0;
    add_part(counter, out->own, WEIGHT_WORD);
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    join_parts(counter);
    out->part_count = (uint16_t)counter->room_count;
    out->telling = counter->telling;
    for (size_t i = 0; i < counter->room_count; i++)
        out->square += counter->room[i].value * counter->room[i].value;
}

/* Looks up all that a token is by itself; its number is 0 where it is too long to be remembered. -1
 * when memory runs out. */
static int learn(feature_counter *counter, const token *of, memo_term *out, uint32_t *number) {
    const char *text = counter->bytes + of->start;
    feature_term term = feature_term_of(counter->settings, counter->stems, counter->bytes, of);
    *out = (memo_term){.sort = sort_of(of), .kind = term.kind, .breaks = term.breaks};
    out->own = (memo_feature){VOCABULARY_NONE, 0};
    *number = 0;
    if (term.kind) out->own = recall(counter, term.kind, term.text, term.length);
    if (of->length > MEMO_TEXT_MAX || term.length > MEMO_TEXT_MAX) return 0;
    out->is_whole = feature_has_letters(counter->settings, of);
    if (out->is_whole) take_apart(counter, of, out);
    out->length = (unsigned char)of->length;
    out->stem_length = (unsigned char)(term.kind ? term.length : 0);
    *number = features_memo_add(counter->memo, out, &(memo_news){text, term.text, counter->room});
    return *number ? 0 : -1;
}

static int count_whole(feature_counter *counter, uint32_t number, uint32_t start, uint32_t end) {
    feature_row *row = counter->row;
    memo_term *term = features_memo_term(counter->memo, number);
    if (term->seen == counter->text) {
        row->uses[term->place].count++;
        return 0;
    }
    if (row->use_count == row->use_capacity &&
        grow(&row->uses, &row->use_capacity, row->use_count + 1, sizeof *row->uses))
        return -1;
    term->seen = counter->text;
    term->place = (uint32_t)row->use_count;
    row->uses[row->use_count++] = (word_use){number, 1, start, end, 0};
    return 0;
}

static feature_step count_token(void *context, const token *of, uint32_t *number) {
    feature_counter *counter = context;
    uint32_t start = of->start, end = start + of->length;
    memo_term learned;
    const memo_term *term = &learned;
    *number = of->length > MEMO_TEXT_MAX ? 0
                                         : features_memo_find(counter->memo, sort_of(of),
                                                              counter->bytes + start, of->length);
    if (*number)
        term = features_memo_term(counter->memo, *number);
    else if (learn(counter, of, &learned, number))
        return FEATURE_STOP;
    if (term->kind == 'w') {
        counter->row->words++;
        counter->row->known_words += term->own.index != VOCABULARY_NONE;
    }
    bool links = term->kind && !term->breaks;
    feature_step step = links ? FEATURE_LINKS : term->breaks ? FEATURE_BREAKS : FEATURE_ASIDE;
    if (!term->is_whole)
        return mark(counter, term->own, start, end, WEIGHT_WORD) ? FEATURE_STOP : step;
    if (term->part_count && count_whole(counter, *number, start, end)) return FEATURE_STOP;
    return step;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

/* What a word is in a run; `room` is for one that the memo does not know. */
static size_t text_of_link(const feature_counter *counter, const feature_link *link,
                           char room[FEATURE_LINK_MAX], const char **text) {
    if (link->number) {
        const memo_term *known = features_memo_term(counter->memo, link->number);
        *text = counter->memo->bytes + known->stem;
        return known->stem_length;
    }
    feature_term term =
        feature_term_of(counter->settings, counter->stems, counter->bytes, link->of);
    *text = memcpy(room, term.text, term.length);
    return term.length;
}

static memo_feature look_up_run(const feature_counter *counter, const feature_run *run) {
    char key[FEATURE_KEY_MAX + 1], room[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    for (int i = 0; i < run->count; i++)
        lengths[i] = text_of_link(counter, run->links[i], room[i], &texts[i]);
    return look_up(counter, key, feature_spell_run(run, texts, lengths, key));
}

/* Two words that the memo knows by their numbers, and how they stand together; 0 for any other run.
 */
static uint64_t key_of_run(const feature_run *run) {
    uint64_t one = run->links[0]->number, other = run->links[1]->number;
    if (run->count != 2 || !one || !other || (one | other) >> 28) return 0;
    return (uint64_t)(unsigned char)run->kind << 56 | one << 28 | other;
}

static int count_run(void *context, const feature_run *run) {
    feature_counter *counter = context;
    uint64_t key = key_of_run(run);
    memo_feature what = features_memo_get(counter->memo, key);
    if (what.index == MEMO_UNKNOWN) {
        what = look_up_run(counter, run);
        features_memo_put(counter->memo, key, what);
    }
    return mark(counter, what, feature_run_start(run), feature_run_end(run), WEIGHT_RUN);
}

/* ---- Han n-grams and hints ------------------------------------------------------------------- */

static inline int count_n_gram(void *context, uint32_t start, uint32_t end) {
    feature_counter *counter = context;
    memo_feature what = recall(counter, 'h', counter->bytes + start, end - start);
    if (end - start == counter->han_bytes) {
        counter->row->han++;
        counter->row->known_han += what.index != VOCABULARY_NONE;
    }
    return mark(counter, what, start, end, WEIGHT_WORD);
}

static int count_han(void *context, const token *of) {
    feature_counter *counter = context;
    return feature_each_han(counter->settings, counter->bytes, of, count_n_gram, counter);
}

static int count_hint(void *context, const feature_hint *hint) {
    feature_counter *counter = context;
    memo_feature what = recall(counter, 'r', hint->name, strlen(hint->name));
    return mark(counter, what, hint->start, hint->end, WEIGHT_HINT);
}

const feature_visitor features_count = {count_token, count_run, count_han, count_hint};
