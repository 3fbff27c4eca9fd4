/* verify: the installed catalogue and model, checked as far as they can be. */
#include "classifier.h"
#include "cmd.h"

#include <stdio.h>
#include <string.h>

static error_t parse(int key, char *argument, struct argp_state *state) {
    (void)argument;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = state->input; return 0;
    case ARGP_KEY_ARG: argp_error(state, "verify takes no words"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&cmd_paths_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    NULL,
    parse,
    "",
    "Opens catalogue and model with every check (digests, sizes, references, contradictions, each "
    "rule, each label) and says what they are. Exit status 0 where all is well, 3 where not.\v"
    "Example:\n"
    "  exportcat verify",
    children,
    NULL,
    NULL};

static void tell_catalogue(const catalogue *laws, const char *path) {
    size_t points = 0, rule_count = 0, lacking = 0;
    for (size_t i = 0; i < laws->entry_count; i++) {
        points += laws->entries[i].points.count;
        rule_count += laws->entries[i].rules.count;
        lacking += laws->entries[i].lacks.count != 0;
    }
    printf("catalogue %s\n  %s, digest %s\n  %zu editions, %zu entries, %zu control points, %zu "
           "rules; no contradiction\n",
           path, laws->map.bytes ? "compiled" : "read from its folder", laws->digest,
           laws->instrument_count, laws->entry_count, points, rule_count);
    if (lacking) printf("  %zu entries came in by import and lack terms or examples\n", lacking);
}

static void tell_model(const exportcat *program, const char *path) {
    const model *scores = &program->scores;
    size_t untaught = 0;
    for (size_t i = 0; i < program->laws.entry_count; i++)
        untaught += model_label_find(scores, program->laws.entries[i].id.text) < 0;
    printf("model %s\n  digest %s\n  %zu labels, %u features; all of its labels are on file\n",
           path, scores->digest, scores->label_count, scores->words.count);
    if (untaught)
        printf("  %zu entries have no examples in it: they are found by their wording, and are "
               "never better than possible\n",
               untaught);
}

int cmd_verify(int argc, char **argv) {
    cmd_paths paths;
    exportcat_error error;
    exportcat *program;
    rules *fresh = NULL;
    cmd_paths_default(&paths);
    argp_parse(&argp, argc, argv, 0, NULL, &paths);
    exportcat_options where = {paths.catalogue, paths.model};
    if (exportcat_open(&where, &program, &error)) return cmd_fail(&error);
    /* Without the sections every term and pattern is compiled anew. */
    catalogue bare = program->laws;
    memset(bare.sections, 0, sizeof bare.sections);
    exportcat_status status = rules_new(&bare, &program->scores.settings.languages, &fresh, &error);
    if (!status) {
        tell_catalogue(&program->laws, paths.catalogue);
        tell_model(program, paths.model);
    }
    rules_free(fresh);
    exportcat_free(program);
    return status ? cmd_fail(&error) : EXIT_OK;
}
