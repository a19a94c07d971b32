"""Questions to made-up stores, a list and the hierarchy around it each, in Spanish, in French and Arabic, in English
and Bengali, in Ukrainian: what is listed or related is never told clear, and nothing else told listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.identity.lists import open_list
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.row_reports import RowReports

LISTED, WITHIN, CONTAINS = Status.LISTED, Status.WITHIN_LISTED, Status.CONTAINS_LISTED
OPEN = Status.AMBIGUOUS
STORES = {
    "CO": (
        (
            "Estación de Policía Velabad, Policía Metropolitana de Korbad, Policía Nacional",
            'Batallón de Infantería No. 12 "General Toluria", Brigada 3, Ejército Nacional',
            "Guardia Presidencial, Ministerio de Defensa",
            "Comando Aéreo de Combate 5, Fuerza Aérea",
            "UMOP No. 4 - Dorvan",
        ),
        """\
1,Policía Nacional,CO,
2,Policía Metropolitana de Korbad,CO,1
3,Estación Sorva,CO,2
4,Unidad Móvil de Orden Público 4,CO,1
5,Unidad Móvil de Orden Público 5,CO,1
""",
        {
            "12º Batallón de Infantería": OPEN,
            "21 Batallón de Infantería": Status.UNKNOWN,
            "Guardia Presidencial": LISTED,
            "Guardia Presidencial, El": OPEN,
            "Museo de la Guardia Presidencial": OPEN,
            "ex Guardia Presidencial": OPEN,
            "Miembros de la Guardia Presidencial": LISTED,
            "CACOM 5, Fuerza Aérea": OPEN,
            "CACOM 6, Fuerza Aérea": Status.BESIDE_LISTED,
            "Unidad Móvil de Orden Público 4": OPEN,
            "Unidad Móvil de Orden Público 6": Status.UNKNOWN,
            'Pelotón 3, Batallón de Infantería No. 12 "General Toluria", Brigada 3': WITHIN,
            "Policía Metropolitana de Korbad": CONTAINS,
            "Estación Sorva": Status.BESIDE_LISTED,
        },
    ),
    "TD": (
        (
            "Commissariat central de Velabad, Police nationale",
            "Direction générale des renseignements (DGR)",
            "كتيبة ميرنا الأولى، الجيش الوطني",
            "سجن كوربد المركزي",
            "لواء تولوريا",
        ),
        """\
1,Police nationale,TD,
2,Commissariat central de Velabad,TD,1
3,Commissariat du 3e arrondissement,TD,2
4,Armée nationale,TD,
5,1er bataillon de Mirna,TD,4
""",
        {
            "Central Police Station, Velabad": OPEN,
            "Central Police Station, Sorva": Status.UNKNOWN,
            "Commissariat du 3e arrondissement": WITHIN,
            "1er bataillon de Mirna": OPEN,
            "Korbad Central Prison": OPEN,
            "Prison centrale de Korbad": OPEN,
            "Sorva Central Prison": Status.UNKNOWN,
            "Brigade de Toluria": OPEN,
            "Éléments de la DGR": LISTED,
            "Agence de Dorvan (ex-DGR)": OPEN,
            "Armée nationale": CONTAINS,
        },
    ),
    "BD": (
        ("Velabad Police Station, Korbad District Police", "Detective Branch, Dorvan Metropolitan Police"),
        """\
1,Korbad District Police,BD,
2,Velabad Thana,BD,1
3,Sorva Thana,BD,1
4,Dorvan Metropolitan Police,BD,
5,DB Dorvan,BD,4
""",
        {
            "Velabad Thana": LISTED,
            "Sorva Thana": Status.BESIDE_LISTED,
            "DB, Dorvan Metropolitan Police": OPEN,
            "TB, Dorvan Metropolitan Police": Status.AMBIGUOUS,
            "DB Dorvan": OPEN,
        },
    ),
    "UA": (
        (
            "3-й батальйон оперативного призначення, 27 бригада, Національна гвардія",
            "Kordora Special Police Battalion, Lorna Oblast Police Directorate",
            "Управління карного розшуку, ГУНП в Толурській області",
            '12th Separate Rifle Company "Sokil"',
        ),
        """\
1,Міністерство внутрішніх справ,UA,
2,National Guard,UA,1
3,27th Brigade,UA,2
4,3rd Special Purpose Battalion,UA,3
5,Lorna Oblast Police,UA,1
6,Kordora Battalion,UA,5
7,Main Directorate of National Police in Toluria Oblast,UA,1
8,Criminal Investigation Directorate,UA,7
""",
        {
            "3rd Special Purpose Battalion, 27th Brigade": OPEN,
            "3rd Battalion, 27th Brigade, National Guard": OPEN,
            "1-\u0430 рота 3-\u0433\u043e батальйону оперативного призначення, 27 бригада": OPEN,
            "3-й \u0456 4-й батальйони, 27 бригада": OPEN,
            "Kordora Battalion": OPEN,
            "Lorna Oblast Police": OPEN,
            "Управління карного розшуку": OPEN,
            "Criminal Investigation Directorate": OPEN,
            "12-\u0430 окрема стрілецька рота": OPEN,
            "21-\u0430 окрема стрілецька рота": Status.UNKNOWN,
            "\u041c\u0412\u0421": OPEN,
        },
    ),
}


@pytest.mark.parametrize("country", STORES)
def test_what_may_be_listed_is_not_told_clear(tmp_path: Path, country: str) -> None:
    entries, rows, asked = STORES[country]
    page, table = tmp_path / "list.txt", tmp_path / "units.csv"
    bullets = "".join(f"  • {each}\n" for each in entries)
    page.write_text(f"Made up.\n\nUnits denied in calendar year 2019\n\n{bullets}", encoding="utf-8")
    table.write_text(f"unit,name,country,superiors\n{rows}", encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country=country))
    checker = Checker(preview([opened], (HierarchySource(table),), reports=RowReports()).hierarchy)
    told = {text: checker.check(text, country) for text in asked}
    assert {text: each.status for text, each in told.items()} == asked
    assert all(each.candidates for each in told.values() if each.status is OPEN)
