#include "lexicon_parts.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- Words ----------------------------------------------------------------------------------- */

/* From so many words on, all are forgotten before the next text; the slots that there are at first.
 */
enum { WORDS_MANY = 32768, SLOTS_FIRST = 32768, SLOTS_A_WORD = 4, WORDS_FIRST = 8192 };

/* Pairs likewise. */
enum { PAIRS_MANY = 1 << 16, PAIRS_FIRST = 1024 };

/* See lexicon_word. */
static float rarity_of(const lexicon *of, numbered_feature feature) {
    if (!of->tables.keys) return 0;
    return feature.number ? feature.idf - 1 : of->tables.rarest;
}

static bool make_room(lexicon *of) {
    of->slot_count = SLOTS_FIRST;
    of->slots = lines_take(&of->large, of->slot_count, sizeof *of->slots);
    of->words = lines_take(&of->large, WORDS_FIRST, sizeof *of->words);
    of->word_capacity = of->words ? WORDS_FIRST : 0;
    const bool ready = of->words && pairs_ready(&of->pairs, &of->large);
    if (!feature_numbers_ready(&of->features, of->tables.words, &of->large) || !ready ||
        !of->slots ||
        grow(&of->pair_items, &of->pair_capacity, PAIRS_FIRST, sizeof *of->pair_items))
        return false;
    of->pair_items[LEXICON_UNKNOWN_PAIR] =
        (lexicon_pair){STRING_NONE, rarity_of(of, (numbered_feature){0, 0}), 0};
    of->pair_items[LEXICON_NO_PAIR] = (lexicon_pair){STRING_NONE, 0, 0};
    of->pair_count = LEXICON_PAIRS;
    return true;
}

lexicon *lexicon_new(const symbol_tables *tables, stemmer *stems) {
    lexicon *of = calloc(1, sizeof *of);
    if (!of) return NULL;
    of->tables = *tables;
    of->stems = stems;
    if (make_room(of)) return of;
    lexicon_free(of);
    return NULL;
}

void lexicon_free(lexicon *of) {
    if (!of) return;
    lines_free(of->words);
    lines_free(of->slots);
    free(of->bytes);
    free(of->pair_items);
    feature_numbers_free(&of->features);
    pages_free(&of->large);
    free(of);
}

uint32_t lexicon_highest(const lexicon *of) {
    return (uint32_t)of->word_count;
}

uint32_t lexicon_age(const lexicon *of) {
    return of->age;
}

/* Slots as at first; what there were stay where memory runs out. */
static void shrink(lexicon *of) {
    uint32_t *slots = lines_new(SLOTS_FIRST, sizeof *slots);
    if (!slots) return;
    lines_free(of->slots);
    of->slots = slots;
    of->slot_count = SLOTS_FIRST;
    lines_free(of->words);
    free(of->bytes);
    of->words = NULL;
    of->bytes = NULL;
    of->word_capacity = of->byte_capacity = 0;
}

/* Where there is no other memory, what there is stays. */
static void forget_pairs(lexicon *of) {
    pairs_forget(&of->pairs);
    of->pair_count = LEXICON_PAIRS;
    if (of->pair_capacity <= 4 * PAIRS_MANY) return;
    lexicon_pair *items = realloc(of->pair_items, PAIRS_FIRST * sizeof *items);
    if (!items) return;
    of->pair_items = items;
    of->pair_capacity = PAIRS_FIRST;
}

/* One text of very many words does not keep its memory for ever. */
void lexicon_tidy(lexicon *of) {
    if (of->pair_count > PAIRS_MANY) forget_pairs(of);
    if (of->word_count < WORDS_MANY) return;
    if (of->word_count > 4 * WORDS_MANY) shrink(of);
    memset(of->slots, 0, of->slot_count * sizeof *of->slots);
    of->word_count = of->byte_count = 0;
    of->age++;
}

/* ---- Looking up ------------------------------------------------------------------------------ */

/* Bytes of a key of two Han characters. */
enum { HAN_KEY = 1 + 2 * 4 };

/* A key is a kind and a text. */
static size_t spell(char *key, char kind, const char *text, size_t length) {
    key[0] = kind;
    memcpy(key + 1, text, length);
    return length + 1;
}

feature_numbers *lexicon_features(lexicon *of) {
    return &of->features;
}

static numbered_feature look_up_feature(lexicon *of, const char *key, size_t length) {
    return feature_number(&of->features, vocabulary_feature(of->tables.words, key, length));
}

numbered_feature lexicon_feature(lexicon *of, char kind, const char *text, size_t length) {
    char key[LEXICON_KEY_MAX + 1];
    if (length > LEXICON_KEY_MAX) return (numbered_feature){0, 0};
    return look_up_feature(of, key, spell(key, kind, text, length));
}

/* A key to be found, whose text is a term, and what both are looked for by. */
typedef struct {
    const char *key;
    size_t length; /* with the kind */
    uint32_t hash, term_hash;
} wanted_key;

/* And asks for where it is looked for in the sets. */
static wanted_key want(const lexicon *in, const char *key, size_t length) {
    const symbol_tables *tables = &in->tables;
    wanted_key out = {key, length, 0, 0};
    if (tables->keys && length <= LEXICON_KEY_MAX + 1) {
        out.hash = string_set_hash(key, length);
        string_set_fetch(tables->keys, out.hash);
    }
    if (tables->terms) {
        out.term_hash = string_set_hash(key + 1, length - 1);
        string_set_fetch(tables->terms, out.term_hash);
    }
    return out;
}

static uint32_t find_term(const lexicon *in, const wanted_key *of) {
    const string_set *terms = in->tables.terms;
    return terms ? string_set_find_by(terms, of->term_hash, of->key + 1, of->length - 1)
                 : STRING_NONE;
}

static uint32_t find_key(const lexicon *in, const wanted_key *of) {
    const string_set *keys = in->tables.keys;
    if (!keys || of->length > LEXICON_KEY_MAX + 1) return STRING_NONE;
    return string_set_find_by(keys, of->hash, of->key, of->length);
}

static lexicon_word known_as(const lexicon *in, const wanted_key *of, numbered_feature feature) {
    return (lexicon_word){find_term(in, of), feature.number, find_key(in, of),
                          rarity_of(in, feature)};
}

/* The stem of a form is the text of its key. */
static const char *key_of(const vocabulary *words, uint32_t own, size_t *length) {
    const uint32_t from = words->offset[own];
    *length = words->offset[own + 1] - from;
    return words->bytes + from;
}

/* The place of a token's form. */
static uint32_t find_form(const lexicon *in, const token *here, const word_key *key) {
    const vocabulary *words = in->tables.words;
    if (!words || here->length > SHORT_WORD || here->kind != TOKEN_WORD ||
        here->script != FOLD_LATIN)
        return FORM_NONE;
    return forms_find(&words->forms, key->text);
}

static lexicon_word look_up_form(lexicon *in, uint32_t place, const char **stem, size_t *length) {
    const vocabulary *words = in->tables.words;
    const uint32_t own = words->forms.items[place].own;
    const char *key = key_of(words, own, length);
    const wanted_key wanted = want(in, key, *length);
    const numbered_feature feature =
        feature_number(&in->features, (known_feature){own, words->idf[own]});
    *stem = key + 1;
    *length -= 1;
    return known_as(in, &wanted, feature);
}

/* What a token is known as, and what it is in runs: a word's stem, anything else as it stands. */
static lexicon_word look_up(lexicon *in, const token *here, const char *bytes, const char **stem,
                            size_t *length) {
    const string_set *terms = in->tables.terms;
    char key[LEXICON_KEY_MAX + 1];
    *stem = bytes;
    *length = here->length;
    if (here->kind == TOKEN_WORD)
        *stem = stemmer_stem(in->stems, here->script, bytes, here->length, length);
    if (here->kind != TOKEN_WORD || *length > LEXICON_KEY_MAX) {
        const uint32_t term = terms ? string_set_find(terms, *stem, *length) : STRING_NONE;
        const float rarity = here->kind == TOKEN_WORD ? rarity_of(in, (numbered_feature){0, 0}) : 0;
        return (lexicon_word){term, 0, STRING_NONE, rarity};
    }
    const size_t key_length = spell(key, 'w', *stem, *length);
    vocabulary_fetch(in->tables.words, key, key_length);
    const wanted_key wanted = want(in, key, key_length);
    return known_as(in, &wanted, look_up_feature(in, key, key_length));
}

/* In rounds: each asks for what the next one reads. */
void lexicon_expect(const lexicon *of, const word_key *keys, const unsigned char *unknown,
                    size_t count) {
    const vocabulary *words = of->tables.words;
    uint32_t own[LEXICON_AT_ONCE];
    size_t forms = 0;
    if (!words) return;
    for (size_t i = 0; i < count; i++) forms_fetch_item(&words->forms, keys[unknown[i]].text);
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = forms_find(&words->forms, keys[unknown[i]].text);
        if (place == FORM_NONE) continue;
        own[forms] = words->forms.items[place].own;
        __builtin_prefetch(&words->offset[own[forms]]);
        __builtin_prefetch(&words->idf[own[forms]]);
        feature_number_fetch(&of->features, (known_feature){own[forms++], 0});
    }
    for (size_t i = 0; i < forms; i++) __builtin_prefetch(words->bytes + words->offset[own[i]]);
    for (size_t i = 0; i < forms; i++) {
        size_t length;
        const char *key = key_of(words, own[i], &length);
        want(of, key, length);
    }
}

/* ---- Words ----------------------------------------------------------------------------------- */

static void put_in_slot(lexicon *of, uint32_t number) {
    const size_t mask = of->slot_count - 1;
    size_t at = of->words[number - 1].hash & mask;
    while (of->slots[at]) at = (at + 1) & mask;
    of->slots[at] = number;
}

static int more_slots(lexicon *of) {
    if (SLOTS_A_WORD * (of->word_count + 1) <= of->slot_count) return 0;
    uint32_t *slots = lines_new(2 * of->slot_count, sizeof *slots);
    if (!slots) return -1;
    lines_free(of->slots);
    of->slots = slots;
    of->slot_count *= 2;
    for (uint32_t number = 1; number <= of->word_count; number++) put_in_slot(of, number);
    return 0;
}

static uint32_t keep_bytes(lexicon *of, const char *bytes, size_t length) {
    size_t at = of->byte_count;
    memcpy(of->bytes + at, bytes, length);
    of->byte_count += length;
    return (uint32_t)at;
}

/* No stemmer makes a word twice as long: LEXICON_WORD_MAX leaves room in a byte. */
static int keep(lexicon *of, const token *here, const char *text, const word_key *key,
                lexicon_word *out) {
    const char *stem;
    size_t length;
    const uint32_t form = find_form(of, here, key);
    *out = form == FORM_NONE ? look_up(of, here, text, &stem, &length)
                             : look_up_form(of, form, &stem, &length);
    if (length > UINT8_MAX || of->byte_count > UINT32_MAX / 2 || more_slots(of) ||
        lines_grow(&of->words, &of->word_capacity, of->word_count, of->word_count + 1, WORDS_FIRST,
                   sizeof *of->words) ||
        grow(&of->bytes, &of->byte_capacity, of->byte_count + here->length + length + 1, 1))
        return -1;
    kept_word *word = &of->words[of->word_count++];
    *word = (kept_word){.known = *out,
                        .hash = key->hash,
                        .length = (unsigned char)here->length,
                        .stem_length = (unsigned char)length,
                        .sort = key->sort};
    memcpy(word->text, key->text, sizeof word->text);
    word->form = form;
    if (here->length > SHORT_WORD) word->long_text = keep_bytes(of, text, here->length);
    word->stem = keep_bytes(of, stem, length);
    put_in_slot(of, (uint32_t)of->word_count);
    return 0;
}

/* A word that was not met before. */
__attribute__((noinline)) static int learn(lexicon *of, const token *here, const char *bytes,
                                           const word_key *key, lexicon_word *out,
                                           uint32_t *number) {
    if (keep(of, here, bytes, key, out)) return -1;
    *number = (uint32_t)of->word_count;
    return 0;
}

static bool is_long_word(const lexicon *of, const kept_word *word, const word_key *key,
                         const char *bytes, size_t length) {
    return word->length == length && word->sort == key->sort &&
           memcmp(of->bytes + word->long_text, bytes, length) == 0;
}

__attribute__((noinline)) static int find_long(lexicon *of, const token *here, const char *bytes,
                                               lexicon_word *out, uint32_t *number) {
    const char *stem;
    size_t length, mask = of->slot_count - 1;
    if (here->length > LEXICON_WORD_MAX) {
        *out = look_up(of, here, bytes, &stem, &length);
        *number = 0;
        return 0;
    }
    word_key key = {.hash = (uint32_t)XXH3_64bits(bytes, here->length), .sort = lexicon_sort(here)};
    for (size_t at = key.hash & mask; of->slots[at]; at = (at + 1) & mask) {
        const kept_word *word = &of->words[of->slots[at] - 1];
        if (!is_long_word(of, word, &key, bytes, here->length)) continue;
        *number = of->slots[at];
        *out = word->known;
        return 0;
    }
    return learn(of, here, bytes, &key, out, number);
}

int lexicon_find(lexicon *of, const token *here, const char *bytes, const word_key *key,
                 lexicon_word *out, uint32_t *number) {
    if (here->length > SHORT_WORD) return find_long(of, here, bytes, out, number);
    const size_t mask = of->slot_count - 1;
    for (size_t at = key->hash & mask; of->slots[at]; at = (at + 1) & mask) {
        const kept_word *word = &of->words[of->slots[at] - 1];
        if (!lexicon_is_short(word, key)) continue;
        *number = of->slots[at];
        *out = word->known;
        return 0;
    }
    return learn(of, here, bytes, key, out, number);
}

uint32_t lexicon_form(const lexicon *of, uint32_t number) {
    if (!number || of->words[number - 1].length > SHORT_WORD) return FORM_NONE;
    return of->words[number - 1].form;
}

const char *lexicon_stem(const lexicon *of, uint32_t number, size_t *length) {
    const kept_word *word = &of->words[number - 1];
    *length = word->stem_length;
    return of->bytes + word->stem;
}

/* ---- Han characters -------------------------------------------------------------------------- */

lexicon_char lexicon_look_up_han(lexicon *in, const char *bytes, size_t length) {
    char key[HAN_KEY];
    const size_t key_length = spell(key, 'h', bytes, length);
    vocabulary_fetch(in->tables.words, key, key_length);
    const wanted_key wanted = want(in, key, key_length);
    const uint32_t feature = look_up_feature(in, key, key_length).number;
    return (lexicon_char){find_term(in, &wanted), feature};
}

uint32_t lexicon_learn_han(lexicon *of, const char *bytes, size_t length) {
    const uint32_t point = lexicon_han_point(bytes, length);
    if (point < HAN_FIRST || point > HAN_LAST) return 0;
    of->han[++of->han_count] = lexicon_look_up_han(of, bytes, length);
    of->han_number[point - HAN_FIRST] = (uint16_t)of->han_count;
    return of->han_count;
}

static bool is_known(const lexicon_pair *pair) {
    return pair->key != STRING_NONE || pair->feature;
}

/* Its place. -1 when memory runs out. */
static int keep_pair(lexicon *of, const lexicon_pair *pair, uint32_t *place) {
    *place = LEXICON_UNKNOWN_PAIR;
    if (!is_known(pair)) return 0;
    if (of->pair_count >= INT32_MAX ||
        grow(&of->pair_items, &of->pair_capacity, of->pair_count + 1, sizeof *pair))
        return -1;
    *place = (uint32_t)of->pair_count;
    of->pair_items[of->pair_count++] = *pair;
    return 0;
}

/* A pair that is looked for. */
typedef struct {
    char key[HAN_KEY];
    size_t length;
    uint32_t hash;
    known_feature feature;
} wanted_pair;

static void want_pair(const lexicon *of, const lexicon_unknown_pair *here, wanted_pair *out) {
    const symbol_tables *tables = &of->tables;
    out->key[0] = 'h';
    memcpy(out->key + 1, here->bytes, HAN_KEY - 1); /* and what stands behind them */
    out->length = here->length + 1;
    vocabulary_fetch(tables->words, out->key, out->length);
    if (!tables->keys) return;
    out->hash = string_set_hash(out->key, out->length);
    string_set_fetch(tables->keys, out->hash);
}

/* In rounds: each asks for what the next one reads. */
int lexicon_learn_pairs(lexicon *of, lexicon_unknown_pair *pairs, size_t count) {
    const string_set *keys = of->tables.keys;
    wanted_pair wanted[LEXICON_AT_ONCE];
    for (size_t i = 0; i < count; i++) want_pair(of, &pairs[i], &wanted[i]);
    for (size_t i = 0; i < count; i++) {
        wanted[i].feature = vocabulary_feature(of->tables.words, wanted[i].key, wanted[i].length);
        feature_number_fetch(&of->features, wanted[i].feature);
    }
    for (size_t i = 0; i < count; i++) {
        const wanted_pair *here = &wanted[i];
        const numbered_feature feature = feature_number(&of->features, here->feature);
        const uint32_t key =
            keys ? string_set_find_by(keys, here->hash, here->key, here->length) : STRING_NONE;
        const lexicon_pair found = {key, rarity_of(of, feature), feature.number};
        if (keep_pair(of, &found, &pairs[i].place)) return -1;
        pairs_add(&of->pairs, pairs[i].both, pairs[i].place);
    }
    return 0;
}
