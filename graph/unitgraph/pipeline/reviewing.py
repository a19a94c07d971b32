"""What a review is about: one list with the tables around it, or all sources of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from unitgraph.identity.lists import open_list
from unitgraph.pipeline.asking import Choice, Question
from unitgraph.pipeline.identity_review import review_questions
from unitgraph.pipeline.line_review import line_questions
from unitgraph.pipeline.preview import preview
from unitgraph.pipeline.project import PROJECT, read_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.errors import RulingError, StoreError


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """The questions that are open, the list that their rulings are for (empty where these name their sources), and what
    is left out of hierarchy tables."""

    list: str
    asked: tuple[Question, ...]
    reports: RowReports


class Reviewed(Protocol):
    """What is reviewed."""

    def open_questions(self, rulings: Path, /) -> OpenQuestions:
        """The questions that a file of rulings leaves open; one that does not exist yet counts as empty."""
        ...


@dataclass(frozen=True, slots=True)
class ReviewedList:
    """One list, with hierarchy tables around it."""

    source: ListSource
    tables: Sequence[HierarchySource] = ()

    def open_questions(self, rulings: Path) -> OpenQuestions:
        """The questions about its lines and readings, and about its units and those of the tables."""
        opened = open_list(replace(self.source, rulings=rulings), missing_rulings=True, asking=True)
        reports = RowReports()
        asked = review_questions(preview([opened], self.tables, partial=True, reports=reports))
        return OpenQuestions(opened.metadata.name, (*line_questions(opened), *asked), reports)


@dataclass(frozen=True, slots=True)
class ReviewedProject:
    """All sources that a project file names."""

    path: Path

    def open_questions(self, rulings: Path) -> OpenQuestions:
        """The questions about all sources. Raises RulingError where the project has another file of rulings."""
        project = read_project(self.path, rulings, asking=True)
        reports = RowReports()
        found = preview(project.lists, project.hierarchies, rulings=project.rulings, reports=reports)
        of_lines = (
            _of_source(each, opened.metadata.name) for opened in project.lists for each in line_questions(opened)
        )
        asked = (*of_lines, *review_questions(found, sources=True))
        return OpenQuestions("", tuple(map(_told_apart, asked)), reports)


def _of_source(question: Question, name: str) -> Question:
    """A question about lines of a list, whose rulings say which."""

    def told(choice: Choice) -> Choice:
        texts = [each if isinstance(each, dict) else {"text": each} for each in _references(choice)]
        return replace(choice, fields={**choice.fields, "texts": [{"source": name, **each} for each in texts]})

    return replace(question, choices=tuple(map(told, question.choices)))


def _references(choice: Choice) -> Iterator[object]:
    fields = choice.fields
    yield from (fields["entry"],) if "entry" in fields else ()
    for key in ("entries", "texts"):
        found = fields.get(key, ())
        yield from found if isinstance(found, list) else ()


def _told_apart(question: Question) -> Question:
    """A question whose id and text say of which source it is, since lines of several may have one number."""
    found = (each for choice in question.choices for each in _references(choice))
    source = next((str(each["source"]) for each in found if isinstance(each, dict)), "")
    if not source or not question.lines:
        return question
    return replace(question, id=f"{source}-{question.id}", text=f"{question.text} ({source})")


def project_in(store: str, rulings: Path) -> Path:
    """The project file of a store in a folder. Raises StoreError where it keeps no copies of its sources, and
    RulingError where it holds rulings, and the file of ``rulings`` that they are in is not there."""
    from unitgraph.store import is_address, open_folder

    if is_address(store):
        raise StoreError(store, "a SPARQL service keeps no copies of its sources", "review its project file")
    with open_folder(Path(store)) as opened:
        if opened.sources is None:
            raise StoreError(store, "keeps no copies of its sources", "review its project file")
        project = opened.sources / PROJECT
    own = read_project(project, asking=True).rulings_file
    if own is not None and not rulings.exists():
        what = f"there is no such file, and {store} holds rulings"
        raise RulingError(str(rulings), what, f"begin with those: copy {own} there")
    return project


def refuse_other_rulings(project: Path, rulings: Path) -> None:
    """Raise RulingError where a project names a file of rulings that is not the one given."""
    own = read_project(project, asking=True).rulings_file
    if own is not None and own.resolve() != rulings.resolve():
        raise RulingError(str(rulings), f"the project has its rulings in {own}", "give that file with --rulings")
