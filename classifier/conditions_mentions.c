/* Where a text names a parameter. */
#include "conditions_parts.h"

#include <string.h>

static bool is_letter(char byte) {
    return byte >= 'a' && byte <= 'z';
}

static bool ends_clause(const char *at) {
    return strchr(";!?\n", *at) || strncmp(at, "。", strlen("。")) == 0 ||
           (*at == '.' && (at[1] == ' ' || !at[1] || at[1] == '\n'));
}

uint32_t mentions_clause_end(const folded *text, uint32_t from, uint32_t most) {
    uint32_t at = from;
    while (at < text->length && at < most && !ends_clause(text->bytes + at)) at++;
    return at;
}

/* Where a spelling that stands at `at` as whole words ends, 0 for nowhere; its last word may be a
 * plural, "density" too. */
static uint32_t spelling_at(const folded *text, uint32_t at, const char *words, size_t length) {
    const char *bytes = text->bytes + at;
    bool latin = is_letter(words[length - 1]);
    if (length > 1 && *bytes != *words) return 0;
    if (is_letter(*words) && at && is_letter(bytes[-1])) return 0;
    if (text->length - at < length || memcmp(bytes, words, length - 1) != 0) return 0;
    if (latin && words[length - 1] == 'y' && strncmp(bytes + length - 1, "ies", 3) == 0)
        length += 2;
    else if (bytes[length - 1] != words[length - 1])
        return 0;
    else if (latin && bytes[length] == 's')
        length++;
    return latin && is_letter(bytes[length]) ? 0 : at + (uint32_t)length;
}

void mentions_add_spellings(spellings *out, const char *from, size_t whose) {
    while (from && *from && out->count < SPELLINGS_MAX) {
        size_t length = strcspn(from, ";");
        out->begins[(unsigned char)*from] = true;
        out->items[out->count++] = (spelling){from, length, whose};
        from += length;
        from += strspn(from, "; ");
    }
}

bool mentions_next(const folded *text, const spellings *of, uint32_t at, mention *out) {
    for (; at < text->length; at++) {
        if (!of->begins[(unsigned char)text->bytes[at]]) continue;
        *out = (mention){{at, 0}, 0};
        for (size_t i = 0; i < of->count; i++) {
            uint32_t end = spelling_at(text, at, of->items[i].words, of->items[i].length);
            if (end > out->at.end) *out = (mention){{at, end}, of->items[i].whose};
        }
        if (out->at.end) return true;
    }
    return false;
}
