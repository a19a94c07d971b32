"""Comparison: what agrees and what conflicts between two units, by their mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import DIFFERENT, Comparison, Mention, Reason, Verdict
from unitgraph.identity.misspelt import Meanings, is_slip
from unitgraph.identity.names import Name, are_initials, are_turned, have_same_numbers, is_table_word
from unitgraph.identity.places import ONLY_ASKING, REASONS_OF_PLACES, PlaceComparer, Places, are_near
from unitgraph.identity.superiors import FITTING, Above, Superiors
from unitgraph.identity.telling import Telling, is_sure_repair
from unitgraph.identity.unsure_places import UnsurePlaces


@dataclass(frozen=True, slots=True)
class _EqualNames:
    """Two equal names: what they tell, and whether they are so only once a misspelt word is put right, for sure,
    perhaps, or by a slip. One is ``stated`` where it is an alias that no other unit has."""

    one: Name
    other: Name
    country: str
    telling: bool
    misspelt: bool = False
    perhaps: bool = False
    slip: bool = False
    stated: bool = False

    @property
    def turned(self) -> bool:
        """Whether their proper names stand in another order, so that one may be the place of the other."""
        return are_turned(self.one, self.other)


class Comparer:
    """Compares units as merged so far. ``apart`` are pairs of mentions that rulings part, ``meanings`` say what
    misspelt names may mean."""

    def __init__(
        self, clusters: Clusters, apart: Collection[frozenset[int]], meanings: Meanings, superiors: Superiors
    ) -> None:
        self._clusters = clusters
        self._mentions = clusters.mentions
        self._apart = apart
        self._meanings = meanings
        self._telling = Telling(clusters.mentions)
        self._superiors = superiors
        self._places = PlaceComparer(clusters, self._telling)
        self._unsure_places = UnsurePlaces(clusters, superiors, self._telling)

    def compare(self, one: int, other: int) -> Comparison:
        """Two units: the strongest of what their mentions give (of equal ones the first), and different where any two
        are."""
        return self._compared(one, other) or DIFFERENT

    def may_meet(self, one: int, other: int) -> bool:
        """Whether two units that nothing says to be one can both be a third: their names may be two aliases of it."""
        return self._compared(one, other) is not None and self._superiors.compare(one, other) is not Above.CONFLICT

    def _compared(self, one: int, other: int) -> Comparison | None:
        """None when the two cannot be one unit."""
        scheme = self._clusters.scheme(one)
        if scheme and scheme == self._clusters.scheme(other):
            return None
        if one in self._clusters.ancestors(other) or other in self._clusters.ancestors(one):
            return None
        best, between, doubted = DIFFERENT, (one, other), False
        above = self._superiors.compare(one, other)
        for a, b in product(self._clusters.members(one), self._clusters.members(other)):
            found = None if self._apart and frozenset((a, b)) in self._apart else self._compare_mentions(a, b, above)
            if found is None:
                return None
            # Where lists have both spellings, none need be a slip.
            doubted = doubted or (self._are_both_spelt(a, b) and not _SPELT_OTHERWISE.isdisjoint(found.reasons))
            if found.verdict > best.verdict:
                best, between = found, (min(a, b), max(a, b))
        if doubted and best.verdict > Verdict.OPEN and not _SPELT_OTHERWISE.isdisjoint(best.reasons):
            best = replace(best, verdict=Verdict.OPEN)
        return replace(best, between=between) if best is not DIFFERENT else DIFFERENT

    def _are_both_spelt(self, a: int, b: int) -> bool:
        """Whether entries have names that differ in proper names alone."""
        one, other = self._mentions[a], self._mentions[b]
        differing = set(one.name.words) ^ set(other.name.words)
        return one.listed and other.listed and not any(map(is_table_word, differing))

    def _compare_mentions(self, a: int, b: int, above: Above) -> Comparison | None:
        """None when the two cannot be one unit. Where the country of one is not known it is a question at most."""
        found = self._compare_anywhere(a, b, above)
        if found is None or (self._mentions[a].country and self._mentions[b].country):
            return found
        return found if Reason.IDENTIFIER in found.reasons else replace(found, verdict=min(found.verdict, Verdict.OPEN))

    def _compare_anywhere(self, a: int, b: int, above: Above) -> Comparison | None:
        one, other = self._mentions[a], self._mentions[b]
        if one.country and other.country and one.country != other.country:
            return None
        if one.identifier and other.identifier and one.identifier[0] == other.identifier[0]:
            return None if one.identifier != other.identifier else Comparison(Verdict.SUPPORTED, (Reason.IDENTIFIER,))
        if one.placeholder or other.placeholder:
            return self._compare_placeholders(one, other, above)
        stated = {self._by_alias(one, other), self._by_alias(other, one)} - {None}
        if stated:
            with_place = _have_placed_alias(one, other) or _have_placed_alias(other, one)
            if not with_place and self._places.compare(a, b, one.name, other.name) is Places.CONFLICT:
                return None
            if found := self._by_initials(a, b, above):
                return found
            return _by_stated(True in stated, above, self._superiors.are_known_apart(a, b))
        plain = one.plain or other.plain
        if plain and not (one.plain and other.plain) and plain in (one.name, other.name):
            return self._by_honour(a, b, plain, above)
        repaired = self._meanings.repaired
        first, second = repaired.get(a, one.name), repaired.get(b, other.name)
        if one.name.core == other.name.core or one.name.words == other.name.words:
            # A misspelt word is no proper name.
            names = replace(self._names(one, other, first, second), one=one.name, other=other.name)
            return self._by_name(a, b, names, above)
        if first.core == second.core or first.words == second.words:
            sure = is_sure_repair(one.name, first) and is_sure_repair(other.name, second)
            slip = all(
                self._is_slip(*pair, one.country or other.country)
                for pair in ((one.name, first), (other.name, second))
                if pair[0].core != pair[1].core
            )
            names = replace(self._names(one, other, first, second), misspelt=True, perhaps=not sure, slip=slip)
            return self._by_name(a, b, names, above)
        for pair in ((a, b), (b, a)):
            if placed := self._by_placed_alias(*pair, above):
                return placed
        near = [*self._nearly(a, b), *self._nearly(b, a)]
        if near:
            fitting = [each for each in near if each[1] is not Places.CONFLICT]
            return self._by_near_name(a, b, fitting, above) if fitting else None
        if plain and one.plain == other.plain:  # two names of honour tell two units
            return None
        shared = {each.core for each in one.aliases} & {each.core for each in other.aliases}
        if shared or _have_turned(one, other) or _have_turned(other, one):
            return Comparison(Verdict.OPEN, (Reason.COMMON_ALIAS if shared else Reason.ALIAS,), weak=True)
        return DIFFERENT

    def _by_honour(self, a: int, b: int, plain: Name, above: Above) -> Comparison | None:
        """Formations of which one has a name of honour, and the other the ``plain`` one: the number tells the one below
        superiors that agree."""
        one, other = self._mentions[a], self._mentions[b]
        places = self._places.compare(a, b, plain if one.plain else one.name, plain if other.plain else other.name)
        if places is Places.CONFLICT:
            return None
        fits = above in (Above.AGREE, Above.DIRECT) and places not in ONLY_ASKING
        fits = fits and not self._superiors.stands_elsewhere(a, b)
        reasons = (Reason.NAME, Reason.DESIGNATOR, *_REASONS_OF_SUPERIORS.get(above, ()))
        verdict = Verdict.CONFLICT if above is Above.CONFLICT else Verdict.IF_ONLY_FIT if fits else Verdict.OPEN
        return Comparison(verdict, reasons, fits=fits)

    def _compare_placeholders(self, one: Mention, other: Mention, above: Above) -> Comparison:
        """Two of one name are two units, for all that their names say. Whether an entry means the one that a table or
        another list has is a question."""
        same = one.placeholder and other.placeholder and one.name == other.name and (one.listed or other.listed)
        if same and above in (Above.AGREE, Above.DIRECT):
            return Comparison(Verdict.OPEN, (Reason.NAME, *_REASONS_OF_SUPERIORS.get(above, ())))
        return DIFFERENT

    def _nearly(self, mention: int, number: int) -> Iterator[tuple[_EqualNames, Places]]:
        """The names of another that a mention may mean by its own, and how the places agree."""
        written, other = self._mentions[mention].name, self._mentions[number]
        nearly = self._meanings.nearly.get(mention, ())
        for name in other.names if nearly or written.qualifiers else ():
            if any(near.core == name.core and near.designators == name.designators for near in nearly):
                slip = self._is_slip(written, name, other.country)
            elif written.core == name.core and written.designators == name.designators:
                slip = False
                if not are_near(written.qualifiers, name.qualifiers):
                    continue
            else:
                continue
            stated = name in other.aliases and not self._telling.is_of_many(name, other.country)
            perhaps = not is_sure_repair(written, name)
            telling = self._telling.tells(name, name, other.country)
            names = _EqualNames(name, name, other.country, telling, True, perhaps, slip, stated)
            beside = frozenset(words for words in other.name.qualifiers if not set(words) <= set(name.core))
            placed = replace(name, qualifiers=name.qualifiers | beside)
            yield names, self._places.compare(mention, number, written, placed)

    def _by_near_name(self, a: int, b: int, near: Sequence[tuple[_EqualNames, Places]], above: Above) -> Comparison:
        """Names a letter apart may be those of two. A slip is none where place or superiors agree, and no other name
        there is as near; any letter is one where place, number and superiors agree."""
        if above is Above.CONFLICT:
            apart = not any(each.telling for each, _ in near) and self._superiors.are_known_apart(a, b)
            return DIFFERENT if apart else Comparison(Verdict.CONFLICT, (Reason.MISSPELT,), weak=True)
        below_one = above in (Above.AGREE, Above.DIRECT)
        found = []
        for names, places in near:
            fits = places not in ONLY_ASKING and (places is Places.AGREE or below_one)
            known = places is Places.AGREE and below_one and names.one.designators
            told = names.slip or (known and not names.perhaps)
            sure = fits and told and (names.stated or not self._is_vague(a, b, names, above))
            reasons = (Reason.MISSPELT, *REASONS_OF_PLACES.get(places, ()), *_REASONS_OF_SUPERIORS.get(above, ()))
            verdict = Verdict.IF_ONLY_FIT if sure else Verdict.OPEN
            found.append(Comparison(verdict, reasons, fits=fits, weak=not sure))
        return max(found, key=lambda each: (each.verdict, each.fits))

    def _is_slip(self, written: Name, meant: Name, country: str) -> bool:
        return is_slip(written, meant) and not self._telling.are_two_words(written.core, meant.core, country)

    def _names(self, one: Mention, other: Mention, first: Name, second: Name) -> _EqualNames:
        country = one.country or other.country
        telling = self._telling.tells(first, second, country) or self._share_an_acronym(one, other)
        return _EqualNames(first, second, country, telling)

    def _share_an_acronym(self, one: Mention, other: Mention) -> bool:
        """Whether one has beside its name what is another name of the other, and of no other unit."""
        for short, full in ((one, other), (other, one)):
            beside = {*short.name.acronyms, *(words[0] for words in short.name.qualifiers if len(words) == 1)}
            for alias in full.aliases if beside else ():
                told = len(alias.core) == 1 and not alias.designators and alias.core[0].lstrip("~") in beside
                if told and not self._telling.is_of_many(alias, full.country):
                    return True
        return False

    def _by_alias(self, one: Mention, other: Mention) -> bool | None:
        """Whether the name of ``one`` is an alias of ``other``, for sure (True) or borne by others too (False)."""
        for alias in other.aliases:
            if alias.words == one.name.words and have_same_numbers(alias, one.name):
                if are_turned(alias, one.name):
                    continue
                if alias.qualifiers and one.name.qualifiers and not alias.qualifiers & one.name.qualifiers:
                    continue
                return not self._telling.is_of_many(alias, other.country)
        return None

    def _by_placed_alias(self, a: int, b: int, above: Above) -> Comparison | None:
        """Where the name of the first is an alias of the second but for the places beside the two, which do not
        conflict."""
        one, other = self._mentions[a], self._mentions[b]
        for alias in other.aliases:
            if alias.core != one.name.core or not have_same_numbers(alias, one.name) or are_turned(alias, one.name):
                continue
            placed = replace(alias, qualifiers=alias.qualifiers | other.name.qualifiers)
            places = self._places.compare(a, b, one.name, placed)
            if places is Places.CONFLICT:
                continue
            sure = places not in ONLY_ASKING and not self._telling.is_of_many(alias, other.country)
            stated = _by_stated(sure, above, self._superiors.are_known_apart(a, b))
            if stated is DIFFERENT:
                continue
            reasons = (*stated.reasons, *REASONS_OF_PLACES.get(places, ()))
            if places in ONLY_ASKING:
                verdict = min(stated.verdict, Verdict.OPEN)
                return replace(stated, verdict=verdict, reasons=reasons, fits=False)
            return replace(stated, reasons=reasons)
        return None

    def _by_initials(self, a: int, b: int, above: Above) -> Comparison | None:
        """Where one name is an alias of the other that only shortens it, and of names of this kind a source has
        several: it tells no more than the name that it is short for, which others have too. None where it is none."""
        for short, full in ((a, b), (b, a)):
            own, name = self._mentions[short].name, self._mentions[full].name
            country = self._mentions[full].country
            if are_initials(own, name) and self._telling.is_repeated(name, country):
                written = replace(name, qualifiers=own.qualifiers)
                names = self._names(self._mentions[short], self._mentions[full], written, name)
                found = self._by_name(short, full, names, above)
                reasons = (Reason.ALIAS, *(each for each in found.reasons if each is not Reason.NAME)) if found else ()
                return replace(found, reasons=reasons) if found and found is not DIFFERENT else None
        return None

    def _by_name(self, a: int, b: int, names: _EqualNames, above: Above) -> Comparison | None:
        if not have_same_numbers(names.one, names.other):
            return None
        places = self._places.compare(a, b, names.one, names.other)
        if places is Places.CONFLICT:
            return None
        shared = self._telling.is_shared(names.one, names.country) and not names.telling
        if above is Above.CONFLICT and shared and places is not Places.AGREE and self._superiors.are_known_apart(a, b):
            return DIFFERENT
        reasons = [
            Reason.MISSPELT if names.misspelt else Reason.NAME,
            *([Reason.DESIGNATOR] if names.one.designators else ()),
            *REASONS_OF_PLACES.get(places, ()),
            *_REASONS_OF_SUPERIORS.get(above, ()),
        ]
        vague = self._is_vague(a, b, names, above)
        if places is Places.SLIP and not self._superiors.share_a_part_of_a_force(a, b):
            places = Places.MAYBE
        verdict = self._verdict(a, b, names, places, above, vague)
        # Of units that others tell apart by their places, a superior of all tells none.
        if places is Places.NONE and self._telling.is_of_places(names.one, names.country):
            verdict = verdict if self._superiors.share_one_as_stated(a, b) else min(verdict, Verdict.OPEN)
        # A name that may mean another is no rival of those that are written so.
        guessed = names.perhaps and verdict is Verdict.OPEN
        placed = places not in ONLY_ASKING or verdict > Verdict.OPEN
        below_place = above is Above.NONE and places is Places.ABOVE
        fits = (above in FITTING or below_place) and placed and not guessed and not names.turned
        # A whole force with a place may be a part of it.
        weak = names.turned or (places in ONLY_ASKING and self._telling.is_national(names.one, names.country))
        telling = names.telling or places in (Places.AGREE, Places.ABOVE)
        return Comparison(verdict, tuple(reasons), telling=telling, fits=fits, weak=weak)

    def _is_vague(self, a: int, b: int, names: _EqualNames, above: Above) -> bool:
        """Whether two units of one name, each of whose superiors agrees, may be others all the same: such as no table
        knows."""
        if above not in (Above.LIKE, Above.NEXT, Above.AGREE):
            return False
        if names.telling and self._telling.is_of_few(names.one, names.country):
            return False
        one, other = self._clusters.find(a), self._clusters.find(b)
        if above is Above.NEXT:
            listed = [pair for pair in ((one, other), (other, one)) if self._clusters.is_listed(pair[0])]
            return not (listed and all(self._superiors.knows_parts(*pair, names.one.core) for pair in listed))
        if above is Above.LIKE or self._telling.is_shared(names.one, names.country):
            return True
        # Each force of a ministry may have its own first unit of a level, where their numbers do not run on.
        if names.one.designators and self._telling.runs_on(names.one, names.country):
            return False
        if self._telling.is_repeated(names.one, names.country):
            return self._superiors.is_under_roots(a, b)
        numbered = bool(names.one.designators) and not names.one.telling
        alone = numbered and self._superiors.is_under_ministries(a, b)
        return alone and not self._superiors.share_a_part(one, other)

    def _verdict(self, a: int, b: int, names: _EqualNames, places: Places, above: Above, vague: bool) -> Verdict:
        """The verdict on two units of one name whose places do not conflict."""
        if above is Above.CONFLICT:
            return Verdict.CONFLICT
        if places in ONLY_ASKING or names.turned:
            exact = not names.misspelt and not names.turned
            if not exact or vague:
                return Verdict.OPEN
            return self._unsure_places.verdict((a, b), names.one, names.country, places, above)
        national = all(self._telling.is_national(each, names.country) for each in (names.one, names.other))
        if names.perhaps:
            told = places is Places.AGREE or bool(names.one.designators)
            sure = told if above is not Above.NONE else names.slip and places is Places.AGREE
            fitting = names.slip and above is Above.DIRECT
            return Verdict.SUPPORTED if sure else Verdict.IF_ONLY_FIT if fitting else Verdict.OPEN
        if names.misspelt and not (names.telling or names.one.designators or places is Places.AGREE or national):
            sure = names.slip and above in (Above.DIRECT, Above.AGREE) and not vague
            return Verdict.IF_ONLY_FIT if sure else Verdict.OPEN
        told = places is Places.AGREE or above is Above.DIRECT
        if told and (names.slip or not names.misspelt or above is not Above.NONE):
            return Verdict.SUPPORTED
        if above in (Above.LIKE, Above.NEXT):
            return Verdict.OPEN if vague else Verdict.IF_ONLY_FIT
        if above is Above.AGREE:
            # Levels are left out: a name that one source gives to several units may be that of one it does not know.
            repeated = self._telling.is_repeated(names.one, names.country)
            return Verdict.OPEN if vague else Verdict.IF_ONLY_FIT if repeated else Verdict.SUPPORTED
        both = (
            self._telling.is_national(names.one, names.country),
            self._telling.is_national(names.other, names.country),
        )
        telling = names.telling or any(
            tells(names.one, names.other, names.country)
            for tells in (self._telling.tells_place, self._telling.tells_of_kind)
        )
        telling = telling or self._telling.counts_on(names.one, names.country)
        telling = telling or (places is Places.ABOVE and bool(names.one.telling & names.other.telling))
        unique = (telling and (names.slip or not names.misspelt)) or all(both)
        return Verdict.IF_UNIQUE if unique else Verdict.OPEN


_SPELT_OTHERWISE = frozenset({Reason.MISSPELT, Reason.LIKE_PLACE})


def _have_placed_alias(one: Mention, other: Mention) -> bool:
    """Whether an alias of one is the other's name with one of its places: of the two names of a unit each may have
    another (``Area Command B (Mirna State)``, ``Area B (Velabad)``)."""
    return any(
        each.words == other.name.words and not each.qualifiers.isdisjoint(other.name.qualifiers) for each in one.aliases
    )


def _have_turned(one: Mention, other: Mention) -> bool:
    """Whether an alias of one has the words of the other's name with its proper names in another order."""
    name = other.name
    return any(
        each.words == name.words and each.designators == name.designators and are_turned(each, name)
        for each in one.aliases
    )


_REASONS_OF_SUPERIORS = {
    Above.LIKE: (Reason.SUPERIOR,),
    Above.NEXT: (Reason.SUPERIOR,),
    Above.AGREE: (Reason.SUPERIOR,),
    Above.DIRECT: (Reason.SUPERIOR,),
    Above.CONFLICT: (Reason.OTHER_SUPERIORS,),
}


def _by_stated(sure: bool, above: Above, apart: bool) -> Comparison:
    """Two mentions of which one bears the other's name as an alias, for ``sure`` or as others do, too."""
    reasons = (Reason.ALIAS, *_REASONS_OF_SUPERIORS.get(above, ()))
    if above is Above.CONFLICT:
        return Comparison(Verdict.CONFLICT, reasons, telling=sure) if sure or not apart else DIFFERENT
    # One that several bear tells them apart only below one superior.
    if above is Above.DIRECT or (sure and above not in (Above.LIKE, Above.NEXT)):
        verdict = Verdict.SUPPORTED
    else:
        verdict = Verdict.IF_ONLY_FIT if above is Above.NEXT or (sure and above is Above.LIKE) else Verdict.OPEN
    return Comparison(verdict, reasons, telling=sure, fits=above in FITTING)
