#include "verdict_scope.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static size_t count_patterns(const catalogue *laws, size_t *rules_on_file) {
    size_t patterns = 0;
    for (size_t e = 0; e < laws->entry_count; e++) {
        const entry *of = &laws->entries[e];
        *rules_on_file += of->rules.count;
        for (size_t i = 0; i < of->rules.count; i++) patterns += entry_rule(of, i)->pattern != NULL;
    }
    return patterns;
}

/* Rules with a hit that counts; hits stand in the order of the rules. */
static size_t count_hit(const rule_hits *hits) {
    const rule *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->items[i].aside != RULE_COUNTS || hits->items[i].rule == last) continue;
        last = hits->items[i].rule;
        count++;
    }
    return count;
}

struct verdict_scope {
    size_t rules, patterns;
    const instrument *instruments;                 /* in the order of `on_file` */
    exportcat_on_file (*on_file)[EXPORTCAT_PARTS]; /* of each edition */
};

exportcat_status verdict_scope_new(const catalogue *laws, verdict_scope **out,
                                   exportcat_error *error) {
    verdict_scope *scope = *out = calloc(1, sizeof *scope);
    if (!scope) return status_memory(error);
    scope->patterns = count_patterns(laws, &scope->rules);
    scope->instruments = laws->instruments;
    scope->on_file = calloc(laws->instrument_count + 1, sizeof *scope->on_file);
    if (!scope->on_file) return status_memory(error);
    for (size_t i = 0; i < laws->instrument_count; i++)
        for (int part = 0; part < EXPORTCAT_PARTS; part++) {
            coverage found = catalogue_coverage(laws, &laws->instruments[i], (exportcat_part)part);
            scope->on_file[i][part] = (exportcat_on_file){found.on_file, (size_t)found.total};
        }
    return EXPORTCAT_OK;
}

void verdict_scope_free(verdict_scope *scope) {
    if (!scope) return;
    free(scope->on_file);
    free(scope);
}

static exportcat_rules_tried count_rules(const verdict_input *in) {
    const rule_hits *hits = in->readings[0].hits;
    return (exportcat_rules_tried){.on_file = in->scope->rules,
                                   .patterns = in->scope->patterns,
                                   .patterns_run = hits->tried,
                                   .tried = in->scope->rules - in->scope->patterns + hits->tried,
                                   .hit = count_hit(hits)};
}

int verdict_add_scope(const verdict_input *in, const instrument *edition, arena *memory,
                      exportcat_verdict *out) {
    XXH128_hash_t digest = XXH3_128bits(in->text, in->length);
    out->text_digest = arena_format(memory, "%016llx%016llx", (unsigned long long)digest.high64,
                                    (unsigned long long)digest.low64);
    out->rules = count_rules(in);
    if (edition)
        memcpy(out->on_file, in->scope->on_file[edition - in->scope->instruments],
               sizeof out->on_file);
    return out->text_digest ? 0 : -1;
}
