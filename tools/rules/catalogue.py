"""The rules of a catalogue's folder, each with the file and line where it stands."""
import os
from typing import NamedTuple

import yaml

from texts.reading import Unreadable

# The parser in C is many times as quick; both give the same.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Rule(NamedTuple):
    entry: str
    id: str
    point: str       # None: it speaks for the entry as a whole
    pattern: str     # None: it has terms
    needs: list      # phrases
    path: str
    line: int
    lacks_examples: bool  # of the entry: nobody has written texts yet

    def name(self):
        return f"{self.entry}/{self.id}"

    def label(self):
        return f"{self.entry}/{self.point}" if self.point else self.entry

    def place(self):
        return f"{self.path}:{self.line}"


def phrases(value):
    return [phrase for language in ("en", "zh") for phrase in (value or {}).get(language) or []]


def value_of(node, key):
    return next((value for name, value in node.value if name.value == key), None)


def read_entry(path):
    """The entry's data, and the line of each of its rules."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        node, data = yaml.compose(text, Loader=Loader), yaml.load(text, Loader=Loader)
        rules = value_of(node, "rules")
        return data, [item.start_mark.line + 1 for item in rules.value] if rules else []
    except OSError as error:
        raise Unreadable(f"{path}: cannot open: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except (AttributeError, TypeError) as error:
        raise Unreadable(f"{path}: not an entry file") from error


def rules_of(path):
    data, lines = read_entry(path)
    try:
        bare = "examples" in (data.get("lacks") or [])
        return [Rule(data["id"], item["id"], item.get("point"), item.get("pattern"), phrases(item.get("needs")), path, line, bare)
                for item, line in zip(data.get("rules") or [], lines)]
    except (KeyError, AttributeError, TypeError) as error:
        raise Unreadable(f"{path}: not an entry file") from error


def read(folder):
    """All rules, file by file in byte order of the names, in the order of the file."""
    path = os.path.join(folder, "entries")
    try:
        names = sorted(n for n in os.listdir(path) if n.endswith(".yaml") and not n.startswith("."))
    except OSError as error:
        raise Unreadable(f"{path}: cannot open the folder: {error.strerror}") from error
    return [rule for name in names for rule in rules_of(os.path.join(path, name))]


def read_known(path):
    """Rules that never hit, with the reason why they stay: {entry/rule: (place, reason)}."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: cannot read: {error}") from error
    found = {}
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        name, tab, reason = line.partition("\t")
        if not tab or not reason.strip():
            raise Unreadable(f"{path}:{number}: not `entry/rule TAB reason`")
        found[name] = (f"{path}:{number}", reason)
    return found
