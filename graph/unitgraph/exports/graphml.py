"""GraphML for network tools: units as nodes, an edge from each unit to its superiors."""

from __future__ import annotations

import io
import re
from typing import IO

from unitgraph.dataset.vocab import term
from unitgraph.exports.about import SOFTWARE, About, source_text
from unitgraph.exports.described import Described

_BOOLEAN_KEY = re.compile(rb'<key id="(d[0-9]+)"[^>]* attr\.type="boolean"')


def write_graphml(about: Described, output: IO[bytes], told: About) -> None:
    """Write the units and edges that are described; the lists' titles, years, sources, legal basis and caveats, the
    version of the data and the software are attributes of the graph."""
    from networkx import DiGraph, write_graphml

    lists = about.lists()
    graph: DiGraph[str] = DiGraph(
        title="; ".join(str(each["title"]) for each in lists),
        year="; ".join(str(each["year"]) for each in lists),
        source="; ".join(str(each["source"]) for each in lists),
        caveats=" ".join(told.caveats),
        sources=" | ".join(map(source_text, told.sources)),
        data_version=f"sha256:{told.sha256}",
        software=SOFTWARE,
    )
    listed: dict[str, set[str]] = {}
    for denial in about.of_class("ug:Denial"):
        listed.setdefault(about.one(denial, "ug:deniedUnit"), set()).add(about.one(denial, "ug:calendarYear"))
    for unit in about.of_class("ug:Unit"):
        years = " ".join(sorted(listed.get(unit, ())))
        graph.add_node(
            unit,
            name=about.name(unit),
            country=about.country(unit),
            country_confidence=about.country_confidence(unit),
            listed=unit in listed,
            listed_years=years,
        )
    for (subordinate, superior), edges in _by_pair(about).items():
        relations = sorted({about.one(edge, "ug:relation").removeprefix(term("ug:")) for edge in edges})
        statuses = {about.one(edge, "ug:edgeStatus") for edge in edges}
        graph.add_edge(
            subordinate,
            superior,
            confidence=max(float(about.one(edge, "ug:confidence")) for edge in edges),
            relations=" ".join(relations),
            cited="; ".join(sorted(filter(None, {str(about.period(edge)) for edge in edges}))),
            disputed=statuses == {term("ug:Conflict")},
        )
    made = io.BytesIO()
    write_graphml(graph, made, encoding="utf-8", prettyprint=True)
    # networkx writes Python's words for booleans; those of XML Schema, which GraphML uses, are in small letters.
    keys = b"|".join(_BOOLEAN_KEY.findall(made.getvalue()))
    values = re.compile(rb'(?<=<data key=")(?:%b)">(?:True|False)(?=</data>)' % keys)
    output.write(values.sub(lambda found: found[0].lower(), made.getvalue()))


def _by_pair(about: Described) -> dict[tuple[str, str], list[str]]:
    """The statements of each edge: a network has one, whose dates are told together."""
    found: dict[tuple[str, str], list[str]] = {}
    for edge in about.of_class("ug:Subordination"):
        pair = about.one(edge, "ug:subordinate"), about.one(edge, "ug:superior")
        found.setdefault(pair, []).append(edge)
    return found
