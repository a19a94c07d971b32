"""The guard of SPARQL from users: it may read the stored graphs, and nothing else.

:func:`check_query` runs before every evaluation. Engines follow ``SERVICE`` to any host, one of them opens files named
in ``FROM``, and the parser of pyoxigraph 0.5 recurses without limit: a deeply nested query overflows the stack and ends
the process, which no handler can catch. So the text is first read here, by the lexical grammar of SPARQL 1.1 Query
(sections 19.2 and 19.8), and refused in case of doubt:

- a bare word that is not part of SPARQL 1.1 is refused, since a parser without word boundaries takes ``SERVICESILENT``
  or ``trueSERVICE`` for two words;
- codepoint escapes are expanded first (19.2) and the engine gets the expanded text, so that both read the same.

Measured with pyoxigraph 0.5.13: the size of one construction that ends the process, on a stack of 8 MB (the main
thread on Linux and macOS) and on one of 512 KB, and the largest that passes here:

========================================= ====== ====== ======
construction                                8 MB 512 KB passes
========================================= ====== ====== ======
nested ``{ }``                             2,240    136     63
nested ``CONCAT( )``                         928     56     48
nested ``EXISTS { }``                        864     52     33
nested ``SELECT``                          1,184     72     22
elements of a collection                       -     80     70
triples, steps of a path                       -    160    125
``OPTIONAL``, ``MINUS`` one after another  2,688    160    124
branches of ``UNION``                      6,656    400     82
terms of ``+``                             6,912    416    242
terms of ``&&``, ``!`` before a term       9,472    576    485
========================================= ====== ====== ======

(A dash: more than 8 seconds before that point.) ``IN``, ``VALUES``, ``ORDER BY``, arguments and prefixes do not nest,
and are limited only by the length of the text.

Time and memory of a query that passes are not limited here; a service must limit them by process.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from unitgraph.store.tokens import (
    FORMS,
    QueryKind,
    Refused,
    Token,
    is_operand,
    is_term,
    kind_of,
    prefixes_of,
    tokens_of,
)
from unitgraph.system.errors import QueryError

MAX_LENGTH = 200_000
"""The maximum number of characters in a query."""
MAX_STACK = 512
"""The maximum stack of a query in kilobytes, as estimated by :func:`_check_stack`."""

_BRACKETS = {"(": 10, "{": 4, "[": 4}
_CHAINED = {
    "UNION": 2,
    "FILTER": 1,
    "HAVING": 1,
    ".": 4,
    ";": 4,
    ",": 4,
    "/": 4,
    "|": 1,
    "^": 1,
    "!": 1,
    "&&": 1,
    "||": 1,
} | dict.fromkeys(("+", "-", "*", "=", "!=", "<", ">", "<=", ">="), 2)
_EXISTS, _ELEMENT, _MEMBER = 6, 7, 4
_UPDATES = frozenset(["ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"])
_WORDS = frozenset(
    """
    A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER FROM GRAPH GROUP
    HAVING IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT TRUE UNDEF UNION VALUES
    WHERE AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SEPARATOR SUM ABS BNODE BOUND CEIL COALESCE CONCAT
    CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
    LANGMATCHES LCASE MD5 MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM SECONDS SHA1 SHA256 SHA384
    SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR TIMEZONE TZ
    UCASE URI UUID YEAR
    """.split()  # noqa: SIM905 (a hundred quoted words are harder to read)
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ENGINE_FAULT = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?<![\w\"'])[A-Z][A-Za-z*]+(?: [A-Za-z*]+){2,}")


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs that a query reads, by IRI: those whose merge is its default graph, and its named graphs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryForm:
    """A query that may be evaluated.

    ``text`` is what the engine gets: the ``source`` with its codepoint escapes expanded. ``dataset`` holds the graphs
    to read whatever FROM clauses the text has; None stands for all that the store has.
    """

    source: str
    text: str
    kind: QueryKind
    dataset: QueryDataset | None = None


def check_query(
    text: str, known_graphs: Collection[str] | None = None, dataset: QueryDataset | None = None
) -> QueryForm:
    """The query, once it is sure that it only reads ``known_graphs``.

    A ``dataset`` is read in place of what FROM clauses name (SPARQL 1.1 Protocol, section 2.1.4), which then are not
    looked at. Raises QueryError with line and column for SERVICE, for updates, for FROM of a graph that is not known
    (None: no graph is), for words outside SPARQL 1.1, and for texts past the limits of this module. What
    passes can still be malformed: the engine's parser has the last word (see :func:`syntax_fault`).

    >>> check_query("SELECT ?service WHERE { ?service a <http://example.org/SERVICE> }").kind
    <QueryKind.SELECT: 'select'>
    >>> check_query(r"ASK { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    unitgraph.system.errors.QueryError: query line 1 column 7: SERVICE is refused; remove it: a query reads this store
    """
    if len(text) > MAX_LENGTH:
        raise _fault(text, MAX_LENGTH, f"longer than {MAX_LENGTH:,} characters", "split the query")
    expanded = _expand(text)
    try:
        tokens = list(tokens_of(expanded))
        _check_words(tokens)
        kind, start = kind_of(tokens, len(expanded))
        _check_prefixes(tokens)
        _check_stack(tokens[start:])
        return QueryForm(text, expanded, kind, dataset or _dataset(tokens, known_graphs or ()))
    except Refused as refused:
        offset = _source_offset(text, refused.offset)
        raise _fault(text, offset, refused.what, refused.remedy) from None


def check_syntax(form: QueryForm, base: str | None = None) -> None:
    """Raises QueryError when pyoxigraph cannot parse the query, whichever engine will evaluate it. ``base`` is what
    relative IRIs are resolved against."""
    import pyoxigraph

    try:
        pyoxigraph.Store().query(form.text, base_iri=base)
    except SyntaxError as error:
        raise syntax_fault(form, str(error)) from error


def syntax_fault(form: QueryForm, message: str) -> QueryError:
    """pyoxigraph's ``message`` about a query as an error with line and column, in a form that can be read."""
    found = _ENGINE_FAULT.match(message)
    if found is None:
        return QueryError("query", f"not SPARQL 1.1 ({message})", "correct it")
    line, column = int(found[1]), int(found[2])
    offset = sum(len(row) for row in form.text.split("\n")[: line - 1]) + line - 1 + column - 1
    said = _SENTENCE.search(found[3])
    after, before = form.text[offset : offset + 20].split("\n")[0], form.text[:offset].split("\n")[-1][-20:]
    if said is not None:
        return _fault(form.source, _source_offset(form.source, offset), said[0], "correct the query")
    what = f"cannot be read at {after!r}" if after.strip() else f"cannot be read after {before!r}"
    remedy = "look there for a missing term, dot or bracket"
    return _fault(form.source, _source_offset(form.source, offset), what, remedy)


def _fault(text: str, offset: int, what: str, remedy: str) -> QueryError:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return QueryError(f"query line {line} column {column}", what, remedy)


def _expand(text: str) -> str:
    """``text`` with its codepoint escapes as characters (section 19.2).

    Refused are escapes that engines read differently: of quotes, backslashes and line ends (some end a
    string, some do not), after another backslash, and of what is no character.
    """
    if half := _SURROGATE.search(text):
        raise _fault(text, half.start(), "lone surrogate (invalid Unicode)", "save the query as UTF-8")
    if "\\" not in text:
        return text
    for found in _ESCAPE.finditer(text):
        code = int(found[1] or found[2], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000 or chr(code) in "\"'\\\r\n":
            raise _fault(text, found.start(), f"the escape {found[0]} is refused", "write the character itself")
        if text[: found.start()].endswith("\\"):
            raise _fault(
                text,
                found.start() - 1,
                "a backslash before a codepoint escape is refused",
                "rewrite the string",
            )
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


def _source_offset(source: str, offset: int) -> int:
    """The offset in ``source`` of what is at ``offset`` once its escapes are expanded."""
    starts, shifts = [0], [0]
    for found in _ESCAPE.finditer(source):
        shifts.append(shifts[-1] + len(found[0]) - 1)
        starts.append(found.end() - shifts[-1])
    return offset + shifts[bisect_right(starts, offset) - 1]


def _check_words(tokens: list[Token]) -> None:
    for token in tokens:
        if token.kind != "word" or token.upper in _WORDS:
            continue
        if "SERVICE" in token.upper:
            what, remedy = "SERVICE is refused", "remove it: a query reads this store"
        elif token.upper in _UPDATES:
            what, remedy = (
                f"{token.upper} is refused: the store is read only",
                "use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        else:
            what, remedy = (
                f"{token.text!r} is not a word of SPARQL 1.1",
                "check its spelling; names need a prefix, variables a ?",
            )
        raise Refused(token.offset, what, remedy)


@dataclass(slots=True)
class _OpenBracket:
    """An open bracket: the stack that it and its chained parts need, and the maximum that any bracket inside needs."""

    bracket: str
    own: int = 0
    inner: int = 0


def _check_stack(tokens: list[Token]) -> None:
    """Refuses a query that could overflow the engine's stack.

    A bracket needs stack while it is open. Chained parts (triples, alternatives, terms of a sum) nest in the engine's
    algebra, so they add up within their bracket; brackets side by side do not add up beyond their members.
    """
    frames = [_OpenBracket("")]
    below = 0
    block = before = None
    for token in tokens:
        frame = frames[-1]
        word = token.upper or (token.text if token.kind == "operator" else "")
        block = word if word in {"VALUES", "EXISTS", "SELECT", "WHERE"} else block
        if word in _BRACKETS:
            if frame.bracket == "(":
                frame.own += _ELEMENT if is_operand(before) else 0
            elif frame.bracket != "data":
                frame.own += _MEMBER
            below += frame.own
            data = frame.bracket == "data" or (word == "{" and block == "VALUES")
            need = _BRACKETS[word] + (_EXISTS if word == "{" and block == "EXISTS" else 0)
            frames.append(_OpenBracket("data" if data else word, need))
            block = None if word == "{" else block
        elif word in (")", "}", "]") and len(frames) > 1:
            closed = frames.pop()
            below -= frames[-1].own
            frames[-1].inner = max(frames[-1].inner, closed.own + closed.inner)
        elif frame.bracket != "data":
            frame.own += _weight(token, word, before, frame.bracket)
        before = token
        if below + frames[-1].own + frames[-1].inner > MAX_STACK:
            what = "nested too deep or chained too long to be evaluated safely"
            raise Refused(token.offset, what, "split it; put many values into VALUES or IN")


def _weight(token: Token, word: str, before: Token | None, bracket: str) -> int:
    """The number of kilobytes that a token adds to its bracket."""
    if word in FORMS:
        return _MEMBER
    if word == "," and bracket == "(":
        return 0
    signed = token.kind == "number" and before is not None and before.text in ("+", "-")
    if bracket == "(" and is_term(token) and (signed or is_operand(before)):
        return _ELEMENT
    if token.kind in ("iri", "name") and bracket == "":
        return _MEMBER
    return _CHAINED.get(word, 0)


def _dataset(tokens: list[Token], known: Collection[str]) -> QueryDataset | None:
    """The graphs of FROM and of FROM NAMED. The word FROM occurs nowhere else in the grammar."""
    default: list[str] = []
    named: list[str] = []
    for place, token in enumerate(tokens):
        if token.upper != "FROM":
            continue
        following = [*tokens[place + 1 : place + 3], token, token]
        is_named = following[0].upper == "NAMED"
        graph = _graph(following[1] if is_named else following[0], prefixes_of(tokens))
        if graph not in known:
            listed = ", ".join(f"<{name}>" for name in sorted(known)) or "none"
            raise Refused(
                token.offset,
                f"FROM names a graph that is not in the store: {graph}",
                f"its graphs: {listed}",
            )
        (named if is_named else default).append(graph)
    return QueryDataset(tuple(default), tuple(named)) if default or named else None


def _graph(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, local = token.text.partition(":")
    if not colon or prefix not in prefixes or "\\" in local:
        raise Refused(token.offset, f"FROM cannot be read at {token.text!r}", "write the graph's full IRI in <>")
    return prefixes[prefix] + local


def _check_prefixes(tokens: list[Token]) -> None:
    """Checks that every prefix is declared. The engine would report it too, but not where and which."""
    declared = {"_"}
    for before, token in pairwise(tokens):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and before.upper == "PREFIX":
            declared.add(prefix)
        elif token.kind == "name" and prefix not in declared:
            raise Refused(token.offset, f"the prefix {prefix}: is not declared", "add a PREFIX line for it")
