/* The rules over a text. */
#include "rules_parts.h"

#include <stdlib.h>
#include <string.h>

/* Where an exception of a rule stands. */
typedef struct {
    size_t number;
    uint32_t start, end;
} exception;

/* A place where a rule was met. */
typedef struct {
    uint32_t start, end;
    uint32_t next; /* the same rule's next place */
} place;

/* What was found of a rule: small, so that those of many rules lie side by side. */
typedef struct {
    uint32_t first, last; /* places */
    uint32_t first_hit;   /* of the hits that the places become */
    uint16_t count;       /* of the places */
    bool is_wanted;       /* on the list of those that a phrase was found of */
} rule_state;

struct rules_scratch {
    pattern_matcher *matcher;
    rule_state *states;
    place *places; /* room for the most that all rules can have */
    size_t place_count;
    uint32_t *wanted;
    size_t wanted_count;
    exception *exceptions;
    size_t exception_count, exception_capacity;
    const rules *owner;
    gram_map grams; /* of the stretch that patterns run over */
};

rules_scratch *rules_scratch_new(const rules *compiled) {
    rules_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return NULL;
    size_t count = compiled->count + 1;
    scratch->owner = compiled;
    scratch->matcher = pattern_matcher_new();
    scratch->states = calloc(count, sizeof *scratch->states);
    scratch->places = calloc(count, RULES_HITS_MAX * sizeof *scratch->places);
    scratch->wanted = calloc(count, sizeof *scratch->wanted);
    if (scratch->matcher && scratch->states && scratch->places && scratch->wanted) return scratch;
    rules_scratch_free(scratch);
    return NULL;
}

void rules_scratch_free(rules_scratch *scratch) {
    if (!scratch) return;
    pattern_matcher_free(scratch->matcher);
    free(scratch->states);
    free(scratch->places);
    free(scratch->wanted);
    free(scratch->exceptions);
    free(scratch);
}

/* ---- Running --------------------------------------------------------------------------------- */

/* Keeps a place unless it overlaps the rule's last one; of two that begin alike the longer is kept.
 */
static void keep(rules_scratch *scratch, uint32_t number, uint32_t start, uint32_t end) {
    rule_state *of = &scratch->states[number];
    place *last = of->count ? &scratch->places[of->last] : NULL;
    if (last && last->start == start) {
        if (end > last->end) last->end = end;
        return;
    }
    if ((last && start < last->end) || of->count == RULES_HITS_MAX) return;
    uint32_t here = (uint32_t)scratch->place_count++;
    scratch->places[here] = (place){.start = start, .end = end};
    if (last)
        last->next = here;
    else
        of->first = here;
    of->last = here;
    of->count++;
}

/* Puts a rule on the list, which is in the order of the rules, once. */
static void want(rules_scratch *scratch, uint32_t number) {
    if (scratch->states[number].is_wanted) return;
    size_t at = scratch->wanted_count++;
    for (; at && scratch->wanted[at - 1] > number; at--)
        scratch->wanted[at] = scratch->wanted[at - 1];
    scratch->wanted[at] = number;
    scratch->states[number] = (rule_state){.is_wanted = true};
}

static int phrase_found(void *context, uint32_t number, uint32_t start, uint32_t end) {
    rules_scratch *scratch = context;
    size_t count = scratch->owner->count;
    if (number >= count) {
        if (grow(&scratch->exceptions, &scratch->exception_capacity, scratch->exception_count + 1,
                 sizeof *scratch->exceptions))
            return -1;
        scratch->exceptions[scratch->exception_count++] = (exception){number - count, start, end};
        return 0;
    }
    want(scratch, number);
    if (!scratch->owner->is_pattern[number]) keep(scratch, number, start, end);
    return 0;
}

/* Lists the rules of which a phrase stands among the tokens, with the places of those that are
 * terms; -1 when memory runs out. */
static int find_phrases(const rules *compiled, rules_scratch *scratch, const symbol_row *symbols,
                        size_t from, size_t end) {
    for (size_t i = 0; i < scratch->wanted_count; i++)
        scratch->states[scratch->wanted[i]].is_wanted = false;
    scratch->wanted_count = scratch->exception_count = scratch->place_count = 0;
    return phrase_trie_find(compiled->trie, symbols, symbol_row_seek(symbols, (uint32_t)from),
                            symbol_row_seek(symbols, (uint32_t)end), phrase_found, scratch);
}

/* Runs one pattern over a stretch of the text; false where it was given up. */
static bool run_pattern(const rules *compiled, rules_scratch *scratch, uint32_t number,
                        const folded *text, place_text *in) {
    const rule *of = compiled->items[number].rule;
    size_t from = in->from;
    const place_set *starts = pattern_starts(compiled->patterns, number, scratch->matcher, in);
    while (scratch->states[number].count < RULES_HITS_MAX) {
        size_t span[2];
        pattern_result result = pattern_find(compiled->patterns, number, of, scratch->matcher, text,
                                             starts, from, in->end, span);
        if (result != PATTERN_FOUND) return result == PATTERN_ABSENT;
        if (span[1] <= from || span[0] >= span[1]) return true; /* \K may turn spans around */
        keep(scratch, number, (uint32_t)span[0], (uint32_t)span[1]);
        from = span[1];
    }
    return true;
}

static void run_patterns(const rules *compiled, rules_scratch *scratch, const folded *text,
                         size_t from, size_t end, rule_hits *out) {
    place_text in = {.bytes = text->bytes,
                     .from = (uint32_t)from,
                     .end = (uint32_t)end,
                     .grams = &scratch->grams};
    for (size_t i = 0; i < scratch->wanted_count; i++) {
        uint32_t number = scratch->wanted[i];
        if (!compiled->is_pattern[number]) continue;
        const compiled_rule *item = &compiled->items[number];
        if (!out->tried) gram_map_fill(&scratch->grams, text->bytes + from, end - from);
        out->tried++;
        if (!pattern_may_match(compiled->patterns, number, item->rule, &scratch->grams) ||
            run_pattern(compiled, scratch, number, text, &in) || out->limit_rule)
            continue;
        out->limit_entry = item->entry;
        out->limit_rule = item->rule;
    }
}

/* ---- Hits ------------------------------------------------------------------------------------ */

/* Gives out a rule's places as hits. */
static int add_hits(const rules *compiled, rules_scratch *scratch, uint32_t number,
                    rule_hits *out) {
    rule_state *of = &scratch->states[number];
    const compiled_rule *item = &compiled->items[number];
    exportcat_evidence_kind kind =
        compiled->is_pattern[number] ? EXPORTCAT_PATTERN : EXPORTCAT_TERM;
    if (grow(&out->items, &out->capacity, out->count + of->count, sizeof *out->items)) return -1;
    of->first_hit = (uint32_t)out->count;
    uint32_t at = of->first;
    for (size_t i = 0; i < of->count; i++) {
        const place *here = &scratch->places[at];
        out->items[out->count++] = (rule_hit){item->entry, item->rule, kind,       item->label,
                                              here->start, here->end,  RULE_COUNTS};
        at = here->next;
    }
    return 0;
}

/* Marks the hits that are no evidence: those in a sentence with an exception of their rule, and
 * those that the text itself leaves out, compares with, or says are bought in. */
static void set_hits_aside(const rules_scratch *scratch, const folded *text,
                           const context_spans *spans, rule_hits *out) {
    for (size_t i = 0; i < scratch->exception_count; i++) {
        const exception *here = &scratch->exceptions[i];
        const rule_state *of = &scratch->states[here->number];
        if (!of->is_wanted) continue;
        for (size_t k = 0; k < of->count; k++) {
            rule_hit *hit = &out->items[of->first_hit + k];
            if (context_same_sentence(text, hit->start, here->start)) hit->aside = EXPORTCAT_UNLESS;
        }
    }
    for (size_t i = 0; spans->count && i < out->count; i++) {
        const context_span *over = context_over(spans, out->items[i].start, out->items[i].end);
        if (over) out->items[i].aside = (int)over->kind;
    }
}

static int add_hints(rule_hits *out) {
    if (grow(&out->hints, &out->hint_capacity, out->count, sizeof *out->hints)) return -1;
    for (size_t i = 0; i < out->count; i++) {
        const rule_hit *hit = &out->items[i];
        if (hit->aside == RULE_COUNTS)
            out->hints[out->hint_count++] = (feature_hint){hit->label, hit->start, hit->end};
    }
    return 0;
}

exportcat_status rules_run(const rules *compiled, rules_scratch *scratch, const folded *text,
                           const symbol_row *symbols, const token_list *tokens,
                           const context_spans *spans, rule_hits *out, exportcat_error *error) {
    const token *last = tokens->count ? &tokens->items[tokens->count - 1] : NULL;
    size_t from = last ? tokens->items[0].start : 0, end = last ? last->start + last->length : 0;
    out->count = out->hint_count = out->tried = 0;
    out->limit_entry = NULL;
    out->limit_rule = NULL;
    if (find_phrases(compiled, scratch, symbols, from, end)) return status_memory(error);
    run_patterns(compiled, scratch, text, from, end, out);
    for (size_t i = 0; i < scratch->wanted_count; i++)
        if (add_hits(compiled, scratch, scratch->wanted[i], out)) return status_memory(error);
    set_hits_aside(scratch, text, spans, out);
    return add_hints(out) ? status_memory(error) : EXPORTCAT_OK;
}

void rule_hits_free(rule_hits *hits) {
    free(hits->items);
    free(hits->hints);
    *hits = (rule_hits){0};
}

feature_hints rule_hits_hints(const rule_hits *hits) {
    return (feature_hints){hits->hints, hits->hint_count};
}
