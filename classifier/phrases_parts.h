/* Stage 8a: what the files of the phrases share. */
#ifndef PHRASES_PARTS_H
#define PHRASES_PARTS_H

#include "phrases.h"

/* What ends at a node: numbers, as a list. */
typedef struct {
    uint32_t number, next; /* next: index + 1 */
} ending;

typedef struct {
    uint32_t term, child;
} edge;

/* A phrase that is being added. */
typedef struct {
    uint32_t *terms;
    size_t count, capacity;
    bool parted; /* by more than what may stand within a phrase */
} term_row;

struct phrase_trie {
    string_set terms;
    size_t node_count;
    uint32_t *endings_of; /* node -> index + 1 of its first ending */
    ending *endings;
    size_t ending_count;
    uint32_t *root;       /* term -> child of the root, or ROOT; nodes below it have few edges */
    uint32_t *pairs;      /* bits of the two terms that phrases begin with: see phrase_pair_bit */
    uint32_t *first_edge; /* node_count + 1 offsets into edges */
    edge *edges;
    bool borrowed; /* all of it, from frozen bytes */
    /* While phrases are added: */
    string_set links; /* the two words {node, term} -> child node, which is the link's number + 1 */
    size_t endings_of_capacity, ending_capacity;
    folded text;
    token_list tokens;
    term_row row;
};

enum { ROOT = 0, PAIR_BITS = 16, PAIR_WORDS = (1 << PAIR_BITS) / 32 };

/* Where no phrase begins so, the bit is mostly 0, and nothing else need be looked at. */
static inline uint32_t phrase_pair_bit(uint32_t first, uint32_t second) {
    return (first * 0x9E3779B1U + second) * 0x85EBCA6BU >> (32 - PAIR_BITS);
}

#endif
