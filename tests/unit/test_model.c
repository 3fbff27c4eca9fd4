#include "unit.h"

#include "model_parts.h"

#include <math.h>

/* A model of two labels and four features, made by hand; the last one has a dense row. */
static const char keys[] = "hlaserwradarwwatercaser";
static const uint32_t offsets[] = {0, 6, 12, 18, 23};
static const float idf[] = {1, 2, 3, 1};
static const uint32_t places[] = {0, 4, 8, MODEL_DENSE | 0};
static const model_pair pairs[] = {{1, 0},  {0, 0}, {0, 0}, {1, 1}, {1, 0}, {0, 0},
                                   {0, -6}, {1, 8}, {1, 0}, {0, 0}, {0, 0}, {0, 0}};
static const int8_t dense[32] = {4, -2}; /* 1, -0.5 */
static vocabulary_slot slots[8];
static const int8_t form_rows[2 * 32] = {7, -7};
static const word_part parts[] = {{1, 2}, {3, 0.5F}, {2, 3}};
static const word_form forms[] = {
    {.own = 1, .parts = 0, .part_count = 2, .square = 4.25F, .rarest = 2, .unit = 0.125F},
    {.text = {1}, .own = 2, .parts = 2, .part_count = 1, .square = 9, .rarest = 3, .unit = 0.5F}};
static uint32_t form_slots[5];
static model_label labels[] = {{"apples", LEVEL_ENTRY, -0.5, 0.25, -1},
                               {"none", LEVEL_NONE, 0.125, 0.25, -1}};

static model make(void) {
    model made = {.settings = feature_settings_default(),
                  .words = {4, 8, slots, offsets, keys, idf, false, places, {0}},
                  .label_count = 2,
                  .labels = labels,
                  .pairs = pairs,
                  .pair_count = 12,
                  .dense = dense,
                  .dense_count = 1,
                  .about = "texts=2\n",
                  .curves = {.fitted = 1, .listed_at = 0.5}};
    memset(slots, 0, sizeof slots);
    vocabulary_index(&made.words, slots);
    made.words.forms = (word_forms){.items = forms,
                                    .count = 2,
                                    .slot = form_slots,
                                    .slots = 5,
                                    .parts = parts,
                                    .part_count = 3,
                                    .rows = form_rows};
    memset(form_slots, 0, sizeof form_slots);
    forms_index(&made.words.forms, form_slots);
    return made;
}

static char *serialized(size_t *length) {
    model made = make();
    exportcat_error error;
    const char *path = write_temporary("", 0);
    assert_ok(model_write(&made, path, &error), error);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(65536);
    *length = fread(bytes, 1, 65536, file);
    fclose(file);
    unlink(path);
    return bytes;
}

static exportcat_status try_open(const char *bytes, size_t length, model *out,
                                 exportcat_error *error) {
    const char *path = write_temporary(bytes, length);
    exportcat_status status = model_open(path, out, error);
    unlink(path);
    return status;
}

static void survives_writing(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    assert_ok(try_open(bytes, length, &read, &error), error);
    assert_int_equal(read.label_count, 2);
    assert_string_equal(read.labels[0].name, "apples");
    assert_true(read.labels[1].bias == 0.125);
    assert_int_equal(model_label_find(&read, "none"), 1);
    assert_int_equal(model_label_find(&read, "pears"), -1);
    assert_int_equal(vocabulary_feature(&read.words, "hlaser", 6).index, 0);
    assert_true(model_weight(&read, 1, 0) == -1.5);
    assert_true(model_weight(&read, 2, 0) == 0);
    assert_string_equal(read.about, "texts=2\n");
    assert_true(read.curves.listed_at == 0.5);
    assert_int_equal(strlen(read.digest), 32);
    assert_true(model_weight(&read, 3, 1) == -0.5);
    assert_int_equal(forms_find(&read.words.forms, forms[1].text), 1);
    assert_int_equal(forms_find(&read.words.forms, (uint64_t[FORM_TEXTS]){2}), FORM_NONE);
    assert_true(read.words.forms.items[1].square == 9);
    assert_int_equal(read.words.forms.rows[1], -7);
    feature items[] = {{.index = 0, .value = 0.5, .row = places[0]},
                       {.index = 1, .value = 0.25, .row = places[1]},
                       {.index = 3, .value = 0.75, .row = places[3]}};
    feature_row row = {.items = items, .count = 3};
    double decisions[2];
    model_score(&read, &row, NULL, decisions);
    assert_true(decisions[0] == -1.5 * 0.25 + 1 * 0.75 - 0.5);
    assert_true(decisions[1] == 0.25 * 0.5 + 2 * 0.25 - 0.5 * 0.75 + 0.125);
    model_close(&read);
    free(bytes);
}

static void every_damaged_byte_is_refused(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    for (size_t i = 0; i < length; i++) {
        bytes[i] ^= 0x20;
        if (try_open(bytes, length, &read, &error) != EXPORTCAT_E_MODEL)
            fail_msg("a change of byte %zu was not seen", i);
        assert_null(read.map.bytes);
        bytes[i] ^= 0x20;
    }
    free(bytes);
}

static void every_other_length_is_refused(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    for (size_t cut = 0; cut < length; cut++)
        assert_int_equal(try_open(bytes, cut, &read, &error), EXPORTCAT_E_MODEL);
    bytes = realloc(bytes, length + 1);
    bytes[length] = 0;
    assert_int_equal(try_open(bytes, length + 1, &read, &error), EXPORTCAT_E_MODEL);
    free(bytes);
}

static void other_feature_settings_are_refused(void **state) {
    model made = make();
    size_t length;
    char *bytes = serialized(&length), *other;
    exportcat_error error;
    (void)state;
    /* The same model said to be of other settings: its fingerprint is then another one too. */
    made.settings.han_max = 4;
    const char *path = write_temporary("", 0);
    model read;
    assert_ok(model_write(&made, path, &error), error);
    assert_ok(model_open(path, &read, &error), error);
    assert_int_equal(read.settings.han_max, 4);
    other = read.map.bytes;
    assert_true(memcmp(other, bytes, length) != 0);
    model_close(&read);
    unlink(path);
    free(bytes);
}

/* An entry's value is explained by the machine that it came from. */
static void a_raised_value_has_its_source(void **state) {
    model_label own[] = {{"apples", LEVEL_ENTRY, 0, 1, -1},
                         {"apples/red", LEVEL_POINT, 0, 1, -1},
                         {"apples/sour", LEVEL_POINT, 0, 1, -1},
                         {"pears", LEVEL_ENTRY, 0, 1, -1},
                         {"pears/soft", LEVEL_POINT, 0, 1, -1}};
    double decisions[] = {-2, -1, 0.5, 1, 0.25}, same[] = {-2, 9, -1, 9, 0.5, 9, 1, 9, 0.25};
    model made = {.labels = own, .label_count = 5};
    model_link links[5];
    (void)state;
    model_link_labels(own, made.label_count);
    assert_int_equal(model_list_links(&made, links), 3);
    model_raise(links, 3, decisions, 1);
    assert_true(decisions[0] == 0.5 && decisions[3] == 1);
    model_raise(links, 3, same, 2);
    for (size_t i = 0; i < 5; i++) assert_true(same[2 * i] == decisions[i]);
    assert_int_equal(model_raised_by(&made, decisions, 0), 2);
    assert_int_equal(model_raised_by(&made, decisions, 3), 3);
    assert_int_equal(model_raised_by(&made, decisions, 4), 4);
}

/* The gate's value, parted as the odds are, to the power of the sharpness; one so far behind that
 * its odds are no number has none. */
static void entries_share_what_the_gate_says(void **state) {
    enum { ENTRIES = 3 };
    model_label own[] = {{"apples", LEVEL_ENTRY, 0, 1, -1},
                         {"apples/red", LEVEL_POINT, 0, 1, -1},
                         {"none", LEVEL_NONE, 0, 1, -1},
                         {"pears", LEVEL_ENTRY, 0, 1, -1},
                         {"plums", LEVEL_ENTRY, 0, 1, -1}};
    const double decisions[] = {0.5, 3, -0.25, 0.75, -1000}, likes[] = {1, 9, 0, 0.5, 0};
    model made = {.labels = own, .label_count = 5, .none = 2};
    double shares[ENTRIES], all[5];
    uint16_t entries[5];
    (void)state;
    made.curves.curve[LEVEL_ENTRY][TEXT_ZH] = (sigmoid){-2, 0.5, 1, -0.75};
    made.curves.gate[TEXT_ZH] = (sigmoid){-3, 0.25, 1, 0};
    made.curves.sharpness[TEXT_ZH] = 1.5;
    assert_int_equal(model_list_entries(&made, entries), ENTRIES);
    assert_true(entries[0] == 0 && entries[1] == 3 && entries[2] == 4);
    size_t best = model_shares(&made, entries, ENTRIES, decisions, likes, TEXT_ZH, shares);
    double odds = exp(1.5 * (2 * (0.75 - 0.5) + 0.75 * (0.5 - 1)));
    double covered = model_gate(&made, decisions, entries[best], TEXT_ZH);
    assert_int_equal(best, odds > 1);
    assert_true(fabs(shares[1] / shares[0] - odds) < 1e-14);
    assert_true(fabs(shares[0] + shares[1] - covered) < 1e-15 && shares[2] < 1e-300);
    model_entry_probabilities(&made, decisions, likes, TEXT_ZH, all);
    for (size_t i = 0; i < ENTRIES; i++) assert_true(all[entries[i]] == shares[i]);
    assert_true(all[2] == 1 - covered);
}

/* Dense rows, and rows of pairs from none to more than any model has; each feature by itself and
 * all together, which are more than are looked up at once. */
static void weights_are_found_wherever_they_stand(void **state) {
    enum { LABELS = 80, DENSE = 100, PAIRED = LABELS + 1, FEATURES = 2 * PAIRED + DENSE };
    static int8_t rows[DENSE * 96], expected[FEATURES][LABELS];
    static model_pair lists[2 * PAIRED * (LABELS + MODEL_BLOCK)];
    static uint32_t at_row[FEATURES];
    static feature items[FEATURES];
    static double found[FEATURES];
    model_label own[LABELS] = {{0}};
    model made = {.labels = own,
                  .label_count = LABELS,
                  .words = {.row = at_row},
                  .pairs = lists,
                  .dense = rows,
                  .dense_count = DENSE};
    uint64_t draw = 1;
    uint32_t at = 0;
    (void)state;
    for (uint32_t i = 0; i < FEATURES; i++) {
        const bool is_dense = i % 3 == 0 && i / 3 < DENSE;
        uint32_t weights = 0;
        for (uint16_t k = 0; k < LABELS; k++) {
            draw = draw * 6364136223846793005U + 1442695040888963407U;
            if ((draw >> 33) % LABELS >= i % PAIRED) continue;
            expected[i][k] = (int8_t)(1 + (draw >> 58));
            weights++;
        }
        at_row[i] = is_dense ? MODEL_DENSE | i / 3 : at;
        if (is_dense) {
            memcpy(rows + i / 3 * 96, expected[i], LABELS);
        } else {
            const uint32_t blocks = (1 + weights + MODEL_BLOCK - 1) / MODEL_BLOCK;
            lists[at].label = (uint16_t)blocks;
            at += blocks * MODEL_BLOCK - weights;
            for (uint16_t k = 0; k < LABELS; k++)
                if (expected[i][k]) lists[at++] = (model_pair){k, expected[i][k]};
        }
        items[i].index = i;
        items[i].row = at_row[i];
    }
    for (size_t k = 0; k < LABELS; k++) own[k].scale = 0.25;
    for (size_t k = 0; k < LABELS; k++) {
        model_weights(&made, items, FEATURES, k, found);
        for (uint32_t i = 0; i < FEATURES; i++) {
            assert_true(found[i] == expected[i][k] * 0.25);
            assert_true(model_weight(&made, i, k) == found[i]);
        }
    }
}

enum { STRIDE = 96, ROWS = MODEL_BATCH };

/* The heaviest weights first. */
static void draw_weights(int8_t *rows) {
    uint64_t draw = 1;
    for (size_t i = 0; i < (size_t)ROWS * STRIDE; i++) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        bool first = i % STRIDE == 0, second = i % STRIDE == 1;
        rows[i] = first ? INT8_MIN : second ? INT8_MAX : (int8_t)(uint8_t)(draw >> 56);
    }
}

/* The same sums as one by one, on this machine and on any. */
static void sums_over_rows_are_exact(void **state) {
    static int8_t rows[ROWS * STRIDE];
    static const size_t counts[] = {0, 1, 2, 3, 16, 17, ROWS - 1, ROWS};
    (void)state;
    draw_weights(rows);
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        uint32_t sums[STRIDE], portable[STRIDE], expected[STRIDE];
        model_batch batch = {.count = counts[c]};
        for (size_t k = 0; k < STRIDE; k++) expected[k] = sums[k] = portable[k] = (uint32_t)k * 9;
        for (size_t i = 0; i < counts[c]; i++) {
            batch.rows[i] = rows + i * STRIDE;
            batch.values[i] = (int16_t)(INT16_MAX - 100 * i);
            for (size_t k = 0; k < STRIDE; k++)
                expected[k] += (uint32_t)(batch.rows[i][k] * batch.values[i]);
        }
        model_add_rows_portable(&batch, STRIDE, portable);
        model_add_rows(&batch, STRIDE, sums);
        assert_int_equal(batch.count, 0);
        assert_memory_equal(sums, expected, sizeof sums);
        assert_memory_equal(portable, expected, sizeof portable);
    }
}

/* Rows of pairs of any length, beside dense ones. */
static void sums_over_pairs_are_exact(void **state) {
    enum { LABELS = 40, BLOCKS = 8, LONG = BLOCKS * MODEL_BLOCK, PAIR_ROWS = MODEL_BATCH - 1 };
    static model_pair rows[PAIR_ROWS][LONG];
    uint32_t sums[STRIDE] = {0}, expected[STRIDE] = {0};
    const int8_t whole[STRIDE] = {-7};
    model_batch batch;
    (void)state;
    model_batch_begin(&batch);
    model_add_row(whole, -300, &batch, STRIDE, sums);
    expected[0] = 2100;
    for (uint32_t i = 0; i < PAIR_ROWS; i++) {
        const uint32_t blocks = 1 + i % BLOCKS;
        const int16_t value = (int16_t)(INT16_MAX - 200 * i);
        rows[i][0].label = (uint16_t)blocks;
        for (uint32_t k = 1 + i % 3; k < blocks * MODEL_BLOCK; k++) {
            rows[i][k] =
                (model_pair){(uint16_t)(k + i % 9), (int16_t)(INT8_MIN + (int)(k * i) % 256)};
            expected[rows[i][k].label] += (uint32_t)(rows[i][k].weight * value);
        }
        batch.pairs[batch.pair_count++] = (model_pair_row){rows[i], value, 0};
    }
    model_add_rows(&batch, STRIDE, sums);
    assert_memory_equal(sums, expected, sizeof sums);
    assert_int_equal(batch.count + batch.pair_count, 0);
}

/* The machine's own instructions give the same numbers as none. */
static void decisions_are_made_of_sums(void **state) {
    enum { COUNT = 13 };
    model_sums sums;
    double scales[COUNT], biases[COUNT], one[COUNT], three[COUNT];
    double of_one[COUNT], of_three[COUNT];
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        sums.words[i] = (uint32_t)(i * 77777777 - 400000000);
        sums.features[i] = (uint32_t)(123456 - i * 3333);
        scales[i] = 0.001 * (i + 1) / 3;
        biases[i] = -1.0 / (i + 7);
        one[i] = NAN;
        three[i] = i;
        const double sum = (int32_t)sums.words[i] / 8192.0 + (int32_t)sums.features[i] / 32768.0;
        of_one[i] = sum * scales[i] + biases[i];
        of_three[i] = ((i + sum) + sum) * scales[i] + biases[i];
    }
    model_finish(&sums, false, scales, biases, COUNT, one);
    model_carry(&sums, COUNT, three);
    model_finish(&sums, true, scales, biases, COUNT, three);
    assert_memory_equal(one, of_one, sizeof one);
    assert_memory_equal(three, of_three, sizeof three);
}

static void refuse(const model *made) {
    const char *path = write_temporary("", 0);
    model read;
    exportcat_error error;
    assert_ok(model_write(made, path, &error), error);
    assert_int_equal(model_open(path, &read, &error), EXPORTCAT_E_MODEL);
    assert_non_null(strstr(error.message, "makes no sense")
                        ? error.message
                        : strstr(error.message, "make no sense"));
    unlink(path);
}

/* Its digests are right, and what it says is not: by chance or by design. */
static void a_model_that_makes_no_sense_is_refused(void **state) {
    model_pair odd[sizeof pairs / sizeof *pairs];
    vocabulary_slot other[sizeof slots / sizeof *slots];
    const model right = make();
    model wrong = right;
    (void)state;
    wrong.pairs = odd;
    const struct {
        size_t at;
        model_pair pair;
    } faults[] = {{0, {0, 0}},     {8, {2, 0}},   {4, {1, 1}},   {3, {32, 1}},
                  {3, {40000, 1}}, {3, {1, 200}}, {6, {0, -129}}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        memcpy(odd, pairs, sizeof pairs);
        odd[faults[i].at] = faults[i].pair;
        refuse(&wrong);
    }
    wrong = right;
    wrong.words.slot = other;
    for (int fault = 0; fault < 5; fault++) {
        size_t taken = 0, empty = 0;
        memcpy(other, slots, sizeof slots);
        while (!other[taken].number) taken++;
        while (other[empty].number) empty++;
        if (fault == 0) other[taken].number = 5;
        if (fault == 1) other[taken].number = 0;
        if (fault == 2) other[empty].number = 1;
        if (fault == 3) other[taken].idf = -1;
        if (fault == 4) other[taken].idf = INFINITY;
        refuse(&wrong);
    }
    const float values[] = {1, NAN, 3, 1};
    wrong = right;
    wrong.words.idf = values;
    refuse(&wrong);
}

static void forms_that_make_no_sense_are_refused(void **state) {
    word_form odd[2];
    word_part other[3];
    uint32_t taken_slots[5];
    model wrong = make();
    const word_forms right = wrong.words.forms;
    (void)state;
    wrong.words.forms.items = odd;
    for (int fault = 0; fault < 8; fault++) {
        memcpy(odd, forms, sizeof odd);
        if (fault == 0) odd[1].own = 4;
        if (fault == 1) odd[1].parts = 1;
        if (fault == 2) odd[1].part_count = 2;
        if (fault == 3) odd[0].unit = 0;
        if (fault == 4) odd[0].square = INFINITY;
        if (fault == 5) odd[0].rarest = -1;
        if (fault == 6) odd[0].own = 0; /* a key of another kind */
        if (fault == 7) odd[0].own = 3;
        refuse(&wrong);
    }
    wrong.words.forms = right;
    wrong.words.forms.parts = other;
    for (int fault = 0; fault < 3; fault++) {
        memcpy(other, parts, sizeof other);
        if (fault == 0) other[2].index = 4;
        if (fault == 1) other[2].value = NAN;
        if (fault == 2) other[2].value = -1;
        refuse(&wrong);
    }
    wrong.words.forms = right;
    wrong.words.forms.slot = taken_slots;
    for (int fault = 0; fault < 3; fault++) {
        size_t taken = 0, empty = 0;
        memcpy(taken_slots, form_slots, sizeof taken_slots);
        while (!taken_slots[taken]) taken++;
        while (taken_slots[empty]) empty++;
        if (fault == 0) taken_slots[taken] = 3;
        if (fault == 1) taken_slots[taken] = 0;
        if (fault == 2) taken_slots[empty] = 1;
        refuse(&wrong);
    }
    wrong.words.forms = right;
    wrong.words.forms.slots = 2;
    refuse(&wrong);
    wrong.words.forms = right;
    wrong.words.forms.count = 1;
    refuse(&wrong);
}

/* A form's key has a kind, and behind it no more bytes than there is room for in a run. */
static void stems_of_forms_fit_into_runs(void **state) {
    enum { MOST = VOCABULARY_LINK_MAX + 1 };
    char long_keys[MOST + 8];
    uint32_t ends[] = {0, 6, 6 + MOST, 7 + MOST, 8 + MOST};
    vocabulary_slot own_slots[8] = {0};
    model made = make(), read;
    exportcat_error error;
    (void)state;
    memset(long_keys, 'w', sizeof long_keys);
    made.words.bytes = long_keys;
    made.words.offset = ends;
    made.words.slot = own_slots;
    vocabulary_index(&made.words, own_slots);
    const char *path = write_temporary("", 0);
    assert_ok(model_write(&made, path, &error), error);
    assert_ok(model_open(path, &read, &error), error);
    model_close(&read);
    unlink(path);
    ends[1]--;
    refuse(&made);
    ends[1]++;
    ends[2] = ends[3] = ends[1]; /* none at all */
    refuse(&made);
}

static void missing_files_say_so(void **state) {
    model read;
    exportcat_error error;
    (void)state;
    assert_int_equal(model_open("/nonexistent/model", &read, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.message, "cannot open the model: No such file or directory");
    assert_int_equal(model_open("/tmp", &read, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.message, "cannot open the model: not a file");
    model made = make();
    assert_int_equal(model_write(&made, "/nonexistent/model", &error), EXPORTCAT_E_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(weights_are_found_wherever_they_stand),
                                       cmocka_unit_test(survives_writing),
                                       cmocka_unit_test(entries_share_what_the_gate_says),
                                       cmocka_unit_test(every_damaged_byte_is_refused),
                                       cmocka_unit_test(forms_that_make_no_sense_are_refused),
                                       cmocka_unit_test(stems_of_forms_fit_into_runs),
                                       cmocka_unit_test(every_other_length_is_refused),
                                       cmocka_unit_test(other_feature_settings_are_refused),
                                       cmocka_unit_test(a_raised_value_has_its_source),
                                       cmocka_unit_test(sums_over_rows_are_exact),
                                       cmocka_unit_test(sums_over_pairs_are_exact),
                                       cmocka_unit_test(decisions_are_made_of_sums),
                                       cmocka_unit_test(a_model_that_makes_no_sense_is_refused),
                                       cmocka_unit_test(missing_files_say_so)};
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
