from __future__ import annotations

import pytest

from unitgraph.system.errors import UnitGraphError
from unitgraph.web import Limits, Settings
from unitgraph.web.settings import is_loopback


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("example.org", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_loopback_service_answers_to_its_own_names_only() -> None:
    assert Settings().hosts == {"localhost", "127.0.0.1", "[::1]"}
    assert Settings(base_url="https://units.example.org").hosts >= {"units.example.org", "localhost"}


def test_a_public_service_answers_to_any_name_unless_told() -> None:
    assert Settings(host="0.0.0.0").hosts == frozenset()  # noqa: S104
    assert "units.example.org" in Settings(host="0.0.0.0", allowed_hosts=("Units.example.org",)).hosts  # noqa: S104


@pytest.mark.parametrize(
    "address", ["units.example.org", "ftp://example.org", "https://", "https://[::1", "https://example.org/path"]
)
def test_a_base_url_is_the_address_of_a_host(address: str) -> None:
    with pytest.raises(UnitGraphError, match="is not the address of a host"):
        Settings(base_url=address)


def test_limits_are_positive() -> None:
    with pytest.raises(UnitGraphError, match="limit rows: must be greater than zero"):
        Limits(rows=0)


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("a@velabad.example", "mailto:a@velabad.example"),
        ("https://velabad.example/errors", "https://velabad.example/errors"),
    ],
)
def test_a_contact_is_a_link(contact: str, link: str) -> None:
    assert Settings(contact=contact).contact_link == link


@pytest.mark.parametrize(
    "contact", ["", "velabad", "http://[::1", "javascript:alert(1)", "a@b", 'a@b.example"><b>', "a@b.example?cc=x@y.z"]
)
def test_a_contact_that_is_none_is_refused(contact: str) -> None:
    with pytest.raises(UnitGraphError, match="is neither an e-mail address nor a page"):
        Settings(contact=contact)
