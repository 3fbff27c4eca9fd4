#include "rules_literals.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_YES = UINT16_MAX, TEST_NO = UINT16_MAX - 1, TESTS_MAX = UINT16_MAX - 2 };

/* ---- Reading a pattern ----------------------------------------------------------------------- */

/* Nodes by their number; 0 demands nothing. */
typedef enum { LITERAL, ALL_OF, ANY_OF } node_kind;
typedef struct {
    node_kind kind;
    uint16_t grams[LITERAL_GRAMS]; /* of a literal */
    uint32_t last_child, before;   /* the sibling before it, which has no more literals */
    uint32_t literals;             /* in it */
} node;

typedef struct {
    const char *at;
    bool extended;  /* blanks are no part of the pattern */
    bool unclear;   /* something stands there that is not understood, or memory ran out */
    unsigned depth; /* of groups */
    node *nodes;    /* the first one is not used */
    size_t count, capacity;
} reader;

enum { RUN_MAX = 64, DEPTH_MAX = 50 };

/* What stands side by side: nodes, and behind them the letters of a literal that is not over. */
typedef struct {
    uint32_t last_child, literals;
    size_t children;
    char run[RUN_MAX + 1]; /* gram_bit reads one more */
    size_t length;
} row;

static uint32_t unclear(reader *in) {
    in->unclear = true;
    return 0;
}

static uint32_t add_node(reader *in, node added) {
    if (grow(&in->nodes, &in->capacity, in->count + 2, sizeof *in->nodes)) return unclear(in);
    if (!in->count) in->nodes[in->count++] = (node){0};
    in->nodes[in->count] = added;
    return (uint32_t)in->count++;
}

/* Those with few literals are asked first, whatever their order: a list of many is most often met,
 * as by the phrase that the pattern is tried for. */
static void add_child(reader *in, row *of, uint32_t child) {
    if (!child || in->unclear) return;
    uint32_t *at = &of->last_child;
    while (*at && in->nodes[*at].literals > in->nodes[child].literals) at = &in->nodes[*at].before;
    in->nodes[child].before = *at;
    *at = child;
    of->literals += in->nodes[child].literals;
    of->children++;
}

static void end_run(reader *in, row *of) {
    if (of->length >= GRAM_BYTES) {
        node literal = {.kind = LITERAL, .literals = 1};
        size_t last = of->length - GRAM_BYTES;
        for (size_t i = 0; i < LITERAL_GRAMS; i++)
            literal.grams[i] = (uint16_t)gram_bit(of->run + last * i / (LITERAL_GRAMS - 1));
        add_child(in, of, add_node(in, literal));
    }
    of->length = 0;
}

/* The row as one node. */
static uint32_t node_of(reader *in, const row *of, node_kind kind) {
    if (of->children < 2) return of->last_child;
    return add_node(in,
                    (node){.kind = kind, .last_child = of->last_child, .literals = of->literals});
}

static bool is_one_of(char letter, const char *letters) {
    return letter && strchr(letters, letter);
}

static bool is_alphanumeric(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

static void pass_blanks(reader *in) {
    while (in->extended && is_one_of(*in->at, " \t\n\v\f\r")) in->at++;
}

/* In bytes; 0 where the pattern ends. */
static size_t character_length(const char *bytes) {
    unsigned char first = (unsigned char)*bytes;
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return memchr(bytes, '\0', length) ? 0 : length;
}

/* What one thing of a pattern is: a character of `length` bytes at `bytes`, or what the node
 * demands. */
typedef struct {
    const char *bytes;
    size_t length;
    uint32_t demands;
} item;

static uint32_t read_choice(reader *in);

static item read_escape(reader *in) {
    const char *bytes = ++in->at;
    bool plain = *bytes > ' ' && *bytes < 0x7F && !is_alphanumeric(*bytes);
    bool known = plain || is_one_of(*bytes, "bBAzZGwWdDsShHvVRXNntrfea ");
    if (!known || strncmp(bytes, "N{", 2) == 0) return (item){.demands = unclear(in)};
    in->at++;
    return plain ? (item){.bytes = bytes, .length = 1} : (item){0};
}

/* Steps over a character of a class, perhaps an escaped one, and gives its length; 0: unclear. */
static size_t pass_member(reader *in) {
    bool named = *in->at == '[' && is_one_of(in->at[1], ":.=");
    if (*in->at == '\\') in->at++;
    bool quoted = in->at[-1] == '\\' && is_one_of(*in->at, "QE");
    size_t length = character_length(in->at);
    if (named || quoted || !length) return 0;
    in->at += length;
    return length;
}

/* One of its characters is demanded where each is long enough to be told by its bytes, and no range
 * is among them: a hyphen is not so long. */
static item read_class(reader *in) {
    row any = {0};
    bool open = *++in->at == '^';
    if (open) in->at++;
    if (*in->at == ']') {
        open = true;
        in->at++;
    }
    while (*in->at != ']') {
        row one = {0};
        if (!(one.length = pass_member(in))) return (item){.demands = unclear(in)};
        memcpy(one.run, in->at - one.length, one.length);
        open = open || one.length < GRAM_BYTES;
        if (!open) end_run(in, &one);
        add_child(in, &any, one.last_child);
    }
    in->at++;
    return (item){.demands = open ? 0 : node_of(in, &any, ANY_OF)};
}

/* What stands behind a place, or does not stand at it, demands nothing of the text from there on.
 */
static item read_group(reader *in) {
    bool dropped = false;
    in->at++;
    if (*in->at == '?') {
        in->at++;
        bool behind = *in->at == '<';
        if (behind) in->at++;
        dropped = behind || *in->at == '!';
        if (!is_one_of(*in->at, behind ? "=!" : "=!:>|")) return (item){.demands = unclear(in)};
        in->at++;
    } else if (*in->at == '*') {
        return (item){.demands = unclear(in)};
    }
    if (++in->depth > DEPTH_MAX) return (item){.demands = unclear(in)};
    uint32_t demands = read_choice(in);
    in->depth--;
    if (in->unclear || *in->at != ')') return (item){.demands = unclear(in)};
    in->at++;
    return (item){.demands = dropped ? 0 : demands};
}

/* Beyond ASCII there are blanks too. */
static item read_character(reader *in) {
    const char *bytes = in->at;
    size_t length = character_length(bytes);
    bool blank = (unsigned char)*bytes == 0xC2 || strncmp(bytes, "\xE2\x80", 2) == 0;
    if (!length || (in->extended && (blank || *bytes == '#')))
        return (item){.demands = unclear(in)};
    in->at += length;
    return (item){.bytes = bytes, .length = length};
}

static item read_item(reader *in) {
    switch (*in->at) {
    case '\\': return read_escape(in);
    case '[': return read_class(in);
    case '(': return read_group(in);
    case '.':
    case '^':
    case '$': in->at++; return (item){0};
    case '?':
    case '*':
    case '+':
    case '{': return (item){.demands = unclear(in)};
    default: return read_character(in);
    }
}

/* How often the thing before it stands: once, as often as one likes but at least once, or perhaps
 * not at all. */
typedef enum { ONCE, SOME, PERHAPS } repeat;

static repeat read_braces(reader *in) {
    const char *at = in->at + 1;
    bool none = true;
    for (; *at >= '0' && *at <= '9'; at++) none = none && *at == '0';
    bool empty = at == in->at + 1;
    if (*at == ',') at++;
    while (*at >= '0' && *at <= '9') at++;
    if (empty || *at != '}') unclear(in);
    in->at = *at ? at + 1 : at;
    return none ? PERHAPS : SOME;
}

static repeat read_repeat(reader *in) {
    repeat often = ONCE;
    pass_blanks(in);
    if (*in->at == '{')
        often = read_braces(in);
    else if (is_one_of(*in->at, "?*+"))
        often = *in->at++ == '+' ? SOME : PERHAPS;
    if (often != ONCE && is_one_of(*in->at, "?+")) in->at++; /* how much of it is tried first */
    return often;
}

static void add_item(reader *in, row *of, const item *added, repeat often) {
    bool joins = added->bytes && often != PERHAPS && of->length + added->length <= RUN_MAX;
    if (!joins) end_run(in, of);
    if (added->bytes && often != PERHAPS) {
        memcpy(of->run + of->length, added->bytes, added->length);
        of->length += added->length;
    }
    if (often == SOME) end_run(in, of);
    if (often != PERHAPS) add_child(in, of, added->demands);
}

static uint32_t read_row(reader *in) {
    row all = {0};
    for (pass_blanks(in); !in->unclear && *in->at && *in->at != '|' && *in->at != ')';
         pass_blanks(in)) {
        item here = read_item(in);
        if (!in->unclear) add_item(in, &all, &here, read_repeat(in));
    }
    end_run(in, &all);
    return node_of(in, &all, ALL_OF);
}

/* One that demands nothing is enough for all of them to demand nothing. */
static uint32_t read_choice(reader *in) {
    row any = {0};
    bool open = false;
    for (;;) {
        uint32_t one = read_row(in);
        open = open || !one;
        add_child(in, &any, one);
        if (in->unclear || *in->at != '|') break;
        in->at++;
    }
    return open ? 0 : node_of(in, &any, ANY_OF);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

typedef struct {
    literal_test *tests;
    size_t count;
} test_list;

/* Adds the tests of a node, from the last to the first, and tells with which one it begins. */
static uint16_t add_tests(const node *nodes, uint32_t number, uint16_t yes, uint16_t no,
                          test_list *out) {
    const node *of = &nodes[number];
    if (of->kind == LITERAL) {
        literal_test *made = &out->tests[out->count];
        memcpy(made->grams, of->grams, sizeof made->grams);
        made->yes = yes;
        made->no = no;
        return (uint16_t)out->count++;
    }
    uint16_t start = of->kind == ALL_OF ? yes : no;
    for (uint32_t child = of->last_child; child; child = nodes[child].before)
        start = of->kind == ALL_OF ? add_tests(nodes, child, start, no, out)
                                   : add_tests(nodes, child, yes, start, out);
    return start;
}

literal_needs literal_needs_read(const char *pattern, arena *memory) {
    static const char extended[] = "(?x)";
    bool is_extended = strncmp(pattern, extended, strlen(extended)) == 0;
    reader in = {.at = pattern + (is_extended ? strlen(extended) : 0), .extended = is_extended};
    uint32_t all = read_choice(&in);
    literal_needs needs = {0};
    test_list list = {0};
    if (all && !in.unclear && !*in.at && in.count < TESTS_MAX)
        list.tests = arena_take(memory, in.count, sizeof *list.tests);
    if (list.tests) {
        needs.start = add_tests(in.nodes, all, TEST_YES, TEST_NO, &list);
        needs.tests = list.tests;
        needs.count = (uint16_t)list.count;
    }
    free(in.nodes);
    return needs;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

enum { TEST_WORDS = sizeof(literal_test) / sizeof(uint32_t) };

void literal_needs_freeze(const literal_needs *needs, buffer *out) {
    if (!needs->tests) return;
    buffer_add(out, &needs->start, sizeof needs->start);
    buffer_add(out, &needs->count, sizeof needs->count);
    buffer_add(out, needs->tests, needs->count * sizeof *needs->tests);
}

/* A test leads to one before it, so that they end. */
static bool leads_on(uint16_t next, size_t at) {
    return next < at || next == TEST_YES || next == TEST_NO;
}

static bool are_sound(const literal_needs *needs) {
    bool sound = leads_on(needs->start, needs->count);
    for (size_t i = 0; i < needs->count; i++) {
        const literal_test *here = &needs->tests[i];
        sound &= leads_on(here->yes, i) && leads_on(here->no, i);
        for (size_t k = 0; k < LITERAL_GRAMS; k++) sound &= here->grams[k] < 1 << GRAM_SET_BITS;
    }
    return sound;
}

bool literal_needs_thaw(literal_needs *needs, const uint32_t *words, size_t count) {
    *needs = (literal_needs){0};
    if (!count) return true;
    memcpy(&needs->start, words, sizeof needs->start);
    memcpy(&needs->count, (const char *)words + sizeof needs->start, sizeof needs->count);
    needs->tests = (const literal_test *)(words + 1);
    if (count == 1 + (size_t)needs->count * TEST_WORDS && are_sound(needs)) return true;
    *needs = (literal_needs){0};
    return false;
}

uint64_t literal_needs_form(void) {
    static const char sample[] =
        "(?x) (?:arc|torch|electron\\-beam)[^.]{0,40}?(?:roll+|forg|ab?cde) "
        "| [碳硅]化.*(?:晶体|单晶)\\b (?!none)(?=laser)";
    uint64_t form = LITERAL_GRAMS;
    arena memory = {0};
    buffer frozen = {0};
    const literal_needs needs = literal_needs_read(sample, &memory);
    literal_needs_freeze(&needs, &frozen);
    for (size_t i = 0; i < frozen.length; i++) form = form * 31 + (unsigned char)frozen.bytes[i];
    buffer_free(&frozen);
    arena_free(&memory);
    return form;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static bool are_there(const gram_map *in, const uint16_t grams[LITERAL_GRAMS]) {
    for (size_t i = 0; i < LITERAL_GRAMS; i++)
        if (!gram_map_has(in, grams[i])) return false;
    return true;
}

bool literal_needs_met(const literal_needs *needs, const gram_map *in) {
    uint16_t at = needs->tests ? needs->start : TEST_YES;
    while (at < TESTS_MAX) {
        const literal_test *here = &needs->tests[at];
        at = are_there(in, here->grams) ? here->yes : here->no;
    }
    return at == TEST_YES;
}
