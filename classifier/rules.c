#include "rules_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- Compiling ------------------------------------------------------------------------------- */

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
    if (!status && item->rule->pattern)
        status = pattern_compile(out->patterns, number, item->rule, error);
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
    out->is_pattern = calloc(count + 1, sizeof *out->is_pattern);
    if (!out->items || !out->is_pattern) return status_memory(error);
    for (size_t e = 0; e < source->entry_count; e++)
        for (size_t i = 0; i < source->entries[e].rules.count; i++) {
            compiled_rule *item = &out->items[out->count];
            item->entry = &source->entries[e];
            item->rule = entry_rule(item->entry, i);
            out->is_pattern[out->count++] = item->rule->pattern != NULL;
            const char *point = item->rule->point.text;
            item->label = arena_join(&out->memory, item->entry->id.text, point ? "/" : "",
                                     point ? point : "");
            if (!item->label) return status_memory(error);
        }
    return EXPORTCAT_OK;
}

/* What decides how a term is cut, and what a pattern demands: the code at hand and the languages.
 */
static exportcat_status fingerprint_of(const stem_languages *languages, uint64_t *out,
                                       exportcat_error *error) {
    feature_settings settings = feature_settings_default();
    settings.languages = *languages;
    exportcat_status status = features_fingerprint(&settings, out, error);
    *out += pattern_set_form();
    return status;
}

/* The trie that the catalogue's file keeps, where the same code made it, and what patterns demand;
 * NULL otherwise. */
static phrase_trie *kept_trie(const rules *out, const catalogue_section *kept) {
    uint64_t fingerprint;
    if (kept->size < sizeof fingerprint) return NULL;
    memcpy(&fingerprint, kept->bytes, sizeof fingerprint);
    if (fingerprint != out->fingerprint) return NULL;
    const char *at = kept->bytes + sizeof fingerprint, *end = kept->bytes + kept->size;
    if (!pattern_set_thaw(out->patterns, &at, end)) return NULL;
    phrase_trie *trie = phrase_trie_thaw(at, (size_t)(end - at), 2 * out->count);
    if (!trie) pattern_set_forget(out->patterns);
    return trie;
}

static exportcat_status compile_all(rules *out, const catalogue *source,
                                    const stem_languages *languages, exportcat_error *error) {
    exportcat_status status = list_rules(out, source, error);
    if (!status && !(out->patterns = pattern_set_new(out->count))) status = status_memory(error);
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
    const rule **all = calloc(compiled->count + 1, sizeof *all);
    if (!all) return status_memory(error);
    for (size_t i = 0; i < compiled->count; i++) all[i] = compiled->items[i].rule;
    buffer_add(out, &compiled->fingerprint, sizeof compiled->fingerprint);
    pattern_set_freeze(compiled->patterns, all, compiled->count, out);
    phrase_trie_freeze(compiled->trie, out);
    free(all);
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}

void rules_free(rules *compiled) {
    if (!compiled) return;
    pattern_set_free(compiled->patterns);
    free(compiled->items);
    free(compiled->is_pattern);
    phrase_trie_free(compiled->trie);
    arena_free(&compiled->memory);
    free(compiled);
}

const string_set *rules_terms(const rules *compiled) {
    return phrase_trie_terms(compiled->trie);
}
