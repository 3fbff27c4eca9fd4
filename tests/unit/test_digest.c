#include "unit.h"

#include "digest.h"

/* The machine's own instructions give the same numbers as none, whatever the length. */
static void digests_are_the_same_everywhere(void **state) {
    enum { MOST = 70000 };
    unsigned char *bytes = malloc(MOST + 3);
    uint64_t draw = 1;
    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < MOST + 3; i++) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        bytes[i] = (unsigned char)(draw >> 56);
    }
    for (size_t length = 0; length <= MOST; length += length < 3000 ? 1 : 977) {
        const unsigned char *from = bytes + length % 4;
        assert_true(digest_of(from, length) == digest_portable(from, length, 0));
        assert_true(digest_seeded(from, length, draw) == digest_portable(from, length, draw));
    }
    assert_true(digest_of(bytes, 5000) != digest_of(bytes + 1, 5000));
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(digests_are_the_same_everywhere)};
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
