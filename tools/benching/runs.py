"""Times programs, one turn after another, so that what else the machine does falls on all alike."""
import statistics
import subprocess
import time


class Program:
    """A command for a large file and the same for one of a single text; the difference is without its start."""

    def __init__(self, name, command, many, texts, one):
        self.name, self.command = name, command
        self.many, self.texts, self.one = many, texts, one
        self.whole, self.start = [], []

    def run(self, path):
        begin = time.perf_counter()
        subprocess.run(self.command(path), check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin

    def turn(self):
        self.whole.append(self.run(self.many))
        self.start.append(self.run(self.one))

    def seconds(self):
        """A text, with all loaded."""
        return (statistics.median(self.whole) - statistics.median(self.start)) / (self.texts - 1)


class Calls:
    """A function of a list of texts, timed inside this process."""

    def __init__(self, name, function, texts):
        self.name, self.function, self.texts = name, function, texts
        self.spent = []

    def turn(self):
        begin = time.perf_counter()
        self.function(self.texts)
        self.spent.append(time.perf_counter() - begin)

    def seconds(self):
        return statistics.median(self.spent) / len(self.texts)


def alternate(contenders, turns):
    for contender in contenders:
        contender.turn()
        for name in ("whole", "start", "spent"):  # the first turn warms the page cache
            getattr(contender, name, []).clear()
    for _ in range(turns):
        for contender in contenders:
            contender.turn()
