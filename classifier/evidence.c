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

static bool same_words(const folded *text, const rule_hit *one, const rule_hit *other) {
    const size_t length = one->end - one->start;
    return other->end - other->start == length &&
           memcmp(text->bytes + one->start, text->bytes + other->start, length) == 0;
}

const rule_hit *evidence_only_term(const rule_hits *hits, const folded *text, const entry *of,
                                   const control_point *point) {
    const rule_hit *first = NULL;
    for (size_t i = 0; i < hits->count; i++) {
        const rule_hit *hit = &hits->items[i];
        if (!speaks_for(hit, of, point)) continue;
        if (first && !same_words(text, first, hit)) return NULL;
        if (!first) first = hit;
    }
    return first;
}

typedef struct {
    exportcat_evidence *items;
    size_t count;
} collection;

static bool overlaps(const collection *so_far, size_t start, size_t end) {
    bool any = false;
    for (size_t i = 0; i < so_far->count; i++)
        any |= (start < so_far->items[i].end) & (so_far->items[i].start < end);
    return any;
}

static void add_some_hits(const evidence_source *from, const rule_hits *hits, const entry *of,
                          const control_point *point, bool own, collection *out) {
    for (size_t i = 0; i < hits->count && out->count < HITS_SHOWN; i++) {
        const rule_hit *hit = &hits->items[i];
        size_t start, end;
        if (!speaks_for(hit, of, point) || !hit->rule->point.text == own) continue;
        fold_span(from->folded, hit->start, hit->end, &start, &end);
        if (overlaps(out, start, end)) continue;
        const char *name = from->rules[hit->rule - entry_rule(of, 0)];
        out->items[out->count++] = (exportcat_evidence){hit->kind, name, start, end, 0};
    }
}

/* The point's before the entry's own. */
static void add_hits(const evidence_source *from, const rule_hits *hits, const entry *of,
                     const control_point *point, collection *out) {
    if (!hits) return;
    add_some_hits(from, hits, of, point, false, out);
    add_some_hits(from, hits, of, point, true, out);
}

/* The weights for one label less those for another; NULL when memory runs out. */
static const double *weights_between(const evidence_source *from, int towards, int away,
                                     arena *memory) {
    const size_t count = evidence_count(from->row);
    const double *with, *against;
    if (evidence_weights_of(from, towards, memory, &with) ||
        evidence_weights_of(from, away, memory, &against))
        return NULL;
    if (with && !against) return with;
    double *all = arena_take(memory, count, sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i] = (with ? with[i] : 0) - (against ? against[i] : 0);
    return all;
}

static int add_features(const evidence_source *from, int towards, int away, size_t most,
                        arena *memory, collection *out) {
    const double *weights = weights_between(from, towards, away, memory);
    size_t shown = 0, best;
    double pull;
    pull_list list;
    if (!weights || evidence_list(from, weights, memory, &list)) return -1;
    while (shown < most && (best = evidence_take_strongest(&list, &pull)) != SIZE_MAX) {
        const double share = pull / list.all;
        size_t start, end;
        fold_span(from->folded, list.places[best].start, list.places[best].end, &start, &end);
        if (overlaps(out, start, end)) continue;
        out->items[out->count++] = (exportcat_evidence){EXPORTCAT_FEATURE, NULL, start, end, share};
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
    if (!out.items) return NULL;
    add_hits(from, from->hits, of, point, &out);
    add_hits(from, from->elsewhere, of, point, &out);
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
