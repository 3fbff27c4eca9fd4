/* A number with all that belongs to it: unit, range, tolerance, relation. */
#include "quantities_parts.h"

#include <math.h>

/* ---- A number with its unit ------------------------------------------------------------------ */

static bool read_unit_at(const source *by, size_t start, unit_gap gap, measure *out) {
    size_t end = units_read(by->known, &by->in, start, gap, &out->scale);
    if (!end) return false;
    out->has_unit = true;
    out->unit = start;
    out->end = end;
    return true;
}

/* The unit behind a number or a parenthesis that ends at `end`: it touches, or a blank, a hyphen or
 * a line break stands between. */
static bool read_unit(const source *by, size_t end, measure *out) {
    size_t start = written_skip_blanks(&by->in, end, 3);
    bool breaks = false;
    for (size_t i = end; i < start; i++) breaks = breaks || written_byte(&by->in, i) == '\n';
    if (start > end) return read_unit_at(by, start, breaks ? UNIT_APART : UNIT_SPACED, out);
    if (written_byte(&by->in, end) == '-') return read_unit_at(by, end + 1, UNIT_APART, out);
    return read_unit_at(by, end, UNIT_TOUCHES, out);
}

/* A unit before the number, "Mach 5", 百分之九十七: where it begins; `start` where there is none.
 */
static size_t read_unit_before(const source *by, size_t start, measure *out) {
    written_text in = by->in;
    in.from = by->floor;
    size_t end = written_skip_blanks_back(&in, start, 1);
    size_t found = units_read_before(by->known, &in, end, &out->scale);
    if (found == SIZE_MAX)
        found = units_read_before(by->known, &in, words_skip_filler(&in, start), &out->scale);
    if (found == SIZE_MAX) return start;
    out->has_unit = true;
    out->unit = found;
    return found;
}

static bool read_as(const source *by, size_t start, notation as, measure *out) {
    *out = (measure){.scale.factor = {1, 0}};
    bool found = number_read(&by->in, start, as, &out->number);
    out->end = out->number.end;
    if (!found) return false;
    relation within = words_within(&by->in, out->end);
    if (within.at > out->end && read_unit(by, within.at, out))
        out->bound = within.bound;
    else
        read_unit(by, out->end, out);
    return true;
}

static bool read_measure(const source *by, size_t start, measure *out) {
    for (notation as = NUMBER_FRACTION; as != NUMBER_USUAL; as--)
        if (read_as(by, start, as, out) && (out->has_unit || !out->number.needs_unit)) return true;
    return read_as(by, start, NUMBER_USUAL, out);
}

/* ---- Ranges ---------------------------------------------------------------------------------- */

static bool is_ratio(const measure *of) {
    static const unit_dimension none;
    return unit_same_dimension(&of->scale.dimension, &none);
}

static bool same_dimension(const measure *a, const measure *b) {
    return unit_same_dimension(&a->scale.dimension, &b->scale.dimension);
}

bool measure_is_in_word(const written_text *in, const measure *of) {
    if (of->has_unit) return false;
    size_t end = of->end;
    if (written_byte(in, end) == 'x' && written_is_digit(in, end + 1))
        return written_byte(in, of->number.start) == '0' && of->number.plain;
    fold_class next = written_class(in, end + (written_byte(in, end) == '-'), NULL);
    return written_is_letter(next) || next == FOLD_MARK ||
           written_class(in, end, NULL) == FOLD_DIGIT;
}

static double to_base(const measure *of) {
    return unit_to_base(&of->scale, of->number.value);
}

/* Takes over what stands at the last of two numbers alone: "3-5 mm", "2~3万吨". */
static void share(measure *low, const measure *high) {
    if (low->has_unit) return;
    int ten = high->number.multiplier;
    decimal bare = high->number.value;
    bare.ten -= ten;
    if (!low->number.multiplier && decimal_value(low->number.value) < decimal_value(bare))
        low->number.value.ten += ten;
    low->scale = high->scale;
    low->has_unit = high->has_unit;
    low->unit = high->unit;
}

/* "3-5", "3 mm to 5 mm": two numbers of one dimension. Without a unit, those that fall are none:
 * GB/T 4754-2017. */
static bool makes_range(const source *by, measure *low, measure *high) {
    const char next = written_byte(&by->in, high->end);
    bool goes_on = next == '-' && written_is_digit(&by->in, high->end + 1);
    if (goes_on || measure_is_in_word(&by->in, high)) return false;
    if (low->has_unit) return high->has_unit && same_dimension(low, high);
    if (!high->has_unit && decimal_value(low->number.value) > decimal_value(high->number.value))
        return false;
    share(low, high);
    return true;
}

static void read_range(const source *by, expression *to) {
    measure high;
    size_t at = words_of_range(&by->in, to->low.end, to->words.between);
    bool falls = to->words.between && to->words.bound != EXACTLY; /* "from over 5 to 2 mm" */
    if (!at || falls || !read_measure(by, at, &high)) return;
    bool shared = to->low.has_unit && to->low.unit < to->start; /* "Mach 3 to 5" */
    if (shared && !high.has_unit) {
        high.scale = to->low.scale;
        high.has_unit = true;
    }
    if (!makes_range(by, &to->low, &high)) return;
    to->high = high;
    to->is_range = true;
    to->end = high.end;
}

/* "2.60±0.05 g", "100 Ω ± 5 %": the second is a part of the first where it alone is a ratio. */
static void read_tolerance(const source *by, expression *to) {
    measure around;
    size_t at = words_plus_minus(&by->in, to->low.end);
    if (!at || !read_measure(by, at, &around)) return;
    if (!to->low.has_unit) share(&to->low, &around);
    if (!around.has_unit) around.scale = to->low.scale;
    bool is_part = is_ratio(&around) && !is_ratio(&to->low);
    if (!is_part && !same_dimension(&to->low, &around)) return;
    decimal beyond = decimal_product(around.number.value, around.scale.factor);
    beyond = decimal_product(beyond, is_part ? to->low.number.value
                                             : decimal_power(to->low.scale.factor, -1));
    to->high = to->low;
    to->high.number.value = decimal_sum(to->low.number.value, beyond);
    beyond.digits = -beyond.digits;
    to->low.number.value = decimal_sum(to->low.number.value, beyond);
    to->is_range = true;
    to->end = to->high.end = around.end;
}

/* "(2.5±0.1)×10^-3 Pa": what stands behind the parenthesis belongs to all in it. */
static void read_behind_parenthesis(const source *by, expression *to) {
    const written_text *in = &by->in;
    bool enclosed = written_byte(in, to->start - 1) == '(' && written_byte(in, to->end) == ')';
    if (to->low.has_unit || !enclosed) return;
    int ten = 0;
    size_t end = number_scale(in, to->end + 1, &ten);
    if (!end) end = to->end + 1;
    measure with_unit = to->high;
    if (!read_unit(by, end, &with_unit)) return;
    with_unit.number.multiplier = 0;
    to->high = with_unit;
    share(&to->low, &with_unit);
    to->low.number.value.ten += ten;
    to->high.number.value.ten += ten;
    to->start--;
    to->end = with_unit.end;
}

/* ---- The whole expression -------------------------------------------------------------------- */

static relation words_before_it(const source *by, size_t start) {
    written_text in = by->in;
    in.from = by->floor;
    return words_before(&in, start);
}

/* 不低于百分之九十九: more words may stand before the unit. */
static size_t read_unit_before_words(const source *by, expression *to) {
    size_t unit = read_unit_before(by, to->words.at, &to->low);
    if (unit == to->words.at) return unit;
    relation outer = words_before_it(by, unit);
    if (to->words.bound == EXACTLY) to->words.bound = outer.bound;
    to->words.about = to->words.about || outer.about;
    return outer.at;
}

static void read_words_behind(const source *by, expression *to) {
    relation behind = words_behind(&by->in, to->end);
    if (to->words.bound == EXACTLY) to->words.bound = to->low.bound;
    if (to->words.bound == EXACTLY) to->words.bound = behind.bound;
    to->words.about = to->words.about || behind.about;
    to->end = to->is_range ? behind.widest : behind.at;
}

static void turn_either_way(expression *to) {
    to->high = to->low;
    to->low.number.value.digits = -to->low.number.value.digits;
    to->is_range = true;
}

/* 每秒3米: what the unit is divided by stands before the number. */
static void divide_by_each(const source *by, expression *to) {
    enum { EACH_MAX = 18 };
    unit_scale each;
    size_t end = words_skip_filler(&by->in, to->start);
    for (size_t at = end; at > by->floor && end - at < EACH_MAX;) {
        at--;
        size_t length = written_starts(&by->in, at, "每");
        if (!length || units_read(by->known, &by->in, at + length, UNIT_TOUCHES, &each) != end)
            continue;
        if (unit_divide(&to->low.scale, &each) && unit_divide(&to->high.scale, &each))
            to->start = at;
        return;
    }
}

bool expression_read(const source *by, size_t start, expression *out) {
    *out = (expression){.start = start};
    if (!read_measure(by, start, &out->low)) return false;
    out->words = words_before_it(by, start);
    size_t first = out->words.at;
    if (!out->low.has_unit) first = read_unit_before_words(by, out);
    out->end = out->low.end;
    out->high = out->low;
    read_tolerance(by, out);
    if (!out->is_range) read_range(by, out);
    read_behind_parenthesis(by, out);
    if (out->start < start) first = (out->words = words_before_it(by, out->start)).at;
    if (out->words.either_way && !out->is_range) turn_either_way(out);
    read_words_behind(by, out);
    out->start = out->is_range && out->words.between ? out->words.widest : first;
    if (out->high.has_unit) divide_by_each(by, out);
    return true;
}

/* ---- In base units --------------------------------------------------------------------------- */

/* "about": 2 % beyond what is said. */
static void widen(decimal *value, bool up) {
    bool grows = (value->digits > 0) == up;
    value->digits *= grows ? 102 : 98;
    value->ten -= 2;
}

quantity expression_in_base_units(const expression *of) {
    measure low = of->low, high = of->high;
    if (of->words.about) {
        widen(&low.number.value, false);
        widen(&high.number.value, true);
    }
    quantity made = {.start = (uint32_t)of->start,
                     .end = (uint32_t)of->end,
                     .number = (uint32_t)of->low.number.start,
                     .unit = (uint32_t)(of->high.has_unit ? of->high.unit : of->end),
                     .low = to_base(&low),
                     .high = to_base(&high),
                     .above = of->words.bound == MORE_THAN,
                     .below = of->words.bound == LESS_THAN,
                     .about = of->words.about,
                     .dimension = of->high.scale.dimension};
    if (made.low > made.high) {
        double swapped = made.low;
        made.low = made.high;
        made.high = swapped;
    }
    if (of->words.bound == AT_LEAST || of->words.bound == MORE_THAN) made.high = INFINITY;
    if (of->words.bound == AT_MOST || of->words.bound == LESS_THAN) made.low = -INFINITY;
    return made;
}
