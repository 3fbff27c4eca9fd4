#include "rules_shape.h"

#include "status.h"

#include <stdlib.h>

enum { RUN_MAX = 64, DEPTH_MAX = 50, WIDE_BYTES = 3 };

typedef struct {
    const char *at;
    bool extended;  /* blanks are no part of the pattern */
    bool unclear;   /* something stands there that is not understood, or memory ran out */
    unsigned depth; /* of groups */
    pattern_shape *shape;
} reader;

/* What stands side by side: parts, and behind them the bytes of a literal that is not over. */
typedef struct {
    uint32_t last_child;
    size_t children;
    char run[RUN_MAX];
    size_t length;
} row;

/* What one thing of a pattern is: a character of `length` bytes at `bytes`, or a part. */
typedef struct {
    const char *bytes;
    size_t length;
    uint32_t part;
} item;

typedef struct {
    uint32_t least, most;
} repeat;

/* ---- Parts ----------------------------------------------------------------------------------- */

static uint32_t unclear(reader *in) {
    in->unclear = true;
    return 0;
}

static uint32_t at_most(uint64_t characters) {
    return characters < PART_UNLIMITED ? (uint32_t)characters : PART_UNLIMITED;
}

static uint32_t times(uint32_t one, uint32_t other) {
    bool endless = (one == PART_UNLIMITED && other) || (other == PART_UNLIMITED && one);
    return endless ? PART_UNLIMITED : at_most((uint64_t)one * other);
}

static uint32_t add_part(reader *in, pattern_part added) {
    pattern_shape *shape = in->shape;
    if (grow(&shape->parts, &shape->capacity, shape->count + 2, sizeof *shape->parts))
        return unclear(in);
    if (!shape->count) shape->parts[shape->count++] = (pattern_part){0};
    shape->parts[shape->count] = added;
    return (uint32_t)shape->count++;
}

static uint32_t add_literal(reader *in, const char *bytes, size_t length) {
    buffer *text = &in->shape->text;
    pattern_part part = {
        .kind = PART_LITERAL, .at = (uint32_t)text->length, .length = (uint32_t)length};
    for (size_t i = 0; i < length; i++) part.longest += (bytes[i] & 0xC0) != 0x80;
    buffer_add(text, bytes, length);
    return text->failed ? unclear(in) : add_part(in, part);
}

static uint32_t add_gap(reader *in, gap_crossing crosses, uint32_t least, uint32_t most) {
    return add_part(in, (pattern_part){.kind = PART_GAP,
                                       .crosses = crosses,
                                       .least = least,
                                       .most = most,
                                       .longest = crosses == CROSS_WORDS ? PART_UNLIMITED : most});
}

static void add_child(reader *in, row *of, uint32_t child) {
    if (in->unclear || !child) return;
    in->shape->parts[child].before = of->last_child;
    of->last_child = child;
    of->children++;
}

static void end_run(reader *in, row *of) {
    if (of->length) add_child(in, of, add_literal(in, of->run, of->length));
    of->length = 0;
}

/* The row as one part. */
static uint32_t part_of(reader *in, const row *of, part_kind kind) {
    const pattern_part *parts = in->shape->parts;
    if (of->children == 1) return of->last_child;
    pattern_part whole = {.kind = kind, .last_child = of->last_child};
    for (uint32_t child = of->last_child; child; child = parts[child].before) {
        uint32_t here = parts[child].longest;
        whole.longest = kind == PART_ALL_OF    ? at_most((uint64_t)whole.longest + here)
                        : here > whole.longest ? here
                                               : whole.longest;
    }
    return add_part(in, whole);
}

/* ---- Characters and classes ------------------------------------------------------------------ */

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

static uint32_t read_letter(reader *in, char letter) {
    switch (letter) {
    case 'b': return add_part(in, (pattern_part){.kind = PART_EDGE});
    case 'B':
    case 'A':
    case 'z':
    case 'Z': return add_part(in, (pattern_part){.kind = PART_ALL_OF});
    case 'w': return add_gap(in, CROSS_WORD, 1, 1);
    case 'W': return add_gap(in, CROSS_OTHER, 1, 1);
    case 'R': return add_gap(in, CROSS_ANY, 1, 2);
    case 'X': return add_gap(in, CROSS_ANY, 1, PART_UNLIMITED);
    default:
        return is_one_of(letter, "dDsShHvVNntrfea") ? add_gap(in, CROSS_ANY, 1, 1) : unclear(in);
    }
}

static item read_escape(reader *in) {
    const char *bytes = ++in->at;
    if (strncmp(bytes, "N{", 2) == 0) return (item){.part = unclear(in)};
    if (!*bytes || (unsigned char)*bytes >= 0x7F) return (item){.part = unclear(in)};
    in->at++;
    if (is_alphanumeric(*bytes)) return (item){.part = read_letter(in, *bytes)};
    if (*bytes < ' ') return (item){.part = unclear(in)};
    return (item){.bytes = bytes, .length = 1};
}

/* A class: whether it is of those that it does not list, and what it lists. */
typedef struct {
    bool negated, letters; /* \w is in it */
    bool ranges;           /* or what may be one */
    bool kinds;            /* such as \d */
    bool narrow;           /* characters too short to be told by their bytes */
    size_t members;
    const char *only; /* the last one */
    size_t length;
    uint32_t at; /* in the text: all of them, one behind the other */
} char_class;

/* Steps over what a class lists, perhaps escaped. */
static void read_member(reader *in, char_class *out) {
    bool escaped = *in->at == '\\';
    if (*in->at == '[' && is_one_of(in->at[1], ":.=")) unclear(in);
    if (escaped) in->at++;
    const size_t length = pattern_character(in->at);
    if (!length) unclear(in);
    if (in->unclear) return;
    out->members++;
    if (escaped && is_alphanumeric(*in->at)) {
        if (!is_one_of(*in->at, "wWdDsShHvVnrtfea")) unclear(in);
        out->kinds = true;
        out->letters |= *in->at == 'w';
    } else {
        out->ranges |= !escaped && *in->at == '-';
        out->narrow |= length < WIDE_BYTES;
        out->only = in->at;
        out->length = length;
        buffer_add(&in->shape->text, in->at, length);
    }
    in->at += length;
}

/* Where a range is among them, which it lists is not told: its hyphen is none. */
static uint32_t add_class(reader *in, const char_class *of) {
    const uint32_t end = (uint32_t)in->shape->text.length;
    row any = {0};
    if (!of->negated && !of->ranges && !of->kinds && !of->narrow) {
        for (size_t at = of->at, length; at < end; at += length) {
            char one[4];
            length = pattern_character(in->shape->text.bytes + at);
            memcpy(one, in->shape->text.bytes + at, length);
            add_child(in, &any, add_literal(in, one, length));
        }
        return part_of(in, &any, PART_ANY_OF);
    }
    uint32_t gap = add_gap(in, of->negated && of->letters ? CROSS_OTHER : CROSS_ANY, 1, 1);
    if (of->negated && !of->ranges && !in->unclear) {
        in->shape->parts[gap].at = of->at;
        in->shape->parts[gap].length = end - of->at;
    }
    return gap;
}

static item read_class(reader *in) {
    char_class made = {.at = (uint32_t)in->shape->text.length};
    made.negated = *++in->at == '^';
    if (made.negated) in->at++;
    do read_member(in, &made); /* a bracket that comes first is one of them */
    while (!in->unclear && *in->at != ']');
    if (in->unclear || in->shape->text.failed) return (item){.part = unclear(in)};
    in->at++;
    if (made.members == 1 && !made.negated && !made.kinds)
        return (item){.bytes = made.only, .length = made.length};
    return (item){.part = add_class(in, &made)};
}

/* Beyond ASCII there are blanks too. */
static item read_character(reader *in) {
    const char *bytes = in->at;
    size_t length = pattern_character(bytes);
    bool blank = (unsigned char)*bytes == 0xC2 || strncmp(bytes, "\xE2\x80", 2) == 0;
    if (!length || (in->extended && (blank || *bytes == '#'))) return (item){.part = unclear(in)};
    in->at += length;
    return (item){.bytes = bytes, .length = length};
}

/* ---- Groups ---------------------------------------------------------------------------------- */

static uint32_t read_choice(reader *in);

/* What stands before a place, or does not stand at it, is left out. */
static item read_group(reader *in) {
    bool dropped = false, ahead = false;
    in->at++;
    if (*in->at == '?') {
        in->at++;
        bool behind = *in->at == '<';
        if (behind) in->at++;
        dropped = behind || *in->at == '!';
        ahead = !behind && *in->at == '=';
        if (!is_one_of(*in->at, behind ? "=!" : "=!:>|")) return (item){.part = unclear(in)};
        in->at++;
    }
    if (++in->depth > DEPTH_MAX) return (item){.part = unclear(in)};
    uint32_t inside = read_choice(in);
    in->depth--;
    if (in->unclear || *in->at != ')') return (item){.part = unclear(in)};
    in->at++;
    if (dropped) return (item){.part = add_part(in, (pattern_part){.kind = PART_ALL_OF})};
    if (ahead) inside = add_part(in, (pattern_part){.kind = PART_AHEAD, .last_child = inside});
    return (item){.part = inside};
}

static item read_item(reader *in) {
    switch (*in->at) {
    case '\\': return read_escape(in);
    case '[': return read_class(in);
    case '(': return read_group(in);
    case '.': in->at++; return (item){.part = add_gap(in, CROSS_ANY, 1, 1)};
    case '^':
    case '$': in->at++; return (item){.part = add_part(in, (pattern_part){.kind = PART_ALL_OF})};
    default: return is_one_of(*in->at, "?*+{") ? (item){.part = unclear(in)} : read_character(in);
    }
}

/* ---- Repeats --------------------------------------------------------------------------------- */

static uint32_t read_count(reader *in) {
    uint64_t count = 0;
    for (; *in->at >= '0' && *in->at <= '9'; in->at++)
        count = at_most(count * 10 + (uint64_t)(*in->at - '0'));
    return (uint32_t)count;
}

static repeat read_braces(reader *in) {
    const char *first = in->at;
    repeat often = {.least = read_count(in)};
    if (in->at == first) unclear(in);
    often.most = often.least;
    if (*in->at == ',') {
        const char *second = ++in->at;
        often.most = read_count(in);
        if (in->at == second) often.most = PART_UNLIMITED;
    }
    if (*in->at != '}') unclear(in);
    in->at += !in->unclear;
    return often;
}

static repeat read_repeat(reader *in) {
    repeat often = {1, 1};
    pass_blanks(in);
    if (!is_one_of(*in->at, "?*+{")) return often;
    const char sign = *in->at++;
    if (sign == '{') often = read_braces(in);
    if (sign == '?' || sign == '*') often.least = 0;
    if (sign == '+' || sign == '*') often.most = PART_UNLIMITED;
    if (is_one_of(*in->at, "?+")) in->at++; /* how much of it is tried first */
    return often;
}

/* Letters of words, then others, as in (?:\w+\W+). */
static bool is_word(const reader *in, uint32_t part) {
    const pattern_part *parts = in->shape->parts, *whole = &parts[part];
    if (whole->kind != PART_ALL_OF || !whole->last_child) return false;
    const pattern_part *other = &parts[whole->last_child], *word = &parts[other->before];
    return other->kind == PART_GAP && other->crosses == CROSS_OTHER && other->before &&
           word->kind == PART_GAP && word->crosses == CROSS_WORD && !word->before;
}

/* A part that stands more than once, or perhaps not at all: itself, where it must stand, and what
 * may stand between its first and its last time as a gap. */
static void add_repeated(reader *in, row *of, uint32_t part, repeat often) {
    const pattern_part whole = in->shape->parts[part];
    if (is_word(in, part)) {
        add_child(in, of, add_gap(in, CROSS_WORDS, 0, often.most));
        return;
    }
    if (often.least) add_child(in, of, part);
    uint32_t most = often.least && often.most != PART_UNLIMITED ? often.most - 1 : often.most;
    if (often.least || often.most > 1) {
        most = times(most, whole.longest);
        if (most) add_child(in, of, add_gap(in, CROSS_ANY, 0, most));
        return;
    }
    row maybe = {0};
    add_child(in, &maybe, part);
    add_child(in, &maybe, add_part(in, (pattern_part){.kind = PART_ALL_OF}));
    add_child(in, of, part_of(in, &maybe, PART_ANY_OF));
}

static void add_part_of_row(reader *in, row *of, uint32_t part, repeat often) {
    end_run(in, of);
    if (in->unclear || !often.most) return;
    pattern_part *here = &in->shape->parts[part];
    bool one = here->kind == PART_GAP && here->least == 1 && here->most == 1;
    if (one) {
        here->least = often.least;
        here->most = here->longest = often.most;
    }
    if (one || (often.least == 1 && often.most == 1))
        add_child(in, of, part);
    else
        add_repeated(in, of, part, often);
}

static void add_character(reader *in, row *of, const item *added, repeat often) {
    if (!often.least || of->length + added->length > RUN_MAX) end_run(in, of);
    if (often.least) {
        memcpy(of->run + of->length, added->bytes, added->length);
        of->length += added->length;
        often.least--;
        if (often.most != PART_UNLIMITED) often.most--;
    }
    if (!often.most) return;
    end_run(in, of);
    add_child(in, of, add_gap(in, CROSS_ANY, often.least, often.most));
}

static uint32_t read_row(reader *in) {
    row all = {0};
    for (pass_blanks(in); !in->unclear && *in->at && *in->at != '|' && *in->at != ')';
         pass_blanks(in)) {
        item here = read_item(in);
        repeat often = in->unclear ? (repeat){1, 1} : read_repeat(in);
        if (in->unclear) break;
        if (here.bytes)
            add_character(in, &all, &here, often);
        else
            add_part_of_row(in, &all, here.part, often);
    }
    end_run(in, &all);
    return part_of(in, &all, PART_ALL_OF);
}

static uint32_t read_choice(reader *in) {
    row any = {0};
    for (;;) {
        add_child(in, &any, read_row(in));
        if (in->unclear || *in->at != '|') break;
        in->at++;
    }
    return part_of(in, &any, PART_ANY_OF);
}

bool pattern_shape_read(pattern_shape *out, const char *pattern) {
    static const char extended[] = "(?x)";
    bool is_extended = strncmp(pattern, extended, strlen(extended)) == 0;
    reader in = {.at = pattern + (is_extended ? strlen(extended) : 0),
                 .extended = is_extended,
                 .shape = out};
    *out = (pattern_shape){0};
    out->whole = read_choice(&in);
    return !in.unclear && !*in.at && out->whole;
}

void pattern_shape_free(pattern_shape *shape) {
    free(shape->parts);
    buffer_free(&shape->text);
    *shape = (pattern_shape){0};
}
