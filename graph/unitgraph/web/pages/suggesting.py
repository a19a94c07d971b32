"""Units that a person may be about to name."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from unitgraph.index.units import Node
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import translations
from unitgraph.lexicon.tables import read_word_table
from unitgraph.web.http.rendering import render
from unitgraph.web.language.choosing import language_headers
from unitgraph.web.service import Service

SHOWN = 10
LONGEST = 200
"""The number of characters that are looked at."""
LEAST = 3
"""The number of characters from which more than beginnings of words are looked for."""


async def suggest(request: Request) -> Response:
    """Suggestions for a search box, as options; ``value=iri`` gives the IRIs of units for their names."""
    service: Service = request.state.service
    told = next(iter(request.query_params.values()), "")
    text = request.query_params.get("q", told).strip()[:LONGEST]
    nodes = await suggested(service, text)
    told = render("suggestions.html", nodes=nodes, text=text, fold=fold)
    return HTMLResponse(told, headers={"cache-control": "no-store", **language_headers()})


async def suggested(service: Service, text: str) -> list[Node]:
    """The units with a name in which a word begins as ``text`` does, then those with its words in English, then those
    that it may mean: an acronym, a name in another language or spelling."""
    found = {node.iri: node for node in service.hierarchy.search(text, SHOWN)}
    if len(found) < SHOWN and len(text) >= LEAST and not text.startswith(("http://", "https://")):
        if (english := in_english(text)) != fold(text):
            found |= {node.iri: node for node in service.hierarchy.search(english, SHOWN)}
        answer = await service.in_turn(lambda: service.checker.check(text))
        meant = [*([answer.unit.iri] if answer.unit else []), *(each.unit.iri for each in answer.candidates)]
        found |= {iri: service.hierarchy[iri] for iri in meant}
    return list(found.values())[:SHOWN]


def in_english(text: str) -> str:
    """A text, folded, with those words in English that stand in the tables of words of forces.

    >>> in_english("Estación de Policía")
    'station de police'
    """
    return " ".join(_english().get(word, word) for word in fold(text).split())


@cache
def _english() -> dict[str, str]:
    synonyms = ((row["form"], row["canonical"]) for row in read_word_table("synonyms"))
    return {fold(form): fold(english) for form, english in (*translations(), *synonyms) if " " not in form}


ROUTES = [Route("/suggest", suggest)]
