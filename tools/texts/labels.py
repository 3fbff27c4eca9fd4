"""What the catalogue has on file, and whether the texts name it rightly and are enough for it."""
import os
from collections import Counter
from typing import NamedTuple

import yaml

from .reading import Unreadable

# The parser in C is many times as quick; both give the same.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Texts wanted in each language. An entry that left the catalogue before its last two editions is rarely asked for.
ENTRY, ENTRY_OF_OLD, POINT, HELD_OUT = 18, 9, 3, 5


class Entry(NamedTuple):
    path: str
    points: list
    editions: frozenset  # in which it is listed
    deleted_by: str
    lacks_examples: bool  # says so itself: it came in by import and nobody has written texts yet


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            data = yaml.load(file, Loader=Loader)
    except OSError as error:
        raise Unreadable(f"{path}: cannot open: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise Unreadable(f"{path}: not a catalogue file: no keys")
    return data


def read_entry(path):
    data = load(path)
    return Entry(path, [point["id"] for point in data.get("points") or []],
                 frozenset(item["edition"] for item in data.get("listings") or []),
                 data.get("deleted_by"), "examples" in (data.get("lacks") or []))


class Catalogue:
    def __init__(self, folder):
        path = os.path.join(folder, "entries")
        try:
            names = sorted(n for n in os.listdir(path) if n.endswith(".yaml") and not n.startswith("."))
        except OSError as error:
            raise Unreadable(f"{path}: cannot open the folder: {error.strerror}") from error
        self.entries = {}
        for name in names:
            file = os.path.join(path, name)
            try:
                self.entries[name.removesuffix(".yaml")] = read_entry(file)
            except (KeyError, TypeError, AttributeError) as error:
                raise Unreadable(f"{file}: not an entry file") from error
        instruments = load(os.path.join(folder, "instruments.yaml")).get("instruments") or []
        listed = frozenset().union(*(entry.editions for entry in self.entries.values()))
        # In order of coming into force; an edition that no entry stands in yet asks for no texts.
        ordered = sorted(instruments, key=lambda item: item.get("in_force", ""))
        self.editions = [item["id"] for item in ordered if item["id"] in listed]

    def wanted(self, entry):
        return ENTRY if entry.editions & set(self.editions[-2:]) else ENTRY_OF_OLD

    def in_force(self, entry):
        return any(last in entry.editions and entry.deleted_by != last for last in self.editions[-1:])

    def fault(self, label):
        """What is wrong with a label, or None."""
        if label == "none":
            return None
        entry, _, point = label.partition("/")
        if not entry:
            return "an empty label"
        if entry not in self.entries:
            return f"no catalogue file for the entry '{entry}'"
        if "/" in label and point not in self.entries[entry].points:
            return f"{self.entries[entry].path} has no control point '{point}'"
        return None


def check_labels(texts, catalogue, problems):
    faults = {}
    for text in texts:
        for label in text.labels:
            if label not in faults:
                faults[label] = catalogue.fault(label)
            if faults[label]:
                problems.add("label", text.place(), faults[label])
        if "none" in text.labels and len(text.labels) > 1:
            problems.add("label", text.place(), "'none' beside another label")
        elif len(set(text.labels)) < len(text.labels):
            problems.add("label", text.place(), "a label twice")


def count(texts):
    """Texts of each set, label and language; a text with two points of an entry counts once for the entry."""
    counted = Counter()
    for text in texts:
        for label in set(text.labels) | {label.partition("/")[0] for label in text.labels}:
            counted[text.set, label, text.language] += 1
    return counted


def check_counts(texts, catalogue, problems):
    counted = count(texts)

    def need(entry, kind, label, wanted, what):
        held = [counted[kind, label, language] for language in ("en", "zh")]
        if min(held) < wanted:
            problems.add("count", entry.path, f"{label} has {held[0]} en and {held[1]} zh {what} texts, {wanted} and {wanted} are wanted")

    for name, entry in catalogue.entries.items():
        if entry.lacks_examples:
            continue
        need(entry, "examples", name, catalogue.wanted(entry), "training")
        for point in entry.points:
            need(entry, "examples", f"{name}/{point}", POINT, "training")
        if catalogue.in_force(entry):
            need(entry, "held_out", name, HELD_OUT, "held-out")
