"""The identities of a store: where a build finds those of before, and what it says of mentions that are gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.pipeline.project import Project
from unitgraph.system.display import quantity

if TYPE_CHECKING:
    from unitgraph.identity.register import Register

IDENTITIES = "identities.jsonl.gz"
"""The file of identities among the sources that a store keeps."""
SHOWN = 3
"""Mentions that are gone of which a warning tells, at most."""


def identities_of(project: Project, sources: Path | None) -> Path | None:
    """The file of identities for a build: that of the project, else that of the store, whose sources are in a folder;
    None where there is neither."""
    if project.identities is not None:
        return project.identities
    kept = sources / IDENTITIES if sources is not None else None
    return kept if kept is not None and kept.exists() else None


def lost_mentions(register: Register) -> list[str]:
    """A warning about mentions that are gone though their sources are there."""
    if not register.lost:
        return []
    shown = "; ".join(f"{mention} ({record.name})" for record, mention in register.lost[:SHOWN])
    more = len(register.lost) - SHOWN
    what = "no longer in the source: " + shown + (f"; and {quantity(more, 'more mention')}" if more > 0 else "")
    return [f"identities: {what}. A unit that no other mention names gets its IRI from its names."]
