/* The program: one command a word. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    command *run;
    const char *what;
} commands[] = {
    {"classify", cmd_classify, "classify a text, with cited reasons"},
    {"batch", cmd_batch, "classify each row of a CSV file, or each line of JSON"},
    {"list", cmd_list, "list the catalogue's entries on a day"},
    {"show", cmd_show, "show an entry through the editions, by id or code"},
    {"search", cmd_search, "find entries by words in titles, summaries and terms"},
    {"diff", cmd_diff, "show what changed between two days or editions"},
    {"coverage", cmd_coverage, "show how much of each edition is on file"},
    {"verify", cmd_verify, "check the installed catalogue and model"},
    {"tokens", cmd_tokens, "show how a text is cut into tokens"},
    {"features", cmd_features, "show a text's features and their values"},
    {"scores", cmd_scores, "show every label's decision value and probability"},
    {"rules", cmd_rules, "show every term and pattern found in a text"},
    {"quantities", cmd_quantities, "show every number with its unit in a text"},
    {"train", cmd_train, "train a model from examples"},
    {"evaluate", cmd_evaluate, "measure a model on labelled texts"},
    {"compile", cmd_compile, "make one quick file of the catalogue's folder"},
};

static void usage(FILE *to) {
    fputs("Usage: exportcat COMMAND [OPTION...] [FILE...]\n"
          "Which entry of China's Catalogue of Technologies Prohibited or Restricted from Export\n"
          "(中国禁止出口限制出口技术目录) a description of a technology falls under, and why.\n\n",
          to);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].what);
    fputs("\nExamples:\n"
          "  exportcat classify < description.txt\n"
          "  exportcat classify --as-of 2020-08-27 --format json description.txt\n"
          "  exportcat show 086501X\n\n"
          "exportcat COMMAND --help tells more. Exit status: 0 ran; 2 usage or input/output;\n"
          "3 catalogue, rules or model invalid; with --exit-status also 1 listed, 4 possible or\n"
          "cannot say. Not legal advice.\n",
          to);
}

int main(int argc, char **argv) {
    argp_err_exit_status = EXIT_USAGE;
    if (argc < 2) {
        usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return cmd_finish(EXIT_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("exportcat " EXPORTCAT_VERSION);
        return cmd_finish(EXIT_OK);
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) != 0) continue;
        char name[64];
        snprintf(name, sizeof name, "exportcat %s", commands[i].name);
        argv[1] = name;
        return cmd_finish(commands[i].run(argc - 1, argv + 1));
    }
    fprintf(stderr, "exportcat: no command '%s'; exportcat --help lists them\n", argv[1]);
    return EXIT_USAGE;
}
