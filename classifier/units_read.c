/* A unit as it stands in a text: "g/cm3", "mA·h g-1", "克每立方厘米", "W/(m·K)". */
#include "units_parts.h"

#include <string.h>

enum { TERMS_MAX = 6 };

/* ---- One spelling ---------------------------------------------------------------------------- */

/* How well capitals are as they must be. */
typedef enum { NO_MATCH, CARELESS, EXACT } match;

/* A symbol with the power behind it: "cm3", or "centimetres" alone. */
typedef struct {
    const known_unit *unit;
    decimal factor; /* its own and its prefix's */
    size_t end;     /* of the symbol */
    size_t behind;  /* of its power too */
    int power;
    bool explicit_power;
    bool is_letter; /* one letter alone */
    bool has_prefix;
    match match;
} atom;

static uint32_t capitals(const written_text *in, size_t at, size_t length) {
    uint32_t mask = 0;
    for (size_t i = 0; i < length; i++)
        if (written_is_capital(in, at + i)) mask |= 1U << i;
    return mask;
}

/* The first spelling that is these bytes, NULL where there is none. */
static const spelling *look_up(const lexicon *names, const written_text *in, size_t at,
                               size_t length) {
    if (at + length > in->to) return NULL;
    uint32_t number = string_set_find(&names->folded, in->text->bytes + at, length);
    return number == STRING_NONE ? NULL : &names->items[names->first[number] - 1];
}

static size_t longest(const lexicon *names, const written_text *in, size_t at) {
    return names->longest[(unsigned char)written_byte(in, at)];
}

static const spelling *next_of(const lexicon *names, const spelling *item) {
    return item->next ? &names->items[item->next - 1] : NULL;
}

/* Whether capitals are as they must be, or it is clear enough what was meant without. */
static match match_of(const units *known, const spelling *prefix, const spelling *name,
                      uint32_t written) {
    uint32_t shift = prefix ? prefix->length : 0;
    if (written == ((prefix ? prefix->capitals : 0) | name->capitals << shift)) return EXACT;
    if (name->owner == NO_UNIT || shift + name->length < 2) return NO_MATCH;
    if (!prefix) { /* MPa·s is not mPa·s written without care */
        bool other_m = name->begins_with_m && name->capitals && written == (name->capitals | 1);
        return other_m ? NO_MATCH : CARELESS;
    }
    int careless = known->units[name->owner].careless;
    bool either = prefix->begins_with_m && prefix->length == 1;
    return either && careless >= 0 && careless != prefix->owner ? NO_MATCH : CARELESS;
}

static bool takes(const units *known, const spelling *prefix, const spelling *name) {
    if (!prefix) return true;
    return name->owner != NO_UNIT && prefix->kind == name->kind &&
           known->units[name->owner].prefixes >> prefix->owner & 1U;
}

/* ---- Powers ---------------------------------------------------------------------------------- */

static size_t minus_length(const written_text *in, size_t at) {
    static const char *const signs[] = {"-", "−", "–", "‐"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = written_starts(in, at, signs[i]);
        if (length) return length;
    }
    return 0;
}

static size_t caret_length(const written_text *in, size_t at) {
    static const char *const carets[] = {"^(", "^{", "^", "**", "<sup>"};
    for (size_t i = 0; i < sizeof carets / sizeof *carets; i++) {
        size_t length = written_starts(in, at, carets[i]);
        if (length) return length;
    }
    return 0;
}

static size_t closing_length(const written_text *in, size_t at) {
    char byte = written_byte(in, at);
    return byte == ')' || byte == '}' ? 1 : written_starts(in, at, "</sup>");
}

/* "5 m-3 m" is a range: the same symbol, from `start` to `end`, stands once more behind. */
static bool stands_again(const written_text *in, size_t start, size_t end, size_t at) {
    at = written_skip_blanks(in, at, 1);
    return at < in->to && end - start <= in->to - at &&
           memcmp(in->text->bytes + at, in->text->bytes + start, end - start) == 0;
}

static bool is_figure(const written_text *in, size_t at) {
    return written_class(in, at, NULL) == FOLD_DIGIT;
}

/* "0.1", and so no decimals of a number before it. */
static bool has_point(const written_text *in, size_t at) {
    while (is_figure(in, at)) at++;
    return written_byte(in, at) == '.' && is_figure(in, at + 1);
}

/* As it does not behind the comma of "g/cm3,0.1C" or "m2，3 kg". */
static bool goes_on_as_number(const written_text *in, size_t at) {
    char byte = written_byte(in, at);
    bool comma = byte == ',' && written_is(in, at, ",") && !has_point(in, at + 1);
    return is_figure(in, at) || ((comma || byte == '.') && is_figure(in, at + 1));
}

/* The power behind the symbol from `start` to `out->end`: "3", "-1", "^-2", "⁻¹". */
static void read_power(const written_text *in, size_t start, spelling_kind kind, atom *out) {
    static const char *const words[] = {" squared", " cubed"};
    for (int i = 0; i < 2; i++) {
        size_t length = written_starts(in, out->end, words[i]);
        if (!length) continue;
        out->power = i + 2;
        out->behind = out->end + length;
        return;
    }
    size_t caret = caret_length(in, out->end), at = out->end + caret;
    size_t minus = minus_length(in, at), digit = at + minus;
    char byte = written_byte(in, digit);
    bool on_line = !caret && !written_is_raised(in, at);
    if (byte < '1' || byte > '4' || (on_line && !minus && byte == '1')) return;
    if (goes_on_as_number(in, digit + 1) && !written_is_raised(in, digit)) return;
    bool is_count = kind == SPELLED_CHINESE && written_class(in, digit + 1, NULL) == FOLD_HAN;
    if (on_line && is_count) return; /* 3小时2分 */
    if (on_line && minus && stands_again(in, start, out->end, digit + 1)) return;
    out->power = minus ? -(byte - '0') : byte - '0';
    out->explicit_power = true;
    out->behind = digit + 1;
    if (caret > 1) out->behind += closing_length(in, out->behind);
}

/* ---- One unit -------------------------------------------------------------------------------- */

/* Takes a spelling at `at`, behind a prefix where there is one, if it is longer than the best so
 * far, or as long and better written. */
static void consider(const units *known, const written_text *in, size_t at, const spelling *prefix,
                     const spelling *name, atom *best) {
    size_t start = at - (prefix ? prefix->length : 0);
    atom here = {.end = at + name->length, .behind = at + name->length, .power = 1};
    if (!takes(known, prefix, name)) return;
    here.match = match_of(known, prefix, name, capitals(in, start, here.end - start));
    if (here.match == NO_MATCH) return;
    read_power(in, start, name->kind, &here);
    if (here.behind < best->behind || (here.behind == best->behind && here.match <= best->match))
        return;
    fold_class next = written_class(in, here.behind, NULL);
    if (name->ends_in_letter &&
        (written_is_letter(next) || next == FOLD_DIGIT || next == FOLD_MARK))
        return;
    here.is_letter = name->ends_in_letter && here.end - start == 1;
    here.has_prefix = prefix != NULL;
    if (name->owner != NO_UNIT) {
        here.unit = &known->units[name->owner];
        here.factor = here.unit->scale.factor;
        if (prefix) here.factor = decimal_product(here.factor, known->prefixes[prefix->owner]);
    }
    *best = here;
}

static void consider_names(const units *known, const written_text *in, size_t at,
                           const spelling *prefix, atom *best) {
    for (size_t length = longest(&known->names, in, at); length; length--)
        for (const spelling *name = look_up(&known->names, in, at, length); name;
             name = next_of(&known->names, name))
            consider(known, in, at, prefix, name, best);
}

/* The longest unit at `at`, with or without a prefix. */
static bool read_atom(const units *known, const written_text *in, size_t at, atom *out) {
    *out = (atom){0};
    consider_names(known, in, at, NULL, out);
    for (size_t length = longest(&known->prefix_names, in, at); length; length--)
        for (const spelling *prefix = look_up(&known->prefix_names, in, at, length); prefix;
             prefix = next_of(&known->prefix_names, prefix))
            consider_names(known, in, at + length, prefix, out);
    return out->unit != NULL;
}

/* ---- Several --------------------------------------------------------------------------------- */

typedef struct {
    const units *known;
    const written_text *in;
    unit_scale scale; /* so far */
    int terms;
    bool divided;  /* what follows stands below the line */
    bool in_group; /* between parentheses */
    atom first;
} reader;

/* "square", "cubic", 平方, 立方 before a unit: its power, and their length; 0: none. */
static size_t read_shape(const written_text *in, size_t at, int *power) {
    static const struct {
        const char *word;
        int power;
    } shapes[] = {{"square ", 2}, {"sq. ", 2}, {"sq ", 2},  {"cubic ", 3},
                  {"cu. ", 3},    {"平方", 2}, {"立方", 3}, {"二次方", 2}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        size_t length = written_starts(in, at, shapes[i].word);
        if (!length) continue;
        *power = shapes[i].power;
        return length;
    }
    return 0;
}

/* Reads one unit with its power, and multiplies by it; where it ends, 0 where there is none. A
 * negative power of its own counts from the line up, "W/m K-1" as well as "W m-1 K-1". */
static size_t read_term(reader *to, size_t at, int sign, bool needs_power) {
    atom here;
    int shape = 1;
    at += read_shape(to->in, at, &shape);
    if (to->terms == TERMS_MAX || !read_atom(to->known, to->in, at, &here)) return 0;
    if (needs_power && !to->in_group && !here.explicit_power) return 0;
    int power = here.power * shape * (here.power < 0 ? 1 : sign);
    if (!dimension_multiply(&to->scale.dimension, &here.unit->scale.dimension, power)) return 0;
    to->scale.factor = decimal_product(to->scale.factor, decimal_power(here.factor, power));
    bool alone = !to->terms++;
    to->scale.offset = alone && power == 1 ? here.unit->scale.offset : (decimal){0};
    if (alone) to->first = here;
    return here.behind;
}

/* What joins two units. */
typedef struct {
    const char *text;
    int sign;         /* -1: divides */
    bool needs_power; /* "g cm-3", but not "5 m A" */
} joint;

static const joint joints[] = {{" / ", -1, false},   {"/ ", -1, false},    {" /", -1, false},
                               {"/", -1, false},     {"⁄", -1, false},     {"∕", -1, false},
                               {" per ", -1, false}, {"-per-", -1, false}, {"每", -1, false},
                               {" · ", 1, false},    {"·", 1, false},      {"⋅", 1, false},
                               {"∙", 1, false},      {"•", 1, false},      {"*", 1, false},
                               {".", 1, false},      {"-", 1, false},      {" ", 1, true}};

static size_t read_next(reader *to, size_t at);

/* "(m·K)" behind a stroke. */
static size_t read_group(reader *to, size_t at) {
    to->in_group = true;
    size_t end = read_term(to, at + 1, -1, false);
    for (size_t next = end; next; next = read_next(to, end)) end = next;
    to->in_group = false;
    return end && written_byte(to->in, end) == ')' ? end + 1 : 0;
}

/* Reads a joint and the unit behind it; 0 where there is no more. */
static size_t read_next(reader *to, size_t at) {
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        size_t length = written_starts(to->in, at, joints[i].text);
        if (!length) continue;
        const reader before = *to;
        to->divided = to->divided || joints[i].sign < 0;
        bool group = joints[i].sign < 0 && written_byte(to->in, at + length) == '(';
        size_t end = group
                         ? read_group(to, at + length)
                         : read_term(to, at + length, to->divided ? -1 : 1, joints[i].needs_power);
        if (end) return end;
        *to = before;
    }
    return 0;
}

/* "mg/dose", "MPa·m1/2": something stands there that changes what it is, and is not known. */
static bool is_cut_short(const written_text *in, size_t at) {
    size_t joined = written_starts(in, at, "/") + written_starts(in, at, "·");
    return joined && (written_is_letter(written_class(in, at + joined, NULL)) ||
                      written_starts(in, at + joined, "√"));
}

/* `divided`: behind a stroke, "10/K". */
static bool may_stand_alone(const atom *of, unit_gap gap, bool divided) {
    if (of->is_letter && gap == UNIT_APART) return false;
    if (of->has_prefix || of->explicit_power) return true;
    return (divided || !of->unit->only_joined) &&
           !(of->unit->only_spaced && of->is_letter && gap == UNIT_TOUCHES);
}

size_t units_read(const units *known, const written_text *in, size_t at, unit_gap gap,
                  unit_scale *out) {
    reader to = {.known = known, .in = in, .scale = {.factor = {1, 0}}};
    size_t over = written_starts(in, at, "per ") + written_starts(in, at, "/");
    size_t end = read_term(&to, at, 1, false);
    if (!end && over) { /* "10 per second", "1.2×10⁻⁵/K" */
        to.divided = true;
        end = read_term(&to, at + over, -1, false);
    }
    for (size_t next = end; next; next = read_next(&to, end)) end = next;
    if (!end || is_cut_short(in, end)) return 0;
    if (to.terms == 1 && !may_stand_alone(&to.first, gap, to.divided)) return 0;
    *out = to.scale;
    return end;
}

size_t units_read_before(const units *known, const written_text *in, size_t at, unit_scale *out) {
    for (size_t length = longest(&known->before, in, at - 1); length; length--) {
        if (length > at - in->from) continue;
        size_t start = at - length;
        const spelling *name = look_up(&known->before, in, start, length);
        if (!name || written_is_letter(written_class_before(in, start, NULL))) continue;
        bool exact = capitals(in, start, length) == name->capitals;
        if (!exact && length < 4) continue;
        *out = known->units[name->owner].scale;
        return start;
    }
    return SIZE_MAX;
}
