#include "conditions_parts.h"

#include <string.h>

/* How far behind a parameter's words its figure may stand, and how near a figure its circumstances,
 * in bytes. */
enum { FIGURE_NEAR = 160, CIRCUMSTANCE_NEAR = 80, BESIDE = 4 };

exportcat_status figures_read(figure_list *out, const units *known, const folded *text,
                              const char *original, const context_spans *spans,
                              exportcat_error *error) {
    out->known = known;
    out->text = text;
    out->spans = spans;
    out->all.count = 0;
    return quantities_find(known, text, original, 0, text->length, &out->all, error);
}

void figures_free(figure_list *of) {
    quantities_free(&of->all);
    *of = (figure_list){0};
}

/* ---- Figures of a parameter ------------------------------------------------------------------ */

/* What is being found out about one threshold. */
typedef struct {
    const figure_list *of;
    limit against, circumstance;
    bool has_circumstance;
    size_t met, not_met, straddles, elsewhere; /* elsewhere: at other or unknown circumstances */
    bool other_unit;
    place first, odd; /* of a figure that was compared, of one that could not be */
} finding;

static bool is_of(const quantity *figure, const limit *against) {
    return figure->unit != figure->end &&
           unit_same_dimension(&figure->dimension, &against->dimension);
}

/* How far apart two figures of different phrases are beyond any two of one phrase. */
enum { PHRASE_APART = CIRCUMSTANCE_NEAR, CIRCUMSTANCE_FAR = CIRCUMSTANCE_NEAR + PHRASE_APART };

/* The bytes between two figures, more where a comma parts them, CIRCUMSTANCE_FAR where a clause
 * ends between them. */
static uint32_t gap_between(const folded *text, const quantity *one, const quantity *other) {
    uint32_t from = one->start < other->start ? one->end : other->end;
    uint32_t to = one->start < other->start ? other->start : one->start;
    if (to < from) return CIRCUMSTANCE_FAR;
    if (to - from >= CIRCUMSTANCE_NEAR || mentions_clause_end(text, from, to) < to)
        return CIRCUMSTANCE_FAR;
    return to - from + (memchr(text->bytes + from, ',', to - from) ? PHRASE_APART : 0);
}

/* Whether the nearest figure of its kind says that this one, the list's `index`th, was measured as
 * the threshold asks. */
static bool at_the_circumstance(const finding *on, size_t index) {
    const quantity_list *all = &on->of->all;
    const quantity *figure = &all->items[index], *nearest = NULL;
    uint32_t least = CIRCUMSTANCE_FAR;
    size_t from = index, to = index + 1;
    while (from > 0 && all->items[from - 1].end + CIRCUMSTANCE_NEAR > figure->start) from--;
    while (to < all->count && all->items[to].start < figure->end + CIRCUMSTANCE_NEAR) to++;
    for (size_t i = from; i < to; i++) {
        uint32_t gap = is_of(&all->items[i], &on->circumstance)
                           ? gap_between(on->of->text, &all->items[i], figure)
                           : CIRCUMSTANCE_FAR;
        if (gap >= least) continue;
        least = gap;
        nearest = &all->items[i];
    }
    return nearest && limit_compare(nearest->low, on->circumstance.value) == 0 &&
           limit_compare(nearest->high, on->circumstance.value) == 0;
}

/* Counts a figure, the list's `index`th as it stands or with the unit that brackets give it. */
static void take(finding *on, const quantity *figure, size_t index) {
    if (on->has_circumstance && !at_the_circumstance(on, index)) {
        if (!on->elsewhere++) on->odd = (place){figure->start, figure->end};
        return;
    }
    exportcat_threshold_state state = limit_hold(figure, &on->against);
    bool first = on->met + on->not_met + on->straddles == 0;
    bool turns = (state == EXPORTCAT_MET && !on->met) || state == EXPORTCAT_UNCLEAR;
    if (first || turns) on->first = (place){figure->start, figure->end};
    on->met += state == EXPORTCAT_MET;
    on->not_met += state == EXPORTCAT_NOT_MET;
    on->straddles += state == EXPORTCAT_UNCLEAR;
}

/* "(g/cm3)" behind a parameter's words gives the figures behind it their unit. */
static bool unit_in_brackets(const finding *on, uint32_t at, quantity *as) {
    char unit[32];
    const char *bytes = on->of->text->bytes + at;
    while (*bytes == ' ') bytes++;
    size_t length =
        *bytes == '(' || *bytes == '/' || *bytes == ',' ? strcspn(bytes + 1, "):,; ") : 0;
    if (!length || length >= sizeof unit) return false;
    memcpy(unit, bytes + 1, length);
    unit[length] = '\0';
    double one;
    if (!units_convert(on->of->known, unit, 1, &one, &as->dimension)) return false;
    as->low *= one;
    as->high *= one;
    return unit_same_dimension(&as->dimension, &on->against.dimension);
}

/* Whether a figure goes on with a list that the one before began: "2.55, 2.60 and 2.62". */
static bool goes_on(const figure_list *of, const quantity *before, const quantity *after) {
    const char *from = of->text->bytes + before->end;
    size_t length = after->start > before->end ? after->start - before->end : 0;
    char between[16];
    if (length >= sizeof between) return false;
    memcpy(between, from, length);
    between[length] = '\0';
    return strspn(between, " ,/") == length || !strcmp(between, " and ") ||
           !strcmp(between, ", and ") || !strcmp(between, " or ") || !strcmp(between, "、") ||
           !strcmp(between, "和") || !strcmp(between, "或") || !strcmp(between, "及");
}

/* Only the text's own figures count, not those of what it is compared with or leaves out. */
static bool is_its_own(const figure_list *of, const quantity *figure) {
    return !context_over(of->spans, figure->start, figure->end);
}

/* The first figure that begins at `at` or behind it. */
static size_t first_from(const quantity_list *all, uint32_t at) {
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A figure beside its parameter's words that is in another unit, or in none. */
static void note_other_unit(finding *on, place words, const quantity *figure) {
    bool says_where = on->has_circumstance && is_of(figure, &on->circumstance);
    if (says_where || on->other_unit || figure->start - words.end >= CIRCUMSTANCE_NEAR / 2) return;
    on->other_unit = true;
    on->odd = (place){figure->start, figure->end};
}

/* The figures behind a parameter's words, up to the next mention; false: none. */
static bool take_behind(finding *on, place words, uint32_t next) {
    const quantity_list *all = &on->of->all;
    uint32_t most = words.end + FIGURE_NEAR < next ? words.end + FIGURE_NEAR : next;
    uint32_t end = mentions_clause_end(on->of->text, words.end, most);
    const quantity *last = NULL;
    for (size_t i = first_from(all, words.end); i < all->count && all->items[i].start < end; i++) {
        quantity here = all->items[i];
        if (!is_its_own(on->of, &here)) continue;
        if (last && !goes_on(on->of, last, &here)) break;
        bool bare = here.unit == here.end && unit_in_brackets(on, words.end, &here);
        if (bare || is_of(&here, &on->against)) {
            take(on, &here, i);
            last = &all->items[i];
        } else if (!last) {
            note_other_unit(on, words, &here);
        }
    }
    return last != NULL;
}

/* A figure that stands right before its parameter's words. */
static void take_before(finding *on, place words) {
    const quantity_list *all = &on->of->all;
    size_t behind = first_from(all, words.start);
    if (!behind) return;
    const quantity *here = &all->items[behind - 1];
    if (here->end > words.start || words.start - here->end > BESIDE) return;
    size_t gap = words.start - here->end;
    const char *between = on->of->text->bytes + here->end;
    bool joined = strspn(between, " ") >= gap || strncmp(between, "的", strlen("的")) == 0 ||
                  strncmp(between, " 的", strlen(" 的")) == 0;
    if (joined && is_of(here, &on->against) && is_its_own(on->of, here)) take(on, here, behind - 1);
}

/* In one pass for several thresholds, the point's from the `first`th on. */
static void look_at_mentions(finding *all, const spellings *of, size_t first, size_t count) {
    const folded *text = all->of->text;
    mention here, next;
    bool more = mentions_next(text, of, 0, &here);
    while (more) {
        more = mentions_next(text, of, here.at.end, &next);
        uint32_t until = more ? next.at.start : (uint32_t)text->length;
        bool asked = here.whose >= first && here.whose - first < count;
        finding *on = asked ? &all[here.whose - first] : NULL;
        if (on && !take_behind(on, here.at, until)) take_before(on, here.at);
        here = next;
    }
}

/* A figure in the right unit that no parameter is named for; a ratio tells nothing. */
static const quantity *nameless(const finding *on) {
    static const unit_dimension ratio = {{0}};
    if (unit_same_dimension(&on->against.dimension, &ratio)) return NULL;
    for (size_t i = 0; i < on->of->all.count; i++)
        if (is_of(&on->of->all.items[i], &on->against) && is_its_own(on->of, &on->of->all.items[i]))
            return &on->of->all.items[i];
    return NULL;
}

/* ---- Judging --------------------------------------------------------------------------------- */

static condition conclude(const finding *on) {
    const quantity *lone;
    if (on->straddles)
        return (condition){EXPORTCAT_UNCLEAR, on->first.start, on->first.end,
                           "what is stated lies on both sides of the limit"};
    if (on->met && on->not_met)
        return (condition){EXPORTCAT_UNCLEAR, on->first.start, on->first.end,
                           "figures on both sides of the limit are stated"};
    if (on->met) return (condition){EXPORTCAT_MET, on->first.start, on->first.end, NULL};
    if (on->not_met)
        return (condition){EXPORTCAT_NOT_MET, on->first.start, on->first.end,
                           "what is stated lies outside the limit"};
    if (on->elsewhere)
        return (condition){EXPORTCAT_UNCLEAR, on->odd.start, on->odd.end,
                           "it is not stated as measured there"};
    if (on->other_unit)
        return (condition){EXPORTCAT_UNCLEAR, on->odd.start, on->odd.end,
                           "the figure beside it is in no unit that can be compared"};
    if ((lone = nameless(on)))
        return (condition){EXPORTCAT_UNCLEAR, lone->start, lone->end,
                           "a figure in its unit stands in the text, but not what it is of"};
    return (condition){.state = EXPORTCAT_MISSING};
}

static finding begin(const figure_list *of, const threshold *here) {
    finding on = {.of = of, .against = {.relation = here->relation}};
    units_convert(of->known, here->unit, here->value, &on.against.value, &on.against.dimension);
    on.has_circumstance = here->at.unit != NULL;
    if (on.has_circumstance)
        units_convert(of->known, here->at.unit, here->at.value, &on.circumstance.value,
                      &on.circumstance.dimension);
    return on;
}

enum { AT_ONCE = 16 };

static void judge(const figure_list *of, const threshold *all, const spellings *named, size_t first,
                  size_t count, condition *out) {
    finding on[AT_ONCE];
    for (size_t i = 0; i < count; i++) on[i] = begin(of, &all[first + i]);
    look_at_mentions(on, named, first, count);
    for (size_t i = 0; i < count; i++) out[first + i] = conclude(&on[i]);
}

conditions_state conditions_judge(const figure_list *of, const control_point *point,
                                  condition *out) {
    size_t count = point->thresholds.count, met = 0, not_met = 0;
    size_t needed = point->at_least ? (size_t)point->at_least : count;
    const threshold *all = point->thresholds.items;
    spellings named = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        mentions_add_spellings(&named, all[i].words.en, i);
        mentions_add_spellings(&named, all[i].words.zh, i);
        mentions_add_spellings(&named, all[i].others.en, OF_NONE);
        mentions_add_spellings(&named, all[i].others.zh, OF_NONE);
    }
    for (size_t first = 0; first < count; first += AT_ONCE)
        judge(of, all, &named, first, count - first < AT_ONCE ? count - first : AT_ONCE, out);
    for (size_t i = 0; i < count; i++) {
        met += out[i].state == EXPORTCAT_MET;
        not_met += out[i].state == EXPORTCAT_NOT_MET && !all[i].of_part;
    }
    if (!count) return CONDITIONS_NONE;
    if (met >= needed) return CONDITIONS_MET;
    return not_met > count - needed ? CONDITIONS_NOT_MET : CONDITIONS_OPEN;
}
