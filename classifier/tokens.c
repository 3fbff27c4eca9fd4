#include "tokens_parts.h"

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

/* Digits with decimal points and thousands separators. */
static size_t number_length(const char *text) {
    size_t at = 0;
    for (;;) {
        while (is_digit(text[at])) at++;
        bool inside = (text[at] == '.' || text[at] == ',') && is_digit(text[at + 1]);
        if (!inside) return at;
        at++;
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
    size_t at = 0, length;
    for (;;) {
        while ((unsigned char)text[at] >= 0xE4 && (unsigned char)text[at] <= 0xE9) at += 3;
        if (!text[at] || fold_classify(text + at, &length) != FOLD_HAN) return at;
        at += length;
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
    fold_class script = FOLD_OTHER;
    size_t number = number_length(text), word = word_length(text, 0, &script);
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

/* A sign that words on both sides of it may still be read together over. */
static bool joins(const char *text) {
    static const char signs[][4] = {"‐", "‑", "–", "“", "”", "‘", "’", "《", "》"};
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
    case 0xE2:
    case 0xE3:
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (memcmp(text, signs[i], 3) == 0) return true;
    }
    return false;
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
    while (scan.at < scan.length)
        if (step(out, &scan)) return status_memory(error);
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
