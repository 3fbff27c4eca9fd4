#include "unit.h"

#include "stems.h"

static void check(stemmer *stems, fold_class script, const char *word, const char *expected) {
    size_t length;
    const char *stem = stemmer_stem(stems, script, word, strlen(word), &length);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(stem, expected, length);
}

static void stems_by_script(void **state) {
    stem_languages languages = {.latin = "english", .cyrillic = "russian"};
    exportcat_error error;
    stemmer *stems;
    (void)state;
    assert_ok(stemmer_new(&languages, &stems, &error), error);
    for (int twice = 0; twice < 2; twice++) { /* the second time from the cache */
        check(stems, FOLD_LATIN, "recommendations", "recommend");
        check(stems, FOLD_LATIN, "recommended", "recommend");
        check(stems, FOLD_LATIN, "electrodeposition", "electrodeposit");
        check(stems, FOLD_CYRILLIC, "лазерный", "лазерн");
        check(stems, FOLD_KANA, "レーザー", "レーザー");
    }
    stemmer_free(stems);
}

static void long_words_are_their_own_stem(void **state) {
    char word[200];
    stem_languages languages = {.latin = "english", .cyrillic = ""};
    exportcat_error error;
    stemmer *stems;
    (void)state;
    memset(word, 's', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_ok(stemmer_new(&languages, &stems, &error), error);
    check(stems, FOLD_LATIN, word, word);
    check(stems, FOLD_LATIN, "dichlorodiphenyltrichloroethanes", "dichlorodiphenyltrichloroethan");
    stemmer_free(stems);
}

static void the_language_is_a_parameter(void **state) {
    stem_languages german = {.latin = "german", .cyrillic = ""}, none = {{0}, {0}};
    stem_languages unknown = {.latin = "klingon", .cyrillic = ""};
    exportcat_error error;
    stemmer *stems;
    (void)state;
    assert_ok(stemmer_new(&german, &stems, &error), error);
    check(stems, FOLD_LATIN, "häuser", "haus");
    stemmer_free(stems);
    assert_ok(stemmer_new(&none, &stems, &error), error);
    check(stems, FOLD_LATIN, "lasers", "lasers");
    stemmer_free(stems);
    assert_int_equal(stemmer_new(&unknown, &stems, &error), EXPORTCAT_E_USAGE);
    assert_string_equal(error.message, "no stemmer for the language 'klingon'");
    assert_null(stems);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(stems_by_script),
                                       cmocka_unit_test(long_words_are_their_own_stem),
                                       cmocka_unit_test(the_language_is_a_parameter)};
    return cmocka_run_group_tests_name("stems", tests, NULL, NULL);
}
