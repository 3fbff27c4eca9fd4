#include "features_count.h"

#include "memory.h"

#include <string.h>

/* Room for one more, which is nearly always there. */
static int more_room(feature_counter *counter) {
    return grow(&counter->found, &counter->capacity, counter->count + 1, sizeof *counter->found);
}

/* Counts a feature that the vocabulary knows. */
static inline int mark(feature_counter *counter, memo_feature what, uint32_t start, uint32_t end,
                       feature_weight weight) {
    uint32_t index = what.index;
    if (index == VOCABULARY_NONE) return 0;
    uint64_t bit = (uint64_t)1 << index % 64, *block = &counter->seen[index / 64];
    if (*block & bit) {
        counter->found[counter->place[index]].count++;
        return 0;
    }
    if (counter->count == counter->capacity && more_room(counter)) return -1;
    *block |= bit;
    counter->summary[index / 4096] |= (uint64_t)1 << index / 64 % 64;
    counter->place[index] = (uint32_t)counter->count;
    counter->found[counter->count++] = (found_feature){1, start, end, what.idf, weight};
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

static int learn_letters(void *context, const char *key, size_t length) {
    feature_counter *counter = context;
    memo_feature what = recall(counter, *key, key + 1, length - 1);
    if (what.index != VOCABULARY_NONE) counter->room[counter->room_count++] = what;
    return 0;
}

static unsigned char sort_of(const token *of) {
    return (unsigned char)((unsigned)of->kind * 16 + of->script);
}

/* Looks up all that a token is by itself. */
static void learn(feature_counter *counter, const token *of, memo_term *out) {
    feature_term term = feature_term_of(counter->settings, counter->stems, counter->bytes, of);
    *out = (memo_term){.sort = sort_of(of), .kind = term.kind, .breaks = term.breaks};
    out->links = term.kind && !term.breaks;
    out->own = (memo_feature){VOCABULARY_NONE, 0};
    if (term.kind) out->own = recall(counter, term.kind, term.text, term.length);
    counter->room_count = 0;
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    out->letters = counter->room;
    out->letter_count = (uint16_t)counter->room_count;
    if (of->length > MEMO_TEXT_MAX || term.length > MEMO_TEXT_MAX) return;
    out->length = (unsigned char)of->length;
    out->stem_length = (unsigned char)term.length;
    memcpy(out->text, counter->bytes + of->start, of->length);
    if (term.kind) memcpy(out->stem, term.text, term.length);
    features_memo_add(counter->memo, out);
}

static feature_step count_token(void *context, const token *of, uint32_t *number) {
    feature_counter *counter = context;
    uint32_t start = of->start, end = start + of->length;
    memo_term learned;
    const memo_term *term =
        features_memo_find(counter->memo, sort_of(of), counter->bytes + start, of->length);
    if (!term) {
        learn(counter, of, &learned);
        term = &learned;
    }
    if (term->kind == 'w') {
        counter->row->words++;
        counter->row->known_words += term->own.index != VOCABULARY_NONE;
    }
    if (mark(counter, term->own, start, end, WEIGHT_WORD)) return FEATURE_STOP;
    for (size_t i = 0; i < term->letter_count; i++)
        if (mark(counter, term->letters[i], start, end, WEIGHT_LETTERS)) return FEATURE_STOP;
    *number = term->number;
    return term->links ? FEATURE_LINKS : term->breaks ? FEATURE_BREAKS : FEATURE_ASIDE;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

/* What a word is in a run; `room` is for one that the memo does not know. */
static size_t text_of_link(const feature_counter *counter, const feature_link *link,
                           char room[FEATURE_LINK_MAX], const char **text) {
    if (link->number) {
        const memo_term *known = features_memo_term(counter->memo, link->number);
        *text = known->stem;
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
    if (run->count != 2 || !one || !other) return 0;
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
