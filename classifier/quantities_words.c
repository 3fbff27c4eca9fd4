/* The words around a number that are no relation: joints of ranges and lists, labels, dates. */
#include "quantities_parts.h"

#include <string.h>

/* ---- Looking for one of several words -------------------------------------------------------- */

/* A word of Latin letters must not be a part of a longer one. */
static bool stands_free(char edge, fold_class next) {
    return edge < 'a' || edge > 'z' || !written_is_letter(next);
}

size_t word_before(const written_text *in, size_t at, const word *words) {
    size_t best = 0;
    char last = written_byte(in, at - 1);
    for (; words->text; words++) {
        size_t length = words->length;
        if (words->text[length - 1] != last || length <= best) continue;
        if (written_ends(in, at, words->text) &&
            stands_free(*words->text, written_class_before(in, at - length, NULL)))
            best = length;
    }
    return at - best;
}

size_t word_behind(const written_text *in, size_t at, const word *words) {
    size_t best = 0;
    char first = written_byte(in, at);
    for (; words->text; words++) {
        size_t length = words->length;
        if (*words->text != first || length <= best) continue;
        if (written_starts(in, at, words->text) &&
            stands_free(words->text[length - 1], written_class(in, at + length, NULL)))
            best = length;
    }
    return at + best;
}

/* ---- Ranges and lists ------------------------------------------------------------------------ */

size_t words_of_range(const written_text *in, size_t at, bool between) {
    static const word always[] = {W("-"),  W("–"),  W("—"),  W("−"),  W("‐"),       W("~"),  W("∼"),
                                  W("〜"), W("to"), W("至"), W("到"), W("through"), W("--"), {0}};
    static const word after_between[] = {W("and"), W("和"), W("与"), W("及"), {0}};
    size_t start = written_skip_blanks(in, at, 1);
    size_t end = word_behind(in, start, always);
    if (end == start && between) end = word_behind(in, start, after_between);
    if (end == start) return 0;
    return written_skip_blanks(in, end, 1);
}

size_t words_plus_minus(const written_text *in, size_t at) {
    static const word signs[] = {W("±"), W("+/-"), W("+-"), {0}};
    size_t start = written_skip_blanks(in, at, 1);
    size_t end = word_behind(in, start, signs);
    return end > start ? written_skip_blanks(in, end, 1) : 0;
}

bool words_part_list(const written_text *in, size_t from, size_t to) {
    static const word parts[] = {W(","),    W(", "),    W(" , "),  W(" and "), W(", and "),
                                 W(" or "), W(", or "), W("、"),   W("和"),    W("或"),
                                 W("及"),   W("与"),    W("以及"), W("或者"),  W(" 和 "),
                                 W(" 或 "), W("/"),     W(" / "),  W("×"),     W(" × "),
                                 W("x"),    W(" x "),   W("*"),    W(" & "),   {0}};
    for (const word *part = parts; part->text; part++)
        if (part->length == to - from && written_starts(in, from, part->text)) return true;
    return false;
}

size_t words_skip_filler(const written_text *in, size_t at) {
    static const word fillers[] = {
        W("number"), W("numbers"), W("number of"), W("value of"), W("of"), W("is"),   W("值"),
        W("为"),     W("值为"),    W("数"),        W("数为"),     W("达"), W("达到"), W("可达"),
        W("="),      W(":"),       W("a"),         W("values"),   {0}};
    for (int i = 0; i < 2; i++) {
        at = written_skip_blanks_back(in, at, 1);
        at = word_before(in, at, fillers);
    }
    return written_skip_blanks_back(in, at, 1);
}

/* ---- What is no number ----------------------------------------------------------------------- */

label words_label(const written_text *in, size_t at) {
    static const word strong[] = {
        W("fig"),   W("figs"),     W("figure"),  W("figures"),  W("table"),      W("tables"),
        W("claim"), W("claims"),   W("example"), W("examples"), W("embodiment"), W("embodiments"),
        W("第"),    W("权利要求"), W("实施例"),  W("对比例"),   W("附图"),       {0}};
    static const word weak[] = {W("no"),
                                W("nos"),
                                W("number"),
                                W("section"),
                                W("sections"),
                                W("chapter"),
                                W("article"),
                                W("articles"),
                                W("step"),
                                W("steps"),
                                W("stage"),
                                W("eq"),
                                W("equation"),
                                W("formula"),
                                W("version"),
                                W("edition"),
                                W("page"),
                                W("pages"),
                                W("pp"),
                                W("annex"),
                                W("appendix"),
                                W("item"),
                                W("items"),
                                W("sample"),
                                W("samples"),
                                W("ref"),
                                W("refs"),
                                W("reference"),
                                W("phase"),
                                W("class"),
                                W("type"),
                                W("grade"),
                                W("level"),
                                W("part"),
                                W("point"),
                                W("line"),
                                W("volume"),
                                W("vol"),
                                W("issue"),
                                W("model"),
                                W("公告"),
                                W("图"),
                                W("表"),
                                W("例"),
                                W("式"),
                                W("步骤"),
                                W("序号"),
                                W("编号"),
                                W("型号"),
                                W("版本"),
                                W("样品"),
                                W("代号"),
                                W("条"),
                                W("款"),
                                W("#"),
                                W("№"),
                                W("$"),
                                W("¥"),
                                W("€"),
                                W("£"),
                                {0}};
    size_t end = written_skip_blanks_back(in, at, 2);
    if (written_byte(in, end - 1) == '.') end--;
    if (written_byte(in, end - 1) == '(') end--;
    end = written_skip_blanks_back(in, end, 1);
    if (word_before(in, end, strong) < end) return STRONG_LABEL;
    return word_before(in, end, weak) < end ? WEAK_LABEL : NO_LABEL;
}

static const word months[] = {
    W("january"),  W("february"), W("march"),  W("april"),     W("may"),
    W("june"),     W("july"),     W("august"), W("september"), W("october"),
    W("november"), W("december"), W("jan"),    W("feb"),       W("mar"),
    W("apr"),      W("jun"),      W("jul"),    W("aug"),       W("sep"),
    W("sept"),     W("oct"),      W("nov"),    W("dec"),       {0}};

static bool is_year(const written_text *in, const number *of) {
    return of->plain && of->end - of->start == 4 && written_byte(in, of->end) != 'x' &&
           of->value.digits >= 1900 && of->value.digits < 2100;
}

static bool is_date(const written_text *in, const number *of) {
    static const word behind[] = {W("年"), W("月"), W("日"),   W("号"), W("时"),
                                  W("点"), W("分"), W("月份"), {0}};
    size_t next = written_skip_blanks(in, of->end, 1);
    size_t before = written_skip_blanks_back(in, of->start, 1);
    if (written_byte(in, before - 1) == '.' || written_byte(in, before - 1) == ',') before--;
    return is_year(in, of) || word_behind(in, next, behind) > next ||
           word_behind(in, next, months) > next || word_before(in, before, months) < before;
}

bool words_touch(const written_text *in, size_t start, size_t end) {
    static const char joints[] = "-/:.";
    char before = written_byte(in, start - 1), behind = written_byte(in, end);
    fold_class first = written_class_before(in, start - 1, NULL);
    fold_class last = written_class(in, end + 1, NULL);
    bool left = before && strchr(joints, before), right = behind && strchr(joints, behind);
    bool at_word = (behind == '-' || behind == '/') && written_is_letter(last);
    return (left && first == FOLD_DIGIT) || (right && last == FOLD_DIGIT) || at_word;
}

/* "1. A method", "(2)", "[12]", "1、一种". */
static bool is_mark(const written_text *in, const number *of) {
    char before = written_byte(in, of->start - 1), behind = written_byte(in, of->end);
    if (before == '[' || (before == '(' && behind == ')')) return true;
    bool begins_line = !before || before == '\n';
    size_t comma = written_starts(in, of->end, "、");
    if (comma && !written_is_digit(in, of->end + comma)) return true;
    return begins_line && (behind == '.' || behind == ')' || behind == ':');
}

bool words_make_it_no_number(const written_text *in, const number *of) {
    char first = written_byte(in, of->start), second = written_byte(in, of->start + 1);
    bool leading_zero = first == '0' && second >= '0' && second <= '9';
    return of->plain && (leading_zero || is_date(in, of) || is_mark(in, of));
}
