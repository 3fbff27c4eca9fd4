#include "unit.h"

#include "similarity_parts.h"

#include <math.h>

/* A vocabulary in which "the" and "a" are common and nothing else is known. */
static const uint32_t offsets[] = {0, 4, 6};
static const float frequencies[] = {1.05F, 1.1F};
static vocabulary_slot slots[4];
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
    assert_ok(similarity_measure(on->index, &on->symbols, &on->tokens, true, &on->like, &error),
              error);
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

/* Opens the catalogue that the program has. */
static void open_large(bench *on) {
    exportcat_error error;
    const feature_settings settings = feature_settings_default();
    open_bench(on);
    similarity_free(on->index);
    catalogue_close(&on->laws);
    assert_ok(catalogue_open("catalogue", &on->laws, &error), error);
    assert_ok(similarity_new(&on->laws, &words, &settings.languages, &on->index, &error), error);
}

/* Of every key that has one, and of none that has few postings. */
static void a_row_has_the_weights_of_the_postings(void **state) {
    bench on;
    size_t rows = 0;
    (void)state;
    open_large(&on);
    const size_t documents = on.index->document_count;
    for (uint32_t key = 0; key < on.index->keys.count; key++) {
        const uint32_t from = on.index->first[key], end = on.index->first[key + 1];
        assert_true(from < end);
        if (end - from <= similarity_longest_list(on.index)) continue;
        const double *row = on.index->rows + on.index->row_of[key] * on.index->row_length;
        const posting_group *group = &on.index->groups[from];
        size_t at = 0;
        for (size_t i = 0; i < on.index->row_length; i++) {
            bool has = at < POSTINGS * (end - from) && i < documents &&
                       group[at / POSTINGS].document[at % POSTINGS] == i;
            assert_true(row[i] == (has ? (double)group[at / POSTINGS].weight[at % POSTINGS] : 0));
            at += has;
        }
        for (; at < POSTINGS * (end - from); at++)
            assert_int_equal(group[at / POSTINGS].document[at % POSTINGS], documents);
        rows++;
    }
    assert_true(rows > 0 && rows == on.index->row_count);
    close_bench(&on);
}

/* What the keys of a text add up to, one by one. */
static void plain_sums(const similarity *index, const symbol_row *symbols, const token_list *tokens,
                       double *sums) {
    uint32_t seen[100];
    size_t count = 0;
    double weight = 0;
    for (size_t t = 0; t < tokens->count; t++)
        for (size_t i = 0; i < symbols->count; i++) {
            const token *of = &tokens->items[t];
            const symbol *here = &symbols->items[i];
            bool pair = of->kind == TOKEN_HAN && here->start > of->start, known = false;
            if (here->start < of->start || here->start >= of->start + of->length ||
                (of->kind != TOKEN_WORD && !pair))
                continue;
            for (size_t k = 0; k < count; k++) known |= seen[k] == here->key;
            if (known) continue;
            weight += here->rarity;
            if (here->key == STRING_NONE) continue;
            assert_true(count < 100);
            seen[count++] = here->key;
            for (uint32_t g = index->first[here->key]; g < index->first[here->key + 1]; g++)
                for (size_t k = 0; k < POSTINGS; k++)
                    sums[index->groups[g].document[k]] +=
                        here->rarity * (double)index->groups[g].weight[k];
        }
    for (size_t i = 0; i < index->document_count; i++) sums[i] *= weight > 0 ? 1 / sqrt(weight) : 1;
}

static void measure_plainly(bench *on, bool is_stretch) {
    exportcat_error error;
    const size_t documents = on->index->document_count;
    double *sums = calloc(documents + 1, sizeof *sums);
    assert_non_null(sums);
    plain_sums(on->index, &on->symbols, &on->tokens, sums);
    for (int stretch = 0; stretch <= is_stretch; stretch++) {
        assert_ok(
            similarity_measure(on->index, &on->symbols, &on->tokens, stretch, &on->like, &error),
            error);
        for (size_t i = 0; i < documents; i++) assert_true(on->like.of_document[i] == sums[i]);
    }
    free(sums);
}

/* To the last bit, of all tokens and with some of them left out or cut. */
static void what_keys_add_is_what_a_plain_loop_adds(void **state) {
    static const char *const texts[] = {
        "",
        "drone",
        "the a",
        "一种无人机",
        "The control of the drone's flight, and of the engine",
        "Technology for the design of lasers and of a laser 用于激光雷达的技术 with 5 kW of power",
        "碳化硅单晶生长技术及其应用，以及碳化硅𠮷单晶的切割工艺 and the technology"};
    bench on;
    (void)state;
    open_large(&on);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        measure(&on, texts[i], 0);
        measure_plainly(&on, true);
        token *items = on.tokens.items;
        size_t kept = 0;
        for (size_t t = 0; t < on.tokens.count; t++) {
            if (items[t].kind != TOKEN_HAN && t % 3 == 1) continue;
            if (items[t].kind == TOKEN_HAN && items[t].length > 12) {
                items[t].start += 3;
                items[t].length -= 6;
            }
            items[kept++] = items[t];
        }
        on.tokens.count = kept;
        measure_plainly(&on, false);
    }
    close_bench(&on);
}

static uint32_t draw(uint32_t *seed, uint32_t below) {
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

/* Pieces of any length, down to one character, wherever they are cut out. */
static void pieces_of_runs_are_measured_whole(void **state) {
    static const char text[] =
        "本次转让的激光雷达技术及其单晶切割工艺 laser radar 但碳化硅单晶生长技术 of "
        "无人机 the control 用于设计的技术";
    bench on;
    uint32_t seed = 1;
    (void)state;
    open_large(&on);
    for (int round = 0; round < 300; round++) {
        token kept[64];
        size_t count = 0;
        measure(&on, text, 0);
        for (size_t t = 0; t < on.tokens.count; t++) {
            const token whole = on.tokens.items[t];
            const uint32_t end = whole.start + whole.length;
            if (whole.kind != TOKEN_HAN && draw(&seed, 3)) kept[count++] = whole;
            if (whole.kind != TOKEN_HAN) continue;
            for (uint32_t at = whole.start; at < end;) {
                uint32_t length = 3 * (1 + draw(&seed, 4));
                if (length > end - at) length = end - at;
                if (draw(&seed, 2)) {
                    kept[count] = whole;
                    kept[count].start = at;
                    kept[count++].length = length;
                    at += 3; /* two pieces do not touch */
                }
                at += length;
            }
        }
        token *own = on.tokens.items;
        on.tokens.items = kept;
        on.tokens.count = count;
        measure_plainly(&on, false);
        on.tokens.items = own;
    }
    close_bench(&on);
}

static void both_ways_of_adding_are_one(void **state) {
    bench on;
    (void)state;
    open_large(&on);
    measure(&on, "Technology for the design of lasers and of a laser 用于激光雷达的技术", 0);
    const likeness_sum sum = {
        .index = on.index, .keys = &on.like, .row_count = 2, .groups = 3, .share = 0.3};
    double *sums = calloc(2 * on.index->row_length, sizeof *sums);
    assert_non_null(sums);
    similarity_add(&sum, sums);
    similarity_add_portable(&sum, sums + on.index->row_length);
    assert_memory_equal(sums, sums + on.index->row_length, on.index->row_length * sizeof *sums);
    free(sums);
    close_bench(&on);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_like_what_they_share_words_with),
        cmocka_unit_test(pieces_stand_where_they_are_said_to),
        cmocka_unit_test(a_frozen_index_gives_the_same),
        cmocka_unit_test(a_row_has_the_weights_of_the_postings),
        cmocka_unit_test(what_keys_add_is_what_a_plain_loop_adds),
        cmocka_unit_test(pieces_of_runs_are_measured_whole),
        cmocka_unit_test(both_ways_of_adding_are_one),
    };
    return cmocka_run_group_tests_name("similarity", tests, NULL, NULL);
}
