#include "unit.h"

#include "pages.h"

#include <pthread.h>

enum { BLOCKS = 64, MEGABYTE = 1 << 20 };

/* From a few bytes to several large pages, in no order. */
static size_t size_of(size_t i) {
    static const size_t sizes[] = {1,
                                   64,
                                   65,
                                   4096,
                                   100000,
                                   MEGABYTE,
                                   2 * MEGABYTE - 64,
                                   2 * MEGABYTE - 63,
                                   2 * MEGABYTE,
                                   5 * MEGABYTE};
    return sizes[i * 7 % (sizeof sizes / sizeof *sizes)];
}

static bool all_are(const unsigned char *bytes, size_t count, unsigned char what) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != what) return false;
    return true;
}

/* Each keeps what is written into it while others come and go. */
static void blocks_are_empty_and_their_own(void **state) {
    unsigned char *blocks[BLOCKS] = {0};
    (void)state;
    for (size_t round = 0; round < 6 * (size_t)BLOCKS; round++) {
        const size_t i = round * 37 % BLOCKS;
        if (blocks[i]) assert_true(all_are(blocks[i], size_of(i), (unsigned char)(i + 1)));
        pages_free(blocks[i]);
        blocks[i] = NULL;
        if (round % 3 == 2) continue;
        blocks[i] = pages_new(size_of(i));
        assert_non_null(blocks[i]);
        assert_true(all_are(blocks[i], size_of(i), 0));
        if (round % 2) pages_expect(blocks[i], size_of(i));
        memset(blocks[i], (int)i + 1, size_of(i));
    }
    for (size_t i = 0; i < BLOCKS; i++) pages_free(blocks[i]);
    pages_free(NULL);
}

static void more_than_there_is_gives_none(void **state) {
    (void)state;
    assert_null(pages_new(SIZE_MAX));
    assert_null(pages_new(SIZE_MAX / 2));
    assert_null(pages_new((size_t)1 << 60));
}

/* Any bytes may be expected; they stay as they are. */
static void what_is_expected_stays(void **state) {
    char bytes[10000];
    (void)state;
    memset(bytes, 'x', sizeof bytes);
    for (size_t from = 0; from < 5000; from += 999)
        for (size_t count = 0; from + count < sizeof bytes; count += 1234)
            pages_expect(bytes + from, count);
    assert_true(all_are((unsigned char *)bytes, sizeof bytes, 'x'));
}

static void *come_and_go(void *context) {
    for (size_t i = 0; i < 200; i++) {
        const size_t size = size_of(i) / 8 + 1;
        unsigned char *block = pages_new(size);
        if (!block || !all_are(block, size, 0)) return context;
        memset(block, 7, size);
        pages_free(block);
    }
    return NULL;
}

static void any_thread_may_call(void **state) {
    pthread_t threads[4];
    void *failed;
    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, threads), 0);
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_are_empty_and_their_own),
                                       cmocka_unit_test(more_than_there_is_gives_none),
                                       cmocka_unit_test(what_is_expected_stays),
                                       cmocka_unit_test(any_thread_may_call)};
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
