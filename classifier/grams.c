#include "grams.h"

void gram_set_fill(gram_set *out, const char *bytes, size_t length) {
    *out = (gram_set){0};
    for (size_t i = 0; i + GRAM_BYTES <= length; i++) gram_set_add(out, gram_bit(bytes + i));
}
