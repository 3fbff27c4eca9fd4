/*
 * Stage 4b: the words and Han characters of a text as numbers, looked up once for all stages that
 * ask which words of theirs stand in it: the rules' terms, the wording of the entries, and the
 * features that the model knows.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include "lexicon.h"
#include "tokens.h"

/* A word, a number, a unit, or one Han character; see lexicon_word. */
typedef struct {
    uint32_t start, end; /* folded bytes */
    uint32_t number; /* the lexicon's, of a word, a number, a unit or a character; 0: it has none */
    uint32_t pair;   /* of a character and the one before it in its run: their feature's number */
    uint32_t term;   /* number of the stem, or of what stands there; STRING_NONE: unknown */
    uint32_t feature; /* number of a word's stem as a feature, or of the character's; 0: none */
    uint32_t key;     /* number of the stem or, of a Han character, of its pair with the one
                         before it in its run; STRING_NONE: unknown, or there is none */
    float rarity;     /* ln of how few of the training texts have the key; 0 where none is */
    bool joined;      /* as in a token; within a run of Han characters always */
    bool han;
} symbol;

/* Symbols of one text, in its order; a zeroed struct is empty. The caller frees it with
 * symbol_row_free. */
typedef struct {
    symbol *items;
    size_t count, capacity;
    lexicon *by; /* whose numbers they have */
} symbol_row;
void symbol_row_free(symbol_row *row);

/* The first symbol at or behind a folded byte; `count` where there is none. */
size_t symbol_row_seek(const symbol_row *row, uint32_t start);

/* Fills `out`, reusing its memory. Words may have other numbers than in the text before. */
exportcat_status symbols_read(lexicon *words, const folded *text, const token_list *tokens,
                              symbol_row *out, exportcat_error *error);

#endif
