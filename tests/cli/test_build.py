"""``build``, ``validate`` and ``export``: what they write, and what they refuse without writing anything."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, SH, Dataset, Graph, Literal

from unitgraph.api import open_hierarchy
from unitgraph.cli.export import ENDINGS
from unitgraph.sources import read_document
from unitgraph.store import open_folder
from unitgraph.store.contents import bundled_store
from unitgraph.system.digests import sealed

pytestmark = pytest.mark.end_to_end

Runner = Callable[..., Any]
LISTED = "Mexico\n\n- Torreon Station, Federal Police\n- Monclova Station, Federal Police\n"
RULING = """list: "{name}"
rulings:
  - {{id: a, kind: country, lines: [{line}], country: "MX", date: 2026-11-24, reason: why}}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with files to build from."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text(LISTED, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\n ")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "cyrillic.txt").write_bytes("- Полиция Велабада\n".encode("cp1251"))
    (tmp_path / "prose.txt").write_text("Nothing is listed here.\n")
    (tmp_path / "odd.txt").write_text("- Torreon Station\nwhat is this\n- Federal Police\n")
    (tmp_path / "bullet.txt").write_text("- Torreon Station\n-\n- Federal Police\n")
    (tmp_path / "unknown.txt").write_text("- Zq Xv\n")
    (tmp_path / "line99.yaml").write_text(RULING.format(name="2018", line=99))
    (tmp_path / "other.yaml").write_text(RULING.format(name="other", line=3))
    (tmp_path / "headed.yaml").write_text(RULING.format(name="mine", line=3))
    (tmp_path / "broken.yaml").write_text("list: '2018\n")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.md").write_text("not a store")
    return tmp_path


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


WAYS = "path,country\nNorth Wing / Signals / Korbad / Velabad Police,MX\n"


def test_how_paths_are_written_may_be_said(run: Runner, here: Path) -> None:
    (here / "ways.csv").write_text(WAYS)
    chain = "Mexico (MX)\n└── {}\n    └── {}\n        └── {}\n            └── {}\n"
    segments = ["North Wing", "Signals", "Korbad", "Velabad Police"]
    told = ("--path-separator", " / ", "--all-units")
    for way, due in (("up", segments[::-1]), ("down", segments)):
        made = run("build", "--no-list", "--hierarchy", "ways.csv", "--store", way, "--direction", way, *told)
        assert made.code == 0
        drawn = run("tree", "--store", way).out
        assert drawn.startswith(chain.format(*due) + "\nLimitations: ")
        assert "\nLists: none; hierarchy tables deny no unit.\n" in drawn
        columns = ("--column", "path", "--country-column", "country", "--year", "2019")
        listed = run("build", "ways.csv", *columns, "--store", f"list-{way}", "--direction", way, *told)
        assert listed.code == 0
        assert f"{due[-1]} [listed 2019]" in run("tree", "--store", f"list-{way}").out


def test_a_build_that_stops_shows_the_lines_on_request(here: Path, run: Runner) -> None:
    given = ("build", "odd.txt", "--year", "2020", "--store", "s")
    assert run(*given).out == ""
    done = run(*given, "--verbose")
    assert (done.code, here.joinpath("s").exists()) == (2, False)
    assert (
        "  line 1, entry: - Torreon Station\n  line 2, in doubt (neither an entry nor a country's name): what"
        in done.out
    )


@pytest.mark.parametrize(
    ("sources", "what"),
    [
        (["mine.txt", "--year", "2019", "--hierarchy", "ways.csv"], "each may be written in its own way"),
        ([], "neither a list nor a table of paths"),
        (["--hierarchy", "units.csv"], "neither a list nor a table of paths"),
    ],
)
def test_it_must_be_clear_whose_paths_are_meant(run: Runner, here: Path, sources: list[str], what: str) -> None:
    (here / "ways.csv").write_text(WAYS)
    (here / "units.csv").write_text("unit,name,country\n1,Velabad Police,MX\n")
    for command in (("build", "--store", "s"), ("review", "--rulings", "r.yaml")):
        refused = run(*command, *sources, "--direction", "down")
        assert (refused.code, what in refused.err) == (2, True)
    assert not (here / "s").exists()


# --- build ---------------------------------------------------------------------------------------------------------


def test_build_of_the_bundled_list(run: Runner, here: Path) -> None:
    done = run("build", "--store", "s")
    assert done.code == 0
    assert done.out.startswith("Built s: 26 denials, 62 units, 40 parent-child edges, 22 roots, 11 countries; ")
    assert run("check", "Torreon Station", "--store", "s").code == 1
    assert done.err == ""


def test_build_of_a_list_of_ones_own(run: Runner, here: Path) -> None:
    done = run(
        "build", "mine.txt", "--store", "s", "--year", "2020", "--title", "My list", "--base", "https://example.org/"
    )
    assert done.code == 0
    assert done.out.startswith("Built s: 2 denials, 3 units, 2 parent-child edges, 1 root, 1 country; ")
    warnings = done.err.splitlines()
    assert warnings
    assert all(line.startswith("warning: ") for line in warnings)
    assert any(line.startswith("warning: My list: This list does not say where it was published") for line in warnings)
    assert "calendar year 2020" in run("check", "Torreon Station", "--store", "s").out


def test_what_is_stated_of_a_list_is_kept_and_nothing_is_assumed(run: Runner, here: Path) -> None:
    (here / "plain.txt").write_text("Torreon Station, Federal Police\nMonclova Station, Federal Police\n")
    told = ["--published", "2021-04-30", "--publisher", "Ministry of Velabad", "--source-url", "https://example.org/l"]
    told += ["--legal-basis", "act 7", "--licence", "https://example.org/free", "--no-bullets", "--country", "MX"]
    done = run("build", "plain.txt", "--store", "s", "--year", "2020", *told)
    assert (done.code, done.err) == (0, "")
    (about,) = open_hierarchy("s").lists.values()
    assert (about.published, about.counts_from) == (date(2021, 4, 30), date(2021, 4, 30))
    assert (about.publisher, about.source) == ("Ministry of Velabad", "https://example.org/l")
    assert (about.legal_basis, about.licence) == ("act 7", "https://example.org/free")
    assert ",act 7," in run("export", "--format", "csv", "--table", "denials", "--store", "s").out

    done = run("build", "mine.txt", "--store", "bare", "--year", "2020")
    assert "warning: mine: No legal basis is stated for this list, and none is assumed." in done.err
    (about,) = open_hierarchy("bare").lists.values()
    assert (about.published, about.counts_from) == (None, date(2021, 1, 1))
    assert (about.publisher, about.source, about.legal_basis, about.licence) == (None, None, None, None)
    assert "620M" not in run("export", "--format", "nquads", "--store", "bare").out
    denials = csv.DictReader(io.StringIO(run("export", "--format", "csv", "--table", "denials", "--store", "bare").out))
    assert {denial["legal_basis"] for denial in denials} == {""}


def test_a_build_of_another_list_does_not_remove_what_the_store_holds(
    run: Runner, here: Path, built_store: Path
) -> None:
    shutil.copytree(built_store, here / "s")
    refused = run("build", "mine.txt", "--store", "s", "--year", "2020")
    assert refused.code == 2
    assert "s: holds the list '2018', which a build of 'mine' would remove; give --add to add" in refused.err
    with open_folder(here / "s") as store:
        assert store.info().metadata.lists == ("2018",)
    assert run("build", "mine.txt", "--store", "s", "--year", "2020", "--replace").code == 0
    assert run("build", "mine.txt", "--store", "s", "--year", "2021").code == 0
    with open_folder(here / "s") as store:
        assert store.info().metadata.lists == ("mine",)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.txt"], "none.txt: there is no such file; check the path"),
        (["notes"], "notes: this is a directory; name a file in it"),
        (["mine.txt/x"], "mine.txt/x: "),
        (["x" * 300], "x" * 300 + ": the file cannot be opened (File name too long)"),
        (["empty.txt"], "empty.txt: the document is empty; give a file that holds a list"),
        (["blank.txt"], "blank.txt: the document is empty"),
        (
            ["binary.txt"],
            "binary.txt: this is a binary file of an unsupported kind; give a text, HTML, PDF, CSV or",
        ),
        (["cyrillic.txt"], "cyrillic.txt line 1: this is not UTF-8, and which encoding it is cannot be told from"),
        (["prose.txt"], "prose.txt: no line is an entry; put a bullet"),
        (
            ["odd.txt"],
            "odd.txt line 2: neither an entry nor a country's name: 'what is this'; decide it with",
        ),
        (["bullet.txt"], "bullet.txt line 2: a bullet without text; remove it, or add its text"),
        (
            ["unknown.txt"],
            "unknown line 1: no heading, ruling or name gives the country; give --country, or add a ruling",
        ),
        (
            ["mine.txt", "--list", "2018"],
            "mine.txt: found 2 entries; the list 2018 has 26; compare it with the original page",
        ),
        (["mine.txt", "--rulings", "none.yaml"], "none.yaml: no such rulings file; give the path of a YAML file"),
        (
            ["mine.txt", "--rulings", "broken.yaml"],
            "broken.yaml line 2: invalid YAML; correct the indentation",
        ),
        (["mine.txt", "--rulings", "binary.txt"], "binary.txt: invalid UTF-8 at byte 128; save it as UTF-8"),
        (["mine.txt", "--rulings", "mine.txt"], "mine.txt"),
        (
            ["mine.txt", "--rulings", "other.yaml"],
            "other.yaml ruling a: is for the list 'other'; the entries are from 'mine'",
        ),
        (
            ["mine.txt", "--rulings", "headed.yaml"],
            "mine line 3: ruling a gives a country, but the entry has the heading 'Mexico'; remove the ruling",
        ),
        (["--rulings", "line99.yaml"], "line99.yaml ruling a: line 99 has no entry; correct the line number or remove"),
        (
            ["mine.txt", "--year", "99999"],
            "mine.txt: 99999 cannot be the year of such a list; give it (--year), or the name of",
        ),
        (["mine.txt", "--year", "2019", "--list", "2018"], "mine.txt: the bundled list 2018 is for 2018, not 2019"),
        (
            ["mine.txt", "--year", "2020", "--published", "2019-12-31"],
            "mine.txt: published on 2019-12-31, before its calendar year 2020 began; correct the date or the year",
        ),
        (
            ["mine.txt", "--year", "2020", "--source-url", "example.org"],
            "mine.txt: the source 'example.org' of the list is not an address; give an http(s) address",
        ),
        (["--year", "2019"], "list 2018: the bundled list 2018 is for 2018, not 2019; give the list another name"),
        (["mine.txt", "--country", "Atlantis"], "--country Atlantis: unknown country; give an ISO 3166-1 code"),
        (
            ["mine.txt", "--base", "nope"],
            "base 'nope': is not a base for IRIs; give an http(s) address that ends in '/'",
        ),
        (
            ["mine.txt", "--title", "\udcff"],
            "'mine.txt': the name or title of the list is not valid UTF-8; give another",
        ),
        (["mine.txt", "--store", "mine.txt"], "mine.txt: a file, not a folder; name a folder"),
        (["mine.txt", "--store", "mine.txt/x"], "mine.txt/x: cannot be written (Not a directory)"),
        (
            ["mine.txt", "--store", "notes"],
            "notes: contains files that do not belong to a store; choose an empty or a new folder",
        ),
        (["mine.txt", "--store", "x" * 300], "x" * 300 + ": cannot be written (File name too long)"),
        (["mine.txt", "--store", "/proc/self/store"], "/proc/self/store: "),
    ],
)
def test_what_cannot_be_built(run: Runner, here: Path, arguments: list[str], message: str) -> None:
    before = tree(here)
    year = (
        ["--year", "2020"] if "--year" not in arguments and "2018" not in arguments and arguments[0][0] != "-" else []
    )
    store = [] if "--store" in arguments else ["--store", "s"]
    done = run("build", *arguments, *year, *store)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"unitgraph: {message}")
    assert done.err.count("\n") == 1
    assert tree(here) == before


def test_a_list_without_its_year(run: Runner, here: Path) -> None:
    done = run("build", "mine.txt", "--store", "s")
    assert (done.code, done.err) == (
        2,
        "unitgraph: mine.txt: the calendar year of the list is unknown; "
        "give it (--year), or the name of a bundled list (--list 2018)\n",
    )


def test_a_graph_that_does_not_conform_is_reported_and_not_stored(
    run: Runner, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from unitgraph.validation import Report, Severity, ValidationResult

    found = ValidationResult(Severity.VIOLATION, "x:1", "", "", "", "", "The name is empty.", "Police")
    monkeypatch.setattr("unitgraph.validation.validate_store", lambda held, **_: Report(False, (found,)))
    done = run("build", "--store", "s")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "unitgraph: build: the graph does not conform to the shapes; correct what the report names\n"
    )
    assert "Violation: Police <x:1>\n  The name is empty.\n" in done.err
    assert not (here / "s").exists()


@pytest.mark.parametrize("version", [5, 99])
def test_a_store_of_another_version(run: Runner, here: Path, built_store: Path, version: object) -> None:
    shutil.copytree(built_store, here / "s")
    manifest = json.loads((here / "s" / "manifest.json").read_text())
    del manifest["digest"]
    (here / "s" / "manifest.json").write_text(json.dumps(sealed(manifest | {"format_version": version})))
    before = tree(here)
    for arguments in (
        ["check", "x"],
        ["tree"],
        ["query", "roots"],
        ["export"],
        ["validate"],
        ["build", "mine.txt", "--year", "2020"],
    ):
        done = run(*arguments, "--store", "s")
        assert (done.code, done.out) == (2, ""), arguments
        assert done.err.startswith(f"unitgraph: s: a store of format {version}, made by unitgraph ")
        assert done.err.endswith("upgrade unitgraph, or build another\n")
        assert done.err.count("\n") == 1
    assert tree(here) == before


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"kind": "other"}', "\0", '{"kind": "unitgraph store", "format_version": 1}']
)
def test_a_store_whose_manifest_is_damaged(run: Runner, here: Path, content: str) -> None:
    (here / "s").mkdir()
    (here / "s" / "manifest.json").write_text(content)
    done = run("check", "x", "--store", "s")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("unitgraph: s: ")
    assert "manifest.json" in done.err
    assert done.err.count("\n") == 1


def test_a_folder_without_rights(run: Runner, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by the system itself, since a test that runs as root may write everywhere."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "locked")

    def refuse_here(path: object, *more: object) -> None:
        return refuse() if str(path) in {"locked", "t"} else mkdir(path, *more)  # type: ignore[arg-type]

    mkdir = os.mkdir
    monkeypatch.setattr("os.mkdir", refuse_here)
    monkeypatch.setattr("unitgraph.system.files._nameless", refuse)
    for arguments, message in (
        (
            ["build", "--store", "locked"],
            "locked: no permission to write there; get permission, or choose another folder",
        ),
        (
            ["export", "-o", "out.ttl"],
            "out.ttl: cannot be written (Permission denied); check the folder and its permissions",
        ),
        (
            ["export", "--format", "csv", "-o", "t"],
            "t: cannot be written (Permission denied); check the folder and its permissions",
        ),
        (
            ["tree", "--svg", "t.svg"],
            "t.svg: cannot be written (Permission denied); check the folder and its permissions",
        ),
        (
            ["query", "roots", "-o", "t.csv"],
            "t.csv: cannot be written (Permission denied); check the folder and its permissions",
        ),
    ):
        done = run(*arguments)
        assert (done.code, done.out, done.err) == (2, "", f"unitgraph: {message}\n")


# --- validate ------------------------------------------------------------------------------------------------------


@pytest.mark.end_to_end
def test_validate(run: Runner, built_store: Path) -> None:
    assert run("validate", "--store", str(built_store), "--method", "suspects") == run("validate")
    done = run("validate", "--store", str(built_store))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Valid: ")


def test_validate_as_turtle(run: Runner) -> None:
    done = run("validate", "--format", "turtle")
    graph = Graph().parse(data=done.out, format="turtle")
    assert done.code == 0
    assert (None, RDF.type, SH.ValidationReport) in graph
    assert (None, SH.conforms, Literal(True)) in graph


def test_what_is_not_valid(run: Runner, here: Path) -> None:
    (here / "bad.ttl").write_text(
        "@prefix ug: <https://w3id.org/unitgraph/ns#> .\n<https://example.org/u> a ug:Unit .\n", encoding="utf-8"
    )
    done = run("validate", "bad.ttl")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("Not valid: ")
    assert "<https://example.org/u>" in done.out


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.ttl", "none.ttl"),
        ("none", "none: no such folder; build one there with `unitgraph build`"),
        ("x" * 300, "x" * 300),
        ("notes", "notes: not a unitgraph store; build one there"),
        ("mine.txt", "mine.txt line 1 column 1: not N-Triples"),
        ("mine.odd", "mine.odd: the suffix '.odd' is none of RDF; name the file by its format: .ttl"),
        ("broken.ttl", "broken.ttl"),
        ("blank.nt", "blank.nt: nothing that any shape applies to"),
    ],
)
def test_what_cannot_be_validated(run: Runner, here: Path, name: str, message: str) -> None:
    (here / "broken.ttl").write_text("<a> <b>")
    (here / "blank.nt").write_text("")
    (here / "mine.odd").write_text("x")
    done = run("validate", name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"unitgraph: {message}")
    assert done.err.count("\n") == 1


# --- export --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["turtle", "jsonld", "trig", "nquads", "ntriples", "rdfxml", "graphml"])
def test_export_to_stdout_and_to_a_file_are_the_same(run: Runner, here: Path, built_store: Path, form: str) -> None:
    done = run("export", "--format", form)
    assert (done.code, done.err) == (0, "")
    output = f"out{next(each for each, named in ENDINGS.items() if named == form)}"
    assert run("export", "-o", output, "--store", str(built_store)).out == ""
    assert (here / output).read_text(encoding="utf-8") == done.out


@pytest.mark.parametrize(("name", "remedy"), [("x.docx", "name it .ttl, .jsonld"), ("x.csv", "give --table, or ")])
def test_an_export_under_a_name_of_another_format_is_refused(run: Runner, here: Path, name: str, remedy: str) -> None:
    done = run("export", "-o", name)
    assert (done.code, list(here.glob("x.*"))) == (2, [])
    assert remedy in done.err


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_export_of_quads_holds_the_graphs_that_are_asked_for(run: Runner) -> None:
    def graphs(*arguments: str) -> set[str]:
        dataset = Dataset()
        dataset.parse(data=run("export", "--format", "nquads", *arguments).out, format="nquads")
        return {str(graph.identifier).rsplit("/graph/")[-1] for graph in dataset.graphs() if len(graph)}

    assert graphs() == {"list/2018", "rulings"}
    assert graphs("--include", "inferred", "--include", "queries") == {"list/2018", "rulings", "inferred", "queries"}


def test_export_of_one_unit(run: Runner) -> None:
    out = run("export", "--unit", "Presidential Guard", "--country", "CF").out
    assert "Presidential Guard" in out
    assert "Federal Police" not in out


def test_export_of_tables(run: Runner, here: Path) -> None:
    assert run("export", "--format", "csv", "-o", "tables").code == 0
    assert tree(here / "tables") == ["csv-metadata.json", "denials.csv", "edges.csv", "units.csv"]
    done = run("export", "--format", "csv", "--table", "edges")
    assert (here / "tables" / "edges.csv").read_bytes() == done.out.encode()
    assert len(done.out.splitlines()) == 41
    assert done.err.startswith("Limitations: not an official vetting decision; ")
    written = run("export", "--format", "csv", "--table", "edges", "-o", "edges.csv")
    assert written.err == "Limitations, data version and date: edges.csv-metadata.json\n"
    alone, of_all = (
        json.loads((here / name).read_text(encoding="utf-8"))
        for name in ("edges.csv-metadata.json", "tables/csv-metadata.json")
    )
    assert [each["url"] for each in alone["tables"]] == ["edges.csv"]
    assert alone | {"tables": of_all["tables"]} == of_all
    assert of_all["schema:version"] == f"sha256:{bundled_store().info().sha256}"


def test_export_as_a_workbook(run: Runner, here: Path) -> None:
    from python_calamine import CalamineWorkbook

    done = run("export", "--format", "xlsx", "-o", "all.xlsx")
    assert (done.code, done.out, done.err) == (0, "", "")
    book = CalamineWorkbook.from_path(here / "all.xlsx")
    assert book.sheet_names == ["units", "edges", "denials", "About"]
    units, edges, denials, about = (list(book.get_sheet_by_index(at).iter_rows()) for at in range(4))
    assert (len(units), len(edges), len(denials)) == (63, 41, 27)
    assert {row[denials[0].index("year")] for row in denials[1:]} == {2018.0}
    assert ["Data", "the bundled list 2018"] in about


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--format", "csv"], 2, "export --format csv: three tables do not fit on stdout; give --table, or -o FOLDER"),
        (["--table", "units"], 2, "table units: turtle has no tables; omit it, or choose csv"),
        (["--country", "MX"], 2, "country MX: has no effect without a unit; name the unit"),
        (["--unit", "zzzz"], 3, "unit 'zzzz': is not in the graph"),
        (
            ["-o", "none/out"],
            2,
            "none/out: cannot be written (No such file or directory); check the folder and its permissions",
        ),
        (["-o", "notes"], 2, "notes: cannot be written (Is a directory); check the folder and its permissions"),
        (["-o", "mine.txt/out"], 2, "mine.txt/out: cannot be written (Not a directory)"),
        (
            ["--format", "csv", "-o", "mine.txt"],
            2,
            "mine.txt: cannot be written (File exists); give another path",
        ),
        (["--store", "none"], 2, "none: no such folder"),
    ],
)
def test_what_cannot_be_exported(run: Runner, here: Path, arguments: list[str], code: int, message: str) -> None:
    before = tree(here)
    done = run("export", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"unitgraph: {message}")
    assert done.err.count("\n") == 1
    assert tree(here) == before
    assert read_document(here / "mine.txt").lines[2].text == "- Torreon Station, Federal Police"


def test_a_project_file_says_how_its_paths_are_written(run: Runner, here: Path) -> None:
    (here / "unitgraph.yaml").write_text("lists:\n  - {file: mine.txt, year: 2019, direction: up}\n")
    for command in (("build", "unitgraph.yaml", "--store", "s"), ("review", "unitgraph.yaml", "--rulings", "r.yaml")):
        refused = run(*command, "--direction", "down")
        assert (refused.code, "unitgraph.yaml: " in refused.err) == (2, True)
    assert not (here / "s").exists()
