#include "unit.h"

#include "context.h"

/* What one text says, with the catalogue's own cues. */
typedef struct {
    catalogue laws;
    cue_set *cues;
    folded text;
    token_list tokens, room;
    context_spans spans;
    char kept[512];
} bench;

static int open_bench(void **state) {
    static bench on;
    exportcat_error error;
    on = (bench){0};
    assert_ok(catalogue_open("catalogue", &on.laws, &error), error);
    assert_ok(context_new(&on.laws, &on.cues, &error), error);
    *state = &on;
    return 0;
}

static int close_bench(void **state) {
    bench *on = *state;
    context_spans_free(&on->spans);
    tokens_free(&on->tokens);
    tokens_free(&on->room);
    fold_free(&on->text);
    context_free(on->cues);
    catalogue_close(&on->laws);
    return 0;
}

static void read_text(bench *on, const char *text) {
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&on->tokens, &on->text, &error), error);
    assert_ok(context_find(on->cues, &on->text, &on->spans, &error), error);
}

/* The tokens that count, parted by blanks. */
static const char *kept(bench *on, const char *text) {
    read_text(on, text);
    const token_list *tokens = context_keep(&on->spans, &on->text, &on->tokens, &on->room);
    assert_non_null(tokens);
    size_t used = 0;
    on->kept[0] = '\0';
    for (size_t i = 0; i < tokens->count; i++)
        used +=
            (size_t)snprintf(on->kept + used, sizeof on->kept - used, "%s%.*s", i ? " " : "",
                             (int)tokens->items[i].length, on->text.bytes + tokens->items[i].start);
    return on->kept;
}

static void words_left_out_do_not_count(void **state) {
    static const struct {
        const char *text, *kept;
    } cases[] = {
        {"The sale covers users and brand without the recommendation algorithm.",
         "the sale covers users and brand without"},
        {"The sale does not include the model, the weights and the data. Staff move.",
         "the sale does not include staff move"},
        {"The offer excludes the furnace but covers the kiln.",
         "the offer excludes but covers the kiln"},
        {"Without damaging the wafer, the laser cuts it.", "without the laser cuts it"},
        {"Users are sold, the algorithm is not part of the sale.",
         "users are sold is not part of the sale"},
        {"It does not contain 2.5 % lead; it is cheap.", "it does not contain it is cheap"},
        {"本次转让不包括推荐算法及模型权重。用户随之转移。", "本次转让不包括 用户随之转移"},
        {"推荐算法不在本次转让范围内,仍由卖方保留。", "不在本次转让范围内 仍由卖方保留"},
        {"不涉及激光雷达,但包括相机。", "不涉及 但包括相机"},
        {"A lidar ranges. This sheet is for information only and is no offer. It scans.",
         "a lidar ranges it scans"},
        {"一种激光雷达。版权所有,未经书面许可不得转载。测距准确。", "一种激光雷达 测距准确"},
        /* what sounds alike and leaves nothing out */
        {"Parts including but not limited to the lidar.",
         "parts including but not limited to the lidar"},
        {"It not only includes the lidar.", "it not only includes the lidar"},
        {"Excludability of goods", "excludability of goods"},
        {"包括但不限于推荐算法", "包括但不限于推荐算法"},
        {"Unlike a camera, a lidar measures range.", "unlike a camera a lidar measures range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(kept(*state, cases[i].text), cases[i].kept);
}

static void a_gap_parts_what_stood_apart(void **state) {
    bench *on = *state;
    kept(on, "sold without the lidar, camera");
    const token_list *tokens = context_keep(&on->spans, &on->text, &on->tokens, &on->room);
    assert_int_equal(tokens->count, 3);
    assert_true(tokens->items[1].joined);
    assert_false(tokens->items[2].joined);
}

static exportcat_context_kind kind_over(bench *on, const char *text, const char *word) {
    read_text(on, text);
    uint32_t start = (uint32_t)(strstr(on->text.bytes, word) - on->text.bytes);
    const context_span *over = context_over(&on->spans, start, start + (uint32_t)strlen(word));
    return over ? over->kind : EXPORTCAT_UNLESS;
}

static void kinds(void **state) {
    bench *on = *state;
    assert_int_equal(kind_over(on, "Unlike a lidar, it sees.", "lidar"), EXPORTCAT_COMPARED);
    assert_int_equal(kind_over(on, "Unlike a camera, a lidar ranges.", "lidar"), EXPORTCAT_UNLESS);
    assert_int_equal(kind_over(on, "与传统激光雷达相比,成本低。", "激光雷达"), EXPORTCAT_COMPARED);
    assert_int_equal(kind_over(on, "with an off-the-shelf lidar.", "lidar"), EXPORTCAT_BOUGHT_IN);
    assert_int_equal(kind_over(on, "采用外购激光雷达。", "激光雷达"), EXPORTCAT_BOUGHT_IN);
    assert_int_equal(kind_over(on, "does not include, unlike a camera, a lidar.", "camera"),
                     EXPORTCAT_LEFT_OUT);
}

static void sentences(void **state) {
    bench *on = *state;
    read_text(on, "a 2.5 b. c");
    assert_true(context_same_sentence(&on->text, 0, 6));
    assert_false(context_same_sentence(&on->text, 0, 9));
    assert_false(context_same_sentence(&on->text, 9, 0));
}

/* A text of nothing but cues: each is looked at once, and reaches only so far. */
static void many_cues_take_linear_time(void **state) {
    enum { CUES = 100000 };
    bench *on = *state;
    exportcat_error error;
    buffer text = {0};
    for (size_t i = 0; i < CUES; i++) buffer_text(&text, "without 不包括 ");
    assert_ok(fold_text(&on->text, text.bytes, text.length, &error), error);
    assert_ok(context_find(on->cues, &on->text, &on->spans, &error), error);
    assert_int_equal(on->spans.count, 2 * CUES);
    for (size_t i = 0; i < on->spans.count; i++)
        assert_true(on->spans.items[i].end - on->spans.items[i].start < 250);
    buffer_free(&text);
}

/* A cue is found wherever it stands among the blocks that are looked at, and nowhere else. */
static void cues_are_found_at_any_place(void **state) {
    static const struct {
        const char *before, *cue, *behind;
        bool found;
    } cases[] = {{" ", "without", " lead", true},   {"a", "without", " lead", false},
                 {"9", "without", " lead", false},  {" ", "without", "9", false},
                 {"(", "excluding", ", it", true},  {"铁", "不包括", "锂", true},
                 {"a", "不包括", "a", true},        {"é", "without", " lead", true},
                 {" ", "© copyright", " x", true},  {" ", "without", "", true},
                 {"-", "off-the-shelf", ".", true}, {" ", "withou", " t", false}};
    bench *on = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t shift = 0; shift < 140; shift++) {
            char text[256];
            memset(text, i % 2 ? 'b' : '.', shift);
            snprintf(text + shift, sizeof text - shift, "%s%s%s", cases[i].before, cases[i].cue,
                     cases[i].behind);
            read_text(on, text);
            assert_int_equal(on->spans.count, cases[i].found);
            if (cases[i].found)
                assert_int_equal(on->spans.items[0].cue_start, shift + strlen(cases[i].before));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_left_out_do_not_count),
                                       cmocka_unit_test(a_gap_parts_what_stood_apart),
                                       cmocka_unit_test(kinds),
                                       cmocka_unit_test(sentences),
                                       cmocka_unit_test(many_cues_take_linear_time),
                                       cmocka_unit_test(cues_are_found_at_any_place)};
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
