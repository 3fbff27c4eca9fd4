/* Stages 1 to 5 and 8 over a whole text and over its passages. */
#include "classifier.h"

#include <stdlib.h>
#include <string.h>

bool classifier_reading_ready(reading *of, size_t labels) {
    if (!of->decisions) of->decisions = calloc(labels + 1, sizeof *of->decisions);
    if (!of->likes) of->likes = calloc(labels + 1, sizeof *of->likes);
    return of->decisions && of->likes;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Rules, features, scores and similarity of some of the text's tokens. */
static exportcat_status read_tokens(const exportcat *program, exportcat_scratch *scratch,
                                    passage of, reading *out, exportcat_error *error) {
    const model *scores = &program->scores;
    exportcat_status status = EXPORTCAT_OK;
    token *items = scratch->tokens.items;
    out->view = (token_list){.items = items ? items + of.first : NULL, .count = of.count};
    if (program->rules)
        status = rules_run(program->rules, scratch->rules, &scratch->folded, &scratch->symbols,
                           &out->view, &scratch->spans, &out->hits, error);
    out->kept = context_keep(&scratch->spans, &scratch->folded, &out->view, &out->room);
    if (!status && !out->kept) status = status_memory(error);
    if (!status)
        status = features_row(&out->row, scratch->counter, &scratch->folded, out->kept,
                              &scratch->symbols, rule_hits_hints(&out->hits), error);
    if (!status && program->wording)
        status = similarity_measure(program->wording, &scratch->symbols, out->kept,
                                    out->kept == &out->view, &out->like, error);
    if (status) return status;
    model_score(scores, &out->row, scratch->words, out->decisions);
    model_raise(program->links, program->link_count, out->decisions, 1);
    return EXPORTCAT_OK;
}

void classifier_list_likes(const exportcat *program, reading *of) {
    if (program->wording)
        likeness_list(&of->like, program->documents, program->scores.label_count, of->likes);
}

exportcat_status classifier_score(const exportcat *program, exportcat_scratch *scratch,
                                  const char *text, size_t length, exportcat_error *error) {
    exportcat_status status = fold_text(&scratch->folded, text, length, error);
    if (!status) status = tokens_cut(&scratch->tokens, &scratch->folded, error);
    if (!status && program->cues)
        status = context_find(program->cues, &scratch->folded, &scratch->spans, error);
    if (!status)
        status = symbols_read(scratch->lexicon, &scratch->folded, &scratch->tokens,
                              &scratch->symbols, error);
    scratch->reading_count = 1;
    scratch->chosen[0] = (passage){0, scratch->tokens.count};
    return status ? status
                  : read_tokens(program, scratch, scratch->chosen[0], &scratch->readings[0], error);
}

/* ---- Passages -------------------------------------------------------------------------------- */

static exportcat_status read_passage(const exportcat *program, exportcat_scratch *scratch,
                                     passage here, reading *out, exportcat_error *error) {
    if (!classifier_reading_ready(out, program->scores.label_count)) return status_memory(error);
    return read_tokens(program, scratch, here, out, error);
}

/* Whether a rule that counts speaks for the entry. */
static bool is_hit(const rule_hits *hits, const char *id) {
    for (size_t i = 0; i < hits->count; i++)
        if (hits->items[i].aside == RULE_COUNTS && strcmp(hits->items[i].entry->id.text, id) == 0)
            return true;
    return false;
}

/* Remembers the passage for each entry that it says more for than any before it. */
static void weigh_passage(const exportcat *program, exportcat_scratch *scratch, size_t number,
                          reading *of, text_language language) {
    const model *scores = &program->scores;
    classifier_list_likes(program, of);
    model_entry_probabilities(scores, of->decisions, of->likes, language, scratch->probabilities);
    for (size_t label = 0; label < scores->label_count; label++) {
        if (scores->labels[label].level != LEVEL_ENTRY) continue;
        double gate = model_gate(scores, of->decisions, label, language);
        bool hit = is_hit(&of->hits, scores->labels[label].name);
        double worth = verdict_worth(&scores->curves, gate, scratch->probabilities[label], hit,
                                     scratch->passages.count);
        if (worth <= scratch->worth[label]) continue;
        scratch->worth[label] = worth;
        scratch->where[label] = number;
    }
}

/* The passage that says most for any entry and is not yet chosen; none from 1 down. */
static size_t next_passage(const exportcat_scratch *scratch, size_t labels) {
    size_t best = SIZE_MAX;
    for (size_t label = 0; label < labels; label++) {
        if (scratch->worth[label] < 1) continue;
        bool taken = false;
        for (size_t i = 1; i < scratch->reading_count; i++)
            taken |=
                scratch->chosen[i].first == scratch->passages.items[scratch->where[label]].first;
        if (!taken && (best == SIZE_MAX || scratch->worth[label] > scratch->worth[best]))
            best = label;
    }
    return best == SIZE_MAX ? SIZE_MAX : scratch->where[best];
}

exportcat_status classifier_read_passages(const exportcat *program, exportcat_scratch *scratch,
                                          exportcat_error *error) {
    exportcat_status status =
        passages_cut(&scratch->passages, &scratch->folded, &scratch->tokens, error);
    if (status || !scratch->passages.count) return status;
    text_language language = model_language(&scratch->tokens);
    size_t labels = program->scores.label_count;
    reading *trial = &scratch->readings[VERDICT_READINGS_MAX - 1];
    memset(scratch->worth, 0, labels * sizeof *scratch->worth);
    for (size_t i = 0; !status && i < scratch->passages.count; i++) {
        status = read_passage(program, scratch, scratch->passages.items[i], trial, error);
        if (!status) weigh_passage(program, scratch, i, trial, language);
    }
    while (!status && scratch->reading_count < VERDICT_READINGS_MAX) {
        size_t next = next_passage(scratch, labels);
        if (next == SIZE_MAX) break;
        passage here = scratch->passages.items[next];
        status =
            read_passage(program, scratch, here, &scratch->readings[scratch->reading_count], error);
        scratch->chosen[scratch->reading_count++] = here;
    }
    return status;
}
