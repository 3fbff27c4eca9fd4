#include "written.h"

#include <string.h>

size_t written_starts(const written_text *in, size_t at, const char *word) {
    if (written_byte(in, at) != *word) return 0;
    size_t length = strlen(word);
    bool fits = length <= in->to - at && memcmp(in->text->bytes + at, word, length) == 0;
    return fits ? length : 0;
}

size_t written_ends(const written_text *in, size_t at, const char *word) {
    size_t length = strlen(word);
    bool fits = at >= in->from && length <= at - in->from &&
                memcmp(in->text->bytes + at - length, word, length) == 0;
    return fits ? length : 0;
}

fold_class written_class(const written_text *in, size_t at, size_t *length) {
    size_t size = 0;
    fold_class class = FOLD_OTHER;
    if (at >= in->from && at < in->to) class = fold_classify(in->text->bytes + at, &size);
    if (length) *length = size;
    return class;
}

fold_class written_class_before(const written_text *in, size_t at, size_t *length) {
    size_t first = at;
    while (first > in->from && first + 4 > at && (in->text->bytes[--first] & 0xC0) == 0x80)
        continue;
    if (length) *length = at - first;
    return first < at ? written_class(in, first, NULL) : FOLD_OTHER;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

size_t written_skip_blanks(const written_text *in, size_t at, int most) {
    while (most-- > 0 && is_blank(written_byte(in, at))) at++;
    return at;
}

size_t written_skip_blanks_back(const written_text *in, size_t at, int most) {
    while (most-- > 0 && at > in->from && is_blank(written_byte(in, at - 1))) at--;
    return at;
}

bool written_is_letter(fold_class class) {
    return class != FOLD_OTHER && class != FOLD_DIGIT && class != FOLD_HAN && class != FOLD_MARK;
}

/* ---- As the user wrote it -------------------------------------------------------------------- */

/* The code point that the folded byte came from. Bytes that were not UTF-8 were folded to blanks.
 */
static uint32_t code_point(const written_text *in, size_t at) {
    const unsigned char *bytes = (const unsigned char *)in->original + in->text->origin[at];
    if (in->text->bytes[at] == ' ') return ' ';
    if (bytes[0] < 0x80) return bytes[0];
    if (bytes[0] < 0xE0) return (bytes[0] & 0x1FU) << 6 | (bytes[1] & 0x3FU);
    uint32_t low = (bytes[1] & 0x3FU) << 6 | (bytes[2] & 0x3FU);
    if (bytes[0] < 0xF0) return (bytes[0] & 0x0FU) << 12 | low;
    return (bytes[0] & 0x07U) << 18 | low << 6 | (bytes[3] & 0x3FU);
}

/* One character of the user that folds to several letters, with its capitals: CJK Compatibility. */
static const struct {
    uint32_t point;
    const char *letters;
} squares[] = {{0x3371, "hPa"}, {0x3380, "pA"},  {0x3381, "nA"}, {0x3382, "μA"},  {0x3383, "mA"},
               {0x3384, "kA"},  {0x3385, "KB"},  {0x3386, "MB"}, {0x3387, "GB"},  {0x338A, "pF"},
               {0x338B, "nF"},  {0x338C, "μF"},  {0x3390, "Hz"}, {0x3391, "kHz"}, {0x3392, "MHz"},
               {0x3393, "GHz"}, {0x3394, "THz"}, {0x33A9, "Pa"}, {0x33AA, "kPa"}, {0x33AB, "MPa"},
               {0x33AC, "GPa"}, {0x33B4, "pV"},  {0x33B5, "nV"}, {0x33B6, "μV"},  {0x33B7, "mV"},
               {0x33B8, "kV"},  {0x33B9, "MV"},  {0x33BA, "pW"}, {0x33BB, "nW"},  {0x33BC, "μW"},
               {0x33BD, "mW"},  {0x33BE, "kW"},  {0x33BF, "MW"}, {0x33C1, "M"},   {0x33C3, "Bq"},
               {0x33C8, "dB"},  {0x33CF, "kt"},  {0x2103, "°C"}, {0x2109, "°F"},  {0x212A, "K"}};

static bool is_square_capital(const written_text *in, size_t at, uint32_t point) {
    size_t first = at;
    while (first > 0 && in->text->origin[first - 1] == in->text->origin[at]) first--;
    for (size_t i = 0; i < sizeof squares / sizeof *squares; i++) {
        const char *letters = squares[i].letters;
        if (squares[i].point == point && at - first < strlen(letters))
            return letters[at - first] >= 'A' && letters[at - first] <= 'Z';
    }
    return false;
}

bool written_is_capital(const written_text *in, size_t at) {
    char byte = written_byte(in, at);
    if (byte < 'a' || byte > 'z') return false;
    uint32_t point = code_point(in, at);
    if (point < 0x80) return point >= 'A' && point <= 'Z';
    if (point >= 0xFF21 && point <= 0xFF3A) return true; /* full-width */
    return is_square_capital(in, at, point);
}

bool written_is_digit(const written_text *in, size_t at) {
    char byte = written_byte(in, at);
    if (byte < '0' || byte > '9') return false;
    uint32_t point = code_point(in, at);
    bool reference = point == '&'; /* "&#53;" */
    return reference || (point >= '0' && point <= '9') || (point >= 0xFF10 && point <= 0xFF19);
}

bool written_is_raised(const written_text *in, size_t at) {
    if (at < in->from || at >= in->to) return false;
    uint32_t point = code_point(in, at);
    return point == 0xB9 || point == 0xB2 || point == 0xB3 || (point >= 0x2070 && point <= 0x207F);
}

bool written_is(const written_text *in, size_t at, const char *character) {
    const char *bytes = in->original + in->text->origin[at];
    return at >= in->from && at < in->to && strncmp(bytes, character, strlen(character)) == 0;
}
