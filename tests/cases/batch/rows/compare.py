"""The input's columns are the same in the output, but for what a row has too many of."""
import csv
import sys

before = [row for row in csv.reader(open(sys.argv[1], encoding="utf-8", newline="")) if row]
after = list(csv.reader(open(sys.argv[2], encoding="utf-8", newline=""), strict=True))
assert len(before) == len(after), (len(before), len(after))
width = len(before[0])
for was, now in zip(before, after):
    kept = (was + [""] * width)[:width]
    if now[:width] != kept:
        print(kept, "became", now[:width])
print(len(before) - 1, "rows,", len({len(row) for row in after}), "width")
