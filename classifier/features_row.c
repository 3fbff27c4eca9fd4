#include "features_row.h"

#include "features_memo.h"
#include "features_parts.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Letters of a word, in n-grams of every length there is. */
enum { LETTERS_OF_WORD = (FEATURE_LETTERS_WORD_MAX + 2) * FEATURE_LETTERS_MAX, LOGS = 64 };

struct feature_counter {
    const feature_settings *settings;
    const vocabulary *words;
    stemmer *stems;
    features_memo *memo;
    double run_weight, letter_weight, hint_weight; /* what a feature counts; a word counts 1 */
    size_t han_bytes;                              /* of the shortest n-grams */
    /* The text at hand: features in the order in which they come, their weight for a value. A set
     * bit for each index, in words and in a summary of the words, gives them in order of index. */
    feature *found;
    size_t count, capacity;
    uint32_t *place; /* index -> place in `found`, where its bit is set */
    uint64_t *seen, *summary;
    const char *bytes;
    feature_row *row;
    uint32_t room[LETTERS_OF_WORD];
    size_t room_count;
    float logs[LOGS]; /* 1 + ln(n), from 1 on */
};

/* Logarithms are rounded to float, so that the last bit of a C library's log changes nothing. */
static float sublinear(uint32_t count) {
    return (float)(1 + log((double)count));
}

static size_t blocks(size_t bits) {
    return (bits + 63) / 64;
}

static bool make_room(feature_counter *counter) {
    size_t words = counter->words->count;
    counter->memo = features_memo_new();
    counter->place = calloc(words + 1, sizeof *counter->place);
    counter->seen = calloc(blocks(words) + 1, sizeof *counter->seen);
    counter->summary = calloc(blocks(blocks(words)) + 1, sizeof *counter->summary);
    return counter->memo && counter->place && counter->seen && counter->summary;
}

exportcat_status feature_counter_new(const feature_settings *settings, const vocabulary *words,
                                     stemmer *stems, feature_counter **out,
                                     exportcat_error *error) {
    feature_counter *counter = calloc(1, sizeof *counter);
    *out = NULL;
    if (!counter) return status_memory(error);
    counter->settings = settings;
    counter->words = words;
    counter->stems = stems;
    counter->run_weight = settings->run_weight / 100.0;
    counter->letter_weight = settings->letter_weight / 100.0;
    counter->hint_weight = settings->hints;
    counter->han_bytes = 3 * (size_t)settings->han_min;
    for (uint32_t n = 1; n < LOGS; n++) counter->logs[n] = sublinear(n);
    if (!make_room(counter)) {
        feature_counter_free(counter);
        return status_memory(error);
    }
    *out = counter;
    return EXPORTCAT_OK;
}

void feature_counter_free(feature_counter *counter) {
    if (!counter) return;
    features_memo_free(counter->memo);
    free(counter->found);
    free(counter->place);
    free(counter->seen);
    free(counter->summary);
    free(counter);
}

void feature_row_free(feature_row *row) {
    free(row->items);
    *row = (feature_row){0};
}

/* ---- Counting -------------------------------------------------------------------------------- */

static int mark(feature_counter *counter, uint32_t index, uint32_t start, uint32_t end,
                double weight) {
    uint64_t bit = (uint64_t)1 << index % 64;
    if (counter->seen[index / 64] & bit) {
        counter->found[counter->place[index]].count++;
        return 0;
    }
    if (counter->count == counter->capacity &&
        grow(&counter->found, &counter->capacity, counter->count + 1, sizeof *counter->found))
        return -1;
    counter->seen[index / 64] |= bit;
    counter->summary[index / 4096] |= (uint64_t)1 << index / 64 % 64;
    counter->place[index] = (uint32_t)counter->count;
    counter->found[counter->count++] = (feature){index, 1, start, end, weight};
    return 0;
}

static int mark_known(feature_counter *counter, uint32_t index, uint32_t start, uint32_t end,
                      double weight) {
    return index == VOCABULARY_NONE ? 0 : mark(counter, index, start, end, weight);
}

static uint32_t find_text(const feature_counter *counter, char kind, const char *text,
                          size_t length) {
    char key[FEATURE_KEY_MAX + 1];
    if (length > FEATURE_KEY_MAX) return VOCABULARY_NONE;
    key[0] = kind;
    memcpy(key + 1, text, length);
    return vocabulary_find(counter->words, key, length + 1);
}

/* ---- Words, numbers, units ------------------------------------------------------------------- */

static int learn_letters(void *context, const char *key, size_t length) {
    feature_counter *counter = context;
    uint32_t index = vocabulary_find(counter->words, key, length);
    if (index != VOCABULARY_NONE) counter->room[counter->room_count++] = index;
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
    out->index =
        term.kind ? find_text(counter, term.kind, term.text, term.length) : VOCABULARY_NONE;
    counter->room_count = 0;
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    out->letters = counter->room;
    out->letter_count = (uint16_t)counter->room_count;
    if (of->length > MEMO_TEXT_MAX) return;
    out->length = (unsigned char)of->length;
    memcpy(out->text, counter->bytes + of->start, of->length);
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
        counter->row->known_words += term->index != VOCABULARY_NONE;
    }
    if (mark_known(counter, term->index, start, end, 1)) return FEATURE_STOP;
    for (size_t i = 0; i < term->letter_count; i++)
        if (mark(counter, term->letters[i], start, end, counter->letter_weight))
            return FEATURE_STOP;
    *number = term->number;
    return term->links ? FEATURE_LINKS : term->breaks ? FEATURE_BREAKS : FEATURE_ASIDE;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

static uint32_t find_run(const feature_counter *counter, const feature_run *run) {
    char key[FEATURE_KEY_MAX + 1], room[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    for (int i = 0; i < run->count; i++) {
        feature_term term =
            feature_term_of(counter->settings, counter->stems, counter->bytes, run->links[i]->of);
        texts[i] = memcpy(room[i], term.text, term.length);
        lengths[i] = term.length;
    }
    return vocabulary_find(counter->words, key, feature_spell_run(run, texts, lengths, key));
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
    uint32_t index = key ? features_memo_pair(counter->memo, key) : MEMO_UNKNOWN;
    if (index == MEMO_UNKNOWN) {
        index = find_run(counter, run);
        if (key) features_memo_add_pair(counter->memo, key, index);
    }
    return mark_known(counter, index, feature_run_start(run), feature_run_end(run),
                      counter->run_weight);
}

/* ---- Han n-grams and hints ------------------------------------------------------------------- */

/* An n-gram of up to seven bytes is its own key, below those of runs; 0 for a longer one. */
static uint64_t key_of_han(const char *bytes, size_t length) {
    uint64_t key = 0;
    for (size_t i = 0; length <= 7 && i < length; i++) key = key << 8 | (unsigned char)bytes[i];
    return key;
}

static int count_han(void *context, uint32_t start, uint32_t end) {
    feature_counter *counter = context;
    const char *text = counter->bytes + start;
    size_t length = end - start;
    uint64_t key = key_of_han(text, length);
    uint32_t index = key ? features_memo_pair(counter->memo, key) : MEMO_UNKNOWN;
    if (index == MEMO_UNKNOWN) {
        index = find_text(counter, 'h', text, length);
        if (key) features_memo_add_pair(counter->memo, key, index);
    }
    if (length == counter->han_bytes) {
        counter->row->han++;
        counter->row->known_han += index != VOCABULARY_NONE;
    }
    return mark_known(counter, index, start, end, 1);
}

static int count_hint(void *context, const feature_hint *hint) {
    feature_counter *counter = context;
    uint32_t index = find_text(counter, 'r', hint->name, strlen(hint->name));
    return mark_known(counter, index, hint->start, hint->end, counter->hint_weight);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static int each_bit(uint64_t *bits) {
    int lowest = __builtin_ctzll(*bits);
    *bits &= *bits - 1;
    return lowest;
}

/* Moves what was found into the row, in order of index, and clears the bits. */
static void sort_into(feature_row *row, feature_counter *counter) {
    row->count = 0;
    for (size_t i = 0; i < blocks(blocks(counter->words->count)); i++)
        while (counter->summary[i]) {
            size_t block = i * 64 + (size_t)each_bit(&counter->summary[i]);
            while (counter->seen[block]) {
                size_t index = block * 64 + (size_t)each_bit(&counter->seen[block]);
                row->items[row->count++] = counter->found[counter->place[index]];
            }
        }
}

static void forget(feature_counter *counter) {
    size_t words = blocks(counter->words->count);
    memset(counter->seen, 0, words * sizeof *counter->seen);
    memset(counter->summary, 0, blocks(words) * sizeof *counter->summary);
}

static void weigh(feature_row *row, const feature_counter *counter) {
    double squares = 0;
    for (size_t i = 0; i < row->count; i++) {
        feature *item = &row->items[i];
        float tf = !counter->settings->sublinear ? (float)item->count
                   : item->count < LOGS          ? counter->logs[item->count]
                                                 : sublinear(item->count);
        item->value *= (double)tf * (double)counter->words->idf[item->index];
        squares += item->value * item->value;
    }
    double length = sqrt(squares);
    for (size_t i = 0; i < row->count; i++) row->items[i].value /= length;
}

exportcat_status features_row(feature_row *row, feature_counter *counter, const folded *text,
                              const token_list *tokens, feature_hints hints,
                              exportcat_error *error) {
    static const feature_visitor visitor = {count_token, count_run, count_han, count_hint};
    counter->bytes = text->bytes;
    counter->row = row;
    counter->count = 0;
    row->words = row->known_words = row->han = row->known_han = 0;
    features_memo_tidy(counter->memo);
    if (features_walk(counter->settings, text->bytes, tokens, hints, &visitor, counter) ||
        grow(&row->items, &row->capacity, counter->count, sizeof *row->items)) {
        forget(counter);
        row->count = 0;
        return status_memory(error);
    }
    sort_into(row, counter);
    weigh(row, counter);
    return EXPORTCAT_OK;
}
