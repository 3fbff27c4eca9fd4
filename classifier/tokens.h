/*
 * Stage 2: folded text -> tokens, each an offset and a length into it.
 *
 * Words, numbers, units that stand behind a number, and runs of Han characters. Markup such as
 * `< p >` and web addresses give no tokens.
 */
#ifndef TOKENS_H
#define TOKENS_H

#include "fold.h"

typedef enum { TOKEN_WORD, TOKEN_NUMBER, TOKEN_UNIT, TOKEN_HAN } token_kind;

typedef struct {
    uint32_t start, length; /* bytes of folded text */
    token_kind kind;
    fold_class script; /* of a word's first letter */
    bool joined; /* only spaces, hyphens, slashes or quotes stand between it and the token before */
} token;

/* Grows as needed; a zeroed struct is empty. The caller frees it with tokens_free. */
typedef struct {
    token *items;
    size_t count, capacity;
    const char
        *language;     /* as tokens_language tells; NULL in a list that tokens_cut did not fill */
    size_t half_words; /* of all tokens, where the language is there */
} token_list;

exportcat_status tokens_cut(token_list *out, const folded *text, exportcat_error *error);
void tokens_free(token_list *out);

const char *token_kind_name(token_kind kind);

/* How much it says, in half words: a word counts two, a Han character one, the rest nothing. */
static inline size_t token_half_words(const token *of) {
    enum { HAN_BYTES = 3 }; /* of nearly all */
    return of->kind == TOKEN_WORD ? 2 : of->kind == TOKEN_HAN ? of->length / HAN_BYTES : 0;
}

size_t tokens_half_words(const token_list *tokens); /* of all of them */

/* "en", "zh", "mixed", "other" or "none", by the scripts that the words are written in.
 * Latin script counts as English here; whether its words are English is for the model to say. */
const char *tokens_language(const token_list *tokens);

#endif
