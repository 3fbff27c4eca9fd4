#include "evidence_parts.h"

#include <string.h>

enum { HITS_SHOWN = 12, FEATURES_SHOWN = 6, WEIGHED_SHOWN = 4 };

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
        char *name = arena_join(memory, of->id.text, "/", hit->rule->id.text);
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

/* A feature or a word that pulls. */
typedef struct {
    double pull;
    uint32_t start, end; /* folded bytes */
} pulling;

/* Fills `out` with those that pull and tell a reader something, and returns the pull of all. */
static double find_pulling(const evidence_source *from, const double *towards, const double *away,
                           pulling *out, size_t *count) {
    double all = 0;
    *count = 0;
    for (size_t i = 0; i < evidence_count(from->row); i++) {
        double weight = (towards ? towards[i] : 0) - (away ? away[i] : 0);
        if (!(weight > 0)) continue;
        evidence_item item = evidence_at(from, i);
        double pull = weight * item.value;
        all += pull;
        if (item.tells) out[(*count)++] = (pulling){pull, item.start, item.end};
    }
    return all;
}

static bool is_stronger(const pulling *one, const pulling *other) {
    if (one->pull > other->pull || one->pull < other->pull) return one->pull > other->pull;
    return one->start != other->start ? one->start < other->start : one->end < other->end;
}

/* Takes the strongest one out of the list; of equals the first in the text. */
static pulling take_strongest(pulling *items, size_t *count) {
    size_t best = 0;
    for (size_t i = 1; i < *count; i++)
        if (is_stronger(&items[i], &items[best])) best = i;
    pulling taken = items[best];
    items[best] = items[--*count];
    return taken;
}

static int add_features(const evidence_source *from, int towards, int away, size_t most,
                        arena *memory, collection *out) {
    const double *pulls_for = NULL, *pulls_back = NULL;
    if (evidence_weights_of(from, towards, memory, &pulls_for) ||
        evidence_weights_of(from, away, memory, &pulls_back))
        return -1;
    pulling *left = arena_take(memory, evidence_count(from->row), sizeof *left);
    if (!left) return -1;
    size_t count, shown = 0;
    double all = find_pulling(from, pulls_for, pulls_back, left, &count);
    while (count && shown < most) {
        pulling next = take_strongest(left, &count);
        size_t start, end;
        fold_span(from->folded, next.start, next.end, &start, &end);
        if (overlaps(out, start, end)) continue;
        out->items[out->count++] =
            (exportcat_evidence){EXPORTCAT_FEATURE, NULL, start, end, next.pull / all};
        shown++;
    }
    return 0;
}

static int add_wording(const evidence_source *from, size_t document, collection *out) {
    enum { PIECES = 4 * FEATURES_SHOWN };
    shared_piece pieces[PIECES];
    int count =
        similarity_explain(from->wording, document, from->symbols, from->tokens, pieces, PIECES);
    for (int i = 0, shown = 0; i < count && shown < FEATURES_SHOWN; i++) {
        size_t start, end;
        if (pieces[i].rarity + 1 < (double)EVIDENCE_TELLING_IDF) continue;
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
    collection out = {arena_take(memory, HITS_SHOWN + FEATURES_SHOWN, sizeof *out.items), 0};
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
    collection out = {arena_take(memory, WEIGHED_SHOWN, sizeof *out.items), 0};
    if (!out.items || add_features(from, towards, away, WEIGHED_SHOWN, memory, &out)) return NULL;
    *count = out.count;
    return out.items;
}
