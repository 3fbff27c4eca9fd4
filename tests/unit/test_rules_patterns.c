#include "unit.h"

#include "rules_parts.h"

#include <glob.h>

/* Rules of the catalogue over texts of the held-out files, of which one in so many is taken. */
enum { ONE_IN = 6, COLUMNS = 3 };

typedef struct {
    catalogue laws;
    rules *compiled;
    pattern_matcher *matcher;
    folded text;
    gram_map grams;
    size_t pairs, kept, begun, found;
} bench;

static void open_bench(bench *on) {
    static const stem_languages languages = {.latin = "english", .cyrillic = ""};
    exportcat_error error;
    *on = (bench){0};
    assert_ok(catalogue_open("catalogue", &on->laws, &error), error);
    assert_ok(rules_new(&on->laws, &languages, &on->compiled, &error), error);
    on->matcher = pattern_matcher_new();
    assert_non_null(on->matcher);
}

static void close_bench(bench *on) {
    pattern_matcher_free(on->matcher);
    rules_free(on->compiled);
    catalogue_close(&on->laws);
    fold_free(&on->text);
}

static bool find(const bench *on, size_t number, const place_set *starts, size_t from,
                 size_t span[2]) {
    return pattern_find(on->compiled->patterns, number, on->compiled->items[number].rule,
                        on->matcher, &on->text, starts, from, on->text.length,
                        span) == PATTERN_FOUND;
}

static void try_patterns(bench *on, const char *text) {
    const rules *all = on->compiled;
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, strlen(text), &error), error);
    gram_map_fill(&on->grams, on->text.bytes, on->text.length);
    place_text in = {
        .bytes = on->text.bytes, .end = (uint32_t)on->text.length, .grams = &on->grams};
    static place_set anywhere = {.count = 1};
    anywhere.items[0].last = in.end;
    for (size_t i = 0; i < all->count; i++) {
        const rule *of = all->items[i].rule;
        if (!all->is_pattern[i]) continue;
        const bool may = pattern_may_match(all->patterns, i, of, &on->grams);
        const place_set *starts = pattern_starts(all->patterns, i, on->matcher, &in);
        size_t span[2];
        const bool found = find(on, i, &anywhere, 0, span);
        if (found && !may) fail_msg("%s is held back: %s", of->id.text, text);
        on->pairs++;
        on->kept += may;
        on->begun += may && starts->count;
        on->found += found;
        for (size_t from = 0, other[2]; found; from = span[1]) {
            const bool more = find(on, i, &anywhere, from, span);
            if (find(on, i, starts, from, other) != more)
                fail_msg("%s does not begin: %s", of->id.text, text);
            if (!more) break;
            assert_memory_equal(span, other, sizeof span);
        }
    }
}

static void try_file(bench *on, const char *path) {
    char *line = NULL;
    size_t capacity = 0, number = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (getline(&line, &capacity, file) > 0) {
        const char *text = line;
        for (int column = 1; text && column < COLUMNS; column++) {
            text = strchr(text, '\t');
            if (text) text++;
        }
        if (text && number++ % ONE_IN == 0) try_patterns(on, text);
    }
    free(line);
    fclose(file);
}

static void no_pattern_that_matches_is_held_back(void **state) {
    bench on;
    glob_t files;
    (void)state;
    open_bench(&on);
    assert_int_equal(glob("training/held_out/*.tsv", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) try_file(&on, files.gl_pathv[i]);
    globfree(&files);
    close_bench(&on);
    assert_true(on.found > 50);
    assert_true(on.kept < on.pairs / 10); /* most need not be run */
    assert_true(on.begun < 2 * on.found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_pattern_that_matches_is_held_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
