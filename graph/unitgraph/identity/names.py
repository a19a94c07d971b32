"""What a name says of which unit is meant: its core words, its designators and its qualifiers.

A designator tells units of one name apart (``2``, ``5/4``, ``12a``, a single letter); a qualifier is a place or a
superior in brackets or behind a comma (``Central Police Station (Awka)``). Neither is ever left out of a comparison.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from unitgraph.lexicon.countries import country_of
from unitgraph.match.areas import without_kind
from unitgraph.match.forms import NATIONAL, NameForm, NameWord, form_of, is_short
from unitgraph.match.heads import is_other_body
from unitgraph.match.kinds import capital_words, is_national, is_territorial, proper_names
from unitgraph.match.lettering import with_capital_letters
from unitgraph.match.numbering import NumberedWords, are_numbered_otherwise, numbered_words
from unitgraph.match.vocabulary import NamePart, generic_words, misspellable_forms, short_words
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.several import numbers_named

if TYPE_CHECKING:
    from unitgraph.lexicon.spelling import Spellings

_BRACKETS = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?")
# A number with its parts or its letter ("5/4", "12A"), behind a mark for numbers or not.
_NUMBERED = re.compile(
    r"(?:(?i:\b(?:no|nr|num|number|n\u00b0|n\u00ba)\.?|#)\s*)?(?<![\w/])(?=\d+(?:\s*/|-?[A-Z](?!\w)))"
    r"(\d+(?:\s*/\s*\d+)*)(?:-?([A-Z]))?(?![\w/])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. ``core`` holds its words in alphabetical order, each in one dress whatever the language or
    abbreviation (see :mod:`unitgraph.match.forms`), ``designators`` its numbers and letters, ``qualifiers`` the core
    words of each place or superior that is added to it, ``telling`` the words of the core that name no level, force,
    function, scope or direction, ``acronyms`` those printed beside it."""

    core: tuple[str, ...]
    designators: tuple[str, ...]
    qualifiers: frozenset[tuple[str, ...]]
    telling: frozenset[str]
    acronyms: tuple[str, ...] = ()
    national: bool = False
    """Whether a state has one of the name (Federal Police, Ministry of Justice): a whole force or a ministry."""
    order: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)
    """Pairs of words that may be proper names, the first before the second: in the core, in one qualifier, or one in
    the core and one in a qualifier. Qualifiers have no order."""
    numbered: NumberedWords = field(default=frozenset(), compare=False)
    """The words that its numbers count, where it has several numbers."""
    form: NameForm | None = field(default=None, compare=False, repr=False)
    """Its words in their order, without brackets."""

    @property
    def words(self) -> tuple[str, ...]:
        """All its words but designators: the same for ``Kabul Police Station`` and ``Police Station (Kabul)``."""
        if not self.qualifiers:
            return self.core
        return tuple(sorted({*self.core, *(word for each in self.qualifiers for word in each)}))


def name_of(text: str, country: str = "", places: tuple[str, ...] = ()) -> Name:
    """``text`` as a name of a unit of a country (alpha-2, or empty), qualified by the ``places`` that its source
    gives it.

    >>> name_of("Central Police Station (Awka)").qualifiers
    frozenset({('awka',)})
    >>> name_of("12A Squadron, 'B' Company").designators
    ('12a', 'b')
    """
    # The cache takes an argument that is left out for another than its default.
    return _name_of(text, country, places)


@lru_cache(maxsize=1 << 16)
def _name_of(text: str, country: str, places: tuple[str, ...]) -> Name:
    text = with_capital_letters(text)
    acronyms: list[str] = []
    inside: list[str] = []

    def bracket(found: re.Match[str]) -> str:
        content = (found[1] or found[2] or "").strip()
        (acronyms if is_short(content, text[: found.start()], country) else inside).append(content)
        return " "

    plain = _BRACKETS.sub(bracket, text).strip()
    if not any(map(str.isalnum, plain)):
        plain, inside, acronyms = text, [], []
    designators, plain = _designators(plain)
    form = form_of(plain, country)
    words = [word for word in form.words if word.part is not NamePart.COUNTRY]
    if len(words) < len(form.words) and _is_of_nation(plain, words, country):
        words.append(_NATIONAL)
    designators += [word.text[1:] for word in words if word.part is NamePart.NUMBER]
    # What a search may ignore, a long final number or one attached to a word, still tells units apart.
    designators += (Counter(str(int(each)) for each in re.findall(r"[0-9]+", plain)) - Counter(designators)).elements()
    if len(designators) > 1:  # of a range those between its ends, too
        designators += (Counter(numbers_named(text)) - Counter(designators)).elements()
    core = sorted({word.text for word in words if word.part is not NamePart.NUMBER})
    telling = frozenset(word.text for word in words if word.part in (NamePart.PROPER, NamePart.ACRONYM))
    qualifiers: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in (*inside, *places):
        if not re.search(r"[^\W\d_]", each):
            designators += re.findall(r"\d+", each)
            continue
        more, rest = _designators(each)
        beside = form_of(rest, country).words
        if beside and all(word.part is NamePart.NUMBER for word in beside):
            designators += [*more, *(word.text[1:] for word in beside)]
            continue
        key = tuple(sorted({word.text for word in beside} | {f"#{n}" for n in more}))
        qualifiers[key] = proper_names((word.text, word.part) for word in beside)
    return Name(
        tuple(core) or (plain.casefold(),),
        tuple(sorted(designators)),
        frozenset(filter(None, qualifiers)),
        telling,
        tuple(each.casefold() for each in acronyms),
        not designators and not qualifiers and is_national(plain, words, country),
        _order([proper_names((word.text, word.part) for word in words), *qualifiers.values()]),
        numbered_words((word.text, word.part) for word in words),
        form,
    )


_NATIONAL = NameWord(NATIONAL, NamePart.SCOPE)


def _is_of_nation(text: str, words: Sequence[NameWord], country: str) -> bool:
    """Whether a name with its country is that of a force which a state has one of, by the word that says so beside the
    country: ``National Police of Mali``, which is its National Police."""
    if _NATIONAL in words or _NATIONAL not in form_of(text).words:
        return False
    return is_national(text, [*words, _NATIONAL], country)


def _order(groups: Sequence[tuple[str, ...]]) -> frozenset[tuple[str, str]]:
    core, *qualifiers = groups
    within = chain(*(combinations(each, 2) for each in groups))
    return frozenset((*within, *product(core, chain(*qualifiers))))


def have_same_numbers(one: Name, other: Name) -> bool:
    """Whether two names have the same numbers and letters, and count the same words with them."""
    return one.designators == other.designators and not are_numbered_otherwise(one.numbered, other.numbered)


def are_turned(one: Name, other: Name) -> bool:
    """Whether two names of the same words say otherwise what the body is (``Hawk Police School``, ``Hawk School
    Police``), or have proper names in different orders: which is the place of which, they tell differently. A word that
    a name has twice stands in both orders to what is between, and tells nothing."""
    if one.form and other.form and is_other_body(one.form, other.form):
        return True

    def told(name: Name) -> set[tuple[str, str]]:
        return {(first, second) for first, second in name.order if (second, first) not in name.order}

    others = told(other)
    return any((second, first) in others for first, second in told(one))


def may_be_one_place(places: Iterable[tuple[str, ...]], others: Iterable[tuple[str, ...]]) -> bool:
    """Whether places, as core words, may be one that is told with the word for its kind of area, or with another
    (``Sunder``, ``Sunder District``): whether they are, nobody can tell from that."""
    return not set(map(without_kind, places)).isdisjoint(map(without_kind, others))


def is_part_of_force(text: str, country: str, places: Collection[str]) -> bool:
    """Whether places behind a name tell a part of a whole force (``Federal Police, Velabad``; ``Customs Service, Port
    of Mirna``): none is the capital, where its seat may be, or a country."""
    if not places or not _is_force(text, name_of(text, country)) or any(map(country_of, places)):
        return False
    return all(set(name_of(each, country).words) - capital_words(country) for each in places)


def _is_force(text: str, name: Name) -> bool:
    """Whether a state has one of a name, or it says only what kind of force it is."""
    if name.national or name.form is None or name.designators or name.qualifiers or name.acronyms:
        return name.national
    return _is_kind_of_force(text, name.form)


def _is_kind_of_force(text: str, form: NameForm) -> bool:
    """Whether a name says only what kind of force it is (``Defence Force``, ``Customs Service``), and of no territory:
    by a word for one, or by what forces do and a word for any body. Police with a task are of towns, too."""
    told = {word.text for word in form.words}
    if is_territorial(form) or not {word.part for word in form.words} <= _OF_KINDS or len(told) < 2:
        return False
    levels = {word.text for word in form.words if word.part is NamePart.LEVEL}
    known = facts_of(text).level
    forces = known is not None and known.concept in {"force", "armed-forces"}
    tasks = bool(told & _TASKS_OF_SERVICES)
    return levels <= _OF_WHOLE_FORCES and (tasks or (forces and "police" not in told))


_OF_KINDS = frozenset({NamePart.FORCE, NamePart.FUNCTION, NamePart.SCOPE, NamePart.LEVEL})
_OF_WHOLE_FORCES = frozenset({"service", "agency", "authority", "administration", "corps"})
"""Words for levels of whole forces."""
_TASKS_OF_SERVICES = frozenset(
    {"customs", "border", "coastguard", "fire", "immigration", "migration", "prison", "prisons", "corrections"}
    | {"forest", "wildlife", "revenue"}
)


def are_initials(short: Name, name: Name) -> bool:
    """Whether a name of one word is made of the initials of another of several, with the same designators (``2 RC``
    for ``2nd Rifle Company``)."""
    if len(short.core) != 1 or len(name.core) < 2 or short.designators != name.designators:
        return False
    return sorted(short.core[0].lstrip("~")) == sorted(word[0] for word in name.core)


def _designators(text: str) -> tuple[list[str], str]:
    """The numbers with parts or letters, and the text without them. Plain numbers and letters stay: they have many
    dresses, which :func:`~unitgraph.match.forms.form_of` knows."""
    found: list[str] = []

    def number(match: re.Match[str]) -> str:
        parts = "/".join(str(int(each)) for each in re.split(r"\s*/\s*", match[1]))
        found.append(parts + (match[2] or "").lower())
        return " "

    rest = _NUMBERED.sub(number, text)
    return found, rest


FEWEST = 5
"""So many times as often as a misspelt word the right one must stand in the names of a country."""


LONG_WORD = 6
"""A word of so many letters that is one letter away from another is more likely the same than a name by itself."""
MOST_MISSPELT = 2
"""A word that more names of a country have is no misspelt word of the tables (``Légion``, ``Région``)."""


class Speller:
    """The words of the names of one country by the number of names that have them, to know those that are misspelt:
    rare, no word of the tables, and one letter away from one word that is, or that many names have."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._right: dict[str, str] = {}

    def repaired(self, name: Name) -> Name | None:
        """``name`` with its misspelt words put right; None where there is none."""
        long = (word for word in name.telling if len(word) >= LONG_WORD)
        right = {word: meant for word in long if (meant := self._meant(word)) != word}
        if not right:
            return None
        core = tuple(sorted({right.get(word, word) for word in name.core}))
        return replace(name, core=core, telling=name.telling - set(right))

    def variants(self, name: Name) -> Iterator[Name]:
        """``name`` with a word that no name of the country has put right, in every way that one letter allows. A short
        word may only mean one of the tables (``Nayv``)."""
        for word in sorted(name.telling):
            for near in self._all.near(word) if word not in self._counts else ():
                if len(word) >= LONG_WORD or is_table_word(near):
                    core = tuple(sorted({near if each == word else each for each in name.core}))
                    yield replace(name, core=core, telling=name.telling - {word})

    @cached_property
    def _all(self) -> Spellings:
        from unitgraph.lexicon.spelling import Spellings

        return Spellings(self._counts, SHORTEST)

    @cached_property
    def _common(self) -> Spellings:
        from unitgraph.lexicon.spelling import Spellings

        return Spellings(word for word, count in self._counts.items() if count >= FEWEST)

    def _meant(self, word: str) -> str:
        found = self._right.get(word)
        if found is None:
            count, forms = self._counts.get(word, 1), _table_words()
            near = {each for each in self._common.near(word) if self._counts[each] >= FEWEST * count}
            near |= {forms[each] for each in _table_spellings().near(word)} if count <= MOST_MISSPELT else set()
            found = self._right[word] = near.pop() if len(near) == 1 else word
        return found


def is_table_word(word: str) -> bool:
    """Whether a word of a core name stands in the tables, and so is no proper name."""
    return word in _table_meanings()


def table_forms(word: str) -> frozenset[str]:
    """Every form that stands in the tables for a word of core names (``region`` for ``regional``); none for proper
    names."""
    return _table_meanings().get(word, frozenset())


def is_table_form(word: str) -> bool:
    """Whether a word as it is written stands in the tables."""
    return word in _table_words()


@cache
def _table_meanings() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for form, word in _table_words().items():
        found[word].add(form)
    return {word: frozenset(forms) for word, forms in found.items()}


def near_table_words(word: str) -> set[str]:
    """What a word of at least three letters may mean, if it is a misspelt word of the tables with at least four."""
    forms = _table_words()
    return {forms[each] for each in _table_spellings(SHORTEST - 1).near(word) if len(each) >= SHORTEST}


def near_abbreviations(word: str, known: Iterable[str]) -> set[str]:
    """What a word of two or three letters may mean by one more, if that is an abbreviation of the tables (``4 Dv`` for
    ``4 Div``) or ``known`` (``1 PF`` for ``1 PMF``)."""
    if not 2 <= len(word) < SHORTEST:
        return set()
    found = {each for each in known if len(each) == len(word) + 1 and _has_a_letter_more(each, word)}
    return found | {full for short, full in short_words() if _has_a_letter_more(short, word)}


def _has_a_letter_more(longer: str, word: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == word for at in range(len(longer)))


SHORTEST = 4


@cache
def _table_spellings(shortest: int = 5) -> Spellings:
    from unitgraph.lexicon.spelling import Spellings

    return Spellings(_table_words(), shortest)


@cache
def _table_words() -> dict[str, str]:
    """Every word of the tables that many units share, with the word that it stands for."""
    return {word: word for word, _ in generic_words()} | dict(misspellable_forms())
