"""The catalogues of the pages: ``python -m tests.catalogues`` takes into them the messages that are new, and out of
them those that are gone. What is new is empty, and is to be translated by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import unitgraph
from unitgraph.web.language.catalogue import LOCALES
from unitgraph.web.language.choosing import DEFAULT, LANGUAGES
from unitgraph.web.language.said import QUOTED, SEPARATORS, TERM
from unitgraph.web.language.sentences import COUNTED, PATTERNS

_LEFT_OUT = (b'"POT-', b'"PO-', b'"Last-', b'"Language-Team', b'"Generated', b'"Report', b'"Project', b"#, fuzzy")
WEB = Path(unitgraph.__file__).parent / "web"
_HOW = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_HEAD = """\
# The texts of the pages in another language; CONTRIBUTING.md says how to add one."""


def messages() -> Catalog:
    """Every message of the pages, without translations."""
    found = Catalog(project="unitgraph", charset="utf-8", header_comment=_HEAD)
    for _, _, message, _, context in extract_from_dir(WEB, _HOW, _OPTIONS, _KEYWORDS):
        if message:
            found.add(message, context=context)
    for counted in COUNTED:
        found.add(counted)
    for sentence in (*PATTERNS, *sentences()):
        found.add(sentence)
    for term in terms():
        found.add(term, context=TERM)
    for status in statuses():
        found.add(status, context="status")
    return found


def sentences() -> Iterator[str]:
    """Every sentence without names or numbers in it."""
    from unitgraph.checking import answers, findings, relations
    from unitgraph.dataset.catalogue import CAVEATS, NO_LEGAL_BASIS, TABLE_CAVEATS
    from unitgraph.identity.mentions import Reason
    from unitgraph.match import (
        acronyms,
        answering,
        bystanders,
        conjoined,
        decide,
        headquarters,
        matcher,
        model,
        placing,
    )
    from unitgraph.reading.paths.direction import SIGNED
    from unitgraph.reading.paths.kind import LIST_STATEMENTS
    from unitgraph.web.http.faults import ADVICE

    rooms = (acronyms, answering, bystanders, conjoined, decide, headquarters, matcher, placing, findings, relations)
    yield from (*CAVEATS, NO_LEGAL_BASIS, *TABLE_CAVEATS, answers.ALL_LISTED, answers.ONE_LISTED)
    yield from relations.SENTENCES.values()
    for room in rooms:
        own = (value for name, value in vars(room).items() if name.isupper() and isinstance(value, str))
        yield from (value for value in own if re.search(r"[a-z] [a-z]", value))
    yield from (sentence for _, sentence in model.SENTENCES)
    yield from (told for _, told in SIGNED.values() if "{" not in told)
    yield from LIST_STATEMENTS.values()
    yield from (reason.words for reason in Reason)
    yield from ADVICE.values()


def terms() -> Iterator[str]:
    """Every word and title of the vocabulary: what statuses, relations and kinds are called, the labels of the
    ontology, the queries with their parameters and columns."""
    from unitgraph.checking import answers, history, list_diff
    from unitgraph.checking.chains import EACH_EDGE
    from unitgraph.index.units import RELATION_WORDS
    from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_name
    from unitgraph.store.library import PARAMETER_TYPES, library
    from unitgraph.web.http.faults import HEADINGS
    from unitgraph.web.pages import comparing, plainpage

    yield from (*SEPARATORS, QUOTED)
    yield from (EACH_EDGE, "disputed", "stated later", *RELATION_WORDS.values())
    yield from (*answers.PHRASES.values(), *history.SENTENCES.values(), *HEADINGS.values())
    yield from (*comparing.HEADINGS.values(), *map(str, list_diff.Change))
    yield from (*plainpage.WORDS.values(), "cited", "place", "country", "date", "unit", "entry", "list", "level")
    yield from map(country_name, (OPEN_COUNTRY, NO_COUNTRY))
    yield from PARAMETER_TYPES
    yield from labels()
    for query in library().values():
        yield from (query.group, query.title, query.summary, *query.columns.values())
        yield from (each.description for each in query.parameters.values())


def statuses() -> Iterator[str]:
    """Every status."""
    from unitgraph.checking.relations import Status

    return map(str, Status)


def labels() -> Iterator[str]:
    """The label and the definition of every term of the ontology, and the headings of the dictionary."""
    from pyoxigraph import RdfFormat, Store

    from unitgraph.system.resources import resource
    from unitgraph.web.linked.dictionary import dictionary
    from unitgraph.web.linked.facts import Facts

    store = Store()
    store.load(path=resource("ontology", "unitgraph.ttl"), format=RdfFormat.TURTLE)
    for section in dictionary(Facts(store)):
        yield from (section.heading, *(text for entry in section.entries for text in (entry.label, entry.definition)))


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with (LOCALES / code / "LC_MESSAGES" / "unitgraph.po").open("rb") as stream:
        return read_po(stream, locale=code)


def written(code: str) -> bytes:
    """The catalogue of a language with all messages and no others, in the order of the messages."""
    path = LOCALES / code / "LC_MESSAGES" / "unitgraph.po"
    found = catalogue(code) if path.exists() else Catalog(locale=code)
    made = Catalog(locale=code, project="unitgraph", charset="utf-8", header_comment=_HEAD)
    # As the catalogue has it: its forms depend on the version of Babel otherwise.
    made.mime_headers = [each for each in found.mime_headers if each[0] == "Plural-Forms"]
    for message in messages():
        if message.id:
            old = found.get(message.id, message.context)
            made.add(message.id, old.string if old else "", context=message.context)
    text = io.BytesIO()
    write_po(text, made, width=0, omit_header=False, sort_output=True)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_LEFT_OUT))


if __name__ == "__main__":
    for code in LANGUAGES:
        if code != DEFAULT:
            (LOCALES / code / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
            (LOCALES / code / "LC_MESSAGES" / "unitgraph.po").write_bytes(written(code))
