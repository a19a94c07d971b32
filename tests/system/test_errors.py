"""Errors say where, what, and what to do."""

from __future__ import annotations

import pytest

from unitgraph.system import errors
from unitgraph.system.errors import DamageError, StoreError, UnitGraphError, ValidationError

KINDS = [
    errors.SourceError,
    errors.EntryError,
    errors.RulingError,
    errors.ReadingError,
    errors.StoreError,
    errors.QueryError,
    errors.ValidationError,
    errors.UnknownName,
]


def test_an_error_joins_its_three_parts() -> None:
    error = UnitGraphError("2018 line 50", "cannot tell which end is the parent", "add a ruling")
    assert str(error) == "2018 line 50: cannot tell which end is the parent; add a ruling"
    assert (error.where, error.what, error.remedy) == (
        "2018 line 50",
        "cannot tell which end is the parent",
        "add a ruling",
    )


def test_an_error_without_remedy() -> None:
    assert str(UnitGraphError("here", "wrong")) == "here: wrong"


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_one_of_ours(kind: type[UnitGraphError]) -> None:
    with pytest.raises(UnitGraphError, match=r"^here: wrong; mend it$"):
        raise kind("here", "wrong", "mend it")


def test_all_errors_are_known_here() -> None:
    found = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, UnitGraphError)}
    assert found == {UnitGraphError, DamageError, *KINDS}


def test_a_validation_error_brings_its_report() -> None:
    assert ValidationError("build", "wrong", "mend", "the report").report == "the report"
    assert ValidationError("build", "wrong").report == ""


def test_the_error_of_a_damaged_store_says_how_to_mend_it() -> None:
    error = DamageError("store", "a block is gone")
    assert str(error) == "store: the store is damaged (a block is gone); build it again"
    assert isinstance(error, StoreError)
    assert (error.fault, "store" in error.public) == ("a block is gone", False)
