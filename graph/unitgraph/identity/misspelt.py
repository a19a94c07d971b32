"""Names with a misspelt word: what they may mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from unitgraph.identity.mentions import Mention
from unitgraph.identity.names import (
    LONG_WORD,
    SHORTEST,
    Name,
    Speller,
    is_table_form,
    near_abbreviations,
    near_table_words,
    table_forms,
)


@dataclass(frozen=True, slots=True)
class Meanings:
    """What names with a misspelt word mean, by the numbers of their mentions.

    ``repaired`` puts right words that many units share (``Territorile``). ``nearly`` are names of other sources that an
    entry of a list may mean by one that no other source has (``Velabed Station``): proper names may differ by a letter,
    so these only ask, but for slips (:func:`is_slip`) below one superior.
    """

    repaired: dict[int, Name] = field(default_factory=dict)
    nearly: dict[int, tuple[Name, ...]] = field(default_factory=dict)

    def of(self, mention: int) -> tuple[Name, ...]:
        """All names that a mention may mean besides its own."""
        repaired = self.repaired.get(mention)
        return (*((repaired,) if repaired else ()), *self.nearly.get(mention, ()))


def meanings_of(mentions: Sequence[Mention]) -> Meanings:
    """What the misspelt names among ``mentions`` may mean."""
    return Meanings(_repaired(mentions), _nearly(mentions))


def is_slip(written: Name, meant: Name) -> bool:
    """Whether a name differs from another in one word, a long one or one of the tables, as a hand slips: two
    neighbouring letters of it are swapped, or one between its first and its last is left out or doubled."""
    return is_slip_of(written.core, meant.core)


def is_slip_of(written: Collection[str], meant: Collection[str]) -> bool:
    """Whether words differ from others in one word, as :func:`is_slip` says."""
    wrong, right = set(written) - set(meant), set(meant) - set(written)
    return len(wrong) == len(right) == 1 and _slipped(*wrong, *right)


def _slipped(written: str, meant: str) -> bool:
    # The core name of "Region" has the word in another dress.
    return any(_differs_by_slip(written, form) for form in table_forms(meant) or (meant,))


def _differs_by_slip(written: str, meant: str) -> bool:
    if len(meant) < (SHORTEST if is_table_form(meant) else LONG_WORD) or len(written) < SHORTEST:
        return False
    if len(written) == len(meant):
        at = next((at for at, letters in enumerate(zip(written, meant, strict=True)) if len(set(letters)) > 1), -1)
        return at >= 0 and written == meant[:at] + meant[at + 1 : at + 2] + meant[at : at + 1] + meant[at + 2 :]
    left_out = {meant[:at] + meant[at + 1 :] for at in range(1, len(meant) - 1)}
    doubled = {meant[: at + 1] + meant[at:] for at in range(len(meant))}
    return written in left_out | doubled


def _repaired(mentions: Sequence[Mention]) -> dict[int, Name]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for country, name in {(each.country, each.name) for each in mentions}:
        counts[country].update(name.core)
    spellers = {country: Speller(words) for country, words in counts.items()}
    repaired = ((number, spellers[each.country].repaired(each.name)) for number, each in enumerate(mentions))
    return {number: name for number, name in repaired if name is not None}


def _nearly(mentions: Sequence[Mention]) -> dict[int, tuple[Name, ...]]:
    countries = {each.country for each in mentions if each.listed}
    cores: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for each in mentions:
        if not each.listed and each.country in countries:
            cores[each.country].update(name.core for name in (each.name, *each.aliases))
    near = {code: _NearNames(each) for code, each in cores.items()}
    found: dict[int, tuple[Name, ...]] = {}
    for number, each in enumerate(mentions):
        if each.listed and each.country in near:
            names = tuple(near[each.country].of(each.name))
            if names:
                found[number] = names
    return found


class _NearNames:
    """Finds the core names of a country that a name may mean by a word that none of them has."""

    def __init__(self, cores: set[tuple[str, ...]]) -> None:
        from unitgraph.lexicon.spelling import Spellings

        self._cores = cores
        self._words = {word for core in cores for word in core}
        self._known = Spellings(self._words, SHORTEST)

    def of(self, name: Name) -> Iterator[Name]:
        """The names, each with the word put right."""
        for word in sorted(name.telling - self._words):
            swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
            # Of few letters many words are near: only where a number is the same, too, do they ask.
            short = near_abbreviations(word, self._words) if name.designators and len(word) < SHORTEST else ()
            for near in sorted({*self._known.near(word), *near_table_words(word), *swapped, *short}):
                core = tuple(sorted({near if each == word else each for each in name.core}))
                if core in self._cores:
                    yield replace(name, core=core, telling=name.telling - {word})
