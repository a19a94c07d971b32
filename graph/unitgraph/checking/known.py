"""What a reading of a text may draw on: the units of a store, gazetteers, the layout of paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from unitgraph.checking.opening import CheckerPlace, open_hierarchy
from unitgraph.identity.known import known_units
from unitgraph.lexicon import gazetteer
from unitgraph.reading.paths import Context, PathLayout
from unitgraph.reading.paths.context import Known
from unitgraph.reading.paths.layout import ANY_LAYOUT
from unitgraph.system.errors import UnitGraphError


def reading_context(places: bool = False, store: CheckerPlace = None, layout: PathLayout = ANY_LAYOUT) -> Context:
    """The context of readings: with ``places`` the gazetteers, with ``store`` its units and superiors. Raises
    UnitGraphError where the gazetteers are not installed."""
    if places and not gazetteer.has_gazetteer():
        raise UnitGraphError("places", "the gazetteers are not installed", 'run: pip install "unitgraph[places]"')
    known = _known(store) if store else None
    return Context(known=known, gazetteer=gazetteer.load_gazetteer() if places else None, layout=layout)


def _known(store: CheckerPlace) -> Known:
    """The units of a store."""
    hierarchy = open_hierarchy(store)

    def above(iri: str) -> Iterator[tuple[str, ...]]:
        return (hierarchy[each].names for each in hierarchy.ancestors(iri))

    return known_units(lambda: ((node.country, node.names, partial(above, node.iri)) for node in hierarchy))
