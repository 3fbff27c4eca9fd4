#include "model_words.h"

#include "model_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows stand in sets of two places, by the word's number; a new row takes the place that was not
 * asked for last. */
enum { SETS = 8192, WAYS = 2 };

/* Values of parts are taken as whole numbers of 2^-PART_BITS, and as no more than sixteen bits
 * hold: all parts of a word, times weights of eight bits, fit into 32. */
enum { PART_BITS = 10 };

struct model_words {
    const model *open;
    const feature_counter *counter;
    uint32_t age; /* of the counter, when the rows were made */
    size_t stride;
    uint32_t numbers[SETS][WAYS]; /* 0: empty */
    unsigned char last[SETS];     /* the place asked for last */
    float units[SETS][WAYS];      /* what a weight of 1 counts: powers of two */
    int8_t *rows;
    uint32_t sums[MODEL_LABELS_MAX];
};

model_words *model_words_new(const model *open, const feature_counter *counter) {
    model_words *words = calloc(1, sizeof *words);
    if (!words) return NULL;
    words->open = open;
    words->counter = counter;
    words->age = feature_counter_age(counter);
    words->stride = model_stride(open->label_count);
    words->rows = calloc(SETS * WAYS * words->stride, sizeof *words->rows);
    if (words->rows) return words;
    free(words);
    return NULL;
}

void model_words_free(model_words *words) {
    if (!words) return;
    free(words->rows);
    free(words);
}

bool model_words_tell(const model_words *words, uint32_t number, float idf) {
    return feature_counter_word(words->counter, number).rarest >= idf;
}

static void add_part(model_words *words, word_part part, model_batch *batch) {
    float scaled = part.value * (1 << PART_BITS) + 0.5F;
    int16_t value = scaled < INT16_MAX ? (int16_t)scaled : INT16_MAX;
    model_add_feature(words->open, part.index, value, batch, words->stride, words->sums);
}

/* How often all sums must be halved to fit into eight bits. */
static int find_shift(const int32_t *sums, size_t count) {
    int32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t size = sums[i] < 0 ? -sums[i] : sums[i];
        most = size > most ? size : most;
    }
    int shift = 0;
    while ((most + (1 << shift) / 2) >> shift > INT8_MAX) shift++;
    return shift;
}

/* Rounds the sums to weights, and returns what a weight of 1 counts. */
static float round_sums(const int32_t *sums, size_t count, int8_t *row) {
    const int shift = find_shift(sums, count), half = (1 << shift) / 2;
    for (size_t i = 0; i < count; i++) row[i] = (int8_t)((sums[i] + half) >> shift);
    return ldexpf(1, shift - PART_BITS);
}

static float work_out(model_words *words, uint32_t number, int8_t *row) {
    feature_word word = feature_counter_word(words->counter, number);
    model_batch batch = {.count = 0};
    memset(words->sums, 0, words->stride * sizeof *words->sums);
    for (size_t i = 0; i < word.count; i++) add_part(words, word.parts[i], &batch);
    model_add_rows(&batch, words->stride, words->sums);
    return round_sums((const int32_t *)words->sums, words->stride, row);
}

static void forget_old(model_words *words) {
    uint32_t age = feature_counter_age(words->counter);
    if (age == words->age) return;
    words->age = age;
    memset(words->numbers, 0, sizeof words->numbers);
}

bool model_words_keep(const model_words *words, uint32_t number) {
    const uint32_t *set = words->numbers[number % SETS];
    return words->age == feature_counter_age(words->counter) &&
           (set[0] == number || set[1] == number);
}

word_weights model_words_find(model_words *words, uint32_t number) {
    size_t set = number % SETS;
    forget_old(words);
    bool in_other = words->numbers[set][1] == number;
    bool is_kept = in_other || words->numbers[set][0] == number;
    size_t way = is_kept ? in_other : !words->last[set];
    int8_t *row = words->rows + (set * WAYS + way) * words->stride;
    words->last[set] = (unsigned char)way;
    if (!is_kept) {
        words->numbers[set][way] = number;
        words->units[set][way] = work_out(words, number, row);
    }
    return (word_weights){row, (double)words->units[set][way]};
}
