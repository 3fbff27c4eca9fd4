#include "model_words.h"

#include "model_parts.h"

#include <stdlib.h>
#include <string.h>

/* Rows stand in sets of two places, by the word's number; a new row takes the place that was not
 * asked for last. */
enum { SETS = 4096, WAYS = 2 };

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
    int16_t *rows;
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
    const model *open = words->open;
    float scaled = part.value * (1 << PART_BITS) + 0.5F;
    int16_t value = scaled < INT16_MAX ? (int16_t)scaled : INT16_MAX;
    uint32_t at = open->row_at[part.index];
    if (!(at & MODEL_DENSE)) {
        model_add_pairs(&open->pairs[at], value, words->sums);
        return;
    }
    batch->rows[batch->count] = open->dense + (at & ~MODEL_DENSE) * words->stride;
    batch->values[batch->count++] = value;
    if (batch->count == MODEL_BATCH) model_add_rows(batch, words->stride, words->sums);
}

static int16_t rounded(int32_t sum) {
    int32_t whole = (sum + (1 << (PART_BITS - 1))) >> PART_BITS;
    return (int16_t)(whole > INT16_MAX ? INT16_MAX : whole < INT16_MIN ? INT16_MIN : whole);
}

static void work_out(model_words *words, uint32_t number, int16_t *row) {
    feature_word word = feature_counter_word(words->counter, number);
    model_batch batch = {.count = 0};
    memset(words->sums, 0, words->stride * sizeof *words->sums);
    for (size_t i = 0; i < word.count; i++) add_part(words, word.parts[i], &batch);
    model_add_rows(&batch, words->stride, words->sums);
    for (size_t i = 0; i < words->stride; i++) row[i] = rounded((int32_t)words->sums[i]);
}

static void forget_old(model_words *words) {
    uint32_t age = feature_counter_age(words->counter);
    if (age == words->age) return;
    words->age = age;
    memset(words->numbers, 0, sizeof words->numbers);
}

const int16_t *model_words_row(model_words *words, uint32_t number) {
    size_t set = number % SETS;
    forget_old(words);
    bool in_other = words->numbers[set][1] == number;
    bool is_kept = in_other || words->numbers[set][0] == number;
    size_t way = is_kept ? in_other : !words->last[set];
    int16_t *row = words->rows + (set * WAYS + way) * words->stride;
    words->last[set] = (unsigned char)way;
    if (is_kept) return row;
    words->numbers[set][way] = number;
    work_out(words, number, row);
    return row;
}
