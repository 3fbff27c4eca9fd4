/* Every allocation of ours fails once, in turn: the answer must be EXPORTCAT_E_MEMORY, and nothing
 * leaks. The linker hands our own calls of malloc, calloc, realloc and pages_take to the functions
 * here (see the Makefile). */
#include "unit.h"

#include "csv.h"
#include "quantities.h"
#include "report.h"
#include "trainer.h"

#include <jansson.h>
#include <stdatomic.h>
#include <sys/mman.h>

static atomic_long allowed; /* calls that still succeed; negative: all */
static bool only_one;       /* fails after them */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_pages_take(pages *from, size_t bytes);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_pages_take(pages *from, size_t bytes);

static int fails(void) {
    long left = allowed;
    while (left > 0 && !atomic_compare_exchange_weak(&allowed, &left, left - 1)) continue;
    if (left == 0 && only_one) allowed = -1;
    return left == 0;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return fails() ? NULL : __real_realloc(block, size);
}

void *__wrap_pages_take(pages *from, size_t bytes) {
    return fails() ? NULL : __real_pages_take(from, bytes);
}

static exportcat_status row_of_a_page(const exportcat_verdict *verdict) {
    buffer out = {0};
    report_html_row(&(report_row){.row = 1, .verdict = verdict, .and_verdict = verdict}, &out);
    exportcat_status status = out.failed ? EXPORTCAT_E_MEMORY : EXPORTCAT_OK;
    buffer_free(&out);
    return status;
}

static exportcat_status whole_run(exportcat_error *error) {
    const char *text = "A solid-state lidar with an optical phased array scans at 905 nm.";
    exportcat *program;
    const exportcat_verdict *verdict;
    char *out = NULL;
    const exportcat_options where = {"build/catalogue.bin", "build/default.model"};
    exportcat_status status = exportcat_open(&where, &program, error);
    if (status) return status;
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    status = scratch ? EXPORTCAT_OK : EXPORTCAT_E_MEMORY;
    if (!status)
        status = exportcat_classify(program, scratch, text, strlen(text),
                                    (exportcat_when){.as_of = 20240101, .detail = EXPORTCAT_FILED},
                                    &verdict, error);
    if (!status) status = exportcat_render(verdict, EXPORTCAT_TEXT, &out, NULL, error);
    exportcat_string_free(out);
    if (!status) status = exportcat_render(verdict, EXPORTCAT_JSON, &out, NULL, error);
    exportcat_string_free(status ? NULL : out);
    if (!status) status = exportcat_render(verdict, EXPORTCAT_RECORD, &out, NULL, error);
    exportcat_string_free(status ? NULL : out);
    if (!status) status = row_of_a_page(verdict);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    return status;
}

static void no_allocation_is_taken_for_granted(void **state) {
    exportcat_error error;
    exportcat_status status = EXPORTCAT_E_MEMORY;
    long calls = 0;
    (void)state;
    json_set_alloc_funcs(__wrap_malloc, free); /* the JSON library's own calls fail too */
    for (; status; calls++) {
        allowed = calls;
        status = whole_run(&error);
        allowed = -1;
        if (status) assert_int_equal(status, EXPORTCAT_E_MEMORY);
    }
    assert_true(calls > 50); /* it was tortured indeed */
}

static char *classify_file(const exportcat *program, exportcat_scratch *scratch) {
    static char text[8192];
    const exportcat_verdict *verdict;
    exportcat_error error;
    char *out = NULL;
    FILE *file = fopen("tests/samples/short-video-sale.txt", "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    exportcat_status status = exportcat_classify(
        program, scratch, text, length,
        (exportcat_when){.as_of = 20240101, .detail = EXPORTCAT_FILED}, &verdict, &error);
    if (!status) status = exportcat_render(verdict, EXPORTCAT_JSON, &out, NULL, &error);
    assert_true(!status || status == EXPORTCAT_E_MEMORY);
    return status ? NULL : out;
}

static char *expected_answer(const exportcat_options *where) {
    exportcat *program;
    exportcat_error error;
    assert_ok(exportcat_open(where, &program, &error), error);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    assert_non_null(scratch);
    char *out = classify_file(program, scratch);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    return out;
}

/* What is remembered, or made when it is first wanted, is never half made. */
static void one_failure_harms_no_later_answer(void **state) {
    const exportcat_options where = {"build/catalogue.bin", "build/default.model"};
    char *expected = expected_answer(&where);
    bool failed = true;
    (void)state;
    only_one = true;
    for (long calls = 0; failed; calls++) {
        exportcat *program;
        exportcat_error error;
        assert_ok(exportcat_open(&where, &program, &error), error);
        exportcat_scratch *scratch = exportcat_scratch_new(program);
        assert_non_null(scratch);
        allowed = calls;
        char *harmed = classify_file(program, scratch);
        failed = allowed < 0;
        allowed = -1;
        char *after = classify_file(program, scratch);
        assert_string_equal(after, expected);
        if (harmed && !failed) assert_string_equal(harmed, expected);
        exportcat_string_free(after);
        exportcat_string_free(harmed);
        exportcat_scratch_free(scratch);
        exportcat_free(program);
    }
    exportcat_string_free(expected);
    only_one = false;
}

static exportcat_status find_quantities(const units *known, exportcat_error *error) {
    const char *text = "over 5 kg/m3 at Mach 2, 3和5千克";
    folded folded_text = {0};
    quantity_list found = {0};
    exportcat_status status = fold_text(&folded_text, text, strlen(text), error);
    if (!status)
        status = quantities_find(known, &folded_text, text, 0, folded_text.length, &found, error);
    quantities_free(&found);
    fold_free(&folded_text);
    return status;
}

/* A small folder of YAML, its rules, its wording and its units. */
static exportcat_status folder_run(exportcat_error *error) {
    catalogue laws;
    rules *compiled = NULL;
    similarity *wording = NULL;
    units *known = NULL;
    const feature_settings settings = feature_settings_default();
    exportcat_status status = catalogue_open("tests/unit/catalogue", &laws, error);
    if (!status) status = rules_new(&laws, &settings.languages, &compiled, error);
    if (!status) status = similarity_new(&laws, NULL, &settings.languages, &wording, error);
    if (!status) status = units_new(&laws, &known, error);
    if (!status) status = find_quantities(known, error);
    units_free(known);
    similarity_free(wording);
    rules_free(compiled);
    catalogue_close(&laws);
    return status;
}

static void nor_in_reading_a_folder(void **state) {
    exportcat_error error;
    exportcat_status status = EXPORTCAT_E_MEMORY;
    (void)state;
    for (long calls = 0; status; calls++) {
        allowed = calls;
        status = folder_run(&error);
        allowed = -1;
        if (status) assert_int_equal(status, EXPORTCAT_E_MEMORY);
    }
}

static exportcat_status training_run(exportcat_error *error) {
    example_set set = {0};
    trainer_settings settings = trainer_settings_default();
    trainer_report report;
    trained *result = NULL;
    exportcat_status status = EXPORTCAT_OK;
    settings.threads = 1;
    settings.features.min_documents = 1;
    settings.folds = 2;
    for (int i = 0; !status && i < 8; i++) {
        const char *text = i % 2 ? "bread and flour" : "lasers and crystals";
        status = examples_add(&set, i % 2 ? "none" : "laser", text, strlen(text), "made", 1,
                              EXAMPLE_TRAINING, error);
    }
    if (!status) status = trainer_train(&set, &settings, NULL, NULL, &result, &report, error);
    trained_free(result);
    examples_free(&set);
    return status;
}

static void nor_in_training(void **state) {
    exportcat_error error;
    exportcat_status status = EXPORTCAT_E_MEMORY;
    (void)state;
    for (long calls = 0; status; calls++) {
        allowed = calls;
        status = training_run(&error);
        allowed = -1;
        if (status) assert_int_equal(status, EXPORTCAT_E_MEMORY);
    }
}

/* Rows in GB18030, with fields that outgrow what was taken at first. */
static int long_rows(void) {
    int file = memfd_create("rows", MFD_CLOEXEC);
    assert_true(file >= 0);
    for (int i = 0; i < 30000; i++)
        assert_int_equal(write(file, i % 20000 ? "\xBC\xBC\"," : "\n\"\xCA\xF5\n", 4), 4);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    return file;
}

static exportcat_status csv_run(int file, size_t *rows, exportcat_error *error) {
    text_stream *stream = NULL;
    csv_reader *reader = NULL;
    csv_row row;
    bool end = false;
    *rows = 0;
    exportcat_status status = text_stream_new(file, "-", ENCODING_DETECT, NULL, &stream, error);
    if (!status) status = csv_reader_new(stream, 0, &reader, error);
    while (!status && !end) {
        status = csv_reader_next(reader, &row, &end, error);
        *rows += !status && !end;
    }
    csv_reader_free(reader);
    text_stream_free(stream);
    return status;
}

static void nor_in_reading_rows(void **state) {
    exportcat_error error;
    exportcat_status status = EXPORTCAT_E_MEMORY;
    size_t rows;
    long calls = 0;
    int file = long_rows();
    (void)state;
    for (; status; calls++) {
        assert_int_equal(lseek(file, 0, SEEK_SET), 0);
        allowed = calls;
        status = csv_run(file, &rows, &error);
        allowed = -1;
        if (status) assert_int_equal(status, EXPORTCAT_E_MEMORY);
    }
    assert_true(rows > 1);
    assert_true(calls > 15);
    close(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_allocation_is_taken_for_granted),
                                       cmocka_unit_test(one_failure_harms_no_later_answer),
                                       cmocka_unit_test(nor_in_reading_a_folder),
                                       cmocka_unit_test(nor_in_training),
                                       cmocka_unit_test(nor_in_reading_rows)};
    return cmocka_run_group_tests_name("torture", tests, NULL, NULL);
}
