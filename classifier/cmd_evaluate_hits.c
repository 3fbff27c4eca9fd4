/* evaluate --hits: what the rules find in each labelled text, but for hits that are no evidence. No
 * model is asked. */
#include "cmd.h"
#include "cmd_evaluate.h"

#include <stdio.h>

typedef struct {
    catalogue laws;
    cue_set *cues;
    context_spans spans;
    rules *compiled;
    rules_scratch *scratch;
    stemmer *stems;
    lexicon *lexicon;
    symbol_row symbols;
    folded text;
    token_list tokens;
    rule_hits hits;
} finder;

/* A zeroed struct is what it fills. finder_close frees it, also on failure. */
static exportcat_status finder_open(finder *of, const char *path, exportcat_error *error) {
    const feature_settings settings = feature_settings_default();
    exportcat_status status = catalogue_open(path, &of->laws, error);
    if (!status) status = context_new(&of->laws, &of->cues, error);
    if (!status) status = rules_new(&of->laws, &settings.languages, &of->compiled, error);
    if (!status) status = stemmer_new(&settings.languages, &of->stems, error);
    if (status) return status;
    of->lexicon = lexicon_new(&(symbol_tables){.terms = rules_terms(of->compiled)}, of->stems);
    of->scratch = rules_scratch_new(of->compiled);
    return of->lexicon && of->scratch ? EXPORTCAT_OK : status_memory(error);
}

static void finder_close(finder *of) {
    rule_hits_free(&of->hits);
    tokens_free(&of->tokens);
    fold_free(&of->text);
    lexicon_free(of->lexicon);
    symbol_row_free(&of->symbols);
    stemmer_free(of->stems);
    rules_scratch_free(of->scratch);
    rules_free(of->compiled);
    context_spans_free(&of->spans);
    context_free(of->cues);
    catalogue_close(&of->laws);
}

static exportcat_status find(finder *of, const example *item, exportcat_error *error) {
    exportcat_status status = fold_text(&of->text, item->text, item->length, error);
    if (!status) status = tokens_cut(&of->tokens, &of->text, error);
    if (!status) status = context_find(of->cues, &of->text, &of->spans, error);
    if (!status) status = symbols_read(of->lexicon, &of->text, &of->tokens, &of->symbols, error);
    if (!status)
        status = rules_run(of->compiled, of->scratch, &of->text, &of->symbols, &of->tokens,
                           &of->spans, &of->hits, error);
    return status;
}

static void print_found(const finder *of, const example *item) {
    for (size_t i = 0; i < of->hits.count; i++) {
        const rule_hit *hit = &of->hits.items[i];
        if (hit->aside != RULE_COUNTS) continue;
        printf("%s:%zu\t%s\t", item->path, item->line, item->labels);
        cmd_print_span(&of->text, item->text, hit->start, hit->end);
        printf("\t%s\t%s/%s\t%s\n", exportcat_evidence_kind_name(hit->kind), hit->entry->id.text,
               hit->rule->id.text, hit->label);
    }
    if (of->hits.limit_rule)
        printf("%s:%zu\t%s\t0\t0\t\tlimit\t%s/%s\t-\n", item->path, item->line, item->labels,
               of->hits.limit_entry->id.text, of->hits.limit_rule->id.text);
}

exportcat_status evaluate_hits(const char *catalogue_path, const example_set *set,
                               exportcat_error *error) {
    finder of = {0};
    exportcat_status status = finder_open(&of, catalogue_path, error);
    if (!status) puts("place\tlabels\tstart\tend\ttext\tkind\trule\tspeaks_for");
    for (size_t i = 0; !status && i < set->count; i++) {
        status = find(&of, &set->items[i], error);
        if (!status) print_found(&of, &set->items[i]);
    }
    finder_close(&of);
    return status;
}
