/*
 * Stage 4b: the words and Han characters of a text as numbers, looked up once for all stages that
 * ask which words of theirs stand in it: the rules' terms, and the wording of the entries.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include "features.h"
#include "string_set.h"
#include "vocabulary.h"

/* A word, a number, a unit, or one Han character. */
typedef struct {
    uint32_t start, end; /* folded bytes */
    uint32_t term;       /* number of the stem, or of what stands there; STRING_NONE: unknown */
    uint32_t key;        /* number of the stem or, of a Han character, of its pair with the one
                            before it in its run; STRING_NONE: unknown, or there is none */
    bool joined;         /* as in a token; within a run of Han characters always */
    double rarity;       /* ln of how few of the training texts have the key; 0 where none is */
} symbol;

/* Symbols of one text, in its order; a zeroed struct is empty. The caller frees it with
 * symbol_row_free. */
typedef struct {
    symbol *items;
    size_t count, capacity;
} symbol_row;
void symbol_row_free(symbol_row *row);

/* The first symbol at or behind a folded byte; `count` where there is none. */
size_t symbol_row_seek(const symbol_row *row, uint32_t start);

/* What symbols are looked up in. Either set may be NULL: nothing is known then. */
typedef struct {
    const string_set *terms; /* stems and single Han characters, as they stand */
    const string_set *keys;  /* features' keys: `w` and a stem, `h` and two Han characters */
    const vocabulary *words; /* of the keys, for their rarity; wanted where there are keys */
    double rarest;           /* of a key that the vocabulary does not know */
} symbol_tables;

typedef struct symbol_reader symbol_reader;

/* One thread's reader, which remembers what it looked up; NULL when memory runs out. The tables and
 * the stemmer must outlive it. The caller frees it with symbol_reader_free. */
symbol_reader *symbol_reader_new(const symbol_tables *tables, stemmer *stems);
void symbol_reader_free(symbol_reader *reader);

/* Fills `out`, reusing its memory. */
exportcat_status symbols_read(symbol_reader *reader, const folded *text, const token_list *tokens,
                              symbol_row *out, exportcat_error *error);

#endif
