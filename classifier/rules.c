#include "rules.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 2048 };

typedef struct {
    const entry *entry;
    const rule *rule;
    const char *label;
    pcre2_code *code;     /* NULL for terms, and for a pattern that is not ready */
    atomic_bool is_ready; /* see ready_pattern */
} compiled_rule;

/* In the trie, a rule's own terms stand for its number, the needs of its pattern likewise; its
 * exceptions stand for its number plus the number of rules. */
struct rules {
    compiled_rule *items;
    size_t count;
    phrase_trie *trie;
    pcre2_match_context *limits;
    arena memory;
    pthread_mutex_t lock; /* for ready_pattern */
    uint64_t fingerprint; /* of the code that cuts terms */
};

/* Where an exception of a rule stands. */
typedef struct {
    size_t number;
    uint32_t start, end;
} exception;

struct rules_scratch {
    pcre2_match_data *match;
    rule_hit (*hits)[RULES_HITS_MAX];
    unsigned char *hit_count;
    unsigned char *is_wanted; /* in the list of those that a phrase was found of */
    uint32_t *wanted;
    size_t wanted_count;
    exception *exceptions;
    size_t exception_count, exception_capacity;
    const rules *owner;
};

/* ---- Compiling ------------------------------------------------------------------------------- */

static exportcat_status compile_pattern(compiled_rule *item, pcre2_match_context *limits,
                                        exportcat_error *error) {
    const yaml_place *place = &item->rule->place;
    buffer pattern = {0}; /* written as folded text is */
    int code;
    PCRE2_SIZE offset;
    fold_simplify(&pattern, item->rule->pattern);
    if (!pattern.failed)
        item->code =
            pcre2_compile((PCRE2_SPTR)pattern.bytes, pattern.length,
                          PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &offset, NULL);
    bool failed = pattern.failed;
    buffer_free(&pattern);
    if (failed) return status_memory(error);
    if (!item->code) {
        PCRE2_UCHAR message[160] = "";
        pcre2_get_error_message(code, message, sizeof message);
        return status_at(error, EXPORTCAT_E_RULES, place->path, place->line, place->column,
                         "rule '%s': the pattern is wrong at character %zu: %s",
                         item->rule->id.text, offset + 1, (const char *)message);
    }
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    if (!match) return status_memory(error);
    int empty = pcre2_match(item->code, (PCRE2_SPTR) "", 0, 0, 0, match, limits);
    pcre2_match_data_free(match);
    if (empty >= 0)
        return status_at(error, EXPORTCAT_E_RULES, place->path, place->line, place->column,
                         "rule '%s': the pattern matches the empty text", item->rule->id.text);
    return EXPORTCAT_OK;
}

/* Most texts need few patterns, and JIT takes longer than all else of one: each is made ready when
 * it is first wanted, once, before any thread matches with it. Without JIT, on a machine that
 * forbids it, it is interpreted. */
static const pcre2_code *ready_pattern(const rules *compiled, size_t number) {
    compiled_rule *item = &compiled->items[number];
    if (atomic_load_explicit(&item->is_ready, memory_order_acquire)) return item->code;
    pthread_mutex_t *lock = (pthread_mutex_t *)&compiled->lock;
    pthread_mutex_lock(lock);
    if (!atomic_load_explicit(&item->is_ready, memory_order_relaxed)) {
        exportcat_error error;
        if (!item->code) compile_pattern(item, compiled->limits, &error);
        if (item->code) pcre2_jit_compile(item->code, PCRE2_JIT_COMPLETE);
        atomic_store_explicit(&item->is_ready, true, memory_order_release);
    }
    pthread_mutex_unlock(lock);
    return item->code;
}

static exportcat_status add_phrases(rules *out, const compiled_rule *item, size_t number,
                                    const yaml_list *list, stemmer *stems, exportcat_error *error) {
    const char *const *all = list->items;
    for (size_t i = 0; i < list->count; i++) {
        exportcat_error inner;
        exportcat_status status =
            phrase_trie_add(out->trie, stems, all[i], (uint32_t)number, &inner);
        const yaml_place *place = &item->rule->place;
        if (status)
            return status_at(error, status, place->path, place->line, place->column,
                             "rule '%s': %s", item->rule->id.text, inner.message);
    }
    return EXPORTCAT_OK;
}

static exportcat_status compile_rule(rules *out, compiled_rule *item, stemmer *stems,
                                     exportcat_error *error) {
    const phrases *words = item->rule->pattern ? &item->rule->needs : &item->rule->terms;
    const phrases *unless = &item->rule->unless;
    size_t number = (size_t)(item - out->items), exceptions = number + out->count;
    exportcat_status status = add_phrases(out, item, number, &words->en, stems, error);
    if (!status) status = add_phrases(out, item, number, &words->zh, stems, error);
    if (!status) status = add_phrases(out, item, exceptions, &unless->en, stems, error);
    if (!status) status = add_phrases(out, item, exceptions, &unless->zh, stems, error);
    if (!status && item->rule->pattern) status = compile_pattern(item, out->limits, error);
    return status;
}

static exportcat_status compile_rules(rules *out, const stem_languages *languages,
                                      exportcat_error *error) {
    stemmer *stems;
    out->trie = phrase_trie_new();
    if (!out->trie) return status_memory(error);
    exportcat_status status = stemmer_new(languages, &stems, error);
    for (size_t i = 0; !status && i < out->count; i++)
        status = compile_rule(out, &out->items[i], stems, error);
    if (!status && phrase_trie_finish(out->trie)) status = status_memory(error);
    stemmer_free(stems);
    return status;
}

static exportcat_status list_rules(rules *out, const catalogue *source, exportcat_error *error) {
    size_t count = 0;
    for (size_t e = 0; e < source->entry_count; e++) count += source->entries[e].rules.count;
    out->items = calloc(count + 1, sizeof *out->items);
    if (!out->items) return status_memory(error);
    for (size_t e = 0; e < source->entry_count; e++)
        for (size_t i = 0; i < source->entries[e].rules.count; i++) {
            compiled_rule *item = &out->items[out->count++];
            item->entry = &source->entries[e];
            item->rule = entry_rule(item->entry, i);
            const char *point = item->rule->point.text;
            item->label = arena_join(&out->memory, item->entry->id.text, point ? "/" : "",
                                     point ? point : "");
            if (!item->label) return status_memory(error);
        }
    return EXPORTCAT_OK;
}

/* What decides how a term is cut: the code at hand and the languages. */
static exportcat_status fingerprint_of(const stem_languages *languages, uint64_t *out,
                                       exportcat_error *error) {
    feature_settings settings = feature_settings_default();
    settings.languages = *languages;
    return features_fingerprint(&settings, out, error);
}

/* The trie that the catalogue's file keeps, where the same code made it; NULL otherwise. */
static phrase_trie *kept_trie(const rules *out, const catalogue_section *kept) {
    uint64_t fingerprint;
    if (kept->size < sizeof fingerprint) return NULL;
    memcpy(&fingerprint, kept->bytes, sizeof fingerprint);
    if (fingerprint != out->fingerprint) return NULL;
    return phrase_trie_thaw(kept->bytes + sizeof fingerprint, kept->size - sizeof fingerprint,
                            2 * out->count);
}

static exportcat_status compile_all(rules *out, const catalogue *source,
                                    const stem_languages *languages, exportcat_error *error) {
    out->limits = pcre2_match_context_create(NULL);
    if (!out->limits) return status_memory(error);
    pthread_mutex_init(&out->lock, NULL);
    pcre2_set_match_limit(out->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(out->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(out->limits, HEAP_LIMIT_KIB);
    exportcat_status status = list_rules(out, source, error);
    if (!status) status = fingerprint_of(languages, &out->fingerprint, error);
    if (status) return status;
    out->trie = kept_trie(out, &source->sections[CATALOGUE_TERMS]);
    return out->trie ? EXPORTCAT_OK : compile_rules(out, languages, error);
}

exportcat_status rules_new(const catalogue *source, const stem_languages *languages, rules **out,
                           exportcat_error *error) {
    *out = NULL;
    rules *compiled = calloc(1, sizeof *compiled);
    exportcat_status status =
        compiled ? compile_all(compiled, source, languages, error) : status_memory(error);
    if (status)
        rules_free(compiled);
    else
        *out = compiled;
    return status;
}

exportcat_status rules_freeze(const rules *compiled, buffer *out, exportcat_error *error) {
    buffer_add(out, &compiled->fingerprint, sizeof compiled->fingerprint);
    phrase_trie_freeze(compiled->trie, out);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

void rules_free(rules *compiled) {
    if (!compiled) return;
    for (size_t i = 0; i < compiled->count; i++) pcre2_code_free(compiled->items[i].code);
    free(compiled->items);
    phrase_trie_free(compiled->trie);
    arena_free(&compiled->memory);
    if (compiled->limits) pthread_mutex_destroy(&compiled->lock);
    pcre2_match_context_free(compiled->limits);
    free(compiled);
}

size_t rules_count(const rules *compiled) {
    return compiled->count;
}

const string_set *rules_terms(const rules *compiled) {
    return phrase_trie_terms(compiled->trie);
}

rules_scratch *rules_scratch_new(const rules *compiled) {
    rules_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return NULL;
    scratch->owner = compiled;
    scratch->match = pcre2_match_data_create(1, NULL);
    scratch->hits = calloc(compiled->count + 1, sizeof *scratch->hits);
    scratch->hit_count = calloc(compiled->count + 1, 1);
    scratch->is_wanted = calloc(compiled->count + 1, 1);
    scratch->wanted = calloc(compiled->count + 1, sizeof *scratch->wanted);
    if (scratch->match && scratch->hits && scratch->hit_count && scratch->is_wanted &&
        scratch->wanted)
        return scratch;
    rules_scratch_free(scratch);
    return NULL;
}

void rules_scratch_free(rules_scratch *scratch) {
    if (!scratch) return;
    pcre2_match_data_free(scratch->match);
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

/* Runs one pattern over [from, end) of the text; false where it ran into a limit, or could not be
 * made ready. */
static bool run_pattern(const rules *compiled, rules_scratch *scratch, uint32_t number,
                        const folded *text, size_t from, size_t end) {
    const pcre2_code *code = ready_pattern(compiled, number);
    if (!code) return false;
    while (scratch->hit_count[number] < RULES_HITS_MAX) {
        int result =
            pcre2_match(code, (PCRE2_SPTR)text->bytes, end, from,
                        PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, scratch->match, compiled->limits);
        if (result < 0) return result == PCRE2_ERROR_NOMATCH;
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(scratch->match);
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
