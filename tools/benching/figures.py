"""Prints figures, one a line, with what is wanted beside them: `figures.py NAME VALUE [UNIT]`, or told by name."""
import sys

# What is wanted of a figure, by its name: the least or the most that is well.
WANTED = {
    "cold start": ("at most", 20),
    "peak memory": ("at most", 60),
    "training": ("at most", 300),
    "en: full pipeline, times as fast as LinearSVC": ("at least", 1),
    "zh: full pipeline, times as fast as LinearSVC": ("at least", 1),
    "en: full pipeline, times as fast as SVC": ("at least", 1),
    "zh: full pipeline, times as fast as SVC": ("at least", 1),
    "en: scoring alone, times as fast as LinearSVC": ("at least", 1),
    "zh: scoring alone, times as fast as LinearSVC": ("at least", 1),
    "en: scoring alone, points above LinearSVC": ("at least", -0.3),
    "zh: scoring alone, points above LinearSVC": ("at least", -0.3),
    "en: plain labels, points above LinearSVC": ("at least", -0.3),
    "zh: plain labels, points above LinearSVC": ("at least", -0.3),
    "two threads, times as fast as one": ("at least", 1.6),
    "rows not accounted for": ("at most", 0),
    "peak memory on a large file": ("at most", 200),
    "outputs that differ from the unbroken run's": ("at most", 0),
}


def tell(name, value, unit=""):
    line = "%-58s %10.3f %-5s" % (name, value, unit)
    if name in WANTED:
        relation, limit = WANTED[name]
        well = value <= limit if relation == "at most" else value >= limit
        line += "  wanted %s %g%s" % (relation, limit, "" if well else "  FALLS SHORT")
    print(line.rstrip(), flush=True)


if __name__ == "__main__":
    tell(sys.argv[1], float(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
