/*
 * Stage 4, inside: what the lexicon keeps, and its answers about Han characters, of which a text
 * asks two a character: those that are kept are given where they are asked for.
 */
#ifndef LEXICON_PARTS_H
#define LEXICON_PARTS_H

#include "lexicon.h"
#include "memory.h"
#include "pairs.h"

enum { SHORT_WORD = 32, SHORT_PARTS = SHORT_WORD / sizeof(uint64_t) };
_Static_assert((int)SHORT_WORD == (int)FORM_BYTES, "forms are short words");
_Static_assert((int)SHORT_WORD <= (int)FOLD_BEHIND, "a word's first bytes are read at once");

typedef struct {
    uint64_t text[SHORT_PARTS]; /* of a short word: NULs behind it; of a longer one: none */
    union {
        uint32_t long_text; /* of a longer one: where it begins in `bytes` */
        uint32_t form;      /* of a short one: its place among the vocabulary's, or FORM_NONE */
    };
    uint32_t stem; /* where it begins in `bytes` */
    lexicon_word known;
    uint32_t hash;
    unsigned char length, stem_length;
    unsigned char sort; /* kind and script */
} kept_word;
_Static_assert(sizeof(kept_word) == LINE_BYTES, "a word is one line");

/* What a word is looked for by, and its number if it stands in the first place for it. */
typedef struct {
    uint64_t text[SHORT_PARTS];
    uint32_t hash, number; /* 0: it does not, or was not asked for yet */
    unsigned char sort;
} word_key;

/* The common ones, all of three bytes, have numbers in the order in which they come. */
enum { HAN_FIRST = 0x3000, HAN_LAST = 0x9FFF, HAN_COUNT = HAN_LAST - HAN_FIRST + 1 };
_Static_assert((int)HAN_COUNT < (int)PAIR_NUMBER_MAX, "two numbers are a pair");

/* Places of `pair_items`: of all pairs that nothing is known of, of no pair, and of the first
 * other.
 */
enum { LEXICON_UNKNOWN_PAIR, LEXICON_NO_PAIR, LEXICON_PAIRS };

struct lexicon {
    pages large; /* the tables as they are at first */
    symbol_tables tables;
    stemmer *stems;
    kept_word *words; /* by number less 1 */
    size_t word_count, word_capacity;
    uint32_t
        *slots; /* a word's number, or 0; SLOTS_A_WORD times as many as words, a power of two */
    size_t slot_count;
    char *bytes;
    size_t byte_count, byte_capacity;
    uint32_t age;
    feature_numbers features;
    pair_memory pairs; /* of characters, by their numbers: each a place of what is known */
    lexicon_pair *pair_items;
    size_t pair_count, pair_capacity;
    uint16_t han_number[HAN_COUNT]; /* by code point */
    uint32_t han_count;
    lexicon_char han[HAN_COUNT + 1]; /* by number */
};

/* ---- Words ----------------------------------------------------------------------------------- */

static inline unsigned char lexicon_sort(const token *here) {
    return (unsigned char)((unsigned)here->kind * 16 + here->script);
}

/* A short word's bytes, and NULs behind it: read and compared without asking for its length. */
static inline void lexicon_read_short(const char *bytes, size_t length,
                                      uint64_t text[SHORT_PARTS]) {
    static const unsigned char kept[2 * SHORT_WORD] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask[SHORT_PARTS];
    memcpy(text, bytes, SHORT_WORD);
    memcpy(mask, kept + SHORT_WORD - length, SHORT_WORD);
    for (size_t i = 0; i < SHORT_PARTS; i++) text[i] &= mask[i];
}

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static inline uint32_t lexicon_hash(const uint64_t text[SHORT_PARTS], unsigned char sort) {
    static const uint64_t odd[SHORT_PARTS] = {0x9E3779B97F4A7C15U, 0xBF58476D1CE4E5B9U,
                                              0x94D049BB133111EBU, 0xD6E8FEB86659FD93U};
    uint64_t sum = sort;
    for (size_t i = 0; i < SHORT_PARTS; i++) sum += text[i] * odd[i];
    return (uint32_t)((sum ^ sum >> 32) * odd[0] >> 32);
}

/* A token's key; of a long one, which is found otherwise, that of its first bytes. */
static inline word_key lexicon_key(const token *here, const char *bytes) {
    word_key out = {.sort = lexicon_sort(here)};
    lexicon_read_short(bytes, here->length < SHORT_WORD ? here->length : SHORT_WORD, out.text);
    out.hash = lexicon_hash(out.text, out.sort);
    return out;
}

/* Asks for the first slot of a key, which is wanted soon. Always inlined: see pairs_fetch. */
__attribute__((always_inline)) static inline void lexicon_fetch_slot(const lexicon *of,
                                                                     const word_key *key) {
    __builtin_prefetch(&of->slots[key->hash & (of->slot_count - 1)]);
}

/* Reads that slot, and asks for the word that it leads to. False where there is none: the word was
 * not met before, and where its form is looked for is asked for. */
__attribute__((always_inline)) static inline bool lexicon_fetch_word(const lexicon *of,
                                                                     word_key *key) {
    key->number = of->slots[key->hash & (of->slot_count - 1)];
    if (key->number)
        __builtin_prefetch(&of->words[key->number - 1]);
    else if (of->tables.words)
        forms_fetch(&of->tables.words->forms, key->text);
    return key->number;
}

/* So many words are asked for at once, at most. */
enum { LEXICON_AT_ONCE = 32 };

/* Asks for what is wanted to learn words that were not met before; `unknown` are their places among
 * the keys. */
void lexicon_expect(const lexicon *of, const word_key *keys, const unsigned char *unknown,
                    size_t count);

/* No folded text has a NUL: short words whose bytes are equal are of one length. */
static inline bool lexicon_is_short(const kept_word *word, const word_key *key) {
    uint64_t differs = word->sort ^ key->sort;
    for (size_t i = 0; i < SHORT_PARTS; i++) differs |= word->text[i] ^ key->text[i];
    return !differs;
}

/* A token of folded text that is no run of Han characters, its bytes there, behind which
 * FOLD_BEHIND can be read, and its key: its number, from 1 on, and what is known of it; tokens of
 * equal bytes, kind and script have one number. A token of more than LEXICON_WORD_MAX bytes has the
 * number 0. -1 when memory runs out. */
int lexicon_find(lexicon *of, const token *here, const char *bytes, const word_key *key,
                 lexicon_word *out, uint32_t *number);

/* Likewise of a short word that stands where its key says: most do. NULL of others. */
static inline const lexicon_word *lexicon_word_at(const lexicon *of, const token *here,
                                                  const word_key *key) {
    if (!key->number || here->length > SHORT_WORD) return NULL;
    const kept_word *word = &of->words[key->number - 1];
    return lexicon_is_short(word, key) ? &word->known : NULL;
}

/* ---- Han characters -------------------------------------------------------------------------- */

/* What was not met before, and characters that have no number. */
uint32_t lexicon_learn_han(lexicon *of, const char *bytes, size_t length);
lexicon_char lexicon_look_up_han(lexicon *in, const char *bytes, size_t length);

/* Two characters side by side that were not met before, by their joined numbers. `place` becomes
 * where in `pair_items` what is known of them is. */
typedef struct {
    uint32_t both, place;
    const char *bytes; /* of both, and behind them what a folded text has */
    size_t length;
} lexicon_unknown_pair;

/* Of LEXICON_AT_ONCE pairs at most. -1 when memory runs out. */
int lexicon_learn_pairs(lexicon *of, lexicon_unknown_pair *pairs, size_t count);

/* The code point of a character of three bytes, else 0. */
static inline uint32_t lexicon_han_point(const char *bytes, size_t length) {
    const unsigned char *b = (const unsigned char *)bytes;
    return length == 3 ? (b[0] & 0xFU) << 12 | (b[1] & 0x3FU) << 6 | (b[2] & 0x3FU) : 0;
}

/* A Han character's number, from 1 on; 0 for a rare one, which has none. */
static inline uint32_t lexicon_han_number(lexicon *of, const char *bytes, size_t length) {
    const uint32_t behind = lexicon_han_point(bytes, length) - HAN_FIRST;
    const uint32_t number = behind < HAN_COUNT ? of->han_number[behind] : 0;
    return number ? number : lexicon_learn_han(of, bytes, length);
}

/* What is known of the character of that number. */
static inline lexicon_char lexicon_han(lexicon *of, uint32_t number, const char *bytes,
                                       size_t length) {
    return number ? of->han[number] : lexicon_look_up_han(of, bytes, length);
}

#endif
