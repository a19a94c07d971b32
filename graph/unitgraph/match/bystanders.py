"""Bodies that are about a force or for its people, and none of its parts: a hospital, an inquiry, its victims."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import levels, marked
from unitgraph.match.forms import NameForm, NameWord
from unitgraph.match.kinds import STATE_RANK, rank_of
from unitgraph.match.lookup import Hit
from unitgraph.match.vocabulary import NamePart, key_of
from unitgraph.reading.paths.facts import PREPOSITIONS, facts_of
from unitgraph.reading.paths.phrases import phrasebook
from unitgraph.reading.paths.titles import is_person

BYSTANDER = "names a known unit, and may be a body about it or for its people"
_CONCEPTS = frozenset(
    {"association", "commission", "council", "court", "enterprise", "hospital", "institute", "school", "university"}
)
"""Levels of bodies that stand beside forces as well as in them."""
_PARTS = frozenset({"unit", "section", "desk", "cell", "branch", "wing", "office", "squad"})
_AGAINST = "counter"
_TASKS = frozenset({NamePart.LEVEL, NamePart.FUNCTION, NamePart.FORCE})


def is_of_bystanders(words: Collection[NameWord]) -> bool:
    """Whether what a text says beside the name of a unit is a body about it or for its people: ``Museum``, ``Families
    of Victims``, ``Reform Commission``. What is called a unit, or a school or a press that has a task or a level, is a
    part (``Victim Support Unit``, ``Training School``, ``Radio Room``)."""
    told = {word.text for word in words}
    if told & _PARTS:
        return False
    if told & marked("bystander"):
        return True
    others = [word for word in words if word.text not in _institutions()]
    return len(others) < len(words) and not any(word.part in _TASKS for word in others)


_SOMEBODYS = re.compile(r"\w['\u2019]s?\s+\w")


def names_outsider(text: str) -> bool:
    """Whether a text has a word for persons who hold no post of a unit (``Lawyer``, ``Ambassador``), or one that is
    only nearly a word for a post (``Manger``)."""
    tokens = facts_of(text).tokens
    found = list(phrasebook().find(tokens))
    phrases = {" ".join(tokens[each.start : each.end]) for each in found}
    others = {token for at, token in enumerate(tokens) if not any(each.start <= at < each.end for each in found)}
    return any(each.misspelt and each.meaning.post for each in found) or not marked("outsider").isdisjoint(
        phrases | others
    )


def is_of_outsiders(text: str) -> bool:
    """Whether a text names persons who hold no post of a unit (``Juan Mirano``), an officer by name (``Major Mirano``),
    or somebody or something around one who does: ``Wife of the Commander``. What has a level is a body (``Office of the
    Director``)."""
    if is_of_people_above_forces(text) or is_person(text):
        return True
    facts = facts_of(text)
    if facts.level is not None:
        return False
    if facts.post_first and is_named_officer(facts.tokens):
        return True
    post = (facts.post_first or facts.post_last) and not _SOMEBODYS.search(text) and not _is_of_people(facts.tokens)
    return (facts.post_any and not post) or names_outsider(text)


def is_named_officer(tokens: tuple[str, ...]) -> bool:
    """Whether a rank begins a text, and words that no table knows end it."""
    found = list(phrasebook().find(tokens))
    led = bool(found) and found[0].start == 0 and all(each.meaning.post for each in found)
    behind = tokens[found[-1].end :] if found else ()
    return led and 0 < len(behind) < 4 and PREPOSITIONS.isdisjoint(behind) and all(map(str.isalpha, behind))


_PEOPLE_OF = re.compile(
    r"\s*(?:the\s+)?(?P<people>[^\W\d_]+(?:\s+[^\W\d_]+)?)"
    r"\s+(?:of|from|in|to|del?|du|des|d[aoe]s?|dell[ao])\s+(?:(?:the|la|le)\s+)?(?P<body>\S.*)",
    re.IGNORECASE,
)
_ABOVE_FORCES = frozenset({"cabinet", "gabinete", "junta", "knesset", "duma"})
_PEOPLE = frozenset(
    {"member", "members", "agents", "personnel", "elements", "miembro", "miembros", "membre", "membres"}
)


def is_of_people_above_forces(text: str) -> bool:
    """Whether a text names people of a parliament, a government, a ministry or the like: ``Member of Parliament``."""
    found = _PEOPLE_OF.match(text)
    if found is None or (rank_of(found["body"]) < STATE_RANK and fold(found["body"]) not in _ABOVE_FORCES):
        return False
    return bool(_PEOPLE.intersection(fold(found["people"]).split())) or facts_of(found["people"]).post_any


def _is_of_people(tokens: tuple[str, ...]) -> bool:
    """Whether a word that no table knows follows one for several with a post, so that it is no person's name:
    ``Officers Mess``."""
    found = list(phrasebook().find(tokens))
    ends = {each.end for each in found if each.meaning.post and tokens[each.end - 1].endswith("s")}
    return any(at in ends and not any(each.start <= at < each.end for each in found) for at in range(len(tokens)))


@cache
def _institutions() -> frozenset[str]:
    keys = (key_of(each.word) for each in levels() if each.concept in _CONCEPTS)
    return frozenset(key[0] for key in keys if len(key) == 1)


def is_against(form: NameForm, hit: Hit) -> bool:
    """Whether a text says of a body that it is against the unit of a hit: ``Anti-RAB Unit``."""
    taken = [at for at in range(len(form.words)) if hit.asked_bits >> at & 1]
    first = taken[0] if taken else 0
    return bool(first) and form.words[first - 1].text == _AGAINST and not hit.explained_bits >> (first - 1) & 1
