"""Texts that repeat one another. A text's shingles are its runs of 5 words (English) or of 8 characters without blanks and marks
(Chinese), taken from the folded text; two texts overlap by the share of shingles, of the one that has fewer, that stand in both."""
from collections import Counter, defaultdict

from .reading import fold

ENGLISH_WORDS, CHINESE_CHARACTERS = 5, 8


def word_runs(words, size):
    """Every run of `size` words; a shorter row is one run."""
    return set(zip(*(words[i:] for i in range(min(size, len(words))))))


def shingles(language, folded):
    if language == "en":
        return word_runs(folded.split(), ENGLISH_WORDS)
    text = folded.replace(" ", "")
    size = CHINESE_CHARACTERS
    return {text[i:i + size] for i in range(max(1, len(text) - size + 1))}


def standing_twice(rows):
    seen, twice = set(), set()
    for row in rows:
        twice |= row & seen
        seen |= row
    return twice


def overlapping(rows, least):
    """(i, j, shared) for each pair i < j of sets in `rows` that share more than `least` of the smaller. Each shingle that stands twice
    keeps the list of rows that hold it, so that only rows with a shingle in common are ever held against each other."""
    twice = standing_twice(rows)
    holders = defaultdict(list)
    for j, row in enumerate(rows):
        shared = Counter()
        for shingle in row & twice:
            shared.update(holders[shingle])
            holders[shingle].append(j)
        for i, count in sorted(shared.items()):
            if count > least * min(len(rows[i]), len(row)):
                yield i, j, count


def exact(texts, folded, problems):
    """Refuses texts that are the same after folding; returns the positions of those that stand nowhere before."""
    first, kept = {}, []
    for i, text in enumerate(texts):
        key = folded[i].replace(" ", "")
        if key in first:
            other = texts[first[key]].place()
            problems.add("duplicate", text.place(), f"the same text as {other}", other)
        else:
            first[key] = i
            kept.append(i)
    return kept


def check(texts, least, problems):
    """Refuses exact and near duplicates, of a text that repeats several the closest one: a hundred copies are a hundred lines."""
    folded = [fold(text.text) for text in texts]
    kept = exact(texts, folded, problems)
    rows = [shingles(texts[i].language, folded[i]) for i in kept]
    closest = {}
    for i, j, count in overlapping(rows, least):
        share = count / min(len(rows[i]), len(rows[j]))
        if j not in closest or share > closest[j][0]:
            closest[j] = (share, i)
    for j, (share, i) in sorted(closest.items()):
        text, other = texts[kept[j]], texts[kept[i]].place()
        problems.add("near-duplicate", text.place(), f"overlaps {other} by {share:.2f}", other)
