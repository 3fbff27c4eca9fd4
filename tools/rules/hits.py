"""What each rule hits, by the program itself: one run over all texts."""
import os
import subprocess
from collections import Counter
from typing import NamedTuple

from texts.reading import SETS, Unreadable

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PROGRAM = os.environ.get("EXPORTCAT") or os.path.join(TOP, "exportcat")


class Hit(NamedTuple):
    place: str
    quote: str  # the words of the text, in lower case
    kind: str   # term, pattern; limit: the pattern ran into its limit
    rule: str


def run(catalogue, paths, timeout=None):
    """`exportcat evaluate --hits`, row by row."""
    words = [PROGRAM, "evaluate", "--hits", "--catalogue", catalogue, *paths]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout)
    except OSError as error:
        raise Unreadable(f"cannot run {PROGRAM}: {error.strerror}") from error
    if done.returncode:
        raise Unreadable(done.stderr.decode("utf-8", "replace").strip())
    rows = (line.split("\t") for line in done.stdout.decode("utf-8").split("\n")[1:] if line)
    return [Hit(row[0], row[4].lower(), row[5], row[6]) for row in rows]


class Count:
    """The texts that one rule hits; a text counts once."""

    def __init__(self):
        self.own = []        # places of texts of its entry
        self.own_point = 0   # those of its own control point, or of its entry as a whole
        self.other = []      # of other entries
        self.uncovered = []  # of none
        self.limit = []      # where its pattern ran into its limit
        self.wrong_words = Counter()  # quoted in texts that are not its entry's

    def hits(self):
        return len(self.own) + len(self.other) + len(self.uncovered)

    def precision(self):
        return len(self.own) / self.hits() if self.hits() else None


def entries_of(text):
    return {label.partition("/")[0] for label in text.labels}


def count_one(count, rule, text, quotes):
    if rule.entry in entries_of(text):
        count.own.append(text.place())
        count.own_point += not rule.point or rule.label() in text.labels
        return
    (count.uncovered if text.labels == ("none",) else count.other).append(text.place())
    count.wrong_words.update(quotes)


def by_rule_and_place(found):
    grouped = {}
    for hit in found:
        grouped.setdefault((hit.rule, hit.place), []).append(hit)
    return grouped


def count(rules, texts, found):
    """{entry/rule: Count}"""
    counts = {rule.name(): Count() for rule in rules}
    named, placed = {rule.name(): rule for rule in rules}, {text.place(): text for text in texts}
    for (name, place), hits in by_rule_and_place(found).items():
        if any(hit.kind == "limit" for hit in hits):
            counts[name].limit.append(place)
        quotes = {hit.quote for hit in hits if hit.kind != "limit"}
        if quotes:
            count_one(counts[name], named[name], placed[place], quotes)
    return counts


def reach(rules, texts, found):
    """Of each set: covered texts, those that a rule of their entry hits, of their own point; uncovered texts, those hit at all."""
    speaks_for = {rule.name(): rule.label() for rule in rules}
    spoken = {}
    for hit in found:
        if hit.kind != "limit":
            spoken.setdefault(hit.place, set()).add(speaks_for[hit.rule])
    figures = {kind: Counter() for kind in SETS}
    for text in texts:
        of, labels = figures[text.set], spoken.get(text.place(), set())
        if text.labels == ("none",):
            of.update(uncovered=1, uncovered_hit=int(bool(labels)))
            continue
        entries = entries_of(text)
        of.update(covered=1, own_entry=int(any(label.partition("/")[0] in entries for label in labels)),
                  own_point=int(any(label in text.labels or label in entries for label in labels)))
    return figures
