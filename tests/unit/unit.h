/* What the unit tests share. Tests run in the project's top folder. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "exportcat.h"

/* Fails with the error's own sentence. */
#define assert_ok(call, error)                                                     \
    do {                                                                           \
        if (call)                                                                  \
            fail_msg("%s:%zu:%zu: %s", (error).path, (error).line, (error).column, \
                     (error).message);                                             \
    } while (0)

/* Writes a file below a fresh folder that the system may clear; the name is good until the next
 * call. */
static inline const char *write_temporary(const char *bytes, size_t length) {
    static char path[64];
    snprintf(path, sizeof path, "/tmp/exportcat-unit-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_true(write(file, bytes, length) == (ssize_t)length);
    close(file);
    return path;
}

#endif
