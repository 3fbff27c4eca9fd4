"""Counts anew what `exportcat evaluate -f json` says of texts.tsv, from the answers of classify, rules and show.

Prints the names of the figures that were compared; every other line is a difference."""
import collections
import json
import os
import subprocess
import sys

scratch = os.environ["SCRATCH"]
depths = (1, 3, 5)
Between = collections.namedtuple("Between", "least most")


def run(*words):
    return subprocess.run(["exportcat", *words], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")


def read_texts(path):
    for number, line in enumerate(open(path, encoding="utf-8")):
        if not line.startswith("#"):
            labels, language, text = line.rstrip("\n").split("\t")
            file = f"{scratch}/recount.{number}"
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
            yield dict(labels=labels.split(","), language=language, file=file)


def entries_of(text):
    return [e for e in dict.fromkeys(label.split("/")[0] for label in text["labels"]) if e != "none"]


def shown(entry):
    if entry not in shown.known:
        shown.known[entry] = json.loads(run("show", entry, "-f", "json"))
    return shown.known[entry]


shown.known = {}


def last_day(text):
    if text["labels"] == ["none"]:
        return []
    editions = shown(text["labels"][0].split("/")[0])["editions"]
    return ["--as-of", max(e["in_force"] for e in editions if e["state"] == "stands")]


def measure(text):
    text["answer"] = json.loads(run("classify", "-f", "json", *last_day(text), text["file"]))
    near = text["answer"]["candidates"] + text["answer"]["set_aside"]  # the first five entries by score are among them
    text["scores"] = {item["entry"]: item["probability"] for item in near}
    text["rules"] = {row.split("\t")[4] for row in run("rules", text["file"]).splitlines()[1:]}
    text["first"] = next(iter(text["answer"]["candidates"]), None)
    return text


def rank(text, kind, entry=None):
    """Where the best of the text's own labels stands among the others; None where it has none of that kind."""
    own = [l for l in text["labels"] if entry in (None, l.split("/")[0])]
    own = [l.split("/")[0] for l in own] if kind == "entry" else [l for l in own if "/" in l]
    if not own:
        return None
    if kind != "entry":
        named = [f"{c['entry']}/{c['point']}" for c in text["answer"]["candidates"]]
        return min((named.index(l) for l in own if l in named), default=999)
    best = max((text["scores"].get(l, -1) for l in own))
    return sum(s > best for l, s in text["scores"].items() if l not in entries_of(text)) if best >= 0 else 999


def shares(ranks):
    return {str(d): sum(r < d for r in ranks) / len(ranks) if ranks else None for d in depths}


def top(texts, kind, part):
    texts = [t for t in texts if entries_of(t) and rank(t, kind) is not None]
    by_entry = collections.defaultdict(list)
    for text in texts:
        for entry in entries_of(text):
            if part in (None, shown(entry)["part"]) and rank(text, kind, entry) is not None:
                by_entry[entry].append(rank(text, kind, entry))
    if kind == "point":  # the answer does not tell all points' scores
        return dict(texts=len(texts), entries=len(by_entry))
    each = [shares(ranks) for ranks in by_entry.values()]
    macro = {d: sum(s[d] for s in each) / len(each) if each else None for d in shares([])}
    micro = shares([rank(t, kind) for t in texts])
    return dict(texts=len(texts), entries=len(each), micro=micro, macro=macro)


def outcomes(texts):
    names = ("listed", "possible", "none_found", "cannot_say")
    return {
        name: {o: sum(t["answer"]["outcome"] == o for t in texts if bool(entries_of(t)) == covered) for o in names}
        for name, covered in (("covered", True), ("uncovered", False))
    }


def firsts(texts):
    found = [(t["first"]["probability"], t["first"]["entry"] in entries_of(t)) for t in texts if t["first"]]
    return sorted((f for f in found if f[0] is not None), reverse=True)


def curve(texts):
    found, out = firsts(texts), []
    for tenth in range(1, 11):
        kept = -(-len(found) * tenth // 10)
        least = found[kept - 1][0]
        sure = [right for p, right in found if p > least].count(False)
        tied = [right for p, right in found if p == least]  # at four decimals; which of them are kept is not known
        tied_kept = kept - sum(p > least for p, _ in found)
        fewest = max(0, tied_kept - tied.count(True))
        out.append(dict(coverage=tenth / 10, texts=kept, least_probability=least,
                        error=Between((sure + fewest) / kept, (sure + min(tied_kept, tied.count(False))) / kept)))
    return out


def reliability(texts):
    found, bins, error = firsts(texts), [], 0
    for k in range(10):
        here = [f for f in found if min(int(f[0] * 10), 9) == k]
        said, right, n = sum(p for p, _ in here), sum(r for _, r in here), len(here)
        bins.append({"from": k / 10, "to": (k + 1) / 10, "texts": n, "mean": said / n if n else None,
                     "right": right / n if n else None})
        error += abs(said - right) / len(found)
    return dict(texts=len(found), bins=bins, expected_calibration_error=error)


def confusions(texts):
    pairs = collections.Counter()
    for text in texts:
        said = text["first"]["entry"] if text["first"] else "none"
        if text["answer"]["outcome"] != "cannot_say" and said not in (entries_of(text) or ["none"]):
            pairs[text["labels"][0].split("/")[0], said] += 1
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [dict(entry=own, came_out_as=said, texts=n) for (own, said), n in ordered]


def rules(texts):
    out = []
    for rule in sorted(set().union(*(t["rules"] for t in texts))):
        entry = rule.split("/")[0]
        hit = [entry in entries_of(t) for t in texts if rule in t["rules"]]
        all_own = sum(entry in entries_of(t) for t in texts)
        out.append(dict(rule=rule, own=hit.count(True), other=hit.count(False), entry_texts=all_own,
                        hit_rate=hit.count(True) / all_own if all_own else None,
                        precision=hit.count(True) / len(hit)))
    return sorted(out, key=lambda r: (r["precision"], -(r["own"] + r["other"]), r["rule"]))


def compare(where, said, counted):
    """Everything counted here must stand in what was said, to four decimals."""
    if isinstance(counted, dict):
        for key in counted:
            compare(f"{where}.{key}", said.get(key, "missing"), counted[key])
    elif isinstance(counted, Between):
        if not counted.least - 1e-5 <= said <= counted.most + 1e-5:
            print(f"{where}: {said}, counted {counted.least} to {counted.most}")
    elif isinstance(counted, list):
        if len(said) != len(counted):
            print(f"{where}: {len(said)} items, counted {len(counted)}")
        for i, item in enumerate(counted[:len(said)]):
            compare(f"{where}[{i}]", said[i], item)
    elif isinstance(counted, float) and isinstance(said, (int, float)):
        if abs(said - counted) > 1.01e-4:
            print(f"{where}: {said}, counted {counted}")
    elif said != counted:
        print(f"{where}: {said}, counted {counted}")


def main():
    said = json.loads(run("evaluate", "-f", "json", sys.argv[1]))
    texts = [measure(text) for text in read_texts(sys.argv[1])]
    slices = {"en": [], "zh": [], "all": texts, "prohibited": [], "restricted": []}
    for text in texts:
        slices[text["language"]].append(text)
        for part in {shown(entry)["part"] for entry in entries_of(text)}:
            slices[part].append(text)
    counted = {"top": {}, "outcomes": {}, "risk_coverage": {}, "reliability": {}}
    for name, members in slices.items():
        part = name if name in ("prohibited", "restricted") else None
        counted["top"][name] = {kind: top(members, kind, part) for kind in ("entry", "point", "answer_point")}
        if not part:
            counted["outcomes"][name] = outcomes(members)
            counted["risk_coverage"][name] = curve(members)
            counted["reliability"][name] = reliability(members)
    counted["texts"] = len(texts)
    counted["confusions"] = confusions(texts)
    counted["rules"] = rules(texts)
    never = said["rules"][len(counted["rules"]):]
    said["rules"] = said["rules"][:len(counted["rules"])]
    print("compared:", *sorted(counted))
    for key in sorted(counted):
        compare(key, said[key], counted[key])
    if not never or any(rule["own"] or rule["other"] or rule["precision"] is not None for rule in never):
        print("the rules that never hit do not stand last")


main()
