"""Figures on the texts of each set and language: lengths, words, registers, openings."""
import re
from collections import Counter, defaultdict

from .reading import SETS, fold

WINDOW = 1000  # tokens; the ratio of a whole set falls with its size, that of windows does not
OPENINGS = 3

# Cues of a register, over the text in lower case. A text may show several, or none: plain telling has no cue of its own.
# "datasheet" is told by density instead: a figure with a unit for every 10 words, or 20 characters, and at least 4.
CUES = {
    "patent": {"en": r"\binvention\b|\bwherein\b|\bclaims? \d|\bembodiment|\bcompris(?:es|ing)\b|\bdisclos(?:ed|es|ure)\b|\butility model",
               "zh": r"本发明|本实用新型|本申请|其特征在于|所述|公开了|权利要求|实施例"},
    "research": {"en": r"\babstract\b|\bwe (?:show|report|study|propose|present|found|measured)\b|\bthis (?:paper|study|thesis)\b"
                       r"|\bthe (?:paper|study|authors)\b|\bresults (?:show|indicate)",
                 "zh": r"本文|摘要|结果表明|结果显示|研究了|论文|目的[:：]|学位"},
    "tender": {"en": r"\btenders?\b|\bbid(?:s|der|ders)?\b|\bshall\b|\blots? \d|\bstatement of work\b|\bthe (?:contractor|supplier|purchaser)\b",
               "zh": r"招标|投标|中标|采购|标段|甲方|乙方|供货方|交付"},
    "transfer": {"en": r"\blicen[cs](?:e|es|ed|ee|or|ing)\b|\bknow-how\b|\broyalt|\bjoint venture\b|\btransfer(?:s|red)? of\b|\btechnology transfer",
                 "zh": r"转让|许可|专有技术|入股|合资|提成|技术输出|受让"},
    "job": {"en": r"\bwe are (?:hiring|looking)\b|\bvacancy\b|\bcandidates?\b|\bapplicants?\b|\bapply\b|\byears of experience\b|\bhiring\b",
            "zh": r"招聘|岗位|任职|应聘|学历|简历|工作经验"},
    "news": {"en": r"\b(?:said|announced|reported|told reporters|yesterday|spokes(?:man|woman|person))\b",
             "zh": r"记者|据悉|日电|近日|日前|报道|宣布|消息"},
    "letter": {"en": r"\bdear\b|\bregards\b|\bsubject:|\bhi\b|\bhello\b|\battached\b|\bplease\b",
               "zh": r"您好|你好|各位|附件|敬礼|请(?:查收|回复|确认|告知|贵)|贵司|贵方"},
    "first person": {"en": r"\b(?:i|we|my|our|us)\b", "zh": r"我们|我司|我院|我公司|本公司|我们院|咱|我(?!国)"},
    "question": {"en": r"\?", "zh": r"[?？]"},
}
FIGURE = re.compile(r"\d[\d .,]*(?:[%°℃‰µμΩ]|[a-z]{1,4}(?![a-z])|[个只台套米克吨度小时分钟秒天年万])")
COMPILED = {name: {language: re.compile(cue) for language, cue in cues.items()} for name, cues in CUES.items()}
REGISTERS = (*CUES, "datasheet", "no cue")


def tokens(language, folded):
    """Words; of Chinese, which does not part its words, pairs of neighbouring characters within a run, and Latin words."""
    if language == "en":
        return folded.split()
    found = []
    for run in re.findall(r"[a-z0-9]+|[^\sa-z0-9]+", folded):
        found += [run] if run.isascii() or len(run) == 1 else [run[i:i + 2] for i in range(len(run) - 1)]
    return found


def length(language, folded):
    return len(folded.split()) if language == "en" else len(folded.replace(" ", ""))


def registers(language, text):
    text = text.lower()
    found = [name for name, cues in COMPILED.items() if cues[language].search(text)]
    size = len(text.split()) / 10 if language == "en" else len(text) / 20
    if len(FIGURE.findall(text)) >= max(4, size):
        found.append("datasheet")
    return found or ["no cue"]


def opening(language, folded):
    return " ".join(folded.split()[:3]) if language == "en" else folded.replace(" ", "")[:6]


def quartiles(values):
    values = sorted(values)
    return [values[(len(values) - 1) * k // 4] for k in range(5)]


def type_token(row):
    windows = [row[i:i + WINDOW] for i in range(0, len(row) - WINDOW + 1, WINDOW)]
    mean = sum(len(set(window)) for window in windows) / (len(windows) * WINDOW) if windows else None
    return round(len(set(row)) / len(row), 4), mean and round(mean, 4)


def describe(kind, language, texts):
    folded = [fold(text.text) for text in texts]
    row = [token for text in folded for token in tokens(language, text)]
    ratio, of_windows = type_token(row)
    shown = Counter(name for text in texts for name in registers(language, text.text))
    common = Counter(opening(language, text) for text in folded)
    best = sorted(common.items(), key=lambda item: (-item[1], item[0]))[:OPENINGS]
    return {"set": kind, "language": language, "texts": len(texts), "lengths": quartiles([length(language, f) for f in folded]),
            "tokens": len(row), "vocabulary": len(set(row)), "type_token_ratio": ratio, "type_token_ratio_of_1000": of_windows,
            "registers": {name: round(shown[name] / len(texts), 4) for name in REGISTERS},
            "openings": [{"opening": o, "texts": n, "share": round(n / len(texts), 4)} for o, n in best]}


def figures(texts):
    held = defaultdict(list)
    for text in texts:
        held[text.set, text.language].append(text)
    return [describe(kind, language, held[kind, language]) for kind in SETS for language in ("en", "zh") if held[kind, language]]


def table(rows, heads):
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    for row in [heads, *rows]:
        print("  ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))).rstrip())


def show(described):
    print("lengths in words (zh: characters); vocabulary in words (zh: pairs of characters); ratio of types to tokens, of the whole and"
          " of 1,000 tokens")
    table([[d["set"], d["language"], str(d["texts"]), *map(str, d["lengths"]), str(d["vocabulary"]), f"{d['type_token_ratio']:.3f}",
            "-" if d["type_token_ratio_of_1000"] is None else f"{d['type_token_ratio_of_1000']:.3f}"] for d in described],
          ["set", "", "texts", "least", "25%", "50%", "75%", "most", "vocabulary", "ratio", "of 1000"])
    print("\nper cent of texts that show a register's cue (a text may show several)")
    table([[d["set"], d["language"], *(f"{100 * d['registers'][name]:.1f}" for name in REGISTERS)] for d in described],
          ["set", "", *REGISTERS])
    print("\nmost common openings")
    for d in described:
        best = "; ".join(f"{o['opening']} {100 * o['share']:.1f}% ({o['texts']})" for o in d["openings"])
        print(f"{d['set']:<11}  {d['language']}  {best}")
