/* What a scratch remembers of the texts before changes no answer. */
#include "unit.h"

#include "classifier.h"
#include "memory.h"

typedef struct {
    exportcat *program;
    exportcat_scratch *kept;
    uint64_t draw;
    size_t texts;
    buffer joined; /* some texts as one long one, which is read in passages */
} bench;

static char *answer(const bench *on, exportcat_scratch *scratch, const char *text, size_t length) {
    const exportcat_verdict *verdict;
    exportcat_error error;
    exportcat_when when = {.as_of = 20250801, .detail = EXPORTCAT_FILED};
    char *out;
    assert_ok(exportcat_classify(on->program, scratch, text, length, when, &verdict, &error),
              error);
    assert_ok(exportcat_render(verdict, EXPORTCAT_JSON, &out, NULL, &error), error);
    return out;
}

static unsigned next(bench *on) {
    on->draw = on->draw * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(on->draw >> 40);
}

/* Words and characters in great number: older ones are forgotten. */
static void read_noise(bench *on) {
    enum { WORDS = 4000, LETTERS = 6 };
    buffer noise = {0};
    for (unsigned word = 0; word < WORDS; word++) {
        for (unsigned i = 0; i < LETTERS; i++) buffer_format(&noise, "%c", 'a' + next(on) % 26);
        unsigned point = 0x4E00 + next(on) % 0x5000;
        buffer_format(&noise, " %c%c%c ", 0xE0 | point >> 12, 0x80 | (point >> 6 & 0x3F),
                      0x80 | (point & 0x3F));
    }
    assert_false(noise.failed);
    exportcat_string_free(answer(on, on->kept, noise.bytes, noise.length));
    buffer_free(&noise);
}

static void compare(bench *on, const char *text, size_t length) {
    exportcat_scratch *fresh = exportcat_scratch_new(on->program);
    char *expected = answer(on, fresh, text, length), *got = answer(on, on->kept, text, length);
    assert_string_equal(got, expected);
    exportcat_string_free(expected);
    exportcat_string_free(got);
    exportcat_scratch_free(fresh);
    if (on->texts++ % 3 == 0) read_noise(on);
}

static void compare_line(bench *on, const char *line) {
    enum { JOINED = 30 };
    const char *text = strrchr(line, '\t');
    if (*line == '#' || !text) return;
    compare(on, text + 1, strlen(text + 1));
    buffer_text(&on->joined, text + 1);
    if (on->texts % JOINED) return;
    compare(on, on->joined.bytes, on->joined.length);
    on->joined.length = 0;
}

static void compare_file(bench *on, const char *path) {
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    assert_non_null(file);
    while (getline(&line, &room, file) > 0) compare_line(on, line);
    free(line);
    fclose(file);
}

static void answers_do_not_depend_on_the_texts_before(void **state) {
    static const char *const files[] = {"training/held_out/3d-printing.tsv",
                                        "training/held_out/artificial-crystals.tsv",
                                        "training/held_out/aviation-materials.tsv",
                                        "training/held_out/battery-cathode-materials.tsv",
                                        "training/held_out/computer-network-restricted.tsv"};
    bench on = {.draw = 1};
    exportcat_error error;
    exportcat_options where = {.catalogue = "build/catalogue.bin", .model = "build/default.model"};
    (void)state;
    assert_ok(exportcat_open(&where, &on.program, &error), error);
    on.kept = exportcat_scratch_new(on.program);
    assert_non_null(on.kept);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) compare_file(&on, files[i]);
    assert_true(feature_counter_age(on.kept->counter) > 1);
    buffer_free(&on.joined);
    exportcat_scratch_free(on.kept);
    exportcat_free(on.program);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_do_not_depend_on_the_texts_before)};
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
