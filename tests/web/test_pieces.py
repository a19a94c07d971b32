"""Long answers are written in pieces, and long bodies are read in a process; what they say stays the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import nullcontext
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from unitgraph.web.http import pieces
from unitgraph.web.http.bodies import read_body
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.pieces import PiecedResponse, json_pieces
from unitgraph.web.query import asking
from unitgraph.web.turns import Turns

NAMES = ["Torreon Station", "Federal Police\u2028", "zzzz", "Presidential Guard"]
QUERIES = {f"q{number}": {"query": name} for number, name in enumerate(NAMES)}
BATCH = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": name}]} for name in NAMES]}
EXTEND = {"ids": ["mx/torreon-station-760d1afd"], "properties": [{"id": "chain"}, {"id": "listedYears"}]}
SENT: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/screen", {"json": {"names": NAMES}}),
    ("POST", "/api/screen", {"files": {"file": ("t.csv", "name\n" + "\n".join(NAMES))}}),
    ("POST", "/screen", {"data": {"names": "\n".join(NAMES), "format": "json"}}),
    ("POST", "/screen", {"data": {"names": "\n".join(NAMES), "format": "csv"}}),
    ("POST", "/reconcile", {"data": {"queries": json.dumps(QUERIES)}}),
    ("POST", "/reconcile", {"data": {"query": "Torreon Station"}}),
    ("POST", "/reconcile", {"data": {"extend": json.dumps(EXTEND)}}),
    ("POST", "/reconcile/1/match", {"json": BATCH}),
    ("POST", "/reconcile/1/extend", {"json": EXTEND}),
    ("GET", "/reconcile", {"params": {"queries": json.dumps(QUERIES), "callback": "take"}}),
]


@pytest.mark.parametrize(("method", "path", "sent"), SENT)
def test_pieces_and_processes_change_no_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str, sent: dict[str, Any]
) -> None:
    whole = client.request(method, path, **sent)
    assert whole.status_code == 200
    assert "content-length" in whole.headers
    monkeypatch.setattr(pieces, "PIECE", 1)
    monkeypatch.setattr(asking, "SMALL_BODY", 0)
    pieced = client.request(method, path, **sent)
    names = ("content-type", "cache-control", "content-disposition", "link")
    assert [pieced.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]
    if method == "POST" and "query" not in sent.get("data", {}):
        assert "content-length" not in pieced.headers
    if "csv" in str(sent.get("data")):
        assert pieced.content == whole.content
    elif method == "GET":
        assert (pieced.content, pieced.content[:9]) == (whole.content, b"/**/take(")
        assert b"\xe2\x80\xa8" not in pieced.content
    else:
        by_pieces, at_once = pieced.json(), whole.json()
        for each in (by_pieces, at_once):
            each.get("about", {}).pop("written", None)
        assert by_pieces == at_once


@pytest.mark.parametrize("small", [0, 1 << 16])
@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"queries": "{"}, 400, "not valid JSON"),
        ({"queries": '{"q": {"query": "RAB"}, "q": {"query": "SWAT"}}'}, 400, "the key 'q' stands twice"),
        ({"queries": '{"\\ud800": {"query": "x"}}'}, 400, "lone surrogate"),
        ({"queries": "[" * 9_000}, 400, "not valid JSON"),
        ({"queries": "[" + "0," * 500_000 + "0]"}, 413, "values; send less at once"),
        ([("query", "a"), ("query", "b")], 400, "query is given more than once"),
        ({"extend": "[]"}, 400, "must be an object"),
    ],
)
def test_both_ways_of_reading_refuse_alike(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, small: int, body: Any, status: int, told: str
) -> None:
    monkeypatch.setattr(asking, "SMALL_BODY", small)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/reconcile", content=urlencode(body), headers=kind)
    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_a_parameter_stands_in_the_address_or_in_the_form(client: TestClient) -> None:
    answer = client.post("/reconcile", params={"query": "a"}, data={"query": "b"})
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "The parameter query is given more than once; give it once.",
    )


def test_the_pieces_of_json() -> None:
    made = {"a": {}, "b": {"c": iter([{"d": [1]}, None])}, "e": "\u00e9", "f": iter(())}
    assert json.loads("".join(json_pieces(made))) == {"a": {}, "b": {"c": [{"d": [1]}, None]}, "e": "\u00e9", "f": []}


def test_who_does_not_read_is_left() -> None:
    ended: list[str] = []

    async def many() -> Any:
        try:
            while True:
                yield b"x"
        finally:
            ended.append("pieces")

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    sent: list[Any] = []
    asyncio.run(PiecedResponse(many(), {}, 0.01, nullcontext).stream_response(send))
    assert ended == ["pieces"]
    assert [each.get("more_body") for each in sent] == [None, True], "it has no end"


def test_so_many_tables_may_wait() -> None:
    turns = Turns(2)

    async def held(who: str) -> str:
        async with turns.turn(who):
            await asyncio.sleep(0)
            return who

    async def step() -> list[int]:
        faults = []
        async with turns.turn("a"):
            waiting = [asyncio.create_task(held(who)) for who in "abb"]
            await asyncio.sleep(0)
            for who in "ac":
                with pytest.raises(Refusal) as fault:
                    await held(who)
                faults.append(fault.value.status_code)
        assert await asyncio.gather(*waiting) == ["a", "b", "b"]
        assert await held("c") == "c"
        assert not turns.tables
        return faults

    assert asyncio.run(step()) == [429, 503]


def test_so_many_long_answers_are_sent_to_a_client() -> None:
    turns = Turns(1)
    held: list[int] = []

    async def read_by(client: str) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            held.append(len(turns._sent))
            yield b"x"

        async def send(message: Any) -> None:
            if client == "a" and message["type"] == "http.response.body" and message["body"]:
                with pytest.raises(Refusal, match="The limit of long answers on their way to you is 1"):
                    await read_by("a")
                await read_by("b")

        response = PiecedResponse(pieces(), {}, 1, partial(turns.sending, client))
        await response({"type": "http", "asgi": {"spec_version": "2.4"}}, Request({"type": "http"}).receive, send)

    asyncio.run(read_by("a"))
    assert (held, turns._sent) == ([1, 2], {})


def test_a_step_whose_client_is_gone_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "QUICK_SECONDS", 0)
    ended: list[str] = []

    async def step() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("step")

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    with pytest.raises(Refusal, match="disconnected"):
        asyncio.run(asking.unless_gone(step(), Request({"type": "http"}, gone)))
    assert ended == ["step"]


def test_a_body_whose_client_is_gone_is_refused() -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    with pytest.raises(Refusal, match="disconnected"):
        asyncio.run(read_body(Request({"type": "http", "headers": []}, gone), 10))
