/* A row's features and words as evidence: what each is, and what it weighs for a label. */
#include "evidence_parts.h"

bool evidence_tells(const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return item->idf >= EVIDENCE_TELLING_IDF && !(han && item->end - item->start <= SINGLE_HAN);
}

evidence_item evidence_at(const evidence_source *from, size_t number) {
    const feature_row *row = from->row;
    if (number < row->count) {
        const feature *item = &row->items[number];
        return (evidence_item){item->start, item->end, evidence_tells(from->folded, item),
                               item->value};
    }
    const word_use *use = &row->uses[number - row->count];
    bool tells = model_words_tell(from->words, use->number, EVIDENCE_TELLING_IDF);
    return (evidence_item){use->start, use->end, tells, use->value};
}

static double weight_of_word(model_words *words, uint32_t number, size_t label) {
    word_weights weights = model_words_find(words, number);
    return weights.row[label] * weights.unit;
}

static void look_up(const evidence_source *from, size_t label, double *out) {
    const feature_row *row = from->row;
    double scale = from->scores->labels[label].scale;
    for (size_t i = 0; i < row->count; i++)
        *out++ = model_weight(from->scores, row->items[i].index, label);
    for (size_t i = 0; i < row->use_count; i++)
        *out++ = weight_of_word(from->words, row->uses[i].number, label) * scale;
}

int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out) {
    evidence_room *room = from->room;
    *out = NULL;
    if (label == NO_LABEL) return 0;
    for (size_t i = 0; i < EVIDENCE_LABELS_MAX && !*out; i++)
        if (room->known[i].of && room->known[i].label == label) *out = room->known[i].of;
    if (*out) return 0;
    evidence_weights *at = &room->known[room->next++ % EVIDENCE_LABELS_MAX];
    if (!at->of) at->of = arena_take(memory, evidence_count(from->row), sizeof *at->of);
    if (!at->of) return -1;
    look_up(from, (size_t)label, at->of);
    at->label = label;
    *out = at->of;
    return 0;
}
