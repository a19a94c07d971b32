"""What others give has an end, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from unitgraph.cli import cli


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
@pytest.mark.parametrize(
    "command",
    [
        ("screen", "n.csv", "--map", "/dev/zero"),
        ("build", "n.csv", "--year", "2019", "--store", "s", "--rulings", "/dev/zero"),
        ("build", "unitgraph.yaml", "--store", "s"),
        ("query", "zero.rq"),
        ("validate", "zero.nq"),
    ],
)
def test_a_device_without_end_is_not_read_to_its_end(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("unitgraph.system.files.LARGEST_TEXT", 1000)
    monkeypatch.setattr("unitgraph.validation.graphs.LARGEST_STREAM", 1000)
    Path("n.csv").write_text("name\nRAB\n", encoding="utf-8")
    for name in ("zero.rq", "zero.nq", "unitgraph.yaml"):
        Path(name).symlink_to("/dev/zero")
    done = CliRunner().invoke(cli, command)
    assert done.exit_code != 0
    assert "is larger than 1,000 bytes" in done.stderr + str(done.exception)
