/* quantities: a window on the numbers with units of a text. */
#include "cmd.h"
#include "quantities.h"

#include <stdio.h>

static const struct argp_child children[] = {{&cmd_catalogue_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    NULL,
    cmd_parse_one_text,
    "[FILE]",
    "Shows every number, range and bound of a text with its unit: bytes, text, lowest and highest "
    "value in base units (inf: no bound), and the base unit (-: none stands there).\v"
    "Example:\n  echo 'at least 160 mAh/g' | exportcat quantities",
    children,
    NULL,
    NULL};

static void print_quantity(const units *known, const folded *text, const char *original,
                           const quantity *item) {
    buffer unit = {0};

    if (item->unit == item->end)
        buffer_text(&unit, "-");
    else
        units_write(known, &item->dimension, &unit);
    cmd_print_span(text, original, item->start, item->end);
    printf("\t%.12g\t%.12g\t%s\n", item->low, item->high,
           unit.bytes && !unit.failed ? unit.bytes : "");
    buffer_free(&unit);
}

static exportcat_status print_quantities(const units *known, const buffer *original,
                                         exportcat_error *error) {
    folded text = {0};
    quantity_list found = {0};
    exportcat_status status = fold_text(&text, original->bytes, original->length, error);
    if (!status)
        status = quantities_find(known, &text, original->bytes, 0, text.length, &found, error);
    if (!status) puts("start\tend\ttext\tlow\thigh\tunit");
    for (size_t i = 0; !status && i < found.count; i++)
        print_quantity(known, &text, original->bytes, &found.items[i]);
    quantities_free(&found);
    fold_free(&text);
    return status;
}

int cmd_quantities(int argc, char **argv) {
    cmd_one_text chosen = {0};
    exportcat_error error;
    catalogue laws = {0};
    units *known = NULL;
    buffer text = {0};
    cmd_paths_default(&chosen.paths);
    argp_parse(&argp, argc, argv, 0, NULL, &chosen);
    exportcat_status status = catalogue_open(chosen.paths.catalogue, &laws, &error);
    if (!status) status = units_new(&laws, &known, &error);
    if (!status) status = cmd_read(chosen.file, &text, &error);
    if (!status) status = print_quantities(known, &text, &error);
    buffer_free(&text);
    units_free(known);
    catalogue_close(&laws);
    return status ? cmd_fail(&error) : EXIT_OK;
}
