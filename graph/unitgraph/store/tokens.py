"""The tokens of a query, by the lexical grammar of SPARQL 1.1 Query (section 19.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_TERMS = frozenset({"iri", "name", "number", "string", "variable"})
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-"
    "\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + r"_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = rf"""
    (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*''' | \"""(?:"{{0,2}}(?:[^"\\]|\\.))*\"""
      | '(?!'')(?:[^'\\\r\n]|\\.)*' | "(?!"")(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[{_BASE}](?:\.*[{_CHARS}])*)?:(?:(?:[{_BASE}_:0-9]|{_PLX})(?:\.*(?:[{_CHARS}:]|{_PLX}))*)?)
  | (?P<number>[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)? | [0-9]+\.[eE][+-]?[0-9]+)
  | (?P<word>[{_BASE}_][{_CHARS}]*)
  | (?P<operator>&&|\|\||\^\^|!=|<=|>=|[{{}}()\[\].,;*/|^?+\-!=<>])
"""


class QueryKind(StrEnum):
    """The four forms of a query."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"


class Token(NamedTuple):
    """A token; ``upper`` is a word in capitals, empty if it is not a word."""

    kind: str
    text: str
    offset: int
    upper: str


class Refused(Exception):
    """A refusal at an offset of the expanded text."""

    def __init__(self, offset: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.offset, self.what, self.remedy = offset, what, remedy


@cache
def _token() -> re.Pattern[str]:
    """The pattern of a token, compiled when the first query comes: a check in a store needs none."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a text. Raises Refused at anything outside SPARQL 1.1."""
    token, offset = _token(), 0
    while offset < len(text):
        found = token.match(text, offset)
        if found is None:
            raise Refused(offset, f"unexpected {text[offset]!r}", "close the string, or remove it")
        if found.lastgroup == "operator" and text.startswith(("<<", "{|"), offset):
            raise Refused(offset, f"{text[offset : offset + 2]} is not SPARQL 1.1", "query without triple terms")
        if found.lastgroup != "space":
            kind = found.lastgroup or ""
            yield Token(kind, found[0], offset, found[0].upper() if kind == "word" else "")
        offset = found.end()


def is_operand(token: Token | None) -> bool:
    """Whether ``token`` ends a term, so that a term after it is the next element of a collection."""
    return token is not None and (is_term(token) or token.kind == "language" or token.text in (")", "]"))


def is_term(token: Token) -> bool:
    """Whether ``token`` is a variable, an IRI, a blank node or a literal."""
    return token.kind in _TERMS or token.upper in ("TRUE", "FALSE")


def has_relative_iri(tokens: Iterable[Token]) -> bool:
    """Whether an IRI is to be resolved against a base."""
    return any(token.kind == "iri" and not _SCHEME.match(token.text) for token in tokens)


def prefixes_of(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes of the prologue. One declared twice is left out: which of them counts is up to the engine."""
    declared: dict[str, str] = {}
    twice: set[str] = set()
    for keyword, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if keyword.upper == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            prefix = name.text.removesuffix(":")
            twice.update({prefix} & declared.keys())
            declared[prefix] = iri.text[1:-1]
    return {prefix: iri for prefix, iri in declared.items() if prefix not in twice}


def kind_of(tokens: list[Token], end: int) -> tuple[QueryKind, int]:
    """The form of the query and the position of its keyword, after the prologue."""
    offset = end
    for place, token in enumerate(tokens):
        if token.upper in FORMS:
            return QueryKind(token.upper.lower()), place
        if token.kind == "word" and token.upper not in {"BASE", "PREFIX"}:
            offset = token.offset
            break
    raise Refused(offset, "not a query", "begin it with SELECT, ASK, CONSTRUCT or DESCRIBE")


def columns_of(tokens: list[Token]) -> tuple[str, ...]:
    """The variables that a SELECT, whose word is the first of ``tokens``, gives."""
    columns: list[str] = []
    depth = 0
    for before, token in pairwise(tokens):
        if depth == 0 and (token.text == "{" or token.upper in {"WHERE", "FROM"}):
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or (depth == 1 and before.upper == "AS")):
            columns.append(token.text[1:])
    return tuple(columns)
