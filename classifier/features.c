#include "features.h"

#include "memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { KEY_MAX = 200, WORDS_IN_KEY_MAX = 3 };

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
    bool sane = fields == 14 && in_range(1, s.word_max, WORDS_IN_KEY_MAX) &&
                in_range(1, s.run_weight, 1000) && in_range(1, s.letter_weight, 1000) &&
                in_range(0, s.letters_min, s.letters_max) && s.letters_max <= 8 &&
                in_range(1, s.han_min, s.han_max) && s.han_max <= 4 && in_range(0, s.numbers, 2) &&
                in_range(0, s.hints, 9) && in_range(0, s.skip, 1) &&
                in_range(1, s.max_share, 100) && s.min_documents >= 1;
    if (sane) feature_settings_write(&s, again);
    if (!sane || strcmp(again, text) != 0)
        return status_set(error, EXPORTCAT_E_MODEL, "the model's feature settings make no sense");
    *settings = s;
    return EXPORTCAT_OK;
}

/* ---- Cutting features ------------------------------------------------------------------------ */

/* The last words in a row, for runs of two and three. */
typedef struct {
    char text[WORDS_IN_KEY_MAX][KEY_MAX / WORDS_IN_KEY_MAX];
    size_t length[WORDS_IN_KEY_MAX];
    uint32_t start[WORDS_IN_KEY_MAX];
    int count;
} word_window;

typedef struct {
    const feature_settings *settings;
    stemmer *stems;
    const char *bytes;
    feature_sink *sink;
    void *context;
    word_window window;
} cutter;

static int emit(cutter *cut, char kind, const char *text, size_t length, uint32_t start,
                uint32_t end) {
    char key[KEY_MAX + 1];
    if (length > KEY_MAX) return 0;
    key[0] = kind;
    memcpy(key + 1, text, length);
    return cut->sink(cut->context, key, length + 1, start, end);
}

static int emit_letters(cutter *cut, const token *word) {
    const feature_settings *s = cut->settings;
    const char *text = cut->bytes + word->start;
    char framed[128];
    if (!s->letters_max || word->script != FOLD_LATIN || word->length > sizeof framed - 2) return 0;
    size_t length = word->length + 2;
    framed[0] = framed[length - 1] = '_';
    memcpy(framed + 1, text, word->length);
    for (int n = s->letters_min; n <= s->letters_max; n++)
        for (size_t at = 0; at + (size_t)n <= length; at++) {
            int stop =
                emit(cut, 'c', framed + at, (size_t)n, word->start, word->start + word->length);
            if (stop) return stop;
        }
    return 0;
}

/* The window's first word and its last. */
static int emit_skip(cutter *cut, uint32_t end) {
    const word_window *window = &cut->window;
    char key[KEY_MAX];
    size_t length = window->length[0];
    memcpy(key, window->text[0], length);
    key[length++] = ' ';
    memcpy(key + length, window->text[2], window->length[2]);
    return emit(cut, 's', key, length + window->length[2], window->start[0], end);
}

/* Emits the runs that end with the window's last word. */
static int emit_runs(cutter *cut, uint32_t end) {
    word_window *window = &cut->window;
    char key[KEY_MAX];
    for (int n = 2; n <= cut->settings->word_max && n <= window->count; n++) {
        size_t length = 0;
        for (int i = window->count - n; i < window->count; i++) {
            if (length) key[length++] = ' ';
            memcpy(key + length, window->text[i], window->length[i]);
            length += window->length[i];
        }
        int stop = emit(cut, 'b', key, length, window->start[window->count - n], end);
        if (stop) return stop;
    }
    return cut->settings->skip && window->count == 3 ? emit_skip(cut, end) : 0;
}

static int add_to_runs(cutter *cut, const token *here, const char *text, size_t length) {
    word_window *window = &cut->window;
    if (!here->joined) window->count = 0;
    if (length + 1 >= sizeof window->text[0]) {
        window->count = 0;
        return 0;
    }
    if (window->count == WORDS_IN_KEY_MAX) {
        memmove(window->text[0], window->text[1], 2 * sizeof window->text[0]);
        memmove(&window->length[0], &window->length[1], 2 * sizeof window->length[0]);
        memmove(&window->start[0], &window->start[1], 2 * sizeof window->start[0]);
        window->count--;
    }
    memcpy(window->text[window->count], text, length);
    window->length[window->count] = length;
    window->start[window->count++] = here->start;
    return emit_runs(cut, here->start + here->length);
}

static int cut_word(cutter *cut, const token *here) {
    size_t length;
    const char *stem =
        stemmer_stem(cut->stems, here->script, cut->bytes + here->start, here->length, &length);
    int stop = emit(cut, 'w', stem, length, here->start, here->start + here->length);
    if (!stop) stop = add_to_runs(cut, here, stem, length);
    return stop ? stop : emit_letters(cut, here);
}

static int cut_number(cutter *cut, const token *here) {
    enum { SHORT_NUMBER = 6 };
    const char *text = cut->bytes + here->start;
    bool as_it_stands = cut->settings->numbers == 2 && here->length <= SHORT_NUMBER;
    size_t length = as_it_stands ? here->length : 1;
    if (!as_it_stands) text = "#";
    if (!cut->settings->numbers) return 0;
    int stop = emit(cut, 'n', text, length, here->start, here->start + here->length);
    return stop ? stop : add_to_runs(cut, here, text, length);
}

static int cut_unit(cutter *cut, const token *here) {
    const char *text = cut->bytes + here->start;
    if (!cut->settings->units) return 0;
    int stop = emit(cut, 'u', text, here->length, here->start, here->start + here->length);
    return stop ? stop : add_to_runs(cut, here, text, here->length);
}

static size_t character_length(char first) {
    unsigned char byte = (unsigned char)first;
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* N-grams of every length that end at each character, the shortest first. */
static int cut_han(cutter *cut, const token *here) {
    enum { LONGEST = 4 };
    uint32_t starts[LONGEST] = {0}; /* of the last characters, the newest first */
    uint32_t at = here->start, end = here->start + here->length;
    for (int seen = 1; at < end; seen++) {
        memmove(starts + 1, starts, (LONGEST - 1) * sizeof *starts);
        starts[0] = at;
        at += (uint32_t)character_length(cut->bytes[at]);
        for (int n = cut->settings->han_min; n <= cut->settings->han_max && n <= seen; n++) {
            uint32_t from = starts[n - 1];
            int stop = emit(cut, 'h', cut->bytes + from, at - from, from, at);
            if (stop) return stop;
        }
    }
    cut->window.count = 0;
    return 0;
}

int features_each(const feature_settings *settings, stemmer *stems, const folded *text,
                  const token_list *tokens, feature_hints hints, feature_sink *sink,
                  void *context) {
    static int (*const cutters[])(cutter *, const token *) = {
        [TOKEN_WORD] = cut_word,
        [TOKEN_NUMBER] = cut_number,
        [TOKEN_UNIT] = cut_unit,
        [TOKEN_HAN] = cut_han,
    };
    cutter cut = {.settings = settings,
                  .stems = stems,
                  .bytes = text->bytes,
                  .sink = sink,
                  .context = context};
    for (size_t i = 0; i < tokens->count; i++) {
        int stop = cutters[tokens->items[i].kind](&cut, &tokens->items[i]);
        if (stop) return stop;
    }
    for (size_t i = 0; settings->hints && i < hints.count; i++) {
        const feature_hint *hint = &hints.items[i];
        int stop = emit(&cut, 'r', hint->name, strlen(hint->name), hint->start, hint->end);
        if (stop) return stop;
    }
    return 0;
}

/* ---- Fingerprint ----------------------------------------------------------------------------- */

/* Something of everything that the stages before treat in a way of their own. */
static const char probe[] = "Personalised recommendations, RECOMMENDED 3D-printed U-Nets; the "
                            "firm's Étude of ＬＩＤＡＲ ﬁbres &amp; 5 &#956;m "
                            "< p >e\xCC\x81t\xC3\xA9</p> at 2.58 g/cm³, 1,000 mAh/g, 97.5 %, 25 ℃ "
                            "or 3-5 kW·h/m2 https://a.example/x "
                            "一种磷酸铁锂正极材料P507的制备方法，激光雷达。 нейронные сети "
                            "薄膜鈮酸鋰調製器、彆扭薴烯 "
                            "レーザー레이저 \xFF electrodeposition flies running";

static int digest_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    uint64_t *digest = context;
    *digest = XXH3_64bits_withSeed(key, length, *digest ^ ((uint64_t)start << 32) ^ end);
    return 0;
}

exportcat_status features_fingerprint(const feature_settings *settings, uint64_t *out,
                                      exportcat_error *error) {
    char text[512];
    folded folded_probe = {0};
    token_list tokens = {0};
    stemmer *stems = NULL;
    feature_settings_write(settings, text);
    *out = XXH3_64bits(text, strlen(text));
    exportcat_status status = stemmer_new(&settings->languages, &stems, error);
    if (!status) status = fold_text(&folded_probe, probe, sizeof probe - 1, error);
    if (!status) status = tokens_cut(&tokens, &folded_probe, error);
    if (!status &&
        features_each(settings, stems, &folded_probe, &tokens, (feature_hints){0}, digest_key, out))
        status = status_memory(error);
    tokens_free(&tokens);
    fold_free(&folded_probe);
    stemmer_free(stems);
    return status;
}

/* ---- Vocabulary ------------------------------------------------------------------------------ */

uint32_t vocabulary_find(const vocabulary *words, const char *key, size_t length) {
    if (!words->count) return VOCABULARY_NONE;
    uint32_t mask = words->slots - 1;
    for (uint32_t at = (uint32_t)XXH3_64bits(key, length) & mask; words->slot[at];
         at = (at + 1) & mask) {
        uint32_t index = words->slot[at] - 1;
        uint32_t from = words->offset[index];
        if (words->offset[index + 1] - from == length &&
            memcmp(words->bytes + from, key, length) == 0)
            return index;
    }
    return VOCABULARY_NONE;
}

void vocabulary_index(const vocabulary *words, uint32_t *slot) {
    uint32_t mask = words->slots - 1;
    for (uint32_t index = 0; index < words->count; index++) {
        uint32_t from = words->offset[index];
        size_t length = words->offset[index + 1] - from;
        uint32_t at = (uint32_t)XXH3_64bits(words->bytes + from, length) & mask;
        while (slot[at]) at = (at + 1) & mask;
        slot[at] = index + 1;
    }
}

/* ---- Rows ------------------------------------------------------------------------------------ */

typedef struct {
    feature_row *row;
    const vocabulary *words;
    size_t shortest_han; /* bytes of the shortest Han key, in three-byte characters */
} counter;

static void count_known(counter *count, const char *key, size_t length, bool known) {
    feature_row *row = count->row;
    if (key[0] == 'w') {
        row->words++;
        row->known_words += known;
    } else if (key[0] == 'h' && length == count->shortest_han) {
        row->han++;
        row->known_han += known;
    }
}

static int count_feature(void *context, const char *key, size_t length, uint32_t start,
                         uint32_t end) {
    counter *count = context;
    feature_row *row = count->row;
    uint32_t index = vocabulary_find(count->words, key, length);
    count_known(count, key, length, index != VOCABULARY_NONE);
    if (index == VOCABULARY_NONE) return 0;
    if (row->place[index]) {
        row->items[row->place[index] - 1].count++;
        return 0;
    }
    if (grow(&row->items, &row->capacity, row->count + 1, sizeof *row->items)) return -1;
    row->items[row->count++] = (feature){.index = index, .count = 1, .start = start, .end = end};
    row->place[index] = (uint32_t)row->count;
    return 0;
}

static int by_index(const void *left, const void *right) {
    uint32_t a = ((const feature *)left)->index, b = ((const feature *)right)->index;
    return (a > b) - (a < b);
}

/* What a feature of the kind counts; a word counts 1. */
static double weight_of(const feature_settings *settings, char kind) {
    switch (kind) {
    case 'b':
    case 's': return settings->run_weight / 100.0;
    case 'c': return settings->letter_weight / 100.0;
    case 'r': return settings->hints;
    default: return 1;
    }
}

/* Logarithms are rounded to float, so that the last bit of a C library's log changes nothing. */
static void weigh(feature_row *row, const vocabulary *words, const feature_settings *settings) {
    double squares = 0;
    for (size_t i = 0; i < row->count; i++) {
        feature *item = &row->items[i];
        float tf =
            (float)(settings->sublinear ? 1 + log((double)item->count) : (double)item->count);
        item->value = (double)tf * (double)words->idf[item->index];
        item->value *= weight_of(settings, words->bytes[words->offset[item->index]]);
        squares += item->value * item->value;
    }
    double length = sqrt(squares);
    for (size_t i = 0; i < row->count; i++) row->items[i].value /= length;
}

exportcat_status features_row(feature_row *row, const feature_settings *settings,
                              const vocabulary *words, stemmer *stems, const folded *text,
                              const token_list *tokens, feature_hints hints,
                              exportcat_error *error) {
    if (row->places < words->count) {
        free(row->place);
        row->place = calloc(words->count, sizeof *row->place);
        row->places = row->place ? words->count : 0;
        if (!row->place) return status_memory(error);
    }
    row->count = row->words = row->known_words = row->han = row->known_han = 0;
    counter count = {row, words, 1 + 3 * (size_t)settings->han_min};
    int stop = features_each(settings, stems, text, tokens, hints, count_feature, &count);
    for (size_t i = 0; i < row->count; i++) row->place[row->items[i].index] = 0;
    if (stop) return status_memory(error);
    if (row->count) qsort(row->items, row->count, sizeof *row->items, by_index);
    weigh(row, words, settings);
    return EXPORTCAT_OK;
}

void feature_row_free(feature_row *row) {
    free(row->items);
    free(row->place);
    *row = (feature_row){0};
}
