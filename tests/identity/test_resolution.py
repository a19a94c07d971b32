"""Which mentions are one unit: every rule with a case that it merges and one that it must not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.identity import blocking
from unitgraph.identity.mentions import Identities, Mention, Reason, Verdict
from unitgraph.identity.names import name_of
from unitgraph.identity.resolution import resolve

COUNTRY = "ML"


class World:
    """Mentions by short names, for tests."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.numbers: dict[str, int] = {}

    def add(
        self,
        key: str,
        text: str,
        *above: str,
        places: tuple[str, ...] = (),
        aliases: tuple[str, ...] = (),
        identifier: str = "",
        country: str = COUNTRY,
        listed: bool = False,
    ) -> World:
        self.numbers[key] = len(self.mentions)
        scheme, _, value = identifier.partition(":")
        self.mentions.append(
            Mention(
                country,
                name_of(text, country, places),
                tuple(name_of(each, country) for each in aliases),
                tuple(self.numbers[each] for each in above),
                (scheme, value) if identifier else None,
                listed=listed,
            )
        )
        return self

    def resolved(self, same: Sequence[str] = (), distinct: Sequence[str] = ()) -> Identities:
        return resolve(self.mentions, self._pairs(same), self._pairs(distinct))

    def _pairs(self, pairs: Sequence[str]) -> list[tuple[int, int]]:
        return [(self.numbers[one], self.numbers[other]) for one, other in (each.split("=") for each in pairs)]

    def are_one(self, one: str, other: str, found: Identities | None = None) -> bool:
        units = (found or self.resolved()).unit_of
        return units[self.numbers[one]] == units[self.numbers[other]]

    def is_asked(self, one: str, other: str, found: Identities | None = None) -> bool:
        found = found or self.resolved()
        units = {found.unit_of[self.numbers[one]], found.unit_of[self.numbers[other]]}
        return any({found.unit_of[a], found.unit_of[b]} == units for a, b, _ in found.questions)


def table() -> World:
    """A hierarchy table of a made-up force."""
    world = World()
    world.add("ministry", "Ministry of Defence", identifier="t:0")
    world.add("army", "Army", "ministry", identifier="t:1")
    world.add("police", "National Police", identifier="t:2")
    world.add("north", "Velabad Regional Command", "army", identifier="t:3")
    world.add("south", "Toluria Regional Command", "army", identifier="t:4")
    world.add("one", "1 Infantry Brigade", "north", identifier="t:5")
    world.add("station", "Central Police Station (Velabad)", "police", identifier="t:6")
    world.add("other", "Central Police Station (Toluria)", "police", identifier="t:7")
    world.add("wing", "Investigation Wing", "police", identifier="t:8")
    return world.add("guard", "Kordora Guard Battalion", "army", identifier="t:9")


def test_levels_may_be_skipped() -> None:
    world = table().add("a", "Army").add("b", "1st Infantry Brigade", "a")
    assert world.are_one("b", "one")
    world.add("c", "Ministry of Defence").add("d", "Velabad Regional Command", "c")
    assert world.are_one("d", "north")
    assert world.are_one("c", "ministry")


def test_a_level_and_a_number_below_a_ministry_ask_of_which_force_they_are() -> None:
    world = table().add("a", "Ministry of Defence").add("b", "1st Infantry Brigade", "a", listed=True)
    found = world.resolved()
    assert not world.are_one("b", "one", found)
    assert world.is_asked("b", "one", found)
    # Where no other superior has a first, numbers run on.
    for number in (2, 3, 4):
        world.add(f"no. {number}", f"{number} Infantry Brigade", "south", identifier=f"t:1{number}")
    assert world.are_one("b", "one")
    for number in (1, 2, 3):
        world.add(f"again {number}", f"{number} Infantry Brigade", "north", identifier=f"t:2{number}")
    assert not world.are_one("b", "one")


def test_initials_of_a_name_of_several_tell_no_more_than_the_name() -> None:
    world = table().add("two", "1 Infantry Brigade", "south", aliases=("1 IB",), identifier="t:10")
    world.add("third", "2 Infantry Brigade", "south", aliases=("2 IB", "2 TV"), identifier="t:11")
    world.add("a", "Army").add("b", "1 IB", "a", listed=True).add("c", "2 TV", "a", listed=True)
    found = world.resolved()
    assert not world.are_one("b", "two", found)
    assert world.is_asked("b", "two", found)
    assert world.are_one("c", "third", found)
    world.add("south again", "Toluria Regional Command", "a").add("d", "1 IB", "south again")
    assert world.are_one("d", "two")


def test_a_place_with_force_and_level_tells_the_only_unit_of_the_name() -> None:
    world = table()
    for number, name in enumerate(("Traffic Police", "Police Station", "Prison", "Army Barracks", "Garrison")):
        world.add(name, f"Velabad {name}", "police", identifier=f"t:1{number}")
    for number, place in enumerate(("Mirna", "Lorna", "Kordora", "Toluria")):
        world.add(place, f"{place} Kamenda Police Post", "police", identifier=f"t:2{number}")
    world.add("post", "Kamenda Police Post", "police", identifier="t:30")
    world.add("a", "Velabad Traffic Police", listed=True).add("b", "Velabad Garrison", listed=True)
    world.add("c", "Kamenda Police Post", listed=True)
    found = world.resolved()
    assert world.are_one("a", "Traffic Police", found)
    for one, other in (("b", "Garrison"), ("c", "post")):
        assert not world.are_one(one, other, found)
        assert world.is_asked(one, other, found)


def test_a_place_tells_the_only_unit_of_a_kind_that_a_table_names_one_by_one() -> None:
    world = table()
    for number, name in enumerate(("Mirna Rescue Bureau", "Mirna Prison", "Mirna Garrison", "Mirna Barracks")):
        world.add(name, name, "army", identifier=f"t:1{number}")
    world.add("a", "Mirna Rescue Bureau", listed=True)
    assert not world.are_one("a", "Mirna Rescue Bureau")
    assert world.is_asked("a", "Mirna Rescue Bureau")
    for number, place in enumerate(("Lorna", "Dolna", "Zelena")):
        world.add(place, f"{place} Rescue Bureau", "army", identifier=f"t:2{number}")
    assert world.are_one("a", "Mirna Rescue Bureau")
    world.add("second", "Mirna Rescue Bureau", "police", identifier="t:30")
    assert not world.are_one("a", "Mirna Rescue Bureau")


def test_a_number_that_runs_on_tells_the_only_unit_of_more_than_a_level() -> None:
    world = table()
    for number in range(1, 6):
        above = "north" if number % 2 else "south"
        world.add(f"b{number}", f"{number} Motorized Infantry Battalion", above, identifier=f"t:1{number}")
        world.add(f"c{number}", f"{number} Company (Mirna)", above, identifier=f"t:2{number}")
    world.add("a", "3rd Motorized Infantry Battalion", listed=True)
    world.add("b", "4th Motorized Infantry Battalion (Dolna)", listed=True).add("c", "3rd Company", listed=True)
    found = world.resolved()
    for one, other, is_one in (("a", "b3", True), ("b", "b4", True), ("c", "c3", False)):
        assert world.are_one(one, other, found) is is_one
        assert world.is_asked(one, other, found) is not is_one


def test_a_place_that_is_known_above_the_only_unit_of_the_name_tells_it() -> None:
    world = table()
    for number, name in enumerate(("Mirna Rescue Bureau", "Mirna Prison", "Mirna Garrison", "Mirna Barracks")):
        world.add(name, name, "north", identifier=f"t:1{number}")
    world.add("a", "Mirna Rescue Bureau", places=("Velabad",), listed=True)
    world.add("b", "Mirna Prison", places=("Toluria",), listed=True)
    found = world.resolved()
    assert world.are_one("a", "Mirna Rescue Bureau", found)
    assert not world.are_one("b", "Mirna Prison", found)
    assert world.is_asked("b", "Mirna Prison", found)


def test_an_acronym_in_brackets_that_a_source_states_is_no_place() -> None:
    world = table().add("dir", "Directorate of Criminal Inquiry", "police", aliases=("DIKRI",), identifier="t:20")
    world.add("a", "Directorate of Criminal Inquiry (DIKRI)", listed=True)
    assert world.are_one("a", "dir")
    other = table().add("dir", "Directorate of Criminal Inquiry", "police", aliases=("DINKO",), identifier="t:20")
    assert not other.add("a", "Directorate of Criminal Inquiry (DIKRI)", listed=True).are_one("a", "dir")


def test_a_place_that_is_in_the_name_is_not_another_than_the_one_beside_it() -> None:
    world = table().add("post", "Kamenda Gate Police Post", "police", places=("Kamenda Gate",), identifier="t:20")
    world.add("p", "National Police").add("a", "Kamenda Gate Police Post", "p", places=("Mirna",), listed=True)
    assert not world.are_one("a", "post")
    assert world.is_asked("a", "post")


def test_the_word_for_an_area_makes_no_other_place_where_superiors_agree() -> None:
    world = table().add("p", "National Police")
    world.add("a", "Central Police Station", "p", places=("Velabad District",), listed=True)
    world.add("b", "Central Police Station", places=("Toluria District",), listed=True)
    found = world.resolved()
    assert world.are_one("a", "station", found)
    assert not world.are_one("b", "other", found)
    assert world.is_asked("b", "other", found)


def test_a_chain_may_go_on_above_the_table() -> None:
    world = table().add("a", "Presidency").add("b", "Ministry of Defence", "a").add("c", "1 Infantry Brigade", "b")
    assert world.are_one("c", "one")


def test_another_superior_is_asked_and_not_merged() -> None:
    world = table().add("a", "National Police").add("b", "1 Infantry Brigade", "a")
    assert not world.are_one("b", "one")
    assert world.is_asked("b", "one")


def test_another_number_is_another_unit() -> None:
    world = table().add("a", "Army").add("b", "2 Infantry Brigade", "a").add("c", "Infantry Brigade", "a")
    for each in ("b", "c"):
        assert not world.are_one(each, "one")
        assert not world.is_asked(each, "one")


def test_another_place_is_another_unit() -> None:
    world = table().add("a", "National Police").add("b", "Central Police Station", "a", places=("Korbad",))
    for each in ("station", "other"):
        assert not world.are_one("b", each)
        assert not world.is_asked("b", each)


def test_a_place_decides_between_two() -> None:
    world = table().add("a", "Central Police Station, Velabad", places=())
    world.add("b", "Central Police Station", places=("Velabad",))
    assert world.are_one("b", "station")
    assert world.are_one("a", "station")
    assert not world.are_one("station", "other")


def test_without_its_place_a_station_is_asked() -> None:
    world = table().add("a", "National Police").add("b", "Central Police Station", "a")
    assert world.are_one("a", "police")
    assert not world.are_one("b", "station")
    assert world.is_asked("b", "station")
    assert world.is_asked("b", "other")


def test_a_name_of_function_and_level_alone_is_asked() -> None:
    world = table().add("a", "Investigation Wing")
    assert not world.are_one("a", "wing")
    assert world.is_asked("a", "wing")
    world.add("b", "National Police").add("c", "Investigation Wing", "b")
    assert world.are_one("c", "wing")


def test_a_name_of_which_a_state_has_one_is_enough() -> None:
    world = table().add("a", "Policía Nacional")
    assert world.are_one("a", "police")


def test_a_telling_name_is_enough_where_it_is_the_only_one() -> None:
    world = table().add("a", "Kordora Guard Battalion")
    assert world.are_one("a", "guard")
    world.add("second", "Kordora Guard Battalion", "police", identifier="t:10")
    found = world.resolved()
    assert not world.are_one("a", "guard", found)
    assert not world.are_one("a", "second", found)
    assert world.is_asked("a", "guard", found)
    assert world.is_asked("a", "second", found)


def test_another_country_is_another_unit() -> None:
    world = table().add("a", "Kordora Guard Battalion", country="NE")
    assert not world.are_one("a", "guard")
    assert not world.is_asked("a", "guard")


def test_one_identifier_is_one_unit_and_two_are_two() -> None:
    world = table().add("a", "Something Else", identifier="t:9").add("b", "Kordora Guard Battalion", identifier="t:11")
    assert world.are_one("a", "guard")
    assert not world.are_one("b", "guard")
    assert not world.is_asked("b", "guard")


def test_a_stated_alias_outweighs_the_number() -> None:
    world = table().add("squad", "13 Mobile Squadron", "police", aliases=("MOPOL 13",), identifier="t:12")
    world.add("a", "National Police").add("b", "MOPOL 13", "a").add("c", "MOPOL 14", "a")
    assert world.are_one("b", "squad")
    assert not world.are_one("c", "squad")


def test_an_alias_in_common_makes_no_unit_of_two_numbers() -> None:
    world = (
        World().add("one", "13 Mobile Squadron", aliases=("MOSQ",)).add("two", "14 Mobile Squadron", aliases=("MOSQ",))
    )
    assert not world.are_one("one", "two")
    assert not world.is_asked("one", "two")


def test_a_unit_is_not_the_one_above_it() -> None:
    world = World().add("a", "National Police").add("b", "National Police", "a").add("c", "National Police", "b")
    found = world.resolved()
    assert len(set(found.unit_of)) == 3
    assert found.questions == ()


def test_an_alias_of_several_units_only_asks() -> None:
    world = table().add("x", "Kordora Bureau", "north", aliases=("CIB",), identifier="t:12")
    world.add("y", "Toluria Bureau", "south", aliases=("CIB",), identifier="t:13").add("a", "CIB")
    first = World().add("a", "CIB")
    first.add("x", "Kordora Bureau", aliases=("CIB",), identifier="t:12")
    first.add("y", "Toluria Bureau", aliases=("CIB",), identifier="t:13")
    for each in (world, first):
        for unit in ("x", "y"):
            assert not each.are_one("a", unit)
            assert each.is_asked("a", unit)


def test_a_misspelt_generic_word_counts_where_a_number_and_a_superior_agree() -> None:
    world = table().add("a", "Army").add("b", "1 Infantry Brigada", "a")
    for number in range(2, 8):
        world.add(f"b{number}", f"{number} Infantry Brigade", "south", identifier=f"t:2{number}")
    assert world.are_one("b", "one")


def test_where_two_differ_none_is_merged_with_the_third() -> None:
    world = World().add("force", "State Police")
    world.add("here", "Velabad District", "force").add("there", "Toluria District", "force")
    world.add("a", "Traffic Police Station", "here").add("b", "Traffic Police Station", "there")
    world.add("c", "Traffic Police Station", "force")
    found = world.resolved()
    for one, other in (("a", "b"), ("a", "c"), ("b", "c")):
        assert not world.are_one(one, other, found)
    assert world.is_asked("a", "c", found)
    assert world.is_asked("b", "c", found)


def test_two_aliases_of_one_unit_both_meet_it() -> None:
    world = table().add(
        "squad", "13 Mobile Squadron", "police", aliases=("MOSQ 13", "Toluria Lions"), identifier="t:12"
    )
    world.add("a", "National Police").add("b", "MOSQ 13", "a").add("c", "Toluria Lions", "a")
    found = world.resolved()
    assert world.are_one("b", "squad", found)
    assert world.are_one("c", "squad", found)


def test_two_aliases_of_one_unit_with_other_superiors_are_asked() -> None:
    world = table().add("squad", "13 Mobile Squadron", aliases=("MOSQ 13", "Toluria Lions"), identifier="t:12")
    world.add("b", "MOSQ 13", "police").add("c", "Toluria Lions", "army")
    found = world.resolved()
    assert not world.are_one("b", "c", found)
    assert world.is_asked("b", "squad", found)
    assert world.is_asked("c", "squad", found)


def test_a_subordinate_tells_the_unit_above_it() -> None:
    world = table().add("mobile", "Police Mobile Force", "police", identifier="t:12")
    world.add("squad", "13 Mobile Squadron (Korbad)", "mobile", identifier="t:13")
    assert not world.add("a", "Police Mobile Force").are_one("a", "mobile")
    world.add("b", "13 Mobile Squadron (Korbad)", "a")
    found = world.resolved()
    assert world.are_one("a", "mobile", found)
    assert world.are_one("b", "squad", found)


def test_a_subordinate_of_a_common_name_tells_only_where_the_unit_above_is_the_only_one() -> None:
    world = table().add("battalion", "7 Rifle Battalion", "north", identifier="t:12")
    world.add("company", "A Company", "battalion", identifier="t:13")
    world.add("a", "7 Rifle Battalion").add("b", "A Company", "a")
    assert world.are_one("b", "company")
    world.add("other", "7 Rifle Battalion", "south", identifier="t:14")
    found = world.resolved()
    assert not world.are_one("a", "battalion", found)
    assert not world.are_one("b", "company", found)
    assert world.is_asked("a", "battalion", found)


def test_an_alias_of_several_units_tells_them_below_their_superior() -> None:
    world = table().add("x", "Kordora Bureau", "north", aliases=("CIB",), identifier="t:12")
    world.add("y", "Toluria Bureau", "south", aliases=("CIB",), identifier="t:13")
    world.add("a", "Army").add("b", "Velabad Regional Command", "a").add("c", "CIB", "b").add("d", "CIB", "a")
    found = world.resolved()
    assert world.are_one("c", "x", found)
    for each in ("x", "y"):
        assert not world.are_one("d", each, found)


def test_a_place_that_the_unit_is_not_known_by_is_asked() -> None:
    world = table().add("a", "Army").add("b", "Kordora Guard Battalion", "a", places=("Mirna",))
    assert not world.are_one("b", "guard")
    assert world.is_asked("b", "guard")


def test_a_place_or_a_name_of_a_superior_is_no_other_place() -> None:
    world = table().add("wing north", "Signals Wing", "north", identifier="t:12")
    world.add("wing south", "Signals Wing (Toluria Regional Command)", "south", identifier="t:13")
    world.add("a", "Army").add("b", "Velabad Regional Command", "a").add("c", "Signals Wing", "b", places=("Velabad",))
    world.add("d", "Toluria Regional Command", "a").add("e", "Signals Wing", "d")
    found = world.resolved()
    assert world.are_one("c", "wing north", found)
    assert world.are_one("e", "wing south", found)
    assert not world.are_one("c", "e", found)


def test_one_of_several_superiors_in_common_higher_up_is_not_enough() -> None:
    world = table().add("guards", "Presidential Guard", "ministry", identifier="t:12")
    world.add("post", "Kordora Gate Watch", "guards", "ministry", identifier="t:13")
    world.add("a", "Ministry of Defence").add("b", "Army", "a").add("c", "Kordora Gate Watch", "b")
    found = world.resolved()
    assert world.are_one("b", "army", found)
    assert not world.are_one("c", "post", found)
    assert world.is_asked("c", "post", found)


def test_of_two_below_one_superior_the_nearer_is_not_taken() -> None:
    world = table().add("near", "3 Supply Company", "army", identifier="t:12")
    world.add("far", "3 Supply Company", "one", identifier="t:13").add("a", "Army").add("b", "3 Supply Company", "a")
    found = world.resolved()
    for each in ("near", "far"):
        assert not world.are_one("b", each, found)
        assert world.is_asked("b", each, found)


def brigades() -> World:
    """Two brigades of one number under commands, each with infantry battalions, one of which the other lacks."""
    world = table().add("two", "1 Infantry Brigade", "south", identifier="t:20")
    world.add("first", "1 Infantry Battalion", "one", identifier="t:21")
    world.add("second", "2 Infantry Battalion", "one", identifier="t:22")
    return world.add("its first", "1 Infantry Battalion", "two", identifier="t:23")


def test_superiors_of_a_common_name_tell_the_only_unit_that_fits() -> None:
    world = brigades().add("a", "Army").add("b", "1 Infantry Brigade", "a", listed=True)
    world.add("c", "2 Infantry Battalion", "b", listed=True).add("d", "1 Infantry Battalion", "b", listed=True)
    found = world.resolved()
    assert world.are_one("c", "second", found)
    for each in ("first", "its first"):
        assert not world.are_one("d", each, found)
        assert world.is_asked("d", each, found)


def test_superiors_of_a_common_name_tell_nothing_where_a_table_may_lack_the_unit() -> None:
    world = table().add("two", "1 Infantry Brigade", "south", identifier="t:20")
    world.add("second", "2 Infantry Battalion", "one", identifier="t:21").add("a", "Army")
    world.add("b", "1 Infantry Brigade", "a", listed=True).add("c", "2 Infantry Battalion", "b", listed=True)
    found = world.resolved()
    assert not world.are_one("c", "second", found)
    assert world.is_asked("c", "second", found)
    world.add("watch", "Kordora Gate Watch", "one", identifier="t:22").add("d", "Kordora Gate Watch", "b", listed=True)
    assert world.are_one("d", "watch")


def test_superiors_that_are_known_to_be_others_do_not_fit_by_their_names() -> None:
    world = brigades().add("a", "Army").add("b", "Toluria Regional Command", "a", listed=True)
    world.add("c", "1 Infantry Brigade", "b", listed=True).add("d", "2 Infantry Battalion", "c", listed=True)
    found = world.resolved()
    assert world.are_one("c", "two", found)
    assert not world.are_one("d", "second", found)


def test_a_name_of_many_below_another_known_superior_is_another_unit() -> None:
    world = brigades().add("a", "Army").add("b", "Toluria Regional Command", "a", listed=True)
    world.add("c", "1 Infantry Battalion", "b", listed=True).add("x", "Kordora Command", "a", listed=True)
    world.add("d", "1 Infantry Battalion", "x", listed=True).add("e", "2 Infantry Battalion", "b", listed=True)
    found = world.resolved()
    assert not world.is_asked("c", "first", found)
    assert world.is_asked("c", "its first", found)
    assert world.is_asked("d", "first", found)
    assert world.is_asked("e", "second", found)


def test_where_levels_are_left_out_a_name_of_several_is_asked() -> None:
    world = brigades().add("x", "1 Infantry Battalion (Kordora)", "south", identifier="t:24")
    world.add("a", "Army").add("b", "Velabad Regional Command", "a").add("c", "1 Infantry Battalion", "b", listed=True)
    world.add("d", "2 Infantry Battalion", "b", listed=True).add("e", "2 Infantry Battalion", "a", listed=True)
    found = world.resolved()
    assert not world.are_one("c", "first", found)
    assert world.is_asked("c", "first", found)
    assert world.are_one("d", "second", found)
    assert world.are_one("e", "second", found)
    world.add("f", "Ministry of Defence").add("g", "2 Infantry Battalion", "f", listed=True)
    found = world.resolved()
    assert not world.are_one("g", "second", found)
    assert world.is_asked("g", "second", found)


def test_a_name_that_many_units_of_a_source_bear_tells_none() -> None:
    world = table().add("here", "Kordrova Company", "one", identifier="t:20")
    world.add("elsewhere", "Kordrova Company", "south", identifier="t:21")
    world.add("a", "Army").add("b", "Velabad Regional Command", "a").add("c", "Kordrova Company", "b", listed=True)
    assert world.are_one("c", "here")
    for number in range(3):
        world.add(f"{number}", "Kordrova Company", "police", identifier=f"t:3{number}")
    found = world.resolved()
    assert not world.are_one("c", "here", found)
    assert world.is_asked("c", "here", found)


def test_a_misspelt_word_of_the_tables_counts_where_a_superior_agrees() -> None:
    world = table().add("a", "Army").add("b", "Velabad Regional Comand", "a").add("c", "Velabed Regional Command", "a")
    assert world.are_one("b", "north")
    assert not world.are_one("c", "north")
    assert world.add("d", "Kordora Guard Battalino").are_one("d", "guard")
    assert not world.add("e", "Kordora Guard Battalian").are_one("e", "guard")


def test_a_misspelt_word_that_may_be_a_name_only_asks() -> None:
    world = table().add("medical", "Medical Division", "army", identifier="t:12")
    world.add("a", "Army").add("b", "Medicol Division", "a")
    assert not world.are_one("b", "medical")
    assert world.is_asked("b", "medical")


def test_a_misspelt_proper_name_asks_about_a_listed_unit() -> None:
    world = table().add("a", "Army").add("b", "Kordura Guard Battalion", "a", listed=True)
    world.add("c", "Kordoru Guard Battalion", "a").add("d", "Velabad Guard Battalion", "a", listed=True)
    found = world.resolved()
    assert not world.are_one("b", "guard", found)
    assert world.is_asked("b", "guard", found)
    for each in ("c", "d"):
        assert not world.is_asked(each, "guard", found)


def test_a_slip_in_a_proper_name_counts_where_the_superiors_agree() -> None:
    for text in ("Kordroa Guard Battalion", "Korora Guard Battalion", "Kordoora Guard Battalion"):
        world = table().add("a", "Army").add("b", text, "a", listed=True).add("c", text, listed=True)
        world.add("d", "National Police").add("e", text, "d", listed=True)
        found = world.resolved()
        assert world.are_one("b", "guard", found)
        for each in ("c", "e"):
            assert not world.are_one(each, "guard", found)
            assert world.is_asked(each, "guard", found)


def test_a_slip_in_a_word_of_the_tables_counts_below_one_superior() -> None:
    world = table().add("a", "Ministry of Defence").add("b", "Amry", "a", listed=True)
    world.add("p", "National Police").add("c", "Investigtion Wing", "p", listed=True)
    world.add("d", "Investigtion Wing", listed=True)
    found = world.resolved()
    assert world.are_one("b", "army", found)
    assert world.are_one("c", "wing", found)
    assert not world.are_one("d", "wing", found)
    world.add("region", "Mirna Police Region", "police", identifier="t:30")
    assert world.add("e", "Mirna Police Rgion", "p", listed=True).are_one("e", "region")


def test_merges_far_above_a_unit_are_seen_in_every_round() -> None:
    world = table().add("post", "Kordora Gate Watch", "one", identifier="t:20").add("a", "Minstry of Defnce")
    world.add("b", "Amry", "a", listed=True).add("c", "Vleabad Regional Command", "b", listed=True)
    world.add("d", "1 Infnatry Brigade", "c", listed=True).add("e", "Kodrora Gate Watch", "d", listed=True)
    found = world.resolved(same=["a=ministry"])
    for each, other in (("b", "army"), ("c", "north"), ("d", "one"), ("e", "post")):
        assert world.are_one(each, other, found)


def test_a_slip_counts_where_the_place_agrees() -> None:
    world = table().add("post", "River Brigade (Velabad)", "police", identifier="t:20")
    for number in range(6):
        world.add(f"{number}", f"River Brigade (Kordora {number})", "police", identifier=f"t:3{number}")
    world.add("a", "Rivier Brigade (Velabad)", listed=True).add("b", "Rivier Brigade (Toluria)", listed=True)
    world.add("c", "Centrl Police Station (Velabad)", listed=True).add("d", "Kordoora Guard Battalion", listed=True)
    found = world.resolved()
    assert world.are_one("c", "station", found)
    assert not world.are_one("b", "post", found)
    assert not world.are_one("d", "guard", found)


def test_short_words_and_places_of_aliases_may_be_misspelt_too() -> None:
    world = table().add("squad", "13 Mobile Squadron", "police", aliases=("PMF 13 (Velabad)",), identifier="t:20")
    world.add("p", "National Police").add("a", "PMF 13 (Velabda)", "p", listed=True)
    world.add("b", "PFM 13 (Velabad)", "p", listed=True).add("c", "PMF 13 (Kordora)", "p", listed=True)
    world.add("d", "PFM 14 (Velabad)", "p", listed=True).add("m", "Ministry of Defence")
    world.add("e", "Amy", "m", listed=True).add("f", "PMB 13 (Velabad)", "p", listed=True)
    found = world.resolved()
    for each, other in (("a", "squad"), ("b", "squad"), ("e", "army")):
        assert not world.are_one(each, other, found)
        assert world.is_asked(each, other, found)
    for each in ("c", "d", "f"):
        assert not world.is_asked(each, "squad", found)


def test_a_name_as_it_is_written_has_no_rival_in_one_that_it_may_be_misspelt_for() -> None:
    world = table().add("right", "Gorabad Regional Command", "army", identifier="t:20")
    for number, kind in enumerate(("Supply", "Signals", "Medical", "Transport", "Border", "Regional")):
        world.add(f"{number}", f"Korabad {kind} Command", "army", identifier=f"t:3{number}")
    world.add("a", "Ministry of Defence").add("b", "Gorabad Regional Command", "a", listed=True)
    found = world.resolved()
    assert world.are_one("b", "right", found)


def test_an_abbreviation_that_lacks_a_letter_asks_where_the_number_is_the_same() -> None:
    world = table().add("div", "4 Division", "army", identifier="t:10")
    world.add("squad", "1 Police Mobile Squadron", "police", aliases=("1 PMK",), identifier="t:11")
    world.add("a", "Army").add("b", "4 Dv", "a", listed=True).add("c", "5 Dv", "a", listed=True)
    world.add("p", "National Police").add("d", "1 PK", "p", listed=True)
    found = world.resolved()
    for one, other in (("b", "div"), ("d", "squad")):
        assert not world.are_one(one, other, found)
        assert world.is_asked(one, other, found)
    assert not world.is_asked("c", "div", found)


def test_what_may_be_a_slip_from_two_names_is_asked() -> None:
    world = table().add("beside", "Kordara Guard Battalion", "army", identifier="t:20")
    world.add("a", "Army").add("b", "Kordra Guard Battalion", "a", listed=True)
    found = world.resolved()
    for each in ("guard", "beside"):
        assert not world.are_one("b", each, found)
        assert world.is_asked("b", each, found)


def test_an_end_left_out_and_a_short_word_are_no_slips() -> None:
    world = table().add("post", "Dolo Post", "army", identifier="t:20").add("a", "Army")
    world.add("b", "Kordor Guard Battalion", "a", listed=True).add("c", "Dool Post", "a", listed=True)
    found = world.resolved()
    for each, other in (("b", "guard"), ("c", "post")):
        assert not world.are_one(each, other, found)
        assert world.is_asked(each, other, found)


def test_a_slip_in_a_place_counts_below_a_part_of_a_force_where_no_other_fits() -> None:
    world = table().add("area", "Area B Command (Mirnora)", "north", identifier="t:20")
    world.add("m", "Ministry of Defence").add("x", "Army", "m").add("y", "Velabad Regional Command", "x")
    world.add("a", "Area B Command (Minora)", "y", listed=True)
    assert world.are_one("a", "area")
    assert not world.add("c", "Area A Command (Minora)", "y", listed=True).are_one("c", "area")
    assert not world.are_one("a", "area"), "several names of lists have the word"
    world.add("second", "Area B Command (Minoria)", "north", identifier="t:21")
    assert not world.are_one("a", "area")
    assert world.is_asked("a", "area")
    for above, text in (("army", "Area B Command (Minora)"), ("north", "Area B Command (Mirnara)")):
        world = table().add("area", "Area B Command (Mirnora)", above, identifier="t:20")
        world.add("x", "Army").add("y", "Velabad Regional Command", "x")
        world.add("a", text, "x" if above == "army" else "y", listed=True)
        assert not world.are_one("a", "area")
        assert world.is_asked("a", "area")


def test_a_slip_is_none_where_sources_have_both_spellings() -> None:
    def world_with(*listed: str) -> World:
        world = table().add("gorpani", "Gorpani Police Barracks", "north", identifier="t:20")
        world.add("x", "Army").add("y", "Velabad Regional Command", "x")
        for number, text in enumerate(listed):
            world.add(f"e{number}", text, "y", listed=True)
        return world

    assert world_with("Gorpain Police Barracks").are_one("e0", "gorpani")
    both = world_with("Gorpain Police Barracks", "Gorpani Police Barracks")
    assert both.are_one("e1", "gorpani")
    assert not both.are_one("e0", "gorpani")
    several = world_with("Gorpain Police Barracks", "Gorpain Police Mess")
    assert not several.are_one("e0", "gorpani")
    assert several.is_asked("e0", "gorpani")
    tabled = world_with("Gorpain Police Barracks").add("post", "Radio Post", "police", identifier="t:21")
    assert not tabled.add("m", "Gorpain Market", "police", identifier="t:22").are_one("e0", "gorpani")


def test_numbers_of_two_forces_do_not_run_on() -> None:
    world = table()
    for number in (1, 2, 3, 4, 6):
        world.add(f"b{number}", f"{number} Field Infantry Battalion", "army", identifier=f"t:1{number}")
    world.add("b5", "5 Field Infantry Battalion", "police", identifier="t:15")
    for number in (3, 5):
        world.add(f"e{number}", f"{number} Field Infantry Battalion", listed=True)
        assert not world.are_one(f"e{number}", f"b{number}")


def test_a_place_above_one_and_the_place_of_another_leave_open_which_is_meant() -> None:
    world = table().add("division", "Dolna Division", "police", identifier="t:20")
    world.add("one", "Band Section", "division", identifier="t:21")
    world.add("other", "Band Section", "north", places=("Dolna",), identifier="t:22")
    found = world.add("a", "Band Section", places=("Dolna",), listed=True).resolved()
    for each in ("one", "other"):
        assert not world.are_one("a", each, found)


def test_a_slip_in_a_word_of_many_names_counts_below_one_superior() -> None:
    world = table()
    for number, above in enumerate(("north", "south", "police", "wing")):
        world.add(f"no. {number}", "Harbour Division", above, identifier=f"t:2{number}")
    world.add("x", "Army").add("y", "Velabad Regional Command", "x").add("a", "Habrour Division", "y", listed=True)
    found = world.resolved()
    assert world.are_one("a", "no. 0", found)
    world.add("b", "Habrour Division", "x", listed=True)
    for number in range(4):
        assert not world.are_one("b", f"no. {number}")


def test_a_slip_in_an_alias_that_no_other_has_tells_as_much_as_the_alias() -> None:
    world = table().add("hq", "2 Infantry Brigade", "south", aliases=("2 Brigade Headquarters",), identifier="t:20")
    world.add("m", "Ministry of Defence").add("a", "2 Brigade Headqarters", "m", listed=True)
    assert world.are_one("a", "hq")
    world.add("second", "2 Mechanized Brigade", "north", aliases=("2 Brigade Headquarters",), identifier="t:21")
    assert not world.are_one("a", "hq")


def test_a_misspelt_word_of_the_tables_is_none_where_place_number_and_superior_agree() -> None:
    for text, is_one in (("Zoe 6 (Mirnora)", True), ("Zoe 6", False), ("Zoe 6 (Dolna)", False)):
        world = table().add("zone", "Zone 6", "police", aliases=("Zone 6 (Mirnora)",), identifier="t:20")
        world.add("p", "National Police").add("a", text, "p", listed=True)
        assert world.are_one("a", "zone") is is_one


def test_an_alias_of_many_is_no_rival_of_the_name_with_its_place() -> None:
    world = table()
    for number, (place, above) in enumerate((("Mirnora", "north"), ("Dolna", "south"))):
        name = f"Special Inquiry Squad ({place} State)"
        world.add(f"no. {number}", name, above, aliases=("SIS",), identifier=f"t:2{number}")
    world.add("m", "Ministry of Defence").add("x", "Army", "m").add("y", "Special Inquiry Squad (Mirnora State)", "x")
    world.add("z", "Toluria Regional Command", "x").add("v", "Investigation Wing", "x").add("w", "SIS", "v")
    found = world.resolved()
    assert world.are_one("y", "no. 0", found)
    assert not world.are_one("w", "no. 0", found)


def test_a_misspelt_abbreviation_of_many_asks_not_below_superiors_that_a_table_tells_apart() -> None:
    world = table()
    for number, above in enumerate(("north", "south")):
        world.add(
            f"no. {number}", "Criminal Investigation Department", above, aliases=("SCID",), identifier=f"t:2{number}"
        )
    world.add("x", "Army").add("y", "Velabad Regional Command", "x").add("a", "SICD", "y", listed=True)
    found = world.resolved()
    assert world.is_asked("a", "no. 0", found)
    assert not world.is_asked("a", "no. 1", found)


def test_a_misspelt_short_word_or_place_asks_about_a_listed_unit() -> None:
    world = table().add("a", "Ministry of Defence").add("b", "Arny", "a", listed=True)
    world.add("p", "National Police").add("c", "Central Police Station (Velabda)", "p", listed=True)
    found = world.resolved()
    assert world.is_asked("b", "army", found)
    assert world.is_asked("c", "station", found)
    assert not world.is_asked("c", "other", found)
    world.add("d", "Centrol Police Station (Velabad)", "p", listed=True)
    found = world.resolved()
    assert world.is_asked("d", "station", found)
    assert not world.is_asked("d", "other", found)
    for each, other in (("b", "army"), ("c", "station")):
        assert not world.are_one(each, other, found)


def test_a_chain_of_merges_makes_no_unit_of_two_that_differ() -> None:
    world = World()
    for number in (1, 2, 3):
        world.add(f"s{number}", f"Kordora Command {number}")
    world.add("a", "Gate Watch", "s1", identifier="t:1").add("c", "Gate Watch", "s1", "s2", identifier="u:1")
    world.add("d", "Gate Watch", "s2", "s3", identifier="v:1").add("b", "Gate Watch", "s3", identifier="t:2")
    found = world.resolved()
    assert not world.are_one("a", "b", found)
    assert world.is_asked("a", "c", found)
    assert world.is_asked("b", "d", found)


def test_a_chain_of_merges_does_not_outwit_a_ruling() -> None:
    world = World()
    for number in (1, 2, 3):
        world.add(f"s{number}", f"Kordora Command {number}")
    world.add("a", "Gate Watch", "s1").add("c", "Gate Watch", "s1", "s2")
    world.add("d", "Gate Watch", "s2", "s3").add("b", "Gate Watch", "s3")
    assert not world.are_one("a", "b", world.resolved(distinct=["a=b"]))


def test_a_listed_unit_is_asked_with_each_of_many_of_its_name() -> None:
    world = World().add("force", "National Police", identifier="t:0").add("list", "Records Section", listed=True)
    for number in range(1, 601):
        world.add(f"district {number}", f"District {number}", "force", identifier=f"t:d{number}")
        world.add(f"section {number}", "Records Section", f"district {number}", identifier=f"t:s{number}")
    found = world.resolved()
    assert all(world.is_asked("list", f"section {number}", found) for number in (1, 300, 600))


def test_large_blocks_leave_out_no_pair_that_may_be_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    for force in ("Army", "Navy"):
        world.add(force, force, identifier=f"t:{force}")
        for region in ("Velabad", "Mirna", "Lorna"):
            name = f"{region} Regional Command"
            world.add(f"{force} {region}", name, force, identifier=f"t:{force} {region}")
            for number in (1, 2):
                brigade = world.add(f"{force} {region} {number}", f"{number} Brigade", f"{force} {region}")
                brigade.add(f"{force} {region} {number} C", "1 Company", f"{force} {region} {number}")
    world.add("unknown", "Unknown Command", "Navy", identifier="t:unknown").add("hidden", "1 Company", "unknown")
    world.add("free", "1 Company")
    chains = [
        "Navy/2 Brigade",
        "Army/Mirna Regional Command/1 Brigade",
        "Lorna Regional Command/2 Brigade",
        "Air Force",
    ]
    for number, chain in enumerate(chains):
        above: tuple[str, ...] = ()
        for each in chain.split("/"):
            key = f"{number} {each}"
            world.add(key, each, *above, listed=True)
            above = (key,)
        world.add(f"list {number}", "1 Company", *above, listed=True)
    monkeypatch.setattr(blocking, "MOST_PAIRS", 0)
    found = world.resolved()
    assert world.are_one("list 1", "Army Mirna 1 C", found)
    asked: list[int] = []
    fitting = blocking._StandingUnits.fitting

    def every(placed: blocking._StandingUnits, unit: int) -> Collection[int]:
        asked.append(len(fitting(placed, unit)))
        return placed._units

    monkeypatch.setattr(blocking._StandingUnits, "fitting", every)
    assert world.resolved() == found
    assert min(asked) < 5


def test_rulings_win() -> None:
    world = table().add("a", "Kordora Guard Battalion").add("b", "Gate Watch")
    found = world.resolved(same=["b=guard"], distinct=["a=guard"])
    assert not world.are_one("a", "guard", found)
    assert world.are_one("b", "guard", found)
    assert not world.is_asked("a", "guard", found)


def test_every_merge_and_question_has_its_reasons() -> None:
    found = table().add("a", "Army").add("b", "1 Infantry Brigade", "a").add("c", "Investigation Wing").resolved()
    assert found.merges
    assert found.questions
    assert all(each[2].reasons and each[0] < each[1] for each in (*found.merges, *found.questions))
    assert all(each[2].verdict > Verdict.CONFLICT for each in found.merges)


NAMES = ("Army", "National Police", "1 Brigade", "2 Brigade", "Velabad Station", "Station (Velabad)", "Station", "Wing")


@st.composite
def worlds(draw: st.DrawFn) -> list[Mention]:
    """A few mentions with superiors among themselves, some of a table."""
    size = draw(st.integers(2, 9))
    found = []
    for number in range(size):
        text = draw(st.sampled_from(NAMES))
        above = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
        identifier = ("t", str(number)) if draw(st.booleans()) else None
        found.append(Mention(COUNTRY, name_of(text, COUNTRY), (), tuple(above), identifier))
    return found


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_mentions_changes_nothing(mentions: list[Mention], rng) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(mentions)))
    rng.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    turned = [
        Mention(each.country, each.name, each.aliases, tuple(place[above] for above in each.superiors), each.identifier)
        for each in (mentions[old] for old in order)
    ]
    one, other = resolve(mentions), resolve(turned)

    def groups(found: Identities, back: Sequence[int]) -> set[frozenset[int]]:
        made: dict[int, set[int]] = {}
        for number, unit in enumerate(found.unit_of):
            made.setdefault(unit, set()).add(back[number])
        return {frozenset(each) for each in made.values()}

    assert groups(one, range(len(mentions))) == groups(other, order)
    assert len(one.questions) == len(other.questions)


@given(worlds())
def test_two_identifiers_of_one_scheme_never_meet(mentions: list[Mention]) -> None:
    found = resolve(mentions)
    units: dict[int, set[tuple[str, str]]] = {}
    for number, unit in enumerate(found.unit_of):
        if (identifier := mentions[number].identifier) is not None:
            units.setdefault(unit, set()).add(identifier)
    assert all(len(each) == 1 for each in units.values())


def test_a_place_and_a_name_that_change_places_are_a_question() -> None:
    for one, other in (
        ("Mirna Guard (Lorna)", "Lorna Guard (Mirna)"),
        ("Mirna to Lorna Highway Patrol", "Lorna to Mirna Highway Patrol"),
        ("Mirna Guard (Lorna)", "Lorna Mirna Guard"),
    ):
        world = World().add("force", "National Police").add("a", one, "force", listed=True).add("b", other, "force")
        assert not world.are_one("a", "b"), one
        assert world.is_asked("a", "b"), one
        # The unit of the same name is no rival's.
        world.add("c", one, "force")
        assert world.are_one("a", "c"), one


def test_a_place_behind_a_name_is_the_place_before_it() -> None:
    world = World().add("a", "Lorna Mirna Guard", listed=True).add("b", "Lorna Guard (Mirna)")
    assert world.are_one("a", "b")
    world = World().add("a", "Guard (Velabad Mirna)", listed=True).add("b", "Velabad Mirna Guard")
    assert world.are_one("a", "b")


def test_an_alias_with_name_and_place_turned_only_asks() -> None:
    world = World().add("a", "Lorna Mirna Guard", listed=True)
    world.add("b", "Kestrel Unit", aliases=("Mirna Lorna Guard",))
    assert not world.are_one("a", "b")
    assert world.is_asked("a", "b")


def test_subordinates_do_not_settle_which_country_a_unit_is_of() -> None:
    for country, one in (("", False), (COUNTRY, True)):
        world = World().add("army", "Mirna Army").add("division", "1 Mirna Division", "army")
        world.add("other", "Mirna Army", country=country).add("lower", "1 Mirna Division", "other", country=country)
        assert world.are_one("army", "other") is one
        assert one or world.is_asked("army", "other")


def test_the_places_of_a_unit_have_no_order() -> None:
    world = World().add("a", "Velabad Central Prison", places=("Toluria",), listed=True)
    world.add("b", "Central Prison (Velabad)", places=("Toluria",))
    assert world.are_one("a", "b")


def test_tables_with_circles_over_time_are_compared_to_the_end() -> None:
    """What stands above a unit on a circle is itself: its name alone is compared."""
    world = World()
    for table in ("t", "u"):
        world.add(f"army {table}", "Velabad Army", identifier=f"{table}:1")
        world.add(f"command {table}", "Mirna Command", f"army {table}", identifier=f"{table}:2")
        army = world.numbers[f"army {table}"]
        world.mentions[army] = replace(world.mentions[army], superiors=(world.numbers[f"command {table}"],))
        world.add(f"company {table}", "A Company", f"army {table}", identifier=f"{table}:3")
    found = world.resolved()
    assert world.are_one("army t", "army u", found)
    assert world.are_one("company t", "company u", found)
    assert not world.are_one("army t", "command u", found)


@pytest.mark.parametrize(
    "kind",
    [
        *("{} State", "{} Province", "{} District", "{} LGA", "{} County", "{} Town", "City of {}", "{} Municipality"),
        *("Provincia de {}", "Wilaya de {}", "{} Local Government Area", "{} Sub-County", "Cercle de {}", "{} oblast"),
    ],
)
def test_a_place_with_the_word_for_its_kind_of_area_may_be_the_place(kind: str) -> None:
    for listed, known in ((kind.format("Sunder"), "Sunder"), ("Sunder", kind.format("Sunder"))):
        world = World().add("a", "Marsh Patrol", places=(listed,), listed=True)
        world.add("b", f"Marsh Patrol ({known})", identifier="t:1")
        world.add("c", "Marsh Patrol (Mbelu)", identifier="u:1").add("d", "Marsh Patrol (District)", identifier="v:1")
        found = world.resolved()
        assert not world.are_one("a", "b", found)
        (asked,) = (each for *pair, each in found.questions if set(pair) == {0, 1})
        assert asked.reasons == (Reason.NAME, Reason.LIKE_PLACE)
        assert not world.is_asked("a", "c", found)
        assert not world.is_asked("a", "d", found)


def test_an_alias_with_a_place_that_only_one_names_is_asked_about() -> None:
    world = World().add("table", "House 8", aliases=("Institution No. 8",), identifier="t:1")
    world.add("list", "Institution No. 8", places=("Zestari",), listed=True)
    world.add("number", "Institution No. 9", places=("Zestari",), listed=True)
    found = world.resolved()
    assert world.is_asked("table", "list", found)
    assert not world.are_one("table", "list", found)
    assert found.questions[0][2].reasons == (Reason.ALIAS, Reason.ONE_PLACE)
    assert not world.is_asked("table", "number", found)
    # The row tells the place beside the name, or another.
    same = World().add("table", "House 8 (Zestari)", aliases=("Institution No. 8",), identifier="t:1")
    assert same.add("list", "Institution No. 8", places=("Zestari",), listed=True).are_one("table", "list")
    other = World().add("table", "House 8 (Mirna)", aliases=("Institution No. 8",), identifier="t:1")
    other.add("list", "Institution No. 8", places=("Zestari",), listed=True)
    assert not other.is_asked("table", "list")
