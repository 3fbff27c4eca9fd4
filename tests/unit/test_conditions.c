#include "unit.h"

#include "conditions.h"

/* Texts held against points of the catalogue, and against one made by hand. */
typedef struct {
    catalogue laws;
    cue_set *cues;
    units *known;
    folded text;
    context_spans spans;
    figure_list figures;
    condition found[40];
} bench;

static int open_bench(void **state) {
    static bench on;
    exportcat_error error;
    on = (bench){0};
    assert_ok(catalogue_open("catalogue", &on.laws, &error), error);
    assert_ok(context_new(&on.laws, &on.cues, &error), error);
    assert_ok(units_new(&on.laws, &on.known, &error), error);
    *state = &on;
    return 0;
}

static int close_bench(void **state) {
    bench *on = *state;
    figures_free(&on->figures);
    context_spans_free(&on->spans);
    fold_free(&on->text);
    units_free(on->known);
    context_free(on->cues);
    catalogue_close(&on->laws);
    return 0;
}

static conditions_state judge(bench *on, const control_point *point, const char *text) {
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, strlen(text), &error), error);
    assert_ok(context_find(on->cues, &on->text, &on->spans, &error), error);
    assert_ok(figures_read(&on->figures, on->known, &on->text, text, &on->spans, &error), error);
    return conditions_judge(&on->figures, point, on->found);
}

static const control_point *point_of(const bench *on, const char *id, const char *point) {
    const entry *of = catalogue_entry(&on->laws, id);
    assert_non_null(of);
    const control_point *found = catalogue_point(of, point);
    assert_non_null(found);
    return found;
}

/* One letter a threshold: y met, n not met, - missing, ? unclear. */
static const char *letters(const bench *on, const control_point *point) {
    static char out[9];
    for (size_t i = 0; i < point->thresholds.count; i++) {
        out[i] = "yn-?"[on->found[i].state];
        out[i + 1] = '\0';
    }
    return out;
}

typedef struct {
    const char *text, *states;
    conditions_state all;
} decision;

static void check(bench *on, const control_point *point, const decision *table, size_t count) {
    for (size_t i = 0; i < count; i++) {
        conditions_state all = judge(on, point, table[i].text);
        if (strcmp(letters(on, point), table[i].states) != 0 || all != table[i].all)
            fail_msg("%s: %s %d, not %s %d", table[i].text, letters(on, point), (int)all,
                     table[i].states, (int)table[i].all);
    }
}

#define CHECK(on, point, table) check(on, point, table, sizeof table / sizeof *table)

/* Density >= 2.58 g/cm3 at 220 MPa, capacity >= 160 mAh/g at 0.1C, efficiency >= 97 %. */
static void all_must_hold(void **state) {
    static const decision table[] = {
        {"LFP cathode, powder compaction density 2.62 g/cm3 at 220 MPa, reversible capacity 161 "
         "mAh/g at 0.1C, first-cycle efficiency 97.5 %",
         "yyy", CONDITIONS_MET},
        {"LFP cathode, powder compaction density 2.40 g/cm3 at 220 MPa, reversible capacity 161 "
         "mAh/g at 0.1C, first-cycle efficiency 97.5 %",
         "nyy", CONDITIONS_NOT_MET},
        {"an LFP cathode", "---", CONDITIONS_OPEN},
        {"first-cycle efficiency 96 %", "--n", CONDITIONS_NOT_MET},
        {"磷酸铁锂,220MPa下粉体压实密度≥2.58g/cm³,0.1C可逆克容量不低于160mAh/g,首次库伦效率97%以上",
         "yyy", CONDITIONS_MET},
        {"粉体压实密度为2.5g/cm3(220MPa),0.1C放电比容量158mAh/g,首效96.5%", "nnn",
         CONDITIONS_NOT_MET},
        {"首次库仑效率达到百分之九十八", "--y", CONDITIONS_OPEN},
        {"粉末压密2.61 g/cm3(220 MPa),0.1C放电161 mAh/g,1st cycle efficiency 97.6 %", "yyy",
         CONDITIONS_MET},
        {"0.1C放电161mAh/g,1C放电150mAh/g", "-y-", CONDITIONS_OPEN},
        {"discharge capacity 161 mAh/g at 0.1C and 152 mAh/g at 1C", "-y-", CONDITIONS_OPEN},
        {"first charge/discharge efficiency 97.2 %", "--y", CONDITIONS_OPEN},
        /* a comparative example is another powder */
        {"实施例1在220MPa下压实密度2.62g/cm3。对比例1的压实密度为2.40g/cm3(220MPa)。", "y--",
         CONDITIONS_OPEN},
        {"与对比例1相比,220MPa下压实密度提高到2.62g/cm3", "y--", CONDITIONS_OPEN},
        {"The powder delivers 161 mAh/g at 0.1C. The comparative example gave 148 mAh/g at 0.1C.",
         "-y-", CONDITIONS_OPEN},
    };
    bench *on = *state;
    CHECK(on, point_of(on, "battery-cathode-materials", "lfp"), table);
}

/* What the first threshold alone makes of a text: density >= 2.58 g/cm3 at 220 MPa. */
static void density(void **state) {
    static const struct {
        const char *text;
        char state;
    } table[] = {
        /* relations */
        {"compaction density 2.58 g/cm3 at 220 MPa", 'y'},
        {"compaction density 2.5799 g/cm3 at 220 MPa", 'n'},
        {"a compaction density of at least 2.58 g/cm3 at 220 MPa", 'y'},
        {"a compaction density above 2.6 g/cm3 at 220 MPa", 'y'},
        {"a compaction density above 2.5 g/cm3 at 220 MPa", '?'},
        {"a compaction density below 2.58 g/cm3 at 220 MPa", 'n'},
        {"a compaction density of at most 2.58 g/cm3 at 220 MPa", '?'},
        {"a compaction density of less than 2.7 g/cm3 at 220 MPa", '?'},
        {"220 MPa下压实密度大于2.6 g/cm3", 'y'},
        {"220 MPa下压实密度小于2.5 g/cm3", 'n'},
        {"220 MPa下压实密度不高于2.58 g/cm3", '?'},
        {"220兆帕下压实密度为2.6克每立方厘米", 'y'},
        {"在220兆帕下压实密度可达2.60克/立方厘米", 'y'},
        /* ranges */
        {"compaction density 2.6-2.7 g/cm3 at 220 MPa", 'y'},
        {"compaction density 2.4 to 2.5 g/cm3 at 220 MPa", 'n'},
        {"compaction density 2.5-2.7 g/cm3 at 220 MPa", '?'},
        {"compaction density of 2.58 to 2.65 g/cm3 at 220 MPa", 'y'},
        {"compaction density 2.50 to 2.58 g/cm3 at 220 MPa", '?'},
        {"220MPa下压实密度为2.5~2.7g/cm3", '?'},
        {"220MPa下压实密度为2.60±0.01g/cm3", 'y'},
        {"220MPa下压实密度为2.58±0.02g/cm3", '?'},
        {"compaction density about 2.7 g/cm3 at 220 MPa", 'y'},
        {"compaction density about 2.59 g/cm3 at 220 MPa", '?'},
        /* of the electrode, not of the powder */
        {"极片压实密度为2.45g/cm3,220MPa下粉体压实密度2.62g/cm3", 'y'},
        {"electrode compaction density 2.40 g/cm3 at 220 MPa", '?'},
        {"the compaction density of the electrode is 2.40 g/cm3, that is, the compaction density "
         "of "
         "the powder is 2.60 g/cm3 at 220 MPa",
         'y'},
        /* several figures */
        {"compaction densities of 2.60, 2.61 and 2.62 g/cm3 at 220 MPa", 'y'},
        {"compaction densities of 2.50, 2.61 and 2.62 g/cm3 at 220 MPa", '?'},
        {"Sample A has a compaction density of 2.4 g/cm3 at 220 MPa; sample B has a compaction "
         "density of 2.6 g/cm3 at 220 MPa",
         '?'},
        /* units */
        {"compaction density 2.62 g/cc at 220 MPa", 'y'},
        {"compaction density 2620 kg/m3 at 220 MPa", 'y'},
        {"compaction density 2620 kg/m³ at 0.22 GPa", 'y'},
        {"compaction density 2.62 t/m3 at 220 N/mm2", 'y'},
        {"compaction density 2.62 g·cm-3 at 2200 bar", 'y'},
        {"compaction density 2.62 g cm^-3 at 220 MPa", 'y'},
        {"compaction density (g/cm3): 2.62, measured at 220 MPa", 'y'},
        {"压实密度(g/cm3):2.40,压力220MPa", 'n'},
        {"compaction density 2.62 kN", '?'},
        {"compaction density, pressed at 2.62 MPa", '-'},
        {"compaction density 2.62 g at 220 MPa", '?'},
        {"compaction density of 2.62 at 220 MPa", '?'},
        {"compaction density 262 %", '?'},
        /* circumstances */
        {"compaction density 2.62 g/cm3", '?'},
        {"compaction density 2.62 g/cm3 at 300 MPa", '?'},
        {"compaction density 2.40 g/cm3 at 100 MPa", '?'},
        {"at 220 MPa the compaction density is 2.62 g/cm3", 'y'},
        {"compaction density at 220 MPa: 2.62 g/cm3", 'y'},
        {"compaction density 2.62 g/cm3. It burst at 220 MPa", '?'},
        {"compaction density 2.40 g/cm3 at 100 MPa and a compaction density of 2.62 g/cm3 at 220 "
         "MPa",
         'y'},
        /* which parameter */
        {"2.62 g/cm3 compaction density at 220 MPa", 'y'},
        {"220MPa下2.62g/cm3的压实密度", 'y'},
        {"tap density 1.2 g/cm3", '?'},
        {"tap density 1.2 g/cm3, compaction density 2.62 g/cm3 at 220 MPa", 'y'},
        {"compaction density was measured. The furnace weighs 2.62 kg", '-'},
        {"its compaction density is high", '-'},
        {"capacity 2.62 mAh/g at 0.1C", '-'},
        {"a density of 2.62 g/cm3 at 220 MPa", '?'},
        /* whose figure */
        {"compared with a compaction density of 2.40 g/cm3 at 220 MPa, ours is high", '-'},
        {"Unlike a compaction density of 2.3 g/cm3 at 220 MPa, the compaction density is 2.62 "
         "g/cm3 at 220 MPa",
         'y'},
    };
    bench *on = *state;
    const control_point *point = point_of(on, "battery-cathode-materials", "lfp");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        judge(on, point, table[i].text);
        if (letters(on, point)[0] != table[i].state)
            fail_msg("%s: %c, not %c", table[i].text, letters(on, point)[0], table[i].state);
    }
}

/* The figure that decided is quoted. */
static void the_deciding_figure_is_shown(void **state) {
    static const char text[] = "at 220 MPa the compaction density is above 2.6 g/cm3";
    bench *on = *state;
    judge(on, point_of(on, "battery-cathode-materials", "lfp"), text);
    assert_int_equal(on->found[0].start, strstr(text, "above") - text);
    assert_int_equal(on->found[0].end, strlen(text));
    assert_null(on->found[0].why);
    assert_int_equal(on->found[1].start, on->found[1].end);
}

/* Nothing follows from a bound on a part of a point that is not met. */
static void a_bound_on_a_part(void **state) {
    static const decision table[] = {
        {"neodymium oxide with a purity of 99.9 %", "y", CONDITIONS_MET},
        {"neodymium oxide with a purity of 98 %", "n", CONDITIONS_OPEN},
        {"neodymium oxide", "-", CONDITIONS_OPEN},
        {"单一稀土纯度99.99%", "y", CONDITIONS_MET},
        {"纯度95%", "n", CONDITIONS_OPEN},
    };
    bench *on = *state;
    CHECK(on, point_of(on, "rare-earth-refining", "2008-single-rare-earth"), table);
}

/* Relations that no point on file has, and two of three. */
static void two_of_three(void **state) {
    static threshold limits[] = {
        {.words = {.en = "speed"}, .relation = 1, .value = 300, .unit = "km/h"}, /* > */
        {.words = {.en = "mass"}, .relation = 2, .value = 2, .unit = "kg"},      /* <= */
        {.words = {.en = "bits"}, .relation = 4, .value = 128, .unit = "bit"},   /* = */
    };
    static const decision table[] = {
        {"speed 301 km/h", "y--", CONDITIONS_OPEN},
        {"speed 300 km/h", "n--", CONDITIONS_OPEN},
        {"speed of more than 300 km/h", "y--", CONDITIONS_OPEN},
        {"speed of at least 300 km/h", "?--", CONDITIONS_OPEN},
        {"speed 100 m/s, mass 2000 g", "yy-", CONDITIONS_MET},
        {"speed 80 m/s, mass 2.1 kg", "nn-", CONDITIONS_NOT_MET},
        {"speed 80 m/s, mass below 2 kg, bits: 128 bit", "nyy", CONDITIONS_MET},
        {"mass up to 2 kg", "-y-", CONDITIONS_OPEN},
        {"bits 256 bit", "--n", CONDITIONS_OPEN},
        {"bits 64 to 256 bit", "--?", CONDITIONS_OPEN},
    };
    bench *on = *state;
    const control_point point = {.thresholds = {3, limits}, .at_least = 2};
    CHECK(on, &point, table);
}

static void a_point_without_thresholds(void **state) {
    bench *on = *state;
    const control_point point = {.at_least = 0};
    assert_int_equal(judge(on, &point, "2.62 g/cm3"), CONDITIONS_NONE);
}

/* More than are looked for at once: each has its own figure, whatever its number. */
static void many_thresholds(void **state) {
    enum { LIMITS = 40 };
    static threshold limits[LIMITS];
    static char words[LIMITS][16];
    const control_point point = {.thresholds = {LIMITS, limits}};
    bench *on = *state;
    buffer text = {0};
    for (int i = 0; i < LIMITS; i++) {
        snprintf(words[i], sizeof words[i], "%c%c mass", 'a' + i / 8, 'a' + i % 8);
        limits[i] = (threshold){.words = {.en = words[i]}, .value = 20, .unit = "kg"};
        if (i % 5) buffer_format(&text, "%s %d kg; ", words[i], i);
    }
    assert_int_equal(judge(on, &point, text.bytes), CONDITIONS_NOT_MET);
    for (int i = 0; i < LIMITS; i++)
        assert_int_equal(on->found[i].state, i % 5 == 0 ? EXPORTCAT_UNCLEAR
                                             : i < 20   ? EXPORTCAT_NOT_MET
                                                        : EXPORTCAT_MET);
    buffer_free(&text);
}

/* Many figures and mentions: each is looked at with its neighbours only. */
static void long_texts_take_linear_time(void **state) {
    bench *on = *state;
    buffer text = {0};
    for (int i = 0; i < 20000; i++)
        buffer_text(&text, "compaction density 2.62 g/cm3 at 220 MPa, ");
    judge(on, point_of(on, "battery-cathode-materials", "lfp"), text.bytes);
    assert_int_equal(on->found[0].state, EXPORTCAT_MET);
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_must_hold),
                                       cmocka_unit_test(density),
                                       cmocka_unit_test(the_deciding_figure_is_shown),
                                       cmocka_unit_test(a_bound_on_a_part),
                                       cmocka_unit_test(two_of_three),
                                       cmocka_unit_test(a_point_without_thresholds),
                                       cmocka_unit_test(many_thresholds),
                                       cmocka_unit_test(long_texts_take_linear_time)};
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
