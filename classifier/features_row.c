#include "features_row.h"

#include "features_count.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Logarithms are rounded to float, so that the last bit of a C library's log changes nothing. */
static float term_frequency(const feature_settings *settings, uint32_t count) {
    return settings->sublinear ? (float)(1 + log((double)count)) : (float)count;
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
    counter->weights[WEIGHT_WORD] = 1;
    counter->weights[WEIGHT_RUN] = settings->run_weight / 100.0;
    counter->weights[WEIGHT_LETTERS] = settings->letter_weight / 100.0;
    counter->weights[WEIGHT_HINT] = settings->hints;
    for (uint32_t n = 1; n < FEATURE_LOGS; n++)
        counter->frequencies[n] = term_frequency(settings, n);
    counter->places = lines_take(&counter->known.large, feature_numbers_most(words),
                                 sizeof *counter->places);
    if (!feature_words_ready(&counter->known) || !counter->places) {
        feature_counter_free(counter);
        return status_memory(error);
    }
    *out = counter;
    return EXPORTCAT_OK;
}

void feature_counter_free(feature_counter *counter) {
    if (!counter) return;
    feature_words_free(&counter->known);
    free(counter);
}

uint32_t feature_counter_age(const feature_counter *counter) {
    return counter->known.age;
}

float feature_counter_rarest(const feature_counter *counter, uint32_t number) {
    return counter->known.facts[number].rarest;
}

feature_word feature_counter_word(const feature_counter *counter, uint32_t number) {
    const word_facts *facts = &counter->known.facts[number];
    const word_forms *forms = &counter->words->forms;
    const word_part *parts = facts->is_form ? forms->parts + forms->items[facts->parts].parts
                                            : counter->known.parts + facts->parts;
    return (feature_word){parts, facts->part_count, facts->square, facts->rarest,
                          facts->is_form ? facts->parts : FORM_NONE};
}

void feature_row_free(feature_row *row) {
    free(row->items);
    free(row->uses);
    *row = (feature_row){0};
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static double frequency(const feature_counter *counter, uint32_t count) {
    return (double)(count < FEATURE_LOGS ? counter->frequencies[count]
                                         : term_frequency(counter->settings, count));
}

/* Gives items, so far known by their numbers, and words their values, and scales them. */
static void set_values(feature_row *row, const feature_counter *counter) {
    const feature_facts *features = lexicon_features(counter->lexicon)->items;
    double squares = 0;
    for (size_t i = 0; i < row->count; i++) {
        feature *here = &row->items[i];
        const feature_facts what = features[here->index];
        const double value = here->value * (double)what.idf * frequency(counter, here->count);
        here->index = what.index;
        here->value = value;
        here->idf = what.idf;
        here->row = what.row;
        squares += value * value;
    }
    for (size_t i = 0; i < row->use_count; i++) {
        word_use *use = &row->uses[i];
        use->value = frequency(counter, use->count);
        const word_facts *facts = &counter->known.facts[use->number];
        squares += use->value * use->value * (double)facts->square;
        row->words += use->count;
        row->known_words += facts->own ? use->count : 0;
    }
    const double share = squares > 0 ? 1 / sqrt(squares) : 0;
    for (size_t i = 0; i < row->count; i++) row->items[i].value *= share;
    for (size_t i = 0; i < row->use_count; i++) row->uses[i].value *= share;
}

/* Numbers of texts begin anew where they end. */
static void number_text(feature_counter *counter) {
    feature_words *known = &counter->known;
    if (counter->text == UINT32_MAX) {
        for (size_t i = 0; i < known->count; i++) known->facts[i].seen = 0;
        memset(counter->places, 0, feature_numbers_most(counter->words) * sizeof *counter->places);
        counter->text = 0;
    }
    counter->text++;
}

static void begin(feature_counter *counter, feature_row *row, const folded *text, lexicon *by) {
    counter->bytes = text->bytes;
    counter->row = row;
    counter->lexicon = by;
    feature_words_tidy(&counter->known, lexicon_age(by));
    number_text(counter);
    row->count = row->use_count = 0;
    row->words = row->known_words = row->han = row->known_han = 0;
}

/* The first token's symbol, or one before it. */
static const symbol *first_symbol(const token_list *tokens, const symbol_row *symbols) {
    return tokens->count ? symbols->items + symbol_row_seek(symbols, tokens->items[0].start) : NULL;
}

exportcat_status features_row(feature_row *row, feature_counter *counter, const folded *text,
                              const token_list *tokens, const symbol_row *symbols,
                              feature_hints hints, exportcat_error *error) {
    begin(counter, row, text, symbols->by);
    if (feature_words_reach(&counter->known, lexicon_highest(symbols->by)) ||
        features_count(counter, tokens, first_symbol(tokens, symbols), hints)) {
        row->count = row->use_count = 0;
        return status_memory(error);
    }
    set_values(row, counter);
    return EXPORTCAT_OK;
}

/* ---- Flat rows ------------------------------------------------------------------------------- */

static int by_index_and_place(const void *left, const void *right) {
    const feature *a = left, *b = right;
    if (a->index != b->index) return a->index < b->index ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

static void add_parts(const word_use *use, const feature_counter *counter, feature_row *out) {
    feature_word word = feature_counter_word(counter, use->number);
    for (size_t i = 0; i < word.count; i++)
        out->items[out->count++] = (feature){word.parts[i].index,
                                             use->count,
                                             use->start,
                                             use->end,
                                             use->value * (double)word.parts[i].value,
                                             counter->words->idf[word.parts[i].index],
                                             vocabulary_row(counter->words, word.parts[i].index)};
}

/* Features of several words are one. */
static void join(feature_row *row) {
    size_t kept = 0;
    for (size_t i = 0; i < row->count; i++) {
        feature *last = kept ? &row->items[kept - 1] : NULL;
        if (!last || last->index != row->items[i].index) {
            row->items[kept++] = row->items[i];
            continue;
        }
        last->count += row->items[i].count;
        last->value += row->items[i].value;
    }
    row->count = kept;
}

exportcat_status features_flatten(const feature_row *row, const feature_counter *counter,
                                  feature_row *out, exportcat_error *error) {
    size_t most = row->count + 1;
    for (size_t i = 0; i < row->use_count; i++)
        most += feature_counter_word(counter, row->uses[i].number).count;
    out->count = out->use_count = 0;
    if (grow(&out->items, &out->capacity, most, sizeof *out->items)) return status_memory(error);
    for (size_t i = 0; i < row->count; i++) out->items[out->count++] = row->items[i];
    for (size_t i = 0; i < row->use_count; i++) add_parts(&row->uses[i], counter, out);
    qsort(out->items, out->count, sizeof *out->items, by_index_and_place);
    join(out);
    out->words = row->words;
    out->known_words = row->known_words;
    out->han = row->han;
    out->known_han = row->known_han;
    return EXPORTCAT_OK;
}
