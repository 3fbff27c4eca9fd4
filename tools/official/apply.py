"""Writes what was found into the entry files: all of them or none, and nothing that a person wrote is lost."""
import os
import re
import shutil
import subprocess
import tempfile

import yaml

from .catalogue import Loader

from .document import Refused


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Edits:
    """Replacements in one text, by place; made all at once."""

    def __init__(self, text):
        self.text, self.changes = text, []

    def replace(self, start, end, new):
        self.changes.append((start, end, len(self.changes), new))

    def done(self):
        out, at = [], 0
        for start, end, _, new in sorted(self.changes):
            out += [self.text[at:start], new]
            at = end
        return "".join(out) + self.text[at:]


def _set(edits, node, name, value):
    """A key of a mapping: its value replaced, or the pair added behind the last one."""
    for pair_key, pair_value in node.value:
        if pair_key.value == name:
            edits.replace(pair_value.start_mark.index, pair_value.end_mark.index, value)
            return
    last_key, last = node.value[-1]
    end = last.end_mark.index
    between = ", " if node.flow_style else "\n" + " " * last_key.start_mark.column
    edits.replace(end, end, f"{between}{name}: {value}")


def _end_of(edits, node):
    """Behind the last item of a block sequence: its end without the blank lines after it."""
    end = node.value[-1].end_mark.index
    return len(edits.text[:end].rstrip())


def _indent(node):
    """How far the dashes of a block sequence stand in."""
    return " " * node.start_mark.column


def _top_level(edits, file, name, before):
    """Removes a top-level key with all that is under it; returns where a new one goes."""
    for pair_key, pair_value in file.node.value:
        if pair_key.value == name:
            start = pair_key.start_mark.index
            end = len(edits.text[:pair_value.end_mark.index].rstrip()) + 1
            edits.replace(start, end, "")
            return start
    for pair_key, _ in file.node.value:
        if pair_key.value == before:
            return pair_key.start_mark.index
    return len(edits.text)


def _official_block(file, edition, document, entry):
    """The `official` key with this edition's text in it and those of the others kept."""
    kept = [o for o in (file.data.get("official") or []) if o["edition"] != edition] if file else []
    items = kept + [{"edition": edition, "document": document.digest, "title": entry.title, "points": entry.points}]
    lines = ["official:"]
    for item in items:
        lines += [f"  - edition: {item['edition']}", f"    document: {item['document']}"]
        if item.get("title"):
            lines.append(f"    title: {quote(item['title'])}")
        lines.append("    points:" if item.get("points") else "    points: []")
        lines += [f"      - {quote(p)}" for p in item.get("points") or []]
    return "\n".join(lines) + "\n"


def _edit_listing(edits, file, edition, entry):
    position = file.listing(edition)
    if position is not None:
        node = file.field("listings", position)
        _set(edits, node, "grade", "confirmed")
        _set(edits, node, "code", entry.code)
        if entry.number:
            _set(edits, node, "number", str(entry.number))
        return
    node = file.field("listings")
    number = f", number: {entry.number}" if entry.number else ""
    at = _end_of(edits, node)
    edits.replace(at, at, f"\n{_indent(node)}- {{edition: {edition}, grade: confirmed, code: {entry.code}{number}}}")
    unknown = file.data.get("not_known_in") or []
    if edition in unknown:
        rest = [e for e in unknown if e != edition]
        pair = next((k, v) for k, v in file.node.value if k.value == "not_known_in")
        if rest:
            edits.replace(pair[1].start_mark.index, pair[1].end_mark.index, "[" + ", ".join(rest) + "]")
        else:
            edits.replace(pair[0].start_mark.index, pair[1].end_mark.index + 1, "")


def _edit_title(edits, file, entry):
    """The official title comes first; the one that stood there stays among the others."""
    old = file.title()
    if old == entry.title:
        return
    title = file.field("title")
    if title is None:
        after = file.field("part").end_mark.index
        edits.replace(after, after, f"\ntitle: {{zh: {quote(entry.title)}}}")
        return
    _set(edits, title, "zh", quote(entry.title))
    others = [t for t in (file.data.get("other_titles") or []) if t != entry.title]
    if old and old not in others:
        others.append(old)
    value = "[" + ", ".join(quote(t) for t in others) + "]"
    node = file.field("other_titles")
    if node is not None:
        edits.replace(node.start_mark.index, node.end_mark.index, value)
    elif others:
        end = title.end_mark.index if title.flow_style else len(edits.text[:title.end_mark.index].rstrip())
        edits.replace(end, end, f"\nother_titles: {value}")


def _edit_points(edits, match, edition):
    """Our points take the numbers that leave no doubt. An entry without points of ours gets the official ones."""
    file = match.file
    for position, number in match.numbers.items():
        listed = file.data["points"][position]["listings"]
        at = next(i for i, item in enumerate(listed) if item["edition"] == edition)
        node = file.field("points", position, "listings", at)
        _set(edits, node, "number", str(number))
        _set(edits, node, "grade", "confirmed")
    if file.data.get("points") or not match.official.points:
        return
    node = file.field("points")
    points = "\n" + _new_points(match.official, edition).rstrip("\n")
    start = len(edits.text[:node.start_mark.index].rstrip(" "))
    edits.replace(start, node.end_mark.index, points)


def _new_points(entry, edition):
    return "".join(f"  - id: point-{i}\n    listings:\n      - {{edition: {edition}, number: {i}, grade: confirmed}}\n"
                   for i in range(1, len(entry.points) + 1))


def edit(match, edition, document, divisions):
    """The file's new text."""
    file, entry = match.file, match.official
    edits = Edits(file.text)
    _edit_listing(edits, file, edition, entry)
    _edit_title(edits, file, entry)
    _edit_points(edits, match, edition)
    if divisions == "2017" and file.data.get("division") != entry.code[2:4]:
        node = file.field("division")
        if node is not None:
            edits.replace(node.start_mark.index, node.end_mark.index, quote(entry.code[2:4]))
        else:
            at = file.field("part").end_mark.index
            edits.replace(at, at, f"\ndivision: {quote(entry.code[2:4])}")
    at = _top_level(edits, file, "official", "sources")
    edits.replace(at, at, _official_block(file, edition, document, entry))
    return edits.done()


def new_file(entry, edition, document, divisions, added_by=None):
    """An entry that was not on file: what the document says, and what a person must still write."""
    name = "official-" + entry.code.lower()
    number = f", number: {entry.number}" if entry.number else ""
    division = f"division: {quote(entry.code[2:4])}\n" if divisions == "2017" else ""
    added = f"added_by: {added_by}\n" if added_by else ""
    points = "points:\n" + _new_points(entry, edition) if entry.points else "points: []\n"
    return name, (f"# {entry.title}: from the official text; summaries, terms and examples are still to be written.\n"
                  f"id: {name}\npart: {entry.part}\ntitle: {{zh: {quote(entry.title)}}}\n{division}listings:\n"
                  f"  - {{edition: {edition}, grade: confirmed, code: {entry.code}{number}}}\n{added}{points}rules: []\n"
                  f"{_official_block(None, edition, document, entry)}lacks: [terms, examples]\n"
                  f"sources:\n  - {quote(os.path.basename(document.path) + ' ' + document.digest)}\n")


def delete(file, edition):
    """An amendment takes the entry out: its listings from then on go, and `deleted_by` says so."""
    edits = Edits(file.text)
    position = file.listing(edition)
    if position is not None:
        node = file.field("listings", position)
        start = edits.text.rfind("\n", 0, node.start_mark.index)
        edits.replace(start, len(edits.text[:node.end_mark.index].rstrip()), "")
    if file.data.get("deleted_by"):
        node = file.field("deleted_by")
        edits.replace(node.start_mark.index, node.end_mark.index, edition)
    else:
        at = _end_of(edits, file.field("listings"))
        edits.replace(at, at, f"\ndeleted_by: {edition}")
    return edits.done()


def industries_with(catalogue, new, before):
    """industries.yaml with new divisions (division -> title) and with earlier divisions of those on file (division -> set); the text
    is None where nothing changes."""
    path = os.path.join(catalogue.folder, "industries.yaml")
    with open(path, encoding="utf-8") as file:
        edits = Edits(file.read())
    items = yaml.compose(edits.text, Loader=Loader).value[0][1]
    for node in items.value:
        values = {k.value: v for k, v in node.value}
        known = [v.value for v in values["before"].value] if "before" in values else []
        more = sorted(before.get(values["division"].value, set()) - set(known))
        if more:
            _set(edits, node, "before", "[" + ", ".join(quote(d) for d in known + more) + "]")
    end = _end_of(edits, items)
    for division, title in sorted(new.items()):
        edits.replace(end, end, f'\n{_indent(items)}- {{division: "{division}", title: {{zh: {quote(title or "division " + division)}}}}}')
    return path, edits.done() if edits.changes else None


def write_all(catalogue, texts, exportcat):
    """Stages the texts, has the whole catalogue checked, then renames: all or none."""
    with tempfile.TemporaryDirectory() as stage:
        copy = os.path.join(stage, "catalogue")
        shutil.copytree(catalogue.folder, copy)
        for path, text in texts.items():
            with open(os.path.join(copy, os.path.relpath(path, catalogue.folder)), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([exportcat, "compile", "-o", os.path.join(stage, "compiled"), copy], capture_output=True, text=True,
                              encoding="utf-8")
        if done.returncode:
            raise Refused("nothing was written: the catalogue would contradict itself: " +
                          done.stderr.strip().replace(copy, catalogue.folder))
    temporaries, old = {}, {}
    try:
        for path, text in texts.items():
            handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".", suffix=".new")
            temporaries[path] = temporary
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
        for path, temporary in temporaries.items():
            old[path] = open(path, "rb").read() if os.path.exists(path) else None
            os.replace(temporary, path)
    except BaseException:
        for path, data in old.items():
            if data is None:
                if os.path.exists(path):
                    os.remove(path)
            else:
                with open(path, "wb") as file:
                    file.write(data)
        for temporary in temporaries.values():
            if os.path.exists(temporary):
                os.remove(temporary)
        raise
