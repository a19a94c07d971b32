"""Screening on Spark, on two local cores: the same rows as the local engine."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from programs import JAVA, PYSPARK
from unitgraph.checking.screening import RESULT_COLUMNS
from unitgraph.cli import cli
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMES = [
    ("Rapid Action Battalion", "BGD"),
    ("Policia Federal", "MEX"),
    ("Federal Police, Torreon Station", "MEX"),
    ("Presidential Guard", None),
    ("Ministry of Fisheries", "NPL"),
    ("Belize Police Department, Anti Drug Unit", "BLZ"),
    ('A "quoted", unit', ""),
    (None, "MEX"),
]


pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module", autouse=True)
def _spark() -> Iterator[None]:
    """Spark, with a Java that does not optimize what runs for a few seconds."""
    PYSPARK.get()
    JAVA.get()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False)
    made = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", 3).getOrCreate()
    yield made
    made.stop()


def local_rows(rows: list[tuple[str | None, str | None]]) -> list[tuple[str, ...]]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("name", "where"))
    writer.writerows((name or "", where or "") for name, where in rows)
    arguments = ["screen", "-", "--column", "name", "--country-column", "where"]
    done = CliRunner().invoke(cli, arguments, input=text.getvalue())
    return [
        tuple(row[column] for column in ("name", *RESULT_COLUMNS)) for row in csv.DictReader(io.StringIO(done.stdout))
    ]


def test_a_data_frame_gets_the_rows_of_the_local_engine(session: SparkSession) -> None:
    from unitgraph.checking.spark import screen_dataframe

    frame = session.createDataFrame(NAMES * 5, "name string, where string").repartition(2)
    screened = screen_dataframe(frame, "name", "where").collect()
    found = sorted(tuple(row[column] or "" for column in ("name", *RESULT_COLUMNS)) for row in screened)
    assert found == sorted(local_rows(NAMES * 5))
    assert len(found) == 40


def test_folders_of_csv_and_parquet(session: SparkSession, tmp_path: Path) -> None:
    frame = session.createDataFrame(NAMES, "name string, where string")
    frame.write.parquet(str(tmp_path / "names"))
    arguments = [
        "screen",
        str(tmp_path / "names"),
        "--engine",
        "spark",
        "--column",
        "name",
        "--country-column",
        "where",
    ]
    done = CliRunner().invoke(cli, [*arguments, "--format", "csv", "-o", str(tmp_path / "out")])
    assert done.exit_code == 2, "one row has no name"
    assert "7 rows screened: 2 listed, 1 contains-listed, 1 beside-listed, 2 unknown, 1 ambiguous" in done.stderr
    written = [
        tuple(row[column] for column in ("name", *RESULT_COLUMNS))
        for path in sorted((tmp_path / "out").glob("*.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    assert sorted(written) == sorted(local_rows(NAMES))
    done = CliRunner().invoke(cli, [*arguments, "-o", str(tmp_path / "found"), "--only", "listed"])
    assert "2 rows screened: 2 listed" in done.stderr


def test_a_column_map_says_what_is_asked(session: SparkSession, tmp_path: Path) -> None:
    text = (
        "Army,Unit,Nation,Kind,Also\nFederal Police,Station of Velabad,Mexico,unit,Torreon Station\n"
        "x,y,Mexico,draft,\n,Velabad,,unit,\n"
    )
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    told = (
        "rows: [{column: Kind, never: [draft]}]\n"
        "paths: {path: {columns: [Army, Unit]}, other_names: Also, country: Nation}\n"
    )
    (tmp_path / "map.yaml").write_text(told, encoding="utf-8")
    arguments = ["screen", str(tmp_path / "t.csv"), "--map", str(tmp_path / "map.yaml")]
    local = list(csv.DictReader(io.StringIO(CliRunner().invoke(cli, arguments).stdout)))
    done = CliRunner().invoke(cli, [*arguments, "--engine", "spark", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, (done.stderr[-3000:], done.exception)
    written = [
        row for path in sorted((tmp_path / "out").glob("*.csv")) for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    assert [row["status"] for row in local] == ["listed", "unknown"]
    assert written == local
    levels = ["--path-columns", "Army,Unit", "--fill-down", "--engine", "spark", "-o", str(tmp_path / "other")]
    filled = CliRunner().invoke(cli, ["screen", str(tmp_path / "t.csv"), *levels])
    assert "rows of this form mean something by those above them" in str(filled.exception)
    related = ["--preset", "wwic", "--engine", "spark", "-o", str(tmp_path / "related")]
    (tmp_path / "w.csv").write_text("unit:id:admin,unit:name,unit:related_unit,unit:related_unit:name\n1,A,2,B\n")
    refused = CliRunner().invoke(cli, ["screen", str(tmp_path / "w.csv"), *related])
    assert "what stands above a row is told by other rows" in str(refused.exception)


def test_what_spark_cannot_do_is_said(session: SparkSession, tmp_path: Path) -> None:
    from unitgraph.checking.spark import screen_dataframe, screen_files

    frame = session.createDataFrame([("x",)], "name string")
    with pytest.raises(SourceError, match="has no column 'unit'; its columns are: name"):
        screen_dataframe(frame, "unit")
    with pytest.raises(SourceError, match="give both"):
        screen_files(tmp_path, None, None, None, None, None, None, (), None)
    with pytest.raises(SourceError, match="already exists"):
        screen_files(tmp_path, tmp_path, "name", None, None, None, None, (), None)
    with pytest.raises(SourceError, match="does not read or write 'xlsx'"):
        screen_files(tmp_path, tmp_path / "o", "name", None, None, "csv", "xlsx", (), None)
    with pytest.raises(SourceError, match="does not exist"):
        screen_files(tmp_path / "missing", tmp_path / "o", "name", None, None, "csv", None, (), None)


def test_the_workers_run_the_interpreter_that_has_unitgraph(tmp_path: Path, root: Path) -> None:
    """From an environment that is not activated: the python3 of PATH is another one."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "python3").write_text("#!/bin/sh\necho the wrong python3 >&2; exit 9\n", encoding="utf-8")
    (bin_folder / "python3").chmod(0o755)
    names = tmp_path / "names.csv"
    names.write_text("name,where\nRapid Action Battalion,BD\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK")}
    environment |= {"PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(root / "graph")}
    arguments = ["screen", str(names), "--engine", "spark", "--column", "name", "--country-column", "where"]
    done = subprocess.run(
        [sys.executable, "-m", "unitgraph", *arguments, "-o", str(tmp_path / "out")],
        env=environment | {"SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 row screened: 1 listed" in done.stderr, done.stderr[-2000:]
    assert done.returncode == 0
