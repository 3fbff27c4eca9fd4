/* Numbers as texts write them: 2.58, 1,000, 1.2×10⁵, 1.5万, 3 million, 一百六十. */
#include "quantities_parts.h"

#include <string.h>

/* ---- Digits ---------------------------------------------------------------------------------- */

static size_t read_digits(const written_text *in, size_t at, decimal *to, bool fraction) {
    for (; written_is_digit(in, at); at++)
        decimal_add_digit(to, written_byte(in, at) - '0', fraction);
    return at;
}

static bool three_digits(const written_text *in, size_t at) {
    return written_is_digit(in, at) && written_is_digit(in, at + 1) &&
           written_is_digit(in, at + 2) && !written_is_digit(in, at + 3);
}

/* "1,000": groups of three behind a comma that is not full-width. */
static size_t read_comma_groups(const written_text *in, size_t at, decimal *to) {
    while (written_byte(in, at) == ',' && written_is(in, at, ",") && three_digits(in, at + 1))
        at = read_digits(in, at + 1, to, false);
    return at;
}

/* "12 000": a few groups of three behind blanks; the last must be 000 where no unit follows. */
static size_t read_spaced_groups(const written_text *in, size_t at, decimal *to) {
    enum { GROUPS_MAX = 5 };
    for (int i = 0; i < GROUPS_MAX && written_byte(in, at) == ' ' && three_digits(in, at + 1); i++)
        at = read_digits(in, at + 1, to, false);
    return at;
}

static size_t read_whole(const written_text *in, size_t at, notation as, decimal *to) {
    size_t end = read_digits(in, at, to, false);
    if (end - at > 3 || end == at || written_byte(in, at) == '0') return end;
    return as == NUMBER_SPACED ? read_spaced_groups(in, end, to) : read_comma_groups(in, end, to);
}

static size_t read_fraction_part(const written_text *in, size_t at, decimal *to) {
    if (written_byte(in, at) != '.' || !written_is_digit(in, at + 1)) return at;
    return read_digits(in, at + 1, to, true);
}

/* ---- Powers of ten --------------------------------------------------------------------------- */

static size_t starts_any(const written_text *in, size_t at, const char *const *words) {
    for (; *words; words++) {
        size_t length = written_starts(in, at, *words);
        if (length) return length;
    }
    return 0;
}

static const char *const minus_signs[] = {"-", "−", "–", "‐", "minus ", "零下", NULL};
static const char *const carets[] = {"^(", "^{", "^", "**", "<sup>", NULL};
static const char *const closings[] = {")", "}", "</sup>", NULL};
static const char *const times_signs[] = {"×", "x", "*", "·", "✕", "⋅", NULL};

/* A whole number of a few digits, with its sign; where it ends, 0 where there is none. */
static size_t read_exponent(const written_text *in, size_t at, bool raised, int *out) {
    decimal value = {0};
    size_t minus = starts_any(in, at, minus_signs);
    size_t first = at + (minus ? minus : written_byte(in, at) == '+'), end = first;
    for (; written_byte(in, end) >= '0' && written_byte(in, end) <= '9'; end++)
        if (end - first > 3 || written_is_raised(in, end) != raised) return 0;
    for (size_t i = first; i < end; i++)
        decimal_add_digit(&value, written_byte(in, i) - '0', false);
    *out = (int)(minus ? -value.digits : value.digits);
    return end > first ? end : 0;
}

/* What makes a power of the "10" before it: "^5", "⁵", "<sup>5</sup>"; where `signed_too`, "-3". */
static size_t read_power(const written_text *in, size_t at, bool signed_too, int *ten) {
    size_t caret = starts_any(in, at, carets);
    if (caret) {
        size_t end = read_exponent(in, at + caret, false, ten);
        return end && caret > 1 ? end + starts_any(in, end, closings) : end;
    }
    if (written_is_raised(in, at)) return read_exponent(in, at, true, ten);
    return signed_too && starts_any(in, at, minus_signs) ? read_exponent(in, at, false, ten) : 0;
}

size_t number_scale(const written_text *in, size_t at, int *ten) {
    size_t sign = written_skip_blanks(in, at, 1), length = starts_any(in, sign, times_signs);
    size_t base = length ? written_skip_blanks(in, sign + length, 1) : 0;
    if (!base || !written_starts(in, base, "10")) return 0;
    return read_power(in, base + 2, true, ten);
}

/* "e5" behind a number. */
static size_t read_e(const written_text *in, size_t at, int *ten) {
    return written_byte(in, at) == 'e' ? read_exponent(in, at + 1, false, ten) : 0;
}

static size_t read_powers(const written_text *in, number *out, size_t at) {
    int ten = 0;
    size_t end = at - out->start == 2 && written_starts(in, out->start, "10")
                     ? read_power(in, at, false, &ten)
                     : 0;
    if (end) {
        out->value = (decimal){1, ten};
        return end;
    }
    end = read_e(in, at, &ten);
    if (!end) end = number_scale(in, at, &ten);
    out->value.ten += ten;
    return end ? end : at;
}

/* ---- Words that multiply --------------------------------------------------------------------- */

static const struct {
    const char *word;
    int ten;
} multipliers[] = {{"百", 2},        {"千", 3},       {"万", 4},       {"亿", 8},
                   {" thousand", 3}, {" million", 6}, {" billion", 9}, {" trillion", 12},
                   {"-million", 6},  {"-billion", 9}, {"million", 6},  {"billion", 9},
                   {" hundred", 2},  {"-thousand", 3}};

/* One multiplier, 0 where there is none. 千 before 克 may as well be a prefix: it is the same. */
static size_t read_multiplier(const written_text *in, size_t at, int *ten) {
    char first = written_byte(in, at);
    for (size_t i = 0; i < sizeof multipliers / sizeof *multipliers; i++) {
        if (*multipliers[i].word != first) continue;
        size_t length = written_starts(in, at, multipliers[i].word);
        if (!length || written_is_letter(written_class(in, at + length, NULL))) continue;
        *ten += multipliers[i].ten;
        return length;
    }
    return 0;
}

static size_t read_multipliers(const written_text *in, number *out, size_t at) {
    enum { MULTIPLIERS_MAX = 3 };
    for (int i = 0; i < MULTIPLIERS_MAX; i++) at += read_multiplier(in, at, &out->multiplier);
    out->value.ten += out->multiplier;
    return at;
}

/* ---- Chinese numerals ------------------------------------------------------------------------ */

enum { NO_NUMERAL = -1, HAN_BYTES = 3 };

static bool is_wide(const written_text *in, size_t at) {
    return (written_byte(in, at) & 0xF0) == 0xE0;
}

/* The three bytes of a character as a number: nearly every character of a text is asked about. */
static unsigned wide_at(const written_text *in, size_t at) {
    unsigned bytes = 0;
    for (size_t i = 0; i < HAN_BYTES; i++)
        bytes = bytes << 8 | (unsigned char)written_byte(in, at + i);
    return bytes;
}

static int numeral_digit(const written_text *in, size_t at) {
    if (!is_wide(in, at)) return NO_NUMERAL;
    switch (wide_at(in, at)) {
    case 0xE99BB6: /* 零 */
    case 0xE38087: /* 〇 */ return 0;
    case 0xE4B880: /* 一 */ return 1;
    case 0xE4BA8C: /* 二 */
    case 0xE4B8A4: /* 两 */ return 2;
    case 0xE4B889: /* 三 */ return 3;
    case 0xE59B9B: /* 四 */ return 4;
    case 0xE4BA94: /* 五 */ return 5;
    case 0xE585AD: /* 六 */ return 6;
    case 0xE4B883: /* 七 */ return 7;
    case 0xE585AB: /* 八 */ return 8;
    case 0xE4B99D: /* 九 */ return 9;
    default: return NO_NUMERAL;
    }
}

static int numeral_unit(const written_text *in, size_t at) {
    static const struct {
        const char *character;
        int unit;
    } all[] = {{"十", 10}, {"百", 100}, {"千", 1000}, {"万", 10000}, {"亿", 100000000}};
    if (!is_wide(in, at)) return NO_NUMERAL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (written_starts(in, at, all[i].character)) return all[i].unit;
    return NO_NUMERAL;
}

/* A numeral as far as it was read: 三百 of 三百五十万 is the section, 五 the digit. */
typedef struct {
    double total, section;
    int digit;     /* NO_NUMERAL: none stands open */
    int last_unit; /* the units of a section fall */
} numeral;

static bool add_unit(numeral *to, int unit) {
    if (unit >= 10000) {
        if (to->section + (to->digit > 0) <= 0) return false;
        to->total += (to->section + (to->digit > 0 ? to->digit : 0)) * unit;
        *to = (numeral){to->total, 0, NO_NUMERAL, unit};
        return true;
    }
    bool begins_with_ten = unit == 10 && to->digit == NO_NUMERAL && to->section + to->total <= 0;
    if (unit >= to->last_unit || (to->digit <= 0 && !begins_with_ten)) return false;
    to->section += (begins_with_ten ? 1 : to->digit) * unit;
    to->digit = NO_NUMERAL;
    to->last_unit = unit;
    return true;
}

/* "二点五八": the digits behind the point; `at` where there are none. */
static size_t read_numeral_point(const written_text *in, size_t at, decimal *to) {
    if (!written_starts(in, at, "点") || numeral_digit(in, at + HAN_BYTES) == NO_NUMERAL) return at;
    for (at += HAN_BYTES; numeral_digit(in, at) != NO_NUMERAL; at += HAN_BYTES)
        decimal_add_digit(to, numeral_digit(in, at), true);
    return at;
}

static size_t skip_numeral(const written_text *in, size_t at) {
    while (numeral_digit(in, at) != NO_NUMERAL || numeral_unit(in, at) != NO_NUMERAL)
        at += HAN_BYTES;
    return at;
}

/* A digit behind a digit (一二) makes no number that can be read; nor does one unit out of its
 * place, but for what is a prefix: 十千瓦. */
static bool read_numeral(const written_text *in, size_t at, number *out) {
    numeral so_far = {0, 0, NO_NUMERAL, 100000};
    for (;; at += HAN_BYTES) {
        int digit = numeral_digit(in, at), unit = numeral_unit(in, at);
        if (digit != NO_NUMERAL) {
            if (so_far.digit > 0) break;
            so_far.digit = digit;
        } else if (unit == NO_NUMERAL || !add_unit(&so_far, unit)) {
            break;
        }
    }
    out->end = at;
    if (at == out->start || numeral_digit(in, at) != NO_NUMERAL) {
        out->end = skip_numeral(in, at);
        return false;
    }
    double open = so_far.digit > 0 ? so_far.digit : 0;
    out->value = (decimal){so_far.total + so_far.section + open, 0};
    out->end = read_numeral_point(in, at, &out->value);
    out->needs_unit = true;
    return true;
}

/* ---- The whole number ------------------------------------------------------------------------ */

size_t number_sign(const written_text *in, size_t at) {
    static const char *const signs[] = {"-", "−", "–", "‐", "minus ", "零下", "+"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = written_ends(in, at, signs[i]);
        if (!length) continue;
        fold_class before = written_class_before(in, at - length, NULL);
        char byte = written_byte(in, at - length - 1);
        bool joins = written_is_letter(before) || before == FOLD_DIGIT || byte == ')' ||
                     byte == '%' || byte == '/' || byte == '-' || byte == '+';
        return joins ? at : at - length;
    }
    return at;
}

bool number_begins(const written_text *in, size_t at) {
    if (written_is_digit(in, at)) return true;
    if (written_byte(in, at) == '.')
        return written_is_digit(in, at + 1) && written_class_before(in, at, NULL) == FOLD_OTHER &&
               written_byte(in, at - 1) != '.';
    return numeral_digit(in, at) != NO_NUMERAL || written_starts(in, at, "十");
}

static bool is_usual_denominator(const decimal *of) {
    if (of->digits > 64) return false;
    int value = (int)of->digits;
    return value == 3 || value == 5 || (value > 1 && (value & (value - 1)) == 0);
}

/* "3/4" and "1 3/4". */
static bool read_fraction(const written_text *in, size_t at, number *out) {
    decimal whole = {0}, above = {0}, below = {0};
    size_t end = read_digits(in, at, &above, false);
    if (written_byte(in, end) == ' ' && written_is_digit(in, end + 1)) {
        whole = above;
        above = (decimal){0};
        end = read_digits(in, end + 1, &above, false);
    }
    if (written_byte(in, end) != '/' || !written_is_digit(in, end + 1)) return false;
    end = read_digits(in, end + 1, &below, false);
    bool is_part = above.digits > 0 && above.digits < below.digits;
    if (!is_part || !is_usual_denominator(&below)) return false;
    out->value = decimal_of(whole.digits + above.digits / below.digits);
    out->end = end;
    out->needs_unit = true;
    return written_byte(in, end) != '/';
}

static bool read_figures(const written_text *in, size_t at, notation as, number *out) {
    size_t whole = read_whole(in, at, as, &out->value);
    if (as == NUMBER_SPACED && written_byte(in, whole - 4) != ' ') return false;
    size_t end = read_fraction_part(in, whole, &out->value);
    if (end == at || (written_byte(in, end) == '.' && written_is_digit(in, end + 1))) return false;
    out->plain = end == whole;
    out->needs_unit = as == NUMBER_SPACED && !written_ends(in, end, " 000");
    size_t first = out->start;
    out->start = at; /* read_powers looks at the digits alone */
    size_t behind = read_multipliers(in, out, read_powers(in, out, end));
    out->start = first;
    out->plain = out->plain && behind == end;
    out->end = behind;
    return true;
}

bool number_read(const written_text *in, size_t at, notation as, number *out) {
    static const char *const plus[] = {"+", NULL};
    *out = (number){.start = at, .end = at};
    size_t minus = starts_any(in, at, minus_signs), sign = minus + starts_any(in, at, plus);
    size_t first = at + sign;
    if (!number_begins(in, first)) return false;
    bool is_figure = written_is_digit(in, first) || written_byte(in, first) == '.';
    bool found = !is_figure              ? !sign && read_numeral(in, first, out)
                 : as == NUMBER_FRACTION ? read_fraction(in, first, out)
                                         : read_figures(in, first, as, out);
    if (minus) out->value.digits = -out->value.digits;
    return found;
}

/* What joins a word and a figure into a code, such as COVID-19; two figures into a version or a
 * standard too: 1.2.3, 9001:2015. */
static bool joins(char byte, bool behind_figure) {
    return byte == '-' || byte == '_' || (behind_figure && (byte == '.' || byte == ':'));
}

size_t number_skip_word(const written_text *in, size_t at) {
    for (bool has_figure = false;;) {
        size_t length;
        fold_class class = written_class(in, at, &length);
        if (class == FOLD_DIGIT || class == FOLD_MARK || written_is_letter(class)) {
            has_figure = has_figure || class == FOLD_DIGIT;
            at += length;
            continue;
        }
        char next = written_byte(in, at + 1);
        if (!joins(written_byte(in, at), has_figure) || next < '0' || next > '9') return at;
        at++;
    }
}
