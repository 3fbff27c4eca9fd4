/* Stage 8: the patterns of the rules, each with its rule's number. The only file that sees PCRE2.
 */
#ifndef RULES_PATTERNS_H
#define RULES_PATTERNS_H

#include "catalogue.h"
#include "fold.h"
#include "rules_places.h"

typedef struct pattern_set pattern_set;

/* Of so many rules; NULL when memory runs out. The caller frees it with pattern_set_free. */
pattern_set *pattern_set_new(size_t count);
void pattern_set_free(pattern_set *set);

/* Compiles a rule's pattern. EXPORTCAT_E_RULES with the rule's place where it is wrong, or matches
 * the empty text. */
exportcat_status pattern_compile(pattern_set *set, size_t number, const rule *of,
                                 exportcat_error *error);

/* Appends what each pattern of `count` rules demands of a text. */
void pattern_set_freeze(const pattern_set *set, const rule *const *rules, size_t count,
                        buffer *out);
/* Takes what pattern_set_freeze wrote, and moves `*at` behind it; false where the bytes are no such
 * thing. Borrowed from the bytes, which must outlive the set. */
bool pattern_set_thaw(pattern_set *set, const char **at, const char *end);
/* Lets go of it, before any pattern was asked for. */
void pattern_set_forget(pattern_set *set);

/* Whether a pattern can match anywhere in the stretch of text that `in` was filled from; any number
 * of threads. Most patterns need not be run, and many never be compiled. */
bool pattern_may_match(const pattern_set *set, size_t number, const rule *of, const gram_map *in);

/* One thread's working memory; NULL when memory runs out. The caller frees it with
 * pattern_matcher_free. */
typedef struct pattern_matcher pattern_matcher;
pattern_matcher *pattern_matcher_new(void);
void pattern_matcher_free(pattern_matcher *matcher);

/* A pattern that has run so often is compiled for the machine: that takes as long as it saves over
 * as many runs. */
enum { PATTERN_RUNS_OFTEN = 256 };

typedef enum {
    PATTERN_FOUND,
    PATTERN_ABSENT,
    PATTERN_GIVEN_UP, /* it ran into a limit, or could not be made ready */
} pattern_result;

/* Where in the stretch a pattern that may match can begin to; to be asked after pattern_may_match.
 * Borrowed from the matcher; valid until it is asked again. */
const place_set *pattern_starts(const pattern_set *set, size_t number, pattern_matcher *matcher,
                                place_text *in);

/* The first match in [from, end) of the folded text that begins at one of its starts there; any
 * number of threads, each with its own matcher. The pattern is compiled here where that was not yet
 * done. */
pattern_result pattern_find(const pattern_set *set, size_t number, const rule *of,
                            pattern_matcher *matcher, const folded *text, const place_set *starts,
                            size_t from, size_t end, size_t span[2]);

/* A number that changes with what the code at hand makes of a sample pattern. */
uint64_t pattern_set_form(void);

#endif
