"""The texts of a training folder, each with its file and line; what is no text is refused in the words of a Problems list."""
import os
import re
import unicodedata
from typing import NamedTuple

SETS = ("examples", "none", "calibration", "held_out")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]+")


class Unreadable(Exception):
    """A folder or file that cannot be read at all."""


class Text(NamedTuple):
    set: str
    path: str
    line: int
    labels: tuple
    language: str
    text: str

    def place(self):
        return f"{self.path}:{self.line}"


class Problems:
    """What is refused, in the order in which it was found."""

    def __init__(self):
        self.items = []

    def add(self, kind, place, what, other=None):
        self.items.append({"kind": kind, "place": place, "what": what, **({"other": other} if other else {})})


def fold(text):
    """Lower case, compatibility forms, words parted by one blank: what two spellings of one text have in common."""
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def language_of(text):
    """zh where Han characters outnumber words in Latin letters: a Chinese text is full of units, an English one may name a plant."""
    return "zh" if len(HAN.findall(text)) > len(WORD.findall(text)) else "en"


def read_line(kind, path, number, line, problems):
    """The text that stands in a line, or None where the line is refused."""
    place = f"{path}:{number}"
    fields = line.split("\t")
    if len(fields) != 3:
        problems.add("fields", place, f"{len(fields)} fields parted by tabs, not 3")
        return None
    labels, language, text = fields
    if language not in ("en", "zh"):
        problems.add("language", place, f"the language '{language[:20]}' is not en or zh")
    elif not fold(text):
        problems.add("fields", place, "an empty text")
    else:
        if language_of(text) != language:
            problems.add("language", place, f"the text is not in the language '{language}'")
        return Text(kind, path, number, tuple(labels.split(",")), language, text)
    return None


def read_file(kind, path, problems):
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
    except OSError as error:
        raise Unreadable(f"{path}: cannot open: {error.strerror}") from error
    found = []
    for number, raw in enumerate(lines, 1):
        raw = raw.removesuffix(b"\r")
        if not raw or raw.startswith(b"#"):
            continue
        try:
            text = read_line(kind, path, number, raw.decode("utf-8"), problems)
        except UnicodeDecodeError:
            problems.add("fields", f"{path}:{number}", "not UTF-8")
            continue
        if text:
            found.append(text)
    return found


def read_sets(folder, problems):
    """All texts, set by set, file by file in byte order of the names."""
    found = []
    for kind in SETS:
        path = os.path.join(folder, kind)
        try:
            names = sorted(n for n in os.listdir(path) if n.endswith(".tsv") and not n.startswith("."))
        except OSError as error:
            raise Unreadable(f"{path}: cannot open the folder: {error.strerror}") from error
        for name in names:
            found += read_file(kind, os.path.join(path, name), problems)
    return found
