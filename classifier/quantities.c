/* Numbers with units, one after the other, and the lists that they stand in. */
#include "quantities_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    source text;
    quantity_list *out;
    /* The list that the next item may belong to: "2.55, 2.60 and 2.62 g/cm3". */
    size_t list_first; /* its first item in `out` that has no unit yet */
    size_t list_end;   /* the end of its last item in the text */
    label list_label;  /* "claims 1, 2 and 3" */
} finder;

/* ---- Lists ----------------------------------------------------------------------------------- */

/* In `unit` of an item that is dropped unless a unit turns up at the end of its list. */
#define DOUBTFUL UINT32_MAX

static void close_list(finder *by) {
    quantity_list *out = by->out;
    size_t kept = by->list_first;
    for (size_t i = by->list_first; i < out->count; i++)
        if (out->items[i].unit != DOUBTFUL) out->items[kept++] = out->items[i];
    out->count = by->list_first = kept;
}

/* The items before the last one have its unit too. */
static void share_in_list(finder *by, const measure *last) {
    for (size_t i = by->list_first; i < by->out->count; i++) {
        quantity *item = &by->out->items[i];
        item->unit = (uint32_t)last->unit;
        item->dimension = last->scale.dimension;
        if (isfinite(item->low)) item->low = unit_to_base(&last->scale, decimal_of(item->low));
        if (isfinite(item->high)) item->high = unit_to_base(&last->scale, decimal_of(item->high));
    }
}

/* 2019年 is no duration. */
static bool is_year(const finder *by, const measure *of) {
    return of->number.plain && of->end - of->number.start == 4 + strlen("年") &&
           written_ends(&by->text.in, of->end, "年");
}

/* The label of what was read, or of the list that it goes on with. */
static label label_of(finder *by, const expression *what) {
    written_text in = by->text.in;
    if (!words_part_list(&in, by->list_end, what->start)) {
        close_list(by);
        by->list_label = NO_LABEL;
    }
    in.from = by->text.floor;
    label named = words_label(&in, what->start);
    if (named > by->list_label) by->list_label = named;
    return by->list_label;
}

static bool is_quantity(const finder *by, const expression *what, label named) {
    const written_text *in = &by->text.in;
    if (named == STRONG_LABEL || is_year(by, &what->low)) return false;
    if (what->high.has_unit) return true;
    return named == NO_LABEL && !words_make_it_no_number(in, &what->low.number) &&
           !words_make_it_no_number(in, &what->high.number);
}

/* Adds what was read, if it is a quantity. */
static int put(finder *by, const expression *what) {
    label named = label_of(by, what);
    by->list_end = by->text.floor = what->end;
    if (!is_quantity(by, what, named)) return 0;
    quantity made = expression_in_base_units(what);
    bool is_number = isfinite(made.low) || isfinite(made.high); /* 1e999 is none */
    if (!is_number || isnan(made.low) || isnan(made.high)) return 0;
    if (grow(&by->out->items, &by->out->capacity, by->out->count + 1, sizeof made)) return -1;
    if (what->high.has_unit) {
        share_in_list(by, &what->high);
        by->list_first = by->out->count + 1;
    } else if (what->low.number.needs_unit ||
               words_touch(&by->text.in, what->low.number.start, what->high.number.end)) {
        made.unit = DOUBTFUL;
    }
    by->out->items[by->out->count++] = made;
    return 0;
}

/* ---- The text -------------------------------------------------------------------------------- */

/* Reads what begins with the figure at `at`, and moves behind it. */
static int step_number(finder *by, size_t *at) {
    expression what;
    size_t start = number_sign(&by->text.in, *at);
    if (start < by->text.floor) start = *at;
    bool found = expression_read(&by->text, start, &what);
    if (!found || measure_is_in_word(&by->text.in, &what.high)) {
        size_t end = what.low.end > *at ? what.low.end : *at + 1;
        *at = by->text.floor = number_skip_word(&by->text.in, end);
        return 0;
    }
    *at = what.end;
    if (!what.high.has_unit && written_byte(&by->text.in, *at) == 'x') ++*at; /* of "3x5" */
    return put(by, &what);
}

/* Moves behind a word and the figures in it; up to the figure where it is a unit: HRC60. */
static size_t skip_word(const finder *by, size_t at) {
    size_t length, end = at;
    unit_scale scale;
    while (written_is_letter(written_class(&by->text.in, end, &length))) end += length;
    if (written_is_digit(&by->text.in, end) &&
        units_read_before(by->text.known, &by->text.in, end, &scale) == at)
        return end;
    return number_skip_word(&by->text.in, at);
}

static int step(finder *by, size_t *at) {
    size_t length;
    if (number_begins(&by->text.in, *at)) return step_number(by, at);
    fold_class class = written_class(&by->text.in, *at, &length);
    if (written_is_letter(class))
        *at = skip_word(by, *at);
    else if (class == FOLD_DIGIT)
        *at = number_skip_word(&by->text.in, *at);
    else
        *at += length ? length : 1;
    return 0;
}

static bool is_inside_character(const folded *text, size_t at) {
    return at < text->length && (text->bytes[at] & 0xC0) == 0x80;
}

exportcat_status quantities_find(const units *known, const folded *text, const char *original,
                                 size_t from, size_t to, quantity_list *out,
                                 exportcat_error *error) {
    if (to > text->length) to = text->length;
    while (from < to && is_inside_character(text, from)) from++;
    while (to > from && is_inside_character(text, to)) to--;
    finder by = {.text = {known, {text, original, from, to}, from},
                 .out = out,
                 .list_first = out->count,
                 .list_end = from};
    for (size_t at = from; at < to;)
        if (step(&by, &at)) return status_memory(error);
    close_list(&by);
    return EXPORTCAT_OK;
}

void quantities_free(quantity_list *list) {
    free(list->items);
    *list = (quantity_list){0};
}
