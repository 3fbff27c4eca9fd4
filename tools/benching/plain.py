"""Plain labels: `train --plain` against LinearSVC on the same rows, those of the project: `plain.py FOLDER`."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from benching import figures, rivals, texts  # noqa: E402


def write(path, pairs):
    texts.write_lines(path, ("%s\t%s" % pair for pair in pairs))


def ours(folder, trained, asked):
    train, test, model = (os.path.join(folder, "plain." + name) for name in ("train", "test", "model"))
    write(train, trained)
    write(test, asked)
    subprocess.run([texts.EXPORTCAT, "train", "-q", "--plain", train, "-o", model], check=True)
    out = subprocess.run([texts.EXPORTCAT, "evaluate", "--plain", test, "-m", model], check=True, capture_output=True,
                         text=True).stdout
    return float(out.split("accuracy ")[1].split()[0])


def main():
    for language in ("en", "zh"):
        trained, asked = ([(texts.entry(label), text) for label, text in pairs]
                          for pairs in (texts.training(language), texts.unseen(language)))
        mine = ours(sys.argv[1], trained, asked)
        model = rivals.linear(language, trained)
        theirs = texts.accuracy(model.predict([text for _, text in asked]), asked)
        print("%s: %d texts trained on, %d asked, %d labels: exportcat %.4f, LinearSVC %.4f"
              % (language, len(trained), len(asked), len({label for label, _ in trained}), mine, theirs))
        figures.tell("%s: plain labels, points above LinearSVC" % language, 100 * (mine - theirs))


if __name__ == "__main__":
    main()
