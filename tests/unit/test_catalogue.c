#include "unit.h"

#include "catalogue_parts.h"

static void check_standing(const catalogue *laws, const char *id, const char *point_id,
                           const char *edition_id, standing_kind kind, const char *code,
                           int number) {
    const entry *of = catalogue_entry(laws, id);
    assert_non_null(of);
    const instrument *edition = catalogue_instrument(laws, edition_id);
    const control_point *point = point_id ? catalogue_point(of, point_id) : NULL;
    standing entry_where = catalogue_entry_standing(laws, of, edition);
    standing where = point ? catalogue_point_standing(laws, of, point, edition) : entry_where;
    assert_int_equal(where.kind, kind);
    if (where.kind != STANDS) return;
    if (code)
        assert_string_equal(entry_where.listed->code, code);
    else
        assert_null(entry_where.listed->code);
    assert_int_equal(where.listed->number, number);
}

static void codes_and_numbers_belong_to_an_edition(void **state) {
    static const struct {
        const char *entry, *point, *edition;
        standing_kind kind;
        const char *code;
        int number;
    } table[] = {
        {"information-processing", NULL, "cn-2008-12", STANDS, "056101X", 0},
        {"information-processing", "personalised-push", "cn-2008-12", NOT_YET, NULL, 0},
        {"information-processing", "personalised-push", "cn-2020-38", STANDS, "056101X", 21},
        {"information-processing", "personalised-push", "cn-2023-57", STANDS, "086501X", 18},
        {"information-processing", "speech-synthesis", "cn-2020-38", STANDS, "056101X", 17},
        {"information-processing", "speech-synthesis", "cn-2023-57", STANDS, "086501X", 0},
        {"rare-earth-refining", "magnets", "cn-2023-57", STANDS, "083201J", 3},
        {"rare-earth-refining", "magnets", "cn-2020-38", NOT_KNOWN, NULL, 0},
        {"battery-cathode-materials", "lfp", "cn-2023-57", NOT_YET, NULL, 0},
        {"battery-cathode-materials", "lfp", "cn-2025-28", STANDS, "252604X", 1},
        {"traditional-architecture-prohibited", NULL, "cn-2023-57", STANDS, "085001J", 0},
        {"traditional-architecture-prohibited", NULL, "cn-2025-28", NO_LONGER, NULL, 0},
        {"uav", NULL, "cn-2023-57", STANDS, "203912X", 71},
        {"uav", "flight-control-systems", "cn-2025-28", STANDS, "203912X", 5},
        {"crop-heterosis", NULL, "cn-2020-38", NOT_YET, NULL, 0},
    };
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_standing(&laws, table[i].entry, table[i].point, table[i].edition, table[i].kind,
                       table[i].code, table[i].number);
    catalogue_close(&laws);
}

static void editions_begin_on_their_day(void **state) {
    static const struct {
        exportcat_date day;
        const char *edition; /* NULL: none */
    } table[] = {{20081031, NULL},         {20081101, "cn-2008-12"}, {20200827, "cn-2008-12"},
                 {20200828, "cn-2020-38"}, {20231220, "cn-2020-38"}, {20231221, "cn-2023-57"},
                 {20250714, "cn-2023-57"}, {20250715, "cn-2025-28"}, {99991231, "cn-2025-28"}};
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const instrument *edition = catalogue_edition(&laws, table[i].day);
        if (table[i].edition)
            assert_string_equal(edition->id.text, table[i].edition);
        else
            assert_null(edition);
    }
    catalogue_close(&laws);
}

/* Figures of the facts that the files must never contradict. */
static void totals_are_the_official_ones(void **state) {
    static const struct {
        const char *edition;
        int prohibited, restricted;
    } table[] = {{"cn-2008-12", 33, 117},
                 {"cn-2020-38", 29, 135},
                 {"cn-2023-57", 24, 110},
                 {"cn-2025-28", 23, 109}};
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    assert_int_equal(laws.instrument_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const instrument *edition = catalogue_instrument(&laws, table[i].edition);
        assert_int_equal(edition->prohibited_total, table[i].prohibited);
        assert_int_equal(edition->restricted_total, table[i].restricted);
    }
    catalogue_close(&laws);
}

/* A point is never known better than its entry in the same edition. */
static void points_are_known_no_better_than_entries(void **state) {
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    for (size_t e = 0; e < laws.entry_count; e++)
        for (size_t p = 0; p < laws.entries[e].points.count; p++) {
            const control_point *point = entry_point(&laws.entries[e], p);
            for (size_t i = 0; i < point->listings.count; i++) {
                const listing *here = point_listing(point, i);
                standing where = catalogue_entry_standing(
                    &laws, &laws.entries[e], catalogue_instrument(&laws, here->edition.text));
                if (where.kind != STANDS || here->grade < where.listed->grade)
                    fail_msg("%s:%zu: better known than its entry", here->place.path,
                             here->place.line);
            }
        }
    catalogue_close(&laws);
}

static void looks_up(void **state) {
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    assert_string_equal(catalogue_entry_by_code(&laws, "086501X")->id.text,
                        "information-processing");
    assert_null(catalogue_entry_by_code(&laws, "000000X"));
    assert_null(catalogue_entry(&laws, "no-such-entry"));
    assert_null(catalogue_point(catalogue_entry(&laws, "uav"), "no-such-point"));
    assert_string_equal(
        catalogue_first(&laws, &catalogue_entry(&laws, "crop-heterosis")->listings)->id.text,
        "cn-2023-57");
    catalogue_close(&laws);
}

/* A compiled catalogue may hold any bytes; what stands in tables without quotes is looked at. */
static void ids_and_codes_need_no_quotes(void **state) {
    catalogue laws;
    exportcat_error error;
    (void)state;
    assert_ok(catalogue_open("catalogue", &laws, &error), error);
    entry *of = &laws.entries[0];
    const char **ids[] = {&of->id.text, &((control_point *)of->points.items)->id.text,
                          &laws.instruments[0].id.text, &((listing *)of->listings.items)->code};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const char *own = *ids[i];
        *ids[i] = "a,\"b\"";
        assert_int_equal(catalogue_check(&laws, &error), EXPORTCAT_E_CATALOGUE);
        *ids[i] = own;
        assert_ok(catalogue_check(&laws, &error), error);
    }
    catalogue_close(&laws);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(codes_and_numbers_belong_to_an_edition),
                                       cmocka_unit_test(editions_begin_on_their_day),
                                       cmocka_unit_test(totals_are_the_official_ones),
                                       cmocka_unit_test(points_are_known_no_better_than_entries),
                                       cmocka_unit_test(looks_up),
                                       cmocka_unit_test(ids_and_codes_need_no_quotes)};
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
