#include "features_parts.h"

#include <string.h>

static feature_term number_term(const feature_settings *settings, const char *text, size_t length) {
    enum { SHORT_NUMBER = 6 };
    if (!settings->numbers) return (feature_term){.kind = 0};
    if (settings->numbers == 2 && length <= SHORT_NUMBER)
        return (feature_term){.kind = 'n', .text = text, .length = length};
    return (feature_term){.kind = 'n', .text = "#", .length = 1};
}

feature_term feature_term_of(const feature_settings *settings, stemmer *stems, const char *bytes,
                             const token *of) {
    const char *text = bytes + of->start;
    feature_term out = {.kind = 'w'};
    if (of->kind == TOKEN_NUMBER) return number_term(settings, text, of->length);
    if (of->kind == TOKEN_UNIT)
        out = (feature_term){.kind = settings->units ? 'u' : 0, .text = text, .length = of->length};
    else
        out.text = stemmer_stem(stems, of->script, text, of->length, &out.length);
    if (!out.kind) return out;
    out.breaks = out.length > FEATURE_LINK_MAX;
    if (out.length > FEATURE_KEY_MAX) out.kind = 0;
    return out;
}

bool feature_has_letters(const feature_settings *settings, const token *of) {
    return settings->letters_max && of->kind == TOKEN_WORD && of->script == FOLD_LATIN &&
           of->length <= FEATURE_LETTERS_WORD_MAX;
}

int feature_each_letters(const feature_settings *settings, const char *bytes, const token *word,
                         feature_letter_sink *sink, void *context) {
    char key[FEATURE_LETTERS_MAX + 1] = {'c'}, framed[FEATURE_LETTERS_WORD_MAX + 2];
    size_t length = word->length + 2;
    if (!feature_has_letters(settings, word)) return 0;
    framed[0] = framed[length - 1] = '_';
    memcpy(framed + 1, bytes + word->start, word->length);
    for (size_t n = (size_t)settings->letters_min; n <= (size_t)settings->letters_max; n++)
        for (size_t at = 0; at + n <= length; at++) {
            memcpy(key + 1, framed + at, n);
            int stop = sink(context, key, n + 1);
            if (stop) return stop;
        }
    return 0;
}

size_t feature_spell_run(char kind, const char *const *texts, const size_t *lengths, int count,
                         char *key) {
    size_t length = 0;
    key[length++] = kind;
    for (int i = 0; i < count; i++) {
        if (i) key[length++] = ' ';
        memcpy(key + length, texts[i], lengths[i]);
        length += lengths[i];
    }
    return length;
}
