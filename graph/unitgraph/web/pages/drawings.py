"""The hierarchy in pieces: a branch that a page fetches, and what is below a unit or in a country as a picture."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from unitgraph.checking.chains import chains_of
from unitgraph.checking.days import as_of_day
from unitgraph.checking.findings import Checker
from unitgraph.exports.chart import draw_svg
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.lexicon.tables import country_name
from unitgraph.system.display import quantity
from unitgraph.web.http.bodies import natural
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import KEEP, render
from unitgraph.web.language.choosing import language_headers
from unitgraph.web.pages.branches import SHOWN_BESIDE, directly_below, nearest, part_of, ranked, with_doubles
from unitgraph.web.pages.countrypage import tops_of
from unitgraph.web.service import Service

DRAWN = 500
"""The number of units of a picture."""


async def branch(request: Request) -> Response:
    """The units directly below one, as items of a list; from the place ``from`` in their order on."""
    service: Service = request.state.service
    node = service.node(service.unit_iri(request.path_params["id"]))
    start = natural(request.query_params.get("from", "0"))
    if node is None or start is None:
        raise Refusal(404, "")
    day = as_of_day(request.query_params.get("as-of") or None)
    hierarchy = (await service.checker_of(day)).hierarchy
    drawn, more = await service.writing(lambda: directly_below(hierarchy, node.iri, start))
    context = {"drawn": drawn, "more": more, "next": start + SHOWN_BESIDE, "node": node}
    text = render("branch.html", service=service, day_query=f"?as-of={day}" if day else "", **context)
    return HTMLResponse(text, headers={"cache-control": KEEP, **language_headers()})


def picture(service: Service, iri: str, checker: Checker) -> bytes | None:
    """The picture of what is below a unit, with the chain above it, or of the units of a country; None of anything
    else."""
    hierarchy = checker.hierarchy
    node, code = service.node(iri), service.facts.one(iri, "skos:notation")
    if node is None and not code:
        return None
    tops = tops_of(hierarchy, code) if node is None else [node]
    title = f"Units of {country_name(code)}" if node is None else f"{node.name} ({country_name(node.country)})"
    kept = nearest(hierarchy, tops, DRAWN)
    above = {link.unit.iri for link in chains_of(hierarchy, node.iri, 1).shown[0]} if node else set()
    part = part_of(hierarchy, with_doubles(hierarchy, kept | above))
    roots = _roots(part, hierarchy, tops, kept, above)
    all_below = sum(len(hierarchy.dag.below(hierarchy.number(each.iri))) for each in tops)
    left = all_below + len(tops) - len(kept)
    note = (
        f"At most {quantity(left, 'unit')} more below, which {'is' if left == 1 else 'are'} not drawn" if left else ""
    )
    remarks = (*([note] if note else []), *checker.remarks)
    return draw_svg(
        part, roots, replace(service.about, remarks=remarks), title, note, node.iri if node else ""
    ).encode()


def _roots(part: Hierarchy, whole: Hierarchy, tops: list[Node], kept: set[str], above: set[str]) -> list[Node]:
    """The units at the top of a picture: the first of the chain above, if there is one, else those that were asked
    for."""
    first = next((each for each in part.tops() if each.iri in above), None) if above else None
    return [first] if first else [part[each.iri] for each in ranked(whole, tops) if each.iri in kept]


ROUTES = [Route("/branch/{id:path}", branch)]
