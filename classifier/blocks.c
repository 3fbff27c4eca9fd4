#include "blocks.h"

#include "octets.h"

#ifdef __x86_64__
#include "blocks_vectors.h"
#endif

static uint64_t equal(uint64_t octets, char byte) {
    return octets_between(octets, (unsigned char)byte, (unsigned char)byte);
}

void block_read_portable(text_block *out, const char *bytes) {
    *out = (text_block){0};
    for (unsigned i = 0; i < BLOCK; i += OCTETS) {
        uint64_t here = octets_load(bytes + i);
        uint64_t digits = octets_between(here, '0', '9');
        uint64_t plain = octets_between(here, 'a', 'z') | digits;
        uint64_t quotes = equal(here, '\'');
        uint64_t joining = equal(here, ' ') | octets_between(here, '\t', '\n') | equal(here, '\r') |
                           equal(here, '-') | equal(here, '/') | equal(here, '"') | quotes;
        uint64_t wide = here & OCTETS_MARKS;
        out->plain |= octets_bits(plain) << i;
        out->digits |= octets_bits(digits) << i;
        out->joining |= octets_bits(joining) << i;
        out->quotes |= octets_bits(quotes) << i;
        out->opening |= octets_bits(equal(here, '<')) << i;
        out->wide |= octets_bits(wide) << i;
        out->leading |= octets_bits(wide & here << 1) << i;
    }
}

uint64_t block_not_han_portable(const char *bytes) {
    uint64_t found = 0;
    for (unsigned i = 0; i < BLOCK; i += OCTETS) {
        uint64_t here = octets_load(bytes + i), wide = here & OCTETS_MARKS;
        uint64_t han = octets_between(here & ~OCTETS_MARKS, 0x64, 0x69) & wide;
        uint64_t inside = wide & ~(here << 1);
        found |= octets_bits(~(han | inside) & OCTETS_MARKS) << i;
    }
    return found;
}

#ifdef __x86_64__

/* What a byte of ASCII can be, a bit each: where two kinds of byte share their high halves but not
 * their low ones, they need a bit of their own (Langdale and Lemire 2019). */
enum {
    LETTER_6 = 1, /* a to o */
    LETTER_7 = 2, /* p to z */
    DIGIT = 4,
    SIGN_2 = 8,  /* joins: blank " ' - / */
    SIGN_0 = 16, /* joins: \t \n \r */
    OPENING = 32,
    QUOTE = 64,
    PLAIN = LETTER_6 | LETTER_7 | DIGIT,
    JOINING = SIGN_2 | SIGN_0
};

/* What a byte may be by its low half, and by its high one. */
static const uint8_t by_low[16] = {
    [0x0] = DIGIT | LETTER_7 | SIGN_2,
    [0x1] = DIGIT | LETTER_6 | LETTER_7,
    [0x2] = DIGIT | LETTER_6 | LETTER_7 | SIGN_2,
    [0x3] = DIGIT | LETTER_6 | LETTER_7,
    [0x4] = DIGIT | LETTER_6 | LETTER_7,
    [0x5] = DIGIT | LETTER_6 | LETTER_7,
    [0x6] = DIGIT | LETTER_6 | LETTER_7,
    [0x7] = DIGIT | LETTER_6 | LETTER_7 | SIGN_2 | QUOTE,
    [0x8] = DIGIT | LETTER_6 | LETTER_7,
    [0x9] = DIGIT | LETTER_6 | LETTER_7 | SIGN_0,
    [0xA] = LETTER_6 | LETTER_7 | SIGN_0,
    [0xB] = LETTER_6,
    [0xC] = LETTER_6 | OPENING,
    [0xD] = LETTER_6 | SIGN_2 | SIGN_0,
    [0xE] = LETTER_6,
    [0xF] = LETTER_6 | SIGN_2,
};
static const uint8_t by_high[16] = {[0x0] = SIGN_0,
                                    [0x2] = SIGN_2 | QUOTE,
                                    [0x3] = DIGIT | OPENING,
                                    [0x6] = LETTER_6,
                                    [0x7] = LETTER_7};

AVX2 static __m256i both_lanes(const uint8_t *sixteen) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)sixteen));
}

/* The bytes that have none of the bits. */
AVX2 static uint64_t without(__m256i low, __m256i high, uint8_t bits) {
    const __m256i wanted = _mm256_set1_epi8((char)bits), none = _mm256_setzero_si256();
    return highest(_mm256_cmpeq_epi8(_mm256_and_si256(low, wanted), none),
                   _mm256_cmpeq_epi8(_mm256_and_si256(high, wanted), none));
}

/* The bytes that have the bit `shift` below the highest. */
AVX2 static uint64_t with(__m256i low, __m256i high, int shift) {
    return highest(_mm256_slli_epi16(low, shift), _mm256_slli_epi16(high, shift));
}

/* A byte beyond ASCII looks up 0. */
AVX2 static __m256i kinds_of(__m256i bytes) {
    const __m256i halves = _mm256_set1_epi8(0xF);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), halves);
    return _mm256_and_si256(_mm256_shuffle_epi8(both_lanes(by_low), bytes),
                            _mm256_shuffle_epi8(both_lanes(by_high), high));
}

AVX2 static void read_avx2(text_block *out, const char *bytes) {
    const __m256i *from = (const __m256i *)bytes;
    __m256i low = _mm256_loadu_si256(from), high = _mm256_loadu_si256(from + 1);
    __m256i low_kinds = kinds_of(low), high_kinds = kinds_of(high);
    out->wide = highest(low, high);
    out->leading = out->wide & with(low, high, 1);
    out->plain = ~without(low_kinds, high_kinds, PLAIN);
    out->joining = ~without(low_kinds, high_kinds, JOINING);
    out->quotes = with(low_kinds, high_kinds, 1);
    out->opening = with(low_kinds, high_kinds, 2);
    out->digits = with(low_kinds, high_kinds, 5);
}

AVX2 static __m256i are_han(__m256i bytes) {
    return _mm256_or_si256(between(bytes, 0xE4, 0xE9), inside(bytes));
}

AVX2 static uint64_t not_han_avx2(const char *bytes) {
    const __m256i *from = (const __m256i *)bytes;
    return ~highest(are_han(_mm256_loadu_si256(from)), are_han(_mm256_loadu_si256(from + 1)));
}

void block_read(text_block *out, const char *bytes) {
    if (__builtin_cpu_supports("avx2"))
        read_avx2(out, bytes);
    else
        block_read_portable(out, bytes);
}

uint64_t block_not_han(const char *bytes) {
    return __builtin_cpu_supports("avx2") ? not_han_avx2(bytes) : block_not_han_portable(bytes);
}

#else

void block_read(text_block *out, const char *bytes) {
    block_read_portable(out, bytes);
}

uint64_t block_not_han(const char *bytes) {
    return block_not_han_portable(bytes);
}

#endif
