"""Checks the page that `exportcat evaluate --html` writes: every tag closed, nothing from elsewhere, no script, rows even.

Prints what the page holds."""
import html.parser
import sys

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.faults, self.widths, self.count = [], [], [], [], [], {}

    def handle_starttag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.widths = []
        if tag == "tr":
            self.widths.append(0)
        if tag in ("td", "th"):
            self.widths[-1] += 1
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name in ("src", "srcset", "style", "data", "action") or name.startswith("on"):
                self.faults.append(f"attribute {name}")
        if tag in ("script", "link", "iframe", "object", "img"):
            self.faults.append(f"tag {tag}")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")
        if tag == "table" and len(set(self.widths)) != 1:
            self.faults.append(f"uneven rows at {self.getpos()}")


text = open(sys.argv[1], encoding="utf-8").read()
page = Page()
page.feed(text)
page.close()
for word in ("http", "url(", "@import", "//"):
    if word in text:
        page.faults.append(f"'{word}' stands in it")
if page.open:
    page.faults.append(f"left open: {page.open}")
if sorted(page.links) != sorted("#" + i for i in page.ids):
    page.faults.append("links and sections differ")
print("\n".join(page.faults) or "no faults")
print({tag: page.count[tag] for tag in ("section", "table", "svg", "h1")}, page.ids)
