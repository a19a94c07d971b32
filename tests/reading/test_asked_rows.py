"""What rows of tables ask: a unit below the superiors that its row gives, with its other names."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

from unitgraph.match.segments import cut
from unitgraph.reading.asked_rows import LONGEST, asking_columns, asking_file, question_of
from unitgraph.reading.maps import MappedFile, parse_map
from unitgraph.sources.rows import Row
from unitgraph.sources.tables import read_table
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import SourceRemark, collected


def asked(text: str, name_at: int, country_at: int | None = None) -> list[tuple[str, str]]:
    table = read_table(io.BytesIO(text.encode()), "made-up.csv", "csv")
    rows = (row for row in table.rows if isinstance(row, Row))
    return [told for _, *told in asking_columns(table, name_at, country_at).asked(rows)]  # type: ignore[misc]


def mapped(folder: Path, text: str, told: str) -> list[str]:
    path = folder / "made-up.csv"
    path.write_text(text, encoding="utf-8")
    with asking_file(MappedFile(path, parse_map(told, "map"))) as (table, asking):
        return [question for _, question, _ in asking.asked(row for row in table.rows if isinstance(row, Row))]


@pytest.mark.parametrize(
    ("above", "name", "aliases", "text"),
    [
        ((), "Riot Squad", (), "Riot Squad"),
        (("Velabad Police", "Hill Division"), "Riot Squad", (), "Velabad Police > Hill Division > Riot Squad"),
        (
            (),
            "Riot Squad (Mirna)",
            ("13 RS (Mirna); RS", "riot squad mirna"),
            "Riot Squad (Mirna) (a.k.a. 13 RS Mirna RS)",
        ),
        ((), "Riot Squad", ("N/A", "", "13 RS", "RS 13"), "Riot Squad (a.k.a. 13 RS; RS 13)"),
        ((), "Riot Squad (aka RS)", ("13 RS",), "Riot Squad (a.k.a. RS; 13 RS)"),
        (("Unknown Command (Mirna)",), "Riot Squad", (), "Riot Squad"),
        (("Velabad Police (aka VP)",), "Riot Squad", (), "Velabad Police > Riot Squad"),
        (("Velabad Police",), "", ("RS",), ""),
        (("\u041f\u043e\u043b\u0438\u0446\u0438\u044f",), "1-\u044f \u0440\u043e\u0442\u0430", (), None),
    ],
)
def test_a_question_as_a_person_would_write_it(
    above: Sequence[str], name: str, aliases: Sequence[str], text: str | None
) -> None:
    assert question_of(above, name, aliases) == (text if text is not None else f"{above[0]} > {name}")


def test_of_a_long_question_the_unit_and_what_is_next_to_it_stay() -> None:
    text = question_of([f"Division {number} {'x' * 90}" for number in range(20)], "Riot Squad", ["y" * 400, "z" * 900])
    assert len(text) <= LONGEST
    assert text.endswith(f"Division 19 {'x' * 90} > Riot Squad (a.k.a. {'y' * 400})")
    assert not text.startswith("Division 0")


def test_of_many_superiors_those_next_to_the_unit_are_asked() -> None:
    text = question_of([f"Level {number}" for number in range(30)], "Riot Squad")
    assert text.startswith("Level 18 > ")
    assert len(cut(text)) == 13


def test_columns_of_superiors_and_other_names_are_asked_with_the_name() -> None:
    text = "id,name,parent,alias,country\n1,Riot Squad,2,RS; 13 RS,KE\n2,Velabad Police,,VP,KE\n3,Lake Post,Nobody,,\n"
    assert asked(text, 1, 4) == [
        ["Velabad Police > Riot Squad (a.k.a. RS; 13 RS)", "KE"],
        ["Velabad Police (a.k.a. VP)", "KE"],
        ["Nobody > Lake Post", ""],
    ]


def test_rows_without_superiors_are_asked_as_they_come() -> None:
    table = read_table(io.BytesIO(b"name\nRiot Squad\n"), "made-up.csv", "csv")

    def endless() -> object:
        while True:
            yield Row(2, ("Riot Squad",))

    assert next(asking_columns(table, 0, None).asked(endless()))[1] == "Riot Squad"  # type: ignore[arg-type]


def test_a_circle_of_superiors_stops_no_screening() -> None:
    with collected() as remarks:
        found = asked("id,name,parent\n1,Riot Squad,2\n2,Hill Division,1\n3,Post,1\n", 1)
    assert [question for question, _ in found] == [
        "Hill Division > Riot Squad",
        "Riot Squad > Hill Division",
        "Hill Division > Riot Squad > Post",
    ]
    assert "made-up.csv: 3 rows above themselves, or below such: rows 2, 3, 4" in remarks


def test_long_chains_and_many_rows_of_one_name_take_linear_time() -> None:
    rows = (f"{at},Post {at},{at + 1}" for at in range(5_000))
    found = asked("id,name,parent\n" + "\n".join(rows) + "\n", 1)
    assert found[0][0].endswith("Post 2 > Post 1 > Post 0")
    text = "name,parent\n" + "Police Station,District\n" * 3_000 + "Police Post,Police Station\n" * 3_000
    assert asked(text, 0)[-1][0] == "District > Police Station > Police Post"


def test_officers_to_whom_units_report_are_no_superiors() -> None:
    with collected() as remarks:
        found = asked(
            "name,reports to\nRiot Squad,Col. Juan P\u00e9rez\nLake Post,John Smith\nGate Post,Mirna Army\n", 0
        )
    assert [question for question, _ in found] == ["Riot Squad", "Lake Post", "Gate Post"]
    assert any("most of what is called a superior reads as no unit" in each for each in remarks)
    assert asked("name,reports to,parent\nLake Post,J. Smith,Mirna Army\n", 0)[0][0] == "Mirna Army > Lake Post"
    found = asked("name,reports to\nRiot Squad,Velabad Police\nLake Post,Kordora\n", 0)
    assert [question for question, _ in found] == ["Velabad Police > Riot Squad", "Kordora > Lake Post"]


def test_maps_say_superiors_by_identifier_name_and_path(tmp_path: Path) -> None:
    head = "id,name,up,above,path,also\n"
    rows = "5,Anti Squad,RS,,,\n1,Riot Squad,2,,,RS\n2,Velabad Police,,,,\n3,Lake Post,,Mirna Army,,\n"
    rows += "4,Gate,,,Mirna Army / Lake / Gate,\n"
    told = (
        "units: {unit: id, name: name, other_names: also, superiors: up, superior_names: above,"
        ' superior_path: {column: path, separator: " / "}}'
    )
    assert mapped(tmp_path, head + rows, told) == [
        "Velabad Police > Riot Squad > Anti Squad",
        "Velabad Police > Riot Squad (a.k.a. RS)",
        "Velabad Police",
        "Mirna Army > Lake Post",
        "Mirna Army > Lake > Gate",
    ]


def test_each_row_of_a_relation_is_asked_below_the_superior_that_it_states(tmp_path: Path) -> None:
    rows = "id,name,of,kind\n1,Squad,Velabad Police,child\n1,Squad,Mirna Army,child\n1,Squad,Joint Mission,member\n"
    told = (
        "repeated_units: join\nunits: {unit: id, name: name}\nsuperiors: {subordinate: id, superior_name: of,"
        ' relation: {column: kind, values: {member: member-of, child: ""}}}'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SourceRemark)
        found = mapped(tmp_path, rows, told)
    assert found == ["Velabad Police > Squad", "Mirna Army > Squad", "Velabad Police > Squad"]


def test_levels_that_are_not_indented_are_told_when_screened_too(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no name is indented"):
        mapped(tmp_path, "name\nPolice\nSquad\n", "paths: {path: {column: name, indented: true}}")
