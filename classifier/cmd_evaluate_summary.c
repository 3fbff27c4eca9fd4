/* The short table, which is all that is shown without --report. */
#include "cmd_evaluate_sheets.h"

typedef struct {
    size_t part, whole;
} share;

typedef struct {
    const char *name;
    share (*of)(const tally *);
} line;

#define SHARE_OF(name, part, whole)      \
    static share name(const tally *of) { \
        return (share){part, whole};     \
    }
SHARE_OF(top1, of->within[RANK_ENTRY].within[0], of->covered)
SHARE_OF(top3, of->within[RANK_ENTRY].within[1], of->covered)
SHARE_OF(top5, of->within[RANK_ENTRY].within[2], of->covered)
SHARE_OF(point_top1, of->within[RANK_ANSWER].within[0], of->within[RANK_ANSWER].texts)
SHARE_OF(listed, of->outcomes[1][EXPORTCAT_LISTED], of->covered)
SHARE_OF(possible, of->outcomes[1][EXPORTCAT_POSSIBLE], of->covered)
SHARE_OF(missed, of->outcomes[1][EXPORTCAT_NONE_FOUND], of->covered)
SHARE_OF(cannot_say, of->outcomes[1][EXPORTCAT_CANNOT_SAY], of->covered)
SHARE_OF(set_holds, of->set_holds, of->covered)
SHARE_OF(set_size, of->set_size, of->covered)
SHARE_OF(alarms, of->outcomes[0][EXPORTCAT_LISTED], of->uncovered)
SHARE_OF(looks, of->outcomes[0][EXPORTCAT_LISTED] + of->outcomes[0][EXPORTCAT_POSSIBLE],
         of->uncovered)
SHARE_OF(uncovered_cannot_say, of->outcomes[0][EXPORTCAT_CANNOT_SAY], of->uncovered)

static const line covered_lines[] = {{"entry top-1", top1},
                                     {"entry top-3", top3},
                                     {"entry top-5", top5},
                                     {"point top-1", point_top1},
                                     {"came out listed", listed},
                                     {"came out possible", possible},
                                     {"missed: none_found", missed},
                                     {"cannot_say", cannot_say},
                                     {"candidate set holds the entry", set_holds},
                                     {"candidate set, mean size", set_size},
                                     {0}};
static const line uncovered_lines[] = {{"false alarm: listed", alarms},
                                       {"false alarm: listed or possible", looks},
                                       {"uncovered: cannot_say", uncovered_cannot_say},
                                       {0}};

static void add_lines(sheets *to, const evaluation *of, const line *lines) {
    for (; lines->name; lines++) {
        sheets_put(to, "%s", lines->name);
        for (int i = 0; i < LANGUAGE_SLICES; i++) {
            share here = lines->of(&of->slices[i]);
            sheets_put_share(to, (double)here.part, here.whole);
        }
    }
}

void sheets_add_summary(sheets *to, const evaluation *of) {
    static const char *const heads[] = {"", "en", "zh", "all", NULL};
    sheets_begin(to, "summary", "Summary", "", heads, 1);
    sheets_put(to, "covered texts");
    for (int i = 0; i < LANGUAGE_SLICES; i++) sheets_put(to, "%zu", of->slices[i].covered);
    add_lines(to, of, covered_lines);
    sheets_put(to, "uncovered texts");
    for (int i = 0; i < LANGUAGE_SLICES; i++) sheets_put(to, "%zu", of->slices[i].uncovered);
    add_lines(to, of, uncovered_lines);
    sheets_put(to, "calibration error, first answer");
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        sheets_put(to, "%.4f", reliability_error(&of->slices[i].first));
}
