#include "verdict_scope.h"

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

static exportcat_rules_tried count_rules(const verdict_input *in) {
    exportcat_rules_tried out = {.patterns_run = in->readings[0].hits->tried,
                                 .hit = count_hit(in->readings[0].hits)};
    out.patterns = count_patterns(in->laws, &out.on_file);
    out.tried = out.on_file - out.patterns + out.patterns_run;
    return out;
}

int verdict_add_scope(const verdict_input *in, const instrument *edition, arena *memory,
                      exportcat_verdict *out) {
    XXH128_hash_t digest = XXH3_128bits(in->text, in->length);
    out->text_digest = arena_format(memory, "%016llx%016llx", (unsigned long long)digest.high64,
                                    (unsigned long long)digest.low64);
    out->rules = count_rules(in);
    for (int part = 0; edition && part < EXPORTCAT_PARTS; part++) {
        coverage found = catalogue_coverage(in->laws, edition, (exportcat_part)part);
        out->on_file[part] = (exportcat_on_file){found.on_file, (size_t)found.total};
    }
    return out->text_digest ? 0 : -1;
}
