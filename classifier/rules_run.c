/* The rules over a text. */
#include "rules_parts.h"

#include <stdlib.h>
#include <string.h>

/* Where an exception of a rule stands. */
typedef struct {
    size_t number;
    uint32_t start, end;
} exception;

struct rules_scratch {
    pattern_matcher *matcher;
    rule_hit (*hits)[RULES_HITS_MAX];
    unsigned char *hit_count;
    unsigned char *is_wanted; /* in the list of those that a phrase was found of */
    uint32_t *wanted;
    size_t wanted_count;
    exception *exceptions;
    size_t exception_count, exception_capacity;
    const rules *owner;
};

rules_scratch *rules_scratch_new(const rules *compiled) {
    rules_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return NULL;
    scratch->owner = compiled;
    scratch->matcher = pattern_matcher_new();
    scratch->hits = calloc(compiled->count + 1, sizeof *scratch->hits);
    scratch->hit_count = calloc(compiled->count + 1, 1);
    scratch->is_wanted = calloc(compiled->count + 1, 1);
    scratch->wanted = calloc(compiled->count + 1, sizeof *scratch->wanted);
    if (scratch->matcher && scratch->hits && scratch->hit_count && scratch->is_wanted &&
        scratch->wanted)
        return scratch;
    rules_scratch_free(scratch);
    return NULL;
}

void rules_scratch_free(rules_scratch *scratch) {
    if (!scratch) return;
    pattern_matcher_free(scratch->matcher);
    free(scratch->hits);
    free(scratch->hit_count);
    free(scratch->is_wanted);
    free(scratch->wanted);
    free(scratch->exceptions);
    free(scratch);
}

/* ---- Running --------------------------------------------------------------------------------- */

/* Keeps a hit unless it overlaps the rule's last one; of two that begin alike the longer is kept.
 */
static void keep(rules_scratch *scratch, uint32_t number, exportcat_evidence_kind kind,
                 uint32_t start, uint32_t end) {
    const compiled_rule *item = &scratch->owner->items[number];
    unsigned char *count = &scratch->hit_count[number];
    rule_hit *last = *count ? &scratch->hits[number][*count - 1] : NULL;
    if (last && last->start == start) {
        if (end > last->end) last->end = end;
        return;
    }
    if ((last && start < last->end) || *count == RULES_HITS_MAX) return;
    scratch->hits[number][(*count)++] =
        (rule_hit){item->entry, item->rule, kind, item->label, start, end, RULE_COUNTS};
}

/* Puts a rule on the list, which is in the order of the rules, once. */
static void want(rules_scratch *scratch, uint32_t number) {
    if (scratch->is_wanted[number]) return;
    size_t at = scratch->wanted_count++;
    for (; at && scratch->wanted[at - 1] > number; at--)
        scratch->wanted[at] = scratch->wanted[at - 1];
    scratch->wanted[at] = number;
    scratch->is_wanted[number] = 1;
    scratch->hit_count[number] = 0;
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
    if (!scratch->owner->items[number].rule->pattern)
        keep(scratch, number, EXPORTCAT_TERM, start, end);
    return 0;
}

/* Runs one pattern over [from, end) of the text; false where it was given up. */
static bool run_pattern(const rules *compiled, rules_scratch *scratch, uint32_t number,
                        const folded *text, size_t from, size_t end) {
    const rule *of = compiled->items[number].rule;
    while (scratch->hit_count[number] < RULES_HITS_MAX) {
        size_t span[2];
        pattern_result result =
            pattern_find(compiled->patterns, number, of, scratch->matcher, text, from, end, span);
        if (result != PATTERN_FOUND) return result == PATTERN_ABSENT;
        if (span[1] <= from || span[0] >= span[1]) return true; /* \K may turn spans around */
        keep(scratch, number, EXPORTCAT_PATTERN, (uint32_t)span[0], (uint32_t)span[1]);
        from = span[1];
    }
    return true;
}

/* Marks the hits that are no evidence: those in a sentence with an exception of their rule, and
 * those that the text itself leaves out, compares with, or says are bought in. */
static void set_hits_aside(rules_scratch *scratch, const folded *text, const context_spans *spans) {
    for (size_t i = 0; i < scratch->exception_count; i++) {
        const exception *here = &scratch->exceptions[i];
        if (!scratch->is_wanted[here->number]) continue;
        rule_hit *hits = scratch->hits[here->number];
        for (size_t k = 0; k < scratch->hit_count[here->number]; k++)
            if (context_same_sentence(text, hits[k].start, here->start))
                hits[k].aside = EXPORTCAT_UNLESS;
    }
    for (size_t i = 0; spans->count && i < scratch->wanted_count; i++)
        for (size_t k = 0; k < scratch->hit_count[scratch->wanted[i]]; k++) {
            rule_hit *hit = &scratch->hits[scratch->wanted[i]][k];
            const context_span *over = context_over(spans, hit->start, hit->end);
            if (over) hit->aside = (int)over->kind;
        }
}

static int add_hits(rule_hits *out, const rule_hit *hits, size_t count) {
    size_t need = out->count + count + 1;
    if (grow(&out->items, &out->capacity, need, sizeof *out->items) ||
        grow(&out->hints, &out->hint_capacity, need, sizeof *out->hints))
        return -1;
    for (size_t i = 0; i < count; i++) {
        out->items[out->count++] = hits[i];
        if (hits[i].aside == RULE_COUNTS)
            out->hints[out->hint_count++] =
                (feature_hint){hits[i].label, hits[i].start, hits[i].end};
    }
    return 0;
}

/* Lists the rules of which a phrase stands among the tokens, with the hits of those that are terms;
 * -1 when memory runs out. */
static int find_phrases(const rules *compiled, rules_scratch *scratch, const symbol_row *symbols,
                        size_t from, size_t end) {
    for (size_t i = 0; i < scratch->wanted_count; i++) scratch->is_wanted[scratch->wanted[i]] = 0;
    scratch->wanted_count = scratch->exception_count = 0;
    return phrase_trie_find(compiled->trie, symbols, symbol_row_seek(symbols, (uint32_t)from),
                            symbol_row_seek(symbols, (uint32_t)end), phrase_found, scratch);
}

static void run_patterns(const rules *compiled, rules_scratch *scratch, const folded *text,
                         size_t from, size_t end, rule_hits *out) {
    for (size_t i = 0; i < scratch->wanted_count; i++) {
        const compiled_rule *item = &compiled->items[scratch->wanted[i]];
        if (!item->rule->pattern) continue;
        out->tried++;
        if (run_pattern(compiled, scratch, scratch->wanted[i], text, from, end) || out->limit_rule)
            continue;
        out->limit_entry = item->entry;
        out->limit_rule = item->rule;
    }
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
    set_hits_aside(scratch, text, spans);
    for (size_t i = 0; i < scratch->wanted_count; i++) {
        uint32_t number = scratch->wanted[i];
        if (add_hits(out, scratch->hits[number], scratch->hit_count[number]))
            return status_memory(error);
    }
    return EXPORTCAT_OK;
}

void rule_hits_free(rule_hits *hits) {
    free(hits->items);
    free(hits->hints);
    *hits = (rule_hits){0};
}

feature_hints rule_hits_hints(const rule_hits *hits) {
    return (feature_hints){hits->hints, hits->hint_count};
}
