"""The texts that are measured on, of training/: what is trained on, and what is predicted."""
import csv
import glob
import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
EXPORTCAT = os.path.join(TOP, "exportcat")


def read(folder, language):
    """The (first label, text) pairs of a folder of training/."""
    for path in sorted(glob.glob(os.path.join(TOP, "training", folder, "*.tsv"))):
        with open(path, encoding="utf-8", newline="\n") as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                if not line.startswith("#") and len(fields) == 3 and fields[1] == language:
                    yield fields[0].split(",")[0], fields[2]


def training(language):
    return [*read("examples", language), *read("none", language)]


def unseen(language):
    return [*read("held_out", language), *read("calibration", language)]


def short(language):
    """Unseen texts of 200 to 300 bytes."""
    return [pair for pair in unseen(language) if 200 <= len(pair[1].encode()) <= 300]


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def write_table(path, texts):
    """A CSV table with the columns id and text."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows(enumerate(texts))


def read_column(path, column):
    with open(path, encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def entry(label):
    """Both levels of a label count as its entry; an empty one as none."""
    return label.split("/")[0] or "none"


def accuracy(said, pairs):
    """The share of right entries, of labels said in the order of (label, text) pairs."""
    said = list(said)
    assert len(said) == len(pairs)
    return sum(entry(a) == entry(b) for a, (b, _) in zip(said, pairs)) / len(pairs)
