#include "report_html.h"

static const char *const meanings[REPORT_OUTCOMES] = {
    "an entry fits, with a term or pattern as evidence, on a control point on file",
    "a person must look: open the row for what is missing",
    "no entry on file comes near enough; this is not permission to export",
    "too little text, or a language that the program does not read",
    "not classified; the reason stands in the row"};

/* 1,234,567 */
static void put_count(buffer *out, size_t count) {
    if (count >= 1000) put_count(out, count / 1000);
    buffer_format(out, count >= 1000 ? ",%03zu" : "%zu", count % 1000);
}

static size_t count_of(const report_summary *of, size_t outcome) {
    return outcome == REPORT_IN_ERROR ? of->in_error : of->by_outcome[outcome];
}

static size_t rows_shown(const report_summary *of) {
    size_t all = 0;
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) all += of->shown[i];
    return all;
}

static const char *title_of(const report_summary *of) {
    return of->title ? of->title : "Screening report";
}

/* ---- What was asked -------------------------------------------------------------------------- */

static void put_fact(buffer *out, const char *name, const char *value) {
    if (!value) return;
    buffer_format(out, "<dt>%s</dt><dd>", name);
    html_text(out, value);
    buffer_text(out, "</dd>\n");
}

static void put_edition(buffer *out, const char *day, const char *id, exportcat_words title) {
    if (!day) return;
    buffer_text(out, "<dt>As of</dt><dd>");
    html_text(out, day);
    buffer_text(out, id ? ", edition " : ", no edition on file");
    if (id) html_text(out, id);
    if (id && (title.en || title.zh)) buffer_text(out, ": ");
    if (id) put_html_words(out, title);
    buffer_text(out, "</dd>\n");
}

static void put_on_file(buffer *out, const report_summary *of) {
    const exportcat_on_file *prohibited = &of->on_file[EXPORTCAT_PROHIBITED],
                            *restricted = &of->on_file[EXPORTCAT_RESTRICTED];
    if (!of->edition || !(prohibited->total + restricted->total)) return;
    buffer_text(out, "<dt>On file</dt><dd>");
    html_text(out, of->edition);
    buffer_format(out,
                  ": %zu of %zu prohibited and %zu of %zu restricted entries. What is not on file "
                  "cannot be found.</dd>\n",
                  prohibited->on_file, prohibited->total, restricted->on_file, restricted->total);
}

static void put_facts(buffer *out, const report_summary *of) {
    buffer_text(out, "<dl>\n");
    put_fact(out, "Input", of->input_name);
    put_edition(out, of->as_of, of->edition, of->edition_title);
    put_edition(out, of->and_as_of, of->and_edition, of->and_edition_title);
    put_on_file(out, of);
    buffer_text(out, "</dl>\n");
}

/* ---- Counts ---------------------------------------------------------------------------------- */

/* One bar, parted by outcome; the table below it says the same in figures. */
static void put_bar(buffer *out, const report_summary *of) {
    size_t before = 0;
    if (!of->rows) return;
    buffer_text(out, "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                     "aria-hidden=\"true\">\n");
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
        size_t count = count_of(of, i);
        buffer_format(out, "<rect class=\"o%zu\" height=\"10\" x=\"", i);
        buffer_decimal(out, 1000.0 * (double)before / (double)of->rows, 2);
        buffer_text(out, "\" width=\"");
        buffer_decimal(out, 1000.0 * (double)count / (double)of->rows, 2);
        buffer_text(out, "\"/>\n");
        before += count;
    }
    buffer_text(out, "</svg>\n");
}

static void put_outcome(buffer *out, const report_summary *of, size_t outcome) {
    buffer_format(out, "<tr><th scope=\"row\"><span class=\"o o%zu\">%s</span></th><td>", outcome,
                  report_html_outcomes[outcome]);
    put_count(out, count_of(of, outcome));
    buffer_text(out, "</td><td>");
    put_count(out, of->shown[outcome]);
    buffer_format(out, "</td><td>%s</td></tr>\n", meanings[outcome]);
}

static void put_outcomes(buffer *out, const report_summary *of) {
    buffer_text(
        out, "<table class=\"counts\" id=\"outcomes\">\n<thead><tr><th scope=\"col\">Outcome</th>"
             "<th scope=\"col\">Rows</th><th scope=\"col\">On this page</th>"
             "<th scope=\"col\">What it says</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) put_outcome(out, of, i);
    buffer_text(out, "</tbody>\n<tfoot><tr><th scope=\"row\">All</th><td>");
    put_count(out, of->rows);
    buffer_text(out, "</td><td>");
    put_count(out, rows_shown(of));
    buffer_text(out, rows_shown(of) < of->rows
                         ? "</td><td>the page is capped; the table that was written holds every "
                           "row</td></tr></tfoot>\n</table>\n"
                         : "</td><td></td></tr></tfoot>\n</table>\n");
    if (!of->and_as_of) return;
    buffer_text(out, "<p>The counts are those of the first day. Between the two days the answer "
                     "changed in ");
    put_count(out, of->changed);
    buffer_text(out, of->changed == 1 ? " row.</p>\n" : " rows.</p>\n");
}

static void put_entry(buffer *out, const report_entry *item) {
    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, item->entry);
    buffer_text(out, "</th><td>");
    put_html_words(out, item->title);
    buffer_text(out, "</td><td>");
    html_text(out, item->part);
    buffer_text(out, "</td><td>");
    put_count(out, item->listed);
    buffer_text(out, "</td><td>");
    put_count(out, item->possible);
    buffer_text(out, "</td></tr>\n");
}

static void put_entries(buffer *out, const report_summary *of) {
    if (!of->entry_count) return;
    buffer_text(out, "<details class=\"entries\" open><summary>By entry: rows of which it is the "
                     "first candidate</summary>\n<table class=\"counts\">\n<thead><tr>"
                     "<th scope=\"col\">Entry</th><th scope=\"col\">Title</th>"
                     "<th scope=\"col\">Part</th><th scope=\"col\">Listed</th>"
                     "<th scope=\"col\">Possible</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < of->entry_count; i++) put_entry(out, &of->entries[i]);
    buffer_text(out, "</tbody>\n</table>\n</details>\n");
}

/* ---- The rows' table ------------------------------------------------------------------------- */

/* `key`: what the script sorts the column by. */
static const struct {
    const char *name, *key;
} columns[] = {{"Row", "row"},
               {"Id", NULL},
               {"Outcome", "outcome"},
               {"First candidate", "entry"},
               {"Code and control point", NULL},
               {"Probability", "near"}};

/* The script shows them, and knows the entries from the rows: without it they would do nothing. */
static void put_controls(buffer *out, const report_summary *of) {
    buffer_text(out, "<form id=\"controls\" hidden>\n<label>Outcome <select name=\"outcome\">"
                     "<option value=\"\">all</option>");
    for (size_t i = 0; i < REPORT_OUTCOMES; i++)
        buffer_format(out, "<option value=\"%zu\">%s</option>", i, report_html_outcomes[i]);
    buffer_text(out, "</select></label>\n<label>Entry <select name=\"entry\">"
                     "<option value=\"\">all</option></select></label>\n"
                     "<label>Text <input type=\"search\" name=\"words\" "
                     "autocomplete=\"off\"></label>\n");
    if (of->and_as_of)
        buffer_text(out, "<label><input type=\"checkbox\" name=\"changed\"> only rows that "
                         "changed</label>\n");
    buffer_text(out, "<button type=\"button\" name=\"open\">Open all shown</button>\n"
                     "<button type=\"button\" name=\"close\">Close all</button>\n</form>\n");
}

/* The style sheet lays the rows out by itself, so that those out of sight cost nothing, and what is
 * no table to the browser any more must say what it is: hence the roles. */
static void put_table_head(buffer *out, const report_summary *of) {
    buffer_text(out, "<p id=\"count\" role=\"status\">");
    put_count(out, rows_shown(of));
    buffer_text(out, " of ");
    put_count(out, rows_shown(of));
    buffer_text(out, " rows shown</p>\n<table id=\"rows\" role=\"table\">\n"
                     "<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        buffer_text(out, "<th role=\"columnheader\" scope=\"col\"");
        if (columns[i].key) buffer_format(out, " data-key=\"%s\"", columns[i].key);
        buffer_format(out, "%s>%s</th>", i ? "" : " aria-sort=\"ascending\"", columns[i].name);
    }
    buffer_text(out, "</tr></thead>\n");
}

/* ---- The page -------------------------------------------------------------------------------- */

void report_html_head(const report_summary *of, buffer *out) {
    buffer_format(out,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>",
                  report_html_policy);
    html_text(out, title_of(of));
    buffer_format(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n<h1>",
                  report_html_style);
    html_text(out, title_of(of));
    buffer_text(out, "</h1>\n<p>China's Catalogue of Technologies Prohibited or Restricted from "
                     "Export <span lang=\"zh\">中国禁止出口限制出口技术目录</span></p>\n");
    put_facts(out, of);
    buffer_text(out, "</header>\n<main>\n<h2>Summary</h2>\n");
    put_bar(out, of);
    put_outcomes(out, of);
    put_entries(out, of);
    buffer_text(out, "<h2>Rows</h2>\n<p>Each row opens to its reasons. The probability is "
                     "calibrated: that the text falls under the first candidate's entry, not that "
                     "a licence is needed or would be given.</p>\n");
    put_controls(out, of);
    put_table_head(out, of);
}

void report_html_foot(const report_summary *of, buffer *out) {
    buffer_text(out, "</table>\n</main>\n<footer>\n<p>exportcat " EXPORTCAT_VERSION);
    if (of->as_of) buffer_text(out, "; as of ");
    if (of->as_of) html_text(out, of->as_of);
    if (of->and_as_of) buffer_text(out, " and ");
    if (of->and_as_of) html_text(out, of->and_as_of);
    if (of->catalogue_digest) buffer_text(out, "; catalogue ");
    if (of->catalogue_digest) html_text(out, of->catalogue_digest);
    if (of->model_digest) buffer_text(out, "; model ");
    if (of->model_digest) html_text(out, of->model_digest);
    buffer_format(out,
                  ".</p>\n<p>Not legal advice, and no decision on a licence. That nothing was "
                  "found is not permission to export. Bytes count from 0 in the row's text.</p>\n"
                  "</footer>\n<script>%s</script>\n</body>\n</html>\n",
                  report_html_script);
}
