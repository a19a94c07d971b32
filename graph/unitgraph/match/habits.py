"""Writing habits around names: what stands about a name and is none of it, and two names for one unit."""

from __future__ import annotations

import re

from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import KNOWN_AS, split_aliases
from unitgraph.match.bystanders import is_of_people_above_forces, names_outsider
from unitgraph.match.forms import LONGEST_TEXT
from unitgraph.reading.paths.layout import CHAIN
from unitgraph.reading.paths.titles import split_title

_ABOUT = re.compile(
    r"""^\s*(?:(?:(?:the|an?)\s+)?(?:
        so[- ]called | self[- ]styled
        | (?:(?:former|ex)[- ]?\s*)?
          (?:members?|personnel|soldiers?|troops|policem[ae]n|elements|agents?
            |(?:deputy\s+)?commanders?|commanding\s+officers?|officers?[- ]in[- ]charge|oic|o/c|o/ic)
    )\b(?!['\u2019]) [\s,:]* (?:(?:of|in|from|at)\s+)? (?:the\s+)?
    | (?:(?:los|unos|les|des)\s+)?
      (?:miembros?|elementos|efectivos|integrantes|membres?|[e\u00e9\u00c9]l[e\u00e9]ments|soldats|membros)
      \s+(?:de\s+l[ao]s?\s+|del\s+|des\s+|du\s+|d[ao]s?\s+|de\s+l['\u2019]|d['\u2019]|de\s+)
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
_DIRECTORY = re.compile(r"(?:^|(?<=[,;+]))\s*(?:ou|o|cn)\s*=\s*", re.IGNORECASE)
_DOMAIN = re.compile(r"[,;+]\s*(?:dc|c|l|st)\s*=\s*[^,;+]*", re.IGNORECASE)
_EVENTS = re.compile(
    r"^\s*(?P<force>(?:Police|Military)\s+Forces\s+of\s+(?P<country>[^()]+?))\s*\(\d{4}\s*[-\u2013]\s*(?:\d{4})?\)\s*(?P<unit>.*)$",
    re.IGNORECASE | re.DOTALL,
)


_PROGRAMME = re.compile(r",\s*(?P<country>[^,\[\]]+?)(?P<tags>(?:\s*\[[A-Z0-9-]{3,20}\])+)\s*\.?$")
"""The tags with which lists of sanctions end a name, behind its country: ``Bangladesh [GLOMAG]``."""


_LETTER_APART = re.compile(
    r"(?<![\w/.-])(\d{1,4})(?:\s*\(\s*([A-Za-z])\s*\)|\s+([A-Z])(?=\s|$)|([a-z])\b\.?)(?![\w'\u2019/-])"
)
"""A number with a letter that stands apart from it, or is small: ``12 A``, ``12(A)``, ``12a.``."""


_LETTER_BESIDE = re.compile(r"(?<![\w/.-])(\d{1,4})-?([A-Za-z])(?![\w'\u2019/-])")


def with_lettered_numbers(text: str) -> str:
    """``text`` with the letters behind numbers as lists write them, joined and capital.

    >>> with_lettered_numbers("12 (a) Mirna Battalion")
    '12A Mirna Battalion'
    """
    return _LETTER_APART.sub(lambda found: found[1] + (found[2] or found[3] or found[4]).upper(), text)


def with_letters_apart(text: str) -> str:
    """``text`` with the letters of numbers apart from them.

    >>> with_letters_apart("12A Mirna Battalion")
    '12 A Mirna Battalion'
    """
    return _LETTER_BESIDE.sub(r"\1 \2", text)


def plain_names(text: str) -> tuple[str, ...]:
    """The names that a text gives to one unit, without what is written about them.

    Directory names (``ou=Traffic,ou=Police``) and those of event data (``Police Forces of Niger (2011-) Guard``) become
    paths; words for people of a unit are left out; a name with another one (``X (a.k.a. Y)``) gives both, each below
    what a chain (``A > X``) puts above it.

    >>> plain_names("Members of the Mirna Battalion (aka Night Watch)")
    ('Mirna Battalion', 'Night Watch')
    >>> plain_names("Mirna Army > Mirna Battalion (aka Night Watch)")
    ('Mirna Army > Mirna Battalion', 'Mirna Army > Night Watch')
    """
    text = " ".join(text[:LONGEST_TEXT].split())
    if "=" in text:
        text = _DIRECTORY.sub(" ", _DOMAIN.sub("", text)).strip()
    if "[" in text and (found := _PROGRAMME.search(text)) and country_of(found["country"]):
        text = text[: found.start("tags")]
    if found := _EVENTS.match(text):
        unit = found["unit"].strip(" ,-")
        text = f"{unit}, {found['country'].strip()}" if unit else found["force"]
    above, sign, lowest = text.rpartition(CHAIN)
    if above:
        above = CHAIN.join(split_aliases(each)[0] for each in above.split(CHAIN))
    names = [each if _is_of_others(each) else _ABOUT.sub("", each).strip() or each for each in _told(lowest)]
    return tuple(dict.fromkeys(f"{above}{sign}{_without_post(each)}" for each in filter(None, names))) or (text,)


def _is_of_others(name: str) -> bool:
    """Whether a path begins with people of what stands above forces, and goes on with something else."""
    first, comma, _ = name.partition(",")
    return bool(comma) and is_of_people_above_forces(first)


def _without_post(name: str) -> str:
    """A path without what its first segment says about its unit."""
    first, comma, rest = name.partition(",")
    told = split_title(first)
    kept = _is_of_others(name) or names_outsider(f"{told.before} {told.behind}")
    return name if kept else f"{told.name}{comma}{rest}"


def _told(text: str) -> tuple[str, ...]:
    """The names that a path gives to its lowest unit, each as a path of its own."""
    before = KNOWN_AS.search(text)
    if before is None:
        return (text,)
    first, aliases = split_aliases(text)
    *others, last = aliases or ("",)
    # Without brackets, a superior goes on behind the last name; it stands above each.
    last, comma, above = last.partition(",")
    if comma:
        return f"{first}, {above.strip()}", *(f"{each}, {above.strip()}" for each in (*others, last))
    if "," in text[: before.start()].rstrip(" ,;("):  # it may be a name of the superior
        return first, *filter(None, (*others, last))
    _, comma, above = first.partition(",")
    return first, *(f"{each}, {above.strip()}" if comma else each for each in filter(None, (*others, last)))
