/* The places of a text's features, and what the features weigh for a label. */
#include "evidence_parts.h"

#include <string.h>

bool evidence_tells(const model *scores, const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return scores->words.idf[item->index] >= EVIDENCE_TELLING_IDF &&
           !(han && item->end - item->start <= SINGLE_HAN);
}

/* Where a feature or a word stands. */
typedef struct {
    uint32_t start, end;
} extent;

static extent extent_of(const feature_row *row, uint32_t number) {
    if (number < row->count) return (extent){row->items[number].start, row->items[number].end};
    const word_use *use = &row->uses[number - row->count];
    return (extent){use->start, use->end};
}

static uint32_t count_all(const feature_row *row) {
    return (uint32_t)(row->count + row->use_count);
}

/* Numbers by where they start. `starts` has room for every place of the text and one. */
static void sort_by_start(const feature_row *row, size_t places, uint32_t *starts, uint32_t *to) {
    memset(starts, 0, (places + 1) * sizeof *starts);
    for (uint32_t i = 0; i < count_all(row); i++) starts[extent_of(row, i).start]++;
    for (size_t at = 0, before = 0; at <= places; at++) {
        size_t here = starts[at];
        starts[at] = (uint32_t)before;
        before += here;
    }
    for (uint32_t i = 0; i < count_all(row); i++) to[starts[extent_of(row, i).start]++] = i;
}

/* Few start at one place: then by where they end, and keeps the order of equals. */
static void sort_by_end(const feature_row *row, uint32_t *order) {
    for (size_t i = 1; i < count_all(row); i++) {
        uint32_t number = order[i];
        extent here = extent_of(row, number);
        size_t at = i;
        for (; at; at--) {
            extent before = extent_of(row, order[at - 1]);
            if (before.start != here.start || before.end <= here.end) break;
            order[at] = order[at - 1];
        }
        order[at] = number;
    }
}

static void find_places(const feature_row *row, evidence_room *room) {
    for (uint32_t i = 0; i < count_all(row); i++) {
        extent here = extent_of(row, room->order[i]);
        evidence_place *last = room->place_count ? &room->places[room->place_count - 1] : NULL;
        if (!last || last->start != here.start || last->end != here.end) {
            last = &room->places[room->place_count++];
            *last = (evidence_place){.start = here.start, .end = here.end, .first = i};
        }
        last->count++;
    }
}

int evidence_room_ready(const evidence_source *from, arena *memory) {
    evidence_room *room = from->room;
    size_t count = count_all(from->row), places = from->folded->length;
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

static bool tells(const evidence_source *from, uint32_t number) {
    const feature_row *row = from->row;
    if (number < row->count) return evidence_tells(from->scores, from->folded, &row->items[number]);
    return model_words_tell(from->words, row->uses[number - row->count].number,
                            EVIDENCE_TELLING_IDF);
}

bool evidence_place_tells(const evidence_source *from, evidence_place *at) {
    if (at->telling != EVIDENCE_NOT_ASKED) return at->telling == EVIDENCE_TELLS;
    bool told = false;
    for (uint32_t i = at->first; !told && i < at->first + at->count; i++)
        told = tells(from, from->room->order[i]);
    at->telling = told ? EVIDENCE_TELLS : EVIDENCE_SAYS_NOTHING;
    return told;
}

static void look_up(const evidence_source *from, size_t label, double *out) {
    const feature_row *row = from->row;
    double scale = from->scores->labels[label].scale;
    for (size_t i = 0; i < row->count; i++)
        *out++ = model_weight(from->scores, row->items[i].index, label);
    for (size_t i = 0; i < row->use_count; i++)
        *out++ = model_words_row(from->words, row->uses[i].number)[label] * scale;
}

int evidence_weights_of(const evidence_source *from, int label, arena *memory, const double **out) {
    *out = NULL;
    if (label == NO_LABEL) return 0;
    evidence_weights *at = from->room->known;
    evidence_weights *last = at + EVIDENCE_LABELS_MAX - 1;
    while (at < last && at->of && at->label != label) at++;
    bool known = at->of && at->label == label;
    if (!at->of) at->of = arena_take(memory, count_all(from->row), sizeof *at->of);
    if (!at->of) return -1;
    if (!known) look_up(from, (size_t)label, at->of);
    at->label = label;
    *out = at->of;
    return 0;
}
