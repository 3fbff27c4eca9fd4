"""The figures that check-rules prints."""
from texts.reading import SETS

from .hits import entries_of


def first_left(rule, texts, count):
    """The first text that is not the entry's and that the rule leaves alone."""
    hit = set(count.other) | set(count.uncovered)
    return next((text.place() for text in texts if text.place() not in hit and rule.entry not in entries_of(text)), None)


def rule_figures(rule, texts, count):
    precision = count.precision()
    return {"rule": rule.name(), "place": rule.place(), "speaks_for": rule.label(), "own": len(count.own), "own_point": count.own_point,
            "other": len(count.other), "uncovered": len(count.uncovered), "precision": precision and round(precision, 4),
            "hits": count.own[0] if count.own else None, "misses": first_left(rule, texts, count)}


def share(part, whole):
    return f"{100 * part / whole:5.1f} %" if whole else "      -"


def show(figures):
    print("covered texts that a rule of their entry, of their own control point or the entry as a whole, hits; uncovered texts hit by any")
    print("set          covered    entry    point  uncovered      hit")
    for kind in SETS:
        of = figures[kind]
        print(f"{kind:<11}  {of['covered']:>7}  {share(of['own_entry'], of['covered'])}  {share(of['own_point'], of['covered'])}"
              f"  {of['uncovered']:>9}  {share(of['uncovered_hit'], of['uncovered'])}")
