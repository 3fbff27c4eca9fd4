#include "model_words.h"

#include "memory.h"
#include "model_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A word stands in the place of its number; a new one takes the place of the one before. There are
 * fewer rows, for those that are worked out; when all are taken, all words are forgotten. */
enum { PLACES = 32768, ROWS = 4096 };

/* Values of parts are taken as whole numbers of 2^-PART_BITS, and as no more than sixteen bits
 * hold: all parts of a word, times weights of eight bits, fit into 32. */
enum { PART_BITS = 10 };

typedef struct {
    uint32_t number;   /* 0: none */
    float unit;        /* what a weight of 1 counts: a power of two */
    const int8_t *row; /* one of `rows` or, of a form, the model's */
} kept_row;

struct model_words {
    pages large; /* that this stands in, and the rows */
    const model *open;
    const feature_counter *counter;
    uint32_t age; /* of the counter, when the rows were made */
    size_t stride;
    kept_row kept[PLACES];
    int8_t *rows;
    size_t row_count;
    uint32_t sums[MODEL_LABELS_MAX];
};

model_words *model_words_new(const model *open, const feature_counter *counter) {
    pages large = {0};
    const size_t stride = model_stride(open->label_count);
    model_words *words = lines_take(&large, 1, sizeof *words);
    int8_t *rows = lines_take(&large, ROWS, stride * sizeof *rows);
    if (!words || !rows) {
        pages_free(&large);
        return NULL;
    }
    words->large = large;
    words->open = open;
    words->counter = counter;
    words->age = feature_counter_age(counter);
    words->stride = stride;
    words->rows = rows;
    return words;
}

void model_words_free(model_words *words) {
    if (!words) return;
    pages large = words->large;
    pages_free(&large);
}

bool model_words_tell(const model_words *words, uint32_t number, float idf) {
    return feature_counter_rarest(words->counter, number) >= idf;
}

static void add_part(model_words *words, word_part part, model_batch *batch) {
    float scaled = part.value * (1 << PART_BITS) + 0.5F;
    int16_t value = scaled < INT16_MAX ? (int16_t)scaled : INT16_MAX;
    if (!model_batch_room(batch)) model_add_rows(batch, words->stride, words->sums);
    model_add_feature(words->open, words->open->words.row[part.index], value, batch, words->stride);
}

static float work_out(model_words *words, const feature_word *word, int8_t *row) {
    const uint32_t *row_of = words->open->words.row;
    model_batch batch;
    for (size_t i = 0; i < word->count; i++) __builtin_prefetch(&row_of[word->parts[i].index]);
    model_batch_begin(&batch);
    memset(words->sums, 0, words->stride * sizeof *words->sums);
    for (size_t i = 0; i < word->count; i++) add_part(words, word->parts[i], &batch);
    model_add_rows(&batch, words->stride, words->sums);
    return ldexpf(1, model_round(words->sums, words->stride, row) - PART_BITS);
}

static void forget(model_words *words) {
    memset(words->kept, 0, sizeof words->kept);
    words->row_count = 0;
}

static void forget_old(model_words *words) {
    uint32_t age = feature_counter_age(words->counter);
    if (age == words->age) return;
    words->age = age;
    forget(words);
}

/* Whether the word is a form, whose row is the model's. */
static bool keep_form(model_words *words, const feature_word *word, uint32_t number) {
    const word_forms *forms = &words->open->words.forms;
    if (word->place == FORM_NONE) return false;
    words->kept[number % PLACES] = (kept_row){number, forms->items[word->place].unit,
                                              forms->rows + word->place * words->stride};
    return true;
}

/* Rows of the batch are summed before their words are forgotten. */
__attribute__((noinline)) static void learn(model_words *words, uint32_t number, model_batch *batch,
                                            uint32_t *sums) {
    const feature_word word = feature_counter_word(words->counter, number);
    if (keep_form(words, &word, number)) return;
    if (words->row_count == ROWS) {
        model_add_rows(batch, words->stride, sums);
        forget(words);
    }
    int8_t *row = words->rows + words->row_count++ * words->stride;
    words->kept[number % PLACES] = (kept_row){number, work_out(words, &word, row), row};
}

word_weights model_words_find(model_words *words, uint32_t number) {
    const kept_row *kept = &words->kept[number % PLACES];
    model_batch none;
    model_batch_begin(&none);
    forget_old(words);
    if (kept->number != number) learn(words, number, &none, words->sums);
    return (word_weights){kept->row, (double)kept->unit};
}

/* The value of one of few words may be more than sixteen bits hold: the row is added more than
 * once. */
void model_words_add(model_words *words, const word_use *uses, size_t count, uint32_t *sums) {
    enum { MOST = 8 * INT16_MAX };
    model_batch batch;
    model_batch_begin(&batch);
    forget_old(words);
    for (size_t i = 0; i < count; i++) {
        const kept_row *kept = &words->kept[uses[i].number % PLACES];
        if (kept->number != uses[i].number) learn(words, uses[i].number, &batch, sums);
        int32_t value = model_whole(uses[i].value * (double)kept->unit, MODEL_WORD_BITS, MOST);
        for (; value > INT16_MAX; value -= INT16_MAX)
            model_add_row(kept->row, INT16_MAX, &batch, words->stride, sums);
        model_add_row(kept->row, (int16_t)value, &batch, words->stride, sums);
    }
    model_add_rows(&batch, words->stride, sums);
}
