/* Word forms that many texts have, with what they are made of and weigh. */
#include "trainer_parts.h"

#include "features_parts.h"
#include "memory.h"
#include "model_words.h"

#include <stdlib.h>
#include <string.h>

/* A form that fewer texts have is worked out when it is met: one more is seldom met, and takes as
 * much of the file. */
enum { FORM_DOCUMENTS = 3 };

/* What a form is asked of: the text's own way, with the model as far as it is made. */
typedef struct {
    const trained *to;
    stemmer *stems;
    lexicon *known;
    feature_counter *counter;
    model_words *words;
    folded text;
    token_list tokens;
    symbol_row symbols;
    feature_row row;
} bench;

static exportcat_status open_bench(bench *on, const trained *to) {
    *on = (bench){.to = to};
    const feature_settings *settings = &to->settings->features;
    exportcat_status status = stemmer_new(&settings->languages, &on->stems, to->error);
    if (!status)
        status =
            feature_counter_new(settings, &to->result.words, on->stems, &on->counter, to->error);
    if (status) return status;
    on->known = lexicon_new(&(symbol_tables){.words = &to->result.words}, on->stems);
    on->words = model_words_new(&to->result, on->counter);
    return on->known && on->words ? EXPORTCAT_OK : status_memory(to->error);
}

static void close_bench(bench *on) {
    model_words_free(on->words);
    feature_counter_free(on->counter);
    lexicon_free(on->known);
    stemmer_free(on->stems);
    fold_free(&on->text);
    tokens_free(&on->tokens);
    symbol_row_free(&on->symbols);
    feature_row_free(&on->row);
}

static exportcat_status read_form(bench *on, const char *form, size_t length) {
    exportcat_error *error = on->to->error;
    exportcat_status status = fold_text(&on->text, form, length, error);
    if (!status) status = tokens_cut(&on->tokens, &on->text, error);
    if (!status) status = symbols_read(on->known, &on->text, &on->tokens, &on->symbols, error);
    if (!status)
        status = features_row(&on->row, on->counter, &on->text, &on->tokens, &on->symbols,
                              (feature_hints){0}, error);
    return status;
}

/* Whether it is read as one word that counts as a whole and whose stem is a feature. */
static bool is_form(const bench *on, const char *form, size_t length) {
    return on->text.length == length && memcmp(on->text.bytes, form, length) == 0 &&
           on->symbols.count == 1 && on->row.use_count == 1 && on->symbols.items[0].feature;
}

static int add_form(trained *to, bench *on, const char *form, size_t length) {
    const feature_numbers *features = lexicon_features(on->known);
    const uint32_t number = on->row.uses[0].number;
    const feature_word word = feature_counter_word(on->counter, number);
    const word_weights weights = model_words_find(on->words, number);
    word_form made = {.own = features->items[on->symbols.items[0].feature].index,
                      .parts = (uint32_t)(to->form_parts.length / sizeof(word_part)),
                      .part_count = (uint32_t)word.count,
                      .square = word.square,
                      .rarest = word.rarest,
                      .unit = (float)weights.unit};
    memcpy(made.text, form, length);
    buffer_add(&to->forms, &made, sizeof made);
    buffer_add(&to->form_parts, word.parts, word.count * sizeof *word.parts);
    buffer_add(&to->form_rows, weights.row, model_stride(to->result.label_count));
    return to->forms.failed || to->form_parts.failed || to->form_rows.failed ? -1 : 0;
}

static exportcat_status add_forms(trained *to, bench *on) {
    exportcat_status status = EXPORTCAT_OK;
    for (uint32_t i = 0; !status && i < to->form_texts.count; i++) {
        size_t length;
        const char *form = string_set_get(&to->form_texts, i, &length);
        if (to->form_uses[i].documents < FORM_DOCUMENTS) continue;
        status = read_form(on, form, length);
        if (!status && is_form(on, form, length) && add_form(to, on, form, length))
            status = status_memory(to->error);
    }
    return status;
}

/* Not before all are made: what they are made by must not know them. */
static exportcat_status index_forms(trained *to) {
    word_forms forms = {.items = (const word_form *)(const void *)to->forms.bytes,
                        .count = to->forms.length / sizeof(word_form),
                        .parts = (const word_part *)(const void *)to->form_parts.bytes,
                        .part_count = to->form_parts.length / sizeof(word_part),
                        .rows = (const int8_t *)to->form_rows.bytes};
    if (!forms.count) return EXPORTCAT_OK;
    forms.slots = forms_slots(forms.count);
    to->form_slot = calloc(forms.slots, sizeof *to->form_slot);
    if (!to->form_slot) return status_memory(to->error);
    forms_index(&forms, to->form_slot);
    forms.slot = to->form_slot;
    to->result.words.forms = forms;
    return EXPORTCAT_OK;
}

exportcat_status trainer_build_forms(trained *to) {
    bench on;
    exportcat_status status = open_bench(&on, to);
    if (!status) status = add_forms(to, &on);
    if (!status) status = index_forms(to);
    close_bench(&on);
    return status;
}

exportcat_status trainer_count_forms(trained *to, const folded *text, const token_list *tokens,
                                     size_t number) {
    for (size_t i = 0; i < tokens->count; i++) {
        const token *here = &tokens->items[i];
        if (here->length > FORM_BYTES || !feature_has_letters(&to->settings->features, here))
            continue;
        uint32_t form = string_set_add(&to->form_texts, text->bytes + here->start, here->length);
        if (form == STRING_NONE ||
            grow(&to->form_uses, &to->form_use_capacity, form + (size_t)1, sizeof *to->form_uses))
            return status_memory(to->error);
        form_use *use = &to->form_uses[form];
        if (form == to->form_use_count) to->form_uses[to->form_use_count++] = (form_use){0, 0};
        use->documents += use->last != number + 1;
        use->last = number + 1;
    }
    return EXPORTCAT_OK;
}
