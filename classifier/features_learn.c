#include "features_count.h"

#include <string.h>

/* ---- Words, numbers, units ------------------------------------------------------------------- */

static void add_part(feature_counter *counter, known_feature what, feature_weight weight) {
    if (what.index == VOCABULARY_NONE) return;
    if (what.idf > counter->rarest) counter->rarest = what.idf;
    counter->room[counter->room_count++] =
        (word_part){what.index, (float)((double)what.idf * counter->weights[weight])};
}

static int fetch_letters(void *context, const char *key, size_t length) {
    const feature_counter *counter = context;
    vocabulary_fetch(counter->words, key, length);
    return 0;
}

static int learn_letters(void *context, const char *key, size_t length) {
    feature_counter *counter = context;
    add_part(counter, vocabulary_feature(counter->words, key, length), WEIGHT_LETTERS);
    return 0;
}

/* Sorts the parts by index and joins equal ones. Most words have a few. */
static void join_parts(feature_counter *counter) {
    word_part *parts = counter->room;
    size_t kept = 0;
    for (size_t i = 0; i < counter->room_count; i++) {
        const word_part here = parts[i];
        size_t at = kept;
        while (at && parts[at - 1].index > here.index) at--;
        if (at && parts[at - 1].index == here.index) {
            parts[at - 1].value += here.value;
            continue;
        }
        memmove(parts + at + 1, parts + at, (kept++ - at) * sizeof *parts);
        parts[at] = here;
    }
    counter->room_count = kept;
}

static known_feature feature_of(feature_counter *counter, uint32_t number) {
    const feature_facts *of = &lexicon_features(counter->lexicon)->items[number];
    return (known_feature){of->index, of->idf};
}

/* Finds the parts of a word with runs of letters in it. */
static int take_apart(feature_counter *counter, const token *of, word_facts *out) {
    counter->room_count = 0;
    counter->rarest = 0;
    add_part(counter, feature_of(counter, out->own), WEIGHT_WORD);
    feature_each_letters(counter->settings, counter->bytes, of, fetch_letters, counter);
    feature_each_letters(counter->settings, counter->bytes, of, learn_letters, counter);
    join_parts(counter);
    out->rarest = counter->rarest;
    for (size_t i = 0; i < counter->room_count; i++)
        out->square += counter->room[i].value * counter->room[i].value;
    return feature_words_add_parts(&counter->known, out, counter->room, counter->room_count);
}

static word_facts facts_of_form(const word_form *form, uint32_t place, uint32_t own) {
    return (word_facts){.kind = 'w',
                        .step = FEATURE_LINKS,
                        .is_form = true,
                        .is_whole = true,
                        .part_count = (uint16_t)form->part_count,
                        .parts = place,
                        .own = own,
                        .link = form->own,
                        .square = form->square,
                        .rarest = form->rarest};
}

static int learn(feature_counter *counter, const token *of, const symbol *at, word_facts *out) {
    const uint32_t place = lexicon_form(counter->lexicon, at->number);
    if (place != FORM_NONE) {
        *out = facts_of_form(&counter->words->forms.items[place], place, at->feature);
        return 0;
    }
    feature_term term = feature_term_of(counter->settings, counter->stems, counter->bytes, of);
    *out = (word_facts){.kind = term.kind};
    out->step = term.breaks ? FEATURE_BREAKS : term.kind ? FEATURE_LINKS : FEATURE_ASIDE;
    if (term.kind == 'w')
        out->own = at->feature;
    else if (term.kind)
        out->own = lexicon_feature(counter->lexicon, term.kind, term.text, term.length).number;
    out->link = VOCABULARY_NONE;
    if (out->step == FEATURE_LINKS)
        out->link = vocabulary_link(counter->words, term.text, term.length);
    out->is_whole = at->number && feature_has_letters(counter->settings, of);
    return out->is_whole ? take_apart(counter, of, out) : 0;
}

word_facts *features_learn(feature_counter *counter, const token *of, const symbol *at) {
    word_facts *out = at->number ? &counter->known.facts[at->number] : &counter->once;
    if (learn(counter, of, at, out)) return NULL;
    out->is_known = true; /* not before: what is half worked out would stay so */
    out->is_usual = out->is_whole && out->part_count && out->step == FEATURE_LINKS;
    return out;
}

/* ---- Runs of words --------------------------------------------------------------------------- */

/* What a token is in a run; `room` is for its text. */
static size_t text_of_link(const feature_counter *counter, const feature_link *link,
                           char room[FEATURE_LINK_MAX], const char **text) {
    const uint32_t number = link->number;
    size_t length;
    if (number && link->of->kind == TOKEN_WORD) {
        *text = lexicon_stem(counter->lexicon, number, &length);
        return length;
    }
    feature_term term =
        feature_term_of(counter->settings, counter->stems, counter->bytes, link->of);
    *text = memcpy(room, term.text, term.length);
    return term.length;
}

static known_feature look_up_spelled(const feature_counter *counter, const feature_run *run) {
    char key[FEATURE_KEY_MAX + 1], room[FEATURE_WORDS_MAX][FEATURE_LINK_MAX];
    const char *texts[FEATURE_WORDS_MAX];
    size_t lengths[FEATURE_WORDS_MAX];
    for (int i = 0; i < run->count; i++)
        lengths[i] = text_of_link(counter, &run->links[i], room[i], &texts[i]);
    return vocabulary_feature(counter->words, key,
                              feature_spell_run(run->kind, texts, lengths, run->count, key));
}

/* What the word of that number is in pairs; nothing is known of one without a number. */
static uint32_t link_of(const feature_counter *counter, uint32_t number) {
    return number ? counter->known.facts[number].link : VOCABULARY_NONE;
}

/* The run of two numbers; false where it must be spelled. */
static bool look_up_pair(const feature_counter *counter, char kind, uint32_t one, uint32_t other,
                         known_feature *out) {
    const uint32_t first = link_of(counter, one), second = link_of(counter, other);
    *out = (known_feature){VOCABULARY_NONE, 0};
    if (first != VOCABULARY_NONE && second != VOCABULARY_NONE)
        *out = vocabulary_pair(counter->words, kind, first, second);
    else if (!one || !other || counter->words->spelled)
        return false;
    return true;
}

static uint32_t number_of(const feature_counter *counter, known_feature what) {
    return feature_number(lexicon_features(counter->lexicon), what).number;
}

/* In rounds: what each is looked for by is asked for before any is waited for. */
void features_find_pairs(feature_counter *counter, const uint32_t *places, size_t count) {
    const feature_numbers *numbers = lexicon_features(counter->lexicon);
    feature_mark *marks = counter->marks;
    known_feature found[FEATURE_MARKS];
    for (size_t i = 0; i < count; i++) {
        const uint32_t both = marks[places[i]].both;
        const uint32_t one = link_of(counter, pairs_first(both));
        vocabulary_fetch_pair(counter->words, 'b', one, link_of(counter, pairs_last(both)));
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t both = marks[places[i]].both;
        look_up_pair(counter, 'b', pairs_first(both), pairs_last(both), &found[i]);
        feature_number_fetch(numbers, found[i]);
    }
    for (size_t i = 0; i < count; i++) {
        feature_mark *here = &marks[places[i]];
        here->number = number_of(counter, found[i]);
        pairs_add(&counter->known.pairs, here->both, here->number);
    }
}

uint32_t features_find_run(const feature_counter *counter, feature_run run) {
    const uint32_t one = run.links[0].number, other = run.links[1].number;
    known_feature what;
    if (run.count > 2 || !look_up_pair(counter, run.kind, one, other, &what))
        what = look_up_spelled(counter, &run);
    return number_of(counter, what);
}
