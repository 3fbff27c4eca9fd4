/* The places of a text's features, and what the features weigh for a label. */
#include "evidence_parts.h"

bool evidence_tells(const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return item->idf >= EVIDENCE_TELLING_IDF && !(han && item->end - item->start <= SINGLE_HAN);
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

static bool is_behind(const feature_row *row, uint32_t one, uint32_t other) {
    extent a = extent_of(row, one), b = extent_of(row, other);
    return a.start != b.start ? a.start > b.start : a.end > b.end;
}

/* Features come in the order of their ends, which is nearly that of their starts: few are out of
 * place, and not by much. */
static void sort(const feature_row *row, uint32_t *order, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at && is_behind(row, order[at - 1], first + i); at--) order[at] = order[at - 1];
        order[at] = first + i;
    }
}

/* Two sorted lists as one. */
static void merge(const feature_row *row, const uint32_t *features, const uint32_t *words,
                  uint32_t *order) {
    size_t i = 0, k = 0;
    while (i < row->count || k < row->use_count) {
        bool word =
            i == row->count || (k < row->use_count && is_behind(row, features[i], words[k]));
        *order++ = word ? words[k++] : features[i++];
    }
}

static bool tells(const evidence_source *from, uint32_t number) {
    const feature_row *row = from->row;
    if (number < row->count) return evidence_tells(from->folded, &row->items[number]);
    return model_words_tell(from->words, row->uses[number - row->count].number,
                            EVIDENCE_TELLING_IDF);
}

static void find_places(const evidence_source *from) {
    evidence_room *room = from->room;
    for (uint32_t i = 0; i < count_all(from->row); i++) {
        extent here = extent_of(from->row, room->order[i]);
        evidence_place *last = room->place_count ? &room->places[room->place_count - 1] : NULL;
        if (!last || last->start != here.start || last->end != here.end) {
            last = &room->places[room->place_count++];
            *last = (evidence_place){.start = here.start, .end = here.end, .first = i};
        }
        last->count++;
        last->tells |= tells(from, room->order[i]);
    }
}

int evidence_room_ready(const evidence_source *from, arena *memory) {
    evidence_room *room = from->room;
    const feature_row *row = from->row;
    if (room->is_ready) return 0;
    uint32_t *apart = arena_take(memory, count_all(row), sizeof *apart);
    room->order = arena_take(memory, count_all(row), sizeof *room->order);
    room->places = arena_take(memory, count_all(row), sizeof *room->places);
    if (!apart || !room->order || !room->places) return -1;
    sort(row, apart, 0, (uint32_t)row->count);
    sort(row, apart + row->count, (uint32_t)row->count, (uint32_t)row->use_count);
    merge(row, apart, apart + row->count, room->order);
    find_places(from);
    room->is_ready = true;
    return 0;
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
