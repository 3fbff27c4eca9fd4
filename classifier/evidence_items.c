/* A row's features and words as evidence: what each is, and what it weighs for a label. */
#include "evidence_parts.h"

/* Asked of every feature, and nobody can foretell it: no question waits for another. */
bool evidence_tells(const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return (item->idf >= EVIDENCE_TELLING_IDF) & !(han & (item->end - item->start <= SINGLE_HAN));
}

static double weight_of_word(model_words *words, uint32_t number, size_t label) {
    word_weights weights = model_words_find(words, number);
    return weights.row[label] * weights.unit;
}

static void look_up(const evidence_source *from, size_t label, double *out) {
    const feature_row *row = from->row;
    double scale = from->scores->labels[label].scale;
    model_weights(from->scores, row->items, row->count, label, out);
    for (size_t i = 0; i < row->use_count; i++)
        out[row->count + i] = weight_of_word(from->words, row->uses[i].number, label) * scale;
}

/* The places of weights above 0, which are about half of them. Every place is written where the
 * next of these stands. */
static size_t list_above_0(const double *weights, size_t count, uint32_t *places) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        places[used] = (uint32_t)i;
        used += weights[i] > 0;
    }
    return used;
}

/* Likewise of those that tell a reader something; adds the pull of all. */
static size_t list_features(const evidence_source *from, const double *weights,
                            const uint32_t *places, size_t count, pulling *out, double *all) {
    size_t used = 0;
    double sum = *all;
    for (size_t i = 0; i < count; i++) {
        const feature *item = &from->row->items[places[i]];
        const double pull = weights[places[i]] * item->value;
        sum += pull;
        out[used] = (pulling){pull, item->start, item->end};
        used += evidence_tells(from->folded, item);
    }
    *all = sum;
    return used;
}

static size_t list_words(const evidence_source *from, const double *weights, const uint32_t *places,
                         size_t count, pulling *out, double *all) {
    size_t used = 0;
    double sum = *all;
    for (size_t i = 0; i < count; i++) {
        const word_use *use = &from->row->uses[places[i]];
        const double pull = weights[places[i]] * use->value;
        sum += pull;
        out[used] = (pulling){pull, use->start, use->end};
        used += model_words_tell(from->words, use->number, EVIDENCE_TELLING_IDF);
    }
    *all = sum;
    return used;
}

pulling *evidence_list(const evidence_source *from, const double *weights, arena *memory,
                       size_t *count, double *all) {
    const feature_row *row = from->row;
    const double *of_words = weights + row->count;
    const size_t most = evidence_count(row) + 1;
    uint32_t *places = arena_take(memory, most, sizeof *places);
    pulling *out = arena_take(memory, most, sizeof *out);
    if (!places || !out) return NULL;
    *all = 0;
    size_t above = list_above_0(weights, row->count, places);
    *count = list_features(from, weights, places, above, out, all);
    above = list_above_0(of_words, row->use_count, places);
    *count += list_words(from, of_words, places, above, out + *count, all);
    return out;
}

int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out) {
    evidence_room *room = from->room;
    *out = NULL;
    if (label == NO_LABEL) return 0;
    for (size_t i = 0; i < room->count && i < EVIDENCE_LABELS_MAX && !*out; i++)
        if (room->known[i].label == label) *out = room->known[i].of;
    if (*out) return 0;
    evidence_weights *at = &room->known[room->count % EVIDENCE_LABELS_MAX];
    if (room->count < EVIDENCE_LABELS_MAX)
        at->of = arena_take(memory, evidence_count(from->row), sizeof *at->of);
    if (!at->of) return -1;
    room->count++;
    look_up(from, (size_t)label, at->of);
    at->label = label;
    *out = at->of;
    return 0;
}
