/* The compiled catalogue: damaged bytes, and blocks that are damaged behind a digest's back. */
#include "unit.h"

#include "frozen.h"
#include "rules.h"
#include "similarity.h"

static char *compiled(size_t *length) {
    catalogue laws;
    exportcat_error error;
    rules *found;
    similarity *wording;
    buffer sections[CATALOGUE_SECTIONS] = {{0}};
    const feature_settings settings = feature_settings_default();
    const char *path = write_temporary("", 0);
    assert_ok(catalogue_open("tests/unit/catalogue", &laws, &error), error);
    assert_ok(rules_new(&laws, &settings.languages, &found, &error), error);
    assert_ok(rules_freeze(found, &sections[CATALOGUE_TERMS], &error), error);
    assert_ok(similarity_new(&laws, NULL, &settings.languages, &wording, &error), error);
    assert_ok(similarity_freeze(wording, &sections[CATALOGUE_WORDING], &error), error);
    assert_ok(catalogue_write(&laws, sections, path, &error), error);
    rules_free(found);
    similarity_free(wording);
    for (int i = 0; i < CATALOGUE_SECTIONS; i++) buffer_free(&sections[i]);
    catalogue_close(&laws);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 20);
    *length = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    unlink(path);
    return bytes;
}

static exportcat_status try_open(const char *bytes, size_t length, catalogue *out) {
    exportcat_error error;
    const char *path = write_temporary(bytes, length);
    exportcat_status status = catalogue_open(path, out, &error);
    unlink(path);
    return status;
}

static void opens_as_its_folder(void **state) {
    catalogue folder, file;
    exportcat_error error;
    size_t length;
    char *bytes = compiled(&length);
    (void)state;
    assert_ok(catalogue_open("tests/unit/catalogue", &folder, &error), error);
    assert_int_equal(try_open(bytes, length, &file), EXPORTCAT_OK);
    assert_string_equal(folder.digest, file.digest);
    assert_int_equal(folder.entry_count, file.entry_count);
    assert_int_equal(folder.unit_count, file.unit_count);
    for (size_t i = 0; i < folder.unit_count; i++)
        assert_string_equal(folder.units[i].unit, file.units[i].unit);
    assert_int_equal(folder.prefix_count, file.prefix_count);
    assert_int_equal(folder.not_units.zh.count, file.not_units.zh.count);
    for (size_t i = 0; i < folder.entry_count; i++) {
        const entry *a = &folder.entries[i], *b = &file.entries[i];
        assert_string_equal(a->id.text, b->id.text);
        assert_int_equal(a->points.count, b->points.count);
        assert_int_equal(a->rules.count, b->rules.count);
        assert_string_equal(a->place.path, b->place.path);
        assert_int_equal(a->place.line, b->place.line);
        assert_ptr_equal(catalogue_entry(&file, a->id.text), b);
    }
    catalogue_close(&folder);
    catalogue_close(&file);
    free(bytes);
}

static void every_damaged_byte_is_refused(void **state) {
    size_t length;
    char *bytes = compiled(&length);
    catalogue read;
    (void)state;
    for (size_t i = 0; i < length; i++) {
        bytes[i] ^= 0x10;
        if (try_open(bytes, length, &read) != EXPORTCAT_E_CATALOGUE)
            fail_msg("a change of byte %zu was not seen", i);
        bytes[i] ^= 0x10;
    }
    for (size_t cut = 0; cut < length; cut += 7)
        assert_int_equal(try_open(bytes, cut, &read), EXPORTCAT_E_CATALOGUE);
    free(bytes);
}

/* ---- Without a digest: whatever the bytes are, nothing outside the block is read ---------------
 */

typedef struct {
    yaml_place place;
    yaml_name id;
    const char *text;
    exportcat_words words;
    yaml_list texts, names, children;
    int choice;
} thing;

static const char *const choices[] = {"one", "two", NULL};
#define MEMBER(member, kind_, ...) \
    { .key = #member, .kind = kind_, .offset = offsetof(thing, member), __VA_ARGS__ }
static const yaml_table thing_table;
static const yaml_field thing_fields[] = {MEMBER(id, YAML_NAME, .required = true),
                                          MEMBER(text, YAML_TEXT),
                                          MEMBER(words, YAML_WORDS),
                                          MEMBER(texts, YAML_TEXTS),
                                          MEMBER(names, YAML_NAMES),
                                          MEMBER(choice, YAML_CHOICE, .choices = choices),
                                          {0}};
static const yaml_table thing_table = {sizeof(thing), thing_fields};
static const yaml_field root_fields[] = {MEMBER(id, YAML_NAME, .required = true),
                                         MEMBER(children, YAML_LIST, .table = &thing_table),
                                         {0}};
static const yaml_table root_table = {sizeof(thing), root_fields};

/* Touches every string, as a user of the structs would. */
static size_t walk(const thing *root) {
    size_t sum = strlen(root->id.text);
    const thing *all = root->children.items;
    for (size_t i = 0; i < root->children.count; i++) {
        const char *const *texts = all[i].texts.items;
        const yaml_name *names = all[i].names.items;
        sum += strlen(all[i].id.text) + (all[i].text ? strlen(all[i].text) : 0);
        sum += all[i].words.en ? strlen(all[i].words.en) : 0;
        sum += strlen(choices[all[i].choice]);
        for (size_t k = 0; k < all[i].texts.count; k++) sum += texts[k] ? strlen(texts[k]) : 0;
        for (size_t k = 0; k < all[i].names.count; k++)
            sum += names[k].text ? strlen(names[k].text) : 0;
    }
    return sum;
}

static void damaged_blocks_are_refused_or_harmless(void **state) {
    const char *texts[] = {"some", "texts"};
    yaml_name names[] = {{"name", {"path", 1, 2}}};
    thing child = {.place = {"path", 3, 4},
                   .id = {"child", {"path", 3, 8}},
                   .text = "text",
                   .words = {"en", "zh"},
                   .texts = {2, texts},
                   .names = {1, names},
                   .choice = 1};
    thing root = {.id = {"root", {"path", 1, 1}}, .children = {1, &child}};
    buffer frozen = {0};
    (void)state;
    frozen_write(&root, &root_table, &frozen);
    assert_false(frozen.failed);
    char *block = malloc(frozen.length);
    memcpy(block, frozen.bytes, frozen.length);
    const thing *thawed = frozen_thaw(block, frozen.length, &root_table);
    assert_non_null(thawed);
    assert_int_equal(walk(thawed), walk(&root));
    size_t refused = 0;
    static const unsigned char values[] = {0x01, 0x07, 0x40, 0x80, 0xFF};
    for (size_t i = 0; i < frozen.length; i++)
        for (size_t v = 0; v < sizeof values; v++) {
            memcpy(block, frozen.bytes, frozen.length);
            block[i] = (char)((unsigned char)block[i] ^ values[v]);
            const thing *here = frozen_thaw(block, frozen.length, &root_table);
            refused += here == NULL;
            if (here) walk(here);
        }
    assert_true(refused > frozen.length);
    free(block);
    buffer_free(&frozen);
}

static void damaged_terms_are_refused_or_harmless(void **state) {
    exportcat_error error;
    stemmer *stems;
    buffer frozen = {0};
    const feature_settings settings = feature_settings_default();
    phrase_trie *trie = phrase_trie_new();
    (void)state;
    assert_ok(stemmer_new(&settings.languages, &stems, &error), error);
    assert_ok(phrase_trie_add(trie, stems, "laser radar", 0, &error), error);
    assert_ok(phrase_trie_add(trie, stems, "激光雷达", 1, &error), error);
    assert_int_equal(phrase_trie_finish(trie), 0);
    phrase_trie_freeze(trie, &frozen);
    phrase_trie_free(trie);
    assert_false(frozen.failed);
    assert_null(phrase_trie_thaw(frozen.bytes, frozen.length, 1)); /* a number that is none */
    char *block = malloc(frozen.length);
    for (size_t i = 0; i < frozen.length; i++) {
        memcpy(block, frozen.bytes, frozen.length);
        block[i] = (char)((unsigned char)block[i] ^ 0x81);
        phrase_trie_free(phrase_trie_thaw(block, frozen.length, 2));
    }
    for (size_t cut = 0; cut < frozen.length; cut++) {
        char *shorter = malloc(cut + 1);
        memcpy(shorter, frozen.bytes, cut);
        phrase_trie *found = phrase_trie_thaw(shorter, cut, 2);
        assert_null(found);
        free(shorter);
    }
    free(block);
    buffer_free(&frozen);
    stemmer_free(stems);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_as_its_folder),
        cmocka_unit_test(every_damaged_byte_is_refused),
        cmocka_unit_test(damaged_blocks_are_refused_or_harmless),
        cmocka_unit_test(damaged_terms_are_refused_or_harmless),
    };
    return cmocka_run_group_tests_name("compiled", tests, NULL, NULL);
}
