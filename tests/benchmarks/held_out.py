"""How the reader of unit paths does on strings it has never seen: ``tests/benchmarks/held_out.py FILE [MORE ...]``.

FILE and MORE are tables of judged readings (see ``reading.py``). Each of their strings is written anew, ``--copies``
times: in another country (its name, adjective, capital and the abbreviations of its forces are those of the other one),
with made-up names for all words that no table knows, other numbers, and half of its level words replaced by others of
the same language and nearly the same rank. A word in capitals that can be spoken stays one, an abbreviation of a force
stays one, and the words of a phrase of the tables stay together. Kind, direction and roles stay those that were judged,
so the shapes are real and the words are not. No gazetteer is used, as in a build.

Printed are the measures of ``reading.py`` for the 90 % of the strings with the highest confidence, and for those with a
stated confidence of 0.9 and more how many there are, their mean confidence and the share of them that is right:

words       the shipped weights, each string read alone: the words are new to them, the shapes are not
documents   the same, in documents of 100 strings
shapes      weights fitted without the shape of the string (``--folds`` parts): words and shapes are new to them
as printed  the same of the judged strings as they are: only the shapes are new

``--seed`` makes other strings. Needs numpy and scipy.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from reading import Judged, is_right, load_judged, role_letters
from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import Country, LevelWord, countries, levels
from unitgraph.reading.paths import Context, PathKind, UnitPath, read_path, read_paths
from unitgraph.reading.paths.draft import draft
from unitgraph.reading.paths.facts import PREPOSITIONS, facts_of
from unitgraph.reading.paths.nation import nation
from unitgraph.reading.paths.phrases import phrasebook
from unitgraph.reading.paths.reader import read_draft, weigh
from unitgraph.reading.paths.weights import Weights, shipped_weights

SURE = 0.9
KEPT = 0.9
"""The share of the strings, the most confident ones, on which accuracy is measured."""
NEAR = 3.0
"""The largest difference of rank between a level word and the one that replaces it."""
DOCUMENT = 100
_ALIKE = frozenset(
    (
        *("army-corps", "battalion", "branch", "brigade", "bureau", "company", "department", "detachment"),
        *("directorate", "division", "group", "office", "platoon", "post", "regiment", "section", "squad", "squadron"),
        *("station", "subunit", "team", "unit", "wing"),
    )
)
"""The levels that replace one another where their ranks are near."""
_WORD = re.compile(r"(?<!\d)[^\W\d_]+|\d+")  # not the end of an ordinal
_RUN_TOGETHER = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{4})")
_SYLLABLES = ("bar", "dor", "fel", "gan", "hul", "ker", "lim", "mor", "nab", "pel", "rus", "sol", "tam", "vik", "zen")


class Disguise:
    """Writes strings of one country as strings of another."""

    def __init__(self, judged: Judged, chosen: random.Random) -> None:
        self._chosen = chosen
        self._judged = judged
        self._old = country_of(judged.country)
        known = [each for each in countries() if each.capital and each.nationality and each != self._old]
        self._new = chosen.choice(known)
        self._made: dict[str, str] = {}

    def worn(self) -> Judged:
        """The string in its new words."""
        text = _RUN_TOGETHER.sub(" ", self._judged.text)
        if self._old is not None:
            text = self._of_another_country(text, self._old)
        tokens = tuple(fold(text).split())
        hits = list(phrasebook().find(tokens))
        known = {at for hit in hits for at in range(hit.start, hit.end)}
        words = {tokens[at] for at in known} | PREPOSITIONS | self._own_words()
        phrases = {
            at for hit in phrasebook().find(tokens) if hit.end - hit.start > 1 for at in range(hit.start, hit.end)
        }
        fixed = {tokens[at] for at in phrases}
        return replace(self._judged, text=_WORD.sub(lambda found: self._word(found.group(), words, fixed), text),
                       country=self._new.alpha3)  # fmt: skip

    def _of_another_country(self, text: str, old: Country) -> str:
        pairs = [(name, self._new.name) for name in old.names]
        pairs += [(each, self._new.nationality[0]) for each in old.nationality]
        pairs += [(each, self._new.capital[0]) for each in old.capital]
        for written, other in sorted(pairs, key=lambda pair: -len(pair[0])):
            if len(written) > 3:
                text = re.sub(rf"\b{re.escape(written)}\b", other, text, flags=re.IGNORECASE)
        return text

    def _own_words(self) -> frozenset[str]:
        """The words by which the new country is named."""
        told = (self._new.name, self._new.nationality[0], self._new.capital[0])
        return frozenset(word for each in told for word in fold(each).split())

    def _word(self, word: str, known: frozenset[str] | set[str], fixed: set[str]) -> str:
        folded = fold(word)
        if word.isdigit():
            return str(self._chosen.randint(1, 10 ** min(len(word), 3) - 1))
        if folded in _by_word() and folded not in fixed:
            return self._level(word, folded)
        if folded in known or len(word) == 1:
            return word
        if word.isupper() and (self._is_of_force(folded) or (len(word) <= 5 and not facts_of(word).pronounceable)):
            return self._abbreviation(folded).upper()
        if folded not in self._made:
            self._made[folded] = "".join(self._chosen.sample(_SYLLABLES, 2 if len(word) < 8 else 3))
        return _cased(self._made[folded], word)

    def _level(self, word: str, folded: str) -> str:
        level = _by_word()[folded]
        others = [each.word for each in _by_word().values() if _replaces(each, level)]
        return _cased(self._chosen.choice(others), word) if others and self._chosen.random() < 0.5 else word

    def _is_of_force(self, folded: str) -> bool:
        old = nation(self._judged.country)
        return old is not None and folded in old.abbreviations

    def _abbreviation(self, folded: str) -> str:
        """Of a force of the old country one of the new country, of anything else other letters."""
        old, new = nation(self._judged.country), nation(self._new.alpha2)
        if old and new and folded in old.abbreviations:
            alike = sorted(each for each in new.abbreviations if each[1:] == folded[1:]) or sorted(new.abbreviations)
            return self._chosen.choice(alike)
        return self._made.setdefault(folded, "".join(self._chosen.choices("bcdfghklmnprstvz", k=len(folded))))


_BY_WORD: dict[str, LevelWord] = {}


def _by_word() -> dict[str, LevelWord]:
    """The level words of one word that are no abbreviations, folded."""
    if not _BY_WORD:
        single = (each for each in levels() if " " not in fold(each.word) and not each.stands_for)
        _BY_WORD.update((fold(each.word), each) for each in single)
    return _BY_WORD


def _replaces(other: LevelWord, level: LevelWord) -> bool:
    same = other.language == level.language and other.concept != level.concept
    return same and {other.concept, level.concept} <= _ALIKE and abs(other.rank - level.rank) <= NEAR


def _cased(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[:1].isupper() else word


def load(files: Sequence[Path]) -> list[tuple[int, Judged]]:
    """The strings of judged files, each with the number of its file."""
    return [(number, each) for number, path in enumerate(files) for each in load_judged(path)]


def held_out(judged: Sequence[Judged], copies: int, seed: int) -> list[Judged]:
    """Judged strings, each written anew so many times."""
    chosen = random.Random(seed)  # noqa: S311 (made-up names need no secret)
    made = [Disguise(each, chosen).worn() for _ in range(copies) for each in judged]
    chosen.shuffle(made)
    return made


def fitted(judged: Sequence[tuple[int, Judged]]) -> Weights:
    """Weights that are fitted to strings, with the calibration that ships."""
    import fit_reading

    cases = [
        fit_reading.Case(each, draft(each.text, each.country, None), places=False, file=file) for file, each in judged
    ]
    roles = fit_reading.fit_roles(cases)
    around = fit_reading.contexts(cases, None)
    readings = fit_reading.fit_readings(cases, [weigh(each.draft, around[each.document], roles) for each in cases])
    shipped = shipped_weights()
    table = {"roles": roles.table["roles"], "readings": readings, "calibration": shipped.table["calibration"]}
    return Weights(table, shipped.calibration)


Read = tuple[list[UnitPath], list[Judged]]


def of_new_shapes(judged: Sequence[tuple[int, Judged]], folds: int, copies: int, seed: int) -> tuple[Read, Read]:
    """Strings read with weights that were fitted without them: written anew, and as printed."""
    shuffled = list(judged)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    anew: Read = ([], [])
    printed: Read = ([], [])
    for part in range(folds):
        weights = fitted([each for at, each in enumerate(shuffled) if at % folds != part])
        out = [each for _, each in shuffled[part::folds]]
        for (readings, due), strings in ((anew, held_out(out, copies, seed + part)), (printed, out)):
            due += strings
            readings += [read_draft(draft(each.text, each.country, None), Context(), weights) for each in strings]
    return anew, printed


def measured(readings: Sequence[UnitPath], judged: Sequence[Judged]) -> dict[str, float | int]:
    """The measures named at the top of this file."""
    pairs = sorted(zip(readings, judged, strict=True), key=lambda pair: -pair[0].confidence)
    kept = pairs[: round(KEPT * len(pairs))]
    best = [(read.leaning or read.direction or read.kind, due) for read, due in kept]
    paths = [(found, due) for found, due in best if due.direction and found not in (PathKind.SINGLE, PathKind.LIST)]
    kinds = [(found if isinstance(found, PathKind) else PathKind.PATH) is due.kind for found, due in best]
    letters = [pair for read, due in kept for pair in zip(role_letters(read), due.roles, strict=False)]
    sure = [(read.confidence, is_right(read, due)) for read, due in pairs if read.confidence >= SURE]
    return {
        "strings": len(pairs),
        "direction": _share([found is due.direction for found, due in paths]),
        "kind": _share(kinds),
        "roles": _share([one == other for one, other in letters]),
        "sure": len(sure),
        "stated": _share([stated for stated, _ in sure]),
        "true": _share([right for _, right in sure]),
    }


def _share(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _in_documents(judged: Sequence[Judged]) -> Iterator[UnitPath]:
    for at in range(0, len(judged), DOCUMENT):
        yield from read_paths([(each.text, each.country) for each in judged[at : at + DOCUMENT]])


def main() -> int:
    """Make the strings, read them, print the measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    judged = load(chosen.files)
    made = held_out([each for _, each in judged], chosen.copies, chosen.seed)
    anew, printed = of_new_shapes(judged, chosen.folds, chosen.copies, chosen.seed)
    results = {
        "words": measured([read_path(each.text, country=each.country) for each in made], made),
        "documents": measured(list(_in_documents(made)), made),
        "shapes": measured(*anew),
        "as printed": measured(*printed),
    }
    if chosen.json:
        print(json.dumps(results))
    else:
        for name, each in results.items():
            print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in each.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
