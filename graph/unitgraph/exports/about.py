"""What every output says of itself: limitations, which data of which version, by which software, and when.

Written once and said in every format: a sheet, a comment, metadata beside a table (Metadata Vocabulary for Tabular
Data, W3C 2015), a member of a JSON object, the last lines of a text, the description of a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, urlsplit

from unitgraph.dataset.catalogue import CAVEATS, SHORT_CAVEATS, no_legal_basis
from unitgraph.store import SourceInfo, SourceKind, StoreInfo
from unitgraph.system.clock import now, time_text
from unitgraph.system.display import quantity
from unitgraph.system.version import __version__
from unitgraph.system.writing import COMMENT

NOT_STATED = "no legal basis is stated"
SOFTWARE = f"unitgraph {__version__}"
SHORT = f"{SHORT_CAVEATS} `unitgraph check NAME --caveats` gives all."
_CSVW = "http://www.w3.org/ns/csvw"
_MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class About:
    """What an output says of itself.

    ``store`` is the name of the data, ``sha256`` its version (the digest of :class:`~unitgraph.store.StoreInfo`),
    ``built`` when and by what it was built; ``written`` is the time of the output, None where the same bytes are given
    each time. ``remarks`` are about its answers: the day as of which they are.
    """

    store: str
    sha256: str
    built: str
    sources: tuple[SourceInfo, ...]
    written: datetime | None
    remarks: tuple[str, ...] = ()

    @property
    def caveats(self) -> tuple[str, ...]:
        """The limitations, and which lists state no legal basis."""
        lawless = (each.name for each in self.sources if each.kind is SourceKind.LIST and not each.legal_basis)
        return (*CAVEATS, *map(no_legal_basis, lawless))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Subjects, each with what is said of it."""
        return (
            ("Data", self.store),
            ("Data version", f"sha256:{self.sha256}"),
            ("Built", self.built),
            ("Software", SOFTWARE),
            *((("Written", time_text(self.written)),) if self.written else ()),
            *((_heading(each), source_text(each)) for each in self.sources),
            *(("Remark", each) for each in self.remarks),
            *(("Limitation", each) for each in self.caveats),
        )

    def lines(self) -> tuple[str, ...]:
        """All of it, one a line."""
        return tuple(f"{subject}: {text}" for subject, text in self.pairs())

    def short(self) -> tuple[str, ...]:
        """Three lines, which say where all limitations stand: for the end of a text."""
        lists = [each for each in self.sources if each.kind is SourceKind.LIST]
        none = "none; hierarchy tables deny no unit" if self.sources else "not recorded in this store"
        named = "; ".join(f"{each.name} ({each.legal_basis or NOT_STATED})" for each in lists[:_SHOWN])
        more = f"; and {len(lists) - _SHOWN} more" if len(lists) > _SHOWN else ""
        return (
            SHORT,
            f"{'Lists' if len(lists) != 1 else 'List'}: {named or none}{more}.",
            self.data_line,
        )

    @property
    def data_line(self) -> str:
        """Of which data and of which version, made with what, and when: the last line of a text."""
        now = f", {time_text(self.written)}" if self.written else ""
        return f"Data: {self.store}, version {self.sha256[:16]}, built {self.built}. {SOFTWARE}{now}."

    def comment(self) -> str:
        """All of it as one line, by whose beginning tables are known again when they are read."""
        told = " | ".join(" ".join(each.split()) for each in self.lines())
        return f"{COMMENT} {told}".replace('"', "\u201d")  # no reader may take the line for a quoted cell

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            "data": {
                "store": self.store,
                "sha256": self.sha256,
                "built": self.built,
                "sources": [_source_dict(each) for each in self.sources],
            },
            "software": SOFTWARE,
            "written": time_text(self.written) if self.written else None,
            "remarks": list(self.remarks),
            "caveats": list(self.caveats),
        }

    def table_metadata(self, name: str, columns: Sequence[str], dialect: dict[str, Any]) -> dict[str, Any]:
        """The metadata of the table in the file ``name`` (CSV on the Web), with ``dialect`` where it is not the usual
        one."""
        return {
            "@context": [_CSVW, {"@language": "en"}],
            "url": quote(name),
            **({"dialect": dialect} if dialect else {}),
            **self.properties(),
            **({"dc:created": time_text(self.written)} if self.written else {}),
            "tableSchema": {"columns": [{"titles": each} for each in columns]},
        }

    def properties(self) -> dict[str, Any]:
        """What CSV on the Web says of tables in properties of Dublin Core, schema.org and RDFS; nothing that changes
        with the time of the output."""
        return {
            "dc:creator": SOFTWARE,
            "dc:provenance": f"{self.store}, built {self.built}",
            "schema:version": f"sha256:{self.sha256}",
            "schema:isBasedOn": [source_text(each) for each in self.sources],
            "rdfs:comment": [*self.remarks, *self.caveats],
        }


_SHOWN = 5
"""The lists named at the end of a text."""


def about_data(info: StoreInfo, remarks: Iterable[str] = ()) -> About:
    """What an output made now from a store says of itself."""
    when = info.built or ("in memory" if info.place == _MEMORY else "at a time that is not recorded,")
    built = f"{when} with unitgraph {info.unitgraph_version}"
    return About(_name(info), info.sha256, built, info.metadata.sources, now(), tuple(remarks))


def _name(info: StoreInfo) -> str:
    """The name of a store: of its folder, or the host and path of a service, never who is asked or where it lies."""
    if info.place == _MEMORY:
        return bundled_name(info) if info.metadata.lists else "a store in memory"
    if "://" in info.place:
        address = urlsplit(info.place)
        return f"{address.hostname}{address.path}"
    return PurePath(info.place).name or info.place


def bundled_name(info: StoreInfo) -> str:
    """The name of a store of bundled lists."""
    return f"the bundled list {', '.join(info.metadata.lists)}"


def _heading(source: SourceInfo) -> str:
    return f"List {source.name}" if source.kind is SourceKind.LIST else f"Hierarchy table {source.name}"


def source_text(source: SourceInfo) -> str:
    """A source in words: of a list title, year, publication, publisher, address, law and licence; of a table that it
    denies nothing."""
    if source.kind is not SourceKind.LIST:
        return f"hierarchy table {source.name}, {quantity(source.rows, 'row', form=',d')}; it denies no unit"
    day = f"published {source.published}" if source.published else f"counts as published from {source.counts_from}"
    told = (source.title, f"calendar year {source.year}", day, source.publisher, source.source)
    law = f"legal basis: {source.legal_basis}" if source.legal_basis else NOT_STATED
    licence = f"licence: {source.licence}" if source.licence else None
    return "; ".join(filter(None, (*told, law, licence)))


def _source_dict(source: SourceInfo) -> dict[str, Any]:
    return {
        "kind": str(source.kind),
        "name": source.name,
        "title": source.title,
        "year": source.year,
        "published": source.published,
        "countsFrom": source.counts_from,
        "publisher": source.publisher,
        "source": source.source,
        "legalBasis": source.legal_basis,
        "licence": source.licence,
        "sha256": source.sha256,
    }
