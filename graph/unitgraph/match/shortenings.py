"""Short names that can be made of a name: its initials, and those of some of its words with the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anyascii import anyascii

from unitgraph.match.forms import BRACKETS, NameForm, roman_value
from unitgraph.match.vocabulary import NamePart, number_words, stop_words

_SPELT = re.compile(r"(?<!\w)[^\W\d_]+")


def initials(form: NameForm, name: str = "") -> tuple[str, ...]:
    """Acronyms that can be derived from a form of at least three words, and from the ``name`` as it is written, in
    lower case."""
    words = [word.text for word in form.words if word.part is not NamePart.COUNTRY]
    if any(not word[0].isalpha() for word in words):
        return ()
    written = "".join(word[0] for word in written_words(name))
    spelt = unaccented(written)
    if not spelt.isascii() and spelt[0].isupper():  # such scripts write the other words of a name small
        spelt = anyascii(spelt).upper()
    found = ("".join(word[0] for word in words), spelt.lower() if spelt.isascii() and spelt.isupper() else "")
    return tuple(dict.fromkeys(short for short in found if len(short) > 2))


def unaccented(text: str) -> str:
    """``text`` with Latin letters without their signs (``\u0130``: ``I``)."""
    return text if text.isascii() else "".join(anyascii(each) if each <= _LAST_LATIN else each for each in text)


_LAST_LATIN = "\u024f"


def written_words(name: str) -> list[str]:
    """The words of a name as they are written, without minor ones."""
    return [word for word in _SPELT.findall(BRACKETS.sub(" ", name)) if word.lower() not in stop_words()]


_TOLD_APART = frozenset({NamePart.NUMBER, NamePart.PROPER, NamePart.DIRECTION})
_SHORT = re.compile(r"(?<![\w.-])[A-Z]{2,8}(?![\w.-])")


def shortened(name: str, form: NameForm) -> Iterator[tuple[str, ...]]:
    """The words of a name with the acronym printed in it for what it stands for (``Prevention Unit UMEP No. 1``:
    ``~umep #1``), where there are words beside it that tell the unit apart."""
    told = [word.text for word in form.words if word.part in _TOLD_APART]
    for found in _SHORT.finditer(name if told and not name.isupper() else ""):
        short = found[0].lower()
        if not roman_value([found[0]], 0) and (
            short in stop_words() or short not in {word.text for word in form.words}
        ):
            yield (f"~{short}", *told)


def abridged(form: NameForm, name: str = "") -> Iterator[tuple[str, ...]]:
    """The words of a name with initials for some: for at least three words for what it does, with which it begins
    (``Special Intelligence Group Dorvan``: ``~sig dorvan``), as the ``name`` is written, too; for all but a number
    (``8 Zona Militar``: ``~zm #8``), there in the letters of the name, too."""
    words = [word for word in form.words if word.part is not NamePart.COUNTRY]
    numbers = [word.text for word in words if word.part is NamePart.NUMBER]
    others = [word.text for word in words if word.part is not NamePart.NUMBER]
    if len(numbers) == 1 and 2 <= len(others) <= 8:
        yield ("~" + "".join(other[0] for other in others), *numbers)
    marks = number_words().marks | {"n"}
    own = [word for word in written_words(name) if word.lower() not in marks]
    in_own_letters = anyascii("".join(word[0] for word in own)).lower()
    if len(numbers) == 1 and (form.foreign or not name.isascii()) and 2 <= len(in_own_letters) <= 8:
        yield (f"~{in_own_letters}", *numbers)
    general = next((at for at, word in enumerate(words) if word.part not in _GENERAL), len(words))
    if 3 <= general < len(words):
        rest = [word.text for word in words[general:]]
        yield ("~" + "".join(word.text[0] for word in words[:general]), *rest)
        written = written_words(name)
        spelt = unaccented("".join(word[0] for word in written[:general])).lower()
        if len(written) == len(words) and spelt.isascii():
            yield (f"~{spelt}", *rest)


_GENERAL = frozenset({NamePart.LEVEL, NamePart.SCOPE, NamePart.FORCE, NamePart.FUNCTION})
