#include "features.h"

#include <stdio.h>
#include <string.h>

feature_settings feature_settings_default(void) {
    return (feature_settings){.languages = {.latin = "english", .cyrillic = ""},
                              .word_max = 2,
                              .run_weight = 40,
                              .letters_min = 4,
                              .letters_max = 4,
                              .letter_weight = 50,
                              .han_min = 1,
                              .han_max = 2,
                              .numbers = 1,
                              .units = true,
                              .sublinear = true,
                              .hints = 0,
                              .min_documents = 2,
                              .max_share = 100};
}

static const char settings_format[] =
    "latin=%s\ncyrillic=%s\nwords=%d\nskip=%d\nrun_weight=%d\nletters=%d-%d\nletter_weight=%d\nhan="
    "%d-%d\n"
    "numbers=%d\nunits=%d\nsublinear=%d\nhints=%d\nmin_documents=%d\nmax_share=%d\n";

void feature_settings_write(const feature_settings *settings, char out[512]) {
    const feature_settings *s = settings;
    snprintf(out, 512, settings_format, s->languages.latin, s->languages.cyrillic, s->word_max,
             s->skip, s->run_weight, s->letters_min, s->letters_max, s->letter_weight, s->han_min,
             s->han_max, s->numbers, s->units, s->sublinear, s->hints, s->min_documents,
             s->max_share);
}

static bool in_range(int low, int value, int high) {
    return value >= low && value <= high;
}

exportcat_status feature_settings_read(const char *text, feature_settings *settings,
                                       exportcat_error *error) {
    feature_settings s = {0};
    char language[2][24] = {"", ""}, again[512];
    int units = 0, sublinear = 0;
    /* An empty language makes sscanf stop, so both are cut out first. */
    const char *cyrillic = strstr(text, "\ncyrillic="), *rest = strstr(text, "\nwords=");
    bool framed = strncmp(text, "latin=", 6) == 0 && cyrillic && rest && rest > cyrillic &&
                  cyrillic - text - 6 < 24 && rest - cyrillic - 10 < 24;
    if (framed) {
        memcpy(language[0], text + 6, (size_t)(cyrillic - text - 6));
        memcpy(language[1], cyrillic + 10, (size_t)(rest - cyrillic - 10));
        memcpy(s.languages.latin, language[0], sizeof language[0]);
        memcpy(s.languages.cyrillic, language[1], sizeof language[1]);
    }
    int fields =
        !framed ? 0
                : sscanf(rest,
                         "\nwords=%d\nskip=%d\nrun_weight=%d\nletters=%d-%d\nletter_weight=%d\n"
                         "han=%d-%d\nnumbers=%d\nunits=%d\nsublinear=%d\nhints=%d\nmin_documents=%"
                         "d\nmax_share=%d\n",
                         &s.word_max, &s.skip, &s.run_weight, &s.letters_min, &s.letters_max,
                         &s.letter_weight, &s.han_min, &s.han_max, &s.numbers, &units, &sublinear,
                         &s.hints, &s.min_documents, &s.max_share);
    s.units = units != 0;
    s.sublinear = sublinear != 0;
    bool sane = fields == 14 && in_range(1, s.word_max, FEATURE_WORDS_MAX) &&
                in_range(1, s.run_weight, 1000) && in_range(1, s.letter_weight, 1000) &&
                in_range(s.letters_max > 0, s.letters_min, s.letters_max) && s.letters_max <= 8 &&
                in_range(1, s.han_min, s.han_max) && s.han_max <= 4 && in_range(0, s.numbers, 2) &&
                in_range(0, s.hints, 9) && in_range(0, s.skip, 1) &&
                in_range(1, s.max_share, 100) && s.min_documents >= 1;
    if (sane) feature_settings_write(&s, again);
    if (!sane || strcmp(again, text) != 0)
        return status_set(error, EXPORTCAT_E_MODEL, "the model's feature settings make no sense");
    *settings = s;
    return EXPORTCAT_OK;
}
