#include "unit.h"

#include "rules.h"

/* A folder with one entry whose rules are `rules`, in YAML. */
static void make_catalogue(char folder[64], const char *rules_text) {
    static const char *const files[][2] = {
        {"instruments.yaml",
         "searched: {en: nothing}\ninstruments:\n  - {id: cn-1, title: {en: one}, effect: {en: "
         "none}, issued: "
         "2020-01-01, in_force: 2020-01-01, divisions: 2017, prohibited_total: 1, "
         "restricted_total: 1}\n"},
        {"industries.yaml", "industries:\n  - {division: \"39\", title: {en: electronics}}\n"},
        {"procedure.yaml", "dual_use: {en: first}\ncourses: []\n"},
        {"context.yaml",
         "cues:\n  - {id: no, means: left_out, reach: phrase, en: [without]}\n"
         "  - {id: as, means: compared, reach: phrase, en: [unlike]}\nturns: {}\n"}};
    char path[128];
    strcpy(folder, "/tmp/exportcat-unit-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i][0]);
        FILE *file = fopen(path, "w");
        fputs(files[i][1], file);
        fclose(file);
    }
    snprintf(path, sizeof path, "mkdir %s/entries", folder);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof path, "%s/entries/lidar.yaml", folder);
    FILE *file = fopen(path, "w");
    fprintf(
        file,
        "id: lidar\npart: restricted\ntitle: {en: Lidar}\ndivision: \"39\"\nlistings:\n"
        "  - {edition: cn-1, grade: confirmed}\nsources: [none]\npoints:\n"
        "  - {id: scan, summary: {en: scanning}, listings: [{edition: cn-1, grade: confirmed}]}\n"
        "rules:\n%s",
        rules_text);
    fclose(file);
}

static void remove_folder(const char *folder) {
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

typedef struct {
    char folder[64];
    catalogue laws;
    cue_set *cues;
    rules *compiled;
    rules_scratch *scratch;
    stemmer *stems;
    lexicon *words;
    rule_hits hits;
    char quotes[512];
} bench;

static const stem_languages english = {.latin = "english", .cyrillic = ""};

static void open_bench(bench *on, const char *rules_text) {
    exportcat_error error;
    *on = (bench){0};
    make_catalogue(on->folder, rules_text);
    assert_ok(catalogue_open(on->folder, &on->laws, &error), error);
    assert_ok(context_new(&on->laws, &on->cues, &error), error);
    assert_ok(rules_new(&on->laws, &english, &on->compiled, &error), error);
    assert_ok(stemmer_new(&english, &on->stems, &error), error);
    on->words = lexicon_new(&(symbol_tables){.terms = rules_terms(on->compiled)}, on->stems);
    on->scratch = rules_scratch_new(on->compiled);
    assert_non_null(on->words);
    assert_non_null(on->scratch);
}

static void close_bench(bench *on) {
    rule_hits_free(&on->hits);
    rules_scratch_free(on->scratch);
    lexicon_free(on->words);
    stemmer_free(on->stems);
    rules_free(on->compiled);
    context_free(on->cues);
    catalogue_close(&on->laws);
    remove_folder(on->folder);
}

/* The quotes of all hits, each with its rule, parted by bars. */
static const char *run(bench *on, const char *text) {
    folded out = {0};
    token_list tokens = {0};
    context_spans spans = {0};
    exportcat_error error;
    size_t used = 0;
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &out, &error), error);
    assert_ok(context_find(on->cues, &out, &spans, &error), error);
    symbol_row symbols = {0};
    assert_ok(symbols_read(on->words, &out, &tokens, &symbols, &error), error);
    assert_ok(
        rules_run(on->compiled, on->scratch, &out, &symbols, &tokens, &spans, &on->hits, &error),
        error);
    symbol_row_free(&symbols);
    on->quotes[0] = '\0';
    for (size_t i = 0; i < on->hits.count; i++) {
        const rule_hit *hit = &on->hits.items[i];
        size_t start, end;
        fold_span(&out, hit->start, hit->end, &start, &end);
        used +=
            (size_t)snprintf(on->quotes + used, sizeof on->quotes - used, "%s%s:%.*s",
                             used ? "|" : "", hit->rule->id.text, (int)(end - start), text + start);
    }
    context_spans_free(&spans);
    tokens_free(&tokens);
    fold_free(&out);
    return on->quotes;
}

static void terms_are_matched_over_stems(void **state) {
    static const char *const table[][2] = {
        {"Scanning mirrors are used.", "t:Scanning mirrors"},
        {"the scanned-mirror, the SCAN\nMIRROR", "t:scanned-mirror|t:SCAN\nMIRROR"},
        {"ＳＣＡＮ mirror", "t:ＳＣＡＮ mirror"},
        {"scan, mirror", ""},
        {"scan of a mirror", ""},
        {"采用微振镜的激光雷达", "t:微振镜"},
        {"采用MEMS微振 镜", "t:MEMS微振 镜"},
        {"微，振镜", ""},
        {"mems微振镜", "t:mems微振镜"},
        {"採用微振鏡的鐳射雷達", "t:微振鏡"},
        {"point clouds", "t:point clouds"},
        {"point cloud registration", "t:point cloud registration"},
        {"<p>point</p> cloud", "t:point</p> cloud"},
    };
    bench on;
    (void)state;
    open_bench(&on,
               "  - id: t\n    point: scan\n    terms:\n      en: [scan mirror, point cloud, point "
               "cloud registration]\n      zh: [微振镜, MEMS微振镜]\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string_equal(run(&on, table[i][0]), table[i][1]);
    close_bench(&on);
}

static void patterns_run_only_where_needed(void **state) {
    bench on;
    (void)state;
    open_bench(&on,
               "  - id: p\n    point: scan\n    pattern: 'rang(?:e|ing) of (?:over )?\\d+ ?m'\n"
               "    needs: {en: [range], zh: [测距]}\n");
    assert_string_equal(run(&on, "A Range of over 200 m; ranging of 30m"),
                        "p:Range of over 200 m|p:ranging of 30m");
    assert_int_equal(on.hits.tried, 1);
    assert_string_equal(run(&on, "no such thing"), "");
    assert_int_equal(on.hits.tried, 0);
    close_bench(&on);
}

/* Text reaches a pattern in simplified characters, however either was written. */
static void patterns_know_no_script(void **state) {
    bench on;
    (void)state;
    open_bench(&on, "  - id: p\n    pattern: '\\d+ ?米測距|鎓.{0,3}鹽'\n"
                    "    needs: {zh: [測距, 鎓]}\n");
    assert_string_equal(run(&on, "200米测距、鎓类盐"), "p:200米测距|p:鎓类盐");
    assert_string_equal(run(&on, "200米測距、鎓類鹽"), "p:200米測距|p:鎓類鹽");
    close_bench(&on);
}

/* Such hits are told of, but are no evidence: neither counted nor offered as features. */
static void hits_are_set_aside(void **state) {
    static const struct {
        const char *text;
        int aside;
    } table[] = {
        {"a point cloud", RULE_COUNTS},
        {"without a point cloud", EXPORTCAT_LEFT_OUT},
        {"without rain, a point cloud", RULE_COUNTS},
        {"unlike a point cloud", EXPORTCAT_COMPARED},
        {"a point cloud of sparrows", EXPORTCAT_UNLESS},
        {"Sparrows fly. A point cloud", RULE_COUNTS},
    };
    bench on;
    (void)state;
    open_bench(&on, "  - id: t\n    terms: {en: [point cloud]}\n    unless: {en: [sparrow]}\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        run(&on, table[i].text);
        assert_int_equal(on.hits.count, 1);
        assert_int_equal(on.hits.items[0].aside, table[i].aside);
        assert_int_equal(rule_hits_hints(&on.hits).count, table[i].aside == RULE_COUNTS);
    }
    close_bench(&on);
}

static void limits_are_reported(void **state) {
    char text[4000];
    bench on;
    (void)state;
    open_bench(&on, "  - id: slow\n    pattern: '(?:a+)+[bc]'\n    needs: {en: [range]}\n");
    memset(text, 'a', sizeof text);
    memcpy(text, "range ", 6);
    memcpy(text + 3000, "! b", 3); /* somewhere, so that no shortcut sees that it cannot match */
    text[sizeof text - 1] = '\0';
    assert_string_equal(run(&on, text), "");
    assert_non_null(on.hits.limit_rule);
    assert_string_equal(on.hits.limit_rule->id.text, "slow");
    assert_string_equal(run(&on, "range"), "");
    assert_null(on.hits.limit_rule);
    close_bench(&on);
}

static void repeated_words_give_few_hits(void **state) {
    enum { TIMES = 5000 };
    char *text = malloc(TIMES * 12 + 1);
    bench on;
    (void)state;
    for (int i = 0; i < TIMES; i++) memcpy(text + 12 * i, "point cloud ", 12);
    text[12 * TIMES] = '\0';
    open_bench(&on, "  - id: t\n    terms: {en: [point cloud]}\n");
    run(&on, text);
    assert_int_equal(on.hits.count, RULES_HITS_MAX);
    close_bench(&on);
    free(text);
}

static void bad_rules_are_refused(void **state) {
    static const char *const table[][2] = {
        {"  - {id: p, pattern: '(', needs: {en: [x]}}\n",
         "rule 'p': the pattern is wrong at character 2: missing closing parenthesis"},
        {"  - {id: p, pattern: 'a*', needs: {en: [x]}}\n",
         "rule 'p': the pattern matches the empty text"},
        {"  - {id: t, terms: {en: ['...']}}\n", "rule 't': '...' has no words"},
        {"  - {id: t, terms: {en: ['one, two']}}\n",
         "rule 't': 'one, two' can never be found: punctuation stands in it"}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char folder[64];
        catalogue laws;
        rules *compiled;
        exportcat_error error;
        make_catalogue(folder, table[i][0]);
        assert_ok(catalogue_open(folder, &laws, &error), error);
        assert_int_equal(rules_new(&laws, &english, &compiled, &error), EXPORTCAT_E_RULES);
        assert_string_equal(error.message, table[i][1]);
        assert_int_equal(error.line, 11);
        assert_null(compiled);
        catalogue_close(&laws);
        remove_folder(folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(terms_are_matched_over_stems),
                                       cmocka_unit_test(patterns_run_only_where_needed),
                                       cmocka_unit_test(patterns_know_no_script),
                                       cmocka_unit_test(hits_are_set_aside),
                                       cmocka_unit_test(limits_are_reported),
                                       cmocka_unit_test(repeated_words_give_few_hits),
                                       cmocka_unit_test(bad_rules_are_refused)};
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
