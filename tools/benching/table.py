"""A large CSV table, and whether every row of it came out: `table.py make BYTES FILE`, `table.py count FILE OUT`."""
import csv
import io
import itertools
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from benching import figures, texts  # noqa: E402

# What tables from the world hold now and then; the last two cannot be answered.
ODD = ['a "quoted" name, with commas\r\nand a second line', " ", "", "short", "\x00\x01 no text"]
OUTCOMES = {"listed", "possible", "none_found", "cannot_say"}


def rows():
    some = [text for language in ("en", "zh") for _, text in texts.unseen(language)]
    for number, text in enumerate(itertools.cycle(some)):
        yield number, ODD[number // 1000 % len(ODD)] if number % 1000 == 999 else text


def make(size, path):
    block = io.StringIO()
    writer = csv.writer(block)
    writer.writerow(["id", "text"])
    with open(path, "wb") as file:
        for row in rows():
            writer.writerow(row)
            if block.tell() >= 1 << 20:
                file.write(block.getvalue().encode())
                block.seek(0)
                block.truncate()
                if file.tell() >= size:
                    return


def identities(path):
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield row[0]


def count(path, out):
    """Rows of the same order, each with an outcome or an error."""
    csv.field_size_limit(1 << 24)
    lost = total = errors = 0
    with open(out, encoding="utf-8", newline="") as file:
        answers = csv.DictReader(file)
        expected = identities(path)
        next(expected)
        for name, answer in itertools.zip_longest(expected, answers):
            total += 1
            answered = answer is not None and answer["id"] == name
            errors += answered and answer["error"] != ""
            lost += not answered or not (answer["outcome"] in OUTCOMES or answer["error"])
    print("%d rows, %d of them in error with their reason" % (total, errors))
    figures.tell("rows not accounted for", lost)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(float(sys.argv[2]), sys.argv[3])
    else:
        count(sys.argv[2], sys.argv[3])
