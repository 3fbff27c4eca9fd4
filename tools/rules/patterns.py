"""Patterns that can backtrack without bound, found without running them.

A pattern is read by the parser of Python's `re`, whose tree is the same for all that our rules use; what it cannot read cannot be judged.
Refused are:
  wide      `.`, or a class that leaves out what it names ([^...], \\W, \\S, \\D), repeated without an upper bound or more than 200 times
  nested    a repetition without bound within another one: (a+)+
  alike     alternatives that can begin with the same character, or be empty, within a repetition without bound: (a|[ab])*
  adjacent  two repetitions without bound side by side, or with nothing between them that must stand, that share a character: \\w+\\w*;
            likewise the end of a repeated group and its beginning: (\\w+\\W*){9}
A character class is what it holds of a small alphabet and of the characters that the pattern itself names. Alternatives of one character
each are read as one class: what they can do wrong shows when the pattern is run (strain.py).
"""
import re
from typing import NamedTuple

try:
    from re import _parser as parser
except ImportError:  # before Python 3.11
    import sre_parse as parser

WIDE_MOST = 200
ALPHABET = frozenset(map(chr, range(32, 127))) | set("\n\té，。；中")
CATEGORIES = {"WORD": r"\w", "NOT_WORD": r"\W", "DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S"}
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class Fault(Exception):
    """What is wrong with a pattern: kind, sentence."""

    def __init__(self, kind, what):
        super().__init__(what)
        self.kind = kind


class Ends(NamedTuple):
    """What a part of a pattern may begin with, and which characters a repetition without bound may share with its neighbours."""
    begins: frozenset
    heads: frozenset  # of repetitions that can stand at its beginning
    tails: frozenset  # of repetitions that can stand at its end
    holds: frozenset  # all its characters
    empty: bool       # it can match nothing


NOTHING = Ends(frozenset(), frozenset(), frozenset(), frozenset(), True)


def parse(pattern):
    """The tree. Scripts and the like (\\p{Han}) are read as \\w, as nothing here depends on which letters they are; \\K has no width."""
    plain = re.sub(r"\\[pP](?:\{\^?\w+\}|\w)", r"\\w", pattern).replace(r"\K", "")
    try:
        return parser.parse(plain)
    except (re.error, RecursionError, OverflowError) as error:
        raise Fault("unread", f"the pattern cannot be judged: {error}") from error


def category(name):
    short = CATEGORIES[name.removeprefix("CATEGORY_")]
    return frozenset(c for c in ALPHABET if re.match(short, c))


def members(items):
    """The characters of a class."""
    found, negated = set(), False
    for kind, value in items:
        kind = str(kind)
        if kind == "NEGATE":
            negated = True
        elif kind == "LITERAL":
            found.add(chr(value))
        elif kind == "RANGE":
            found |= {c for c in ALPHABET | {chr(value[0]), chr(value[1])} if value[0] <= ord(c) <= value[1]}
        else:
            found |= category(str(value))
    return frozenset(ALPHABET - found if negated else found)


def single(kind, value):
    """The characters of a part that is one character wide; None where it is not."""
    if kind == "LITERAL":
        return frozenset(chr(value))
    if kind == "NOT_LITERAL":
        return ALPHABET - {chr(value)}
    if kind == "ANY":
        return ALPHABET - {"\n"}
    if kind == "IN":
        return members(value)
    return None


def is_wide(items):
    """Whether a part one character wide, by itself or in a group, matches almost anything."""
    if len(items) != 1:
        return False
    kind, value = str(items[0][0]), items[0][1]
    if kind == "SUBPATTERN":
        return is_wide(value[3])
    if kind == "BRANCH":
        return any(is_wide(alternative) for alternative in value[1])
    if kind == "IN":
        return any(str(k) == "NEGATE" or str(v).startswith("CATEGORY_NOT") for k, v in value)
    return kind in ("ANY", "NOT_LITERAL")


def shown(chars):
    return f"'{min(chars)}'"


def join(left, right):
    both = left.tails & right.heads
    if both:
        raise Fault("adjacent", f"two repetitions without bound stand side by side and share {shown(both)}")
    return Ends(left.begins | (right.begins if left.empty else frozenset()), left.heads | (right.heads if left.empty else frozenset()),
                right.tails | (left.tails if right.empty else frozenset()), left.holds | right.holds, left.empty and right.empty)


def sequence(items, within):
    ends = NOTHING
    for kind, value in items:
        ends = join(ends, part(str(kind), value, within))
    return ends


def branch(alternatives, within):
    parts = [sequence(items, within) for items in alternatives]
    for i, one in enumerate(parts):
        for other in parts[:i]:
            alike = one.begins & other.begins
            if within and (alike or (one.empty and other.empty)):
                beginning = f"begin with {shown(alike)}" if alike else "be empty"
                raise Fault("alike", f"two alternatives in a repetition without bound can both {beginning}")
    merged = [frozenset().union(*(getattr(p, field) for p in parts)) for field in ("begins", "heads", "tails", "holds")]
    return Ends(*merged, any(p.empty for p in parts))


def check_wide(items, most):
    if most <= WIDE_MOST or not is_wide(items):
        return
    times = "without an upper bound" if most == parser.MAXREPEAT else f"up to {most} times"
    raise Fault("wide", f"a part that matches almost anything is repeated {times}: at most {WIDE_MOST}")


def repeat(least, most, items, within, possessive):
    unbounded = most == parser.MAXREPEAT
    check_wide(items, most)
    if unbounded and within:
        raise Fault("nested", "a repetition without bound stands within another one")
    ends = sequence(items, within or unbounded)
    if most > 1:
        join(ends, ends)
    if unbounded:
        ends = ends._replace(heads=ends.holds, tails=ends.holds)
    if possessive:
        ends = ends._replace(tails=frozenset())
    return ends._replace(empty=ends.empty or not least)


def part(kind, value, within):
    """`within`: a repetition without bound is around it."""
    chars = single(kind, value)
    if chars is not None:
        return Ends(chars, frozenset(), frozenset(), chars, False)
    if kind in REPEATS:
        return repeat(*value, within, kind == "POSSESSIVE_REPEAT")
    if kind == "BRANCH":
        return branch(value[1], within)
    if kind == "SUBPATTERN":
        return sequence(value[3], within)
    if kind == "ATOMIC_GROUP":
        return sequence(value, within)._replace(tails=frozenset())
    if kind in ("ASSERT", "ASSERT_NOT"):
        sequence(value[1], False)
    elif kind == "GROUPREF_EXISTS":
        return branch([value[1], value[2] or []], within)
    return NOTHING  # what has no width; back references, which hold what stood before


def check(pattern):
    """Raises the first Fault."""
    sequence(parse(pattern), False)
