"""Runs of texts made from one template: a skeleton whose nouns and figures were swapped. Told of, never refused.

Two measures, within one file and language; a group is what either ties together, and is told of from 4 texts on:
  ends    the same first 3 and the same last 3 words (Chinese: 6 characters)
  frame   what is left when content is taken out: the function words below and the stops stand, every run of anything else becomes one
          blank. Two texts share a frame where more than half the runs of 6 signs in the one that has fewer stand in both. Texts with
          fewer than 8 such runs are left out, as a short text of a common shape says nothing; so are runs mostly of blanks and stops.
"""
import re
import unicodedata
from collections import defaultdict

from .overlap import overlapping
from .reading import fold

SIGNS, RUNS_LEAST, GROUP_LEAST, SHARE = 6, 8, 4, 0.5

ENGLISH = frozenset("""
a about above after against all along also although among an and another any are as at away back be because been before below
between both but by can cannot could did do does during each either every few first for from further given had has have he her here
his how i if in instead into is it its last least less like made make makes making many may means might more most much must my near
need needs neither next no none nor not now of off on once one only or other our out over own per rather same second she should
since so some still such than that the their them then there these they third this those though three through thus to together too
two under until up upon us use used uses using was we well were what when where whereas wherein whereby which while who whose why
will with within without would yet you your
according claim claims comprises comprising consists contains disclosed embodiment includes including invention method present
provided provides relates said system
""".split())

CHINESE = sorted("""
本发明 本实用新型 本申请 本文 本项目 公开了 涉及 提供 属于 所述 其特征在于 其中 包括 包含 采用 利用 通过 用于 适用于 具有 具备 根据 以及
一种 方法 装置 系统 该 由 将 把 被 对 为 以 在 从 到 至 向 与 和 及 或 并 且 的 了 是 有 可 能 使 经 再 后 前 中 上 下 内 时 则 而 也 均 各 每 不
进行 实现 得到 获得 达到 达 低于 高于 不低于 不超过 小于 大于 提高 降低 减少 首先 然后 最后 先 之后 之间 以上 以下 要求 我们 我司
""".split(), key=len, reverse=True)

PART = re.compile(r"[a-z]+(?:['’][a-z]+)?|[,;:.!?]+(?=\s|$)|\S")
HAN_PART = re.compile("|".join(CHINESE) + "|[，、；：。！？,;:!?]|.", re.DOTALL)
STOPS = frozenset(",;:.!?，、；：。！？")


def frame(language, text):
    """The signs of a text: function words, stops, and _ for every run of anything else."""
    text = unicodedata.normalize("NFKC", text).casefold()
    parts = PART.findall(text) if language == "en" else HAN_PART.findall(text)
    standing = ENGLISH if language == "en" else frozenset(CHINESE)
    signs = []
    for part in parts:
        sign = part[0] if part[0] in STOPS else part if part in standing else "_"
        if sign != "_" or not signs or signs[-1] != "_":
            signs.append(sign)
    return signs


def telling_runs(signs):
    """Runs in which at least a third of the signs are words."""
    runs = set(zip(*(signs[i:] for i in range(SIGNS))))
    return {run for run in runs if 3 * sum(sign != "_" and sign not in STOPS for sign in run) >= SIGNS}


def ends(language, text):
    words = fold(text).split() if language == "en" else fold(text).replace(" ", "")
    size = 3 if language == "en" else 6
    return (tuple(words[:size]), tuple(words[-size:])) if len(words) > 2 * size else None


def join(parent, i, j):
    while parent[i] != i:
        i = parent[i]
    while parent[j] != j:
        j = parent[j]
    parent[max(i, j)] = min(i, j)


def tied(texts):
    """Groups of positions among the texts of one file and language."""
    parent, first = list(range(len(texts))), {}
    for i, text in enumerate(texts):
        key = ends(text.language, text.text)
        if key:
            join(parent, first.setdefault(key, i), i)
    rows = [telling_runs(frame(text.language, text.text)) for text in texts]
    large = [i for i, row in enumerate(rows) if len(row) >= RUNS_LEAST]
    for i, j, _ in overlapping([rows[i] for i in large], SHARE):
        join(parent, large[i], large[j])
    groups = defaultdict(list)
    for i in range(len(texts)):
        root = i
        while parent[root] != root:
            root = parent[root]
        groups[root].append(i)
    return [group for group in groups.values() if len(group) >= GROUP_LEAST]


def warnings(texts):
    """One warning a group: its places, and how the first text begins."""
    files = defaultdict(list)
    for text in texts:
        files[text.path, text.language].append(text)
    found = []
    for held in files.values():
        for group in tied(held):
            members = [held[i] for i in group]
            found.append({"file": members[0].path, "lines": [m.line for m in members], "begins": members[0].text[:60]})
    return found
