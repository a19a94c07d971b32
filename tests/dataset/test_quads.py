"""How many statements a unit of a hierarchy table costs, and which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unitgraph.dataset.nquads import Statement, parse_lines
from unitgraph.dataset.vocab import term
from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.iris import Minter, line_of_row
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.display import unshown

MINT = Minter()
MOST = 20
"""The statements that a unit of a hierarchy table may cost, its edge and its share of the rows included."""


def statements(table: Path, superiors: Path | None = None) -> Iterator[Statement]:
    """What is stated of a table in its own graph and that of its superiors."""
    tables = HierarchyTables([HierarchySource(table, superiors, year=2020)], unshown)
    writer, assembly = Writer(MINT.base), Assembly(MINT.base, tables.names)
    blocks = list(tables.merged_into(assembly, writer))
    assembly.identify()
    blocks += writer.units(tabled for _, tabled in assembly.described() if tabled is not None)
    lines = [line for block in blocks for line in block.splitlines()]
    graphs = {MINT.table_graph(name) for name in tables.names}
    return (each for each in parse_lines(lines) if each.graph in graphs)


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


def test_a_unit_of_two_tables_costs_few_statements(tmp_path: Path) -> None:
    """Each unit but one has a superior, with a row, a relation, a confidence and two dates known to the year."""
    units, superiors = tmp_path / "units.csv", tmp_path / "superiors.csv"
    size = 100
    rows = (f"u{n},{n}th Velabad Company,MX\n" for n in range(4, size + 4))
    units.write_text("unit,name,country\n" + "".join(rows), encoding="utf-8")
    edges = (f"u{n},u{4 + (n - 5) // 3},command,{1980 + n % 20},{2000 + n % 20},0.9\n" for n in range(5, size + 4))
    heading = "subordinate,superior,relation,first_cited,last_cited,confidence\n"
    superiors.write_text(heading + "".join(edges), encoding="utf-8")
    found = list(statements(units, superiors))
    assert sum(each.value == term("ug:Unit") for each in found) == size
    assert sum(each.value == term("ug:Subordination") for each in found) == size - 1
    # What is said once, of the tables and the country, is no matter of how many units there are.
    once = {MINT.hierarchy_table("units"), MINT.hierarchy_table("superiors"), MINT.country("MX")}
    assert sum(each.subject not in once for each in found) / size <= MOST
    # What a row is, its table and its line are found without a statement for each.
    table = MINT.hierarchy_table("superiors")
    rows_of = [each.subject for each in found if each.predicate == term("dcterms:isPartOf") and each.value == table]
    assert sorted(map(line_of_row, rows_of)) == list(range(2, size + 1))
    assert {each.predicate for each in found if each.subject == MINT.table_row("superiors", 2)} == {
        term("dcterms:isPartOf"),
        term("ug:verbatimText"),
    }


def test_what_the_ontology_entails_and_what_lower_case_finds_is_not_written(tmp_path: Path) -> None:
    table = tmp_path / "velabad.csv"
    table.write_text('path,country\n"Policía de Velabad, Velabad Ministry",MX\n', encoding="utf-8")
    found = list(statements(table))
    kinds = {each.value for each in found if each.predicate == term("rdf:type") and "/unit/" in each.subject}
    assert kinds == {term("ug:Unit")}
    hidden = [each.value for each in found if each.predicate == term("skos:hiddenLabel")]
    assert hidden == ["policia de velabad"], "a search without accents finds it"
