#include "cmd_evaluate.h"

#include <stdlib.h>
#include <string.h>

exportcat_status evaluation_begin_rules(evaluation *of, exportcat_error *error) {
    const catalogue *laws = &of->program->laws;
    of->rule_start = arena_new(&of->memory, laws->entry_count + 1, sizeof *of->rule_start);
    of->entry_texts = arena_new(&of->memory, laws->entry_count + 1, sizeof *of->entry_texts);
    if (!of->rule_start || !of->entry_texts) return status_memory(error);
    for (size_t i = 0; i < laws->entry_count; i++) {
        of->rule_start[i] = of->rule_count;
        of->rule_count += laws->entries[i].rules.count;
    }
    of->rules = arena_new(&of->memory, of->rule_count + 1, sizeof *of->rules);
    if (!of->rules) return status_memory(error);
    for (size_t i = 0, next = 0; i < laws->entry_count; i++)
        for (size_t k = 0; k < laws->entries[i].rules.count; k++)
            of->rules[next++] = (rule_count){.entry = &laws->entries[i],
                                             .rule = entry_rule(&laws->entries[i], k),
                                             .last_text = SIZE_MAX};
    return EXPORTCAT_OK;
}

/* A rule counts once a text, however often it hits; hits that are no evidence do not count. */
void evaluation_add_rules(evaluation *of, const measured *text) {
    const catalogue *laws = &of->program->laws;
    const rule_hits *hits = &text->scratch->readings[0].hits;
    for (size_t i = 0; i < laws->entry_count; i++)
        of->entry_texts[i] += evaluation_has_label(text->item, laws->entries[i].id.text);
    for (size_t i = 0; i < hits->count; i++) {
        const rule_hit *hit = &hits->items[i];
        if (hit->aside != RULE_COUNTS) continue;
        size_t start = of->rule_start[hit->entry - laws->entries];
        rule_count *count = &of->rules[start + (size_t)(hit->rule - entry_rule(hit->entry, 0))];
        if (count->last_text == of->texts) continue;
        count->last_text = of->texts;
        if (evaluation_has_label(text->item, hit->entry->id.text))
            count->own++;
        else
            count->other++;
    }
}

/* Worst precision first, the widest of equals before the others; never hit last; then by name. */
static int by_precision(const void *left, const void *right) {
    const rule_count *a = left, *b = right;
    size_t hit_a = a->own + a->other, hit_b = b->own + b->other;
    if (!hit_a != !hit_b) return hit_a ? -1 : 1;
    size_t cross_a = a->own * hit_b, cross_b = b->own * hit_a;
    if (cross_a != cross_b) return cross_a < cross_b ? -1 : 1;
    if (hit_a != hit_b) return hit_a > hit_b ? -1 : 1;
    int order = strcmp(a->entry->id.text, b->entry->id.text);
    return order ? order : strcmp(a->rule->id.text, b->rule->id.text);
}

void evaluation_end_rules(evaluation *of) {
    const entry *first = of->program->laws.entries;
    for (size_t i = 0; i < of->rule_count; i++)
        of->rules[i].entry_texts = of->entry_texts[of->rules[i].entry - first];
    if (of->rule_count) qsort(of->rules, of->rule_count, sizeof *of->rules, by_precision);
}
