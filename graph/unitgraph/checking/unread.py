"""What entries and rows that could not be read may say of a unit. Such a text stands as a unit of its own, and nothing
is known of what stands around it: an answer that finds nothing says so where the words of the question are among those
of the text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from unitgraph.identity.alike import bones
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.names import named
from unitgraph.index.units import Node
from unitgraph.lexicon.names import fold, is_acronym
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match import NO_FEATURES, Candidate
from unitgraph.match.forms import form_of
from unitgraph.match.segments import cut
from unitgraph.match.vocabulary import NamePart, part_table
from unitgraph.reading.paths.several import numbers_named
from unitgraph.system.display import quantity

_TELLING = frozenset({NamePart.PROPER, NamePart.ACRONYM})
_SHOWN = 3
MOST_ROWS = 200
"""Rows with a word of a name that are looked at; entries are looked at all."""
_LETTERS = 100
"""Letters of a row that a note quotes."""


@dataclass(frozen=True, slots=True)
class UnreadNear:
    """The texts in which words of a question stand: those of ``entries`` of lists, and of ``rows`` of tables."""

    entries: tuple[Node, ...] = ()
    rows: tuple[Node, ...] = ()
    capped: bool = False
    """Whether there are more rows than were looked at."""

    def __bool__(self) -> bool:
        return bool(self.entries or self.rows)

    @property
    def note(self) -> str:
        """What an answer says of them; empty without any."""
        rows = _note(self.rows, "row", "rows", "at least " * self.capped)
        unseen = (f"more than {MOST_ROWS} rows that could not be read have a word of it",)
        return "; ".join((*_note(self.entries, "entry", "entries"), *(unseen * (self.capped and not self.rows)), *rows))

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The entries, as what may be meant."""
        reason = "an entry that could not be read, in which these words stand"
        return tuple(Candidate(named(node), 0.5, node.name, (reason,), NO_FEATURES) for node in self.entries)


def _note(nodes: Sequence[Node], one: str, several: str, least: str = "") -> Iterator[str]:
    if nodes:
        texts = "; ".join(f"\u201c{_shortened(each.name)}\u201d" for each in nodes[:_SHOWN])
        more = f" and {len(nodes) - _SHOWN} more" if len(nodes) > _SHOWN else ""
        yield f"its words stand in {least}{quantity(len(nodes), one, several)} that could not be read: {texts}{more}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def unread_near(
    hierarchy: Hierarchy, names: Iterable[str], country: str | None, but: Collection[str] = ()
) -> UnreadNear:
    """The unread texts of a country (alpha-2; of any if there is none) in which the words of one of the ``names``
    stand. ``but`` holds units (IRIs) that are known to be none of what is meant."""
    unread = hierarchy.unread
    if unread is None:
        return UnreadNear()
    found: dict[str, Node] = {}
    capped = False
    asked = tuple(names)
    for name in asked:
        form = form_of(name, country or "")
        words = {word.text for word in form.words if word.part is not NamePart.COUNTRY}
        written = set(fold(name).split())
        # A force asked by itself is one that texts name; behind a unit it only tells whose that is.
        force = len(asked) == 1 and any(word.part is NamePart.FORCE for word in form.words)
        telling = force or is_acronym(name) or any(word.part in _TELLING for word in form.words)
        # A name of function and level words alone tells nothing where the country is open, one word of them never.
        if not telling and (not country or len(words) < 2):
            continue
        looked_at = list(islice(unread.rows(_rarest(name)), MOST_ROWS + 1))
        capped = capped or len(looked_at) > MOST_ROWS
        for node in (*unread.entries(), *looked_at[:MOST_ROWS]):
            stands = words <= _words(node.name, node.country) or written <= set(fold(node.name).split())
            stands = stands or (not is_in_other_letters(name) and _sound_in(words, node.name, node.country))
            if node.iri not in but and _may_be_of(node, country) and stands:
                found[node.iri] = node
    nodes = sorted(found.values(), key=lambda node: node.iri)
    entries, rows = (tuple(each for each in nodes if each.listed is listed) for listed in (True, False))
    return UnreadNear(entries, rows, capped)


def names_asked(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The parts of a question that name something which is not ``known`` by one of these names."""
    names = {fold(each) for each in known}
    return tuple(each for each in dict.fromkeys(cut(text)) if fold(each) not in names)


def _rarest(name: str) -> str:
    """The word by which texts are looked up: the longest that no table has, else the longest."""
    words = fold(name).split()
    proper = [word for word in words if any(each.part in _TELLING for each in form_of(word).words)]
    return max(proper or words, key=len, default="")


def _may_be_of(node: Node, country: str | None) -> bool:
    """Whether a unit may be of a country: one of which the country is open, or only inferred, may be of
    any."""
    inferred = node.listed and all(each.country_confidence is not None for each in node.listings)
    return country in (None, "", OPEN_COUNTRY, node.country) or node.country == OPEN_COUNTRY or inferred


@lru_cache(maxsize=1 << 14)
def _words(name: str, country: str) -> set[str]:
    return {*(word.text for word in form_of(name, country).words), *(f"#{each}" for each in numbers_named(name))}


def _sound_in(words: Collection[str], text: str, country: str) -> bool:
    """Whether all words stand in a text of other letters, proper names by their consonants."""
    return is_in_other_letters(text) and set(map(_sound, words)) <= set(map(_sound, _words(text, country)))


def _sound(word: str) -> str:
    return word if word in part_table() or word[0] == "#" else f"~{bones(word)}"
