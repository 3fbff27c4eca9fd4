#include "tokens_parts.h"

#include "blocks.h"
#include "memory.h"
#include "octets.h"

#include <stdlib.h>
#include <string.h>

/* How much there is of each script, in half words: an English word says about as much as two Han
 * characters. */
typedef struct {
    size_t latin, han, kana, other;
    size_t words; /* of any script */
} script_count;

/* The scanner's place: `at` in `bytes`, which end with a NUL. */
typedef struct {
    const char *bytes;
    size_t at, length;
    bool joined;
    bool after_number; /* a unit may stand here */
    script_count found;
} scanner;

static inline void count(script_count *in, token_kind kind, fold_class script, size_t length) {
    enum { HAN_BYTES = 3 }; /* of nearly all */
    if (kind == TOKEN_HAN) in->han += length / HAN_BYTES;
    if (kind != TOKEN_WORD) return;
    in->words++;
    if (script == FOLD_LATIN)
        in->latin += 2;
    else if (script == FOLD_KANA)
        in->kana += length / HAN_BYTES;
    else
        in->other += 2;
}

/* ---- What is passed over --------------------------------------------------------------------- */

/* HTML element names that pasted web text carries; anything else in angle brackets is text. */
static bool is_element(const char *name, size_t length) {
    static const char *const names[] = {
        "a",     "abbr",  "article", "b",     "blockquote", "body", "br",    "center", "code",
        "dd",    "div",   "dl",      "dt",    "em",         "font", "h1",    "h2",     "h3",
        "h4",    "h5",    "h6",      "head",  "hr",         "html", "i",     "img",    "input",
        "li",    "link",  "meta",    "nav",   "ol",         "p",    "pre",   "script", "section",
        "small", "span",  "strong",  "style", "sub",        "sup",  "table", "tbody",  "td",
        "th",    "thead", "title",   "tr",    "u",          "ul",   "video"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) return true;
    return false;
}

/* The length of a tag such as `<p>`, `< / p >` or `<a href="...">`; 0 where it is none. */
static size_t tag_length(const char *text) {
    enum { TAG_MAX = 512 };
    size_t at = 1;
    while (text[at] == ' ' || text[at] == '/' || text[at] == '!') at++;
    size_t name = at;
    while (is_letter(text[at]) || is_digit(text[at])) at++;
    if (!is_element(text + name, at - name)) return 0;
    bool bare = true, attribute = false;
    for (; at < TAG_MAX && text[at] && text[at] != '<' && text[at] != '>'; at++) {
        bare = bare && (text[at] == ' ' || text[at] == '/');
        attribute = attribute || text[at] == '=';
    }
    return text[at] == '>' && (bare || attribute) ? at + 1 : 0;
}

/* The length of a web address; 0 where there is none. */
static size_t address_length(const char *text) {
    size_t at = starts(text, "http://")    ? strlen("http://")
                : starts(text, "https://") ? strlen("https://")
                : starts(text, "www.")     ? strlen("www.")
                                           : 0;
    while (at && text[at] > ' ' && text[at] < 0x7F && !strchr("<>\"", text[at])) at++;
    return at;
}

/* ---- Numbers, words, Han runs ---------------------------------------------------------------- */

/* Digits with decimal points and thousands separators; a digit stands first. */
static size_t number_length(const char *text) {
    for (size_t at = 0;;) {
        uint64_t here = octets_load(text + at);
        uint64_t digits = octets_between(here, '0', '9');
        uint64_t signs = octets_between(here, ',', ',') | octets_between(here, '.', '.');
        /* Before the eight a digit stands, if anything of the number; behind them, who knows. */
        uint64_t inside = signs & (digits << BYTE_BITS | OCTETS_FIRST) & digits >> BYTE_BITS;
        size_t length = octets_before(~(digits | inside) & OCTETS_MARKS);
        at += length;
        if (length < OCTETS - 1) return at;
    }
}

/* Letters and digits of ASCII: the most of nearly all words. */
static inline size_t plain_length(const char *text) {
    for (size_t at = 0;; at += OCTETS) {
        uint64_t here = octets_load(text + at);
        uint64_t plain = octets_between(here, 'a', 'z') | octets_between(here, '0', '9');
        if (plain != OCTETS_MARKS) return at + octets_before(~plain & OCTETS_MARKS);
    }
}

/* Whether a word that begins with letters and digits of ASCII ends behind them. */
static inline bool ends_plainly(char next) {
    return (unsigned char)next < 0x80 && next != '\'';
}

/* Letters, marks and digits of one word, with apostrophes inside it; it goes on from `at`. Han ends
 * a word, and so does a change between Latin and another script. */
static size_t word_length(const char *text, size_t at, fold_class *script) {
    for (;;) {
        size_t length;
        fold_class here = text[at] ? fold_classify(text + at, &length) : FOLD_OTHER;
        if (here == FOLD_OTHER && at && text[at] == '\'' && is_letter(text[at + 1]) &&
            *script == FOLD_LATIN)
            length = 1;
        else if (here == FOLD_OTHER || here == FOLD_HAN)
            return at;
        else if (here != FOLD_DIGIT && here != FOLD_MARK) {
            if (*script != FOLD_OTHER && *script != here) return at;
            *script = here;
        }
        at += length;
    }
}

static size_t han_length(const char *text) {
    for (size_t at = 0, length;; at += length) {
        size_t before = block_before(block_not_han(text + at));
        at += before;
        length = 0;
        if (before < BLOCK && (!text[at] || fold_classify(text + at, &length) != FOLD_HAN))
            return at;
    }
}

static inline int add(token_list *out, scanner *scan, token_kind kind, size_t length,
                      fold_class script) {
    if (out->count == out->capacity &&
        grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items))
        return -1;
    out->items[out->count] = (token){.start = (uint32_t)scan->at,
                                     .length = (uint32_t)length,
                                     .kind = kind,
                                     .script = script,
                                     .joined = scan->joined && out->count};
    out->count++;
    count(&scan->found, kind, script, length);
    scan->at += length;
    scan->joined = true;
    scan->after_number = kind == TOKEN_NUMBER;
    return 0;
}

/* A number, or a word that begins with digits such as "3d" or "2-5"'s parts. */
static int add_number(token_list *out, scanner *scan) {
    const char *text = scan->bytes + scan->at;
    size_t number = number_length(text), word = plain_length(text);
    fold_class script = FOLD_LATIN; /* of any letter in a plain word longer than the number */
    if (!ends_plainly(text[word])) {
        script = FOLD_OTHER;
        word = word_length(text, 0, &script);
    }
    if (word > number && !tokens_unit_length(text + number))
        return add(out, scan, TOKEN_WORD, word, script);
    return add(out, scan, TOKEN_NUMBER, number, FOLD_DIGIT);
}

/* A word that begins with a letter; a web address is passed over. */
static inline int add_word(token_list *out, scanner *scan, fold_class script) {
    const char *text = scan->bytes + scan->at;
    size_t address = *text == 'h' || *text == 'w' ? address_length(text) : 0;
    if (address) {
        scan->joined = false;
        scan->at += address;
        return 0;
    }
    size_t length = plain_length(text);
    if (!length || !ends_plainly(text[length])) {
        fold_class last = script;
        length = word_length(text, length, &last);
    }
    return add(out, scan, TOKEN_WORD, length, script);
}

/* Whether it is one of the signs of three bytes that words may still be read together over, by
 * its last byte. */
static bool joins_wide(const unsigned char *text) {
    const uint32_t general = 1U << 0x10 | 1U << 0x11 | 1U << 0x13 | /* ‐ ‑ – */
                             1U << 0x18 | 1U << 0x19 |              /* ‘ ’ */
                             1U << 0x1C | 1U << 0x1D;               /* “ ” */
    const uint32_t chinese = 1U << 0x0A | 1U << 0x0B;               /* 《 》 */
    uint32_t signs = text[0] == 0xE2 ? general : text[0] == 0xE3 ? chinese : 0;
    return text[1] == 0x80 && text[2] < 0xA0 && signs >> (text[2] & 0x1F) & 1;
}

/* A sign that words on both sides of it may still be read together over. */
static bool joins(const char *text) {
    switch ((unsigned char)*text) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case '-':
    case '/':
    case '\'':
    case '"': return true;
    case 0xC2: return starts(text, "·");
    default: return joins_wide((const unsigned char *)text);
    }
}

/* Passes over one character that is no part of a token. */
static void skip(scanner *scan, size_t length) {
    const char *text = scan->bytes + scan->at;
    size_t passed = *text == '<' ? tag_length(text) : 0;
    if (!passed && !joins(text)) scan->joined = false;
    scan->after_number = false;
    scan->at += passed ? passed : length;
}

static inline int step(token_list *out, scanner *scan) {
    const char *text = scan->bytes + scan->at;
    if (*text == ' ') {
        scan->at++;
        return 0;
    }
    size_t length = scan->after_number ? tokens_unit_length(text) : 0;
    if (length) return add(out, scan, TOKEN_UNIT, length, FOLD_OTHER);
    fold_class here = fold_classify(text, &length);
    switch (here) {
    case FOLD_OTHER:
    case FOLD_MARK: skip(scan, length); return 0;
    case FOLD_HAN: return add(out, scan, TOKEN_HAN, han_length(text), FOLD_HAN);
    case FOLD_DIGIT: return add_number(out, scan);
    default: return add_word(out, scan, here);
    }
}

/* ---- Plain words ----------------------------------------------------------------------------- */

/* The words in BLOCK bytes of text, as bits. */
typedef struct {
    uint64_t first, behind; /* where each begins, and the byte behind each */
    uint64_t apart;         /* of the first ones, those not joined to what stands before */
    uint64_t parting;       /* bytes that nothing is read together over */
    size_t end;             /* what follows takes more */
} plain_words;

/* Finds words that begin with a letter, have none but letters and digits of ASCII, and end in the
 * block, up to the first byte that takes more than a look at the block. */
static inline plain_words find_plain(const char *bytes) {
    text_block here;
    block_read(&here, bytes);
    uint64_t first = here.plain & ~(here.plain << 1), behind = here.plain << 1 & ~here.plain;
    uint64_t hard = here.wide | here.opening | (first & here.digits) | (behind & here.quotes);
    uint64_t parting = ~(here.plain | here.joining);
    plain_words out = {.first = first & bits_before(hard),
                       .behind = behind & bits_before(hard),
                       .parting = parting,
                       .end = block_before(hard)};
    /* One in a gap between words carries over the ones behind it, into the next word. */
    out.apart = parting + ~here.plain;
    /* The last word does not end before the end: it is left to others whole. */
    if (out.first > out.behind) out.end = BLOCK - 1 - (size_t)__builtin_clzll(out.first);
    return out;
}

/* The beginning of a web address, or of a word like one. */
static inline bool begins_address(const char *text) {
    return memcmp(text, "http", 4) == 0 || memcmp(text, "www.", 4) == 0;
}

/* Adds the words ahead that a look at a block tells; none where the first takes more. */
static int add_plain_words(token_list *out, scanner *scan) {
    const char *text = scan->bytes + scan->at;
    if (out->count + BLOCK / 2 > out->capacity &&
        grow(&out->items, &out->capacity, out->count + BLOCK / 2, sizeof *out->items))
        return -1;
    plain_words words = find_plain(text);
    token *next = out->items + out->count;
    size_t behind = 0; /* the last word */
    bool joined = scan->joined;
    for (; words.behind; words.behind &= words.behind - 1, words.first &= words.first - 1) {
        size_t from = (size_t)__builtin_ctzll(words.first);
        if (begins_address(text + from)) {
            words.end = from;
            break;
        }
        behind = (size_t)__builtin_ctzll(words.behind);
        *next++ = (token){.start = (uint32_t)(scan->at + from),
                          .length = (uint32_t)(behind - from),
                          .kind = TOKEN_WORD,
                          .script = FOLD_LATIN,
                          .joined = joined & !(words.apart >> from & 1)};
        joined = true;
    }
    size_t added = (size_t)(next - out->items) - out->count;
    out->count += added;
    scan->found.words += added;
    scan->found.latin += 2 * added;
    scan->joined = joined && words.end <= behind + block_before(words.parting >> behind);
    scan->at += words.end;
    return 0;
}

/* Whether words may stand ahead that add_plain_words takes. */
static inline bool may_be_plain(const scanner *scan) {
    char next = scan->bytes[scan->at];
    return !scan->after_number && (next == ' ' || is_letter(next));
}

static const char *language_of(const script_count *found) {
    size_t latin = found->latin, han = found->han, kana = found->kana, other = found->other;
    size_t all = latin + han + kana + other;
    if (!all) return "none";
    /* Japanese mixes kana into everything; Chinese has next to none. */
    if (other * 2 > all || kana * 5 > han + kana) return latin > kana + other ? "en" : "other";
    if (latin * 3 > all && han * 3 > all) return "mixed";
    return han > latin ? "zh" : "en";
}

exportcat_status tokens_cut(token_list *out, const folded *text, exportcat_error *error) {
    scanner scan = {.bytes = text->bytes, .length = text->length};
    out->count = 0;
    out->language = NULL;
    while (scan.at < scan.length) {
        const size_t at = scan.at;
        if (may_be_plain(&scan) && add_plain_words(out, &scan)) return status_memory(error);
        if (scan.at == at && step(out, &scan)) return status_memory(error);
    }
    out->language = language_of(&scan.found);
    out->half_words = 2 * scan.found.words + scan.found.han;
    return EXPORTCAT_OK;
}

void tokens_free(token_list *out) {
    free(out->items);
    *out = (token_list){0};
}

const char *token_kind_name(token_kind kind) {
    static const char *const names[] = {"word", "number", "unit", "han"};
    return names[kind];
}

size_t tokens_half_words(const token_list *tokens) {
    if (tokens->language) return tokens->half_words;
    size_t all = 0;
    for (size_t i = 0; i < tokens->count; i++) all += token_half_words(&tokens->items[i]);
    return all;
}

const char *tokens_language(const token_list *tokens) {
    if (tokens->language) return tokens->language;
    script_count found = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        count(&found, here->kind, here->script, here->length);
    }
    return language_of(&found);
}
