"""Make ``words/country_words.tsv`` and ``words/country_units.tsv`` from the names of units of many countries.

    python tests/benchmarks/fit_country_words.py FILE [--half 0|1] [--output FOLDER]

The first holds words and pairs of words with the countries in whose units' names they stand, the second how
many names of units each country has.

FILE is a table (tab-separated) with the columns ``country_iso3`` and ``recipient_unit``: Security Force
Monitor's list of units that received US training. ``--half`` takes only one half of the names, by a digest of
the name, so that the other half can measure what the words are worth.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

from word_tables import write_word_table

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import country_by_code
from unitgraph.system.resources import PACKAGE

# Chosen by the likelihood of the right countries in made-up lists of the other half of the names.
FEWEST_NAMES = {1: 2, 2: 3}  # a phrase of so many words stands in so many names at least
SMOOTHING = 60.0  # names of a country that are taken to be like those of all countries together
SMALLEST_SHARE, MOST_COUNTRIES = 0.02, 6  # smaller shares, and those of further countries, are not written down
# A pair of words is kept when its greatest share is this one at least, and this many times that of either
# word.
TELLING_PAIR, GAIN_OF_PAIR = 0.2, 1.3
OUTPUT = PACKAGE / "lexicon" / "words"

SOURCE = """\
Made by tests/benchmarks/fit_country_words.py from the names of units that received US training. Source:
Security Force Monitor, Human Rights Institute, Columbia Law School (fmtrpt_data), CC BY 4.0."""
ABOUT_WORDS = f"""\
Words and pairs of words in the names of units, and the countries whose units' names they stand in. n: the
number of names; countries: the parts, as if every country had as many names (parts under {SMALLEST_SHARE}
are left out; what remains of 1 is spread over all others).
{SOURCE}"""
ABOUT_UNITS = f"""\
How many different names of units a country has there.
{SOURCE}"""


def half_of(text: str) -> int:
    """0 or 1: in which half a folded name falls."""
    return hashlib.sha256(text.encode()).digest()[0] & 1


def read_names(path: Path) -> Iterator[tuple[str, str]]:
    """Country (alpha-2) and folded name of every row whose country is known."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            country = country_by_code(row["country_iso3"])
            if country is not None:
                yield country.alpha2, fold(row["recipient_unit"])


def shares(counts: Counter[str], names: Counter[str], total: int) -> dict[str, float]:
    """How likely each country is for a word, all countries being equally likely before."""
    overall = sum(counts.values()) / total
    likelihoods = {country: (counts[country] + SMOOTHING * overall) / (names[country] + SMOOTHING) for country in names}
    whole = sum(likelihoods.values())
    return {country: likelihood / whole for country, likelihood in likelihoods.items()}


def phrases(name: str) -> set[str]:
    """The words and pairs of words of a folded name."""
    words = name.split()
    return {*words, *(f"{left} {right}" for left, right in pairwise(words))}


def table(rows: Collection[tuple[str, str]]) -> dict[str, tuple[int, dict[str, float]]]:
    """Number of names and shares of the countries, by phrase."""
    names = Counter(country for country, _ in rows)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for country, name in rows:
        for phrase in phrases(name):
            found[phrase][country] += 1
    kept = {
        phrase: (counts.total(), shares(counts, names, len(rows)))
        for phrase, counts in sorted(found.items())
        if counts.total() >= FEWEST_NAMES[len(phrase.split())] and any(letter.isalpha() for letter in phrase)
    }
    return {phrase: told for phrase, told in kept.items() if " " not in phrase or tells_more(phrase, kept)}


def tells_more(pair: str, kept: dict[str, tuple[int, dict[str, float]]]) -> bool:
    """Whether a pair of words tells more of a country than its words do."""
    greatest = max(kept[pair][1].values())
    words = [max(kept[word][1].values()) for word in pair.split() if word in kept]
    return greatest >= max(TELLING_PAIR, GAIN_OF_PAIR * max(words, default=0.0))


def written(parts: dict[str, float]) -> dict[str, float]:
    """The shares that the table holds, the greatest first."""
    kept = sorted((-part, country) for country, part in parts.items() if part >= SMALLEST_SHARE)[:MOST_COUNTRIES]
    return {country: round(-part, 2) for part, country in kept}


def cell(parts: dict[str, float]) -> str:
    """Shares as the table writes them."""
    return "|".join(f"{country}:{part:.2f}" for country, part in written(parts).items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    rows = {row for row in read_names(options.file) if options.half is None or half_of(row[1]) == options.half}
    found = table(rows)
    words = [(phrase, str(number), cell(parts)) for phrase, (number, parts) in found.items()]
    write_word_table(options.output / "country_words.tsv", ABOUT_WORDS, ("phrase", "n", "countries"), words)
    units = [(country, str(number)) for country, number in sorted(Counter(country for country, _ in rows).items())]
    write_word_table(options.output / "country_units.tsv", ABOUT_UNITS, ("alpha2", "n"), units)
    print(f"{len(words)} phrases from {len(rows)} names of {len(units)} countries: {options.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
