/* A row's features and words as evidence: what each is, and what it weighs for a label. */
#include "evidence_parts.h"

#include <float.h>

/* Asked of every feature, and nobody can foretell it: no question waits for another. */
bool evidence_tells(const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    const bool plain = (unsigned char)text->bytes[item->start] < 0xE3;
    return (item->idf >= EVIDENCE_TELLING_IDF) & (plain | (item->end - item->start > SINGLE_HAN));
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

/* A feature or a word of the row. */
typedef struct {
    double value;
    evidence_place place;
    bool tells; /* a reader something */
} quotable;

typedef quotable get_item(const evidence_source *from, size_t i);

static inline quotable get_feature(const evidence_source *from, size_t i) {
    const feature *item = &from->row->items[i];
    return (quotable){item->value, {item->start, item->end}, evidence_tells(from->folded, item)};
}

static inline quotable get_word(const evidence_source *from, size_t i) {
    const word_use *use = &from->row->uses[i];
    return (quotable){use->value,
                      {use->start, use->end},
                      model_words_tell(from->words, use->number, EVIDENCE_TELLING_IDF)};
}

/* Adds the items whose weights are above 0, about half of them, and that tell a reader something;
 * and the pull of all. `bits` is room for one each. Inlined, so that `get` is no call. */
__attribute__((always_inline)) static inline void list_items(const evidence_source *from,
                                                             const double *weights, size_t count,
                                                             get_item *get, uint64_t *bits,
                                                             pull_list *out) {
    double *pulls = out->pulls, sum = out->all;
    evidence_place *places = out->places;
    size_t used = out->count;
    calibrate_mark(weights, count, DBL_TRUE_MIN, bits);
    for (size_t first = 0; first < count; first += WORD_BITS)
        for (uint64_t left = *bits++; left; left &= left - 1) {
            const size_t i = first + (size_t)__builtin_ctzll(left);
            const quotable item = get(from, i);
            const double pull = weights[i] * item.value;
            sum += pull;
            pulls[used] = pull;
            places[used] = item.place;
            used += item.tells;
        }
    out->all = sum;
    out->count = used;
}

int evidence_list(const evidence_source *from, const double *weights, arena *memory,
                  pull_list *out) {
    const feature_row *row = from->row;
    const size_t most = evidence_count(row) + 1;
    uint64_t *bits = arena_take(memory, most / WORD_BITS + 1, sizeof *bits);
    *out = (pull_list){.pulls = arena_take(memory, most + EVIDENCE_AT_ONCE, sizeof *out->pulls),
                       .places = arena_take(memory, most, sizeof *out->places)};
    if (!bits || !out->pulls || !out->places) return -1;
    list_items(from, weights, row->count, get_feature, bits, out);
    list_items(from, weights + row->count, row->use_count, get_word, bits, out);
    for (size_t i = 0; i < EVIDENCE_AT_ONCE; i++) out->pulls[out->count + i] = -1;
    return 0;
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
