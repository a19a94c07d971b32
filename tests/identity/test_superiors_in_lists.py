"""Lists whose rows name superiors and other names beside their units: two units of one name stay two. All names are
made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.identity.lists import read_list
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.reading.maps import read_map
from unitgraph.reading.metadata import ListSource
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import SourceRemark

pytestmark = pytest.mark.filterwarnings("ignore::unitgraph.system.remarks.SourceRemark")


def graph(tmp_path: Path, text: str, column_map: str = "", name: str = "own.csv") -> UnitGraph:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    chosen = None
    if column_map:
        (tmp_path / "map.yaml").write_text(column_map, encoding="utf-8")
        chosen = read_map(tmp_path / "map.yaml")
    return read_list(ListSource(path, year=2021, country="CO", map=chosen))


def denied(found: UnitGraph) -> list[tuple[str, ...]]:
    """The chain of each denied unit, from the top."""
    units = {each.iri: each for each in found.units}

    def chain(unit: Unit) -> tuple[str, ...]:
        above = [units[each] for each in unit.superiors]
        assert len(above) < 2
        return (*(chain(above[0]) if above else ()), unit.name)

    return sorted(chain(units[each.unit]) for each in found.denials)


TWO = [("Armada de Velabad", "Brigada Móvil 4"), ("Ejército de Velabad", "Brigada Móvil 4")]
BY_NAME = "units: {unit: unit, name: unit, superior_names: parent}\n"
OF_ROWS = "units: {unit: unit, name: unit}\nsuperiors: {subordinate: unit, superior_name: parent}\n"
ROWS = "unit,parent\nBrigada Móvil 4,Ejército de Velabad\nBrigada Móvil 4,Armada de Velabad\n"


@pytest.mark.parametrize("column_map", ["", BY_NAME, OF_ROWS])
def test_two_units_of_one_name_below_different_superiors_are_two(tmp_path: Path, column_map: str) -> None:
    found = graph(tmp_path, ROWS, column_map)
    assert denied(found) == TWO
    assert [each.entry.verbatim for each in found.denials] == [
        "Ejército de Velabad / Brigada Móvil 4",
        "Armada de Velabad / Brigada Móvil 4",
    ]


def test_a_page_with_a_column_of_superiors(tmp_path: Path) -> None:
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split(','))}</tr>" for row in ROWS.splitlines()[1:]
    )
    page = f"<html><body><table><tr><th>Unit</th><th>Parent</th></tr>{cells}</table></body></html>"
    assert denied(graph(tmp_path, page, name="own.html")) == TWO


def test_superiors_are_followed_over_rows_by_identifier_name_and_acronym(tmp_path: Path) -> None:
    rows = (
        "id,name,parent,acronym\n"
        "a,Policía de Velabad,,PV;PoVe\n"
        "b,Región Norte,PV,\n"
        "c,Estación Lago,b,EL\n"
        'd,"Grupo Alfa, Brigada Móvil 9",Ejército de Velabad,\n'
        'e,"Grupo Beta, Región Norte",Región Norte,\n'
    )
    found = graph(tmp_path, rows)
    assert denied(found) == [
        ("Ejército de Velabad", "Brigada Móvil 9", "Grupo Alfa"),
        ("Policía de Velabad",),
        ("Policía de Velabad", "Región Norte"),
        ("Policía de Velabad", "Región Norte", "Estación Lago"),
        ("Policía de Velabad", "Región Norte", "Grupo Beta"),
    ]
    names = {each.name: each.other_names for each in found.units}
    assert names["Policía de Velabad"] == ("PV", "PoVe")
    assert names["Estación Lago"] == ("EL",)


def test_a_code_is_no_name_of_a_superior(tmp_path: Path) -> None:
    rows = "Code,Unit,Reports to\nA,Velabad Army,\nB,Brigada 2,A\nC,Puesto 3,Brigada 2\n"
    assert denied(graph(tmp_path, rows))[2] == ("Velabad Army", "Brigada 2", "Puesto 3")


@pytest.mark.parametrize("column_map", ["", BY_NAME])
def test_a_country_or_nothing_is_no_superior(tmp_path: Path, column_map: str) -> None:
    rows = "".join(
        f"Brigada {at},{each}\n" for at, each in enumerate(("N/A", "-", "None", "Colombia", "Brigada 4", "Unknown"))
    )
    assert denied(graph(tmp_path, f"unit,parent\n{rows}", column_map)) == [(f"Brigada {at}",) for at in range(6)]


def test_a_text_that_a_spreadsheet_saved_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("Unidad\tUnidad superior\tPaís\nPuesto 3\tEjército de Velabad\tMéxico\n", encoding="utf-16")
    assert denied(read_list(ListSource(path, year=2021))) == [("Ejército de Velabad", "Puesto 3")]


def test_bodies_side_by_side_below_a_superior_are_no_chain(tmp_path: Path) -> None:
    found = graph(tmp_path, 'unit,parent\n"Brigada 1, Brigada 2, Brigada 3 and Brigada 4",Ejército de Velabad\n')
    (reading,) = found.readings
    assert reading.path.kind == "unclear"
    assert "Ejército de Velabad" in reading.path.text


def test_of_several_superiors_the_last_cited_counts_and_is_told(tmp_path: Path) -> None:
    rows = "id,name,above,until\n" + "".join(f"a,Brigada 1,{each}\n" for each in ("b,2001", "c,2019", "c,2018"))
    rows += "b,División 2,,\nc,División 3,,\n"
    column_map = "units: {unit: id, name: name}\nsuperiors: {subordinate: id, superior: above, last_cited: until}\n"
    with pytest.warns(SourceRemark, match="1 row with several superiors.*--hierarchy"):
        found = graph(tmp_path, rows, column_map)
    assert denied(found) == [("División 2",), ("División 3",), ("División 3", "Brigada 1")]


def test_a_superior_whose_name_two_rows_have_is_told(tmp_path: Path) -> None:
    with pytest.warns(SourceRemark, match="whose name several rows have, .*: 'Brigada Móvil 4' in row 4"):
        found = graph(tmp_path, f"{ROWS}Puesto 7,Brigada Móvil 4\n")
    assert denied(found)[1] == ("Brigada Móvil 4", "Puesto 7")
    assert len(denied(found)) == 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("id,unit,parent\na,Brigada 1,b\nb,Brigada 2,a\n", "is above itself: 'Brigada 1' .row 2. below 'Brigada 2'"),
        ("unit,parent\nBrigada 1,Brigada 2\nBrigada 2,Brigada 1\n", "is above itself"),
    ],
)
def test_rows_above_themselves_are_refused(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        graph(tmp_path, rows)


def test_rows_of_one_identifier_and_two_names_are_refused_or_joined(tmp_path: Path) -> None:
    rows = "id,name\na,Brigada 1\na,Primera Brigada\n"
    column_map = "units: {unit: id, name: name}\n"
    with pytest.raises(SourceError, match=r"duplicate unit 'a'.*repeated_units: join"):
        graph(tmp_path, rows, column_map)
    found = graph(tmp_path, rows, f"repeated_units: join\n{column_map}")
    (unit,) = found.units
    assert (unit.name, unit.other_names) == ("Brigada 1", ("Primera Brigada",))
