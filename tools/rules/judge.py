"""What is refused and what is listed, by the counts of hits and by the patterns."""
from typing import NamedTuple

from . import patterns, strain

PRECISION_REFUSED, HITS_LEAST, QUOTE = 0.2, 4, 40


class Limits(NamedTuple):
    share: float      # of uncovered texts, one rule
    together: float   # of uncovered texts, all rules together
    precision: float  # listed below; refused below PRECISION_REFUSED


class Findings:
    """What is refused, and what is listed only, in the order of the rules."""

    def __init__(self):
        self.refused, self.listed = [], []

    def add(self, is_refused, kind, rule, what):
        found = {"kind": kind, "place": rule.place(), "rule": rule.name(), "what": what}
        (self.refused if is_refused else self.listed).append(found)


def percent(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.2f} %)"


def shortened(quote):
    return quote if len(quote) <= QUOTE else quote[:QUOTE] + "…"


def most_often(count):
    ordered = sorted(count.wrong_words.items(), key=lambda item: (-item[1], item[0]))
    return "; most by " + ", ".join(f"'{shortened(quote)}' {number}" for quote, number in ordered[:3])


def judge_reach(rule, count, texts_of_entry, known, found):
    """It hits a text of its entry, or stands among the known ones; a rule whose entry has no texts cannot be held to it."""
    if rule.name() in known and count.own:
        found.add(True, "known", rule, f"hits {count.own[0]}, and need not stand at {known[rule.name()][0]}")
    elif rule.name() not in known and not count.own and texts_of_entry:
        found.add(True, "never", rule, f"hits none of the {texts_of_entry} texts of its entry")


def judge_share(rule, count, uncovered, limits, found):
    hit = len(count.uncovered)
    if hit > limits.share * uncovered / 2:
        what = f"hits {percent(hit, uncovered)} uncovered texts{most_often(count)}"
        found.add(hit > limits.share * uncovered, "share", rule, what)


def judge_precision(rule, count, limits, found):
    if count.hits() < HITS_LEAST or count.precision() >= max(limits.precision, PRECISION_REFUSED):
        return
    what = f"of {count.hits()} texts that it hits {len(count.own)} are its entry's{most_often(count)}"
    found.add(count.precision() < PRECISION_REFUSED, "precision", rule, what)


def judge_pattern(rule, count, found):
    try:
        patterns.check(rule.pattern)
    except patterns.Fault as fault:
        found.add(True, fault.kind, rule, str(fault))
    if count.limit:
        found.add(True, "limit", rule, f"runs into its limit at {count.limit[0]}")


def judge_strain(rule, catalogue, found):
    fault = strain.check(rule, catalogue)
    if fault:
        found.add(True, fault[0], rule, fault[1])


def judge_known(rules, known, found):
    names = {rule.name() for rule in rules}
    for name, (place, _) in known.items():
        if name not in names:
            found.refused.append({"kind": "known", "place": place, "rule": name, "what": f"no rule '{name}' is on file"})


def judge_together(figures, limits, found):
    """The last of all: how many uncovered texts are hit by any rule."""
    uncovered = sum(of["uncovered"] for of in figures.values())
    hit = sum(of["uncovered_hit"] for of in figures.values())
    if hit > limits.together * uncovered:
        what = f"all rules together hit {percent(hit, uncovered)} uncovered texts, at most {100 * limits.together:g} % are wanted"
        found.refused.append({"kind": "together", "place": "all", "rule": None, "what": what})


def judge(rules, counts, figures, texts_of, known, limits, found, catalogue=None):
    """Judges every rule; strains its pattern where the catalogue's folder is given."""
    uncovered = sum(of["uncovered"] for of in figures.values())
    for rule in rules:
        count = counts[rule.name()]
        judge_reach(rule, count, 0 if rule.lacks_examples else texts_of[rule.entry], known, found)
        judge_share(rule, count, uncovered, limits, found)
        judge_precision(rule, count, limits, found)
        if rule.pattern is not None:
            judge_pattern(rule, count, found)
            if catalogue:
                judge_strain(rule, catalogue, found)
    judge_known(rules, known, found)
    judge_together(figures, limits, found)
