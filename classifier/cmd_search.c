/* search: entries by words in titles, summaries, official wording and terms. */
#include "catalogue.h"
#include "cmd_table.h"
#include "features.h"
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    cmd_paths paths;
    exportcat_date as_of;
    table_format format;
    char **words;
    int word_count;
} options;

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'd': chosen->as_of = cmd_day(state, argument); return 0;
    case 'f': chosen->format = table_parse_format(state, argument); return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &chosen->paths; return 0;
    case ARGP_KEY_ARGS:
        chosen->words = state->argv + state->next;
        chosen->word_count = state->argc - state->next;
        return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "WORDS are missing"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"as-of", 'd', "YYYY-MM-DD", 0, "show the codes of this day's edition (default: today)", 0},
    {"format", 'f', "FORMAT", 0, "text, csv or json (default: text, tab-separated)", 0},
    {0}};
static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "WORDS...",
    "Finds the entries that have every word in a title, a summary, the official wording or a term; "
    "those with most words in the title first. Words are matched over stems, Chinese ones "
    "anywhere. Shows part, code on the day, entry, titles, where the first word was found, and the "
    "text there. Exit status 0 also where nothing is found.\v"
    "Examples:\n"
    "  exportcat search personalized recommendation\n"
    "  exportcat search 稀土 萃取\n"
    "  exportcat search \"heat treatment\" -f json",
    children,
    NULL,
    NULL};

static const table_column columns[] = {
    {"part", false},     {"code", false},     {"entry", false}, {"title_en", false},
    {"title_zh", false}, {"found_in", false}, {"text", false},  {NULL, false}};

enum { WORDS_MAX = 32 };

/* What was found of one entry. */
typedef struct {
    const entry *of;
    int in_title, places; /* words in a title; texts with any of the words */
    uint32_t found;       /* a bit a word */
    const char *where, *text;
} finding;

typedef struct {
    phrase_trie *trie;
    stemmer *stems;
    lexicon *lexicon;
    folded folded;
    token_list tokens;
    symbol_row row;
    uint32_t here; /* words of the text at hand */
    exportcat_error *error;
} searcher;

static int word_found(void *context, uint32_t number, uint32_t start, uint32_t end) {
    searcher *in = context;
    (void)start, (void)end;
    in->here |= (uint32_t)1 << number;
    return 0;
}

static int bits(uint32_t set) {
    int count = 0;
    for (; set; set &= set - 1) count++;
    return count;
}

static exportcat_status look(searcher *in, const char *text, const char *where, finding *out) {
    if (!text) return EXPORTCAT_OK;
    in->here = 0;
    exportcat_status status = fold_text(&in->folded, text, strlen(text), in->error);
    if (!status) status = tokens_cut(&in->tokens, &in->folded, in->error);
    if (!status) status = symbols_read(in->lexicon, &in->folded, &in->tokens, &in->row, in->error);
    if (!status) phrase_trie_find(in->trie, &in->row, 0, in->row.count, word_found, in);
    if (status || !in->here) return status;
    if (!out->text) {
        out->where = where;
        out->text = text;
    }
    if (strcmp(where, "title") == 0 && bits(in->here) > out->in_title)
        out->in_title = bits(in->here);
    out->places++;
    out->found |= in->here;
    return EXPORTCAT_OK;
}

static exportcat_status look_in_list(searcher *in, const yaml_list *list, const char *where,
                                     finding *out) {
    const char *const *all = list->items;
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < list->count; i++) status = look(in, all[i], where, out);
    return status;
}

static exportcat_status look_in_entry(searcher *in, const entry *of, finding *out) {
    *out = (finding){.of = of};
    exportcat_status status = look(in, of->title.en, "title", out);
    if (!status) status = look(in, of->title.zh, "title", out);
    if (!status) status = look_in_list(in, &of->other_titles, "title", out);
    for (size_t i = 0; !status && i < of->official.count; i++) {
        status = look(in, entry_official(of, i)->title, "title", out);
        if (!status)
            status = look_in_list(in, &entry_official(of, i)->points, "official text", out);
    }
    for (size_t i = 0; !status && i < of->points.count; i++) {
        status = look(in, entry_point(of, i)->summary.en, "summary", out);
        if (!status) status = look(in, entry_point(of, i)->summary.zh, "summary", out);
    }
    for (size_t i = 0; !status && i < of->rules.count; i++) {
        status = look_in_list(in, &entry_rule(of, i)->terms.en, "term", out);
        if (!status) status = look_in_list(in, &entry_rule(of, i)->terms.zh, "term", out);
    }
    return status;
}

static int by_weight(const void *left, const void *right) {
    const finding *a = left, *b = right;
    if (a->in_title != b->in_title) return b->in_title - a->in_title;
    if (a->places != b->places) return b->places - a->places;
    return strcmp(a->of->id.text, b->of->id.text);
}

static void print_findings(const catalogue *laws, const options *chosen, finding *all,
                           size_t count) {
    const instrument *edition = catalogue_edition(laws, chosen->as_of);
    table out;
    if (count) qsort(all, count, sizeof *all, by_weight);
    table_begin(&out, chosen->format, columns);
    for (size_t i = 0; i < count; i++) {
        const entry *of = all[i].of;
        standing where = {.kind = NOT_KNOWN};
        if (edition) where = catalogue_entry_standing(laws, of, edition);
        const char *values[] = {exportcat_part_name((exportcat_part)of->part),
                                where.kind == STANDS ? where.listed->code : NULL,
                                of->id.text,
                                of->title.en,
                                of->title.zh,
                                all[i].where,
                                all[i].text};
        table_row(&out, values);
    }
    table_end(&out);
}

static exportcat_status search(searcher *in, const catalogue *laws, const options *chosen) {
    finding *all = calloc(laws->entry_count, sizeof *all);
    size_t count = 0;
    uint32_t wanted = (uint32_t)(((uint64_t)1 << chosen->word_count) - 1);
    exportcat_status status = all ? EXPORTCAT_OK : status_memory(in->error);
    for (size_t i = 0; !status && i < laws->entry_count; i++) {
        status = look_in_entry(in, &laws->entries[i], &all[count]);
        count += all[count].found == wanted;
    }
    if (!status) print_findings(laws, chosen, all, count);
    free(all);
    return status;
}

static exportcat_status add_words(searcher *in, const options *chosen) {
    if (chosen->word_count > WORDS_MAX)
        return status_set(in->error, EXPORTCAT_E_USAGE, "more than %d words", WORDS_MAX);
    for (int i = 0; i < chosen->word_count; i++) {
        exportcat_status status =
            phrase_trie_add(in->trie, in->stems, chosen->words[i], (uint32_t)i, in->error);
        if (status) {
            in->error->code = EXPORTCAT_E_USAGE;
            return status;
        }
    }
    if (phrase_trie_finish(in->trie)) return status_memory(in->error);
    in->lexicon = lexicon_new(&(symbol_tables){.terms = phrase_trie_terms(in->trie)}, in->stems);
    return in->lexicon ? EXPORTCAT_OK : status_memory(in->error);
}

int cmd_search(int argc, char **argv) {
    options chosen = {.as_of = cmd_today()};
    exportcat_error error;
    catalogue laws;
    searcher in = {.error = &error};
    const feature_settings settings = feature_settings_default();
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    if (!status) status = stemmer_new(&settings.languages, &in.stems, &error);
    if (!status && !(in.trie = phrase_trie_new())) status = status_memory(&error);
    if (!status) status = add_words(&in, &chosen);
    if (!status) status = search(&in, &laws, &chosen);
    phrase_trie_free(in.trie);
    lexicon_free(in.lexicon);
    stemmer_free(in.stems);
    fold_free(&in.folded);
    tokens_free(&in.tokens);
    symbol_row_free(&in.row);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}
