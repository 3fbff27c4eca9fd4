/* units.yaml compiled: spellings that are found quickly, and each unit in base units. */
#include "units_parts.h"

#include <stdlib.h>
#include <string.h>

#define REFUSE(error, at, ...) \
    status_at(error, EXPORTCAT_E_CATALOGUE, (at).path, (at).line, (at).column, __VA_ARGS__)

typedef struct {
    const catalogue *laws;
    units *out;
    folded text; /* room for folding */
    exportcat_error *error;
} builder;

static exportcat_status fold(builder *to, const char *text, written_text *out) {
    exportcat_status status = fold_text(&to->text, text, strlen(text), to->error);
    *out = (written_text){&to->text, text, 0, to->text.length};
    return status;
}

/* ---- Spellings ------------------------------------------------------------------------------- */

/* Behind those that fold to the same, so that they are tried in the order of the catalogue. */
static int append(lexicon *to, uint32_t number, bool is_new, const spelling *item) {
    if (grow(&to->items, &to->capacity, to->count + 1, sizeof *to->items) ||
        grow(&to->first, &to->first_capacity, to->folded.count, sizeof *to->first))
        return -1;
    if (is_new) to->first[number] = 0;
    uint32_t *link = &to->first[number];
    while (*link) link = &to->items[*link - 1].next;
    to->items[to->count++] = *item;
    *link = (uint32_t)to->count;
    return 0;
}

static exportcat_status add(builder *to, lexicon *into, int owner, spelling_kind kind,
                            const char *text, const yaml_place *place) {
    written_text in;
    exportcat_status status = fold(to, text, &in);
    if (status) return status;
    if (!in.to || in.to > SPELLING_MAX)
        return REFUSE(to->error, *place, "the spelling '%.60s' is empty or too long", text);
    spelling item = {.owner = owner, .kind = kind, .length = (uint32_t)in.to};
    for (size_t i = 0; i < in.to; i++)
        if (written_is_capital(&in, i)) item.capitals |= 1U << i;
    item.begins_with_m = to->text.bytes[0] == 'm';
    item.ends_in_letter = written_is_letter(written_class_before(&in, in.to, NULL));
    size_t edge = into == &to->out->before ? in.to - 1 : 0;
    uint8_t *longest = &into->longest[(unsigned char)to->text.bytes[edge]];
    if (in.to > *longest) *longest = (uint8_t)in.to;
    size_t known = into->folded.count;
    uint32_t number = string_set_add(&into->folded, to->text.bytes, in.to);
    if (number == STRING_NONE || append(into, number, number == known, &item))
        return status_memory(to->error);
    return EXPORTCAT_OK;
}

static exportcat_status add_all(builder *to, lexicon *into, int owner, spelling_kind kind,
                                const yaml_list *texts, const yaml_place *place) {
    const char *const *items = texts->items;
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < texts->count; i++)
        status = add(to, into, owner, kind, items[i], place);
    return status;
}

static exportcat_status add_prefix(builder *to, size_t index) {
    const unit_prefix *law = &to->laws->prefixes[index];
    lexicon *names = &to->out->prefix_names;

    int owner = (int)index;
    if (index >= PREFIXES_MAX) return REFUSE(to->error, law->place, "too many prefixes");
    if (decimal_read(law->factor, &to->out->prefixes[index]) != strlen(law->factor))
        return REFUSE(to->error, law->place, "'factor: %.40s' is no decimal number", law->factor);

    to->out->prefix_count = index + 1;
    exportcat_status status = add(to, names, owner, SPELLED_SYMBOL, law->prefix, &law->place);
    if (!status) status = add_all(to, names, owner, SPELLED_SYMBOL, &law->also, &law->place);
    if (!status) status = add_all(to, names, owner, SPELLED_ENGLISH, &law->en, &law->place);
    return status ? status : add_all(to, names, owner, SPELLED_CHINESE, &law->zh, &law->place);
}

static exportcat_status add_names(builder *to, size_t index) {
    const unit_law *law = &to->laws->units[index];
    lexicon *names = &to->out->names;
    int owner = (int)index;
    exportcat_status status = add(to, names, owner, SPELLED_SYMBOL, law->unit, &law->place);
    if (!status) status = add_all(to, names, owner, SPELLED_SYMBOL, &law->also, &law->place);
    if (!status) status = add_all(to, names, owner, SPELLED_ENGLISH, &law->en, &law->place);
    if (!status) status = add_all(to, names, owner, SPELLED_CHINESE, &law->zh, &law->place);
    if (status) return status;
    return add_all(to, &to->out->before, owner, SPELLED_SYMBOL, &law->before, &law->place);
}

static void free_lexicon(lexicon *names) {
    string_set_free(&names->folded);
    free(names->first);
    free(names->items);
}

/* ---- What a unit is -------------------------------------------------------------------------- */

/* The whole of `text` as a unit; false where it is none, or is more. */
static bool read_whole(const units *known, const written_text *in, size_t at, unit_scale *out) {
    if (at < in->to) return units_read(known, in, at, UNIT_SPACED, out) == in->to;
    *out = (unit_scale){.factor = {1, 0}};
    return at > 0;
}

/* "1 N/m2", "0.01": a number, and a unit that is already known. */
static exportcat_status read_meaning(builder *to, const unit_law *law, unit_scale *out) {
    written_text in;
    decimal factor;
    exportcat_status status = fold(to, law->is, &in);
    if (status) return status;
    size_t at = decimal_read(to->text.bytes, &factor);
    if (!at || !read_whole(to->out, &in, written_skip_blanks(&in, at, 1), out))
        return REFUSE(to->error, law->place,
                      "unit '%s': '%s' is no number with a unit that stands before it", law->unit,
                      law->is);
    out->factor = decimal_product(out->factor, factor);
    return EXPORTCAT_OK;
}

static exportcat_status make_base(builder *to, const unit_law *law, unit_scale *out) {
    units *known = to->out;
    if (known->base_count == UNIT_BASES)
        return REFUSE(to->error, law->place, "more than %d base units", UNIT_BASES);
    *out = (unit_scale){.factor = {1, 0}};
    out->dimension.power[known->base_count] = 1;
    known->bases[known->base_count++] = law->unit;
    return EXPORTCAT_OK;
}

static exportcat_status add_unit(builder *to, size_t index) {
    const unit_law *law = &to->laws->units[index];
    known_unit *made = &to->out->units[index];
    exportcat_status status =
        law->base ? make_base(to, law, &made->scale) : read_meaning(to, law, &made->scale);
    if (status) return status;
    made->scale.offset = decimal_of(law->offset);
    made->only_joined = law->only_joined;
    made->only_spaced = law->only_spaced;
    made->careless = -1;
    for (size_t i = 0; i < to->out->prefix_count; i++) {
        const char *symbol = to->laws->prefixes[i].prefix;
        if (law->prefixes && strstr(law->prefixes, symbol)) made->prefixes |= 1U << i;
        if (law->careless && strcmp(law->careless, symbol) == 0) made->careless = (int)i;
    }
    to->out->unit_count = index + 1;
    return add_names(to, index);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static exportcat_status check_unit(builder *to, const char *unit, const yaml_place *place) {
    written_text in;
    unit_scale scale;
    if (!unit) return EXPORTCAT_OK;
    exportcat_status status = fold(to, unit, &in);
    if (!status && !read_whole(to->out, &in, 0, &scale))
        status = REFUSE(to->error, *place, "the unit '%s' is not in units.yaml", unit);
    return status;
}

static exportcat_status check_thresholds(builder *to, const control_point *point) {
    const threshold *all = point->thresholds.items;
    exportcat_status status = EXPORTCAT_OK;
    for (size_t i = 0; !status && i < point->thresholds.count; i++) {
        status = check_unit(to, all[i].unit, &all[i].place);
        if (!status) status = check_unit(to, all[i].at.unit, &all[i].at.place);
    }
    return status;
}

static exportcat_status build(builder *to) {
    const catalogue *laws = to->laws;
    const yaml_place nowhere = {0};
    exportcat_status status = EXPORTCAT_OK;
    lexicon *names = &to->out->names;
    if (!laws->unit_count) return EXPORTCAT_OK;
    for (size_t i = 0; !status && i < laws->prefix_count; i++) status = add_prefix(to, i);
    for (size_t i = 0; !status && i < laws->unit_count; i++) status = add_unit(to, i);
    if (!status)
        status = add_all(to, names, NO_UNIT, SPELLED_SYMBOL, &laws->not_units.en, &nowhere);
    if (!status)
        status = add_all(to, names, NO_UNIT, SPELLED_CHINESE, &laws->not_units.zh, &nowhere);
    for (size_t e = 0; e < laws->entry_count; e++)
        for (size_t p = 0; !status && p < laws->entries[e].points.count; p++)
            status = check_thresholds(to, entry_point(&laws->entries[e], p));
    return status;
}

exportcat_status units_new(const catalogue *laws, units **out, exportcat_error *error) {
    builder to = {.laws = laws, .error = error};
    exportcat_status status = EXPORTCAT_OK;
    to.out = calloc(1, sizeof *to.out);
    if (to.out) to.out->units = calloc(laws->unit_count + 1, sizeof *to.out->units);
    if (to.out && to.out->units)
        status = build(&to);
    else
        status = status_memory(error);
    fold_free(&to.text);
    if (status) units_free(to.out);
    *out = status ? NULL : to.out;
    return status;
}

void units_free(units *known) {
    if (!known) return;
    free_lexicon(&known->names);
    free_lexicon(&known->before);
    free_lexicon(&known->prefix_names);
    free(known->units);
    free(known);
}

/* ---- Values ---------------------------------------------------------------------------------- */

double unit_to_base(const unit_scale *scale, decimal value) {
    return decimal_value(decimal_product(decimal_sum(value, scale->offset), scale->factor));
}

bool unit_same_dimension(const unit_dimension *a, const unit_dimension *b) {
    return memcmp(a->power, b->power, sizeof a->power) == 0;
}

bool dimension_multiply(unit_dimension *into, const unit_dimension *dimension, int power) {
    for (size_t i = 0; i < UNIT_BASES; i++) {
        int sum = into->power[i] + dimension->power[i] * power;
        if (sum < INT8_MIN || sum > INT8_MAX) return false;
        into->power[i] = (int8_t)sum;
    }
    return true;
}

bool unit_divide(unit_scale *scale, const unit_scale *by) {
    scale->factor = decimal_product(scale->factor, decimal_power(by->factor, -1));
    scale->offset = (decimal){0};
    return dimension_multiply(&scale->dimension, &by->dimension, -1);
}

bool units_convert(const units *known, const char *unit, double value, double *base,
                   unit_dimension *dimension) {
    folded text = {0};
    unit_scale scale;
    bool read = fold_text(&text, unit, strlen(unit), NULL) == EXPORTCAT_OK;
    const written_text in = {&text, unit, 0, text.length};
    read = read && read_whole(known, &in, 0, &scale);
    fold_free(&text);
    if (!read) return false;
    *base = unit_to_base(&scale, decimal_of(value));
    *dimension = scale.dimension;
    return true;
}

/* The bases with positive powers, or with negative ones: how many were written. */
static size_t write_side(const units *known, const unit_dimension *dimension, int sign,
                         buffer *out) {
    size_t count = 0;
    for (size_t i = 0; i < known->base_count; i++) {
        int power = dimension->power[i] * sign;
        if (power <= 0) continue;
        if (count++) buffer_text(out, "·");
        buffer_text(out, known->bases[i]);
        if (power > 1) buffer_format(out, "%d", power);
    }
    return count;
}

void units_write(const units *known, const unit_dimension *dimension, buffer *out) {
    buffer below = {0};
    size_t count = write_side(known, dimension, -1, &below);
    if (!write_side(known, dimension, 1, out)) buffer_text(out, "1");
    if (count) buffer_format(out, count > 1 ? "/(%s)" : "/%s", below.bytes ? below.bytes : "");
    out->failed |= below.failed;
    buffer_free(&below);
}
