#include "decimal.h"

#include <math.h>

/* Powers of ten that a double holds exactly, and whole numbers below which it holds every one. */
enum { TENS = 22, TEN_MAX = 9999 };
static const double tens[TENS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
#define WHOLE_MAX 9e15

static bool same(double a, double b) {
    return !(a < b) && !(a > b);
}

decimal decimal_of(double value) {
    for (int places = 0; places <= 15; places++) {
        double whole = floor(fabs(value) * tens[places] + 0.5);
        if (whole > WHOLE_MAX) break;
        if (same(whole / tens[places], fabs(value)))
            return (decimal){value < 0 ? -whole : whole, -places};
    }
    return (decimal){value, 0};
}

double decimal_value(decimal of) {
    double value = of.digits;
    int ten = of.ten > TEN_MAX ? TEN_MAX : of.ten < -TEN_MAX ? -TEN_MAX : of.ten;
    for (; ten > TENS; ten -= TENS) value *= tens[TENS];
    for (; ten < -TENS; ten += TENS) value /= tens[TENS];
    return ten < 0 ? value / tens[-ten] : value * tens[ten];
}

decimal decimal_sum(decimal a, decimal b) {
    decimal *upper = a.ten > b.ten ? &a : &b;
    int lower = a.ten > b.ten ? b.ten : a.ten;
    if (upper->ten - lower > TENS) return decimal_of(decimal_value(a) + decimal_value(b));
    upper->digits *= tens[upper->ten - lower];
    return (decimal){a.digits + b.digits, lower};
}

decimal decimal_product(decimal a, decimal b) {
    return (decimal){a.digits * b.digits, a.ten + b.ten};
}

decimal decimal_power(decimal base, int exponent) {
    decimal power = {1, 0};
    int times = exponent < 0 ? -exponent : exponent;
    for (int i = 0; i < times; i++) power = decimal_product(power, base);
    return exponent < 0 ? (decimal){1 / power.digits, -power.ten} : power;
}

void decimal_add_digit(decimal *to, int digit, bool fraction) {
    if (to->digits > WHOLE_MAX / 10 - 10) { /* more digits than a double holds */
        to->ten += !fraction;
        return;
    }
    to->digits = to->digits * 10 + digit;
    to->ten -= fraction;
}

static size_t read_digits(const char *text, decimal *out, bool fraction) {
    size_t at = 0;
    for (; text[at] >= '0' && text[at] <= '9'; at++)
        decimal_add_digit(out, text[at] - '0', fraction);
    return at;
}

size_t decimal_read(const char *text, decimal *out) {
    *out = (decimal){0};
    size_t at = read_digits(text, out, false);
    if (at && text[at] == '.') at += 1 + read_digits(text + at + 1, out, true);
    if (!at || text[at] != 'e') return at;
    decimal exponent = {0};
    size_t sign = text[at + 1] == '-';
    size_t digits = read_digits(text + at + 1 + sign, &exponent, false);
    if (digits && digits < 5) out->ten += (int)(sign ? -exponent.digits : exponent.digits);
    return digits ? at + 1 + sign + digits : at;
}
