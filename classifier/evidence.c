#include "evidence.h"

#include <stdlib.h>
#include <string.h>

enum { HITS_SHOWN = 12, FEATURES_SHOWN = 6, WEIGHED_SHOWN = 4 };

/* Features commoner than this (one training text in forty, about one in twenty of its language)
 * weigh, but tell a reader nothing. */
static const float TELLING_IDF = 4.7F;

/* Whether a rule speaks for the point, or for the entry as a whole. */
static bool speaks_for(const rule_hit *hit, const entry *of, const control_point *point) {
    if (hit->entry != of || hit->aside != RULE_COUNTS) return false;
    if (!hit->rule->point.text) return true;
    return point && strcmp(hit->rule->point.text, point->id.text) == 0;
}

size_t evidence_count_hits(const rule_hits *hits, const entry *of, const control_point *point) {
    size_t count = 0;
    for (size_t i = 0; i < hits->count; i++) count += speaks_for(&hits->items[i], of, point);
    return count;
}

typedef struct {
    exportcat_evidence *items;
    size_t count;
} collection;

static bool overlaps(const collection *so_far, size_t start, size_t end) {
    for (size_t i = 0; i < so_far->count; i++)
        if (start < so_far->items[i].end && so_far->items[i].start < end) return true;
    return false;
}

static int add_some_hits(const evidence_source *from, const rule_hits *hits, const entry *of,
                         const control_point *point, bool own, arena *memory, collection *out) {
    for (size_t i = 0; i < hits->count && out->count < HITS_SHOWN; i++) {
        const rule_hit *hit = &hits->items[i];
        size_t start, end;
        if (!speaks_for(hit, of, point) || !hit->rule->point.text == own) continue;
        fold_span(from->folded, hit->start, hit->end, &start, &end);
        if (overlaps(out, start, end)) continue;
        char *name = arena_format(memory, "%s/%s", of->id.text, hit->rule->id.text);
        if (!name) return -1;
        out->items[out->count++] = (exportcat_evidence){hit->kind, name, start, end, 0};
    }
    return 0;
}

/* The point's before the entry's own. */
static int add_hits(const evidence_source *from, const rule_hits *hits, const entry *of,
                    const control_point *point, arena *memory, collection *out) {
    if (!hits) return 0;
    return add_some_hits(from, hits, of, point, false, memory, out) ||
                   add_some_hits(from, hits, of, point, true, memory, out)
               ? -1
               : 0;
}

/* The pull of all features of one place together: a word and the runs of letters in it. */
typedef struct {
    uint32_t start, end; /* folded bytes */
    double pull;
    bool tells; /* one of them does */
} pulled;

static int by_place(const void *left, const void *right) {
    const pulled *a = left, *b = right;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

static int by_pull(const void *left, const void *right) {
    const pulled *a = left, *b = right;
    if (a->pull > b->pull || a->pull < b->pull) return a->pull < b->pull ? 1 : -1;
    return by_place(a, b);
}

bool evidence_tells(const model *scores, const folded *text, const feature *item) {
    enum { SINGLE_HAN = 3 }; /* bytes; a lone character tells a reader nothing */
    bool han = (unsigned char)text->bytes[item->start] >= 0xE3;
    return scores->words.idf[item->index] >= TELLING_IDF &&
           !(han && item->end - item->start <= SINGLE_HAN);
}

static double weight(const evidence_source *from, const feature *item, int label) {
    return label == NO_LABEL ? 0 : model_weight(from->scores, item->index, (size_t)label);
}

/* Fills `out` with every place of the text and its pull, whichever way. */
static size_t pull_places(const evidence_source *from, int towards, int away, pulled *out) {
    size_t count = from->row->count, places = 0;
    for (size_t i = 0; i < count; i++) {
        const feature *item = &from->row->items[i];
        double pull = (weight(from, item, towards) - weight(from, item, away)) * item->value;
        bool tells = evidence_tells(from->scores, from->folded, item);
        out[i] = (pulled){item->start, item->end, pull, tells};
    }
    if (count) qsort(out, count, sizeof *out, by_place);
    for (size_t i = 0; i < count; i++) {
        if (places && by_place(&out[places - 1], &out[i]) == 0) {
            out[places - 1].pull += out[i].pull;
            out[places - 1].tells |= out[i].tells;
        } else {
            out[places++] = out[i];
        }
    }
    return places;
}

/* Keeps the telling places that pull towards the label, the strongest first; returns the pull of
 * all that do, telling or not. */
static double keep_strongest(pulled *places, size_t *count) {
    double all = 0;
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (places[i].pull <= 0) continue;
        all += places[i].pull;
        if (places[i].tells) places[kept++] = places[i];
    }
    if (kept) qsort(places, kept, sizeof *places, by_pull);
    *count = kept;
    return all;
}

static int add_features(const evidence_source *from, int towards, int away, size_t most,
                        arena *memory, collection *out) {
    pulled *pulls = arena_new(memory, from->row->count, sizeof *pulls);
    size_t shown = 0;
    if (!pulls) return -1;
    size_t count = pull_places(from, towards, away, pulls);
    double all = keep_strongest(pulls, &count);
    for (size_t i = 0; i < count && shown < most; i++) {
        size_t start, end;
        fold_span(from->folded, pulls[i].start, pulls[i].end, &start, &end);
        if (overlaps(out, start, end)) continue;
        out->items[out->count++] =
            (exportcat_evidence){EXPORTCAT_FEATURE, NULL, start, end, pulls[i].pull / all};
        shown++;
    }
    return 0;
}

static int add_wording(const evidence_source *from, size_t document, collection *out) {
    enum { PIECES = 4 * FEATURES_SHOWN };
    shared_piece pieces[PIECES];
    int count = similarity_explain(from->wording, document, from->stems, from->folded, from->tokens,
                                   pieces, PIECES);
    for (int i = 0, shown = 0; i < count && shown < FEATURES_SHOWN; i++) {
        size_t start, end;
        if (pieces[i].rarity + 1 < (double)TELLING_IDF) continue;
        fold_span(from->folded, pieces[i].start, pieces[i].end, &start, &end);
        if (overlaps(out, start, end)) continue;
        out->items[out->count++] =
            (exportcat_evidence){EXPORTCAT_WORDING, NULL, start, end, pieces[i].share};
        shown++;
    }
    return count < 0 ? -1 : 0;
}

const exportcat_evidence *evidence_collect(const evidence_source *from, const entry *of,
                                           const control_point *point, evidence_basis basis,
                                           arena *memory, size_t *count) {
    collection out = {arena_new(memory, HITS_SHOWN + FEATURES_SHOWN, sizeof *out.items), 0};
    if (!out.items || add_hits(from, from->hits, of, point, memory, &out) ||
        add_hits(from, from->elsewhere, of, point, memory, &out))
        return NULL;
    if (basis.label == NO_LABEL
            ? add_wording(from, basis.document, &out)
            : add_features(from, basis.label, NO_LABEL, FEATURES_SHOWN, memory, &out))
        return NULL;
    *count = out.count;
    return out.items;
}

const exportcat_evidence *evidence_weigh(const evidence_source *from, int towards, int away,
                                         arena *memory, size_t *count) {
    collection out = {arena_new(memory, WEIGHED_SHOWN, sizeof *out.items), 0};
    if (!out.items || add_features(from, towards, away, WEIGHED_SHOWN, memory, &out)) return NULL;
    *count = out.count;
    return out.items;
}
