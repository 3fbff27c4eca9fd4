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

/* Of contracts, lists, minutes and data sheets: what counts for nothing, and what counts. NULL:
 * nothing of the kind. */
static void enumerations_and_parties(void **state) {
    static const struct {
        const char *text, *out, *in;
    } cases[] = {
        {"The feed-ranking algorithm, user models and training code stay with the seller.",
         "feed-ranking", NULL},
        {"The weights, the logs and the encoder remain with the licensor.", "weights", NULL},
        {"Brand and lease are sold. The furnace, the recipes and the flow sheet stay with us.",
         "furnace", "brand"},
        {"The licence covers the encoder, while the decoder stays with the vendor.", "decoder",
         "encoder"},
        {"The licence covers the encoder, the muxer, and the decoder stays with the vendor.",
         "decoder", "encoder"},
        {"The buyer receives the drawings, the moulds are not included.", "moulds", "drawings"},
        {"The source code, which ranks clips, is not transferred.", NULL, "source"},
        {"Under this agreement: seeds, parent lines and pedigrees are outside the transaction.",
         "pedigrees", "agreement"},
        {"Staff move over, but the alloy, the flux and the crucible are carved out.", "crucible",
         "staff"},
        {"The seller keeps the extraction flow sheet and the solvent recipe.", "solvent", NULL},
        {"Party A shall retain the gyroscope design; the housing is handed over.", "gyroscope",
         "housing"},
        {"The licensor retains all rights to the compiler, however the manual is delivered.",
         "compiler", "manual"},
        {"The simulator is not covered by this agreement.", "simulator", NULL},
        {"Crystal growth is not within the scope, polishing is.", "crystal", "polishing"},
        {"The patents are withheld by the institute.", "patents", NULL},
        {"The vaccine strains are not being licensed.", "strains", NULL},
        {"The know-how does not form part of the assets.", "know-how", "assets"},
        {"本次转让仅限厂房和土地。萃取分离工艺、萃取剂配方以及专有技术均不在转让之列。", "萃取剂",
         "厂房"},
        {"推荐算法,模型权重,训练数据由原公司保留。", "推荐算法", NULL},
        {"甲方转让用户和品牌,推荐算法仍归甲方所有。", "推荐算法", "品牌"},
        {"乙方取得厂房,甲方保留冶炼配方。", "冶炼配方", "厂房"},
        {"正极材料配方不在标的范围内。", "正极材料", NULL},
        {"飞控源代码不对外提供,接口文档可以下载。", "飞控", "接口"},
        {"母版、亲本和制种规程概不转让。", "亲本", NULL},
        {"提供激光雷达,相机不在范围内。", "相机", "激光雷达"},
        {"电解槽图纸留在集团。", "电解槽", NULL},
        /* what sounds alike and leaves nothing out */
        {"Particles are retained by the filter, the water passes.", NULL, "particles"},
        {"The heat remains with the fluid.", NULL, "heat"},
        {"When power is not provided, the valve closes.", NULL, "power"},
        {"We keep the melt at 1,450 K, stir, and cast.", NULL, "melt"},
        {"The gain lies outside the band.", NULL, "gain"},
        {"阻值不随温度变化。", NULL, "阻值"},
        {"乙方保留样品三个月。", NULL, "样品"},
        {"该工艺由公司自主研发。", NULL, "工艺"},
    };
    bench *on = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *words = kept(on, cases[i].text);
        if (cases[i].out && strstr(words, cases[i].out))
            fail_msg("'%s' counts in: %s (%s)", cases[i].out, cases[i].text, words);
        if (cases[i].in && !strstr(words, cases[i].in))
            fail_msg("'%s' does not count in: %s (%s)", cases[i].in, cases[i].text, words);
    }
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
    assert_int_equal(kind_over(on, "向供应商采购激光雷达。", "激光雷达"), EXPORTCAT_BOUGHT_IN);
    assert_int_equal(kind_over(on, "外购设备,激光雷达自主研发。", "激光雷达"), EXPORTCAT_UNLESS);
    assert_int_equal(kind_over(on, "No drawings of the lidar will change hands.", "lidar"),
                     EXPORTCAT_GOODS_ONLY);
    assert_int_equal(kind_over(on, "激光雷达由对方供货,我方不掌握其工艺。", "激光雷达"),
                     EXPORTCAT_GOODS_ONLY);
    assert_int_equal(kind_over(on, "The lidar is sold. No drawings change hands.", "lidar"),
                     EXPORTCAT_UNLESS);
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
                                       cmocka_unit_test(enumerations_and_parties),
                                       cmocka_unit_test(a_gap_parts_what_stood_apart),
                                       cmocka_unit_test(kinds),
                                       cmocka_unit_test(sentences),
                                       cmocka_unit_test(many_cues_take_linear_time),
                                       cmocka_unit_test(cues_are_found_at_any_place)};
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
