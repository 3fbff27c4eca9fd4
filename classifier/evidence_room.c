/* The places of a text's features, and what the features weigh for a label. */
#include "evidence_parts.h"

#include <string.h>

bool evidence_tells(const model *scores, const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return scores->words.idf[item->index] >= EVIDENCE_TELLING_IDF &&
           !(han && item->end - item->start <= SINGLE_HAN);
}

/* Sorts numbers of features by where they start or end, and keeps the order of equals. `starts` has
 * room for every place of the text and one. */
static void sort_by(const feature_row *row, bool by_end, size_t places, const uint32_t *from,
                    uint32_t *starts, uint32_t *to) {
    memset(starts, 0, (places + 1) * sizeof *starts);
#define PLACE(number) (by_end ? row->items[number].end : row->items[number].start)
    for (size_t i = 0; i < row->count; i++) starts[PLACE(from[i])]++;
    for (size_t at = 0, before = 0; at <= places; at++) {
        size_t here = starts[at];
        starts[at] = (uint32_t)before;
        before += here;
    }
    for (size_t i = 0; i < row->count; i++) to[starts[PLACE(from[i])]++] = from[i];
#undef PLACE
}

static void find_places(const evidence_source *from, evidence_room *room) {
    for (uint32_t i = 0; i < from->row->count; i++) {
        const feature *item = &from->row->items[room->order[i]];
        evidence_place *last = room->place_count ? &room->places[room->place_count - 1] : NULL;
        if (!last || last->start != item->start || last->end != item->end) {
            last = &room->places[room->place_count++];
            *last = (evidence_place){.start = item->start, .end = item->end, .first = i};
        }
        last->count++;
        last->tells |= evidence_tells(from->scores, from->folded, item);
    }
}

int evidence_room_ready(const evidence_source *from, arena *memory) {
    evidence_room *room = from->room;
    size_t count = from->row->count, places = from->folded->length;
    if (room->is_ready) return 0;
    uint32_t *numbers = arena_take(memory, count, sizeof *numbers);
    uint32_t *starts = arena_take(memory, places + 1, sizeof *starts);
    room->order = arena_take(memory, count, sizeof *room->order);
    room->places = arena_take(memory, count, sizeof *room->places);
    if (!numbers || !starts || !room->order || !room->places) return -1;
    for (uint32_t i = 0; i < count; i++) room->order[i] = i;
    sort_by(from->row, true, places, room->order, starts, numbers);
    sort_by(from->row, false, places, numbers, starts, room->order);
    find_places(from, room);
    room->is_ready = true;
    return 0;
}

int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out) {
    *out = NULL;
    if (label == NO_LABEL) return 0;
    evidence_weights *at = from->room->known;
    evidence_weights *last = at + EVIDENCE_LABELS_MAX - 1;
    while (at < last && at->of_feature && at->label != label) at++;
    bool known = at->of_feature && at->label == label;
    if (!at->of_feature)
        at->of_feature = arena_take(memory, from->row->count, sizeof *at->of_feature);
    if (!at->of_feature) return -1;
    for (size_t i = 0; !known && i < from->row->count; i++)
        at->of_feature[i] = model_weight(from->scores, from->row->items[i].index, (size_t)label);
    at->label = label;
    *out = at->of_feature;
    return 0;
}
