"""The questions what a line of a list is, and the rulings that answers become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from unitgraph.identity.lists import OpenedList
from unitgraph.lexicon.names import tidy
from unitgraph.pipeline.asking import Choice, Question, Topic
from unitgraph.reading.item_signs import SignKind, sign_of
from unitgraph.reading.line_doubts import EMPTY, Doubt
from unitgraph.reading.list_lines import Standing
from unitgraph.reading.rulings import RulingKind


def line_questions(opened: OpenedList) -> Iterator[Question]:
    """What must be asked about the lines of a list before all of its entries are known, in the order of lines.
    Whether a heading has entries is asked once it is known what the other lines are."""
    lines = opened.lines
    texts = Counter(_plain(line.text) for line, _ in lines.standings)
    texts.update(_plain(each.text) for each in lines.doubts)
    others = [each for each in lines.doubts if each.why != EMPTY]
    for each in others or lines.doubts:
        yield _question(each, repeated=texts[_plain(each.text)] > 1)


def superiors_told(lists: Iterable[OpenedList]) -> Iterator[str]:
    """A warning for each list of which items have others below them: they are read as superiors."""
    for each in lists:
        lines = [line.number for line, standing in each.lines.standings if standing is Standing.SUPERIOR]
        if lines:
            shown = ", ".join(map(str, lines[:5])) + (", \u2026" if len(lines) > 5 else "")
            what = "item with others below it is" if len(lines) == 1 else "items with others below them are"
            yield (
                f"{each.metadata.name}: {len(lines)} {what} read as above these, and not as denied (line {shown}); "
                "of one that is denied, too, say so in a ruling of kind entry"
            )


def _question(doubt: Doubt, repeated: bool) -> Question:
    text = tidy(doubt.text)
    named: object = {"text": text, "line": doubt.line} if repeated else text
    choices = [Choice("e", "an entry", {"kind": RulingKind.ENTRY.value, "texts": [named]})]
    sign = sign_of(text)
    if sign is not None and sign.kind is SignKind.NUMBER:
        bare: object = {"text": sign.text, "line": doubt.line} if repeated else sign.text
        choices = [
            Choice("e", f"an entry: {sign.text}", {"kind": RulingKind.ENTRY.value, "texts": [bare]}),
            Choice("n", f"an entry, whose name has the number: {text}", choices[0].fields),
        ]
    if doubt.joined:
        whole = tidy(doubt.joined)
        choices.append(
            Choice("g", f"it goes on from the line above: {whole}", {"kind": RulingKind.ENTRY.value, "texts": [whole]})
        )
    if doubt.why != EMPTY and sign is None:
        heading = {"kind": RulingKind.HEADING.value, "texts": [named], "country": ""}
        choices.append(Choice("h", "the heading of a country", heading, asks="country"))
    prose = {"kind": RulingKind.PROSE.value, "texts": [named]}
    choices.append(Choice("p", "neither an entry nor the heading of some", prose))
    return Question(
        id=f"line-{doubt.line}",
        topic=Topic.LINE,
        lines=(doubt.line,),
        text=text,
        ask="What is this line?",
        evidence=(doubt.why,),
        choices=tuple(choices),
        reason="Decided after reading the page.",
    )


def _plain(text: str) -> str:
    return tidy(text).casefold()
