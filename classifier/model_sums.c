/*
 * Sums over rows of weights. A label's sum has its terms in the order of the calls, so it is the
 * same by whatever instructions it is made; the wider ones of newer processors take a third of the
 * time, and are chosen when the program starts.
 */
#include "model_parts.h"

#ifdef __x86_64__
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

FOR_EACH_PROCESSOR
void model_add_row(const int8_t *restrict row, float value, size_t stride, float *restrict sums) {
    for (size_t from = 0; from < stride; from += MODEL_STRIP)
        for (size_t i = from; i < from + MODEL_STRIP; i++) sums[i] += (float)row[i] * value;
}

FOR_EACH_PROCESSOR
void model_add_word(const int16_t *restrict row, float value, size_t stride, float *restrict sums) {
    for (size_t from = 0; from < stride; from += MODEL_STRIP)
        for (size_t i = from; i < from + MODEL_STRIP; i++) sums[i] += (float)row[i] * value;
}

FOR_EACH_PROCESSOR
void model_add_whole(const int8_t *restrict row, int32_t value, size_t stride,
                     int32_t *restrict sums) {
    for (size_t from = 0; from < stride; from += MODEL_STRIP)
        for (size_t i = from; i < from + MODEL_STRIP; i++) sums[i] += row[i] * value;
}
