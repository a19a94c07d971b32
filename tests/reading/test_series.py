"""Numbered items that stand in one line are entries of their own."""

from __future__ import annotations

import pytest

from unitgraph.reading.entries import ListMetadata
from unitgraph.reading.list_lines import list_lines
from unitgraph.reading.series import with_series_parted
from unitgraph.sources import parse_document
from unitgraph.system.remarks import SourceRemark, collected

MADE_UP = "MADE UP: nobody denied any unit below.\n\n"


def parted(text: str) -> list[str]:
    with collected():
        return [line.text for line in with_series_parted(parse_document(text.encode(), "made-up.txt")).lines]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        (
            "1) Hill Section, Velabad Police; 2) Lake Section; and 3) Post 4.",
            ["1) Hill Section, Velabad Police", "2) Lake Section", "3) Post 4."],
        ),
        ("(a) Polic\u00eda Lorna, (b) Unidad Mirna", ["(a) Polic\u00eda Lorna", "(b) Unidad Mirna"]),
        ("\u2022 Kenya: i) Hill Post ii) Lake Post", ["\u2022 Kenya: Hill Post", "\u2022 Kenya: Lake Post"]),
        ("Kenya: 1) Hill Post; 2) Lake Post", ["1) Kenya: Hill Post", "2) Kenya: Lake Post"]),
        (
            "  1) \u0440\u043e\u0442\u0430; 2) \u043f\u043e\u0441\u0442",
            ["  1) \u0440\u043e\u0442\u0430", "  2) \u043f\u043e\u0441\u0442"],
        ),
        # What only looks like a series stays one line.
        *(
            (line, [line])
            for line in (
                "1) Hill Post; 3) Lake Post",
                "1) Hill Post; b) Lake Post",
                "1) Hill Post; 2)",
                "2) Hill Post; 3) Lake Post",
                "1. Infanteriebataillon; 2. Panzerbrigade",
                "Velabad Police: 1) Hill Post; 2) Lake Post",
                "Posts (1) and (2) of the Guard",
                "1) Hill Post (2) Lake",
                "",
            )
        ),
    ],
)
def test_a_series_fills_its_line(line: str, items: list[str]) -> None:
    assert parted(f"{MADE_UP}{line}\nend\n")[2:-1] == items


def test_each_item_is_an_entry_with_a_line_of_its_own() -> None:
    text = f"{MADE_UP}Kenya\n1) Hill Post, Velabad Police; 2) Lake Post\nMexico\n1) Unidad Lorna\n"
    document = parse_document(text.encode(), "made-up.txt")
    with pytest.warns(SourceRemark, match=r"made-up\.txt: 2 numbered items in line 4 are read as lines of their own"):
        found = list_lines(document, ListMetadata("own", 2021, "Own list"))
    assert [(each.line, each.verbatim, each.heading) for each in found.entries] == [
        (4, "Hill Post, Velabad Police", "Kenya"),
        (5, "Lake Post", "Kenya"),
        (7, "Unidad Lorna", "Mexico"),
    ]
    assert not found.doubts
