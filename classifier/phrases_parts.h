/* Stage 8a: what the files of the phrases share. */
#ifndef PHRASES_PARTS_H
#define PHRASES_PARTS_H

#include "phrases.h"

/* A node of a finished trie. Its children stand side by side in the order of their terms, and the
 * nodes in the order of their parents: what it has ends where the next node's begins. */
typedef struct {
    uint32_t term; /* that leads to it */
    uint32_t first_child, first_ending;
} phrase_node;

/* Where two terms lead to; ROOT: nowhere, the slot is free. No other first term makes the same of
 * the second, which is the node's. */
typedef struct {
    uint32_t pair, node; /* see phrase_pair */
} pair_slot;

/* What ends at a node while phrases are added: numbers, as a list. */
typedef struct {
    uint32_t number, next; /* next: index + 1 */
} ending;

/* A phrase that is being added. */
typedef struct {
    uint32_t *terms;
    size_t count, capacity;
    bool parted; /* by more than what may stand within a phrase */
} term_row;

struct phrase_trie {
    string_set terms;
    uint32_t *alone;    /* bytes: see phrase_alone */
    uint32_t *pairs;    /* bits: see phrase_pair_bit */
    uint32_t *behind;   /* bits: see phrase_behind_bit */
    uint32_t *root;     /* term -> child of the root, or ROOT */
    pair_slot *slots;   /* slot_count, a power of two: the terms that most searches begin with */
    phrase_node *nodes; /* node_count, and one behind them */
    uint32_t *endings;  /* the numbers that end at the nodes */
    size_t slot_count, node_count;
    bool borrowed; /* all of it, from frozen bytes */
    /* While phrases are added: */
    string_set links; /* the two words {node, term} -> child node, which is the link's number + 1 */
    uint32_t *last_of; /* node -> index + 1 of its last ending */
    ending *added;
    size_t last_of_capacity, added_count, added_capacity;
    folded text;
    token_list tokens;
    term_row row;
};

enum { ROOT = 0, LINE_BITS = 9, PAIR_BITS = 17, BEHIND_BITS = 18 };

/* 1 or 0: a number, so that several can be asked for without a branch. */
static inline unsigned phrase_has_bit(const uint32_t *bits, uint32_t bit) {
    return bits[bit / 32] >> bit % 32 & 1U;
}

/* 1 or 0, likewise: whether a term is a phrase by itself. It is the byte of its number + 1, so that
 * STRING_NONE, which is none, has the first one. */
static inline unsigned phrase_alone(const phrase_trie *trie, uint32_t term) {
    return ((const unsigned char *)trie->alone)[term + 1];
}

static inline size_t phrase_alone_words(const phrase_trie *trie) {
    return trie->terms.count / sizeof *trie->alone + 1;
}

/* What phrases begin with, as bits of hashes: of most terms of a text no bit is set, and nothing
 * else need be looked at. */
static inline uint32_t phrase_pair(uint32_t first, uint32_t second) {
    return (first * 0x9E3779B1U + second) * 0x85EBCA6BU;
}

static inline uint32_t phrase_pair_bit(uint32_t pair) {
    return pair >> (32 - PAIR_BITS);
}

/* Where the search for a pair begins among the slots. */
static inline size_t phrase_slot(const phrase_trie *trie, uint32_t pair) {
    return (size_t)((uint64_t)pair * trie->slot_count >> 32);
}

/* What stands behind a pair: a third term, or STRING_NONE for the end of the phrase. The bits of
 * one pair lie in one line of memory. */
static inline uint32_t phrase_behind_bit(uint32_t pair, uint32_t third) {
    uint32_t line = pair >> (32 - (BEHIND_BITS - LINE_BITS));
    return line << LINE_BITS | (pair + third) * 0x9E3779B1U >> (32 - LINE_BITS);
}

#endif
