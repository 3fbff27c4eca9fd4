#include "grams.h"

#include <string.h>

void text_grams_fill(text_grams *out, const char *bytes, size_t length) {
    if (!++out->text) {
        memset(out->last, 0, sizeof out->last);
        out->text = 1;
    }
    const uint8_t text = out->text; /* what is written to does not change it */
    for (size_t i = 0; i + GRAM_BYTES <= length; i++) out->last[gram_bit(bytes + i)] = text;
}
