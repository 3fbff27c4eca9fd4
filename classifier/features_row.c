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
    counter->weights[WEIGHT_WORD] = 1;
    counter->weights[WEIGHT_RUN] = settings->run_weight / 100.0;
    counter->weights[WEIGHT_LETTERS] = settings->letter_weight / 100.0;
    counter->weights[WEIGHT_HINT] = settings->hints;
    counter->han_bytes = 3 * (size_t)settings->han_min;
    for (uint32_t n = 1; n < FEATURE_LOGS; n++)
        counter->frequencies[n] = term_frequency(settings, n);
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

/* ---- Rows ------------------------------------------------------------------------------------ */

static int each_bit(uint64_t *bits) {
    int lowest = __builtin_ctzll(*bits);
    *bits &= *bits - 1;
    return lowest;
}

static double value_of(const feature_counter *counter, const found_feature *found) {
    float tf = found->count < FEATURE_LOGS ? counter->frequencies[found->count]
                                           : term_frequency(counter->settings, found->count);
    return (double)tf * (double)found->idf * counter->weights[found->weight];
}

/* Moves what was found into the row, in order of index, with its value so far, and clears the bits;
 * tells the sum of the values' squares. */
static double sort_into(feature *items, feature_counter *counter) {
    double squares = 0;
    for (size_t i = 0; i < blocks(blocks(counter->words->count)); i++)
        while (counter->summary[i]) {
            size_t block = i * 64 + (size_t)each_bit(&counter->summary[i]);
            while (counter->seen[block]) {
                size_t index = block * 64 + (size_t)each_bit(&counter->seen[block]);
                const found_feature *found = &counter->found[counter->place[index]];
                double value = value_of(counter, found);
                squares += value * value;
                *items++ =
                    (feature){(uint32_t)index, found->count, found->start, found->end, value};
            }
        }
    return squares;
}

static void forget(feature_counter *counter) {
    size_t words = blocks(counter->words->count);
    memset(counter->seen, 0, words * sizeof *counter->seen);
    memset(counter->summary, 0, blocks(words) * sizeof *counter->summary);
}

exportcat_status features_row(feature_row *row, feature_counter *counter, const folded *text,
                              const token_list *tokens, feature_hints hints,
                              exportcat_error *error) {
    counter->bytes = text->bytes;
    counter->row = row;
    counter->count = 0;
    row->words = row->known_words = row->han = row->known_han = 0;
    features_memo_tidy(counter->memo);
    if (features_walk(counter->settings, text->bytes, tokens, hints, &features_count, counter) ||
        grow(&row->items, &row->capacity, counter->count, sizeof *row->items)) {
        forget(counter);
        row->count = 0;
        return status_memory(error);
    }
    double length = sqrt(sort_into(row->items, counter));
    row->count = counter->count;
    for (size_t i = 0; i < row->count; i++) row->items[i].value /= length;
    return EXPORTCAT_OK;
}
