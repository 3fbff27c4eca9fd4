"""Lines and rows of a document -> the entries that it holds, or the amendments that it makes.

Three layouts are read: a table (number, code, title, control points; as `pdftotext -layout` shows it, or as HTML), running
text (编号:… 技术名称:… 控制要点:1.…), and the sentences of an amending announcement.
"""
import re
from dataclasses import dataclass, field

from .document import Refused, fold, join, width

CODE = r"\d{6}[JX]"
QUOTED = r"[“\"「『]([^”\"」』]+)[”\"」』]"
_HEADER = re.compile(r"^(序号|编号|技术编号|技术名称|控制要点|条目)+$")
_PAGE = re.compile(r"^[-—–―_·\s]*(第?\s*\d{1,3}\s*页?(\s*[/共]\s*\d{1,3}\s*页?)?)[-—–―_·\s]*$")
_PART = re.compile(r"^[一二三四五六七八九十、.(())\s]*(中国)?(禁止|限制)出口(技术)?(目录|部分|技术部分|的技术|技术目录)?[::]?$")
_NUMERAL = r"(?<![\d.~\-])(\d{1,2})\s*[.、．](?!\d)"


@dataclass
class Entry:
    code: str
    line: int
    title: str = ""
    number: int = 0  # serial number in its part; 0: none printed
    industry: str = ""
    points: list = field(default_factory=list)

    @property
    def part(self):
        return "prohibited" if self.code.endswith("J") else "restricted"


@dataclass
class Amendment:
    kind: str  # delete, add, add points, change point
    code: str
    title: str
    line: int
    points: dict = field(default_factory=dict)  # number -> wording


@dataclass
class Reading:
    entries: list = field(default_factory=list)
    amendments: list = field(default_factory=list)
    unplaced: list = field(default_factory=list)  # (line, text)


def split_points(text):
    """"1.… 2.…" -> the wordings in their order; text without numerals is one point."""
    text = text.strip()
    marks, expected = [], 1
    for mark in re.finditer(_NUMERAL, text):
        if int(mark.group(1)) == expected:
            marks.append(mark)
            expected += 1
    if not marks or text[: marks[0].start()].strip():
        marks = []
    if not marks:
        return [text] if text else []
    ends = [m.start() for m in marks[1:]] + [len(text)]
    return [text[m.end():end].strip().rstrip(";;") for m, end in zip(marks, ends)]


def clean_title(text):
    return text.strip().strip("“”\"「」『』《》,，;;::。 ")


def _is_noise(line):
    squeezed = re.sub(r"\s+", "", fold(line))
    return not squeezed or bool(_HEADER.match(squeezed)) or bool(_PAGE.match(fold(line).strip()))


def _is_part(line):
    """A heading of a part, or of the whole."""
    squeezed = re.sub(r"\s+", "", fold(line)).strip("《》")
    return bool(_PART.match(squeezed)) or squeezed in ("附件", "中国禁止出口限制出口技术目录")


_INDUSTRY = re.compile(r"^[(（]?[一二三四五六七八九十百]+[)）]?[、.．]?\s*([\u4e00-\u9fff、和及()（）]+(业|修理|服务|发展|教育|和技术服务))$")


def _industry(line):
    """The industry that a heading names, or None."""
    text = fold(line).strip()
    found = _INDUSTRY.match(text)
    if found:
        return found.group(1)
    return text if re.fullmatch(r"[\u4e00-\u9fff、()]{1,28}业", text) else None


# ---- Table ------------------------------------------------------------------------------------------------------------


def _segments(line):
    """The cells of a line: (column where it begins, text)."""
    return [(width(line[: m.start()]), m.group(0)) for m in re.finditer(r"\S+(?: \S+)*", line)]


@dataclass
class _Row:
    """An entry under construction: where its code stands and where its columns begin."""
    entry: Entry
    at: int  # index of the line with the code
    title_column: int


def _anchor(index, segments):
    """A row begins where a line has a code in a cell of its own, after a number or nothing."""
    for i, (_, text) in enumerate(segments[:3]):
        found = re.fullmatch(rf"(?:(\d{{1,3}})\s+)?({CODE})(?:\s+(\S.*))?", fold(text).strip())
        if not found or any(not re.fullmatch(r"\d{1,3}", fold(t)) for _, t in segments[:i]):
            continue
        number = found.group(1) or (fold(segments[0][1]) if i else "0")
        rest = list(segments[i + 1:])
        if found.group(3):
            start = segments[i][0] + width(text) - width(found.group(3))
            rest.insert(0, (start, found.group(3)))
        row = _Row(Entry(found.group(2), index + 1, number=int(number)), index,
                   rest[0][0] if rest else segments[i][0] + 10)
        return row, rest
    return None, segments


def _points_column(rows, cells):
    """Where the column of control points begins on most lines: the second cell after a code."""
    starts = [rest[1][0] for _, rest in rows if len(rest) > 1]
    starts += [column for column, text in cells if re.match(_NUMERAL, fold(text))]
    if not starts:
        return None
    return sorted(starts)[len(starts) // 2]


def _read_table(lines):
    out, rows, others, industry = Reading(), [], [], ""
    for index, line in enumerate(lines):
        if _is_noise(line) or _is_part(line):
            continue
        row, rest = _anchor(index, _segments(line))
        if row:
            row.entry.industry = industry
            rows.append((row, rest))
        elif _industry(line):
            industry = _industry(line)
        else:
            others.append((index, _segments(line)))
    column = _points_column(rows, [cell for _, cells in others for cell in cells])
    if not rows or column is None:
        return out
    title_column = sorted(row.title_column for row, _ in rows)[len(rows) // 2]
    middle = (title_column + column) / 2
    titles, points = [], []
    for index, cells in [(row.at, rest) for row, rest in rows] + others:
        for start, text in cells:
            if start < title_column - 6:
                out.unplaced.append((index + 1, text))
            else:
                (titles if start < middle else points).append((index, text))
    titles.sort(key=lambda piece: piece[0])
    points.sort(key=lambda piece: piece[0])
    _share_out([row for row, _ in rows], titles, points, lines, out)
    return out


def _gaps(lines, indexes):
    """Content lines that follow blank lines, and those that begin a page."""
    gaps, pages = set(), set()
    for i, j in zip(indexes, indexes[1:]):
        between = lines[i + 1:j]
        if any("\f" in line for line in lines[i + 1:j + 1]):
            pages.add(j)
        elif between and not any(line.strip() for line in between):
            gaps.add(j)
    return gaps, pages


def _cut(row, following, firsts, points_at, gaps, pages):
    """Where the next row begins. A code stands at the top of its row or in the middle of its height: what lies between two
    codes is parted where the points' numbering begins anew, else at a gap, else at a page's beginning, else at the code."""
    between = range(row.at + 1, following.at + 1)
    start = next((i for i in between if i in firsts), None)
    gap = next((i for i in reversed(between) if i in gaps and (start is None or i <= start)), None)
    if start is None:
        return gap or next((i for i in reversed(between) if i in pages), following.at)
    if gap is not None and not any(i in points_at for i in range(gap, start)):
        return gap
    return start


def _share_out(rows, titles, points, lines, out):
    """Gives each row the lines from its beginning to the next one's."""
    points_at = {index for index, _ in points}
    firsts = {index for index, text in points if re.match(r"1\s*[.、．](?!\d)", fold(text))}
    gaps, pages = _gaps(lines, sorted(points_at | {index for index, _ in titles}))
    centred = sum(any(i in firsts for i in range(a.at + 1, b.at)) for a, b in zip(rows, rows[1:])) * 4 > len(rows)
    starts = [0] + [_cut(a, b, firsts, points_at, gaps, pages if centred else set()) for a, b in zip(rows, rows[1:])]
    for row, start, end in zip(rows, starts, starts[1:] + [len(lines)]):
        row.entry.title = clean_title(join(text for index, text in titles if start <= index < end))
        row.entry.points = split_points(join(text for index, text in points if start <= index < end))
        if not row.entry.title:
            out.unplaced.append((row.entry.line, f"{row.entry.code} has no title"))
            continue
        if not row.entry.points:
            out.unplaced.append((row.entry.line, f"{row.entry.code} has no control points"))
        out.entries.append(row.entry)


def _read_rows(rows):
    """The rows of HTML tables; a row without a code goes on with the row before."""
    out, industry = Reading(), ""
    for line, cells in rows:
        texts = [join(cell.split("\n")) for cell in cells]
        flat = [fold(t) for t in texts]
        where = next((i for i, t in enumerate(flat) if re.fullmatch(CODE, t)), None)
        if where is None:
            if _is_noise(" ".join(texts)) or _is_part("".join(texts)):
                continue
            heading = _industry("".join(texts))
            if heading:
                industry = heading
            elif out.entries and len([t for t in texts if t]) == 1:
                out.entries[-1].points = split_points(" ".join(
                    f"{i}.{p}" for i, p in enumerate(out.entries[-1].points, 1)) + texts[-1])
            else:
                out.unplaced.append((line, " | ".join(texts)))
            continue
        number = next((int(t) for t in flat[:where] if re.fullmatch(r"\d{1,3}", t)), 0)
        rest = [t for t in texts[where + 1:] if t]
        if not rest:
            out.unplaced.append((line, f"{flat[where]} has no title"))
            continue
        entry = Entry(flat[where], line, clean_title(rest[0]), number, industry)
        entry.points = split_points(" ".join(rest[1:]))
        out.entries.append(entry)
    return out


# ---- Running text -----------------------------------------------------------------------------------------------------

_LABEL = re.compile(r"(序号|技术编号|编号|技术名称|控制要点)\s*[:：]\s*")


def _read_running(lines):
    """Fields with their labels, in any order; an entry ends where one of its labels comes again."""
    out, fields, industry, began = Reading(), {}, "", 0
    label = None

    def close():
        nonlocal fields
        code = re.search(CODE, fold(join(fields.get("编号", []))))
        title = clean_title(join(fields.get("技术名称", [])))
        if code and title:
            number = re.search(r"\d+", fold(join(fields.get("序号", []))))
            entry = Entry(code.group(0), began, title, int(number.group(0)) if number else 0, industry)
            entry.points = split_points(join(fields.get("控制要点", [])))
            out.entries.append(entry)
            if not entry.points:
                out.unplaced.append((began, f"{entry.code} has no control points"))
        elif fields:
            out.unplaced.append((began, " ".join(k + ":" + join(v) for k, v in fields.items())))
        fields = {}

    for index, line in enumerate(lines):
        if _is_noise(line) or _is_part(line):
            continue
        heading = _industry(line)
        if heading:
            close()
            industry, label = heading, None
            continue
        pieces = _LABEL.split(line)
        before = pieces[0].strip()
        if before and label:
            lone = re.fullmatch(r"\d{1,3}[.、．]", fold(before))
            if not lone:
                fields[label].append(before)
        elif before and not re.fullmatch(r"\d{1,3}[.、．]?", fold(before)):
            out.unplaced.append((index + 1, before))
        for name, value in zip(pieces[1::2], pieces[2::2]):
            label = "编号" if name == "技术编号" else name
            if label in fields or (label == "序号" and fields):
                close()
            if not fields:
                began = index + 1
            fields[label] = [value]
    close()
    return out


# ---- Amendments -------------------------------------------------------------------------------------------------------

_DELETE = re.compile("删除|删去|取消")
_CHANGE = re.compile(r"控制要点\s*(\d{1,2})\s*.{0,12}?(?:修改|调整|改)为|将.{0,40}?控制要点\s*(\d{1,2})")
_ADD_POINTS = re.compile("(?:增加|新增|增列)(?:以下|下列)?控制要点|项下(?:增加|新增)")
_ADD = re.compile("新增|增加|增列")


def _sentences(lines):
    """Numbered sentences, joined over their lines: (line where it begins, text)."""
    out = []
    for index, line in enumerate(lines):
        text = line.strip()
        if _is_noise(text) or _is_part(text) or _industry(text):
            continue
        starts = re.match(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）]?\s*[.、．]?\s*(将|删|在|新增|增|取消|修改|把|对)", fold(text))
        if starts or not out:
            out.append([index + 1, [text]])
        else:
            out[-1][1].append(text)
    return [(line, join(parts)) for line, parts in out]


def _read_amendments(lines):
    out = Reading()
    for line, text in _sentences(lines):
        flat = fold(text)
        code = re.search(rf"编号\s*[:：]?\s*({CODE})", flat) or re.search(CODE, flat)
        quoted = re.search(QUOTED, text)
        if not code:
            if re.search("删除|新增|增加|修改", flat) and quoted:
                out.unplaced.append((line, text))
            continue
        name = clean_title(quoted.group(1)) if quoted and not re.match(_NUMERAL, fold(quoted.group(1))) else ""
        code = code.group(1) if code.lastindex else code.group(0)
        tail = flat[flat.find("控制要点"):] if "控制要点" in flat else ""
        wording = re.search(r"控制要点[^“\"「『:：]*[:：]?\s*[“\"「『](.+)[”\"」』]", text) or \
            re.search(r"控制要点[^:：]*[:：]\s*(.+)$", text)
        body = wording.group(1).strip().rstrip("。;；”\"") if wording else ""
        change = _CHANGE.search(flat)
        head = flat[: flat.find("控制要点")] if tail else flat
        if change and body:
            number = int(change.group(1) or change.group(2))
            body = re.sub(rf"^{number}\s*[.、．](?!\d)\s*", "", body)
            out.amendments.append(Amendment("change point", code, name, line, {number: body}))
        elif _ADD_POINTS.search(flat) and body:
            points = {int(m.group(1)): "" for m in re.finditer(_NUMERAL, fold(body))}
            first = min(points, default=0)
            out.amendments.append(Amendment("add points", code, name, line, _numbered(body, first)))
        elif _ADD.search(head):
            points = {i: p for i, p in enumerate(split_points(body), 1)}
            out.amendments.append(Amendment("add", code, name, line, points))
        elif _DELETE.search(flat) and not tail:
            out.amendments.append(Amendment("delete", code, name, line))
        else:
            out.unplaced.append((line, text))
    return out


def _numbered(text, first):
    """Points whose numbering goes on from `first`."""
    marks, expected = [], first
    for mark in re.finditer(_NUMERAL, text):
        if int(mark.group(1)) == expected:
            marks.append(mark)
            expected += 1
    ends = [m.start() for m in marks[1:]] + [len(text)]
    return {int(m.group(1)): text[m.end():end].strip().rstrip(";；") for m, end in zip(marks, ends)}


# ---- Any --------------------------------------------------------------------------------------------------------------


def read_layout(document):
    """Tells the layouts apart by what they bear, and reads the one at hand."""
    text = fold("\n".join(document.lines))
    codes = len(set(re.findall(CODE, text))) + sum(
        bool(re.fullmatch(CODE, fold(cell.strip()))) for _, row in document.rows for cell in row)
    if not codes or not re.search("控制要点|技术名称|删除|新增", text + str(document.rows)):
        raise Refused(f"{document.path}: no entry of the catalogue was found in it: no code of six digits and J or X "
                      "beside 技术名称 or 控制要点. Is it the catalogue?")
    readings = []
    if any(re.fullmatch(CODE, fold(cell.strip())) for _, row in document.rows for cell in row):
        readings.append(_read_rows(document.rows))
    if len(re.findall(r"技术名称\s*[:：]", text)):
        readings.append(_read_running(document.lines))
    if not readings:
        readings.append(_read_table(document.lines))
        if re.search("删除|新增|增加|修改为", text):
            readings.append(_read_amendments(document.lines))
    best = max(readings, key=lambda r: len(r.entries) + len(r.amendments))
    if not best.entries and not best.amendments:
        raise Refused(f"{document.path}: codes were found, but neither a table, nor running text, nor an amendment")
    return best
