"""A user's own decisions for tools/retrain: read from TSV and CSV, and every bad row named."""
import csv
import os
import re
import subprocess
import sys

from .program import Failure, check_interrupted, run, say

BAD_ROWS_MAX = 100
PLACE = re.compile(r"exportcat: (?P<path>.+?):(?P<line>\d+):(?:\d+:)? (?P<what>.*)")


class Row:
    def __init__(self, place, labels, language, text):
        self.place, self.labels, self.language, self.text = place, labels, language, text

    def line(self):
        return f"{self.labels}\t{self.language}\t{self.text}\n"


def guess_language(text):
    """A Han character says about as much as half a word of Latin letters."""
    han = sum("\u3400" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U0003ffff" for letter in text)
    latin = sum(letter.isalpha() and letter.isascii() for letter in text)
    return "zh" if han and 3 * han >= latin else "en"


def make_row(place, labels, language, text):
    """The row, or what is wrong with it."""
    text = " ".join(text.split())
    labels = ",".join(label.strip() for label in labels.split(","))
    language = language.strip().lower() or guess_language(text)
    if not all(labels.split(",")):
        return "an empty label"
    if re.search(r"[\s#]", labels):
        return f"the catalogue has no label '{labels}'"
    if language not in ("en", "zh"):
        return f"the language '{language[:20]}' is not en or zh"
    if "none" in labels.split(",") and labels != "none":
        return "none beside another label"
    return Row(place, labels, language, text) if text else "an empty text"


def read_tsv(file, _chosen):
    for number, line in enumerate(file, 1):
        fields = line.rstrip("\r\n").split("\t")
        if fields != [""] and not line.startswith("#"):
            yield number, fields if len(fields) == 3 else f"{len(fields)} fields parted by tabs, not 3: labels, language, text"


def read_csv(file, chosen):
    table = csv.reader(file, strict=True)
    line = 1  # on which the row begins; csv counts to where it ends
    try:
        header = [name.strip() for name in next(table, [])]
        for name in (chosen.label, chosen.text):
            if header.count(name) != 1:
                raise Failure(3, f"{file.name}:1: {'two columns' if name in header else 'no column'} '{name}' in the header "
                                 f"({', '.join(header) or 'which is empty'}); --text and --label name the columns")
        columns = [header.index(name) if name in header else None for name in (chosen.label, "language", chosen.text)]
        line = table.line_num + 1
        for row in table:
            if row and len(row) != len(header):
                yield line, f"{len(row)} fields, not {len(header)} as in the header"
            elif row:
                yield line, ["" if column is None else row[column] for column in columns]
            line = table.line_num + 1
    except csv.Error as error:
        yield line, f"cannot be read as CSV from here on: {error}"


def read_decisions(chosen):
    rows, bad = [], []
    csv.field_size_limit(1 << 26)
    for path in chosen.decisions:
        is_csv = path.lower().endswith(".csv")
        try:
            with open(path, encoding="utf-8-sig", newline="" if is_csv else "\n") as file:
                for line, fields in (read_csv if is_csv else read_tsv)(file, chosen):
                    check_interrupted()
                    row = fields if isinstance(fields, str) else make_row((path, line), *fields)
                    bad.append(((path, line), row)) if isinstance(row, str) else rows.append(row)
        except OSError as error:
            raise Failure(2, f"{path}: cannot read: {error.strerror}")
        except UnicodeDecodeError:
            bad.append(((path, bad_utf8_line(path)), "not UTF-8: save the file as UTF-8"))
    return rows, bad


def bad_utf8_line(path):
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def find_contradictions(rows):
    seen, bad = {}, []
    for row in rows:
        first = seen.setdefault(row.text.casefold(), row)
        if set(first.labels.split(",")) != set(row.labels.split(",")):
            bad.append((row.place, f"the same text is '{first.labels}' at {first.place[0]}:{first.place[1]}"))
    return bad


def refused_by_program(chosen, rows, work, held_out, why):
    """The rows that `exportcat train --check` refuses. It tells of one at a time; all rows with a bad label go at once."""
    bad, path, left = [], os.path.join(work, "decisions.tsv"), list(rows)
    while left and len(bad) < BAD_ROWS_MAX:
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(row.line() for row in left)
        status, _, errors = run("train", "--check", "--catalogue", chosen.catalogue, "--held-out", held_out, path,
                                stderr=subprocess.PIPE)
        if not status:
            break
        told = PLACE.match(errors)
        if not told or told["path"] != path:
            sys.stderr.write(errors)
            raise Failure(2)
        row, what = left[int(told["line"]) - 1], told["what"]
        alike = [other for other in left if other is row or (" label '" in what and other.labels == row.labels)]
        bad += [(other.place, why or what) for other in alike]
        gone = set(map(id, alike))
        left = [other for other in left if id(other) not in gone]
    return bad


def check_decisions(chosen, work):
    rows, bad = read_decisions(chosen)
    bad += find_contradictions(rows)
    bad += refused_by_program(chosen, rows, work, chosen.held_out, None)
    if chosen.calibration:
        known = {place for place, _ in bad}
        bad += refused_by_program(chosen, [row for row in rows if row.place not in known], work, chosen.calibration,
                                  "the text stands in the calibration texts too")
    order = {path: number for number, path in enumerate(chosen.decisions)}
    for (path, line), what in sorted(bad, key=lambda one: (order[one[0][0]], one[0][1])):
        say(f"{path}:{line}: {what}")
    if bad:
        raise Failure(3, f"{len(bad)} bad rows{', perhaps more' if len(bad) >= BAD_ROWS_MAX else ''}; nothing was trained")
    with open(os.path.join(work, "decisions.tsv"), "w", encoding="utf-8") as file:
        file.writelines(row.line() for row in rows)
    if rows:
        say(f"{len(rows)} decisions of yours")
    return [file.name] if rows else []
