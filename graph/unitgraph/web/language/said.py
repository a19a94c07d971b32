"""Sentences that other rooms made, in the language of the request.

Answers, reasons and errors are made in English, once, for every output. A page shows each in the reader's language: the
sentence is found among those of ``sentences.py``, its names and numbers are taken out of it, and put into the
translation. What cannot be found stays as it is and is marked as English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from unitgraph.checking.chains import EACH_EDGE
from unitgraph.web.language.catalogue import known, ngettext
from unitgraph.web.language.choosing import DEFAULT, chosen
from unitgraph.web.language.formats import country_named, dated, number, score
from unitgraph.web.language.sentences import COUNTED, PATTERNS, WHICH_IS_LISTED

_PLACE = re.compile(r"\{(\w+)\}")
_BETWEEN = re.compile(r"(; | \| |: | \u00b7 |(?<=[a-z)\d\u201d'\"][.?!]) (?=[A-Z\u201c'\"]))")
TERM = "term"
"""The context of words in the catalogues: no part of a longer text is taken for one of them."""
QUOTED = "\u201c{}\u201d"
_UNIT = re.compile(r"[^a-z()][^()]* \((?:[A-Z]{2}|country not known|no country)\)(?:, which is listed)?[.]?")
SEPARATORS = ("; ", ": ")
"""What stands between two sentences, where languages differ."""
_LONGEST = 40
"""The number of pieces of a text that may be one sentence."""


def said(text: str) -> Markup:
    """A text for a page: in the language of the request as far as it can be said in it, the rest marked as English."""
    return Markup("").join(escape(piece) if is_said else _in_english(piece) for piece, is_said in _pieces(text))


def _in_english(text: str) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(DEFAULT, text)


def said_plainly(text: str) -> str:
    """A text for an attribute or a title, where no part of it can be marked."""
    return "".join(piece for piece, _ in _pieces(text))


def term_said(text: str) -> str:
    """A word or title of unitgraph's own vocabulary: a label of the ontology, a kind, a query."""
    return known(text, TERM) or text


def definition_said(text: str) -> Markup:
    """The definition of a term; marked as English where the store has another one than this version of unitgraph."""
    told = known(text, TERM)
    return escape(told) if told else _in_english(text)


def separated(by: str) -> str:
    """One of :data:`SEPARATORS` as the language writes it."""
    return known(by, TERM) or by


def edges_said(text: str) -> str:
    """What sources state of an edge: relation, dates, whether it is disputed."""
    return "; ".join(", ".join(map(_edge_word, each.split(", "))) for each in text.split("; "))


def _edge_word(text: str) -> str:
    return _composed(text) or known(text, TERM) or text


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text, each with whether it is in the language of the request."""
    if chosen().code == DEFAULT or not any(map(str.isalpha, text)):
        yield text, True
        return
    parts = _BETWEEN.split(text)
    unsaid, at = "", 0
    while at < len(parts):
        # The shortest piece that is a sentence: what follows may be another one.
        ends = range(at + 1, min(len(parts), at + _LONGEST) + 1, 2)
        found = next(((told, end) for end in ends if (told := _sentence("".join(parts[at:end])))), None)
        between = "".join(parts[found[1] if found else at + 1 :][:1])
        if found is None:
            unsaid += parts[at] + between
        else:
            if unsaid:
                yield unsaid, False
            unsaid = ""
            yield found[0] + separated(between), True
        at = (found[1] if found else at + 1) + 1
    if unsaid:
        yield unsaid, False


def _sentence(text: str) -> str:
    """A sentence in the language of the request, or a unit of a row of them; empty if it is none that is known."""
    if not any(map(str.isalpha, text)):
        return text
    if told := known(text) or _composed(text):
        return told
    # A note stands in a sentence of its own, or a word at the beginning of a line.
    low, end = f"{text[:1].lower()}{text[1:]}", "." if text.endswith(".") else ""
    for noted in dict.fromkeys((low, low.removesuffix("."))):
        if noted != text and (told := known(noted) or _composed(noted)):
            return f"{told[:1].upper()}{told[1:]}{'' if told.endswith(end) else end}"
    return _unit_said(text) if _UNIT.fullmatch(text) else ""


@dataclass(frozen=True, slots=True)
class _SentencePattern:
    """A sentence with names and numbers in it, and the longest part of it without any; ``several`` is what it is for
    another number of things than one."""

    told: str
    part: str
    form: re.Pattern[str]
    several: str = ""


@cache
def _patterns() -> tuple[_SentencePattern, ...]:
    single = ((each, "") for each in PATTERNS)
    return tuple(_pattern(*each) for each in (*single, *COUNTED))


def _pattern(one: str, several: str = "") -> _SentencePattern:
    form = re.compile("|".join(map(_form, filter(None, (one, several)))), re.DOTALL)
    return _SentencePattern(one, max(_PLACE.split(one)[::2], key=len) if not several else " ", form, several)


def _form(text: str) -> str:
    parts = _PLACE.split(text)
    return "".join(
        re.escape(part) if at % 2 == 0 else f"({_KINDS.get(part, _ANY)[0]})" for at, part in enumerate(parts)
    )


def _composed(text: str) -> str:
    """A sentence with its names and numbers; empty if none of the patterns is it."""
    for pattern in _patterns():
        if pattern.part in text and (found := pattern.form.fullmatch(text)):
            values = [each for each in found.groups() if each is not None]
            names = _PLACE.findall(pattern.told)
            told = known(pattern.told)
            if pattern.several:
                told = ngettext(pattern.told, pattern.several, int(re.sub(r"\D", "", values[names.index("count")])))
            return told.format(**{name: _kind(name)(value) for name, value in zip(names, values, strict=True)})
    return ""


def _kind(name: str) -> Callable[[str], str]:
    return _KINDS.get(name, _ANY)[1]


def _unit_said(text: str) -> str:
    """Units such as ``Torreon Station (MX), which is listed``: their names stay as they are."""
    told = re.sub(r"(?<=\()(country not known|no country)(?=\))", lambda found: known(found[0], TERM), text)
    return told.replace("), which is listed", f"), {known(WHICH_IS_LISTED)}")


def _chain_said(text: str) -> str:
    """A chain on one line, and the entries behind it."""
    told = re.sub(r"\((each edge )?([^()]+)\)", lambda found: f"({_stated(*found.groups())})", text)
    return re.sub(r"\blist (\S+) line (\d+)$", lambda found: _composed(f"list {found[1]}, line {found[2]}"), told)


def _quoted(text: str) -> str:
    """A text in the quotation marks of the language, which Python quoted."""
    return (known(QUOTED, TERM) or QUOTED).format(ast.literal_eval(text))


def _requoted(text: str) -> str:
    """Texts in the quotation marks of the language."""
    return re.sub("\u201c([^\u201d]*)\u201d", lambda found: (known(QUOTED, TERM) or QUOTED).format(found[1]), text)


def _stated(each: str | None, text: str) -> str:
    return (known(EACH_EDGE, TERM) if each else "{}").format(edges_said(text))


_ANY: tuple[str, Callable[[str], str]] = (r".+?", _unit_said)
_KINDS: dict[str, tuple[str, Callable[[str], str]]] = {
    "count": (r"\d[\d,]*", lambda text: number(int(text.replace(",", "")))),
    "most": (r"\d[\d,]*", lambda text: number(int(text.replace(",", "")))),
    "score": (r"\d\.\d+", score),
    "day": (r"\d[\d/-]*", dated),
    "until": (r"\d[\d/-]*", dated),
    "said": (r".+?", said_plainly),
    "chain": (r".+?", _chain_said),
    "quoted": (r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", _quoted),
    "texts": (r".+?", _requoted),
    "small": (r"left|right", said_plainly),
    "large": (r"left|right", said_plainly),
    "country": (r".+?", country_named),
    "status": (r"[a-z-]+", lambda text: known(text, "status") or text),
}
"""What stands in the place of a name in a pattern, and how it is written; any other is a name, which is not
translated."""
