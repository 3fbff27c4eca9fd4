/*
 * Stage 0: a number as people write it, digits and a power of ten.
 *
 * Kept apart, so that 2.58 g/cm3 and 2580 kg/m3 become the same double: moving a decimal point
 * loses nothing.
 */
#ifndef DECIMAL_H
#define DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/* digits * 10^ten */
typedef struct {
    double digits;
    int ten;
} decimal;

decimal decimal_of(double value); /* the shortest that is the same double */
double decimal_value(decimal of); /* rounded once where digits and power allow it */

decimal decimal_sum(decimal a, decimal b);
decimal decimal_product(decimal a, decimal b);
decimal decimal_power(decimal base, int exponent);

/* Puts one more digit behind those that stand there; `fraction`: behind the point. */
void decimal_add_digit(decimal *to, int digit, bool fraction);
/* Reads "1000", "0.5" or "1.602e-19" at the beginning of a text, whatever the locale: how many
 * bytes it takes, 0 where there is none. */
size_t decimal_read(const char *text, decimal *out);

#endif
