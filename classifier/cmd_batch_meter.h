/* How a long run is told on standard error: a line that is drawn anew on a terminal, a plain line
 * now and then elsewhere. */
#ifndef CMD_BATCH_METER_H
#define CMD_BATCH_METER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bool quiet, terminal, drawn;
    uint64_t size;      /* bytes of the input; 0: not known */
    double began, last; /* seconds */
} meter;

void meter_begin(meter *of, bool quiet, uint64_t size);
void meter_tell(meter *of, uint64_t rows, uint64_t bytes); /* as often as you like */
void meter_end(meter *of);                                 /* wipes the line */

/* Seconds of a clock that only goes forward. */
double meter_now(void);

/* "1,234,567". Borrowed; each of four calls in a row has a place of its own. */
const char *meter_number(uint64_t value);

#endif
