/* The tables that say which keys the catalogue's files have; catalogue/README.md says it in words.
 */
#include "catalogue_parts.h"

#include <stddef.h>

static const char *const grades[] = {"confirmed", "reported", "unconfirmed", NULL};
const char *const part_names[] = {"prohibited", "restricted", NULL};
static const char *const yes_or_no[] = {"no", "yes", NULL};
static const char *const standards[] = {"2002", "2017", NULL}; /* of GB/T 4754 */
const char *const catalogue_courses[] = {"prohibited", "restricted", "free", NULL};
const char *const catalogue_lacks[] = {"nothing", "figures", "names", NULL};
const char *const catalogue_relations[] = {">=", ">", "<=", "<", "=", NULL};

#define FIELD(type, member, kind_, ...) \
    { .key = #member, .kind = kind_, .offset = offsetof(type, member), __VA_ARGS__ }

static const yaml_field instrument_fields[] = {
    FIELD(instrument, id, YAML_NAME, .required = true),
    FIELD(instrument, title, YAML_WORDS, .required = true),
    FIELD(instrument, effect, YAML_WORDS, .required = true),
    FIELD(instrument, issued, YAML_DAY, .required = true),
    FIELD(instrument, in_force, YAML_DAY, .required = true),
    FIELD(instrument, amends, YAML_NAME),
    FIELD(instrument, divisions, YAML_CHOICE, .required = true, .choices = standards),
    FIELD(instrument, prohibited_total, YAML_COUNT, .required = true),
    FIELD(instrument, restricted_total, YAML_COUNT, .required = true),
    {0}};
static const yaml_table instrument_table = {sizeof(instrument), instrument_fields};

static const yaml_field industry_fields[] = {FIELD(industry, division, YAML_TEXT, .required = true),
                                             FIELD(industry, before, YAML_TEXTS),
                                             FIELD(industry, title, YAML_WORDS, .required = true),
                                             {0}};
static const yaml_table industry_table = {sizeof(industry), industry_fields};

static const yaml_field listing_fields[] = {
    FIELD(listing, edition, YAML_NAME, .required = true),
    FIELD(listing, grade, YAML_CHOICE, .required = true, .choices = grades),
    FIELD(listing, code, YAML_CODE),
    FIELD(listing, number, YAML_COUNT),
    {0}};
static const yaml_table listing_table = {sizeof(listing), listing_fields};

static const yaml_field point_listing_fields[] = {
    FIELD(listing, edition, YAML_NAME, .required = true),
    FIELD(listing, grade, YAML_CHOICE, .required = true, .choices = grades),
    FIELD(listing, number, YAML_COUNT),
    {0}};
static const yaml_table point_listing_table = {sizeof(listing), point_listing_fields};

static const yaml_field circumstance_fields[] = {
    FIELD(circumstance, value, YAML_NUMBER), FIELD(circumstance, unit, YAML_TEXT), {0}};
static const yaml_table circumstance_table = {sizeof(circumstance), circumstance_fields};

static const yaml_field threshold_fields[] = {
    FIELD(threshold, parameter, YAML_WORDS, .required = true),
    FIELD(threshold, words, YAML_WORDS, .required = true),
    FIELD(threshold, others, YAML_WORDS),
    FIELD(threshold, condition, YAML_WORDS),
    FIELD(threshold, relation, YAML_CHOICE, .required = true, .choices = catalogue_relations),
    FIELD(threshold, value, YAML_NUMBER, .required = true),
    FIELD(threshold, unit, YAML_TEXT, .required = true),
    FIELD(threshold, at, YAML_MAP, .table = &circumstance_table),
    FIELD(threshold, of_part, YAML_CHOICE, .choices = yes_or_no),
    FIELD(threshold, grade, YAML_CHOICE, .required = true, .choices = grades),
    {0}};
static const yaml_table threshold_table = {sizeof(threshold), threshold_fields};

static const yaml_field question_fields[] = {FIELD(question, text, YAML_WORDS, .required = true),
                                             {0}};
static const yaml_table question_table = {sizeof(question), question_fields};

static const yaml_field point_fields[] = {
    FIELD(control_point, id, YAML_NAME, .required = true),
    FIELD(control_point, summary, YAML_WORDS),
    FIELD(control_point, listings, YAML_LIST, .required = true, .table = &point_listing_table),
    FIELD(control_point, added_by, YAML_NAME),
    FIELD(control_point, deleted_by, YAML_NAME),
    FIELD(control_point, thresholds, YAML_LIST, .table = &threshold_table),
    FIELD(control_point, at_least, YAML_COUNT),
    FIELD(control_point, lacks, YAML_CHOICE, .choices = catalogue_lacks),
    FIELD(control_point, questions, YAML_LIST, .table = &question_table),
    FIELD(control_point, note, YAML_TEXT),
    {0}};
static const yaml_table point_table = {sizeof(control_point), point_fields};

static const yaml_field phrases_fields[] = {
    FIELD(phrases, en, YAML_TEXTS), FIELD(phrases, zh, YAML_TEXTS), {0}};
static const yaml_table phrases_table = {sizeof(phrases), phrases_fields};

static const yaml_field rule_fields[] = {FIELD(rule, id, YAML_NAME, .required = true),
                                         FIELD(rule, point, YAML_NAME),
                                         FIELD(rule, terms, YAML_MAP, .table = &phrases_table),
                                         FIELD(rule, supports, YAML_CHOICE, .choices = yes_or_no),
                                         FIELD(rule, pattern, YAML_TEXT),
                                         FIELD(rule, needs, YAML_MAP, .table = &phrases_table),
                                         FIELD(rule, unless, YAML_MAP, .table = &phrases_table),
                                         FIELD(rule, why, YAML_TEXT),
                                         {0}};
static const yaml_table rule_table = {sizeof(rule), rule_fields};

static const yaml_field official_fields[] = {
    FIELD(official_text, edition, YAML_NAME, .required = true),
    FIELD(official_text, document, YAML_TEXT, .required = true),
    FIELD(official_text, title, YAML_TEXT),
    FIELD(official_text, points, YAML_TEXTS, .required = true),
    {0}};
static const yaml_table official_table = {sizeof(official_text), official_fields};

static const yaml_field entry_fields[] = {
    FIELD(entry, id, YAML_NAME, .required = true),
    FIELD(entry, part, YAML_CHOICE, .required = true, .choices = part_names),
    FIELD(entry, title, YAML_WORDS),
    FIELD(entry, other_titles, YAML_TEXTS),
    FIELD(entry, division, YAML_NAME),
    FIELD(entry, listings, YAML_LIST, .required = true, .table = &listing_table),
    FIELD(entry, added_by, YAML_NAME),
    FIELD(entry, deleted_by, YAML_NAME),
    FIELD(entry, changed_by, YAML_NAMES),
    FIELD(entry, not_known_in, YAML_NAMES),
    FIELD(entry, points, YAML_LIST, .required = true, .table = &point_table),
    FIELD(entry, rules, YAML_LIST, .required = true, .table = &rule_table),
    FIELD(entry, official, YAML_LIST, .table = &official_table),
    FIELD(entry, lacks, YAML_NAMES),
    FIELD(entry, sources, YAML_TEXTS, .required = true),
    FIELD(entry, note, YAML_TEXT),
    {0}};
const yaml_table entry_table = {sizeof(entry), entry_fields};

static const yaml_field instruments_file_fields[] = {
    FIELD(instruments_file, searched, YAML_WORDS, .required = true),
    FIELD(instruments_file, instruments, YAML_LIST, .required = true, .table = &instrument_table),
    {0}};
const yaml_table instruments_file_table = {sizeof(instruments_file), instruments_file_fields};

static const yaml_field industries_file_fields[] = {
    FIELD(industries_file, industries, YAML_LIST, .required = true, .table = &industry_table), {0}};
const yaml_table industries_file_table = {sizeof(industries_file), industries_file_fields};

static const yaml_field step_fields[] = {
    FIELD(course_step, act, YAML_WORDS, .required = true),
    FIELD(course_step, who, YAML_WORDS),
    FIELD(course_step, working_days, YAML_COUNT),
    FIELD(course_step, within, YAML_CHOICE, .choices = yes_or_no),
    FIELD(course_step, rule, YAML_TEXT, .required = true),
    FIELD(course_step, grade, YAML_CHOICE, .required = true, .choices = grades),
    {0}};
static const yaml_table step_table = {sizeof(course_step), step_fields};

static const yaml_field course_fields[] = {
    FIELD(course, part, YAML_CHOICE, .required = true, .choices = catalogue_courses),
    FIELD(course, summary, YAML_WORDS, .required = true),
    FIELD(course, rule, YAML_TEXT, .required = true),
    FIELD(course, grade, YAML_CHOICE, .required = true, .choices = grades),
    FIELD(course, steps, YAML_LIST, .required = true, .table = &step_table),
    FIELD(course, notes, YAML_LIST, .table = &question_table),
    {0}};
static const yaml_table course_table = {sizeof(course), course_fields};

static const yaml_field procedure_file_fields[] = {
    FIELD(procedure_file, dual_use, YAML_WORDS, .required = true),
    FIELD(procedure_file, courses, YAML_LIST, .required = true, .table = &course_table),
    {0}};
const yaml_table procedure_file_table = {sizeof(procedure_file), procedure_file_fields};

/* In the order of exportcat_context_kind and REACH_... */
static const char *const meanings[] = {"left_out",  "boilerplate", "compared",
                                       "bought_in", "goods_only",  NULL};
static const char *const reaches[] = {"phrase", "clause", "back", "sentence", NULL};

static const yaml_field cue_fields[] = {
    FIELD(cue, id, YAML_NAME, .required = true),
    FIELD(cue, means, YAML_CHOICE, .required = true, .choices = meanings),
    FIELD(cue, reach, YAML_CHOICE, .required = true, .choices = reaches),
    FIELD(cue, en, YAML_TEXTS),
    FIELD(cue, zh, YAML_TEXTS),
    {0}};
static const yaml_table cue_table = {sizeof(cue), cue_fields};

static const yaml_field context_file_fields[] = {
    FIELD(context_file, cues, YAML_LIST, .required = true, .table = &cue_table),
    FIELD(context_file, turns, YAML_MAP, .required = true, .table = &phrases_table),
    FIELD(context_file, statements, YAML_MAP, .table = &phrases_table),
    {0}};
const yaml_table context_file_table = {sizeof(context_file), context_file_fields};
static const yaml_field prefix_fields[] = {FIELD(unit_prefix, prefix, YAML_TEXT, .required = true),
                                           FIELD(unit_prefix, factor, YAML_TEXT, .required = true),
                                           FIELD(unit_prefix, also, YAML_TEXTS),
                                           FIELD(unit_prefix, en, YAML_TEXTS),
                                           FIELD(unit_prefix, zh, YAML_TEXTS),
                                           {0}};
static const yaml_table prefix_table = {sizeof(unit_prefix), prefix_fields};

static const yaml_field unit_fields[] = {
    FIELD(unit_law, unit, YAML_TEXT, .required = true),
    FIELD(unit_law, is, YAML_TEXT),
    FIELD(unit_law, base, YAML_CHOICE, .choices = yes_or_no),
    FIELD(unit_law, offset, YAML_NUMBER),
    FIELD(unit_law, prefixes, YAML_TEXT),
    FIELD(unit_law, careless, YAML_TEXT),
    FIELD(unit_law, also, YAML_TEXTS),
    FIELD(unit_law, en, YAML_TEXTS),
    FIELD(unit_law, zh, YAML_TEXTS),
    FIELD(unit_law, before, YAML_TEXTS),
    FIELD(unit_law, only_joined, YAML_CHOICE, .choices = yes_or_no),
    FIELD(unit_law, only_spaced, YAML_CHOICE, .choices = yes_or_no),
    {0}};
static const yaml_table unit_table = {sizeof(unit_law), unit_fields};

static const yaml_field units_file_fields[] = {
    FIELD(units_file, prefixes, YAML_LIST, .required = true, .table = &prefix_table),
    FIELD(units_file, units, YAML_LIST, .required = true, .table = &unit_table),
    FIELD(units_file, not_units, YAML_MAP, .table = &phrases_table),
    {0}};
const yaml_table units_file_table = {sizeof(units_file), units_file_fields};

static const yaml_field content_fields[] = {
    FIELD(catalogue_content, searched, YAML_WORDS, .required = true),
    FIELD(catalogue_content, dual_use, YAML_WORDS, .required = true),
    FIELD(catalogue_content, instruments, YAML_LIST, .required = true, .table = &instrument_table),
    FIELD(catalogue_content, industries, YAML_LIST, .required = true, .table = &industry_table),
    FIELD(catalogue_content, entries, YAML_LIST, .required = true, .table = &entry_table),
    FIELD(catalogue_content, courses, YAML_LIST, .required = true, .table = &course_table),
    FIELD(catalogue_content, cues, YAML_LIST, .table = &cue_table),
    FIELD(catalogue_content, turns, YAML_MAP, .table = &phrases_table),
    FIELD(catalogue_content, statements, YAML_MAP, .table = &phrases_table),
    FIELD(catalogue_content, prefixes, YAML_LIST, .table = &prefix_table),
    FIELD(catalogue_content, units, YAML_LIST, .table = &unit_table),
    FIELD(catalogue_content, not_units, YAML_MAP, .table = &phrases_table),
    FIELD(catalogue_content, digest, YAML_TEXT, .required = true),
    {0}};
const yaml_table content_table = {sizeof(catalogue_content), content_fields};
