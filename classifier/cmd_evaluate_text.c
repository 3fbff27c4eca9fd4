#include "cmd_evaluate_sheets.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_WIDTH = 34, WIDTH = 9, GAP = 2, NOTE_WIDTH = 100 };

/* In bytes: only last columns hold more than ASCII, and those are not filled up. */
static size_t column_width(const sheet *of, size_t column) {
    size_t width = column ? WIDTH : FIRST_WIDTH;
    size_t longest = strlen(of->heads[column]);
    for (size_t i = column; i < of->cell_count; i += of->columns)
        if (strlen(of->cells[i]) > longest) longest = strlen(of->cells[i]);
    return longest + GAP > width ? longest + GAP : width;
}

static void print_row(const sheet *of, const size_t *widths, const char *const *cells) {
    for (size_t i = 0; i < of->columns; i++) {
        bool left = of->left >> i & 1;
        bool after_number = i && !(of->left >> (i - 1) & 1);
        if (left && after_number) fputs("  ", stdout);
        if (left && i + 1 == of->columns)
            fputs(cells[i], stdout);
        else
            printf("%*s", left ? -(int)widths[i] : (int)widths[i], cells[i]);
    }
    putchar('\n');
}

static void print_table(const sheet *of) {
    size_t widths[SHEET_COLUMNS];
    for (size_t i = 0; i < of->columns; i++) widths[i] = column_width(of, i);
    print_row(of, widths, of->heads);
    for (size_t i = 0; i < of->cell_count; i += of->columns) print_row(of, widths, &of->cells[i]);
}

/* A note in lines that fit a terminal. */
static void print_note(const char *note) {
    size_t used = 0;
    while (*note) {
        size_t word = strcspn(note, " ");
        if (used && used + 1 + word > NOTE_WIDTH) {
            putchar('\n');
            used = 0;
        }
        used += (size_t)printf("%s%.*s", used ? " " : "", (int)word, note);
        note += word + strspn(note + word, " ");
    }
    fputs("\n\n", stdout);
}

exportcat_status evaluation_print_text(const evaluation *of, bool everything,
                                       exportcat_error *error) {
    sheets all = {0};
    exportcat_status status = sheets_fill(&all, of, error);
    for (size_t i = 0; !status && i < (everything ? all.count : 1); i++) {
        if (i) printf("\n%s\n\n", all.items[i].title);
        if (i) print_note(all.items[i].note);
        print_table(&all.items[i]);
    }
    sheets_free(&all);
    return status;
}
