/* The places of a text's features, and what the features weigh for a label. */
#include "evidence_parts.h"

#include <string.h>

bool evidence_tells(const model *scores, const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return scores->words.idf[item->index] >= EVIDENCE_TELLING_IDF &&
           !(han && item->end - item->start <= SINGLE_HAN);
}

/* Numbers of features by where they start. `starts` has room for every place of the text and one.
 */
static void sort_by_start(const feature_row *row, size_t places, uint32_t *starts, uint32_t *to) {
    memset(starts, 0, (places + 1) * sizeof *starts);
    for (size_t i = 0; i < row->count; i++) starts[row->items[i].start]++;
    for (size_t at = 0, before = 0; at <= places; at++) {
        size_t here = starts[at];
        starts[at] = (uint32_t)before;
        before += here;
    }
    for (uint32_t i = 0; i < row->count; i++) to[starts[row->items[i].start]++] = i;
}

/* Few features start at one place: then by where they end, and keeps the order of equals. */
static void sort_by_end(const feature_row *row, uint32_t *order) {
    for (size_t i = 1; i < row->count; i++) {
        uint32_t number = order[i];
        const feature *item = &row->items[number];
        size_t at = i;
        for (; at; at--) {
            const feature *before = &row->items[order[at - 1]];
            if (before->start != item->start || before->end <= item->end) break;
            order[at] = order[at - 1];
        }
        order[at] = number;
    }
}

static void find_places(const feature_row *row, evidence_room *room) {
    for (uint32_t i = 0; i < row->count; i++) {
        const feature *item = &row->items[room->order[i]];
        evidence_place *last = room->place_count ? &room->places[room->place_count - 1] : NULL;
        if (!last || last->start != item->start || last->end != item->end) {
            last = &room->places[room->place_count++];
            *last = (evidence_place){.start = item->start, .end = item->end, .first = i};
        }
        last->count++;
    }
}

int evidence_room_ready(const evidence_source *from, arena *memory) {
    evidence_room *room = from->room;
    size_t count = from->row->count, places = from->folded->length;
    if (room->is_ready) return 0;
    uint32_t *starts = arena_take(memory, places + 1, sizeof *starts);
    room->order = arena_take(memory, count, sizeof *room->order);
    room->places = arena_take(memory, count, sizeof *room->places);
    if (!starts || !room->order || !room->places) return -1;
    sort_by_start(from->row, places, starts, room->order);
    sort_by_end(from->row, room->order);
    find_places(from->row, room);
    room->is_ready = true;
    return 0;
}

bool evidence_place_tells(const evidence_source *from, evidence_place *at) {
    if (at->telling != EVIDENCE_NOT_ASKED) return at->telling == EVIDENCE_TELLS;
    bool tells = false;
    for (uint32_t i = at->first; !tells && i < at->first + at->count; i++)
        tells = evidence_tells(from->scores, from->folded, &from->row->items[from->room->order[i]]);
    at->telling = tells ? EVIDENCE_TELLS : EVIDENCE_SAYS_NOTHING;
    return tells;
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
