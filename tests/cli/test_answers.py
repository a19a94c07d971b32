"""``check``, ``denied`` and ``tree``: what is printed, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from unitgraph.checking.relations import Status
from unitgraph.cli import cli
from unitgraph.cli.built import SHOWN, show_warnings
from unitgraph.cli.terminal import COLOURS, echo_answer, fitted
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.store import open_folder
from unitgraph.store.contents import bundled_store
from unitgraph.system.version import __version__

Runner = Callable[..., Any]


# --- check ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "first"),
    [
        (["Torreon Station"], 1, "listed: Torreon Station (MX)"),
        (["torreón STATION", "--country", "Mexico"], 1, "listed: Torreon Station (MX)"),
        (["CTTCU"], 1, "contains-listed: Counter Terrorism and Transnational Crime Unit (CTTCU) (BD)"),
        (["Federal Police", "--country", "mex"], 1, "contains-listed: Federal Police (MX)"),
        (
            ["Monclova Station, Coahuila State Coordination, Federal Police", "--country", "MX"],
            1,
            "beside-listed: Monclova Station, Coahuila State Coordination, Federal Police "
            "(under Coahuila State Coordination) (MX)",
        ),
        (["Presidential Guard", "--country", "CF"], 1, "listed: Presidential Guard (CF)"),
        (["Presidential Guard"], 3, "ambiguous: Presidential Guard"),
        (["zzzz"], 3, "unknown: zzzz"),
        (["Torreon Station", "--country", "FR"], 3, "unknown: Torreon Station"),
        (["a\x1b[2J\u202e"], 3, "unknown: a [2J"),
    ],
)
def test_check(run: Runner, arguments: list[str], code: int, first: str) -> None:
    done = run("check", *arguments)
    assert (done.code, done.out.splitlines()[0], done.err) == (code, first, "")
    *_, limitations, data = done.out.splitlines()
    assert limitations.startswith("Limitations: not an official vetting decision; absence from a list means nothing, ")
    assert limitations.endswith(" --caveats gives all.")
    assert data == f"Data: the bundled list of unitgraph {__version__}."
    every = run("check", *arguments, "--caveats").out
    assert every.endswith(f"\nLimitations:\n- {CAVEATS[0]}\n" + every.partition(f"- {CAVEATS[0]}\n")[2])
    assert all(f"\n- {caveat}\n" in every for caveat in CAVEATS)
    assert "sanction" not in done.out


def test_a_terminal_gets_colour_and_lines_of_its_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((50, 20)))
    monkeypatch.delenv("NO_COLOR", raising=False)
    answer = ["listed: Guard (MX)", f"IRI: https://w3id.org/unitgraph/unit/mx/{'x' * 60}", "  list 2018, " * 9]
    echo_answer(answer, (*CAVEATS, "No legal basis is stated for the list x."), None, False)
    printed = capsys.readouterr().out
    assert f"https://w3id.org/unitgraph/unit/mx/{'x' * 60}\n" in printed, "an IRI is not cut"
    assert "\n    list 2018" in printed
    assert "\nNo legal basis is stated for the list x.\n" in printed
    assert all(len(each) <= 50 for each in printed.splitlines()[1:] if "http" not in each)
    assert re.search(r"not of\s+those above or below\s+it\.\s+--caveats gives all\.", printed)


def test_what_each_list_says_has_its_status_in_colour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    echo_answer(["Guard (MX)", "2018, list 2018: listed", "  line 3: “Guard: listed here”"], CAVEATS, None, False)
    _, year, entry, *_ = capsys.readouterr().out.splitlines()
    assert year == f"2018, list 2018: {click.style('listed', fg='red', bold=True)}"
    assert entry == "  line 3: “Guard: listed here”"


@pytest.mark.parametrize(
    "command", [["tree", "Judicial Police", "--country", "LY"], ["identities", "Torreon Station"], ["sources"]]
)
def test_every_output_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((60, 20)))
    monkeypatch.setenv("COLUMNS", "60")
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", screen)
    cli.main(command, standalone_mode=False)
    lines = click.unstyle(screen.getvalue()).splitlines()
    assert len(lines) > 5
    assert [each for each in lines if len(each) > 60 and len(max(each.split(), key=len)) < 50] == []


def test_a_warning_that_says_the_same_of_several_things_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    alike = "The name of this unit is that of https://example.org/{} beside it."
    warnings = ["2020: No legal basis is stated.", *(f"Post {each}: {alike.format(each)}" for each in range(1, 9))]
    show_warnings([*warnings, "2021: No legal basis is stated."], "s")
    assert capsys.readouterr().err.splitlines() == [
        "warning: 2020: No legal basis is stated. The same is said 1 time more, of 2021.",
        f"warning: Post 1: {alike.format(1)} "
        "The same is said 7 times more, of Post 2; Post 3; Post 4; Post 5; Post 6; …",
        "unitgraph validate --store s shows each",
    ]
    show_warnings((f"list {each}: text {each}" for each in range(SHOWN + 3)), "s")
    *_, last = (shown := capsys.readouterr().err.splitlines())
    assert (len(shown), last) == (SHOWN + 1, "and 3 more warnings: unitgraph validate --store s shows each")
    show_warnings(["2020: No legal basis is stated."], "s")
    assert capsys.readouterr().err == "warning: 2020: No legal basis is stated.\n"


def test_warnings_and_readings_fit_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 20)))
    show_warnings([f"2020: {'long ' * 40}"], "s")
    said = capsys.readouterr().err.splitlines()
    assert len(said) > 3
    assert all(len(line) <= 60 for line in said)
    assert list(fitted(["a" * 30 + " " + "b" * 40], True)) == ["a" * 30, "  " + "b" * 40]
    assert list(fitted(["a" * 30 + " " + "b" * 40], False)) == ["a" * 30 + " " + "b" * 40]


def test_red_is_for_listed_alone() -> None:
    assert set(COLOURS) == {str(status) for status in Status}
    assert [status for status, colour in COLOURS.items() if colour == "red"] == ["listed"]


def test_check_in_words(run: Runner) -> None:
    lines = run("check", "Torreon Station").out.splitlines()
    assert lines[:4] == [
        "listed: Torreon Station (MX)",
        "This unit is listed.",
        "Chain: Federal Police > Regional Security Division > Northeast Zone Regional Coordination > "
        "Coahuila State Coordination > Torreon Station (each edge cited 2018)",
        "IRI: https://w3id.org/unitgraph/unit/mx/torreon-station-760d1afd",
    ]
    assert lines[4] == "Matched with score 0.99: name 'Torreon Station'; the same name."
    at = lines.index("This unit: denied assistance in calendar year 2018.")
    assert lines[at + 1] == (
        "  list 2018, line 60: \u201cFederal Police, Regional Security Division, Northeast Zone Regional Coordination, "
        "Coahuila State Coordination, Torreon Station\u201d"
    )
    assert lines[-2].startswith("Limitations: not an official vetting decision; ")


def test_check_says_where_a_relative_stands(run: Runner) -> None:
    out = run("check", "Regional Security Division", "--country", "MX").out
    assert "This unit is not itself listed; a unit below it is." in out
    assert "Below it: Torreon Station, 3 steps away: denied assistance in calendar year 2018." in out


def test_check_as_json(run: Runner) -> None:
    done = run("check", "Torreon Station", "--format", "json")
    answer = json.loads(done.out)
    assert done.code == 1
    assert (answer["query"], answer["status"]) == ("Torreon Station", "listed")
    assert {key: answer["unit"][key] for key in ("iri", "name", "country")} == {
        "iri": "https://w3id.org/unitgraph/unit/mx/torreon-station-760d1afd",
        "name": "Torreon Station",
        "country": "MX",
    }
    (finding,) = answer["findings"]
    assert (finding["relation"], finding["steps"], finding["unit"], finding["year"]) == (
        "self",
        0,
        "Torreon Station",
        2018,
    )
    assert {key: finding["entry"][key] for key in ("list", "line")} == {"list": "2018", "line": 60}
    assert finding["entry"]["verbatim"].startswith("Federal Police, Regional Security Division")
    assert len(answer["caveats"]) == 9
    assert answer["chain"][0] == "Federal Police"
    assert 0 < answer["score"] <= 1


def test_check_of_an_unknown_name_as_json(run: Runner) -> None:
    done = run("check", "Gurjaani Fire Brigade", "--format", "json")
    answer = json.loads(done.out)
    assert done.code == 3
    assert (answer["status"], answer["unit"], answer["findings"], answer["score"]) == ("unknown", None, [], None)
    assert answer["candidates"][0]["name"] == "Gurjaani Criminal Police Station"
    assert answer["candidates"][0]["status"] == "listed"


def test_an_ambiguous_name_shows_who_may_be_meant(run: Runner) -> None:
    out = run("check", "Presidential Guard").out
    assert "Possible units:\n- Presidential Guard (CF), score " in out
    assert "Nearest names:\n- Gurjaani Criminal Police Station (GE)" in run("check", "Gurjaani Fire Brigade").out


def test_half_a_character_is_still_valid_json(run: Runner) -> None:
    done = run("check", "zz\udcff", "--format", "json")
    assert (done.code, json.loads(done.out)["query"]) == (3, "zz\ufffd")


def test_check_against_a_store(run: Runner, built_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*arguments: str) -> tuple[int, list[str], str]:
        """All but the last line, which names the data."""
        done = run("check", "Torreon Station", *arguments)
        return done.code, done.out.splitlines()[:-1], done.err

    bundled = answer()
    assert answer("--store", str(built_store)) == bundled
    monkeypatch.setenv("UNITGRAPH_STORE", str(built_store))
    assert answer() == bundled
    monkeypatch.setenv("UNITGRAPH_STORE", "/nowhere")
    assert run("check", "Torreon Station").code == 2


def test_an_inferred_country_is_never_shown_as_a_fact(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("- Torreon Station, Federal Police\n", encoding="utf-8")
    store = ("--store", str(tmp_path / "store"))
    assert run("build", str(page), *store, "--list", "x", "--year", "2020").code == 0
    (finding,) = json.loads(run("check", "Torreon Station", *store, "--format", "json").out)["findings"]
    confidence = finding["entry"]["countryConfidence"]
    assert 0 < confidence < 1
    remark = f"country only inferred, confidence {confidence:.2f}"
    assert f"\n  {remark}\n" in run("check", "Torreon Station", *store).out
    assert f"\n  {remark}\n" in run("denied", "Federal Police", "--country", "MX", *store).out
    assert "country only inferred" not in run("check", "Torreon Station").out
    names = tmp_path / "names.csv"
    names.write_text("name\nTorreon Station\n", encoding="utf-8")
    assert f"Federal Police ({remark}; no legal basis is stated)" in run("screen", str(names), *store).out


# --- denied --------------------------------------------------------------------------------------------------------


def test_denied(run: Runner) -> None:
    done = run("denied", "Federal Police", "--country", "MX")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0] == "2 denied units under Federal Police (MX)"
    assert lines[2] == "General Directorate of Infiltration Operations, 4 steps below: 2018"
    assert lines[6] == "Torreon Station, 4 steps below: 2018"
    assert lines[7] == (
        "  Federal Police > Regional Security Division > Northeast Zone Regional Coordination > "
        "Coahuila State Coordination > Torreon Station (each edge cited 2018)"
    )
    assert lines[8].startswith("  list 2018, line 60: \u201cFederal Police, Regional")
    every = run("denied", "Federal Police", "--country", "MX", "--caveats").out.splitlines()
    assert every[:10] + every[-1:] == lines[:10] + lines[-1:]
    assert every[-10].startswith("- This is not an official vetting decision")


def test_denied_under_a_unit_that_is_itself_listed(run: Runner) -> None:
    out = run("denied", "Torreon Station").out
    assert out.startswith("0 denied units under Torreon Station (MX)\nTorreon Station is itself listed: 2018.\n")


def test_one_denied_unit_is_one(run: Runner) -> None:
    out = run("denied", "Coahuila State Coordination").out
    assert out.startswith(
        "1 denied unit under Coahuila State Coordination (MX)\n\nTorreon Station, 1 step below: 2018\n"
    )


def test_denied_as_json(run: Runner) -> None:
    answer = json.loads(run("denied", "Federal Police", "--country", "MX", "--format", "json").out)
    assert answer["organization"]["name"] == "Federal Police"
    assert answer["listed"] is False
    assert [(each["unit"], each["steps"], each["entry"]["line"], len(each["chain"])) for each in answer["denied"]] == [
        ("General Directorate of Infiltration Operations", 4, 61, 5),
        ("Torreon Station", 4, 60, 5),
    ]
    assert len(answer["caveats"]) == 9


def test_denied_as_csv(run: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(run("denied", "Federal Police", "--country", "MX", "--format", "csv").out)))
    assert [(row["name"], row["country"], row["steps"], row["year"], row["list"], row["line"]) for row in rows] == [
        ("General Directorate of Infiltration Operations", "MX", "4", "2018", "2018", "61"),
        ("Torreon Station", "MX", "4", "2018", "2018", "60"),
    ]


@pytest.mark.parametrize("name", ["Bangladesh", "BD", "BGD", "People's Republic of Bangladesh"])
def test_denied_in_a_country(run: Runner, name: str) -> None:
    lines = run("denied", name).out.splitlines()
    assert lines[0] == "2 denied units in Bangladesh (BD)"
    assert [line for line in lines if line.endswith(": 2018")] == [
        "Investigation Wing: 2018",
        "Rapid Action Battalion: 2018",
    ]
    assert lines[-2].startswith("Limitations: ")
    told = json.loads(run("denied", name, "--format", "json").out)
    assert (told["organization"], told["country"], told["listed"]) == (None, "BD", False)
    assert [each["chain"][-1] for each in told["denied"]] == ["Investigation Wing", "Rapid Action Battalion"]
    rows = list(csv.DictReader(io.StringIO(run("denied", name, "--format", "csv").out)))
    assert [(row["name"], row["steps"]) for row in rows] == [("Investigation Wing", ""), ("Rapid Action Battalion", "")]


def test_denied_in_a_country_of_which_the_lists_name_no_unit(run: Runner) -> None:
    done = run("denied", "Iceland")
    assert (done.code, done.out.splitlines()[0]) == (0, "0 denied units in Iceland (IS)")
    assert "absence from a list means nothing" in done.out


def test_a_country_that_contradicts_the_one_given_is_no_country_asked_about(run: Runner) -> None:
    assert run("denied", "Mexico", "--country", "BD").code == 3


@pytest.mark.parametrize("command", ["check", "denied", "history"])
def test_no_name_is_no_question(run: Runner, command: str) -> None:
    assert run(command, " ").code == 2


@pytest.mark.parametrize("name", ["zzzz", "Gurjaani Fire Brigade"])
def test_denied_under_a_name_nobody_has(run: Runner, name: str) -> None:
    done = run("denied", name)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"unitgraph: unit '{name}': is not in the graph")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("answer", [("denied", "Nepal"), ("history", "Torreon Station"), ("diff", "2018", "2018")])
def test_answers_as_csv_and_json_say_what_they_are(run: Runner, answer: tuple[str, ...]) -> None:
    digest = bundled_store().info().sha256
    plain, marked = run(*answer, "--format", "csv"), run(*answer, "--format", "csv", "--comment", "--excel")
    assert plain.err.startswith("Limitations: not an official vetting decision; ")
    assert marked.err == ""
    first, rows = marked.out.split("\n", 1)
    assert first.startswith("\ufeff# unitgraph wrote this table. Data: the bundled list 2018 | ")
    assert f"sha256:{digest}" in first
    assert rows == plain.out
    about = json.loads(run(*answer, "--format", "json").out)["about"]
    assert (about["data"]["sha256"], about["caveats"]) == (digest, list(CAVEATS))
    refused = run(*answer, "--comment")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "unitgraph: --comment: does not apply to text; leave it out, or write csv or tsv\n"


def test_answers_in_text_say_last_of_which_data_they_are(run: Runner, built_store: Path) -> None:
    version = open_folder(built_store).info().sha256[:16]
    for answer in (("check", "RAB"), ("denied", "Nepal"), ("history", "Torreon Station"), ("diff", "2018", "2018")):
        last = run(*answer, "--store", str(built_store)).out.splitlines()[-1]
        assert last.startswith(f"Data: store, version {version}, built 20"), answer


# --- tree ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs say that they are of one second."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")


def said(out: str) -> list[str]:
    """The lines with which a text says what it is."""
    *_, blank, limitations, lists, data = out.splitlines()
    assert blank == ""
    assert limitations.startswith("Limitations: not an official vetting decision; absence from a list means nothing, ")
    return [lists, data]


def test_tree(run: Runner, same_time: None) -> None:
    done = run("tree")
    lines = done.out.splitlines()
    assert (done.code, done.err, len(lines)) == (0, "", 74 + 4)
    assert [line for line in lines[:74] if not line.startswith((" ", "│", "├", "└", "("))] == [
        "Bangladesh (BD)",
        "Belize (BZ)",
        "Bosnia and Herzegovina (BA)",
        "Cambodia (KH)",
        "Central African Republic (CF)",
        "Georgia (GE)",
        "Guyana (GY)",
        "Honduras (HN)",
        "Libya (LY)",
        "Mexico (MX)",
        "Nepal (NP)",
    ]
    lists, data = said(done.out)
    assert lists == "List: 2018 (section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d))."
    version = bundled_store().info().sha256[:16]
    made = f"built in memory with unitgraph {__version__}. unitgraph {__version__}, 2020-09-13T12:26:40Z."
    assert data == f"Data: the bundled list 2018, version {version}, {made}"


def test_tree_of_one_unit(run: Runner) -> None:
    assert run("tree", "Coahuila State Coordination").out.startswith(
        "Mexico (MX)\n└── Coahuila State Coordination\n    └── Torreon Station [listed 2018]\n"
        "(each edge cited 2018)\n\n"
    )


def test_tree_of_one_country(run: Runner) -> None:
    assert run("tree", "NP").out.splitlines()[:-1] == run("tree", "Nepal").out.splitlines()[:-1]
    assert run("tree", "nepal").out.splitlines()[:-1] == run("tree", "--country", "nepal").out.splitlines()[:-1]
    assert run("tree", "--country", "nepal").out.startswith(
        "Nepal (NP)\n"
        "├── Far Western Division\n"
        "│   └── Rudradhoj Battalion [listed 2018]\n"
        "└── Mid-Division\n"
        "    ├── Devi Dutta Battalion [listed 2018]\n"
        "    └── No. 2 Jagadal Battalion [listed 2018]\n"
        "(each edge cited 2018)\n\n"
    )


def test_tree_of_a_store(run: Runner, built_store: Path) -> None:
    of_store = run("tree", "--store", str(built_store)).out
    assert of_store.splitlines()[:-1] == run("tree").out.splitlines()[:-1]
    info = open_folder(built_store).info()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info.built or "")
    assert f"Data: store, version {info.sha256[:16]}, built {info.built} with unitgraph" in said(of_store)[1]


def test_tree_as_a_picture(run: Runner, tmp_path: Path) -> None:
    done = run("tree", "--svg", str(tmp_path / "t.svg"))
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {tmp_path / 't.svg'}\n")
    root = ElementTree.parse(tmp_path / "t.svg").getroot()  # noqa: S314 (our own file)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}g"))) == 62
    (described,) = root.iter("{http://www.w3.org/2000/svg}desc")
    for caveat in CAVEATS:
        assert f"Limitation: {caveat}" in (described.text or "").splitlines()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["zzzz"], 3, "unitgraph: unit 'zzzz': is not in the graph\n"),
        (
            ["--country", "FR"],
            3,
            "unitgraph: --country FR: no unit of this country is in the graph; `unitgraph tree` without "
            "--country shows every country\n",
        ),
        (["--svg", "/proc/nowhere/t.svg"], 2, "unitgraph: /proc/nowhere/t.svg: cannot be written ("),
    ],
)
def test_tree_of_nothing(run: Runner, arguments: list[str], code: int, message: str) -> None:
    done = run("tree", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1
