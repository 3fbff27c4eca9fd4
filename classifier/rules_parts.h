/* Stage 8: what the files of the rules share. */
#ifndef RULES_PARTS_H
#define RULES_PARTS_H

#include "rules.h"
#include "rules_patterns.h"

typedef struct {
    const entry *entry;
    const rule *rule;
    const char *label;
} compiled_rule;

/* In the trie, a rule's own terms stand for its number, the needs of its pattern likewise; its
 * exceptions stand for its number plus the number of rules. */
struct rules {
    compiled_rule *items;
    bool *is_pattern; /* beside the items: asked of each phrase that is found */
    size_t count;
    phrase_trie *trie;
    pattern_set *patterns;
    arena memory;
    uint64_t fingerprint; /* of the code that cuts terms */
};

#endif
