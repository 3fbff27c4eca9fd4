#include "forms.h"

#include <stdbool.h>

/* The upper bits of a product depend on all bits (Knuth, volume 3, 6.4). */
static size_t first_slot(const word_forms *forms, const uint64_t text[FORM_TEXTS]) {
    static const uint64_t odd[FORM_TEXTS] = {0xD6E8FEB86659FD93U, 0x9E3779B97F4A7C15U,
                                             0xBF58476D1CE4E5B9U, 0x94D049BB133111EBU};
    uint64_t sum = 0;
    for (size_t i = 0; i < FORM_TEXTS; i++) sum += (text[i] ^ text[i] >> 32) * odd[i];
    return (size_t)((sum >> 32) * forms->slots >> 32);
}

static size_t next_slot(const word_forms *forms, size_t at) {
    return at + 1 < forms->slots ? at + 1 : 0;
}

static bool is_form(const word_form *form, const uint64_t text[FORM_TEXTS]) {
    uint64_t differs = 0;
    for (size_t i = 0; i < FORM_TEXTS; i++) differs |= form->text[i] ^ text[i];
    return !differs;
}

uint32_t forms_find(const word_forms *forms, const uint64_t text[FORM_TEXTS]) {
    if (!forms->count) return FORM_NONE;
    for (size_t at = first_slot(forms, text); forms->slot[at]; at = next_slot(forms, at)) {
        const uint32_t place = forms->slot[at] - 1;
        if (is_form(&forms->items[place], text)) return place;
    }
    return FORM_NONE;
}

void forms_fetch(const word_forms *forms, const uint64_t text[FORM_TEXTS]) {
    if (forms->count) __builtin_prefetch(&forms->slot[first_slot(forms, text)]);
}

void forms_fetch_item(const word_forms *forms, const uint64_t text[FORM_TEXTS]) {
    const uint32_t first = forms->count ? forms->slot[first_slot(forms, text)] : 0;
    if (first) __builtin_prefetch(&forms->items[first - 1]);
}

size_t forms_slots(size_t count) {
    return 2 * count + 1;
}

void forms_index(const word_forms *forms, uint32_t *slot) {
    for (uint32_t i = 0; i < forms->count; i++) {
        size_t at = first_slot(forms, forms->items[i].text);
        while (slot[at]) at = next_slot(forms, at);
        slot[at] = i + 1;
    }
}
