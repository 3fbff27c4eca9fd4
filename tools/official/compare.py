"""The official entries beside those on file: which belong together, and where they differ."""
import difflib
from dataclasses import dataclass, field

from .catalogue import key
from .document import fold

SAME_TITLE = 0.8  # titles that are this much alike (of 1) are one title, worded otherwise
SAME_POINT = 0.5  # share of a control point's wording that must stand in ours
POINT_LEAD = 1.5  # by how much the best of ours must lead


@dataclass
class Match:
    official: object
    file: object
    differs: bool = False
    numbers: dict = field(default_factory=dict)  # our point's position -> its official number
    loose: list = field(default_factory=list)  # official numbers that no point of ours answers to


@dataclass
class Comparison:
    matches: list = field(default_factory=list)
    not_on_file: list = field(default_factory=list)  # official entries
    not_in_document: list = field(default_factory=list)  # files
    differences: list = field(default_factory=list)  # lines for people
    notes: list = field(default_factory=list)  # what is left to a person


def _pairs(text):
    flat = "".join(c for c in fold(text) if c.isalnum())
    return {flat[i:i + 2] for i in range(len(flat) - 1)}


def match_points(match, edition):
    """Our points that bear a number keep it; of the others one takes a number where its words leave no doubt."""
    wordings = match.official.points
    numbered = {}
    free = []
    for position, point, listed in match.file.points_in(edition):
        number = int(listed.get("number") or 0)
        if 0 < number <= len(wordings):
            numbered[number] = position
        else:
            free.append((position, point))
    terms = {}
    for rule in match.file.data.get("rules") or []:
        terms.setdefault(rule.get("point"), []).extend((rule.get("terms") or {}).get("zh") or [])
    scores = {}
    for position, point in free:
        ours = _pairs((point.get("summary") or {}).get("zh", "") + "。".join(terms.get(point["id"], [])))
        for number, wording in enumerate(wordings, 1):
            theirs = _pairs(wording)
            if number not in numbered and theirs:
                scores[position, number] = len(ours & theirs) / len(theirs)
    for (position, number), score in scores.items():
        rivals = [s for (p, n), s in scores.items() if (p == position) != (n == number)]
        if score >= SAME_POINT and score >= POINT_LEAD * max(rivals, default=0):
            match.numbers[position] = number
    taken = set(numbered) | set(match.numbers.values())
    match.loose = [n for n in range(1, len(wordings) + 1) if n not in taken]


def _find(entry, edition, files, by_code, by_title):
    """The file that an official entry belongs to, or None: by code, by title, by a title much alike."""
    found = by_code.get((edition, entry.code))
    if found in files:
        return found
    same = [f for f in by_title.get((entry.part, key(entry.title)), []) if f in files]
    if len(same) == 1:
        return same[0]
    found = next((f for (_, code), f in by_code.items() if code == entry.code and f in files), None)
    if found or same:
        return found or same[0]
    best, score = None, SAME_TITLE
    for file in files:
        if file.data["part"] != entry.part:
            continue
        for title in file.titles():
            ratio = difflib.SequenceMatcher(None, key(title), key(entry.title)).ratio()
            if ratio > score:
                best, score = file, ratio
    return best


def compare(reading, catalogue, edition, same):
    """`same`: id -> code, where a person knows better than the titles."""
    out = Comparison()
    by_code, by_title = {}, {}
    for file in catalogue.files:
        if file.data["id"] in same:
            by_code[edition, same[file.data["id"]]] = file
    for file in catalogue.files:
        for listed in file.data["listings"]:
            if listed.get("code"):
                by_code[listed["edition"], listed["code"]] = file
        for title in file.titles():
            by_title.setdefault((file.data["part"], key(title)), []).append(file)
    left = list(catalogue.files)
    # Those whose code or title is exact come first, so that a title much alike takes none of theirs.
    exact = [e for e in reading.entries if (edition, e.code) in by_code or (e.part, key(e.title)) in by_title]
    for entry in exact + [e for e in reading.entries if e not in exact]:
        file = _find(entry, edition, left, by_code, by_title)
        if file:
            left.remove(file)
            match = Match(entry, file)
            match_points(match, edition)
            out.matches.append(match)
        else:
            out.not_on_file.append(entry)
    order = {id(entry): i for i, entry in enumerate(reading.entries)}
    out.matches.sort(key=lambda m: order[id(m.official)])
    out.not_on_file.sort(key=lambda e: order[id(e)])
    if reading.entries:
        out.not_in_document = [f for f in left if f.listing(edition) is not None]
    _tell(out, catalogue, edition)
    return out


def _tell(out, catalogue, edition):
    for entry in out.not_on_file:
        out.differences.append(f"not on file: {entry.code} {entry.title} ({len(entry.points)} control points; "
                               f"line {entry.line})")
    for file in out.not_in_document:
        code = file.listed(edition).get("code", "code not known")
        out.differences.append(f"not in the document: {file.data['id']} ({code}) {file.title()}")
    by_2017 = catalogue.instrument(edition).get("divisions") == "2017"
    for match in out.matches:
        _tell_match(match, edition, out)
        division = match.file.data.get("division")
        if by_2017 and division != match.official.code[2:4]:
            match.differs = True
            out.differences.append(f"other industry: {match.file.data['id']}: on file division {division or 'unknown'}, "
                                   f"officially {match.official.code[2:4]} {match.official.industry}".rstrip())


def _tell_match(match, edition, out):
    file, entry = match.file, match.official
    name, listed, text = file.data["id"], file.listed(edition), file.official(edition)

    def say(line):
        match.differs = True
        out.differences.append(line)

    if listed is None:
        gone = file.data.get("deleted_by")
        say(f"not listed on file in {edition}: {name}" + (f" (said to be deleted by {gone})" if gone else ""))
    elif listed.get("code") != entry.code:
        say(f"other code: {name}: on file {listed.get('code', 'not known')}, officially {entry.code}")
    elif listed.get("grade") != "confirmed":
        say(f"only {listed['grade']} on file: {name} {entry.code}")
    if listed and entry.number and listed.get("number") != str(entry.number):
        say(f"other number: {name}: on file {listed.get('number', 'not known')}, officially {entry.number}")
    if text:
        if text.get("title") != entry.title:
            say(f"other title: {name}: on file {text.get('title')}, officially {entry.title}")
        kept = text.get("points") or []
        if len(kept) != len(entry.points):
            say(f"other number of control points: {name}: on file {len(kept)}, officially {len(entry.points)}")
        elif kept != entry.points:
            changed = [str(i) for i, (a, b) in enumerate(zip(kept, entry.points), 1) if a != b]
            say(f"other wording: {name}: control point {', '.join(changed)}")
        return
    if key(file.title()) != key(entry.title):
        say(f"other title: {name}: on file {file.title() or 'not known'}, officially {entry.title}")
    elif file.title() != entry.title:
        say(f"title worded otherwise: {name}: on file {file.title()}, officially {entry.title}")
    ours = len(file.points_in(edition))
    if ours != len(entry.points):
        say(f"other number of control points: {name}: on file {ours}, officially {len(entry.points)}")
    else:
        say(f"official wording not on file: {name}: {len(entry.points)} control points")
    for position, number in sorted(match.numbers.items()):
        out.notes.append(f"matched: {name}/{file.data['points'][position]['id']} is taken to be control point {number}: "
                         f"{entry.points[number - 1]}")
    if match.loose and file.data.get("points"):
        out.notes.append(f"left to a person: {name}: official control points {', '.join(map(str, match.loose))} answer to none of ours for "
                         "certain: a person gives them numbers")
