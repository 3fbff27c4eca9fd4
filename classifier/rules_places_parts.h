/* Stage 8: what the files of the places share. */
#ifndef RULES_PLACES_PARTS_H
#define RULES_PLACES_PARTS_H

#include "rules_places.h"

/* What is asked of the places that a pattern may go on from. Where there is a choice, each of its
 * branches begins from the same places, and what they come to is put together. */
enum {
    STEP_LITERAL, /* `length` bytes at `at` of the text */
    STEP_GAP,     /* the bytes are the characters that it does not cross */
    STEP_EDGE,
    STEP_FORK,   /* a choice; `at`: its end */
    STEP_BRANCH, /* `at`: the next branch, or the end; `least` and `most`: bits of two runs */
    STEP_OPEN,   /* a branch that has no runs */
    STEP_JOIN,   /* the end */
};

enum { FORKS_MAX = 8 };

#endif
