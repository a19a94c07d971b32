"""A store on disk as a graph of rdflib that shows pyshacl the suspects only, and answers its queries from rows that
were found for all nodes at once."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph
from rdflib import RDF, SH, Graph
from rdflib.query import Result
from rdflib.store import Store
from rdflib.term import Literal, Node, URIRef, Variable

from unitgraph.store.terms import to_rdflib
from unitgraph.validation.clear import gives_targets
from unitgraph.validation.graphs import oxigraph_term
from unitgraph.validation.suspects import Suspects
from unitgraph.validation.targets import EngineTerm, is_mentioned

_Triple = tuple[Any, Any, Any]


class _View(Store):
    """The statements of an Oxigraph store, read when they are asked for. With ``suspects`` whoever looks for targets,
    that is for the subjects or objects of a property or the members of a class, finds the suspects among them."""

    # pyshacl wraps what it is given into a dataset, which asks for a store of several graphs; there is one only.
    context_aware = True
    graph_aware = True
    formula_aware = False
    transaction_aware = False

    def __init__(self, engine: pyoxigraph.Store, suspects: Iterable[EngineTerm] | None = None) -> None:
        super().__init__()
        self._namespaces: dict[str, URIRef] = {}
        self._engine = engine
        self._nodes = None if suspects is None else sorted(suspects, key=str)

    def triples(self, triple_pattern: _Triple, context: object = None) -> Iterator[tuple[_Triple, Iterator[None]]]:
        """The statements that a pattern fits."""
        subject, predicate, value = triple_pattern
        is_target = subject is None and predicate is not None and (value is None or predicate == RDF.type)
        if isinstance(subject, Literal):
            return
        if self._nodes is None or not is_target:
            yield from self._found(_term(subject), predicate, _term(value))
            return
        for node in self._nodes:
            if not isinstance(node, pyoxigraph.Literal):
                yield from self._found(node, predicate, _term(value))
            if value is None:
                yield from self._found(None, predicate, node)

    def _found(self, subject: Any, predicate: Any, value: Any) -> Iterator[tuple[_Triple, Iterator[None]]]:
        for quad in self._engine.quads_for_pattern(subject, _term(predicate), value, DefaultGraph()):
            found = (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object))
            yield found, iter(())

    def __len__(self, context: object = None) -> int:
        return 1  # not empty; nobody asks for more, and counting takes as long as reading

    def add_graph(self, graph: Graph) -> None:
        """The one graph is there already."""

    def contexts(self, triple: _Triple | None = None) -> Generator[Graph, None, None]:
        """None: nothing stands in a named graph."""
        yield from ()

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Messages of pyshacl have prefixes."""
        if override or prefix not in self._namespaces:
            self._namespaces[prefix] = namespace

    def namespace(self, prefix: str) -> URIRef | None:
        """The namespace of a prefix."""
        return self._namespaces.get(prefix)

    def prefix(self, namespace: URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((prefix for prefix, each in self._namespaces.items() if each == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """All prefixes with their namespaces."""
        return iter(self._namespaces.items())


def _term(node: Any) -> Any:
    return None if node is None else oxigraph_term(node)


class StoreGraph(Graph):
    """The whole of a store."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        super().__init__(store=_View(engine))


class SuspectGraph(Graph):
    """What pyshacl validates instead of the whole graph: the suspects of one shape, with what constraints found.

    ``shapes`` are for it: no other shape has targets in them, and the query of each constraint that is answered here is
    but a name for it (pyshacl searches the text of a query for each node that it asks about).
    """

    def __init__(self, engine: pyoxigraph.Store, every: Graph, shape: Node, suspects: Suspects) -> None:
        super().__init__(store=_View(engine, suspects.focus_nodes))
        self._engine = engine
        self._whole = StoreGraph(engine)
        names = {each: f"SELECT $this {{ $this a {number} }}" for number, each in enumerate(suspects.answers)}
        self._answers = {names[each]: rows for each, rows in suspects.answers.items()}
        self._queries = {names[each]: query for each, query in suspects.queries.items()}
        self.shapes = Graph()
        for subject in _parts_of(every, shape):
            for predicate, value in every.predicate_objects(subject):
                if predicate == SH.select and subject in names:
                    self.shapes.add((subject, predicate, Literal(names[subject])))
                elif subject == shape or not gives_targets(predicate, value):
                    self.shapes.add((subject, predicate, value))

    def query(
        self,
        query_object: Any,
        processor: Any = "sparql",
        result: Any = "sparql",
        initNs: Any = None,  # noqa: N803
        initBindings: Any = None,  # noqa: N803
        use_store_provided: bool = True,
        **options: Any,
    ) -> Result:
        """The rows that were found for the node that ``initBindings`` binds to ``this``."""
        name = str(query_object).rpartition("\n")[2].strip()
        answers = self._answers.get(name)
        if answers is None:
            given = (query_object, processor, result, initNs, initBindings, use_store_provided)
            return self._whole.query(*given, **options)
        this = initBindings["this"]
        if this not in answers and not is_mentioned(self._engine, this):
            return self._whole.query(self._queries[name], initBindings={"this": this})
        rows = answers.get(this, ())
        found = Result("SELECT")
        found.vars = [Variable(name) for name in dict.fromkeys(name for row in rows for name in row)]
        found.bindings = [{Variable(name): value for name, value in row.items()} for row in rows]  # type: ignore[misc]
        return found


def _parts_of(every: Graph, shape: Node) -> set[Node]:
    """A shape, all that it names, and what may matter to that without being named: components that are declared, and
    the other shapes of a property, whose qualified values are kept apart from its own."""
    found: set[Node] = set()
    ahead: list[Node] = [shape, *every.subjects(SH.parameter, None)]
    while ahead:
        node = ahead.pop()
        if node not in found and not isinstance(node, Literal):
            found.add(node)
            ahead += every.objects(node)
            ahead += every.subjects(SH.property, node)
    return found
