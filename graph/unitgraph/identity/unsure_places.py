"""Two units of one name whose places may be the same, or of which only one tells a place: what tells that they are one
all the same."""

from __future__ import annotations

from dataclasses import dataclass

from unitgraph.identity.alike import with_army
from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import Verdict
from unitgraph.identity.names import Name
from unitgraph.identity.places import Places
from unitgraph.identity.superiors import Above, Superiors
from unitgraph.identity.telling import Telling, has_direction


@dataclass(frozen=True, slots=True)
class UnsurePlaces:
    """Decides on mentions of one name, by their numbers."""

    clusters: Clusters
    superiors: Superiors
    telling: Telling

    def verdict(self, pair: tuple[int, int], name: Name, country: str, places: Places, above: Above) -> Verdict:
        """The verdict on two units of one name whose places may be the same."""
        if places is Places.SLIP or (places is Places.AREA and above in (Above.AGREE, Above.DIRECT)):
            return Verdict.IF_ONLY_FIT
        if places is not Places.ONE_SIDED:
            return Verdict.OPEN
        if self.telling.counts_on(name, country) and not self.telling.are_of_one_place(name, country):
            return Verdict.IF_UNIQUE if above is Above.NONE else Verdict.IF_ONLY_FIT
        return Verdict.IF_ONLY_FIT if self._needs_none(pair, name, country, above) else Verdict.OPEN

    def _needs_none(self, pair: tuple[int, int], name: Name, country: str, above: Above) -> bool:
        """Whether an entry without a place tells the unit below superiors that agree: by its number, by itself or since
        a source counts the units of the name below the superior of both; without one below a superior that is part of
        a force, or by a point of the compass (``Central Naval Command``)."""
        mentions = self.clusters.mentions
        placed = [each for each in pair if mentions[each].name.qualifiers or mentions[each].sites]
        placeless = [each for each in pair if each not in placed]
        if len(placed) != 1 or not mentions[placeless[0]].listed or self.superiors.stands_elsewhere(*pair):
            return False
        if above in (Above.AGREE, Above.DIRECT):
            over = self.clusters.ancestors(self.clusters.find(placeless[0]))
            in_army = any("army" in with_army(mentions[each].name.core) for each in over)
            if self.telling.is_told_by_number(name, country, in_army):
                return True
        if above is not Above.DIRECT:
            return False
        if name.designators:
            return self.telling.is_counted_below(mentions[placed[0]].superiors, name, country)
        told = self.superiors.share_a_part_of_a_force(*pair) or has_direction(name)
        return told and not self.telling.is_of_places(name, country)
