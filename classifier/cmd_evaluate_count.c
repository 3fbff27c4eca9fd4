#include "cmd_evaluate.h"

#include <stdlib.h>
#include <string.h>

const char *const evaluation_slice_names[SLICES] = {"en", "zh", "all", "prohibited", "restricted"};
const char *const evaluation_ranking_names[RANKINGS] = {"entry", "point", "answer_point"};
const size_t evaluation_depths[DEPTHS] = {1, 3, 5};

/* ---- Labels of a text ------------------------------------------------------------------------ */

bool evaluation_has_label(const example *item, const char *name) {
    size_t length, size = strlen(name);
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));)
        if (length >= size && memcmp(label, name, size) == 0 &&
            (length == size || label[size] == '/'))
            return true;
    return false;
}

bool evaluation_names_point(const example *item, const exportcat_candidate *candidate) {
    size_t length, size = strlen(candidate->entry);
    if (!candidate->point) return false;
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));)
        if (length == size + 1 + strlen(candidate->point) && label[size] == '/' &&
            memcmp(label, candidate->entry, size) == 0 &&
            memcmp(label + size + 1, candidate->point, length - size - 1) == 0)
            return true;
    return false;
}

/* Whether one of the text's labels is a control point of the entry; of any where it is NULL. */
static bool names_a_point(const example *item, const char *id) {
    size_t length, size = id ? strlen(id) : 0;
    for (const char *rest = item->labels, *label; (label = examples_next_label(&rest, &length));)
        if (id ? length > size && label[size] == '/' && memcmp(label, id, size) == 0
               : memchr(label, '/', length) != NULL)
            return true;
    return false;
}

/* Whether a label is the entry or a point of it. */
static bool belongs(const char *label, const char *id) {
    size_t size = strlen(id);
    return strncmp(label, id, size) == 0 && (!label[size] || label[size] == '/');
}

/* ---- Ranks ----------------------------------------------------------------------------------- */

/* The rank of the most probable of the text's own labels of a level (of one entry alone, where it
 * is given) among those that are not its own; SIZE_MAX where the model knows none. */
static size_t rank_by_score(const model *scores, const measured *text, label_level level,
                            const char *id) {
    double mine = -1;
    size_t rank = 0;
    for (size_t i = 0; i < scores->label_count; i++)
        if (scores->labels[i].level == level && text->own[i] && text->probability[i] > mine &&
            (!id || belongs(scores->labels[i].name, id)))
            mine = text->probability[i];
    for (size_t i = 0; i < scores->label_count; i++)
        rank += scores->labels[i].level == level && !text->own[i] && text->probability[i] > mine;
    return mine < 0 ? SIZE_MAX : rank;
}

/* Which of the answer's candidates is the first to name a point of the text. */
static size_t rank_in_answer(const measured *text, const char *id) {
    const exportcat_verdict *verdict = text->verdict;
    for (size_t i = 0; i < verdict->candidate_count; i++)
        if (evaluation_names_point(text->item, &verdict->candidates[i]) &&
            (!id || strcmp(verdict->candidates[i].entry, id) == 0))
            return i;
    return SIZE_MAX;
}

static void reach_add(reach *to, size_t rank) {
    to->texts++;
    for (int i = 0; i < DEPTHS; i++) to->within[i] += rank < evaluation_depths[i];
}

/* A text without a point of the entry counts for the entry alone. */
static void rank_text(const model *scores, const measured *text, const char *id,
                      reach to[RANKINGS]) {
    reach_add(&to[RANK_ENTRY], rank_by_score(scores, text, LEVEL_ENTRY, id));
    if (!names_a_point(text->item, id)) return;
    reach_add(&to[RANK_POINT], rank_by_score(scores, text, LEVEL_POINT, id));
    reach_add(&to[RANK_ANSWER], rank_in_answer(text, id));
}

static reach *entry_reach(const evaluation *of, size_t index, int slice) {
    return &of->by_entry[(index * SLICES + (size_t)slice) * RANKINGS];
}

/* Each of the text's entries, by itself. */
static void rank_entries(evaluation *of, const measured *text, bool in_part[SLICES]) {
    const catalogue *laws = &of->program->laws;
    for (size_t i = 0; i < laws->entry_count; i++) {
        const entry *here = &laws->entries[i];
        if (!evaluation_has_label(text->item, here->id.text)) continue;
        int part = here->part == EXPORTCAT_PROHIBITED ? SLICE_PROHIBITED : SLICE_RESTRICTED;
        const int slices[] = {text->language, SLICE_ALL, part};
        in_part[part] = true;
        for (size_t k = 0; k < sizeof slices / sizeof *slices; k++)
            rank_text(&of->program->scores, text, here->id.text, entry_reach(of, i, slices[k]));
    }
}

double evaluation_macro(const evaluation *of, int slice, int ranking, int depth, size_t *entries) {
    double sum = 0;
    *entries = 0;
    for (size_t i = 0; i < of->program->laws.entry_count; i++) {
        const reach *here = &entry_reach(of, i, slice)[ranking];
        if (!here->texts) continue;
        sum += (double)here->within[depth] / (double)here->texts;
        ++*entries;
    }
    return *entries ? sum / (double)*entries : 0;
}

/* ---- One text -------------------------------------------------------------------------------- */

static void count_covered(tally *to, const model *scores, const measured *text) {
    const exportcat_verdict *verdict = text->verdict;
    rank_text(scores, text, NULL, to->within);
    to->set_size += verdict->candidate_set_count;
    for (size_t i = 0; i < verdict->candidate_set_count; i++)
        if (evaluation_has_label(text->item, verdict->candidate_set[i])) {
            to->set_holds++;
            break;
        }
}

static void count_text(tally *to, const model *scores, const measured *text) {
    const exportcat_verdict *verdict = text->verdict;
    to->outcomes[text->covered][verdict->outcome]++;
    to->covered += text->covered;
    to->uncovered += !text->covered;
    for (size_t i = 0; i < scores->label_count; i++)
        if (scores->labels[i].level == LEVEL_ENTRY)
            reliability_add(&to->entries, text->probability[i], text->own[i]);
    if (verdict->candidate_count && verdict->candidates[0].probability >= 0)
        reliability_add(&to->first, verdict->candidates[0].probability,
                        evaluation_has_label(text->item, verdict->candidates[0].entry));
    if (text->covered) count_covered(to, scores, text);
}

/* An entry that was found by its wording alone has no probability, and is left out. */
static exportcat_status add_first(evaluation *of, const measured *text, exportcat_error *error) {
    const exportcat_verdict *verdict = text->verdict;
    if (!verdict->candidate_count || verdict->candidates[0].probability < 0) return EXPORTCAT_OK;
    if (grow(&of->firsts, &of->first_capacity, of->first_count + 1, sizeof *of->firsts))
        return status_memory(error);
    const exportcat_candidate *candidate = verdict->candidates;
    of->firsts[of->first_count++] = (first_candidate){
        candidate->probability, evaluation_has_label(text->item, candidate->entry), text->language};
    return EXPORTCAT_OK;
}

static exportcat_status add_measured(evaluation *of, const measured *text, exportcat_error *error) {
    bool in_slice[SLICES] = {[SLICE_ALL] = true};
    in_slice[text->language] = true;
    if (text->covered) rank_entries(of, text, in_slice);
    for (int i = 0; i < SLICES; i++)
        if (in_slice[i]) count_text(&of->slices[i], &of->program->scores, text);
    evaluation_add_rules(of, text);
    exportcat_status status = add_first(of, text, error);
    if (!status) status = evaluation_add_pair(of, text, error);
    of->texts++;
    return status;
}

exportcat_status evaluation_add(evaluation *of, const example *item,
                                const exportcat_scratch *scratch, const exportcat_verdict *verdict,
                                exportcat_error *error) {
    const model *scores = &of->program->scores;
    double probability[MODEL_LABELS_MAX];
    bool own[MODEL_LABELS_MAX];
    text_language language = model_language(&scratch->tokens);
    model_probabilities(scores, scratch->readings[0].decisions, scratch->readings[0].likes,
                        language, probability);
    for (size_t i = 0; i < scores->label_count; i++)
        own[i] = evaluation_has_label(item, scores->labels[i].name);
    measured text = {.item = item,
                     .scratch = scratch,
                     .verdict = verdict,
                     .probability = probability,
                     .own = own,
                     .covered = !evaluation_has_label(item, "none"),
                     .language = language == TEXT_ZH ? SLICE_ZH : SLICE_EN};
    return add_measured(of, &text, error);
}

/* ---- Begin and end --------------------------------------------------------------------------- */

exportcat_status evaluation_begin(evaluation *of, const exportcat *program,
                                  exportcat_error *error) {
    size_t cells = program->laws.entry_count * SLICES * RANKINGS;
    of->program = program;
    of->by_entry = arena_new(&of->memory, cells + 1, sizeof *of->by_entry);
    if (!of->by_entry) return status_memory(error);
    return evaluation_begin_rules(of, error);
}

exportcat_status evaluation_end(evaluation *of, exportcat_error *error) {
    evaluation_end_rules(of);
    return evaluation_end_pairs(of, error);
}

void evaluation_free(evaluation *of) {
    free(of->firsts);
    free(of->pairs);
    free(of->words);
    arena_free(&of->memory);
    *of = (evaluation){0};
}
