#include "unit.h"

#include "octets.h"

static void marks_are_those_of_single_bytes(void **state) {
    static const unsigned char ranges[][2] = {{'a', 'z'}, {'0', '9'}, {0, 0x7F}, {0x7F, 0x7F},
                                              {0, 0},     {' ', ' '}, {'a', 'a'}};
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        char bytes[OCTETS];
        for (size_t i = 0; i < OCTETS; i++) {
            seed = seed * 1664525U + 1013904223U;
            bytes[i] = (char)(seed >> 24);
        }
        for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
            uint64_t marks = octets_between(octets_load(bytes), ranges[r][0], ranges[r][1]);
            size_t before = OCTETS;
            for (size_t i = OCTETS; i-- > 0;) {
                unsigned char byte = (unsigned char)bytes[i];
                bool inside = byte >= ranges[r][0] && byte <= ranges[r][1];
                assert_int_equal(marks >> 8 * i & 0xFF, inside ? 0x80 : 0);
                assert_int_equal(octets_bits(marks) >> i & 1, inside);
                if (inside) before = i;
            }
            assert_int_equal(octets_before(marks), before);
            assert_int_equal(octets_bits(marks) >> OCTETS, 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(marks_are_those_of_single_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
