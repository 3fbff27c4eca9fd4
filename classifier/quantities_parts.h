/* Stage 7d: what the files of the quantities stage share. */
#ifndef QUANTITIES_PARTS_H
#define QUANTITIES_PARTS_H

#include "quantities.h"

/* ---- Numbers (quantities_number.c) ----------------------------------------------------------- */

typedef struct {
    decimal value;
    size_t start, end; /* folded bytes, sign and multiplier included */
    int multiplier;    /* the power of ten that a word behind it stands for: 4 in "1.5万" */
    bool plain;        /* digits alone */
    bool needs_unit;   /* it is a number only where a unit follows */
} number;

/* How a number may be written beside the usual ways. */
typedef enum { NUMBER_USUAL, NUMBER_SPACED /* "12 000" */, NUMBER_FRACTION /* "1 3/4" */ } notation;

/* Reads a number that begins at `at`, with its sign; false where there is none. */
bool number_read(const written_text *in, size_t at, notation as, number *out);
/* Where the sign of a number at `at` begins; `at` where it has none. */
size_t number_sign(const written_text *in, size_t at);
/* "×10^-3" behind what ends at `at`: where it ends and the power of ten; 0 where there is none. */
size_t number_scale(const written_text *in, size_t at, int *ten);
bool number_begins(const written_text *in, size_t at);
/* Moves behind all letters and digits of a word or code, and what joins them. */
size_t number_skip_word(const written_text *in, size_t at);

/* ---- Lists of words (quantities_words.c) ----------------------------------------------------- */

typedef struct {
    const char *text; /* NULL ends a list */
    size_t length;
} word;
#define W(text) \
    { text, sizeof text - 1 }

/* Where the longest of the words that ends at `at` begins, or that begins there ends; `at` where
 * there is none. */
size_t word_before(const written_text *in, size_t at, const word *words);
size_t word_behind(const written_text *in, size_t at, const word *words);

/* ---- Relations (quantities_relations.c) ------------------------------------------------------ */

typedef enum { EXACTLY, AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN } bound;

/* What the words before a number, or behind it, say of it. */
typedef struct {
    size_t at;     /* where they begin, or end */
    size_t widest; /* the same, with those that belong to a range alone */
    bound bound;
    bool about, between, either_way; /* "about"; "between", "from"; "±" */
} relation;

relation words_before(const written_text *in, size_t at);
relation words_behind(const written_text *in, size_t at);
/* "+", 多, 余 between number and unit. */
relation words_within(const written_text *in, size_t at);

/* ---- Joints and labels (quantities_words.c) -------------------------------------------------- */

/* Behind "to", "-", 至 ... and, where `between`, "and", 和 ...: where the second number begins; 0
 * where the words do not join. */
size_t words_of_range(const written_text *in, size_t at, bool between);
size_t words_plus_minus(const written_text *in, size_t at); /* behind "±"; 0: none */
/* Whether only what parts the items of a list stands there. */
bool words_part_list(const written_text *in, size_t from, size_t to);
/* Before what may stand between "Mach" and its number. */
size_t words_skip_filler(const written_text *in, size_t at);

/* Whether the number is a name: "Fig. 3", 第5. A weak label names only what has no unit. */
typedef enum { NO_LABEL, WEAK_LABEL, STRONG_LABEL } label;
label words_label(const written_text *in, size_t at);
/* Whether the plain number is the day, month or year of a date, or the mark of a list or a
 * citation. */
bool words_make_it_no_number(const written_text *in, const number *of);
/* Whether what stands there touches another figure, or a word: "2020-08-28", "1:2", "24/7". */
bool words_touch(const written_text *in, size_t start, size_t end);

/* ---- Expressions (quantities_expression.c) --------------------------------------------------- */

/* A text that is being read. */
typedef struct {
    const units *known;
    written_text in;
    size_t floor; /* the end of what was read last: words before it belong to that */
} source;

/* A number and the unit behind it. */
typedef struct {
    number number;
    bool has_unit;
    unit_scale scale;
    size_t unit, end;
    bound bound; /* of "+", 多, 余 between the two */
} measure;

/* All that belongs together, before it is said in base units. */
typedef struct {
    measure low, high; /* the same where it is no range */
    bool is_range;
    size_t start, end;
    relation words; /* before and behind, together */
} expression;

/* Reads all that belongs to the number at `start`, its sign; false where there is no number:
 * `low.end` is where to go on then. */
bool expression_read(const source *by, size_t start, expression *out);
quantity expression_in_base_units(const expression *of);
/* Letters touch the number and are no unit: "3d", "5-axis"; but not the x of "3x5 mm". */
bool measure_is_in_word(const written_text *in, const measure *of);

#endif
