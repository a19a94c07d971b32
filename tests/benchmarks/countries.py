"""Measure the proposing of countries on lists made of real names in the alphabetical order of their countries.

    python tests/benchmarks/countries.py FILE [--lists 200] [--half 0|1] [--hide] [--no-gazetteer] [--clues]
    [--json]

FILE is a table (tab-separated) with the columns ``country_iso3`` and ``recipient_unit``. Each made-up list takes
4 to 25 countries at random, 1 to 4 names of each, and leaves every heading out. The names are those of one half of the
file (``--half``); the words of units are learnt anew from the other half. ``--hide`` leaves out the names that hold a
country's name or nationality word. Printed are accuracy and reliability by bins of confidence, with the order of the
list and for single names. ``--clues`` prints instead how often the clues of each kind are right.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import unitgraph.reading.countries
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import country_by_code
from unitgraph.reading.countries import Clue, CountryProposal, find_clues, propose_countries
from unitgraph.reading.entries import Entry, GroupOrder

sys.path.insert(0, str(Path(__file__).parent))
from fit_country_words import half_of, read_names, table, written

Clues = dict[str, tuple[Clue, ...]]


def words_of_half(path: Path, half: int) -> dict[str, tuple[int, dict[str, float]]]:
    """The table of words, made of one half of the names."""
    rows = {row for row in read_names(path) if half_of(row[1]) == half}
    return {phrase: (number, written(parts)) for phrase, (number, parts) in table(rows).items()}


def names_by_country(path: Path, half: int) -> dict[str, list[str]]:
    """The names of each country that has ten or more."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8") as stream:
        next(stream)
        for line in stream:
            code, _, name, *_ = line.rstrip("\n").split("\t")
            country = country_by_code(code)
            if country and half_of(fold(name)) == half:
                found[country.alpha2].add(name)
    return {country: sorted(names) for country, names in sorted(found.items()) if len(names) >= 10}


def made_list(names: dict[str, list[str]], chance: random.Random) -> list[tuple[str, Entry]]:
    """One made-up list: every entry with its country."""
    chosen = chance.sample(sorted(names), chance.randint(4, 25))
    chosen.sort(key=lambda code: fold(country_by_code(code).name))
    entries: list[tuple[str, Entry]] = []
    for group, code in enumerate(chosen, 1):
        for name in chance.sample(names[code], chance.randint(1, 4)):
            number = len(entries) + 1
            entries.append((code, Entry("made", number, number, name, None, group)))
    return entries


def without_country_words(names: dict[str, list[str]], clues: Clues) -> dict[str, list[str]]:
    told = {text for text, found in clues.items() if any(clue.kind in ("country", "nationality") for clue in found)}
    kept = {code: [name for name in every if name not in told] for code, every in names.items()}
    return {code: every for code, every in kept.items() if len(every) >= 10}


Outcome = tuple[float, bool]


def outcomes(lists: Iterable[Sequence[tuple[str, Entry]]], order: GroupOrder | None, clues: Clues) -> list[Outcome]:
    """Confidence of each proposal, and whether it is right."""
    found = []
    for made in lists:
        proposals = propose_countries([entry for _, entry in made], order, clues)
        found += [_outcome(code, proposals[entry.line]) for code, entry in made]
    return found


def _outcome(code: str, proposal: CountryProposal) -> Outcome:
    return proposal.confidence, proposal.country == code


def summary(found: Sequence[Outcome]) -> dict[str, object]:
    """Accuracy, and per bin of confidence: number, mean confidence, share right."""
    bins: defaultdict[int, list[Outcome]] = defaultdict(list)
    for confidence, right in found:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    return {
        "entries": len(found),
        "accuracy": round(sum(right for _, right in found) / len(found), 4),
        "wrong_at_half_or_more": round(sum(c >= 0.5 and not r for c, r in found) / len(found), 4),
        "log_loss": round(_log_loss(found), 4),
        "bins": [
            {
                "from": at / 10,
                "entries": len(every),
                "confidence": round(sum(c for c, _ in every) / len(every), 3),
                "right": round(sum(r for _, r in every) / len(every), 3),
            }
            for at, every in sorted(bins.items())
        ],
    }


def _log_loss(found: Sequence[Outcome]) -> float:
    from math import log

    return -sum(log(max(c, 1e-6)) if r else log(max(1 - c, 1e-6)) for c, r in found) / len(found)


def clue_table(names: dict[str, list[str]], clues: Clues, chance: random.Random) -> Iterator[str]:
    """Per kind of clue: how many, mean part of the right country, how often the likeliest country is right."""
    count: Counter[str] = Counter()
    part: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for code, every in names.items():
        for name in chance.sample(every, min(len(every), 60)):
            for clue in clues[name]:
                count[clue.kind] += 1
                part[clue.kind] += clue.parts.get(code, 0.0)
                right[clue.kind] += max(clue.parts.values()) == clue.parts.get(code)
    for kind, number in count.most_common():
        yield f"{kind:12} {number:6} part {part[kind] / number:.3f} right {right[kind] / number:.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--lists", type=int, default=200)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--hide", action="store_true")
    parser.add_argument("--no-gazetteer", action="store_true")
    parser.add_argument("--clues", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.no_gazetteer:
        unitgraph.reading.countries.known_places = lambda phrases: {}  # type: ignore[attr-defined]
    learnt = words_of_half(options.file, 1 - options.half)
    unitgraph.reading.countries.country_words = lambda: learnt  # type: ignore[attr-defined]
    names = names_by_country(options.file, options.half)
    clues = find_clues(name for every in names.values() for name in every)
    chance = random.Random(620)  # noqa: S311 (a sample that is the same each time)
    if options.clues:
        print("\n".join(clue_table(names, clues, chance)))
        return 0
    if options.hide:
        names = without_country_words(names, clues)
    lists = [made_list(names, chance) for _ in range(options.lists)]
    report = {
        "ordered": summary(outcomes(lists, GroupOrder.COUNTRY, clues)),
        "single": summary(outcomes(lists, None, clues)),
    }
    print(json.dumps(report) if options.json else "\n".join(_lines(report)))
    return 0


def _lines(report: dict[str, dict[str, object]]) -> Iterator[str]:
    for title, found in report.items():
        bins = found["bins"]
        assert isinstance(bins, list)
        yield f"{title} (bins: from, entries, mean confidence, right): " + ", ".join(
            f"{key} {value}" for key, value in found.items() if key != "bins"
        )
        yield from ("  {from:.1f} {entries:5} {confidence:.3f} {right:.3f}".format(**each) for each in bins)


if __name__ == "__main__":
    sys.exit(main())
