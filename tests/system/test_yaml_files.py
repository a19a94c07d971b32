"""Every fault of a YAML file is told with file, line and remedy, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.pipeline.project import read_project
from unitgraph.reading.maps import read_map
from unitgraph.reading.metadata import load_metadata
from unitgraph.reading.rulings import read_rulings
from unitgraph.system.errors import SourceError, UnitGraphError
from unitgraph.system.yaml_files import DEEPEST, parse_yaml

FAULTS = [
    ("a: 1\nb: *c\n", 2, "the alias *c repeats what stands elsewhere; write it out"),
    ('a: &a ["x"]\nb: &b [*a, *a]\n', 2, "the alias *a repeats what stands elsewhere; write it out"),
    ("a:\n  <<: {b: 1}\n", 2, "the key << merges what stands elsewhere; write it out"),
    ("a: 1\n\na: 2\n", 3, "duplicate key 'a' in one mapping; keep one of the two"),
    ("0x1: a\n1: b\n", 2, "duplicate key '1' in one mapping; keep one of the two"),
    ("yes: a\ntrue: b\n", 2, "duplicate key 'true' in one mapping; keep one of the two"),
    ('"a\\u200b": 1\na: 2\n', 2, "duplicate key 'a' in one mapping; keep one of the two"),
    ("a: !!python/object/apply:os.system [x]\n", 1, "the tag !!python/object/apply:os.system is not read; remove it"),
    ("a: 1\nb: !!timestamp x\n", 2, "the tag !!timestamp is not read; remove it; put text in quotation marks"),
    ("a: 1\nb: !own x\n", 2, "the tag !own is not read; remove it; put text in quotation marks"),
    ("a: 1\nb: x\x07y\n", 2, "contains U+0007, which is no character of a text; remove it"),
    ('a: 1\nb: "\\ud800"\n', 2, "contains U+D800, which is no character of a text; remove it"),
    ('a: 1\n"\\uffff": b\n', 2, "contains U+FFFF, which is no character of a text; remove it"),
    (f"a:\n  {'[' * (DEEPEST + 1)}", 2, "is nested too deep; write it as one mapping or sequence"),
    (f"a:\n  {'- ' * 2000}b", 2, "is nested too deep; write it as one mapping or sequence"),
    (f"a: 1\nb: {'9' * 5000}\n", 2, "contains a number of more digits than are read; correct the date or number"),
    ("a: 1\n---\nb: 2\n", 2, "invalid YAML; correct the indentation or the quotation marks there"),
]


@pytest.mark.parametrize(("text", "line", "told"), FAULTS)
def test_a_fault_is_told_with_its_line(text: str, line: int, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_yaml(text, "own.yaml", SourceError)
    assert str(caught.value).startswith(f"own.yaml line {line}: {told}")


def test_rulings_maps_projects_and_metadata_are_read_by_one_reader(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    for text, line, told in FAULTS[:12:4]:
        file.write_text(text)
        for read in (read_rulings, read_map, read_project, load_metadata):
            with pytest.raises(UnitGraphError) as caught:
                read(file)
            assert str(caught.value).startswith(f"{file} line {line}: {told}")


def test_texts_have_no_signs_that_nobody_sees_and_separators_stay() -> None:
    text = 'name: "Vela\\u200bbad\\u202e\\x07Guard"\n"key\\u200b": [a, "\\x1f", "\\t"]\n'
    assert parse_yaml(text, "own.yaml", SourceError).content == {
        "name": "Velabad Guard",
        "key": ["a", "\x1f", "\t"],
    }
