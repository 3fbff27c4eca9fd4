#include "unit.h"

#include "file.h"
#include "report_html.h"

#include <stdbool.h>

/* A row of the page; `change` is what the caller says of the two days. */
typedef struct {
    const char *id, *text, *error, *change;
} sample;

enum { FIRST_DAY = 20200827, SECOND_DAY = 20250715 };

static const char hostile[] =
    "<script>document.title='ran'</script>\"'><img src=x onerror=\"document.title='ran'\">"
    "</summary></details></td></tr></table><style>*{display:none}</style><!-- &lt;b&gt; &#60; "
    "\xFF\x01\x1B[31m \xE2\x80\xAE lidar with an optical phased array ]]> ${1+1} {{7*7}}";

static const sample samples[] = {
    {"LFP-1",
     "LFP cathode, powder compaction density 2.62 g/cm3 at 220 MPa, reversible capacity 161 mAh/g "
     "at 0.1C, first-cycle efficiency 97.5 %",
     NULL, "The entry was added by cn-2025-28: none_found became listed."},
    {"LFP-2", "一种磷酸铁锂正极材料的制备方法,粉末压实密度2.62g/cm3", NULL,
     "none_found became possible."},
    {"KITCHEN", "A dishwasher basket has tines that fold flat for large pots.", NULL, NULL},
    {"APP",
     "The buyer takes over users, brand and office lease. The sale does not include the "
     "personalised recommendation algorithm or its source code.",
     NULL, NULL},
    {NULL, "x", NULL, NULL},
    {"NOTHING", "", NULL, NULL},
    {"<b onclick=alert(1)>\"'&\n", hostile, NULL, NULL},
    {"BROKEN", NULL, "a quote is not closed: <script>document.title='ran'</script>", NULL},
    {"OIL", "A solid-state lidar with an optical phased array scans at 905 nm over 200 m.", NULL,
     NULL},
    {"FEED",
     "Recommendation engine that learns each user's preferences from behaviour and ranks clips in "
     "real time; personalised information push service technology based on data analysis.",
     NULL, "none_found became listed."},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

typedef struct {
    exportcat *program;
    exportcat_scratch *first, *second;
    report_summary summary;
    report_entry entries[SAMPLES];
    buffer page;
    size_t began[SAMPLES + 1]; /* of the rows' stretches on the page */
} fixture;

static const exportcat_verdict *classify(const fixture *of, exportcat_scratch *scratch,
                                         const char *text, exportcat_date day) {
    const exportcat_verdict *verdict;
    exportcat_error error;
    exportcat_when when = {.as_of = day};
    assert_ok(exportcat_classify(of->program, scratch, text, strlen(text), when, &verdict, &error),
              error);
    return verdict;
}

static void count_entry(fixture *of, const exportcat_verdict *verdict, size_t day) {
    if (!verdict || !verdict->candidate_count) return;
    const exportcat_candidate *first = verdict->candidates;
    report_summary *summary = &of->summary;
    size_t i = 0;
    while (i < summary->entry_count && strcmp(of->entries[i].entry, first->entry) != 0) i++;
    if (i == summary->entry_count)
        of->entries[summary->entry_count++] =
            (report_entry){.entry = first->entry, .title = first->title};
    report_tally *tally = &of->entries[i].days[day];
    tally->part = exportcat_part_name(first->part);
    tally->listed += verdict->outcome == EXPORTCAT_LISTED;
    tally->possible += verdict->outcome == EXPORTCAT_POSSIBLE;
}

static void add_row(fixture *of, size_t number, bool two_days, buffer *rows) {
    const sample *from = &samples[number % SAMPLES];
    report_row row = {.row = number + 1,
                      .line = number + 2,
                      .id = from->id,
                      .id_length = from->id ? strlen(from->id) : 0,
                      .error = from->error};
    exportcat_date first_day = two_days ? FIRST_DAY : SECOND_DAY;
    if (from->text) row.verdict = classify(of, of->first, from->text, first_day);
    if (from->text && two_days) {
        row.and_verdict = classify(of, of->second, from->text, SECOND_DAY);
        row.change = from->change;
    }
    const exportcat_verdict *days[] = {row.verdict, row.and_verdict};
    for (size_t day = 0; day < of->summary.day_count; day++) {
        size_t outcome = days[day] ? days[day]->outcome : REPORT_IN_ERROR;
        of->summary.days[day].by_outcome[outcome]++;
        of->summary.days[day].shown[outcome]++;
        count_entry(of, days[day], day);
    }
    of->summary.rows++;
    of->summary.changed += row.change != NULL;
    of->summary.changed_shown += row.change != NULL;
    report_html_row(&row, rows);
}

static void tell_day(const fixture *of, report_day *out, const char *as_of, exportcat_date day) {
    const exportcat_verdict *any = classify(of, of->second, "x", day);
    *out =
        (report_day){.as_of = as_of, .edition = any->edition, .edition_title = any->edition_title};
    memcpy(out->on_file, any->on_file, sizeof out->on_file);
}

static void begin_summary(fixture *of, bool two_days) {
    const exportcat_verdict *any = classify(of, of->second, "x", SECOND_DAY);
    of->summary = (report_summary){.title = "Screening of the <portfolio>",
                                   .input_name = "technologies & more.csv",
                                   .catalogue_digest = any->catalogue_digest,
                                   .model_digest = any->model_digest,
                                   .day_count = two_days ? 2 : 1,
                                   .entries = of->entries};
    memset(of->entries, 0, sizeof of->entries);
    if (two_days) tell_day(of, &of->summary.days[0], "2020-08-27", FIRST_DAY);
    tell_day(of, &of->summary.days[two_days], "2025-07-15", SECOND_DAY);
}

/* The page of the samples, over and over until there are `count` rows. */
static void make_page(fixture *of, size_t count, bool two_days) {
    buffer rows = {0};
    size_t ends[SAMPLES] = {0};
    begin_summary(of, two_days);
    for (size_t i = 0; i < count; i++) {
        add_row(of, i, two_days, &rows);
        if (i < SAMPLES) ends[i] = rows.length;
    }
    of->page.length = 0;
    report_html_head(&of->summary, &of->page);
    of->began[0] = of->page.length;
    for (size_t i = 0; i < SAMPLES; i++) of->began[i + 1] = of->began[0] + ends[i];
    buffer_add(&of->page, rows.bytes, rows.length);
    report_html_foot(&of->summary, &of->page);
    assert_false(rows.failed || of->page.failed);
    buffer_free(&rows);
}

/* Writes pages to look at, or for tests/page, where the environment names a file; as many rows as
 * it says. */
static void write_pages(fixture *of) {
    const char *path = getenv("EXPORTCAT_REPORT"), *rows = getenv("EXPORTCAT_REPORT_ROWS");
    exportcat_error error;
    char two_days[512];
    if (!path) return;
    make_page(of, rows ? strtoul(rows, NULL, 10) : SAMPLES, false);
    assert_ok(file_replace(path, "report", &of->page, &error), error);
    snprintf(two_days, sizeof two_days, "%s.two-days.html", path);
    make_page(of, SAMPLES, true);
    assert_ok(file_replace(two_days, "report", &of->page, &error), error);
}

static int open_program(void **state) {
    static fixture of;
    exportcat_error error;
    assert_ok(exportcat_open(NULL, &of.program, &error), error);
    of.first = exportcat_scratch_new(of.program);
    of.second = exportcat_scratch_new(of.program);
    write_pages(&of);
    *state = &of;
    return 0;
}

static int close_program(void **state) {
    fixture *of = *state;
    buffer_free(&of->page);
    exportcat_scratch_free(of->first);
    exportcat_scratch_free(of->second);
    exportcat_free(of->program);
    return 0;
}

/* How often `word` stands in [from, to) of the page. */
static int count_in(const fixture *of, size_t from, size_t to, const char *word) {
    int count = 0;
    const char *at = of->page.bytes + from, *end = of->page.bytes + to;
    for (; (at = memmem(at, (size_t)(end - at), word, strlen(word))); at += strlen(word)) count++;
    return count;
}

static int count_on_page(const fixture *of, const char *word) {
    return count_in(of, 0, of->page.length, word);
}

static size_t sample_of(const char *id) {
    for (size_t i = 0; i < SAMPLES; i++)
        if (samples[i].id && strcmp(samples[i].id, id) == 0) return i;
    fail_msg("no sample %s", id);
    return 0;
}

static void assert_says(const fixture *of, const char *id, const char *words) {
    size_t i = sample_of(id);
    if (!count_in(of, of->began[i], of->began[i + 1], words))
        fail_msg("row %s does not say '%s': %.*s", id, words,
                 (int)(of->began[i + 1] - of->began[i]), of->page.bytes + of->began[i]);
}

static void the_summary_counts(void **state) {
    fixture *of = *state;
    make_page(of, SAMPLES, false);
    assert_int_equal(count_on_page(of, "<tbody role="), SAMPLES);
    for (int i = 0; i < REPORT_OUTCOMES; i++) {
        char words[64];
        const size_t shown = of->summary.days[0].shown[i];
        snprintf(words, sizeof words, "data-outcome=\"%d\" data-outcomes=\"%d\"", i, i);
        assert_int_equal(count_on_page(of, words), shown);
        assert_true(shown > 0); /* each outcome is among the samples */
        snprintf(words, sizeof words, "\"o o%d\">%s</span></th><td>%zu</td>", i,
                 report_html_outcomes[i], shown);
        assert_int_equal(count_on_page(of, words), 1);
    }
    assert_int_equal(count_on_page(of, "<th scope=\"row\">battery-cathode-materials</th>"), 1);
    assert_int_equal(count_on_page(of, "the page is capped"), 0);
}

/* What the second day's answer says, and the first day's does not. */
static void a_day_without_edition_says_so(void **state) {
    fixture *of = *state;
    buffer rows = {0};
    begin_summary(of, true);
    report_row row = {.row = 1, .change = "the outcome"};
    row.verdict = classify(of, of->first, samples[2].text, SECOND_DAY);
    row.and_verdict = classify(of, of->second, samples[2].text, 19990101);
    report_html_row(&row, &rows);
    assert_non_null(strstr(rows.bytes, "data-outcome=\"2\" data-outcomes=\"2 3\""));
    assert_non_null(strstr(rows.bytes, "Note: No edition is on file for this day"));
    buffer_free(&rows);
}

static void a_capped_page_says_so(void **state) {
    fixture *of = *state;
    begin_summary(of, false);
    of->summary.rows = of->summary.days[0].by_outcome[EXPORTCAT_LISTED] = 1234567;
    of->summary.days[0].shown[EXPORTCAT_LISTED] = 2000;
    of->page.length = 0;
    report_html_head(&of->summary, &of->page);
    assert_int_equal(count_on_page(of, "<td>1,234,567</td><td>2,000</td>"), 2);
    assert_int_equal(count_on_page(of, "the page is capped"), 1);
    assert_int_equal(count_on_page(of, "width=\"1000.00\""), 1);
}

static void rows_tell_their_reasons(void **state) {
    fixture *of = *state;
    make_page(of, SAMPLES, false);
    assert_says(of, "LFP-1", "battery-cathode-materials/lfp");
    assert_says(of, "LFP-1", "code 252604X, control point 1 (confirmed)");
    assert_says(of, "LFP-1", "(calibrated) that the text falls under it");
    assert_says(of, "LFP-1", "<mark>2.62 g/cm3</mark>");
    assert_says(of, "LFP-1", "&#62;= 2.58 g/cm3");
    assert_says(of, "LFP-1", "<td class=\"met\">met</td>");
    assert_says(of, "LFP-2", "<td class=\"unclear\">unclear: it is not stated as measured there");
    assert_says(of, "LFP-2", "<td>not stated</td><td class=\"missing\">missing</td>");
    assert_says(of, "LFP-2", "<b>Only possible:</b>");
    assert_says(of, "LFP-2", "To ask the engineers");
    assert_says(of, "LFP-2", "<mark>铁锂正极材料</mark>");
    assert_says(of, "LFP-2", "<blockquote lang=\"zh\"");
    assert_says(of, "KITCHEN", "This is not permission to export.");
    assert_says(of, "KITCHEN", "Nearest, and set aside");
    assert_says(of, "APP", "Words that are no evidence");
    assert_says(of, "APP", "the text leaves it out");
    assert_says(of, "NOTHING", "(no words)");
    assert_says(of, "OIL", "code not confirmed");
    assert_says(of, "FEED", "code 086501X");
    assert_says(of, "FEED", "in force since 2020-08-28: code 056101X");
}

static void two_days_are_told_apart(void **state) {
    fixture *of = *state;
    make_page(of, SAMPLES, true);
    assert_says(of, "FEED", "On 2025-07-15: Listed");
    assert_says(of, "FEED", samples[sample_of("FEED")].change);
    assert_says(of, "FEED", "1. information-processing/personalised-push");
    assert_says(of, "FEED", "code 086501X, control point 18 (confirmed)");
    assert_says(of, "LFP-2", "<mark>铁锂正极材料</mark>");
    assert_says(of, "LFP-2", "what follows if it is confirmed");
    assert_says(of, "KITCHEN", "The same as on the first day.");
    assert_says(of, "FEED", "data-outcome=\"0\" data-outcomes=\"2 0\"");
    assert_says(of, "FEED", "data-entry=\"information-processing\"");
    assert_says(of, "FEED", "<mark>personalised information push service technology");
    assert_says(of, "FEED", "<small>information-processing/personalised-push, probability 1.00<");
    assert_int_equal(count_on_page(of, "<dt>On file</dt>"), 2);
    assert_int_equal(count_on_page(of, "<svg"), 2);
    assert_int_equal(count_on_page(of, "<th scope=\"col\">Rows<br>2025-07-15</th>"), 1);
    assert_int_equal(count_on_page(of, "</td><td>0</td><td>0</td><td>1</td><td>0</td></tr>"), 1);
    assert_int_equal(count_on_page(of, " data-changed>"), of->summary.changed);
    assert_int_equal(count_on_page(of, "name=\"changed\""), 1);
    make_page(of, SAMPLES, false);
    assert_int_equal(count_on_page(of, "name=\"changed\""), 0);
}

/* What users write stays text: no tag, quote or control character of theirs is on the page. */
static void hostile_text_stays_text(void **state) {
    fixture *of = *state;
    make_page(of, SAMPLES, true);
    assert_int_equal(count_on_page(of, "<script>"), 1); /* ours, at the end */
    assert_int_equal(count_on_page(of, "</script>"), 1);
    assert_int_equal(count_on_page(of, "<img"), 0);
    assert_int_equal(count_on_page(of, "<b onclick"), 0);
    assert_int_equal(count_on_page(of, "<portfolio>"), 0);
    assert_int_equal(count_on_page(of, "<style>"), 1);
    assert_int_equal(count_on_page(of, "<!--"), 0);
    assert_true(count_on_page(of, "&#60;script&#62;document.title=&#39;ran&#39;") > 1);
    assert_true(count_on_page(of, "&#38;lt;b&#38;gt; &#38;#60;") > 0);
    assert_int_equal(count_on_page(of, "\x1B"), 0);
    assert_int_equal(count_on_page(of, "\xE2\x80\xAE"), 0);
    assert_true(count_on_page(of, "[U+202E]") > 0);
    assert_int_equal(count_on_page(of, "\xFF"), 0);
    assert_int_equal(count_on_page(of, "<tbody role="),
                     count_on_page(of, "<details><summary>") +
                         (int)of->summary.days[0].shown[REPORT_IN_ERROR]);
    assert_int_equal(count_on_page(of, "<details"), count_on_page(of, "</details>"));
}

/* Every tag that must be closed is, in its order. */
static void tags_are_balanced(void **state) {
    fixture *of = *state;
    static const char *const empty[] = {"meta", "br", "input", "rect", "!DOCTYPE"};
    char open[32][16];
    int depth = 0;
    make_page(of, SAMPLES, true);
    for (const char *at = of->page.bytes; (at = strchr(at, '<')); at++) {
        char name[16] = "";
        bool is_end = at[1] == '/', is_empty = false;
        sscanf(at + 1 + is_end, "%15[!a-zA-Z0-9]", name);
        if (!*name) continue; /* in the script */
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
            is_empty |= strcmp(name, empty[i]) == 0;
        if (is_empty) continue;
        if (!is_end) {
            assert_true(depth < 32);
            strcpy(open[depth++], name);
        } else {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], name);
        }
    }
    assert_int_equal(depth, 0);
}

/* Rows do not depend on one another, nor on who makes them. */
static void the_same_bytes_every_time(void **state) {
    fixture *of = *state;
    make_page(of, SAMPLES, true);
    char *first = strdup(of->page.bytes);
    make_page(of, SAMPLES, true);
    assert_string_equal(first, of->page.bytes);
    free(first);
}

/* A long text shows the passage that says most for its first candidate. */
static void a_long_text_shows_its_passage(void **state) {
    fixture *of = *state;
    buffer text = {0}, out = {0};
    for (int i = 0; i < 80; i++)
        buffer_text(&text, "The tenants meet on the first Monday of the month to talk about the "
                           "garden, the bins and the noise in the yard.\n\n");
    buffer_text(&text, samples[sample_of("FEED")].text);
    const exportcat_verdict *verdict = classify(of, of->first, text.bytes, SECOND_DAY);
    assert_true(verdict->candidate_count > 0 && verdict->candidates[0].passage_start > 0);
    report_html_row(&(report_row){.row = 1, .verdict = verdict}, &out);
    assert_non_null(strstr(out.bytes, "<blockquote dir=\"auto\">…"));
    assert_non_null(strstr(out.bytes, "In the passage of bytes"));
    assert_true(out.length < 20000);
    buffer_free(&out);
    buffer_free(&text);
}

/* The policy names the page's own style sheet and script by their digests; told by sha256sum. */
static void assert_policy_holds(const char *kind, const char *bytes) {
    char command[256], digest[128] = "", wanted[160];
    const char *path = write_temporary(bytes, strlen(bytes));
    snprintf(command, sizeof command,
             "sha256sum < %s | cut -c -64 | tr a-f A-F | basenc -d --base16 | base64 -w 0", path);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    assert_int_equal(fread(digest, 1, 44, from), 44);
    pclose(from);
    unlink(path);
    snprintf(wanted, sizeof wanted, "%s-src 'sha256-%s'", kind, digest);
    if (!strstr(report_html_policy, wanted)) fail_msg("the policy must say: %s", wanted);
}

static void the_policy_lets_nothing_else_in(void **state) {
    (void)state;
    assert_policy_holds("style", report_html_style);
    assert_policy_holds("script", report_html_script);
    assert_non_null(strstr(report_html_policy, "default-src 'none'"));
    assert_null(strstr(report_html_policy, "unsafe"));
}

static void escaping(void **state) {
    buffer out = {0};
    (void)state;
    buffer_text(&out, "<&");
    html_text(&out, "a<b>\"c'&d");
    assert_string_equal(out.bytes, "<&a&#60;b&#62;&#34;c&#39;&#38;d");
    html_text(&out, "");
    html_escape(&out, out.length);
    assert_int_equal(out.length, strlen(out.bytes));
    buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_summary_counts),
                                       cmocka_unit_test(a_day_without_edition_says_so),
                                       cmocka_unit_test(a_capped_page_says_so),
                                       cmocka_unit_test(rows_tell_their_reasons),
                                       cmocka_unit_test(two_days_are_told_apart),
                                       cmocka_unit_test(hostile_text_stays_text),
                                       cmocka_unit_test(tags_are_balanced),
                                       cmocka_unit_test(the_same_bytes_every_time),
                                       cmocka_unit_test(a_long_text_shows_its_passage),
                                       cmocka_unit_test(the_policy_lets_nothing_else_in),
                                       cmocka_unit_test(escaping)};
    return cmocka_run_group_tests_name("report_html", tests, open_program, close_program);
}
