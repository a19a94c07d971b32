"""The questions about a list that only a person can decide, with the evidence, and the rulings that answers become.

There are five kinds of question about a list: a country that was only inferred, or that the text contradicts (see
:mod:`unitgraph.pipeline.country_review`), a path that could not be read or is read with doubt (see
:mod:`unitgraph.pipeline.path_review`), siblings whose names differ by a letter or two, and words that look misspelt.
What a line of the list is is asked by
:mod:`unitgraph.pipeline.line_review`, whether two units are one by :mod:`unitgraph.pipeline.identity_review`. A
question decided by a ruling is not asked again, so a review can be stopped and resumed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice, product
from pathlib import Path

from unitgraph.identity.siblings import near_siblings
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import fold, tidy
from unitgraph.lexicon.scripts import translations
from unitgraph.lexicon.spelling import Spellings
from unitgraph.lexicon.tables import countries, country_name, country_words, levels, read_word_table, topics
from unitgraph.match.vocabulary import without_elision
from unitgraph.pipeline.asking import ORDER, Choice, Fields, Question, Texts, Topic
from unitgraph.pipeline.country_review import disputed_questions
from unitgraph.pipeline.path_review import entry_questions
from unitgraph.reading.entries import Entry
from unitgraph.reading.paths.values import Role
from unitgraph.reading.readings import CountryBasis, Reading
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import RulingKind, parse_rulings
from unitgraph.system.errors import RulingError
from unitgraph.system.files import write_whole

MOST_NAMES = 6  # right names offered for a misspelt one
REASONS = 4  # pieces of evidence repeated in the reason of a ruling on a country


def questions(graph: UnitGraph, sources: bool = False) -> tuple[Question, ...]:
    """Everything in ``graph`` that needs a person, countries first, since other questions may depend on them, then in
    the order of lines. With ``sources`` the rulings say of which list each entry is."""
    texts = Texts(graph.readings, sources)
    found = [
        *_country_questions(graph.readings, texts),
        *disputed_questions(graph.readings, texts),
        *entry_questions(graph, texts),
        *_sibling_questions(graph, texts),
        *_spelling_questions(graph.readings, texts),
    ]
    return tuple(sorted(found, key=lambda each: (ORDER[each.topic], each.lines, each.id)))


# --- countries -----------------------------------------------------------------------------------------------------


def _country_questions(readings: Sequence[Reading], texts: Texts) -> Iterator[Question]:
    groups: dict[tuple[str, int, str], list[Reading]] = {}
    for reading in readings:
        if reading.country.basis is CountryBasis.INFERRED:
            key = (reading.entry.list, reading.entry.group, reading.country.code)
            groups.setdefault(key, []).append(reading)
    for group in groups.values():
        yield _country_question(group, texts)


def _country_question(group: Sequence[Reading], texts: Texts) -> Question:
    first = group[0].country
    lines = tuple(reading.entry.line for reading in group)
    proposed = [(first.code, first.confidence)]
    if first.runner_up:
        proposed.append((first.runner_up, first.runner_up_confidence))
    choices = [
        Choice(str(number), f"{country_name(code)} ({code})", _country_fields(group, code, texts))
        for number, (code, _) in enumerate(proposed, 1)
    ]
    choices.append(Choice("o", "another country", _country_fields(group, "", texts), asks="country"))
    evidence = [f"{country_name(code)}: {confidence:.0%}" for code, confidence in proposed]
    return Question(
        id=f"country-line-{lines[0]}",
        topic=Topic.COUNTRY,
        lines=lines,
        text=" | ".join(tidy(reading.entry.verbatim) for reading in group),
        ask="Which country do these units belong to?" if len(group) > 1 else "Which country does this unit belong to?",
        evidence=(*evidence, *first.evidence),
        choices=tuple(choices),
        reason=f"The heading is lost. {'; '.join(first.evidence[:REASONS])}".strip(),
    )


def _country_fields(group: Iterable[Reading], code: str, texts: Texts) -> Fields:
    entries = texts.all(reading.entry for reading in group)
    return {"kind": RulingKind.COUNTRY.value, "entries": entries, "country": code}


# --- siblings ------------------------------------------------------------------------------------------------------


def _sibling_questions(graph: UnitGraph, texts: Texts) -> Iterator[Question]:
    units = {unit.iri: unit for unit in graph.units}
    for one, other in near_siblings(graph):
        yield _sibling_question(units[one], units[other], texts)


def _sibling_question(one: Unit, other: Unit, texts: Texts) -> Question:
    # Of several sources, and of one name, no spelling is put right: the mentions are of one unit, or of two.
    of_mentions = texts.sources or fold(one.name) == fold(other.name)
    lines = tuple(sorted({entry.line for unit in (one, other) for entry in unit.entries}))
    beside = "under the same parent" if len(one.key) > 1 else "both without a parent, in one country"
    return Question(
        id=f"siblings-{'-'.join(map(str, lines))}-{_word_id(min(one.name, other.name))}",
        topic=Topic.IDENTITY if of_mentions else Topic.SIBLINGS,
        lines=lines,
        text=f"{one.name} | {other.name}",
        ask="Are these one unit?" if of_mentions else "Are these the same unit, spelt in two ways?",
        evidence=(
            f"their names differ by a letter or two, {beside}",
            *(f"line {entry.line}: {tidy(entry.verbatim)}" for unit in (one, other) for entry in unit.entries),
        ),
        choices=_same_or_distinct(one, other) if of_mentions else _right_spellings(one, other, texts),
        reason="Decided after comparing the two entries.",
        units=(one.iri, other.iri),
    )


def _right_spellings(one: Unit, other: Unit, texts: Texts) -> tuple[Choice, ...]:
    told = "the same unit; the correct name is"
    return (
        Choice("1", f"{told}: {one.name}", _spelling_fields(other, other.name, one.name, texts)),
        Choice("2", f"{told}: {other.name}", _spelling_fields(one, one.name, other.name, texts)),
        Choice("d", "two units", {"kind": RulingKind.DISTINCT.value, "names": [one.name, other.name]}),
    )


def _same_or_distinct(one: Unit, other: Unit) -> tuple[Choice, ...]:
    def fields(kind: RulingKind) -> Fields:
        return {"kind": kind.value, "mentions": [dict(_mention(each).fields) for each in (one, other)]}

    return (
        Choice("s", "the same unit", fields(RulingKind.SAME)),
        Choice("d", "different units", fields(RulingKind.DISTINCT)),
    )


def _mention(unit: Unit) -> Reference:
    """The first entry that names a unit."""
    entry = unit.entries[0]
    text = tidy(entry.verbatim)
    # Where several texts are equal, the line tells which is meant.
    return Reference(entry.list, text, unit.name if unit.name != text else "", line=entry.line)


def _spelling_fields(unit: Unit, written: str, means: str, texts: Texts) -> Fields:
    entries = texts.all(unit.entries)
    return {"kind": RulingKind.SPELLING.value, "entries": entries, "written": written, "means": means}


def _word_id(name: str) -> str:
    return fold(name).replace(" ", "-")[:40]


# --- misspelt words ------------------------------------------------------------------------------------------------


def _spelling_questions(readings: Sequence[Reading], texts: Texts) -> Iterator[Question]:
    """Unknown words that are one letter away from a word of the tables or a name of their country."""
    general, abroad = _general_words(), _words_of_other_languages()
    by_country: dict[str, list[Reading]] = {}
    for reading in readings:
        by_country.setdefault(reading.country.code, []).append(reading)
    for code, group in by_country.items():
        names = Spellings(_with_plurals(_country_words(code)))
        written: dict[tuple[str, str], dict[Entry, None]] = {}
        for reading in group:
            for segment in reading.path.segments:
                if segment.role is Role.UNIT and segment.text not in dict(reading.spellings):
                    written.setdefault((reading.entry.list, segment.text), {})[reading.entry] = None
        for (_, name), entries in written.items():
            words = dict.fromkeys(fold(without_elision(name)).split())
            unknown = (word for word in words if not any(word in known for known in (general, names, abroad)))
            if meant := {word: found[:3] for word in unknown if (found := names.near(word) or general.near(word))}:
                yield _spelling_question(tuple(entries), name, meant, texts)


def _spelling_question(
    entries: Sequence[Entry], name: str, meant: Mapping[str, Sequence[str]], texts: Texts
) -> Question:
    """One question for a name, however many of its words look misspelt: a ruling decides the whole name."""
    lines = tuple(entry.line for entry in entries)
    fields = {"kind": RulingKind.SPELLING.value, "entries": texts.all(entries), "written": name}
    right = list(islice(dict.fromkeys(_right_names(name, meant)), MOST_NAMES))
    words = " or ".join(f"\u201c{word}\u201d" for word in meant)
    return Question(
        id=f"spelling-line-{lines[0]}-{_word_id(' '.join(meant))}",
        topic=Topic.SPELLING,
        lines=lines,
        text=name,
        ask=f"Is {words} misspelt?",
        evidence=tuple(
            f"{each} is one letter away, and {word} is an unknown word"
            for word, found in meant.items()
            for each in found
        ),
        choices=(
            *(Choice(str(n), f"yes: {each}", {**fields, "means": each}) for n, each in enumerate(right, 1)),
            Choice("o", "yes, something else: enter the correct name", {**fields, "means": ""}, asks="means"),
            Choice("n", "no, it is correct as written", {**fields, "means": name}),
        ),
        reason=f"{right[0]} is meant." if len(right) == 1 else "Decided after reading the entry.",
    )


def _right_names(name: str, meant: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A name with words put right: first with all of them, then with some."""
    choices = [[*((word, each) for each in found), None] for word, found in meant.items()]
    ways = [list(filter(None, way)) for way in product(*choices)]
    for way in sorted(filter(None, ways), key=len, reverse=True):
        yield reduce(lambda text, pair: _respelt(text, *pair), way, name)


def _respelt(name: str, word: str, meant: str) -> str:
    """``name`` with ``word`` (folded) replaced by ``meant``, keeping its case."""

    def right(found: re.Match[str]) -> str:
        if fold(found[0]) != word:
            return found[0]
        return meant.upper() if found[0].isupper() else meant.capitalize() if found[0][:1].isupper() else meant

    return re.sub(r"\w+", right, name)


def _general_words() -> Spellings:
    texts = (*(each.word for each in levels()), *(each.word for each in topics()), *country_words())
    return Spellings(_with_plurals(word for text in texts for word in fold(without_elision(text)).split()))


def _words_of_other_languages() -> frozenset[str]:
    forms = (*(row["form"] for row in read_word_table("synonyms")), *(form for form, _ in translations()))
    return frozenset(word for form in forms for word in fold(form).split())


def _with_plurals(words: Iterable[str]) -> set[str]:
    return {each for word in words for each in (word, f"{word}s")}


def _country_words(code: str) -> Iterator[str]:
    country = next((each for each in countries() if each.alpha2 == code), None)
    if country is None:
        return
    for text in (country.name, *country.other_names, *country.nationality, *country.capital):
        yield from fold(text).split()


# --- rulings -------------------------------------------------------------------------------------------------------


def answered(question: Question, choice: Choice, given: str = "") -> dict[str, object]:
    """The fields of the ruling that ``choice`` becomes; ``given`` is the text that it asks for.

    Raises RulingError for unsuitable text.
    """
    fields = dict(choice.fields)
    if choice.asks:
        fields[choice.asks] = _given(question, choice, given.strip())
    if choice.asks == "units" and ";" in given:
        fields["bodies"] = True
        above = [tidy(part) for part in given.split(">")[:-1] if part.strip()]
        fields |= {"superiors": above} if above else {}
    return fields


def _given(question: Question, choice: Choice, given: str) -> object:
    if not given:
        raise RulingError(question.id, f"the choice {choice.key!r} needs text", f"give the {choice.asks}")
    if choice.asks == "units":
        units = given.rpartition(">")[2].split(";") if ";" in given else given.split(">")
        return [tidy(part) for part in units if part.strip()]
    if choice.asks == "country":
        found = country_of(given)
        if found is None:
            raise RulingError(question.id, f"unknown country {given!r}", "give an ISO 3166-1 code or an English name")
        return found.alpha2
    return given


def record(
    path: Path, name: str, decided: Iterable[tuple[Question, Fields, str]], date: datetime.date, by: str = ""
) -> None:
    """Add rulings to the YAML file at ``path`` (created if missing, for the list ``name``, or if that is
    empty for a project): each a question, the fields
    of its ruling and the reason; ``by`` says who decided. The file is written whole or not at all; existing contents
    are kept. Raises RulingError for a ruling that is not valid, such as one on identity of which nobody decided."""
    import yaml

    # A separate date object for each: YAML writes a shared value as a reference.
    added = [
        {
            "id": question.id,
            **fields,
            **({"by": by} if by else {}),
            "date": date.replace(),
            "reason": reason or question.reason,
        }
        for question, fields, reason in decided
    ]
    if not added:
        return
    before = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else ""
    if not before:
        of_list = f"# Decisions about the list that its text cannot settle.\nlist: {_quoted(name)}\nrulings:"
        before = of_list if name else "# Decisions about the sources of a project.\nrulings:"
    text = yaml.safe_dump(added, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False)
    indented = "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())
    content = f"{before}\n{indented}"
    parse_rulings(content, str(path))  # check that it can be read again before it is written
    write_whole(path, content.encode())


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
