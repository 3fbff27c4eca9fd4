#include "unit.h"

#include "blocks.h"

static text_block plainly(const char *bytes) {
    text_block out = {0};
    for (unsigned i = 0; i < BLOCK; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool digit = byte >= '0' && byte <= '9';
        out.plain |= (uint64_t)(digit || (byte >= 'a' && byte <= 'z')) << i;
        out.digits |= (uint64_t)digit << i;
        out.joining |= (uint64_t)(byte && strchr(" \t\r\n-/'\"", byte)) << i;
        out.quotes |= (uint64_t)(byte == '\'') << i;
        out.opening |= (uint64_t)(byte == '<') << i;
        out.wide |= (uint64_t)(byte >= 0x80) << i;
        out.leading |= (uint64_t)(byte >= 0xC0) << i;
    }
    return out;
}

static uint64_t plainly_not_han(const char *bytes) {
    uint64_t out = 0;
    for (unsigned i = 0; i < BLOCK; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool inside = byte >= 0x80 && byte < 0xC0;
        out |= (uint64_t) !(inside || (byte >= 0xE4 && byte <= 0xE9)) << i;
    }
    return out;
}

static void blocks_are_as_their_bytes(void **state) {
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char bytes[BLOCK];
        for (size_t i = 0; i < BLOCK; i++) {
            seed = seed * 1664525U + 1013904223U;
            bytes[i] = (char)(seed >> 24);
        }
        text_block wanted = plainly(bytes), quick, portable;
        block_read(&quick, bytes);
        block_read_portable(&portable, bytes);
        assert_memory_equal(&quick, &wanted, sizeof wanted);
        assert_memory_equal(&portable, &wanted, sizeof wanted);
        assert_int_equal(block_not_han(bytes), plainly_not_han(bytes));
        assert_int_equal(block_not_han_portable(bytes), plainly_not_han(bytes));
    }
}

static void bits_are_counted(void **state) {
    (void)state;
    assert_int_equal(block_before(0), BLOCK);
    assert_int_equal(bits_before(0), UINT64_MAX);
    for (unsigned i = 0; i < BLOCK; i++) {
        uint64_t bit = (uint64_t)1 << i, above = bit | (uint64_t)1 << (BLOCK - 1);
        assert_int_equal(block_before(above), i);
        assert_int_equal(bits_before(above), bit - 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_are_as_their_bytes),
                                       cmocka_unit_test(bits_are_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
