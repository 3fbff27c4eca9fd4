/* Words of relation before a number, behind it, and between it and its unit. */
#include "quantities_parts.h"

/* What words say beside a bound. */
enum { ABOUT = 1, BETWEEN = 2, EITHER_WAY = 4, NOT_A_RELATION = 8 };

typedef struct {
    const word *words;
    bound bound;
    int says;
} relation_words;

/* ---- Before the number ----------------------------------------------------------------------- */

static const word before_at_least[] = {W("≥"),
                                       W("≧"),
                                       W("⩾"),
                                       W(">="),
                                       W("≮"),
                                       W("at least"),
                                       W("at the least"),
                                       W("minimum"),
                                       W("minimum of"),
                                       W("a minimum of"),
                                       W("min."),
                                       W("not less than"),
                                       W("no less than"),
                                       W("not fewer than"),
                                       W("no fewer than"),
                                       W("not lower than"),
                                       W("no lower than"),
                                       W("not smaller than"),
                                       W("no smaller than"),
                                       W("not below"),
                                       W("not under"),
                                       W("greater than or equal to"),
                                       W("more than or equal to"),
                                       W("higher than or equal to"),
                                       W("equal to or greater than"),
                                       W("equal to or more than"),
                                       W("equal to or higher than"),
                                       W("equal to or above"),
                                       W("reaching or exceeding"),
                                       W("upwards of"),
                                       W("不低于"),
                                       W("不小于"),
                                       W("不少于"),
                                       W("不短于"),
                                       W("不弱于"),
                                       W("不得低于"),
                                       W("不得小于"),
                                       W("不得少于"),
                                       W("至少"),
                                       W("至少为"),
                                       W("至少达"),
                                       W("至少达到"),
                                       W("最少"),
                                       W("大于等于"),
                                       W("大于或等于"),
                                       W("高于等于"),
                                       W("高于或等于"),
                                       W("等于或大于"),
                                       W("等于或高于"),
                                       W("达到或超过"),
                                       {0}};
static const word before_more_than[] = {W(">"),
                                        W("more than"),
                                        W("greater than"),
                                        W("higher than"),
                                        W("larger than"),
                                        W("longer than"),
                                        W("faster than"),
                                        W("better than"),
                                        W("above"),
                                        W("over"),
                                        W("beyond"),
                                        W("exceeding"),
                                        W("exceeds"),
                                        W("exceed"),
                                        W("exceeded"),
                                        W("in excess of"),
                                        W("surpassing"),
                                        W("surpasses"),
                                        W("大于"),
                                        W("高于"),
                                        W("多于"),
                                        W("长于"),
                                        W("优于"),
                                        W("超过"),
                                        W("超过了"),
                                        W("超"),
                                        W("逾"),
                                        W("突破"),
                                        {0}};
static const word before_at_most[] = {W("≤"),
                                      W("≦"),
                                      W("⩽"),
                                      W("<="),
                                      W("=<"),
                                      W("≯"),
                                      W("up to"),
                                      W("at most"),
                                      W("at the most"),
                                      W("no more than"),
                                      W("not more than"),
                                      W("no greater than"),
                                      W("not greater than"),
                                      W("no higher than"),
                                      W("not higher than"),
                                      W("no larger than"),
                                      W("not larger than"),
                                      W("no longer than"),
                                      W("not longer than"),
                                      W("not above"),
                                      W("not over"),
                                      W("not exceeding"),
                                      W("not exceed"),
                                      W("does not exceed"),
                                      W("without exceeding"),
                                      W("less than or equal to"),
                                      W("lower than or equal to"),
                                      W("smaller than or equal to"),
                                      W("equal to or less than"),
                                      W("equal to or lower than"),
                                      W("equal to or below"),
                                      W("maximum"),
                                      W("maximum of"),
                                      W("a maximum of"),
                                      W("max."),
                                      W("within"),
                                      W("不高于"),
                                      W("不大于"),
                                      W("不多于"),
                                      W("不长于"),
                                      W("不超过"),
                                      W("不超出"),
                                      W("不得高于"),
                                      W("不得大于"),
                                      W("不得超过"),
                                      W("未超过"),
                                      W("至多"),
                                      W("至多为"),
                                      W("最多"),
                                      W("最多为"),
                                      W("小于等于"),
                                      W("小于或等于"),
                                      W("低于等于"),
                                      W("低于或等于"),
                                      W("等于或小于"),
                                      W("等于或低于"),
                                      {0}};
static const word before_less_than[] = {W("<"),
                                        W("less than"),
                                        W("lower than"),
                                        W("smaller than"),
                                        W("fewer than"),
                                        W("shorter than"),
                                        W("below"),
                                        W("under"),
                                        W("小于"),
                                        W("低于"),
                                        W("少于"),
                                        W("短于"),
                                        W("不足"),
                                        W("不到"),
                                        W("未达"),
                                        W("未达到"),
                                        {0}};
static const word before_about[] = {W("~"),       W("∼"),
                                    W("≈"),       W("≒"),
                                    W("≃"),       W("about"),
                                    W("around"),  W("approximately"),
                                    W("approx."), W("approx"),
                                    W("roughly"), W("nearly"),
                                    W("almost"),  W("close to"),
                                    W("circa"),   W("ca."),
                                    W("ca"),      W("约"),
                                    W("约为"),    W("约达"),
                                    W("大约"),    W("大约为"),
                                    W("大致"),    W("大概"),
                                    W("近"),      W("将近"),
                                    W("接近"),    W("接近于"),
                                    W("近似"),    {0}};
static const word before_between[] = {
    W("between"), W("from"), W("ranging from"), W("in the range of"),
    W("介于"),    W("在"),   W("从"),           W("由"),
    W("自"),      {0}};
static const word before_either_way[] = {W("±"), W("+/-"), W("+-"), {0}};
static const word before_not_a_relation[] = {W("节约"), W("合约"), W("条约"), W("附近"),
                                             W("最近"), W("->"),   {0}};

static const relation_words before[] = {{before_at_least, AT_LEAST, 0},
                                        {before_more_than, MORE_THAN, 0},
                                        {before_at_most, AT_MOST, 0},
                                        {before_less_than, LESS_THAN, 0},
                                        {before_about, EXACTLY, ABOUT},
                                        {before_between, EXACTLY, BETWEEN},
                                        {before_either_way, EXACTLY, EITHER_WAY},
                                        {before_not_a_relation, EXACTLY, NOT_A_RELATION},
                                        {0}};

/* ---- Behind it ------------------------------------------------------------------------------- */

static const word behind_at_least[] = {W("or more"),   W("or above"),
                                       W("or higher"), W("or greater"),
                                       W("or over"),   W("or longer"),
                                       W("or larger"), W("or better"),
                                       W("and above"), W("and over"),
                                       W("and more"),  W("and higher"),
                                       W("and up"),    W("minimum"),
                                       W("at least"),  W("at minimum"),
                                       W("以上"),      W("及以上"),
                                       W("或以上"),    W("及其以上"),
                                       W("(含)以上"),  {0}};
static const word behind_at_most[] = {W("or less"),    W("or below"),  W("or lower"),
                                      W("or under"),   W("or fewer"),  W("or smaller"),
                                      W("or shorter"), W("and below"), W("and under"),
                                      W("and lower"),  W("maximum"),   W("max"),
                                      W("at most"),    W("以下"),      W("及以下"),
                                      W("或以下"),     W("及其以下"),  W("(含)以下"),
                                      W("以内"),       W("之内"),      {0}};
static const word behind_about[] = {W("左右"), W("上下"), W("or so"), {0}};
static const word behind_between[] = {W("之间"), {0}};

static const relation_words behind[] = {{behind_at_least, AT_LEAST, 0},
                                        {behind_at_most, AT_MOST, 0},
                                        {behind_about, EXACTLY, ABOUT},
                                        {behind_between, EXACTLY, BETWEEN},
                                        {0}};

/* Between number and unit. */
static const word within_at_least[] = {W("+"), {0}};
static const word within_more_than[] = {W("多"), W("余"), {0}};

static const relation_words within[] = {
    {within_at_least, AT_LEAST, 0}, {within_more_than, MORE_THAN, 0}, {0}};

/* "3 μm ≤ D50": what is said of D50. */
static const word turned_at_least[] = {W("≤"), W("<="), W("≦"), {0}};
static const word turned_more_than[] = {W("<"), {0}};
static const word turned_at_most[] = {W("≥"), W(">="), W("≧"), {0}};
static const word turned_less_than[] = {W(">"), {0}};

static const relation_words turned[] = {{turned_at_least, AT_LEAST, 0},
                                        {turned_more_than, MORE_THAN, 0},
                                        {turned_at_most, AT_MOST, 0},
                                        {turned_less_than, LESS_THAN, 0},
                                        {0}};

/* ---- Finding them ---------------------------------------------------------------------------- */

typedef size_t word_finder(const written_text *in, size_t at, const word *words);

/* The group whose word is the longest at `at`, NULL where there is none; `edge`: its other end. */
static const relation_words *find(const written_text *in, size_t at, const relation_words *groups,
                                  word_finder *look, size_t *edge) {
    const relation_words *found = NULL;
    size_t longest = 0;
    *edge = at;
    for (; groups->words; groups++) {
        size_t end = look(in, at, groups->words);
        size_t length = end > at ? end - at : at - end;
        if (length <= longest) continue;
        longest = length;
        *edge = end;
        found = groups;
    }
    return found;
}

static void take(relation *to, const relation_words *here, size_t at) {
    to->widest = at;
    if (!(here->says & BETWEEN)) to->at = at;
    if (to->bound == EXACTLY) to->bound = here->bound;
    to->about = to->about || here->says & ABOUT;
    to->between = to->between || here->says & BETWEEN;
    to->either_way = to->either_way || here->says & EITHER_WAY;
}

enum { TAG_MAX = 64 };

static bool opens_tag(const written_text *in, size_t at) {
    char next = written_byte(in, at + 1);
    return written_byte(in, at) == '<' && (next == '/' || (next >= 'a' && next <= 'z'));
}

/* Whether the ">" before `at` ends markup, "<td>5 mm". */
static bool ends_tag(const written_text *in, size_t at) {
    if (written_byte(in, at - 1) != '>') return false;
    for (size_t i = at - 1; i-- > in->from && at - i < TAG_MAX;) {
        if (written_byte(in, i) == '>') return false;
        if (opens_tag(in, i)) return true;
    }
    return false;
}

/* Whether markup begins at `at`: "5 mm</td>". */
static bool begins_tag(const written_text *in, size_t at) {
    if (!opens_tag(in, at)) return false;
    for (size_t i = at + 1; i < at + TAG_MAX; i++)
        if (written_byte(in, i) == '>' || written_byte(in, i) == '<')
            return written_byte(in, i) == '>';
    return false;
}

relation words_before(const written_text *in, size_t at) {
    enum { WORDS_MAX = 3 };
    relation found = {.at = at, .widest = at};
    for (int i = 0; i < WORDS_MAX; i++) {
        size_t start, end = written_skip_blanks_back(in, found.widest, 2);
        const relation_words *here = find(in, end, before, word_before, &start);
        if (!here || here->says == NOT_A_RELATION || ends_tag(in, end)) break;
        take(&found, here, start);
    }
    return found;
}

/* "≤ D50" and the like: a name must follow, not another number. The sign stays out of the relation,
 * since it belongs to what follows too. */
static relation turned_around(const written_text *in, size_t at) {
    relation found = {.at = at, .widest = at};
    size_t end, start = written_skip_blanks(in, at, 1);
    const relation_words *here = find(in, start, turned, word_behind, &end);
    fold_class next = written_class(in, written_skip_blanks(in, end, 1), NULL);
    if (here && !begins_tag(in, start) && (written_is_letter(next) || next == FOLD_HAN))
        take(&found, here, at);
    return found;
}

relation words_behind(const written_text *in, size_t at) {
    enum { WORDS_MAX = 2 };
    relation found = {.at = at, .widest = at};
    for (int i = 0; i < WORDS_MAX; i++) {
        size_t end, start = written_skip_blanks(in, found.widest, 1);
        if (written_byte(in, start) == ',') start = written_skip_blanks(in, start + 1, 1);
        const relation_words *here = find(in, start, behind, word_behind, &end);
        if (!here) break;
        take(&found, here, end);
    }
    return found.widest > at ? found : turned_around(in, at);
}

relation words_within(const written_text *in, size_t at) {
    size_t end;
    relation found = {.at = at, .widest = at};
    const relation_words *here = find(in, at, within, word_behind, &end);
    if (here) take(&found, here, end);
    return found;
}
