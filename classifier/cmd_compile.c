/* compile: the catalogue's folder -> one file that opens in a fraction of the time. */
#include "classifier.h"
#include "cmd.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    const char *folder, *out;
} options;

static error_t parse(int key, char *argument, struct argp_state *state) {
    options *chosen = state->input;
    switch (key) {
    case 'o': chosen->out = argument; return 0;
    case ARGP_KEY_ARG:
        if (chosen->folder) argp_error(state, "one FOLDER");
        chosen->folder = argument;
        return 0;
    case ARGP_KEY_END:
        if (!chosen->folder) argp_error(state, "FOLDER is missing");
        if (!chosen->out) argp_error(state, "-o FILE is missing");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "where the compiled catalogue goes; replaced in one step", 0}, {0}};
static const struct argp argp = {
    option_table,
    parse,
    "-o FILE FOLDER",
    "Checks a catalogue's folder, compiles its rules, and writes one file for --catalogue. "
    "Nothing is written where anything is wrong.\v"
    "Example:\n"
    "  exportcat compile -o build/catalogue.bin catalogue",
    NULL,
    NULL,
    NULL};

static exportcat_status write_compiled(const catalogue *laws, const char *path,
                                       exportcat_error *error) {
    buffer sections[CATALOGUE_SECTIONS] = {{0}};
    const feature_settings settings = feature_settings_default();
    rules *compiled = NULL;
    similarity *wording = NULL;
    units *known = NULL;
    exportcat_status status = units_new(laws, &known, error);
    if (!status) status = rules_new(laws, &settings.languages, &compiled, error);
    if (!status) status = rules_freeze(compiled, &sections[CATALOGUE_TERMS], error);
    if (!status) status = similarity_new(laws, NULL, &settings.languages, &wording, error);
    if (!status) status = similarity_freeze(wording, &sections[CATALOGUE_WORDING], error);
    if (!status) status = catalogue_write(laws, sections, path, error);
    units_free(known);
    rules_free(compiled);
    similarity_free(wording);
    for (int i = 0; i < CATALOGUE_SECTIONS; i++) buffer_free(&sections[i]);
    return status;
}

int cmd_compile(int argc, char **argv) {
    options chosen = {0};
    exportcat_error error;
    catalogue laws;
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.folder, &laws, &error);
    if (!status) status = write_compiled(&laws, chosen.out, &error);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}
