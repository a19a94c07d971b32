"""How many statements a unit of a hierarchy table costs, and which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unitgraph.dataset.nquads import Statement, parse_lines
from unitgraph.dataset.vocab import term
from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.iris import Minter
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.display import unshown

MINT = Minter()
MOST = 20
"""The statements that a unit of a table of paths may cost, its edge and its share of the rows included."""


def statements(table: Path) -> Iterator[Statement]:
    """What is stated of a table of paths in its own graph."""
    tables = HierarchyTables([HierarchySource(table, year=2020)], unshown)
    writer, assembly = Writer(MINT.base), Assembly(MINT.base, tables.names)
    blocks = list(tables.merged_into(assembly, writer))
    assembly.identify()
    blocks += writer.units(tabled for _, tabled in assembly.described() if tabled is not None)
    lines = [line for block in blocks for line in block.splitlines()]
    return (each for each in parse_lines(lines) if each.graph == MINT.table_graph(table.stem))


def test_a_unit_of_a_table_costs_few_statements(tmp_path: Path) -> None:
    table = tmp_path / "velabad.csv"
    rows = [
        f"{n}th Platoon|{c}th Company|{b}th Battalion|Velabad Army"
        for b in range(4, 9)
        for c in range(4, 9)
        for n in range(4, 9)
    ]
    table.write_text("path,country\n" + "".join(f'"{row.replace("|", ", ")}",MX\n' for row in rows), encoding="utf-8")
    found = list(statements(table))
    units = {each.subject for each in found if each.predicate == term("rdf:type") and each.value == term("ug:Unit")}
    assert len(units) == 1 + 5 + 25 + 125
    assert len(found) / len(units) <= MOST


def test_what_the_ontology_entails_and_what_lower_case_finds_is_not_written(tmp_path: Path) -> None:
    table = tmp_path / "velabad.csv"
    table.write_text('path,country\n"Policía de Velabad, Velabad Ministry",MX\n', encoding="utf-8")
    found = list(statements(table))
    kinds = {each.value for each in found if each.predicate == term("rdf:type") and "/unit/" in each.subject}
    assert kinds == {term("ug:Unit")}
    hidden = [each.value for each in found if each.predicate == term("skos:hiddenLabel")]
    assert hidden == ["policia de velabad"], "a search without accents finds it"
