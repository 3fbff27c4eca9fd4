/*
 * Stage 8: terms and patterns -> hits, each with its rule and its span. Rules never score.
 *
 * Terms, and the phrases that a pattern needs, are found in one pass over the text; only patterns
 * whose need was met, and whose literals stand as it demands, are run. Patterns are PCRE2, with JIT
 * where they are run often, and with limits: one that runs into a limit is reported.
 */
#ifndef RULES_H
#define RULES_H

#include "context.h"
#include "features.h"
#include "phrases.h"

typedef struct rules rules;
typedef struct rules_scratch rules_scratch;

typedef struct {
    const entry *entry;
    const rule *rule;
    exportcat_evidence_kind kind; /* EXPORTCAT_TERM or EXPORTCAT_PATTERN */
    const char *label;            /* entry/point, or entry, that the rule speaks for */
    uint32_t start, end;          /* folded bytes */
    int aside; /* exportcat_context_kind for which it is no evidence; RULE_COUNTS: it is */
} rule_hit;

enum { RULE_COUNTS = -1 };

/* Hits in the order of the rules, then of the text; of one rule at most RULES_HITS_MAX, not
 * overlapping. */
enum { RULES_HITS_MAX = 16 };
typedef struct {
    rule_hit *items;
    feature_hint *hints; /* what `features` is told: label and place of each hit that counts */
    size_t count, capacity, hint_count, hint_capacity;
    size_t tried;             /* patterns of which a needed phrase was found */
    const entry *limit_entry; /* of a pattern that ran into a limit; NULL: none did */
    const rule *limit_rule;
} rule_hits;

/* Compiles the rules of a catalogue, which must outlive them. EXPORTCAT_E_RULES with the rule's
 * place. The caller frees it with rules_free. */
exportcat_status rules_new(const catalogue *source, const stem_languages *languages, rules **out,
                           exportcat_error *error);
void rules_free(rules *compiled);

/* Appends the terms, and what patterns demand of a text, in the form that the catalogue's file
 * keeps as CATALOGUE_TERMS: a catalogue that has them is not read term by term, and its patterns,
 * which were checked when it was made, are compiled when they are first wanted. */
exportcat_status rules_freeze(const rules *compiled, buffer *out, exportcat_error *error);

/* One thread's working memory; NULL when memory runs out. The caller frees it with
 * rules_scratch_free. */
rules_scratch *rules_scratch_new(const rules *compiled);
void rules_scratch_free(rules_scratch *scratch);

/* What a text's symbols must be looked up in as terms. Borrowed from the rules; valid as long as
 * they are. */
const string_set *rules_terms(const rules *compiled);

/* Over the stretch of the text that the tokens cover; `symbols` are the whole text's. Fills `out`,
 * reusing its memory; `spans` tell which hits are no evidence. The caller frees it with
 * rule_hits_free. */
exportcat_status rules_run(const rules *compiled, rules_scratch *scratch, const folded *text,
                           const symbol_row *symbols, const token_list *tokens,
                           const context_spans *spans, rule_hits *out, exportcat_error *error);
void rule_hits_free(rule_hits *hits);

/* The hits as hints. Borrowed from the hits; valid until they are filled again or freed. */
feature_hints rule_hits_hints(const rule_hits *hits);

#endif
