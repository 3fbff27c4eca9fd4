#include "cmd_batch_meter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 24 };
static const double redraw_seconds = 0.2, plain_seconds = 10;

double meter_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *meter_number(uint64_t value) {
    static char texts[4][32];
    static unsigned used;
    char digits[24], *out = texts[used++ % 4];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value), length = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0) out[length++] = ',';
        out[length++] = digits[i];
    }
    out[length] = '\0';
    return out;
}

void meter_begin(meter *of, bool quiet, uint64_t size) {
    *of = (meter){.quiet = quiet, .terminal = isatty(STDERR_FILENO), .size = size};
    of->began = of->last = meter_now();
}

static void put_left(double seconds) {
    long left = (long)(seconds + 0.5);
    if (left >= 3600)
        fprintf(stderr, ", %ld h %ld min left", left / 3600, left % 3600 / 60);
    else if (left >= 60)
        fprintf(stderr, ", %ld min %ld s left", left / 60, left % 60);
    else
        fprintf(stderr, ", %ld s left", left);
}

static void put_bar(double share) {
    char bar[BAR + 1];
    int full = (int)(share * BAR);
    memset(bar, ' ', BAR);
    memset(bar, '#', (size_t)full);
    bar[BAR] = '\0';
    fprintf(stderr, "[%s] ", bar);
}

static void tell(const meter *of, uint64_t rows, uint64_t bytes, double seconds) {
    double share = of->size ? (double)bytes / (double)of->size : 0;
    if (share > 1) share = 1;
    if (of->terminal && of->size) put_bar(share);
    if (of->size) fprintf(stderr, "%.0f %%, ", share * 100);
    fprintf(stderr, "%s rows, %s a second", meter_number(rows),
            meter_number((uint64_t)((double)rows / seconds)));
    if (share > 0.01) put_left(seconds * (1 - share) / share);
}

void meter_tell(meter *of, uint64_t rows, uint64_t bytes) {
    if (of->quiet) return;
    double now = meter_now();
    if (now - of->last < (of->terminal ? redraw_seconds : plain_seconds)) return;
    of->last = now;
    of->drawn = true;
    fputs(of->terminal ? "\r\033[K" : "exportcat: ", stderr);
    tell(of, rows, bytes, now - of->began);
    if (!of->terminal) putc('\n', stderr);
    fflush(stderr);
}

void meter_end(meter *of) {
    if (of->terminal && of->drawn) fputs("\r\033[K", stderr);
}
