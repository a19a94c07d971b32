"""What a build would merge and ask, without writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unitgraph.checking.identities import Effects, IdentityGrounds, OpenIdentity, in_order, question_dict
from unitgraph.dataset.writer import Writer
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.units import Identification
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.pipeline.changing import Held, Plan
from unitgraph.pipeline.preview import preview
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.display import Meter, unshown

if TYPE_CHECKING:
    from unitgraph.store import Store


@dataclass(frozen=True, slots=True)
class NewMerge:
    """Mentions that would be one unit, and why."""

    name: str
    country: str
    grounds: IdentityGrounds


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a build would change: the merges and the questions that the store does not have, the latter in the order of
    their effect, the number of those that it has and that would be gone, and the number of units there would be."""

    merges: tuple[NewMerge, ...]
    questions: tuple[OpenIdentity, ...]
    gone_merges: int
    gone_questions: int
    units: int


def dry_run(
    place: str | Path,
    plan: Plan,
    progress: Meter = unshown,
    workers: int = 1,
    reports: RowReports | None = None,
) -> DryRun:
    """What building what ``plan`` makes of what the store at ``place`` holds would merge and ask. Nothing is written,
    and no folder made; ``reports`` takes what would be left out of hierarchy tables. Raises UnitGraphError as a build
    does, but for what only validation finds."""
    from unitgraph.store import is_address, open_folder, open_service

    if is_address(place):
        from unitgraph.store.upload import check_service

        address = str(place)
        held = check_service(address)
        if held is None:
            return _compared(None, plan(Held(address, service=True)), progress, workers, reports)
        with open_service(address) as store:
            return _compared(store, plan(Held(address, held, service=True)), progress, workers, reports)
    folder = Path(place)
    if not folder.exists() or not any(folder.iterdir()):
        return _compared(None, plan(Held(str(place))), progress, workers, reports)
    with open_folder(folder) as store:
        return _compared(store, plan(Held(str(place), store.info(), store.sources)), progress, workers, reports)


def _compared(store: Store | None, project: Any, progress: Meter, workers: int, reports: RowReports | None) -> DryRun:
    base = project.base or DEFAULT_BASE
    made = preview(
        project.lists, project.hierarchies, base, progress, workers, rulings=project.rulings, reports=reports
    )
    writer = Writer(base)
    found = {writer.identification_iri(each): each for each in made.graph.identifications}
    merges, questions = _identifications(store)
    new = [each for iri, each in found.items() if iri not in merges | questions]
    return DryRun(
        tuple(_merge(each, made.hierarchy) for each in new if not each.is_question),
        in_order(_questions([each for each in new if each.is_question], made.hierarchy)),
        len(merges - set(found)),
        len(questions - set(found)),
        len(made.hierarchy),
    )


def _identifications(store: Store | None) -> tuple[set[str], set[str]]:
    """The identifications and the questions that a store holds (IRIs)."""
    if store is None:
        return set(), set()
    text = "SELECT ?found WHERE {{ ?found a <https://w3id.org/unitgraph/ns#{kind}> }}"
    kinds = ("Identification", "IdentityQuestion")
    merges, questions = ({str(row[0]) for row in store.query(text.format(kind=kind)).texts()} for kind in kinds)
    return merges, questions


def _grounds(found: Identification) -> IdentityGrounds:
    return IdentityGrounds(found.statement, tuple((each.source, each.cited.line) for each in found.mentions))


def _merge(found: Identification, hierarchy: Hierarchy) -> NewMerge:
    node = hierarchy[found.units[0]]
    return NewMerge(node.name, node.country, _grounds(found))


def _questions(found: list[Identification], hierarchy: Hierarchy) -> Iterator[OpenIdentity]:
    effects = Effects(hierarchy)
    for each in found:
        one, other = sorted((hierarchy[iri] for iri in each.units), key=lambda node: (not node.listed, node.iri))
        yield OpenIdentity(one, other, _grounds(each), effects.of(one.iri, other.iri))


def dry_run_dict(found: DryRun) -> dict[str, Any]:
    """What a build would change, as JSON values."""
    return {
        "units": found.units,
        "merges": [
            {
                "name": each.name,
                "country": each.country,
                "evidence": each.grounds.statement,
                "mentions": [{"source": source, "line": line} for source, line in each.grounds.places],
            }
            for each in found.merges
        ],
        "questions": [question_dict(each) for each in found.questions],
        "mergesGone": found.gone_merges,
        "questionsGone": found.gone_questions,
    }
