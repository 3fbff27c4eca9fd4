#include "unit.h"

#include "tokens.h"

/* Tokens as "kind:text" parted by blanks; a bar stands where a token is not joined to the one
 * before. */
static void render(const char *text, char *out, size_t size) {
    folded folded_text = {0};
    token_list tokens = {0};
    exportcat_error error;
    size_t used = 0;
    assert_ok(fold_text(&folded_text, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &folded_text, &error), error);
    out[0] = '\0';
    for (size_t i = 0; i < tokens.count && used < size; i++) {
        const token *item = &tokens.items[i];
        used += (size_t)snprintf(out + used, size - used, "%s%s:%.*s",
                                 !i             ? ""
                                 : item->joined ? " "
                                                : " | ",
                                 token_kind_name(item->kind), (int)item->length,
                                 folded_text.bytes + item->start);
    }
    tokens_free(&tokens);
    fold_free(&folded_text);
}

static void cuts(void **state) {
    static const char *const table[][2] = {
        {"Laser radar, 905 nm.", "word:laser word:radar | number:905 unit:nm"},
        {"粉末压实密度2.62g/cm3", "han:粉末压实密度 number:2.62 unit:g/cm3"},
        {"160 mAh/g at 0.1C", "number:160 unit:mah/g word:at number:0.1 word:c"},
        {"97.5 %", "number:97.5 unit:%"},
        {"1,000,000 t, 3-5 kW", "number:1,000,000 unit:t | number:3 number:5 unit:kw"},
        {"a 3D-printed U-Net P507", "word:a word:3d word:printed word:u word:net word:p507"},
        {"density 7.6 g/cm³ or kg·m-3",
         "word:density number:7.6 unit:g/cm3 word:or word:kg word:m number:3"},
        {"25 °C and 4 W/m·K", "number:25 unit:°c word:and number:4 unit:w/m·k"},
        {"< p >Hello< / p >world<br/>", "word:hello word:world"},
        {"CO<sub>2</sub> at <5 mm", "word:co number:2 word:at | number:5 unit:mm"},
        {"a<b and c>d", "word:a | word:b word:and word:c | word:d"},
        {"see https://a.example/x?y=1 now", "word:see | word:now"},
        {"the firm's 激光雷达X1", "word:the word:firm's han:激光雷达 word:x1"},
        {"“个性化 推荐”", "han:个性化 han:推荐"},
        {"《光》‘机’‐电‑热–声", "han:光 han:机 han:电 han:热 han:声"},
        {"光。机，电、热…声—力", "han:光 | han:机 | han:电 | han:热 | han:声 | han:力"},
        {"1,234.5,6. 7,x 12345678.9 123456,7890123",
         "number:1,234.5,6 | number:7 | word:x number:12345678.9 number:123456,7890123"},
        {"http is no www. address, wwwx: https://a.example www.b.example end",
         "word:http word:is word:no | word:address | word:wwwx | word:end"},
        {"it's rock'n'roll 'quoted' o' -- a.b (c) d/e",
         "word:it's word:rock'n'roll word:quoted word:o word:a | word:b | word:c | word:d word:e"},
        {"нейро net", "word:нейро word:net"},
        {"1 ah 2 μw 3 ω 4 mol 5 mmol 6 thz 7 tops 8 at% 9 g",
         "number:1 unit:ah number:2 unit:μw number:3 unit:ω number:4 unit:mol number:5 unit:mmol "
         "number:6 unit:thz number:7 unit:tops number:8 unit:at% number:9 unit:g"},
        {"5G network", "number:5 unit:g word:network"},
        {"", ""},
        {"!!! ... ???", ""},
    };
    char out[512];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        render(table[i][0], out, sizeof out);
        assert_string_equal(out, table[i][1]);
    }
}

/* Wherever in a block of bytes a text begins, its tokens are the same. */
static void cuts_at_any_place(void **state) {
    static const char text[] =
        "the firm's <p>laser-radar, 905 nm <5 mm www.a.example http://b.example x; "
        "an-unusuallylongwordthatdoesnotendinablockoffiftyorsixtybyteswhereveritbegins, 激光雷达X1 "
        "naïve “words” and 2,400.5 kg of them";
    char wanted[512], out[512], moved[sizeof text + 80];
    (void)state;
    render(text, wanted, sizeof wanted);
    for (int blanks = 1; blanks <= 70; blanks++) {
        snprintf(moved, sizeof moved, "%*s%s", blanks, "", text);
        render(moved, out, sizeof out);
        assert_string_equal(out, wanted);
    }
}

static void tells_languages(void **state) {
    static const char *const table[][2] = {
        {"A laser radar for cars", "en"},
        {"一种用于汽车的激光雷达", "zh"},
        {"本系统采用LiDAR与SLAM完成定位", "zh"},
        {"激光雷达 lidar system 定位导航 with", "mixed"},
        {"レーザーレーダーを用いた自動車の測定システム", "other"},
        {"자동차용 레이저 레이더", "other"},
        {"Лазерный радар для автомобилей", "other"},
        {"42 :-) 7.5 %", "none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        folded text = {0};
        token_list tokens = {0};
        exportcat_error error;
        assert_ok(fold_text(&text, table[i][0], strlen(table[i][0]), &error), error);
        assert_ok(tokens_cut(&tokens, &text, &error), error);
        assert_string_equal(tokens_language(&tokens), table[i][1]);
        token_list view = {.items = tokens.items, .count = tokens.count}; /* counts anew */
        assert_string_equal(tokens_language(&view), table[i][1]);
        assert_int_equal(tokens_half_words(&view), tokens_half_words(&tokens));
        tokens_free(&tokens);
        fold_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cuts), cmocka_unit_test(cuts_at_any_place),
                                       cmocka_unit_test(tells_languages)};
    return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
