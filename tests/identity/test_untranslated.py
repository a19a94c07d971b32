"""Names in words of another language that no table has: whether they may be of one unit."""

from __future__ import annotations

import pytest

from unitgraph.identity.compared_names import ComparedName
from unitgraph.identity.names import name_of
from unitgraph.identity.untranslated import UntranslatedNames, may_be_translated


def compared(text: str, country: str) -> ComparedName:
    return ComparedName(name_of(text, country), text, country)


@pytest.mark.parametrize(
    ("country", "listed", "told"),
    [
        ("TH", "144th Border Patrol Police Company", "Kong Roi Tamruat Trawen Chaidaen thi 144"),
        ("TH", "Velabad Police Station", "สถานีตำรวจภูธรเวลาบาด"),
        ("TH", "9th Immigration Division", "กองบังคับการตรวจคนเข้าเมือง 9"),
        ("JP", "Velabad Police Station", "ヴェラバド警察署"),
        ("JP", "Tolura Prison", "Tolura Keimusho"),
        ("CN", "Velabad Public Security Bureau", "Weilabade Shi Gong'anju"),
        ("RU", "12th Separate Reconnaissance Battalion", "12-й отдельный разведывательный батальон"),
        ("RU", "104th Tank Regiment", "104-y tankovyy polk"),
        ("RU", "45th Separate Guards Brigade", "45-ya otdelnaya gvardeyskaya brigada"),
        ("GR", "33rd Signal Battalion", "33o Tagma Diavivaseon"),
        ("GR", "Dorvan Prefecture Prison", "Σωφρονιστικό Κατάστημα Ντορβάν"),
        ("ET", "Velabad Police Station", "የቬላባድ ፖሊስ ጣቢያ"),
        ("TZ", "75th Battalion", "Kikosi cha 75"),
        ("IR", "Dorvan Border Regiment", "Hang-e Marzi Dorvan"),
        ("EG", "Velabad Police Station", "Qism Shurtat Filabad"),
        ("CM", "Zelena Criminal Investigation Division", "Division de la police judiciaire de Zelena"),
        ("CM", "Amphibious Special Intervention Battalion", "Bataillon Sp\u00e9cial d'Intervention Nautique"),
        ("CM", "Central Judicial Research Service", "Service Central des Recherches Judiciaires"),
        (
            "IQ",
            "Border Guards Command",
            "\u0642\u064a\u0627\u062f\u0629 \u0642\u0648\u0627\u062a \u0627\u0644\u062d\u062f\u0648\u062f",
        ),
    ],
)
def test_a_name_in_another_language_may_be_of_a_unit(country: str, listed: str, told: str) -> None:
    one, other = compared(listed, country), compared(told, country)
    assert may_be_translated(one, other)
    assert may_be_translated(other, one)
    names = UntranslatedNames()
    names.add(one, 1)
    assert list(names.of(other)) == [1]


@pytest.mark.parametrize(
    ("country", "listed", "told"),
    [
        ("TH", "144th Border Patrol Police Company", "Kong Roi Tamruat Trawen Chaidaen thi 145"),
        ("TH", "Velabad Police Station", "สถานีตำรวจภูธรมีร์นา"),
        ("TH", "Tolura Central Prison", "โรงพยาบาลโตลูรา"),
        ("JP", "6th Division", "第6旅団"),
        ("CN", "Lorna Special Police Detachment", "洛尔纳交警支队"),
        ("RU", "12th Separate Reconnaissance Battalion", "12-й отдельный медицинский батальон"),
        ("RU", "12th Korbad Regiment", "12-y tankovyy polk"),
        ("GR", "16th Division", "16η Σύνταγμα"),
        ("VN", "12th Regiment", "Tiểu đoàn 12"),
        ("KE", "Kelan Intelligence Office", "Kulen Canteen"),
        ("KE", "Dorvan Lions", "Torlo Lions"),
        ("NG", "A Company", 'Area "A" Marostaneh'),
        ("NG", "PMF 6 (Marostaneh)", "Zone 6"),
        ("KE", "3rd Infantry Battalion", "3 Kestrel Battalion"),
        ("CM", "Central Judicial Research Service", "Service Central des Transmissions"),
        ("CM", "Dolna Gendarmerie Brigade", "Brigade Territoriale (Mirna)"),
        ("CM", "Secteur Militaire n\u00b0 5", "R\u00e9gion Militaire n\u00b0 5"),
        ("CO", "Fourth Brigade", "BIPED4"),
        ("KE", "District Police Office (Mirna)", "DAT Torlo (Mirna)"),
        ("TR", "Velabad Gendarmerie Command", "Velabad İl Emniyet Müdürlüğü"),
    ],
)
def test_another_number_place_or_kind_is_of_another(country: str, listed: str, told: str) -> None:
    one, other = compared(listed, country), compared(told, country)
    assert not may_be_translated(one, other)
    assert not may_be_translated(other, one)
