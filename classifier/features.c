#include "features_walk.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- Keys ------------------------------------------------------------------------------------ */

/* Hands out keys; `texts` are those of the last words that stand in runs, by their number. */
typedef struct {
    const feature_settings *settings;
    stemmer *stems;
    const char *bytes;
    feature_sink *sink;
    void *context;
    const token *word; /* the one at hand */
    uint32_t links;
    char texts[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    int stop; /* what the sink said last */
} key_cutter;

static int emit(key_cutter *cut, const char *key, size_t length, uint32_t start, uint32_t end) {
    return cut->stop = cut->sink(cut->context, key, length, start, end);
}

static int emit_text(key_cutter *cut, char kind, const char *text, size_t length, uint32_t start,
                     uint32_t end) {
    char key[FEATURE_KEY_MAX + 1];
    if (length > FEATURE_KEY_MAX) return 0;
    key[0] = kind;
    memcpy(key + 1, text, length);
    return emit(cut, key, length + 1, start, end);
}

static int emit_letters(void *context, const char *key, size_t length) {
    key_cutter *cut = context;
    return emit(cut, key, length, cut->word->start, cut->word->start + cut->word->length);
}

static feature_step cut_token(void *context, const token *of, uint32_t *number) {
    key_cutter *cut = context;
    feature_term term = feature_term_of(cut->settings, cut->stems, cut->bytes, of);
    cut->word = of;
    if (term.kind &&
        emit_text(cut, term.kind, term.text, term.length, of->start, of->start + of->length))
        return FEATURE_STOP;
    bool links = term.kind && !term.breaks;
    if (links) {
        *number = cut->links++;
        memcpy(cut->texts[*number % FEATURE_WORDS_MAX], term.text, term.length);
        cut->lengths[*number % FEATURE_WORDS_MAX] = term.length;
    }
    if (feature_each_letters(cut->settings, cut->bytes, of, emit_letters, cut)) return FEATURE_STOP;
    return links ? FEATURE_LINKS : term.breaks ? FEATURE_BREAKS : FEATURE_ASIDE;
}

static int cut_run(void *context, feature_run run) {
    key_cutter *cut = context;
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    char key[FEATURE_KEY_MAX + 1];
    for (int i = 0; i < run.count; i++) {
        uint32_t slot = run.links[i].number % FEATURE_WORDS_MAX;
        texts[i] = cut->texts[slot];
        lengths[i] = cut->lengths[slot];
    }
    size_t length = feature_spell_run(run.kind, texts, lengths, run.count, key);
    return emit(cut, key, length, feature_run_start(&run), feature_run_end(&run));
}

/* N-grams, those that end at the first character first, and among them the shortest. */
static int cut_han(void *context, const token *of) {
    enum { LONGEST = 4 };
    key_cutter *cut = context;
    uint32_t starts[LONGEST]; /* of the last characters, in turn */
    uint32_t at = of->start, end = of->start + of->length;
    const unsigned shortest = (unsigned)cut->settings->han_min;
    const unsigned longest = (unsigned)cut->settings->han_max;
    for (unsigned seen = 1; at < end; seen++) {
        starts[seen % LONGEST] = at;
        at += fold_han_length(cut->bytes[at]);
        for (unsigned n = shortest; n <= longest && n <= seen; n++) {
            uint32_t start = starts[(seen - n + 1) % LONGEST];
            if (emit_text(cut, 'h', cut->bytes + start, at - start, start, at)) return cut->stop;
        }
    }
    return 0;
}

static int cut_hint(void *context, const feature_hint *hint) {
    return emit_text(context, 'r', hint->name, strlen(hint->name), hint->start, hint->end);
}

int features_each(const feature_settings *settings, stemmer *stems, const folded *text,
                  const token_list *tokens, feature_hints hints, feature_sink *sink,
                  void *context) {
    const feature_visitor visitor = {cut_token, cut_run, cut_han, cut_hint};
    key_cutter cut = {.settings = settings,
                      .stems = stems,
                      .bytes = text->bytes,
                      .sink = sink,
                      .context = context};
    features_walk(settings, tokens, hints, visitor, &cut);
    return cut.stop;
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
