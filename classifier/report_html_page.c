#include "report_html.h"

#include <string.h>

static const char *const meanings[REPORT_OUTCOMES] = {
    "an entry fits, with a term or pattern as evidence, on a control point on file",
    "a person must look: open the row for what is missing",
    "no entry on file comes near enough; this is not permission to export",
    "too little text, a language that the program does not read, or no edition on file for the day",
    "not classified; the reason stands in the row"};

/* 1,234,567 */
static void put_count(buffer *out, size_t count) {
    if (count >= 1000) put_count(out, count / 1000);
    buffer_format(out, count >= 1000 ? ",%03zu" : "%zu", count % 1000);
}

static size_t rows_shown(const report_summary *of) {
    size_t all = 0;
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) all += of->days[0].shown[i];
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

static void put_edition(buffer *out, const report_day *of) {
    const char *id = of->edition;
    exportcat_words title = of->edition_title;
    buffer_text(out, "<dt>As of</dt><dd>");
    html_text(out, of->as_of);
    buffer_text(out, id ? ", edition " : ", no edition on file");
    if (id) html_text(out, id);
    if (id && (title.en || title.zh)) buffer_text(out, ": ");
    if (id) put_html_words(out, title);
    buffer_text(out, "</dd>\n");
}

static void put_on_file(buffer *out, const report_day *of) {
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
    for (size_t i = 0; i < of->day_count; i++) put_edition(out, &of->days[i]);
    const char *first = of->days[0].edition, *second = of->days[1].edition;
    put_on_file(out, &of->days[0]);
    if (second && !(first && strcmp(first, second) == 0)) put_on_file(out, &of->days[1]);
    buffer_text(out, "</dl>\n");
}

/* ---- Counts ---------------------------------------------------------------------------------- */

/* One bar a day, parted by outcome; the table below says the same in figures. */
static void put_bar(buffer *out, const report_summary *of, const report_day *day) {
    size_t before = 0;
    if (!of->rows) return;
    buffer_text(out, "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                     "aria-hidden=\"true\">\n");
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
        size_t count = day->by_outcome[i];
        buffer_format(out, "<rect class=\"o%zu\" height=\"10\" x=\"", i);
        buffer_decimal(out, 1000.0 * (double)before / (double)of->rows, 2);
        buffer_text(out, "\" width=\"");
        buffer_decimal(out, 1000.0 * (double)count / (double)of->rows, 2);
        buffer_text(out, "\"/>\n");
        before += count;
    }
    buffer_text(out, "</svg>\n");
}

static void put_cell(buffer *out, size_t count) {
    buffer_text(out, "<td>");
    put_count(out, count);
    buffer_text(out, "</td>");
}

static void put_outcome(buffer *out, const report_summary *of, size_t outcome) {
    buffer_format(out, "<tr><th scope=\"row\"><span class=\"o o%zu\">%s</span></th>", outcome,
                  report_html_outcomes[outcome]);
    for (size_t i = 0; i < of->day_count; i++) {
        put_cell(out, of->days[i].by_outcome[outcome]);
        put_cell(out, of->days[i].shown[outcome]);
    }
    buffer_format(out, "<td>%s</td></tr>\n", meanings[outcome]);
}

/* Columns of counts; with two days each names its own. */
static void put_day_heads(buffer *out, const report_summary *of, const char *const *names,
                          size_t count) {
    for (size_t day = 0; day < of->day_count; day++)
        for (size_t i = 0; i < count; i++) {
            buffer_format(out, "<th scope=\"col\">%s", names[i]);
            if (of->day_count > 1) buffer_text(out, "<br>");
            if (of->day_count > 1) html_text(out, of->days[day].as_of);
            buffer_text(out, "</th>");
        }
}

static void put_changed(buffer *out, const report_summary *of) {
    if (of->day_count < 2) return;
    buffer_text(out, "<p>Between the two days the answer changed in ");
    put_count(out, of->changed);
    buffer_text(out, of->changed == 1 ? " row" : " rows");
    if (of->changed_shown < of->changed) buffer_text(out, ", of which ");
    if (of->changed_shown < of->changed) put_count(out, of->changed_shown);
    buffer_text(out, of->changed_shown < of->changed ? " stand on this page.</p>\n" : ".</p>\n");
}

static void put_outcomes(buffer *out, const report_summary *of) {
    static const char *const counted[] = {"Rows", "On this page"};
    buffer_text(
        out, "<div class=\"wide\" role=\"region\" aria-label=\"Rows by outcome\" tabindex=\"0\">\n"
             "<table class=\"counts\" id=\"outcomes\">\n<thead><tr><th scope=\"col\">Outcome</th>");
    put_day_heads(out, of, counted, 2);
    buffer_text(out, "<th scope=\"col\">What it says</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) put_outcome(out, of, i);
    buffer_text(out, "</tbody>\n<tfoot><tr><th scope=\"row\">All</th>");
    for (size_t i = 0; i < of->day_count; i++) {
        put_cell(out, of->rows);
        put_cell(out, rows_shown(of));
    }
    buffer_text(out, rows_shown(of) < of->rows
                         ? "<td>the page is capped; the table that was written holds every "
                           "row</td></tr></tfoot>\n</table>\n</div>\n"
                         : "<td></td></tr></tfoot>\n</table>\n</div>\n");
    put_changed(out, of);
}

/* An entry that moved between the days has two parts. */
static void put_parts(buffer *out, const report_entry *item) {
    const char *first = item->days[0].part, *second = item->days[1].part;
    if (first) html_text(out, first);
    if (first && second && strcmp(first, second) == 0) return;
    if (first && second) buffer_text(out, ", then ");
    if (second) html_text(out, second);
}

static void put_entry(buffer *out, const report_summary *of, const report_entry *item) {
    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, item->entry);
    buffer_text(out, "</th><td>");
    put_html_words(out, item->title);
    if (!item->title.en && !item->title.zh) buffer_text(out, "title not known");
    buffer_text(out, "</td><td>");
    put_parts(out, item);
    buffer_text(out, "</td>");
    for (size_t i = 0; i < of->day_count; i++) {
        put_cell(out, item->days[i].listed);
        put_cell(out, item->days[i].possible);
    }
    buffer_text(out, "</tr>\n");
}

static void put_entries(buffer *out, const report_summary *of) {
    static const char *const counted[] = {"Listed", "Possible"};
    if (!of->entry_count) return;
    buffer_text(out, "<details class=\"entries\" open><summary>By entry: rows of which it is the "
                     "first candidate</summary>\n<div class=\"wide\" role=\"region\" "
                     "aria-label=\"Rows by entry\" tabindex=\"0\">\n"
                     "<table class=\"counts\">\n<thead><tr>"
                     "<th scope=\"col\">Entry</th><th scope=\"col\">Title</th>"
                     "<th scope=\"col\">Part</th>");
    put_day_heads(out, of, counted, 2);
    buffer_text(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < of->entry_count; i++) put_entry(out, of, &of->entries[i]);
    buffer_text(out, "</tbody>\n</table>\n</div>\n</details>\n");
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
    if (of->day_count > 1)
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
    buffer_text(out, " rows shown</p>\n<table id=\"rows\" role=\"table\" aria-label=\"Rows\">\n"
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
    for (size_t i = 0; i < of->day_count; i++) put_bar(out, of, &of->days[i]);
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
    for (size_t i = 0; i < of->day_count; i++) {
        buffer_text(out, i ? " and " : "; as of ");
        html_text(out, of->days[i].as_of);
    }
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
