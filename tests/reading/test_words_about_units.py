# ruff: noqa: RUF001 (names in their own letters)
"""Words about a unit that are none of its name: posts, and its people."""

from __future__ import annotations

import re

import pytest

from unitgraph.reading.paths import Direction, PathKind, Role, read_path
from unitgraph.reading.paths.titles import TitledName, split_title


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Commander of the Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Commander of Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Commanding Officer of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Chief of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Officers of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Members of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Elements of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Chief of Staff of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Intelligence Chief of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Former Commander of the Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Director of the Mirna Prison, Toluria Prisons Service", "Mirna Prison"),
        ("Warden of Mirna Prison, Toluria Prisons Service", "Mirna Prison"),
        ("Officer in Charge of Mirna Police Station, Toluria Police", "Mirna Police Station"),
        ("Commander 3 Brigade, Toluria Army", "3 Brigade"),
        ("3 Brigade Commander, Toluria Army", "3 Brigade"),
        ("Mirna Guard Commander, Toluria Police", "Mirna Guard"),
        ("Comandante de la 3 Brigada, Ejército de Toluria", "3 Brigada"),
        ("Jefe de Estado Mayor de la 3 Brigada, Ejército de Toluria", "3 Brigada"),
        ("Commandant de la 3e Brigade, Armée de Toluria", "3e Brigade"),
    ],
)
def test_a_post_of_a_unit_stands_for_the_unit_and_not_for_its_superior(text: str, unit: str) -> None:
    found = read_path(text)
    assert found.chain[-1].text == unit, found.segments
    assert len(found.chain) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Chief of Army Staff",
        "Chief of the General Staff",
        "Director of Military Intelligence",
        "Director of Police Operations",
        "Inspector General of Police",
        "Commander of the Army",
        "General de Brigada Mirna",
        "General Santos Police Station",
        "Officer Cadet School",
        "Governor of Mirna Province",
        "Office of the Commanding General",
        "Navy Chief of Staff Headquarters",
        "Police Station Commander",
        "Institute for Strategic Studies under the President",
        "Guard Commander",
        "Elements of the Toluria Army",
    ],
)
def test_posts_and_names_that_name_no_other_unit_stay_whole(text: str) -> None:
    assert split_title(text) == TitledName(text)


def test_the_words_stay_segments_of_the_reading() -> None:
    found = read_path("Deputy Commander of the 3 Brigade, Toluria Army")
    assert [(each.text, each.role) for each in found.segments] == [
        ("Deputy Commander of the", Role.POST),
        ("3 Brigade", Role.UNIT),
        ("Toluria Army", Role.UNIT),
    ]


def test_a_superior_in_front_is_no_denied_unit() -> None:
    found = read_path("Toluria Army, Commander of the 3 Brigade")
    assert not found.committed or [each.text for each in found.chain] == ["Toluria Army", "3 Brigade"]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (
            "3 рота > Велабадський полк > Національна гвардія України",
            ("Національна гвардія України", "Велабадський полк", "3 рота"),
        ),
        (
            "Велабадське управління поліції, Національна поліція України",
            ("Національна поліція України", "Велабадське управління поліції"),
        ),
        (
            "3-я рота, Велабадский полк, Национальная гвардия",
            ("Национальная гвардия", "Велабадский полк", "3-я рота"),
        ),
    ],
)
def test_superiors_in_cyrillic_letters_are_no_places(text: str, chain: tuple[str, ...]) -> None:
    assert tuple(each.text for each in read_path(text).chain) == chain


@pytest.mark.parametrize(
    "text",
    [
        "سرية الاستطلاع، الكتيبة 3، لواء فلاباد، الجيش الوطني",
        "مركز شرطة ميرنا، مديرية شرطة فلاباد، وزارة الداخلية",
        "گردان ۳، تیپ فلاباد، ارتش",
        "Отдел полиции №3, Управление полиции Велабада, Департамент полиции, МВД",
        "Полицијска станица Мирна, Полицијска управа Велабад, Министарство унутрашњих послова",
        "Рота 3, Полк Велабад, Национална гвардија",
        "Районно управление Мирна, Областна дирекция Велабад, МВР",
        "Рота 2, 11 батальён, Узброеныя сілы",
        "Бөлім 4, Велабад полиция басқармасы, Ішкі істер министрлігі",
        "Бөлүм 4, Велабад башкармалыгы, Ички иштер министрлиги",
        "Тасаг 3, Велабад хэлтэс, Цагдаагийн ерөнхий газар",
        "Шуъбаи 3, Раёсати Велабад, Вазорати корҳои дохилӣ",
        "მეორე ბატალიონი, ველაბადის ბრიგადა, ტოლურიის არმია",
        "মিরনা থানা, ভেলাবাদ মেট্রোপলিটন পুলিশ",
        "维拉派出所，米尔纳公安局",
        "กองพันที่ 3, กรมทหารราบที่ 5, กองทัพบก",
        "Polizeirevier Velabad, Polizeidirektion Mirna, Innenministerium",
        "Mirna Polis Karakolu, Velabad Emniyet Müdürlüğü, İçişleri Bakanlığı",
        "Stazione di Mirna, Compagnia Velabad, Carabinieri",
        "Polsek Velabad, Polres Mirna, Polda Zorka, Polri",
        "Policijska stanica Mirna, Uprava policije Velabad, Ministarstvo unutrašnjih poslova",
        "Komisariat Mirna, Komenda Velabad, Policja",
    ],
)
def test_superiors_are_units_in_any_language_of_the_tables(text: str) -> None:
    units = [each.strip() for each in re.split("[,،，]", text)]
    for written, direction in ((units, Direction.UP), (units[::-1], Direction.DOWN)):
        found = read_path(", ".join(written))
        assert [each.role for each in found.segments] == [Role.UNIT] * len(units)
        assert (found.leaning or found.direction) is direction


@pytest.mark.parametrize(
    "text", ["Unidad 7B, Cárcel de Velabad", "Company 2, Mirna Police Academy", "Wing C, Mirna Prison"]
)
def test_a_numbered_part_of_a_prison_or_school_is_below_it(text: str) -> None:
    assert (read_path(text).leaning or read_path(text).direction) is Direction.UP


def test_a_guard_behind_another_is_no_place() -> None:
    found = read_path("Mirna Guard; Velabad Guard")
    assert all(each.role is Role.UNIT for each in found.segments)
    assert found.kind is not PathKind.SINGLE


@pytest.mark.parametrize(
    "text",
    [
        "Mirna Protection Service / General Directorate of Guards / Deputy General Directorate / Directorate Mirna",
        "Comité National, Ministère de la Défense, Forces Armées, Armée de Terre",
    ],
)
def test_a_root_of_low_rank_turns_no_path(text: str) -> None:
    between = " / " if " / " in text else ", "
    units = text.split(between)
    for written, direction in ((units, Direction.DOWN), (units[::-1], Direction.UP)):
        found = read_path(between.join(written))
        assert (found.leaning or found.direction) is direction


@pytest.mark.parametrize(
    "text",
    [
        "Mirna Platoon, Velabad Company, National Security",
        "Platoon 1, Company 3, Military Intelligence",
        "فصيلة ميرنا، سرية فيلاباد، الأمن الوطني",
        "سرب 12، قاعدة 3، الأمن الوطني",
        "زمرة ميرنا، سرية فيلاباد، الأمن الوطني",
    ],
)
def test_levels_lead_on_to_what_has_none(text: str) -> None:
    units = [each.strip() for each in re.split("[,،]", text)]
    for written, direction in ((units, Direction.UP), (units[::-1], Direction.DOWN)):
        assert read_path(", ".join(written)).direction is direction
    assert read_path("Operations, Velabad Company, Mirna Battalion").direction is Direction.UP
