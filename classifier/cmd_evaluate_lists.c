/* Confusions and rules, one row each. */
#include "cmd_evaluate_sheets.h"

static void add_confusions(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"entry", "came out as", "texts", "because of", NULL};
    sheets_begin(to, "confusions", "Confusions",
                 "Texts whose answer begins with an entry that is not theirs, or with none; and "
                 "the words that weighed most for the wrong one over these texts together.",
                 heads, 1 | 2 | 8);
    for (size_t i = 0; i < of->pair_count; i++) {
        const confusion *pair = &of->pairs[i];
        sheets_put(to, "%s", pair->own);
        sheets_put(to, "%s", pair->said);
        sheets_put(to, "%zu", pair->count);
        sheets_put(to, "%s%s%s%s%s", pair->words[0] ? pair->words[0] : "-",
                   pair->words[1] ? "; " : "", pair->words[1] ? pair->words[1] : "",
                   pair->words[2] ? "; " : "", pair->words[2] ? pair->words[2] : "");
    }
}

static void add_rules(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"rule", "own", "other", "hit rate", "precision", NULL};
    sheets_begin(to, "rules", "Rules",
                 "Texts hit that carry the rule's entry, and that do not; the share of its entry's "
                 "texts that it hits; the share of its hits that are right. Those that never hit "
                 "stand last.",
                 heads, 1);
    for (size_t i = 0; i < of->rule_count; i++) {
        const rule_count *here = &of->rules[i];
        sheets_put(to, "%s/%s", here->entry->id.text, here->rule->id.text);
        sheets_put(to, "%zu", here->own);
        sheets_put(to, "%zu", here->other);
        sheets_put_share(to, (double)here->own, here->entry_texts);
        sheets_put_share(to, (double)here->own, here->own + here->other);
    }
}

void sheets_add_lists(sheets *to, const evaluation *of) {
    add_confusions(to, of);
    add_rules(to, of);
}
