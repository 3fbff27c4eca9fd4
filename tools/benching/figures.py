"""Prints figures, one a line, with what is wanted beside them: `figures.py NAME VALUE [UNIT]`, or told by name."""
import sys

# What is wanted of a figure, by its name: the least or the most that is well.
WANTED = {
    "cold start": ("at most", 10),
    "peak memory": ("at most", 60),
    "size": ("at most", 30),
    "training": ("at most", 300),
    "peak memory of training": ("at most", 1000),
    "two threads, times as fast as one": ("at least", 1.8),
    "rows not accounted for": ("at most", 0),
    "peak memory on a large file": ("at most", 100),
    "runs killed in the midst": ("at least", 20),
    "outputs that differ from the unbroken run's": ("at most", 0),
}
for language in ("en", "zh"):
    WANTED[language + ": full pipeline, times as fast as LinearSVC"] = ("at least", 8)
    WANTED[language + ": full pipeline, times as fast as fastText"] = ("at least", 4)
    WANTED[language + ": scoring alone, times the time of wc -w"] = ("at most", 6)
    WANTED[language + ": plain labels, points above LinearSVC"] = ("at least", -0.3)


def tell(name, value, unit=""):
    line = "%-58s %10.3f %-5s" % (name, value, unit)
    if name in WANTED:
        relation, limit = WANTED[name]
        well = value <= limit if relation == "at most" else value >= limit
        line += "  wanted %s %g%s" % (relation, limit, "" if well else "  FALLS SHORT")
    print(line.rstrip(), flush=True)


if __name__ == "__main__":
    tell(sys.argv[1], float(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
