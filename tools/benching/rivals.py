"""The other programs, trained on the same texts: scikit-learn, fastText and plain libsvm."""
import os
import subprocess

from sklearn.datasets import dump_svmlight_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC

from benching import texts


def vectorizer(language):
    """tf-idf of words and pairs of them; of characters where no blanks part the words."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, analyzer="char" if language == "zh" else "word")


def fit(language, machine, pairs):
    return make_pipeline(vectorizer(language), machine).fit([text for _, text in pairs], [label for label, _ in pairs])


def linear(language, pairs):
    return fit(language, LinearSVC(), pairs)


def kernel(language, pairs):
    return fit(language, SVC(kernel="linear"), pairs)


class FastText:
    def __init__(self, language, folder, pairs):
        self.language = language
        self.model = os.path.join(folder, language + ".fasttext")
        path = self.model + ".train"
        texts.write_lines(path, ("__label__%s %s" % (label, self.spell(text)) for label, text in pairs))
        subprocess.run(["fasttext", "supervised", "-input", path, "-output", self.model, "-wordNgrams", "2", "-epoch",
                        "50", "-lr", "1", "-thread", "1", "-verbose", "0"], check=True, stderr=subprocess.DEVNULL)

    def spell(self, text):
        return " ".join(text) if self.language == "zh" else text

    def write(self, path, many):
        texts.write_lines(path, map(self.spell, many))

    def command(self, path):
        return ["fasttext", "predict", self.model + ".bin", path]

    def predict(self, path):
        out = subprocess.run(self.command(path), check=True, capture_output=True, text=True).stdout
        return [line.removeprefix("__label__") for line in out.splitlines()]


class Libsvm:
    """On the rows of a vectorizer that has been fitted: what it makes of the texts is not timed."""

    def __init__(self, rows, folder, name, pairs):
        self.rows = rows
        self.labels = sorted({label for label, _ in pairs})
        self.model = os.path.join(folder, name + ".libsvm")
        path = self.model + ".train"
        self.write(path, [text for _, text in pairs], [label for label, _ in pairs])
        self.training = subprocess.Popen(["svm-train", "-q", "-t", "0", path, self.model])

    def wait(self):
        """Training takes minutes, and goes on beside what else is done until somebody waits."""
        if self.training.wait():
            raise subprocess.SubprocessError("svm-train failed")

    def write(self, path, many, labels=None):
        numbers = [self.labels.index(label) for label in labels] if labels else [0] * len(many)
        dump_svmlight_file(self.rows.transform(many), numbers, path, zero_based=False)

    def command(self, path):
        return ["svm-predict", "-q", path, self.model, self.model + ".out"]

    def predict(self, path):
        subprocess.run(self.command(path), check=True)
        with open(self.model + ".out", encoding="ascii") as file:
            return [self.labels[int(float(line))] for line in file]
