"""A file of the official text -> lines and table rows of simplified Chinese, with their places."""
import hashlib
import html.parser
import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass, field


class Refused(Exception):
    """The document cannot be read as what it is said to be; nothing may be written."""


@dataclass
class Document:
    path: str
    digest: str  # "sha256:..." of the file's bytes
    lines: list = field(default_factory=list)  # text lines, page breaks removed; line 1 is lines[0]
    rows: list = field(default_factory=list)  # HTML tables: (line, [cell, ...])


def fold(text):
    """Full-width and half-width forms made one; what is compared, never what is kept."""
    return unicodedata.normalize("NFKC", text)


def width(text):
    """Columns on a page: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def join(parts):
    """Pieces of a wrapped cell: a space between Latin words or figures, none beside a Chinese character."""
    out = ""
    for part in (p.strip() for p in parts):
        if out and part and out[-1].isascii() and part[0].isascii() and part[0].isalnum() and (out[-1].isalnum() or out[-1] in ",;:"):
            out += " "
        out += part
    return re.sub(r"(?<=[\u2e80-\uffef]) +(?=[\u2e80-\uffef])", "", out)


def _decode(data, path):
    if data.startswith(b"%PDF"):
        raise Refused(f"{path}: this is a PDF; run: pdftotext -layout {path} official.txt  and give official.txt")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(f"{path}: this is a Word or archive file; save it as plain text or HTML")
    if not data.strip():
        raise Refused(f"{path}: the document is empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(f"{path}: neither UTF-8, UTF-16 nor GB18030 text")


class _Page(html.parser.HTMLParser):
    """HTML as lines; the cells of a table row are kept apart."""

    BLOCKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "tr", "table", "section", "title"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.rows = [], []
        self.text, self.row, self.cell, self.skip = "", None, None, 0

    def _break(self):
        if self.cell is not None:
            self.cell += "\n"
        elif self.text.strip():
            self.lines.append((self.getpos()[0], self.text.strip()))
        if self.cell is None:
            self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.skip += 1
        if tag == "tr":
            self._break()
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self.cell = ""
        elif tag in self.BLOCKS:
            self._break()

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.skip = max(0, self.skip - 1)
        if tag in ("td", "th") and self.cell is not None:
            self.row.append(self.cell.strip())
            self.cell = None
        elif tag == "tr" and self.row is not None:
            if self.cell is not None:
                self.row.append(self.cell.strip())
                self.cell = None
            self.rows.append((self.getpos()[0], self.row))
            self.row = None
        elif tag in self.BLOCKS:
            self._break()

    def handle_data(self, data):
        if self.skip:
            return
        if self.cell is not None:
            self.cell += data
        else:
            self.text += data


def _simplify(text):
    """Traditional characters into simplified ones, by opencc; a simplified text is left as it is."""
    marks = len(re.findall("[術業產與為國農藥機電體發動處進開關業學線網檢醫劑種]", text))
    if marks < 1 + len(text) // 2000:
        return text
    if not shutil.which("opencc"):
        raise Refused("the document has traditional characters: install the package opencc (tools/setup import)")
    done = subprocess.run(["opencc", "-c", "t2s"], input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Refused("opencc failed: " + done.stderr.strip())
    return done.stdout


def read(path):
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Refused(f"{path}: cannot open: {error.strerror}") from error
    text = _simplify(_decode(data, path)).replace("\r\n", "\n").replace("\r", "\n")
    out = Document(path, "sha256:" + hashlib.sha256(data).hexdigest())
    if re.search(r"<(html|body|table|p|div)\b", text, re.I):
        page = _Page()
        page.feed(text)
        page.close()
        page._break()
        out.rows = page.rows
        last = page.lines[-1][0] if page.lines else 0
        out.lines = [""] * last
        for line, piece in page.lines:
            out.lines[line - 1] = (out.lines[line - 1] + " " + piece).strip()
    else:
        out.lines = [line.rstrip(" \t") for line in text.split("\n")]  # a page break stays: \f
    return out
