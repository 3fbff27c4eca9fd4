#include "octets.h"
#include "tokens_parts.h"

/* Folded spellings, sorted as strcmp has it. Single letters that are mostly words or labels are
 * left out. */
static const char unit_atoms[][OCTETS + 1] = {
    "ah",   "at%", "bar",  "bit", "bits",   "bps",  "byte",   "bytes", "cd",   "cm",  "cp",
    "cps",  "cst", "da",   "db",  "dbi",    "dbm",  "deg",    "dpi",   "ev",   "fps", "fs",
    "g",    "gb",  "gbps", "gev", "gflops", "ghz",  "gpa",    "gw",    "gwh",  "h",   "ha",
    "hr",   "hrc", "hv",   "hz",  "j",      "k",    "kb",     "kbps",  "kda",  "kev", "kg",
    "khz",  "kj",  "km",   "kn",  "koe",    "kpa",  "kv",     "kva",   "kw",   "kwh", "l",
    "lb",   "lm",  "lx",   "m",   "ma",     "mah",  "mb",     "mbar",  "mbps", "mev", "mg",
    "mgoe", "mhz", "min",  "mj",  "ml",     "mm",   "mmol",   "mn",    "mol",  "mpa", "mrad",
    "ms",   "mv",  "mw",   "mwh", "n",      "nf",   "ng",     "nj",    "nm",   "ns",  "nw",
    "oe",   "pa",  "pf",   "ph",  "pj",     "pm",   "ppb",    "ppm",   "ps",   "psi", "px",
    "rad",  "rpm", "s",    "sr",  "t",      "tb",   "tflops", "thz",   "tops", "tpa", "tw",
    "ug",   "ul",  "um",   "us",  "v",      "vol%", "w",      "wh",    "wt%",  "°",   "°c",
    "°f",   "μa",  "μf",   "μg",  "μj",     "μl",   "μm",     "μmol",  "μrad", "μs",  "μv",
    "μw",   "ω"};

/* In the order of strcmp: the first byte is the highest. */
static uint64_t ordered(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 |
           (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
           (uint64_t)b[6] << 8 | (uint64_t)b[7];
}

static bool is_unit_atom(const char *text, size_t length) {
    if (length > OCTETS) return false;
    uint64_t wanted = ordered(text) & UINT64_MAX << 8 * (OCTETS - length);
    const char(*low)[OCTETS + 1] = unit_atoms;
    for (size_t count = sizeof unit_atoms / sizeof *unit_atoms; count > 1;) {
        size_t half = count / 2;
        low += ordered(low[half]) <= wanted ? half : 0;
        count -= half;
    }
    return ordered(*low) == wanted;
}

/* The length of one unit with its power ("cm3", "s-1", "m^2"); 0 where there is none. */
static size_t atom_length(const char *text) {
    size_t at = 0;
    if (starts(text, "°") || starts(text, "μ") || starts(text, "ω")) at = 2;
    at += octets_before(~octets_between(octets_load(text + at), 'a', 'z') & OCTETS_MARKS);
    if (text[at] == '%') at++;
    if (!at || !is_unit_atom(text, at)) return 0;
    size_t power = at;
    if (text[power] == '^') power++;
    if (text[power] == '-' && is_digit(text[power + 1])) power++;
    while (power < at + 4 && is_digit(text[power])) power++;
    if (is_digit(text[power - 1])) at = power;
    return at;
}

static bool ends_word(const char *text) {
    size_t length;
    if (!*text) return true;
    fold_class next = fold_classify(text, &length);
    return next == FOLD_OTHER || next == FOLD_HAN;
}

size_t tokens_unit_length(const char *text) {
    if (*text == '%') return 1;
    if (starts(text, "‰")) return strlen("‰");
    size_t length = atom_length(text);
    if (!length) return 0;
    for (;;) {
        size_t sign = text[length] == '/' || text[length] == '*' ? 1
                      : starts(text + length, "·")               ? strlen("·")
                                                                 : 0;
        size_t more = sign ? atom_length(text + length + sign) : 0;
        if (!more) break;
        length += sign + more;
    }
    return ends_word(text + length) ? length : 0;
}
