"""What is written at a name beyond it: that its unit is in doubt or no longer what it was, and the ends of lines."""

from __future__ import annotations

import re
from functools import cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import marked

NOTED = "a word beside the name says that it is in doubt, or no longer what it was"
_YEAR = re.compile(r"(?:\s+(?:in|on|since|en|em|depuis|desde|im|\u0432|\u0443))?\s+\d{4}[\s)\].]*$", re.IGNORECASE)
_FIRST = re.compile(r"^\s*(?:(?:the|an?|la|el|le)\s+|l['\u2019]\s*)?(?P<note>[^\W\d_]+)[\s-]+(?=[^\W_])", re.IGNORECASE)
_ABOUT = frozenset({"now", "since", "reportedly", "officially", "already", "ahora", "ya", "hoy", "desormais", "was"})
_OPENING = " ,;:([-\u2013\u2014"
_CLOSING = " )]."
_LINE_END = re.compile("(?<=[^\\W\\d_]{2})[-\u2010]\\s+(?=[^\\W\\d_]{2})")


def without_note(text: str) -> str:
    """The name in a text that begins or ends in a word that says that its unit is in doubt or no longer what it was;
    empty for a text without one.

    >>> without_note("The former Mirna Guard"), without_note("Mirna Guard (disbanded in 2015)"), without_note("Guard")
    ('Mirna Guard', 'Mirna Guard', '')
    """
    if (first := _FIRST.match(text)) and fold(first["note"]) in _before():
        return text[first.end() :]
    name, last = _word_off(_YEAR.sub("", text))
    if fold(last) not in marked("note"):
        return ""
    before, word = _word_off(name)
    return before if fold(word) in _ABOUT else name


_OF_ITS_TIME = re.compile(
    r"\s*[(\[](?:[^()\[\]\d]{0,20}\b(?:1[89]|20)\d\d(?:\s*[-\u2013/]\s*(?:(?:1[89]|20)\d\d)?)?|(?:former|previous|old)(?:ly|\s+name)?)[)\]]\s*$",
    re.IGNORECASE,
)


def plain_alias(alias: str) -> str:
    """A name that a source states beside another, without what it says of the time when it was in use.

    >>> plain_alias("ex-Night Watch"), plain_alias("Night Watch (until 2010)"), plain_alias("Night Watch (Mirna)")
    ('Night Watch', 'Night Watch', 'Night Watch (Mirna)')
    """
    plain = _OF_ITS_TIME.sub("", alias)
    return without_note(plain) or plain or alias


def _word_off(text: str) -> tuple[str, str]:
    """A text without its last word, and that word."""
    text = text.rstrip(_CLOSING)
    start = max(map(text.rfind, _OPENING)) + 1
    return text[:start].rstrip(_OPENING), text[start:]


_FORMER = re.compile(r"\s*[(\[]\s*ex(?:-|\s+|-\s+)(?P<former>[^()\[\]]*[^\W_][^()\[\]]*)[)\]]")


def former_name(text: str) -> tuple[str, str]:
    """A text without the former name in brackets in it, and that name; two empty ones where it has none.

    >>> former_name("Mirna Guard (ex-Night Watch), Velabad"), former_name("Mirna Guard (ex-combatants)")
    (('Mirna Guard, Velabad', 'Night Watch'), ('', ''))
    """
    found = _FORMER.search(text)
    if not found or not (found["former"][0].isupper() or found["former"][0].isdigit()):
        return "", ""
    return f"{text[: found.start()]}{text[found.end() :]}".strip(), found["former"].strip()


@cache
def _before() -> frozenset[str]:
    return marked("note") | marked("note-before")


_APART = re.compile("(?<![^\\W_])((?:anti|contra|counter))-(?=[^\\W\\d_]{4})", re.IGNORECASE)
_IN_ONE = re.compile("(?<![^\\W_])((?:anti|contra|counter))(?=[^\\W\\d_]{5})", re.IGNORECASE)


def with_prefixes(text: str) -> tuple[str, ...]:
    """A text with words such as ``anti`` joined to the next ones, and apart from them; without those that are it.

    >>> with_prefixes("Anti-riot Unit"), with_prefixes("Antikidnap Unit"), with_prefixes("Riot Unit")
    (('Antiriot Unit',), ('Anti-kidnap Unit',), ())
    """
    return tuple(each for each in (_APART.sub(r"\1", text), _IN_ONE.sub(r"\1-", text)) if each != text)


def joined_lines(text: str) -> tuple[str, ...]:
    """A text with a hyphen and a blank in a word, as the end of a line leaves them, without the two and without the
    blank; nothing for other texts.

    >>> joined_lines("Mirna Batta- lion")
    ('Mirna Battalion', 'Mirna Batta-lion')
    """
    return tuple(_LINE_END.sub(sign, text) for sign in ("", "-")) if _LINE_END.search(text) else ()
