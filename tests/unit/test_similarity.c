#include "unit.h"

#include "similarity_parts.h"

/* A vocabulary in which "the" and "a" are common and nothing else is known. */
static const uint32_t offsets[] = {0, 4, 6};
static const float frequencies[] = {1.05F, 1.1F};
static uint32_t slots[4];
static vocabulary words = {.count = 2,
                           .slots = 4,
                           .slot = slots,
                           .offset = offsets,
                           .bytes = "wthewa",
                           .idf = frequencies};

typedef struct {
    catalogue laws;
    similarity *index;
    stemmer *stems;
    symbol_row symbols;
    likeness like;
    folded folded;
    token_list tokens;
} bench;

static void open_bench(bench *on) {
    exportcat_error error;
    const feature_settings settings = feature_settings_default();
    *on = (bench){0};
    memset(slots, 0, sizeof slots);
    vocabulary_index(&words, slots);
    assert_ok(catalogue_open("tests/unit/catalogue", &on->laws, &error), error);
    assert_ok(similarity_new(&on->laws, &words, &settings.languages, &on->index, &error), error);
    assert_ok(stemmer_new(&settings.languages, &on->stems, &error), error);
}

static void close_bench(bench *on) {
    likeness_free(&on->like);
    fold_free(&on->folded);
    tokens_free(&on->tokens);
    symbol_row_free(&on->symbols);
    stemmer_free(on->stems);
    similarity_free(on->index);
    catalogue_close(&on->laws);
}

static double measure(bench *on, const char *text, size_t document) {
    exportcat_error error;
    assert_ok(fold_text(&on->folded, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&on->tokens, &on->folded, &error), error);
    symbol_tables tables = similarity_tables(on->index);
    lexicon *known = lexicon_new(&tables, on->stems);
    assert_non_null(known);
    assert_ok(symbols_read(known, &on->folded, &on->tokens, &on->symbols, &error), error);
    lexicon_free(known);
    assert_ok(similarity_measure(on->index, &on->symbols, &on->tokens, &on->like, &error), error);
    return on->like.of_document[document];
}

static void texts_are_like_what_they_share_words_with(void **state) {
    bench on;
    (void)state;
    open_bench(&on);
    double own = measure(&on, "the flight controllers of a drone", 0);
    assert_true(own > 0);
    assert_true(measure(&on, "a basket for the dishwasher", 0) == 0);
    assert_true(measure(&on, "an umbrella, the flight controllers of a drone, and a chair", 0) <
                own);
    assert_true(measure(&on, "无人机飞行控制器", 0) > 0);
    assert_true(measure(&on, "洗碗机的碗篮", 0) == 0);
    /* The official wording of the fifth point belongs to the point that bears the number. */
    size_t point = similarity_point_document(on.index, 0, 0);
    assert_true(measure(&on, "行控", point) > 0);
    close_bench(&on);
}

static void pieces_stand_where_they_are_said_to(void **state) {
    bench on;
    shared_piece pieces[4];
    const char *text = "a drone's flight controller";
    (void)state;
    open_bench(&on);
    measure(&on, text, 0);
    int count = similarity_explain(on.index, 0, &on.symbols, &on.tokens, pieces, 4);
    assert_int_equal(count, 2);
    double shares = 0;
    for (int i = 0; i < count; i++) {
        const char *at = text + pieces[i].start;
        assert_true(strncmp(at, "flight", 6) == 0 || strncmp(at, "controller", 10) == 0);
        shares += pieces[i].share;
    }
    assert_true(shares > 0.999999 && shares < 1.000001);
    close_bench(&on);
}

static void a_frozen_index_gives_the_same(void **state) {
    bench on;
    exportcat_error error;
    const feature_settings settings = feature_settings_default();
    (void)state;
    open_bench(&on);
    double fresh = measure(&on, "the flight controllers of a drone", 0);
    buffer frozen = {0};
    assert_ok(similarity_freeze(on.index, &frozen, &error), error);
    similarity_free(on.index);
    likeness_free(&on.like);
    on.laws.sections[CATALOGUE_WORDING] = (catalogue_section){frozen.bytes, frozen.length};
    assert_ok(similarity_new(&on.laws, &words, &settings.languages, &on.index, &error), error);
    assert_true(measure(&on, "the flight controllers of a drone", 0) == fresh);
    /* Damaged, it is refused and built anew. */
    likeness_free(&on.like);
    similarity_free(on.index);
    memset(frozen.bytes + frozen.length / 2, 0xFF, 16);
    assert_ok(similarity_new(&on.laws, &words, &settings.languages, &on.index, &error), error);
    assert_true(measure(&on, "the flight controllers of a drone", 0) == fresh);
    close_bench(&on);
    buffer_free(&frozen);
}

/* Of every key that has one, and of none that has few postings. */
static void a_row_has_the_weights_of_the_postings(void **state) {
    bench on;
    exportcat_error error;
    const feature_settings settings = feature_settings_default();
    size_t rows = 0;
    (void)state;
    open_bench(&on);
    similarity_free(on.index);
    catalogue_close(&on.laws);
    assert_ok(catalogue_open("catalogue", &on.laws, &error), error);
    assert_ok(similarity_new(&on.laws, &words, &settings.languages, &on.index, &error), error);
    for (uint32_t key = 0; key < on.index->keys.count; key++) {
        uint32_t from = on.index->first[key], end = on.index->first[key + 1];
        const float *row = similarity_row(on.index, key, end - from);
        assert_true(!row == ((end - from) * SIMILARITY_ROW_FROM_A <= on.index->document_count));
        rows += row != NULL;
        for (size_t i = 0; row && i < on.index->document_count; i++) {
            bool has = from < end && on.index->postings[from].document == i;
            assert_true(row[i] == (has ? on.index->postings[from].weight : 0));
            from += has;
        }
    }
    assert_true(rows > 0 && rows == on.index->row_count);
    close_bench(&on);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_like_what_they_share_words_with),
        cmocka_unit_test(pieces_stand_where_they_are_said_to),
        cmocka_unit_test(a_frozen_index_gives_the_same),
        cmocka_unit_test(a_row_has_the_weights_of_the_postings),
    };
    return cmocka_run_group_tests_name("similarity", tests, NULL, NULL);
}
