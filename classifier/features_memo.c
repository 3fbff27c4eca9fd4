#include "features_memo.h"

#include "memory.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Bytes of a line of the cache. */
enum { MEMO_LINE = 64 };
_Static_assert(sizeof(memo_term) == MEMO_LINE, "a term is one line");

/* From so many terms on, all is forgotten before the next text; and the slots that there are at
 * first. */
enum { TERMS_MANY = 32768, SLOTS_FIRST = 4096 };

static const size_t bucket_bytes = sizeof(memo_key[1 << MEMO_BUCKET_BITS][MEMO_WAYS]);

static bool make_room(features_memo *memo) {
    memo->slot_count = SLOTS_FIRST;
    memo->slots = calloc(memo->slot_count, sizeof *memo->slots);
    memo->buckets = aligned_alloc(MEMO_LINE, bucket_bytes);
    if (!memo->slots || !memo->buckets) return false;
    memset(memo->buckets, 0, bucket_bytes);
    return true;
}

features_memo *features_memo_new(void) {
    features_memo *memo = calloc(1, sizeof *memo);
    if (!memo || make_room(memo)) return memo;
    features_memo_free(memo);
    return NULL;
}

void features_memo_free(features_memo *memo) {
    if (!memo) return;
    free(memo->terms);
    free(memo->parts);
    free(memo->bytes);
    free(memo->slots);
    free(memo->hashes);
    free(memo->buckets);
    free(memo);
}

void features_memo_tidy(features_memo *memo) {
    if (memo->term_count < TERMS_MANY) return;
    memo->term_count = memo->part_count = memo->byte_count = 0;
    memo->forgotten++;
    memset(memo->slots, 0, memo->slot_count * sizeof *memo->slots);
    memset(memo->buckets, 0, bucket_bytes);
}

/* ---- Terms ----------------------------------------------------------------------------------- */

static uint32_t hash_of(unsigned char sort, const char *text, size_t length) {
    return (uint32_t)XXH3_64bits(text, length) + sort * 0x9E3779B1U;
}

static bool is_term(const features_memo *memo, const memo_term *term, unsigned char sort,
                    const char *text, size_t length) {
    const char *own = length > MEMO_TEXT_SHORT ? memo->bytes + term->long_text : term->text;
    return term->length == length && term->sort == sort && memcmp(own, text, length) == 0;
}

uint32_t features_memo_find(const features_memo *memo, unsigned char sort, const char *text,
                            size_t length) {
    const size_t mask = memo->slot_count - 1;
    uint32_t number;
    for (size_t at = hash_of(sort, text, length) & mask; (number = memo->slots[at]);
         at = (at + 1) & mask)
        if (is_term(memo, features_memo_term(memo, number), sort, text, length)) return number;
    return 0;
}

static void put_in_slot(features_memo *memo, uint32_t number) {
    const size_t mask = memo->slot_count - 1;
    size_t at = memo->hashes[number - 1] & mask;
    while (memo->slots[at]) at = (at + 1) & mask;
    memo->slots[at] = number;
}

/* Slots are twice as many as terms, or more. */
static int more_slots(features_memo *memo) {
    if (2 * (memo->term_count + 1) <= memo->slot_count) return 0;
    uint32_t *slots = calloc(2 * memo->slot_count, sizeof *slots);
    if (!slots) return -1;
    free(memo->slots);
    memo->slots = slots;
    memo->slot_count *= 2;
    for (uint32_t number = 1; number <= memo->term_count; number++) put_in_slot(memo, number);
    return 0;
}

/* Each term in a line of its own. */
static int more_terms(features_memo *memo) {
    enum { TERMS_FIRST = 1024 };
    if (memo->term_count < memo->term_capacity) return 0;
    size_t capacity = memo->term_capacity ? 2 * memo->term_capacity : TERMS_FIRST;
    memo_term *terms = aligned_alloc(MEMO_LINE, capacity * sizeof *terms);
    if (!terms) return -1;
    if (memo->term_count) memcpy(terms, memo->terms, memo->term_count * sizeof *terms);
    free(memo->terms);
    memo->terms = terms;
    memo->term_capacity = capacity;
    return 0;
}

static int room_for(features_memo *memo, const memo_term *term) {
    return more_terms(memo) ||
           grow(&memo->hashes, &memo->hash_capacity, memo->term_count + 1, sizeof *memo->hashes) ||
           grow(&memo->parts, &memo->part_capacity, memo->part_count + term->part_count + 1,
                sizeof *memo->parts) ||
           grow(&memo->bytes, &memo->byte_capacity,
                memo->byte_count + term->length + term->stem_length + 1, 1) ||
           more_slots(memo);
}

static uint32_t keep_bytes(features_memo *memo, const char *bytes, size_t length) {
    size_t at = memo->byte_count;
    if (length) memcpy(memo->bytes + at, bytes, length);
    memo->byte_count += length;
    return (uint32_t)at;
}

uint32_t features_memo_add(features_memo *memo, const memo_term *term, const memo_news *news) {
    if (memo->byte_count > UINT32_MAX / 2 || memo->part_count > UINT32_MAX / 2 ||
        room_for(memo, term))
        return 0;
    uint32_t number = (uint32_t)++memo->term_count;
    memo_term *own = features_memo_term(memo, number);
    *own = *term;
    if (term->length > MEMO_TEXT_SHORT)
        own->long_text = keep_bytes(memo, news->text, term->length);
    else
        memcpy(own->text, news->text, term->length);
    own->stem = keep_bytes(memo, news->stem, term->stem_length);
    own->parts = (uint32_t)memo->part_count;
    if (term->part_count)
        memcpy(memo->parts + memo->part_count, news->parts, term->part_count * sizeof *news->parts);
    memo->part_count += term->part_count;
    memo->hashes[number - 1] = hash_of(term->sort, news->text, term->length);
    put_in_slot(memo, number);
    return number;
}
