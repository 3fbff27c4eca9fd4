"""Speed and accuracy beside the other programs, on the same texts: `speed.py LANGUAGE FOLDER`, which holds what is made.

Per text: with all loaded. Of a program, the time of the whole file less that of one text; of scikit-learn, vectorizer
and machine inside this process. Whole: from the start of the process to its end, on the whole file."""
import os
import pickle
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from benching import figures, rivals, texts  # noqa: E402
from benching.runs import Calls, Program, alternate  # noqa: E402

TURNS = int(os.environ.get("TURNS", 5))
LINES = 6000     # that a text's time is measured on
SLOW_LINES = 200  # likewise, where one takes milliseconds


class Bench:
    def __init__(self, language, folder):
        self.language, self.folder = language, folder
        self.pairs = texts.short(language)
        some = [text for _, text in self.pairs]
        self.many = (some * (LINES // len(some) + 1))[:LINES]
        self.rows = []  # (contender, accuracy, remark)

    def path(self, name):
        return os.path.join(self.folder, self.language + "." + name)

    def files(self, name, write, lines=LINES):
        """The paths of a file of many texts and of one of a single text."""
        write(self.path(name), self.many[:lines])
        write(self.path(name + "-one"), self.many[:1])
        return self.path(name), self.path(name + "-one")

    def add(self, name, command, files, said, lines=LINES):
        share = texts.accuracy(said, self.pairs) if said is not None else None
        self.rows.append((Program(name, command, files[0], lines, files[1]), share))

    def add_own(self, files):
        """As the others, to standard output, where nobody keeps it; once more into a file, which is put on the disk and
        takes the place of the one before."""
        out = self.path("out.csv")
        for name, column, options in (("full pipeline", "entry", []), ("scoring alone", "label", ["--scores-only"])):
            def command(path, to="-", options=options):
                return [texts.EXPORTCAT, "batch", path, "-o", to, "--text", "text", "--threads", "1", "--quiet", *options]

            def into_file(path, command=command):
                return command(path, out)

            program = Program(name, command, files[0], LINES, files[1])
            filed = Program(name + ", into a file", into_file, files[0], LINES, files[1])
            filed.run(files[0])
            said = texts.read_column(out, column)[:len(self.pairs)]
            self.rows += [(program, texts.accuracy(said, self.pairs)), (filed, None)]

    def add_sklearn(self, name, model, lines):
        said = model.predict([text for _, text in self.pairs])
        self.rows.append((Calls(name, model.predict, self.many[:lines]), texts.accuracy(said, self.pairs)))

    def add_linear(self, linear, lines):
        self.add_sklearn("LinearSVC", linear, LINES)
        with open(self.path("pickle"), "wb") as file:
            pickle.dump(linear, file)
        script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "predict.py")
        self.add("LinearSVC, its own process", lambda path: [sys.executable, script, self.path("pickle"), path], lines, None)

    def add_fasttext(self, trained):
        quick = rivals.FastText(self.language, self.folder, trained)
        files = self.files("spelt", quick.write)
        self.add("fastText", quick.command, files, quick.predict(files[0])[:len(self.pairs)])

    def add_libsvm(self, plain):
        plain.wait()
        plain.write(self.path("all"), [text for _, text in self.pairs])
        said = plain.predict(self.path("all"))
        self.add("svm-predict", plain.command, self.files("rows", plain.write, SLOW_LINES), said, SLOW_LINES)

    def add_all(self):
        trained = texts.training(self.language)
        # One machine for each pair of labels: of all control points that takes too long to train.
        entries = [(texts.entry(label), text) for label, text in trained]
        lines = self.files("lines", texts.write_lines)
        linear = rivals.linear(self.language, trained)
        plain = rivals.Libsvm(linear[0], self.folder, self.language, entries)
        self.add_own(self.files("table", texts.write_table))
        self.add_linear(linear, lines)
        self.add_sklearn("SVC", rivals.kernel(self.language, entries), SLOW_LINES)
        self.add_fasttext(trained)
        self.add_libsvm(plain)
        self.add("wc -w", lambda path: ["env", "LC_ALL=C", "wc", "-w", path], lines, None)

    def tell(self):
        size = sum(len(text.encode()) for text in self.many) / len(self.many)
        print("%s: %d texts of %.0f bytes on average, of which %d differ; medians of %d turns"
              % (self.language, LINES, size, len(self.pairs), TURNS))
        print("%-28s %12s %14s %10s" % ("", "us a text", "whole, s", "accuracy"))
        for contender, share in self.rows:
            whole = getattr(contender, "whole", None)
            print("%-28s %12.2f %14s %10s" % (
                contender.name, 1e6 * contender.seconds(),
                "%.3f (%d)" % (statistics.median(whole), contender.texts) if whole else "-",
                "-" if share is None else "%.4f" % share))
        self.tell_ratios()

    def tell_ratios(self):
        took = {contender.name: contender.seconds() for contender, _ in self.rows}
        right = {contender.name: share for contender, share in self.rows}
        for mine in ("full pipeline", "scoring alone"):
            for other in ("LinearSVC", "SVC", "fastText", "svm-predict"):
                figures.tell("%s: %s, times as fast as %s" % (self.language, mine, other), took[other] / took[mine])
            figures.tell("%s: %s, times the time of wc -w" % (self.language, mine), took[mine] / took["wc -w"])
            figures.tell("%s: %s, points above LinearSVC" % (self.language, mine),
                         100 * (right[mine] - right["LinearSVC"]))


def main():
    bench = Bench(*sys.argv[1:3])
    bench.add_all()
    alternate([contender for contender, _ in bench.rows], TURNS)
    bench.tell()


if __name__ == "__main__":
    main()
