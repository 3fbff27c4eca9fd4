#include "cmd_evaluate.h"

#include "evidence.h"

#include <stdlib.h>
#include <string.h>

/* ---- Adding ---------------------------------------------------------------------------------- */

/* The entry that a text counts as when it is confused: its first label's; NULL when memory runs
 * out. */
static const char *own_entry(evaluation *of, const measured *text) {
    size_t length = strcspn(text->item->labels, "/,");
    return arena_copy(&of->memory, text->item->labels, length);
}

/* What the answer begins with, or NULL where it says nothing or is right. */
static const char *said_wrongly(const measured *text) {
    const exportcat_verdict *verdict = text->verdict;
    if (verdict->outcome == EXPORTCAT_CANNOT_SAY) return NULL;
    const char *said = verdict->candidate_count ? verdict->candidates[0].entry : "none";
    return evaluation_has_label(text->item, said) ? NULL : said;
}

/* The number of the pair, which is added where it is new; SIZE_MAX when memory runs out. Pairs are
 * few, for most answers are right. */
static size_t find_pair(evaluation *of, const char *own, const char *said) {
    if (!own) return SIZE_MAX;
    for (size_t i = 0; i < of->pair_count; i++)
        if (strcmp(of->pairs[i].own, own) == 0 && strcmp(of->pairs[i].said, said) == 0) return i;
    if (grow(&of->pairs, &of->pair_capacity, of->pair_count + 1, sizeof *of->pairs))
        return SIZE_MAX;
    said = arena_copy(&of->memory, said, strlen(said)); /* the answer's own is soon gone */
    if (!said) return SIZE_MAX;
    of->pairs[of->pair_count] = (confusion){.own = own, .said = said};
    return of->pair_count++;
}

static exportcat_status add_words(evaluation *of, size_t pair, const measured *text, size_t label,
                                  exportcat_error *error) {
    const model *scores = &of->program->scores;
    const exportcat_scratch *scratch = text->scratch;
    feature_row row = {0};
    exportcat_status status =
        features_flatten(&scratch->readings[0].row, scratch->counter, &row, error);
    if (status) return status;
    if (grow(&of->words, &of->word_capacity, of->word_count + row.count, sizeof *of->words))
        status = status_memory(error);
    for (size_t i = 0; !status && i < row.count; i++) {
        const feature *item = &row.items[i];
        double pull = model_weight(scores, item->index, label) * item->value;
        size_t start, end;
        if (pull <= 0 || !evidence_tells(&scratch->folded, item)) continue;
        fold_span(&scratch->folded, item->start, item->end, &start, &end);
        of->words[of->word_count++] =
            (pulling_word){pair, item->index, pull, text->item->text + start, end - start};
    }
    feature_row_free(&row);
    return status;
}

exportcat_status evaluation_add_pair(evaluation *of, const measured *text, exportcat_error *error) {
    const char *said = said_wrongly(text);
    if (!said) return EXPORTCAT_OK;
    size_t pair = find_pair(of, own_entry(of, text), said);
    if (pair == SIZE_MAX) return status_memory(error);
    of->pairs[pair].count++;
    int label = model_label_find(&of->program->scores, said);
    return label < 0 ? EXPORTCAT_OK : add_words(of, pair, text, (size_t)label, error);
}

/* ---- The words that weighed most ------------------------------------------------------------- */

static int by_feature(const void *left, const void *right) {
    const pulling_word *a = left, *b = right;
    if (a->pair != b->pair) return a->pair < b->pair ? -1 : 1;
    if (a->index != b->index) return a->index < b->index ? -1 : 1;
    /* The sum, and which spelling is shown, must not depend on how qsort orders equals. */
    if (a->pull > b->pull || a->pull < b->pull) return a->pull > b->pull ? -1 : 1;
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->text, b->text, shorter);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int by_pull(const void *left, const void *right) {
    const pulling_word *a = left, *b = right;
    if (a->pair != b->pair) return a->pair < b->pair ? -1 : 1;
    if (a->pull > b->pull || a->pull < b->pull) return a->pull > b->pull ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* One item for each feature of a pair, with the pull of all its texts together. */
static void sum_features(evaluation *of) {
    size_t kept = 0;
    if (of->word_count) qsort(of->words, of->word_count, sizeof *of->words, by_feature);
    for (size_t i = 0; i < of->word_count; i++) {
        const pulling_word *here = &of->words[i];
        pulling_word *last = kept ? &of->words[kept - 1] : NULL;
        if (last && last->pair == here->pair && last->index == here->index)
            last->pull += here->pull;
        else
            of->words[kept++] = *here;
    }
    of->word_count = kept;
    if (kept) qsort(of->words, kept, sizeof *of->words, by_pull);
}

/* Of a word and a longer run that holds it, one tells enough. */
static bool is_told(const confusion *pair, const char *word) {
    for (int i = 0; i < PAIR_WORDS && pair->words[i]; i++)
        if (strcasestr(pair->words[i], word) || strcasestr(word, pair->words[i])) return true;
    return false;
}

static exportcat_status tell_word(evaluation *of, const pulling_word *word,
                                  exportcat_error *error) {
    confusion *pair = &of->pairs[word->pair];
    int told = 0;
    while (told < PAIR_WORDS && pair->words[told]) told++;
    if (told == PAIR_WORDS) return EXPORTCAT_OK;
    buffer clean = {0};
    fold_clean(&clean, word->text, word->length);
    char *kept = clean.failed ? NULL : arena_copy(&of->memory, clean.bytes, clean.length);
    buffer_free(&clean);
    if (!kept) return status_memory(error);
    if (*kept && !is_told(pair, kept)) pair->words[told] = kept;
    return EXPORTCAT_OK;
}

static int by_count(const void *left, const void *right) {
    const confusion *a = left, *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    int order = strcmp(a->own, b->own);
    return order ? order : strcmp(a->said, b->said);
}

exportcat_status evaluation_end_pairs(evaluation *of, exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    sum_features(of);
    for (size_t i = 0; !status && i < of->word_count; i++)
        status = tell_word(of, &of->words[i], error);
    of->word_count = 0;
    if (of->pair_count) qsort(of->pairs, of->pair_count, sizeof *of->pairs, by_count);
    return status;
}
