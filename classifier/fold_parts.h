/*
 * What the files of folding share. fold_plain.c does what nearly all text needs, by tables; fold.c
 * does the rest by utf8proc.
 */
#ifndef FOLD_PARTS_H
#define FOLD_PARTS_H

#include "fold.h"

/* Folds characters from `text` on, which stands at `origin` in the user's text, up to the first
 * that takes more than a table, and tells how many bytes it took. `out` has room for `length` more.
 */
size_t fold_plain(folded *out, const char *text, size_t length, size_t origin);

/* The simplified character of a traditional one; any other as it is. */
int32_t fold_simplified(int32_t point);

#endif
