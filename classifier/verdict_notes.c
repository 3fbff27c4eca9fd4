/* Sentences about the text as a whole and about the search. */
#include "verdict_parts.h"

#include <string.h>

/* Below these a text says too little. */
enum { HALF_WORDS_MIN = 8 };
/* A Latin-script text of which the model knows less than this share of words is not English. */
static const double KNOWN_WORDS_MIN = 0.4;

/* A text of which more than one byte in so many is not UTF-8 is not text. */
enum { BYTES_A_BAD_ONE = 20 };

const char *verdict_keep(judge *of, const char *text) {
    if (!text) of->failed = true;
    return text ? text : "";
}

const char *verdict_count(judge *of, size_t number) {
    return verdict_keep(of, arena_decimal(of->memory, (double)number, 0));
}

void verdict_note(judge *of, const char *text) {
    if (of->out->note_count < VERDICT_NOTES_MAX) of->notes[of->out->note_count++] = text;
}

/* ---- What a text may be judged on ------------------------------------------------------------ */

static const char *why_unknown(judge *of, const feature_row *row) {
    return SAY(of, "The model knows only ", verdict_count(of, row->known_words), " of the text's ",
               verdict_count(of, row->words),
               " words: it may be in another language than English or Chinese, or no description "
               "of a technology.");
}

const char *verdict_cannot_say(judge *of) {
    const verdict_input *in = of->in;
    const feature_row *row = in->readings[0].row;
    if (in->folded->replaced_bytes > in->length / BYTES_A_BAD_ONE)
        return "Too many bytes are not UTF-8: this is no text, or a text in another encoding.";
    if (strcmp(of->out->language, "other") == 0)
        return "The text is in a language that the model was not trained on; it reads English and "
               "Chinese.";
    if (tokens_half_words(in->tokens) < HALF_WORDS_MIN)
        return "Too little text: at least four words or eight Chinese characters are needed.";
    double share = row->words ? (double)row->known_words / (double)row->words : 1;
    bool unknown = strcmp(of->out->language, "en") == 0 && share < KNOWN_WORDS_MIN;
    return unknown ? why_unknown(of, row) : NULL;
}

/* ---- Notes ----------------------------------------------------------------------------------- */

static void note_coverage(judge *of) {
    exportcat_on_file prohibited = of->out->on_file[EXPORTCAT_PROHIBITED];
    exportcat_on_file restricted = of->out->on_file[EXPORTCAT_RESTRICTED];
    verdict_note(of, SAY(of, verdict_count(of, prohibited.on_file + restricted.on_file), " of ",
                         verdict_count(of, prohibited.total + restricted.total),
                         " entries of this edition are on file."));
}

void verdict_add_notes(judge *of) {
    const verdict_input *in = of->in;
    const rule_hits *hits = in->readings[0].hits;
    bool said = of->out->outcome != EXPORTCAT_CANNOT_SAY;
    if (of->out->outcome == EXPORTCAT_NONE_FOUND) {
        verdict_note(of, "That nothing was found is not permission to export.");
        note_coverage(of);
    }
    if (said) verdict_note(of, in->laws->dual_use.en);
    if (of->edition && of->edition == &in->laws->instruments[in->laws->instrument_count - 1] &&
        in->laws->searched.en)
        verdict_note(of, SAY(of, "Later amendments: ", in->laws->searched.en));
    const size_t untaught = in->laws->entry_count - in->entry_label_count;
    if (untaught && said)
        verdict_note(of, SAY(of, "The model has seen no example of ", verdict_count(of, untaught),
                             " entries: they are found by their own wording, and the candidate set "
                             "leaves them out."));
    if (in->folded->replaced_bytes)
        verdict_note(of, SAY(of, verdict_count(of, in->folded->replaced_bytes),
                             " bytes of the text are not UTF-8 and were passed over."));
    if (hits->limit_rule)
        verdict_note(of, SAY(of, "The pattern ", hits->limit_entry->id.text, "/",
                             hits->limit_rule->id.text,
                             " ran into its limit on this text and was given up."));
}
