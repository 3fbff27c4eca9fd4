#include "rules_patterns.h"

#include "rules_literals.h"
#include "string_set.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { RANGE_NARROW = 8 };

enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 2048 };

typedef struct {
    literal_needs needs;
    pattern_places places;
    pcre2_code *code; /* NULL until it is compiled */
    pcre2_code *fast; /* by JIT; NULL until it is run often */
    atomic_uint runs;
    atomic_bool is_read;  /* `needs` and `places` are known */
    atomic_bool is_ready; /* `code` is there; `is_fast`: and `fast` */
    atomic_bool is_fast;
} pattern;

struct pattern_set {
    pattern *items;
    size_t count;
    pthread_mutex_t lock; /* for once */
    arena memory;         /* of the needs */
    /* The needs that are kept, or NULL: the words of each rule's. */
    const uint32_t *first_word, *words;
};

struct pattern_matcher {
    pcre2_match_data *match;
    pcre2_match_context *limits; /* and how far a match may begin */
    place_finder *finder;
};

pattern_set *pattern_set_new(size_t count) {
    pattern_set *set = calloc(1, sizeof *set);
    if (!set) return NULL;
    pthread_mutex_init(&set->lock, NULL);
    set->count = count;
    set->items = calloc(count + 1, sizeof *set->items);
    if (!set->items) {
        pattern_set_free(set);
        return NULL;
    }
    return set;
}

void pattern_set_free(pattern_set *set) {
    if (!set) return;
    for (size_t i = 0; set->items && i < set->count; i++) {
        pcre2_code_free(set->items[i].code);
        pcre2_code_free(set->items[i].fast);
    }
    free(set->items);
    arena_free(&set->memory);
    pthread_mutex_destroy(&set->lock);
    free(set);
}

pattern_matcher *pattern_matcher_new(void) {
    pattern_matcher *matcher = calloc(1, sizeof *matcher);
    if (!matcher) return NULL;
    matcher->match = pcre2_match_data_create(1, NULL);
    matcher->limits = pcre2_match_context_create(NULL);
    matcher->finder = place_finder_new();
    if (!matcher->match || !matcher->limits || !matcher->finder) {
        pattern_matcher_free(matcher);
        return NULL;
    }
    pcre2_set_match_limit(matcher->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(matcher->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(matcher->limits, HEAP_LIMIT_KIB);
    return matcher;
}

void pattern_matcher_free(pattern_matcher *matcher) {
    if (!matcher) return;
    pcre2_match_data_free(matcher->match);
    pcre2_match_context_free(matcher->limits);
    place_finder_free(matcher->finder);
    free(matcher);
}

/* ---- Compiling ------------------------------------------------------------------------------- */

static exportcat_status compile(const rule *of, uint32_t more_options, pcre2_code **out,
                                exportcat_error *error) {
    const yaml_place *place = &of->place;
    buffer text = {0}; /* written as folded text is */
    int code;
    PCRE2_SIZE offset;
    const uint32_t options =
        PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT | more_options;
    fold_simplify(&text, of->pattern);
    if (!text.failed)
        *out = pcre2_compile((PCRE2_SPTR)text.bytes, text.length, options, &code, &offset, NULL);
    bool failed = text.failed;
    buffer_free(&text);
    if (failed) return status_memory(error);
    if (*out) return EXPORTCAT_OK;
    PCRE2_UCHAR message[160] = "";
    pcre2_get_error_message(code, message, sizeof message);
    return status_at(error, EXPORTCAT_E_RULES, place->path, place->line, place->column,
                     "rule '%s': the pattern is wrong at character %zu: %s", of->id.text,
                     offset + 1, (const char *)message);
}

/* ---- Made when first wanted ------------------------------------------------------------------ */

typedef bool make(pattern_set *set, pattern *item, const rule *of);

/* What a pattern has is made once, before any thread uses it; what could not be made is tried again
 * when it is next wanted. Whether it is there. */
static bool once(const pattern_set *of_all, size_t number, atomic_bool *done, make *how,
                 const rule *of) {
    pattern_set *set = (pattern_set *)(uintptr_t)of_all;
    if (atomic_load_explicit(done, memory_order_acquire)) return true;
    pthread_mutex_lock(&set->lock);
    bool made = atomic_load_explicit(done, memory_order_relaxed);
    if (!made) {
        made = how(set, &set->items[number], of);
        atomic_store_explicit(done, made, memory_order_release);
    }
    pthread_mutex_unlock(&set->lock);
    return made;
}

/* The words of a pattern: how many those of the needs are, those, and those of the places. */
static bool thaw_needs(const pattern_set *set, pattern *item) {
    if (!set->words) return false;
    const uint32_t *first = &set->first_word[item - set->items];
    const uint32_t *words = set->words + first[0];
    const size_t count = first[1] - first[0];
    if (!count || words[0] > count - 1) return false;
    return literal_needs_thaw(&item->needs, words + 1, words[0]) &&
           pattern_places_thaw(&item->places, words + 1 + words[0], count - 1 - words[0]);
}

static void freeze_needs(const pattern *item, buffer *out) {
    buffer needs = {0};
    literal_needs_freeze(&item->needs, &needs);
    const uint32_t count = (uint32_t)(needs.length / sizeof count);
    out->failed |= needs.failed;
    buffer_add(out, &count, sizeof count);
    buffer_add(out, needs.bytes, needs.length);
    buffer_free(&needs);
    pattern_places_freeze(&item->places, out);
}

/* Nothing is demanded of a text by a pattern that is not understood. */
static void read_shape(pattern *item, const char *written, arena *memory) {
    pattern_shape shape;
    item->needs = (literal_needs){0};
    item->places = (pattern_places){0};
    if (pattern_shape_read(&shape, written)) {
        item->needs = literal_needs_read(&shape, memory);
        item->places = pattern_places_read(&shape, memory);
    }
    pattern_shape_free(&shape);
}

static bool read_needs(pattern_set *set, pattern *item, const rule *of) {
    buffer text = {0};
    if (thaw_needs(set, item)) return true;
    fold_simplify(&text, of->pattern);
    if (!text.failed && text.length) read_shape(item, text.bytes, &set->memory);
    buffer_free(&text);
    return !text.failed;
}

exportcat_status pattern_compile(pattern_set *set, size_t number, const rule *of,
                                 exportcat_error *error) {
    const yaml_place *place = &of->place;
    pattern *made = &set->items[number];
    exportcat_status status = compile(of, 0, &made->code, error);
    if (status) return status;
    pattern_matcher *matcher = pattern_matcher_new();
    if (!matcher) return status_memory(error);
    int empty = pcre2_match(made->code, (PCRE2_SPTR) "", 0, 0, 0, matcher->match, matcher->limits);
    pattern_matcher_free(matcher);
    if (empty < 0) return EXPORTCAT_OK;
    return status_at(error, EXPORTCAT_E_RULES, place->path, place->line, place->column,
                     "rule '%s': the pattern matches the empty text", of->id.text);
}

uint64_t pattern_set_form(void) {
    static const char sample[] =
        "(?x) \\b(?:arc|torch|electron\\-beam)[^.。]{0,40}?(?:roll+|forg|ab?cde) "
        "| [碳硅]化.*(?:晶体|单晶)\\b (?!none)(?=laser) | "
        "\\W(?:\\w+\\W{1,9}){0,9}one[x]\\w?[^y](?:z[^\\w]){2}";
    uint64_t form = 0;
    arena memory = {0};
    buffer frozen = {0};
    pattern item = {0};
    read_shape(&item, sample, &memory);
    freeze_needs(&item, &frozen);
    for (size_t i = 0; i < frozen.length; i++) form = form * 31 + (unsigned char)frozen.bytes[i];
    buffer_free(&frozen);
    arena_free(&memory);
    return form;
}

static bool make_ready(pattern_set *set, pattern *item, const rule *of) {
    exportcat_error error;
    (void)set;
    if (!item->code) compile(of, 0, &item->code, &error);
    return item->code;
}

/* Without JIT, on a machine that forbids it, the pattern is interpreted. JIT of PCRE2 10.42 passes
 * over matches by what it knows of where they start: "ab" for (?:ab|a)[^c]*b. */
static bool make_fast(pattern_set *set, pattern *item, const rule *of) {
    exportcat_error error;
    (void)set;
    if (!item->fast) compile(of, PCRE2_NO_START_OPTIMIZE, &item->fast, &error);
    if (item->fast) pcre2_jit_compile(item->fast, PCRE2_JIT_COMPLETE);
    return item->fast;
}

/* ---- Frozen ---------------------------------------------------------------------------------- */

void pattern_set_freeze(const pattern_set *set, const rule *const *rules, size_t count,
                        buffer *out) {
    buffer first = {0}, words = {0};
    for (size_t i = 0; i <= count; i++) {
        uint32_t at = (uint32_t)(words.length / sizeof at);
        buffer_add(&first, &at, sizeof at);
        if (i == count || !rules[i]->pattern) continue;
        once(set, i, &set->items[i].is_read, read_needs, rules[i]);
        freeze_needs(&set->items[i], &words);
    }
    out->failed |= first.failed | words.failed;
    if (!out->failed) {
        numbers_freeze((const uint32_t *)(const void *)first.bytes, count + 1, out);
        numbers_freeze((const uint32_t *)(const void *)words.bytes, words.length / sizeof(uint32_t),
                       out);
    }
    buffer_free(&first);
    buffer_free(&words);
}

bool pattern_set_thaw(pattern_set *set, const char **at, const char *end) {
    size_t rules, count;
    const uint32_t *first = numbers_thaw(&rules, at, end);
    const uint32_t *words = first ? numbers_thaw(&count, at, end) : NULL;
    if (!words || rules != set->count + 1 || !numbers_rise(first, rules, count)) return false;
    set->first_word = first;
    set->words = words;
    return true;
}

void pattern_set_forget(pattern_set *set) {
    set->first_word = set->words = NULL;
}

/* ---- Finding --------------------------------------------------------------------------------- */

bool pattern_may_match(const pattern_set *set, size_t number, const rule *of, const gram_map *in) {
    pattern *item = &set->items[number];
    once(set, number, &item->is_read, read_needs, of);
    return literal_needs_met(&item->needs, in);
}

const place_set *pattern_starts(const pattern_set *set, size_t number, pattern_matcher *matcher,
                                place_text *in) {
    return pattern_places_find(&set->items[number].places, matcher->finder, in);
}

/* The text that a pattern is run over, and how. */
typedef struct {
    const pattern_set *set;
    size_t number;
    const rule *of;
    pattern_matcher *matcher;
    const folded *text;
    size_t end;
} run;

static int run_code(const run *how, bool fast, place_range range) {
    pattern *item = &how->set->items[how->number];
    pattern_matcher *matcher = how->matcher;
    fast = fast && once(how->set, how->number, &item->is_fast, make_fast, how->of);
    pcre2_set_offset_limit(matcher->limits, range.last);
    return pcre2_match(fast ? item->fast : item->code, (PCRE2_SPTR)how->text->bytes, how->end,
                       range.first, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, matcher->match,
                       matcher->limits);
}

/* The first match that begins in a range; a wide one counts as many runs. The two ways run into
 * their limits in other places: what one gives up the other one tries, so that the answer is the
 * same whichever came first. They differ over recursion, which is among what is not understood:
 * such a pattern is tried one way first, always. */
static int run_in(const run *how, place_range range) {
    pattern *item = &how->set->items[how->number];
    const unsigned before = atomic_load_explicit(&item->runs, memory_order_relaxed);
    const unsigned more = 1 + (range.last - range.first) / RANGE_NARROW;
    const bool often =
        !item->places.steps || before >= PATTERN_RUNS_OFTEN || more >= PATTERN_RUNS_OFTEN;
    if (!often) atomic_fetch_add_explicit(&item->runs, more, memory_order_relaxed);
    const int result = run_code(how, often, range);
    return result >= 0 || result == PCRE2_ERROR_NOMATCH ? result : run_code(how, !often, range);
}

pattern_result pattern_find(const pattern_set *set, size_t number, const rule *of,
                            pattern_matcher *matcher, const folded *text, const place_set *starts,
                            size_t from, size_t end, size_t span[2]) {
    const run how = {set, number, of, matcher, text, end};
    pattern *item = &set->items[number];
    for (size_t i = 0; i < starts->count; i++) {
        place_range range = starts->items[i];
        if (range.last < from) continue;
        if (range.first < from) range.first = (uint32_t)from;
        if (!once(set, number, &item->is_ready, make_ready, of)) return PATTERN_GIVEN_UP;
        const int result = run_in(&how, range);
        if (result == PCRE2_ERROR_NOMATCH) continue;
        if (result < 0) return PATTERN_GIVEN_UP;
        const PCRE2_SIZE *found = pcre2_get_ovector_pointer(matcher->match);
        span[0] = found[0];
        span[1] = found[1];
        return PATTERN_FOUND;
    }
    return PATTERN_ABSENT;
}
