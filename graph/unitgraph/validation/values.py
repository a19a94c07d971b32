"""What validation finds: results, and the report they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unitgraph.dataset.vocab import PREFIXES

_REPORT_PREFIXES = ("dcat", "dcterms", "org", "prov", "rdfs", "sh", "skos", "ug", "xsd")


class Severity(StrEnum):
    """How grave a result is. Only violations make data invalid; warnings are for a person to look at."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One thing that a shape found.

    ``focus`` is what was looked at, ``path`` the property looked along (SPARQL path syntax with full IRIs;
    empty when the thing as a whole was looked at), ``value`` what was found there (the text of a literal, an
    IRI, or empty), ``constraint`` the kind of constraint (``sh:MinCountConstraintComponent`` as a full IRI),
    ``shape`` the shape, ``message`` what is wrong and what to do, ``name`` the name of ``focus``, if any.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    constraint: str
    shape: str
    message: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found, in an order that does not depend on that of the data.

    ``conforms`` is True when no result is a violation. ``statements`` are the lines of N-Triples of the same
    report as a standard ``sh:ValidationReport``.
    """

    conforms: bool
    results: tuple[ValidationResult, ...]
    statements: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """The number of results of a severity."""
        return sum(result.severity is severity for result in self.results)

    def text(self) -> str:
        """The report in plain words, one paragraph for each result, the gravest first."""
        return "\n\n".join([self._summary(), *map(_paragraph, self.results)]) + "\n"

    def to_turtle(self) -> str:
        """The report as a ``sh:ValidationReport`` in Turtle: the same bytes for the same report."""
        from pyoxigraph import RdfFormat, parse, serialize

        triples = (quad.triple for quad in parse("\n".join(self.statements), format=RdfFormat.N_TRIPLES))
        prefixes = {name: PREFIXES[name] for name in _REPORT_PREFIXES}
        written = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes)
        assert written is not None  # it is bytes when no output is named
        return written.decode()

    def _summary(self) -> str:
        counts = [(severity, count) for severity in Severity if (count := self.count(severity))]
        words = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts]
        return f"{'Valid' if self.conforms else 'Not valid'}: {', '.join(words) or 'nothing found'}."


def _paragraph(result: ValidationResult) -> str:
    where = f"{result.name} <{result.focus}>" if result.name else f"<{result.focus}>"
    lines = [f"{result.severity.capitalize()}: {where}", f"  {result.message}"]
    if result.path:
        lines.append(f"  property: {_shorten(result.path)}")
    if result.value and result.value != result.focus:
        lines.append(f"  found: {_shorten(result.value)!r}")
    lines.append(f"  shape: {_shorten(result.shape)}")
    return "\n".join(lines)


def _shorten(text: str) -> str:
    """``text`` with prefixed names for the IRIs of vocabularies."""
    for prefix, namespace in PREFIXES.items():
        text = text.replace(namespace, f"{prefix}:")
    return text
