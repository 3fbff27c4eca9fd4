#include "unit.h"

#include "fold_parts.h"

#include <utf8proc.h>

static void check(const char *text, size_t length, const char *expected, size_t replaced) {
    folded out = {0};
    exportcat_error error;
    assert_ok(fold_text(&out, text, length, &error), error);
    assert_string_equal(out.bytes, expected);
    assert_int_equal(out.replaced_bytes, replaced);
    for (size_t i = 0; i < out.length; i++) assert_true(out.origin[i] <= out.origin[i + 1]);
    assert_int_equal(out.origin[out.length], length);
    fold_free(&out);
}

static void folds(void **state) {
    static const struct {
        const char *text, *expected;
        size_t replaced;
    } table[] = {
        {"LiFePO4 Cathode", "lifepo4 cathode", 0},
        {"３Ｄ打印，ＬＩＤＡＲ", "3d打印,lidar", 0},
        {"g/cm³ 25 ℃ 5 µm", "g/cm3 25 °c 5 μm", 0},
        {"ﬁbre \xC3\x89tude e\xCC\x81t\xC3\xA9", "fibre étude été", 0},
        {"a&nbsp;b &lt;p&gt; 5 &#956;m &#x3bc; &amp; &bogus;", "a b <p> 5 μm μ & &bogus;", 0},
        {"soft\xC2\xADhyphen zero\xE2\x80\x8Bwidth", "softhyphen zerowidth", 0},
        {"bad \xFF\xFE byte", "bad    byte", 2},
        {"cut \xE6\xBF", "cut   ", 2},
        {"surrogate \xED\xA0\x80", "surrogate    ", 3},
        {"overlong \xC0\xAF", "overlong   ", 2},
        {"Straße", "strasse", 0},
        {"磷酸鐵鋰、雷射雷達", "磷酸铁锂、雷射雷达", 0},
        {"丟龥 乾後髮", "丢龥 干后发", 0}, /* the first of the table; characters that merge */
        {"\uF90A &#37941;", "金 铁", 0},   /* by way of normalization and of a reference */
        {"鎓鹽", "𬭩盐", 0},            /* three bytes become four */
        {"薴苧苎", "苎苎苎", 0},           /* two steps in opencc */
        {"\u30AB鐵\u3099", "カ铁\u3099", 0},
        {"&#0; &#xD800; &#99999999; &#", "&#0; &#xd800; &#99999999; &#", 0},
        {"", "", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check(table[i].text, strlen(table[i].text), table[i].expected, table[i].replaced);
    check("a\0b", 3, "a b", 0);
}

static void maps_spans_back(void **state) {
    const char *text = "ﬁne ＬＩＤＡＲ &amp; 激光";
    folded out = {0};
    exportcat_error error;
    size_t start, end;
    (void)state;
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    const char *lidar = strstr(out.bytes, "lidar");
    size_t at = (size_t)(lidar - out.bytes);
    fold_span(&out, at, at + 5, &start, &end);
    assert_int_equal(end - start, strlen("ＬＩＤＡＲ"));
    assert_memory_equal(text + start, "ＬＩＤＡＲ", end - start);
    fold_span(&out, 0, 1, &start, &end); /* the f of the ligature is the whole ligature */
    assert_int_equal(start, 0);
    assert_int_equal(end, 3);
    fold_span(&out, out.length - 6, out.length, &start, &end);
    assert_memory_equal(text + start, "激光", end - start);
    fold_free(&out);
}

static void maps_simplified_back(void **state) {
    const char *text = "A鎓鹽 of 鋰";
    folded out = {0};
    exportcat_error error;
    size_t start, end;
    (void)state;
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    assert_string_equal(out.bytes, "a𬭩盐 of 锂");
    fold_span(&out, 1, 5, &start, &end); /* four bytes of the user's three */
    assert_int_equal(end - start, 3);
    assert_memory_equal(text + start, "鎓", 3);
    fold_span(&out, 5, 8, &start, &end);
    assert_memory_equal(text + start, "鹽", end - start);
    fold_span(&out, out.length - 3, out.length, &start, &end);
    assert_memory_equal(text + start, "鋰", end - start);
    fold_free(&out);
}

/* Every ideograph, so that no page of the table is passed over; what is folded stays as it is. */
static void every_ideograph_folds_once(void **state) {
    folded once = {0}, twice = {0};
    exportcat_error error;
    size_t changed = 0;
    (void)state;
    for (unsigned point = 0x4E00; point <= 0x9FFF; point++) {
        char text[4] = {(char)(0xE0 | point >> 12), (char)(0x80 | (point >> 6 & 63)),
                        (char)(0x80 | (point & 63))};
        assert_ok(fold_text(&once, text, 3, &error), error);
        assert_ok(fold_text(&twice, once.bytes, once.length, &error), error);
        assert_string_equal(once.bytes, twice.bytes);
        changed += strcmp(once.bytes, text) != 0;
    }
    assert_int_equal(changed, 3553);
    fold_free(&once);
    fold_free(&twice);
}

/* Whatever tables say of a character, utf8proc says of it too, with a mark behind it and without.
 */
static void tables_agree_with_utf8proc(void **state) {
    static const char *const behind[] = {"", "a", "\xCC\x81", "\u3099", "\u302A", "铁"};
    const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE |
                                      UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_NULLTERM;
    folded out = {0};
    exportcat_error error;
    (void)state;
    for (utf8proc_int32_t point = 1; point <= 0x1FFFF; point++) {
        if (!utf8proc_codepoint_valid(point)) continue;
        for (size_t i = 0; point != '&' && i < sizeof behind / sizeof *behind; i++) {
            utf8proc_uint8_t text[16], *mapped;
            buffer expected = {0};
            utf8proc_ssize_t size = utf8proc_encode_char(point, text);
            strcpy((char *)text + size, behind[i]);
            utf8proc_map(text, 0, &mapped, options);
            buffer_text(&expected, "");
            fold_simplify(&expected, (const char *)mapped);
            assert_ok(fold_text(&out, (const char *)text, strlen((const char *)text), &error),
                      error);
            if (strcmp(out.bytes, expected.bytes) != 0)
                fail_msg("U+%04X and '%s' fold to '%s'", (unsigned)point, behind[i], out.bytes);
            assert_int_equal(out.origin[out.length], strlen((const char *)text));
            buffer_free(&expected);
            free(mapped);
        }
    }
    fold_free(&out);
}

static void simplifies_and_nothing_else(void **state) {
    buffer out = {0};
    (void)state;
    fold_simplify(&out, "[^A]{0,9}鋰ＡB\xFF$");
    assert_string_equal(out.bytes, "[^A]{0,9}锂ＡB\xFF$");
    buffer_free(&out);
}

static void many_marks_stay_linear(void **state) {
    enum { MARKS = 200000 };
    char *text = malloc(2 * MARKS + 1);
    folded out = {0};
    exportcat_error error;
    (void)state;
    text[0] = 'a';
    for (size_t i = 0; i < MARKS; i++) memcpy(text + 1 + 2 * i, "\xCC\x81", 2);
    assert_ok(fold_text(&out, text, 2 * MARKS + 1, &error), error);
    assert_int_equal(out.replaced_bytes, 0);
    fold_free(&out);
    free(text);
}

static void too_long_is_refused(void **state) {
    folded out = {0};
    exportcat_error error;
    (void)state;
    assert_int_equal(fold_text(&out, "", EXPORTCAT_TEXT_MAX + 1, &error), EXPORTCAT_E_TEXT);
    assert_non_null(strstr(error.message, "cut it into parts"));
    fold_free(&out);
}

static void cleans_for_a_terminal(void **state) {
    const char *text = "a\033[31mb\xFF激\tc\xC2\x85\u202Ed\u2069\u200F";
    buffer out = {0};
    (void)state;
    fold_clean(&out, text, strlen(text));
    assert_string_equal(out.bytes, "a [31mb\uFFFD激 c [U+202E]d[U+2069]\u200F");
    buffer_free(&out);
}

/* Whatever stands beside what, the quick ways and the plain one give the same. */
static void blocks_agree_with_single_bytes(void **state) {
    static const char *const parts[] = {"a",
                                        "Z",
                                        " ",
                                        "laser ",
                                        "&",
                                        "\xE3\x80",
                                        "铁",
                                        "電",
                                        "激光雷达",
                                        "，",
                                        "、",
                                        "“",
                                        "Ａ",
                                        "\xCC\x81",
                                        "\u3099",
                                        "\u200B",
                                        "é",
                                        "\xE4\xB8",
                                        "\xFF",
                                        "㐀",
                                        "𠀀",
                                        "—",
                                        "（",
                                        "。",
                                        "鿿",
                                        "\uFF9E",
                                        "MIXED Case of some length ",
                                        "光電系統資料",
                                        "\u302A",
                                        "\xED\xA0\x80"};
    static const unsigned char simple[] = {0, 1, 2, 3, 4, 6, 7, 8, 9, 26, 27}; /* in one go */
    folded whole = {0}, portable = {0};
    exportcat_error error;
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[1024];
        size_t length = 0;
        for (unsigned i = 0; i < 1 + (unsigned)round % 30; i++) {
            seed = seed * 1664525U + 1013904223U;
            const unsigned drawn = seed >> 16;
            const char *part =
                parts[round % 2 && drawn % 30 ? simple[drawn / 30 % sizeof simple]
                                              : drawn % (sizeof parts / sizeof *parts)];
            memcpy(text + length, part, strlen(part));
            length += strlen(part);
        }
        assert_ok(fold_text(&whole, text, length, &error), error);
        assert_ok(fold_text(&portable, text, length, &error), error);
        whole.length = portable.length = 0;
        size_t quick = fold_plain(&whole, text, length, 7);
        size_t slow = fold_plain_portable(&portable, text, length, 7);
        /* One may leave to utf8proc what the other does not: before what is no character. */
        size_t both = whole.length < portable.length ? whole.length : portable.length;
        assert_memory_equal(whole.bytes, portable.bytes, both);
        assert_memory_equal(whole.origin, portable.origin, both * sizeof *whole.origin);
        assert_true(quick <= length && slow <= length && quick + 3 >= slow && slow + 3 >= quick);
    }
    fold_free(&whole);
    fold_free(&portable);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(folds),
                                       cmocka_unit_test(maps_spans_back),
                                       cmocka_unit_test(maps_simplified_back),
                                       cmocka_unit_test(every_ideograph_folds_once),
                                       cmocka_unit_test(tables_agree_with_utf8proc),
                                       cmocka_unit_test(blocks_agree_with_single_bytes),
                                       cmocka_unit_test(simplifies_and_nothing_else),
                                       cmocka_unit_test(many_marks_stay_linear),
                                       cmocka_unit_test(too_long_is_refused),
                                       cmocka_unit_test(cleans_for_a_terminal)};
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
