"""Runs each pattern over long texts that are made to be hard for it: its own words, in rows that almost match.

The program runs them, with the limits that it always has; a catalogue with the one rule alone says which pattern it was. Time is that of
the processor, so that what else the machine does counts little."""
import json
import os
import random
import resource
import subprocess
import tempfile

from texts.reading import Unreadable

from . import hits, patterns
from .catalogue import read_entry

BYTES, SECONDS, SAMPLES = 100_000, 1.0, 40
GIVE_UP = 60  # seconds by the clock
FILLER = "the work of one day at sea and on land was done by many hands "


def sample(items, draw):
    """A text that a part of a pattern matches, but for lookarounds and back references."""
    return "".join(sample_one(str(kind), value, draw) for kind, value in items)


def sample_one(kind, value, draw):
    chars = patterns.single(kind, value)
    if chars:
        return draw.choice(sorted(chars - {"\n"}) or ["\n"])
    if kind in patterns.REPEATS:
        least, most, items = value
        return "".join(sample(items, draw) for _ in range(draw.randint(least, min(most, least + 3))))
    if kind == "BRANCH":
        return sample(draw.choice(value[1]), draw)
    if kind == "SUBPATTERN":
        return sample(value[3], draw)
    if kind == "ATOMIC_GROUP":
        return sample(value, draw)
    return ""


def beginnings(items):
    """What stands before the last part that has a width, of each alternative."""
    items = list(items)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    if len(items) == 1 and str(items[0][0]) == "BRANCH":
        return [start for alternative in items[0][1][1] for start in beginnings(alternative)]
    while items and str(items[-1][0]) in ("AT", "ASSERT", "ASSERT_NOT"):
        items.pop()
    return [items[:-1]]


def filled(words):
    text = " ".join(words) + " "
    return (text * (BYTES // len(text.encode()) + 1)).encode()[:BYTES].decode("utf-8", "ignore")


def texts(rule, tree):
    """Texts to strain the rule's pattern with; each has one of its needs, or the pattern would not be run."""
    draw = random.Random(rule.name())
    starts = beginnings(tree) if tree else []
    near = [sample(draw.choice(starts), draw) for _ in range(SAMPLES)] if starts else rule.needs
    whole = [sample(tree, draw) for _ in range(SAMPLES)] if tree else rule.needs
    one = [rule.needs[i % len(rule.needs)] for i in range(SAMPLES)]
    end = " " + " ".join(sorted(set(rule.pattern)))  # a character that must stand is looked for first
    yield filled(rule.needs) + end
    yield filled([need + " " + FILLER for need in rule.needs]) + end
    yield filled([row + " " + need for row, need in zip(near, one)]) + end
    yield filled([word for row in whole for word in draw.sample(row.split(), len(row.split()))] + one[:1]) + end
    for run in ("a", "中", " ", "-"):
        yield one[0] + run * (BYTES // len(run.encode())) + " " + one[0] + end


def write_alone(folder, rule, catalogue):
    """A catalogue with one entry that has the one rule. JSON is YAML."""
    for name in os.listdir(catalogue):
        if name.endswith(".yaml"):
            os.symlink(os.path.abspath(os.path.join(catalogue, name)), os.path.join(folder, name))
    data, _ = read_entry(rule.path)
    data["rules"] = [item for item in data["rules"] if item["id"] == rule.id]
    os.mkdir(os.path.join(folder, "entries"))
    with open(os.path.join(folder, "entries", f"{rule.entry}.yaml"), "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def strained(folder, text):
    """Seconds that a text takes, and whether the pattern ran into its limit."""
    path = os.path.join(folder, "text.tsv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("none\ten\t" + " ".join(text.split("\n")).replace("\t", " ") + "\n")
    before = spent()
    try:
        found = hits.run(folder, [path], GIVE_UP)
    except subprocess.TimeoutExpired:
        return GIVE_UP, True
    return spent() - before, any(hit.kind == "limit" for hit in found)


def fault(folder, rule):
    """What is wrong on the first text that is too hard; None where none is."""
    try:
        tree = patterns.parse(rule.pattern)
    except patterns.Fault:
        tree = None
    for text in texts(rule, tree):
        seconds, at_limit = strained(folder, text)
        if at_limit:
            return "limit", "runs into its limit on a text made to be hard for it"
        if seconds > SECONDS:
            return "slow", f"takes longer than {SECONDS:g} s for {BYTES // 1000} KB made to be hard for it"
    return None


def check(rule, catalogue):
    if not rule.needs:  # it is never run
        return None
    with tempfile.TemporaryDirectory() as folder:
        write_alone(folder, rule, catalogue)
        try:
            return fault(folder, rule)
        except Unreadable as error:
            raise Unreadable(f"{rule.place()}: {error}") from error
