#include "cmd_evaluate_plot.h"
#include "cmd_evaluate_sheets.h"
#include "html.h"

#include <string.h>

/* Nothing on the page comes from elsewhere, and it has no scripts. */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>exportcat: evaluation</title>\n"
    "<style>\n"
    ":root { color-scheme: light dark; --line: #8886; --en: #0b6fb8; --zh: #c4490c; }\n"
    "@media (prefers-color-scheme: dark) { :root { --en: #5ab0f0; --zh: #f08a50; } }\n"
    "body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; "
    "padding: 0 1rem; }\n"
    "section { overflow-x: auto; margin-top: 2.5rem; }\n"
    "table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }\n"
    "th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: right; }\n"
    ".l { text-align: left; overflow-wrap: anywhere; }\n"
    "svg { width: 100%; max-width: 26rem; height: auto; font-size: 12px; }\n"
    "svg text { fill: currentColor; }\n"
    ".below { text-anchor: middle; }\n"
    ".beside { text-anchor: end; }\n"
    ".grid { stroke: var(--line); }\n"
    ".ideal { stroke: currentColor; stroke-dasharray: 5 4; }\n"
    ".curve { fill: none; stroke: currentColor; stroke-width: 2; }\n"
    ".en { stroke: var(--en); stroke-dasharray: 8 3; }\n"
    ".zh { stroke: var(--zh); stroke-dasharray: 2 3; }\n"
    ".dot { fill: currentColor; }\n"
    "footer { margin-top: 3rem; font-size: .8rem; overflow-wrap: anywhere; }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n"
    "<h1>Evaluation</h1>\n";

static void put_cell(buffer *out, const sheet *of, size_t column, const char *text) {
    buffer_text(out, of->left >> column & 1 ? "<td class=\"l\">" : "<td>");
    html_text(out, text);
    buffer_text(out, "</td>");
}

static void put_heads(buffer *out, const sheet *of) {
    buffer_text(out, "<thead>\n<tr>");
    for (size_t i = 0; i < of->columns; i++) {
        buffer_text(out, "<th scope=\"col\"");
        buffer_text(out, of->left >> i & 1 ? " class=\"l\">" : ">");
        html_text(out, of->heads[i]);
        buffer_text(out, "</th>");
    }
    buffer_text(out, "</tr>\n</thead>\n");
}

static void put_table(buffer *out, const sheet *of) {
    buffer_text(out, "<table>\n");
    put_heads(out, of);
    buffer_text(out, "<tbody>\n");
    for (size_t i = 0; i < of->cell_count; i += of->columns) {
        buffer_text(out, "<tr>");
        for (size_t k = 0; k < of->columns; k++) put_cell(out, of, k, of->cells[i + k]);
        buffer_text(out, "</tr>\n");
    }
    buffer_text(out, "</tbody>\n</table>\n");
}

/* False where memory runs out. */
static bool put_section(buffer *out, const sheet *of, const evaluation *figures) {
    bool ok = true;
    buffer_format(out, "<section id=\"%s\">\n<h2>", of->id);
    html_text(out, of->title);
    buffer_text(out, "</h2>\n");
    if (*of->note) {
        buffer_text(out, "<p>");
        html_text(out, of->note);
        buffer_text(out, "</p>\n");
    }
    if (strcmp(of->id, "reliability") == 0)
        plot_reliability(out, &figures->slices[SLICE_ALL].first);
    if (strcmp(of->id, "risk-coverage") == 0) ok = plot_curves(out, figures);
    put_table(out, of);
    buffer_text(out, "</section>\n");
    return ok;
}

static void put_contents(buffer *out, const sheets *of) {
    buffer_text(out, "<nav>\n<ul>\n");
    for (size_t i = 0; i < of->count; i++) {
        buffer_format(out, "<li><a href=\"#%s\">", of->items[i].id);
        html_text(out, of->items[i].title);
        buffer_text(out, "</a></li>\n");
    }
    buffer_text(out, "</ul>\n</nav>\n");
}

static void put_foot(buffer *out, const evaluation *of) {
    buffer_format(out,
                  "<footer>\n<p>exportcat " EXPORTCAT_VERSION
                  ", %zu texts; catalogue %s, model %s.</p>\n</footer>\n</body>\n</html>\n",
                  of->texts, of->program->laws.digest, of->program->scores.digest);
}

exportcat_status evaluation_write_html(const evaluation *of, const char *path,
                                       exportcat_error *error) {
    sheets all = {0};
    buffer page = {0};
    exportcat_status status = sheets_fill(&all, of, error);
    buffer_text(&page, head);
    put_contents(&page, &all);
    for (size_t i = 0; !status && i < all.count; i++)
        if (!put_section(&page, &all.items[i], of)) status = status_memory(error);
    put_foot(&page, of);
    if (!status) status = file_replace(path, "report", &page, error);
    sheets_free(&all);
    buffer_free(&page);
    return status;
}
