"""Mints the IRIs of data. No other module writes one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from unitgraph.lexicon.names import slug, tidy
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.system.errors import UnitGraphError

DEFAULT_BASE = "https://w3id.org/unitgraph/"


def check_base(base: str) -> None:
    """Raise UnitGraphError unless ``base`` can be the base of every IRI of the data."""
    if not re.fullmatch(r"https?://(?!/)[^\x00-\x20\x7f\s<>\"{}|\\^`#?\ud800-\udfff]+/", base):
        raise UnitGraphError(f"base {base!r}", "is not a base for IRIs", "give an http(s) address that ends in '/'")


def fingerprint(*parts: str, length: int = 8) -> str:
    """``length`` hexadecimal digits that depend on all ``parts`` and their order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


@lru_cache(maxsize=1 << 14)
def text_fingerprint(text: str) -> str:
    """16 hexadecimal digits for the text of an entry or path: the same for texts that differ in white space or case
    only."""
    return fingerprint(tidy(text).casefold(), length=16)


@lru_cache(maxsize=1024)
def _quoted(name: str) -> str:
    """A name as a segment of a path."""
    return quote(name, safe="")


def line_of_row(row: str) -> int:
    """The line of its file on which a row of a hierarchy table begins, from its IRI."""
    return int(row.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints the IRIs of data under one ``base`` (ending in ``/`` or ``#``)."""

    base: str = DEFAULT_BASE

    def unit(self, country: str, key: Sequence[str], length: int = 8) -> str:
        """A unit: country (``zz`` where none is stated), readable name, and a hash of the country and the folded names
        from root to leaf."""
        code = (country or OPEN_COUNTRY).lower()
        return f"{self.base}unit/{code}/{slug(key[-1])}-{fingerprint(code, *key, length=length)}"

    def subordination(self, country: str, subordinate: str, superior: str, beside: str = "") -> str:
        """The edge between two units, given by their IRIs. ``beside`` tells apart what several kinds of source say of
        one edge."""
        parts = (subordinate, superior, beside) if beside else (subordinate, superior)
        return f"{self.base}subordination/{country.lower()}/{fingerprint(*parts, length=16)}"

    def ancestry(self, country: str, descendant: str, ancestor: str, days: str) -> str:
        """That a unit is above another one (IRIs) on some days."""
        return f"{self.base}ancestry/{country.lower()}/{fingerprint(descendant, ancestor, days, length=16)}"

    def identification(self, *mentions: str) -> str:
        """Why two mentions are one unit, or may be: by what tells each mention apart, in one text for each."""
        return f"{self.base}identification/{fingerprint(*mentions, length=16)}"

    def site(self, country: str, name: str) -> str:
        """A place in a country."""
        return f"{self.base}site/{country.lower()}/{slug(name)}-{fingerprint(country.lower(), name)}"

    def country(self, code: str) -> str:
        """A country by its ISO 3166-1 alpha-2 code."""
        return f"{self.base}country/{code.lower()}"

    def unit_list(self, name: str) -> str:
        """A published list."""
        return f"{self.base}list/{_quoted(name)}"

    def entry(self, name: str, text: str, occurrence: int = 1) -> str:
        """The entry of a list with a text, or that ``occurrence`` (from 1) of several with the same text. Its line is
        not in it: another copy of the list gives the same IRI."""
        return f"{self.unit_list(name)}/entry/{text_fingerprint(text)}" + (f"-{occurrence}" if occurrence > 1 else "")

    def reading(self, entry: str) -> str:
        """How an entry (an IRI) was read."""
        return f"{entry}/reading"

    def evidence(self, entry: str, number: int) -> str:
        """One reason for the reading of an entry (an IRI), counted from 1."""
        return f"{self.reading(entry)}/evidence/{number}"

    def segment(self, entry: str, number: int) -> str:
        """One part of an entry (an IRI) as read, counted from 1."""
        return f"{self.reading(entry)}/segment/{number}"

    def denial(self, entry: str, number: int = 1) -> str:
        """The denial that an entry (an IRI) states; one that lists several bodies states several."""
        return f"{entry}/denial" + (f"/{number}" if number > 1 else "")

    def build(self, version: str) -> str:
        """A build with this version of the software."""
        return f"{self.base}build/{_quoted(version)}"

    def agent(self, name: str) -> str:
        """A publisher, by its name."""
        return f"{self.base}agent/{slug(name)}-{fingerprint(name)}"

    def software(self, version: str) -> str:
        """This program in one version."""
        return f"{self.base}agent/unitgraph-{_quoted(version)}"

    def ruling(self, name: str, identifier: str) -> str:
        """A recorded decision about a list, or about the sources of a project, if ``name`` is empty."""
        return f"{self.base}ruling/{f'{_quoted(name)}/' if name else ''}{_quoted(identifier)}"

    def list_graph(self, name: str) -> str:
        """The named graph that holds what one list says."""
        return f"{self.base}graph/list/{_quoted(name)}"

    def hierarchy_table(self, name: str) -> str:
        """A table that says how units stand to one another."""
        return f"{self.base}hierarchy/{_quoted(name)}"

    def table_row(self, name: str, line: int) -> str:
        """The row of a hierarchy table that begins on a line of its file, which :func:`line_of_row` gives back."""
        return f"{self.hierarchy_table(name)}/line/{line}"

    def table_graph(self, name: str) -> str:
        """The named graph that holds what one hierarchy table says."""
        return f"{self.base}graph/hierarchy/{_quoted(name)}"

    def graph(self, name: str) -> str:
        """One of the other named graphs: ``rulings``, ``inferred``, ``ontology``, ``queries``."""
        return f"{self.base}graph/{name}"
