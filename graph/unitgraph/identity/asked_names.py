"""What is asked for, and the names that it may mean: short for them, without a word or a place of theirs, misspelt, in
another script."""

from __future__ import annotations

from collections import Counter

from unitgraph.identity.alike import (
    are_alike,
    is_misspelt,
    is_short_word,
    name_words,
    stands_for,
    telling_words,
)
from unitgraph.identity.closeness import OF_FORCES
from unitgraph.identity.compared_names import ComparedName, are_in_two_languages, without_honour
from unitgraph.identity.names import Name, have_same_numbers, name_of
from unitgraph.lexicon.names import fold
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import tells_force
from unitgraph.match.shortenings import written_words
from unitgraph.match.vocabulary import NamePart


def may_mean(asked: str, name: str, country: str) -> bool:
    """Whether what is asked for, below a known superior, may mean a name there, with the same numbers: where each word
    of it is one of the name (``Northeast Zone`` for ``Northeast Zone Regional Coordination``), where only the words for
    their levels differ (``Homicides Division`` for ``Homicides Coordination``), or one word by a letter (``Ein Zara``
    for ``Ain Zara``). A name without the number or letter of another may mean it (``Camp`` for ``Camp A``), and so may
    one that is nearly alike in another script or language."""
    first, second = (name_of(each, country) for each in (asked, name))
    if second.designators and not first.designators and set(first.words) == set(second.words):
        return True
    compared = ComparedName(first, asked, country), ComparedName(second, name, country)
    if are_in_two_languages(*compared) and are_alike(*compared):
        return True
    if not have_same_numbers(first, second):
        return False
    one, other = set(first.words), set(second.words)
    if (first.designators and one <= other) or is_without_place(first, second):
        return True
    if _says_shorter(first, second):
        return True
    levels = {
        each.text for text in (asked, name) for each in form_of(text, country).words if each.part is NamePart.LEVEL
    }
    rest = one - levels
    return bool(rest) and (rest == other - levels or one <= other or is_misspelt(asked, name))


def may_be_alike(asked: str, name: str, country: str) -> bool:
    """:func:`are_alike` of two texts; also whether the first is the other without its place, whatever its words."""
    one, other = (ComparedName(name_of(each, country), each, country) for each in (asked, name))
    first, second = one.name, other.name
    return (
        are_alike(one, other)
        or is_without_place(first, second)
        or _says_shorter(first, second)
        or _may_be_one_force(first, second)
    )


def may_be_elsewhere(asked: str, name: str, country: str) -> bool:
    """Whether what is asked for is a name but for the place, or the name of honour, that this has."""
    first, second = (name_of(each, country) for each in (asked, name))
    return is_without_place(first, second) or first == without_honour(ComparedName(second, name, country))


def takes_in(asked: str, name: str, country: str) -> bool:
    """Whether what is asked for says all that a name with a number does, and more: it may be a part of it, whatever
    grammar tells so (a company with its number, and a battalion in the genitive)."""
    whole, part = (name_of(each, country) for each in (asked, name))
    numbers = Counter(whole.designators)
    return (
        bool(part.designators)
        and set(part.words) < set(whole.words)
        and not Counter(part.designators) - numbers
        and numbers != Counter(part.designators)
    )


def may_be_short_for(asked: str, name: str, country: str) -> bool:
    """Whether what is asked for is an acronym that may stand for a name with the same numbers: ``CACOM 5`` for
    ``Comando Aéreo de Combate 5``."""
    short, long = (ComparedName(name_of(each, country), each, country) for each in (asked, name))
    if not have_same_numbers(short.name, long.name):
        return False
    words = [word for word in written_words(long.text) if word.isalpha()]
    pair = "".join(word[0] for word in words).casefold()
    if len(words) == 2 and pair == fold(asked):
        return True
    return stands_for(short, long, name_words(short.name), name_words(long.name))


def _may_be_one_force(asked: Name, name: Name) -> bool:
    """Whether a name may be that of a whole force, with or without its country and the words for what it is
    (``Police``: ``Velabad Police Force``, ``National Police``)."""
    told = set(asked.core) - OF_FORCES - {"national"}
    plain = not (asked.designators or asked.qualifiers or name.designators or name.qualifiers)
    return plain and name.national and tells_force(tuple(told)) and told == set(name.core) - OF_FORCES - {"national"}


def is_without_place(asked: Name, name: Name) -> bool:
    """Whether a name of several words is all of another but what is added to that in brackets."""
    same = asked.core == name.core and have_same_numbers(asked, name)
    return same and len(asked.core) > 1 and asked.qualifiers < name.qualifiers


def _says_shorter(asked: Name, name: Name) -> bool:
    """Whether a name with the number of another, or with a word that tells it apart, has no other words than some of
    that one, each perhaps shortened or by a letter otherwise (``12 Rifles``: ``12 Rifle Battalion``; ``4 Dv``: ``4
    Division``)."""
    words, of_other = name_words(asked), name_words(name)
    more, free = words - of_other, of_other - words
    told = asked.designators or words & of_other & telling_words(name)
    return bool(told and more) and all(any(is_short_word(word, each) for each in free) for word in more)
