#include "unit.h"

#include "encoding.h"

#define BYTES(text) text, sizeof(text) - 1

static void the_encoding_is_guessed(void **state) {
    static const struct {
        const char *bytes;
        size_t length;
        encoding is;
    } cases[] = {
        {BYTES("plain"), ENCODING_UTF8},
        {BYTES("名称,描述\r\n"), ENCODING_UTF8},
        {BYTES("名称,描\xE8\xBF"), ENCODING_UTF8}, /* cut off */
        {BYTES("caf\xC3\xA9 \xF0\x9F\x98\x80"), ENCODING_UTF8},
        {BYTES("a,\0b\n"), ENCODING_UTF8},                  /* one NUL is not UTF-16 */
        {BYTES("技术领域控制要点\xFF"), ENCODING_UTF8},     /* nor one bad byte another encoding */
        {BYTES("éééééééééééééééééééé\xFF"), ENCODING_UTF8}, /* Han in GB18030, but for that byte */
        {BYTES("\xD0\xF2\xBA\xC5"), ENCODING_GB18030},      /* 序号 */
        {BYTES("\xC3\xFB\xB3\xC6,\xC3\xE8\xCA\xF6\r\n"), ENCODING_GB18030}, /* 名称,描述 */
        {BYTES("id,\xBC\xBC\xCA\xF5,x\n"), ENCODING_GB18030},
        {BYTES("\xBC\xBC\xCA\xF5\xC3"), ENCODING_GB18030},                     /* cut off */
        {BYTES("\xBC\xBC\xCA\xF5\xA3\xA8\xA2\xD9\xA3\xA9"), ENCODING_GB18030}, /* with signs */
        {BYTES("caf\xE9, na\xEFve, \xFC"
               "ber\n"),
         ENCODING_UTF8}, /* Latin-1: reported as bad */
        {BYTES("\xA7\xDE\xB3N\xA6W\xBA\xD9,\xB4y\xADz\n"), ENCODING_UTF8}, /* Big5 */
        {BYTES("\x80\x81\xFF\xFE\x01"), ENCODING_UTF8},
        {BYTES("i\0d\0"), ENCODING_UTF16LE},
        {BYTES("\0i\0d"), ENCODING_UTF16BE},
        {BYTES("\x0D\x54\xF0\x79,\0\xCF\x63\xF0\x8F\n"), ENCODING_UTF16LE}, /* 名称,描述 */
        {BYTES("\x54\x0D\x79\xF0\0,\x63\xCF\x8F\xF0\0\n"), ENCODING_UTF16BE},
        {BYTES("\0\x4E\0\x30\x0D\x54,\0"), ENCODING_UTF16LE}, /* U+4E00 and U+3000 have NULs */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(encoding_name(encoding_guess(cases[i].bytes, cases[i].length, true)),
                            encoding_name(cases[i].is));
    assert_int_equal(encoding_guess("i\0d\0", 4, false), ENCODING_UTF8);
}

static void names_are_read(void **state) {
    static const struct {
        const char *name;
        encoding is;
    } cases[] = {{"auto", ENCODING_DETECT},      {"UTF-8", ENCODING_UTF8},
                 {"utf8", ENCODING_UTF8},        {"utf-16", ENCODING_UTF16LE},
                 {"UTF_16LE", ENCODING_UTF16LE}, {"utf-16be", ENCODING_UTF16BE},
                 {"GB18030", ENCODING_GB18030},  {"gb-18030", ENCODING_GB18030},
                 {"GBK", ENCODING_GB18030},      {"gb2312", ENCODING_GB18030},
                 {"CP936", ENCODING_GB18030}};
    encoding is;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(encoding_parse(cases[i].name, &is));
        assert_int_equal(is, cases[i].is);
    }
    for (encoding i = ENCODING_DETECT; i <= ENCODING_GB18030; i++) {
        assert_true(encoding_parse(encoding_name(i), &is));
        assert_int_equal(is, i);
    }
    assert_false(encoding_parse("utf-7", &is));
    assert_false(encoding_parse("utf-16lex", &is));
    assert_false(encoding_parse("", &is));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_encoding_is_guessed),
                                       cmocka_unit_test(names_are_read)};
    return cmocka_run_group_tests_name("encoding_guess", tests, NULL, NULL);
}
