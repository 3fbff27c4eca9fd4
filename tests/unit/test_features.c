#include "unit.h"

#include "features.h"

/* Keys of a text, parted by commas. */
typedef struct {
    char text[1024];
} key_list;

static int add_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    key_list *list = context;
    size_t used = strlen(list->text);
    assert_true(start < end);
    snprintf(list->text + used, sizeof list->text - used, "%s%.*s", used ? "," : "", (int)length,
             key);
    return 0;
}

static void check_keys(const feature_settings *settings, const char *text, const char *expected) {
    folded out = {0};
    token_list tokens = {0};
    key_list keys = {""};
    feature_hints hints = {0};
    stemmer *stems;
    exportcat_error error;
    assert_ok(stemmer_new(&settings->languages, &stems, &error), error);
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &out, &error), error);
    assert_int_equal(features_each(settings, stems, &out, &tokens, hints, add_key, &keys), 0);
    assert_string_equal(keys.text, expected);
    tokens_free(&tokens);
    fold_free(&out);
    stemmer_free(stems);
}

static void cuts_features(void **state) {
    feature_settings settings = feature_settings_default();
    (void)state;
    settings.letters_min = settings.letters_max = 0;
    settings.word_max = 2;
    settings.han_min = 1;
    settings.han_max = 2;
    check_keys(&settings, "Training lasers, at 905 nm",
               "wtrain,wlaser,btrain laser,wat,n#,bat #,unm,b# nm");
    check_keys(&settings, "镓的提取", "h镓,h的,h镓的,h提,h的提,h取,h提取");
    settings.word_max = 3;
    settings.numbers = 2;
    check_keys(&settings, "one two three 905",
               "wone,wtwo,bone two,wthree,btwo three,bone two three,"
               "n905,bthree 905,btwo three 905");
    settings.word_max = 1;
    settings.skip = 1;
    check_keys(&settings, "one two three four, five six",
               "wone,wtwo,wthree,sone three,wfour,stwo four,wfive,wsix");
    settings.skip = 0;
    settings.word_max = 1;
    settings.numbers = 0;
    settings.letters_min = settings.letters_max = 3;
    settings.languages.latin[0] = '\0';
    check_keys(&settings, "uavs 5", "wuavs,c_ua,cuav,cavs,cvs_");
}

static void settings_survive_writing(void **state) {
    feature_settings settings = feature_settings_default(), again;
    char text[512], other[512];
    exportcat_error error;
    (void)state;
    feature_settings_write(&settings, text);
    assert_ok(feature_settings_read(text, &again, &error), error);
    feature_settings_write(&again, other);
    assert_string_equal(text, other);
    uint64_t fingerprint[3];
    assert_ok(features_fingerprint(&settings, &fingerprint[0], &error), error);
    assert_ok(features_fingerprint(&again, &fingerprint[1], &error), error);
    again.han_max++;
    assert_ok(features_fingerprint(&again, &fingerprint[2], &error), error);
    assert_true(fingerprint[0] == fingerprint[1]);
    assert_true(fingerprint[0] != fingerprint[2]);
    settings.letters_min = 0; /* runs of no letters */
    feature_settings_write(&settings, other);
    assert_int_equal(feature_settings_read(other, &again, &error), EXPORTCAT_E_MODEL);
    settings.letters_max = 0;
    feature_settings_write(&settings, other);
    assert_ok(feature_settings_read(other, &again, &error), error);
    for (size_t length = 0; length < strlen(text); length++) {
        char cut[512];
        memcpy(cut, text, length);
        cut[length] = '\0';
        assert_int_equal(feature_settings_read(cut, &again, &error), EXPORTCAT_E_MODEL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cuts_features),
                                       cmocka_unit_test(settings_survive_writing)};
    return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
