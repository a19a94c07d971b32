"""Names that are nearly alike, word by word."""

from __future__ import annotations

import pytest

from unitgraph.identity.alike import AlikeNames, bones
from unitgraph.identity.asked_names import may_be_alike, may_mean
from unitgraph.identity.compared_names import ComparedName
from unitgraph.identity.names import name_of


def written(text: str, country: str = "") -> ComparedName:
    return ComparedName(name_of(text, country), text, country)


def found(one: str, other: str, country: str) -> bool:
    names = AlikeNames()
    names.add(written(other, country), 7)
    return 7 in names.of(written(one, country))


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Velabad Central Security Sector", "قطاع الأمن المركزي فيلاباد", "EG"),
        ("Third Field Army Toluria", "الجيش الثالث الميداني تولوريا", "EG"),
        ("Velabad Provincial Corps", "سپاه استان ولاباد", "IR"),
        ("Velabad Police Station", "ভেলাবাদ থানা", "BD"),
        ("Velabad Public Security Bureau", "韦拉巴德公安局", "CN"),
        ("Fourth Toluria Motor Rifle Regiment", "4-й мотострелковый полк Толурия", "RU"),
        ("Mirna High Mountain Battalion No. 5", "Batallón de Montaña No. 5 Mirna", "CO"),
        ("3rd Mirna Police Station", "3ª Esquadra da PRM de Mirna", "MZ"),
        ("Mirna Gendarmerie Command", "Mirna İl Jandarma Komutanl\u0131\u011f\u0131", "TR"),
        ("Mirna Police Department", "Policijska uprava Mirna", "RS"),
        ("21 Special Armoured Brigade (Velabad)", "21 Armoured Brigade", "PH"),
        ("Infantry Battalion 713 Toluria", "713 Infantry Battalion", "ID"),
        ("Lorna Comando Battalion", "Lorna Commando Battalion", "PH"),
        ("Western Dorvan Brigade", "Dorvan Brigade", "PH"),
        ("Ain Lorna Prison", "Ein Lorna Prison", "LY"),
        ("SAF Mirna", "Special Action Force Mirna", "PH"),
        ("BAC de Dorvan", "Brigade anti-criminalité de Dorvan", "FR"),
        ("Palvir Battalion 12", "كتيبة بالفير ١٢", "IQ"),
        ("Toluria Regional Police Department", "Толурський обласний відділ поліції", "UA"),
        ("Toluria Security Group", "Groupement Tolurien de sécurité", "ML"),
        ("93rd Brigade", "93-тя бригада «Толурія»", "UA"),
        ("Velabad Police Post", "Velabad Police Station", "IN"),
        ("Velabad Post", "Velabad Police Station", "IN"),
        ("Velabad Gendarmerie Brigade", "Brigade Territoriale de Velabad", "CM"),
        ("Puesto de Policía Velabad", "Comisaría de Policía Velabad", "PE"),
        ("Poste de police de Velabad", "Velabad Police Station", "CM"),
        ("CRS 8", "Compagnie républicaine de sécurité 8", "FR"),
        ("UMO 3", "Unidad Móvil Operativa No. 3", "CO"),
        ("8 BMS", "8. Bataillon für militärische Sicherheit", "CH"),
        ("OMON Mirna", "Special Purpose Police Unit Mirna", "RU"),
        ("\u041e\u041c\u041e\u041d Мирна", "Special Purpose Mobile Squad Mirna", "RU"),
        ("СОБР Мирна", "Special Rapid Response Unit Mirna", "KG"),
        ("Bereitschaftspolizeiabteilung Velabad", "Bereitschaftspolizei Velabad", "DE"),
        ("Verkehrspolizeidirektion Velabad", "Velabad Traffic Police", "DE"),
        ("Velabad Land Forces", "Velabad Army", "TR"),
        ("CACOM 5", "Comando Aéreo de Combate 5", "CO"),
        ("Kordora Battalion", "Kordora Special Police Battalion", "UA"),
        ("3rd Special Purpose Battalion", "3-й батальйон оперативного призначення", "UA"),
        ("Velabad Quick Reaction Squad", "Velabad Rapid Response Unit", "NG"),
        ("Velabad Criminal Investigation Unit", "Velabad Criminal Investigation Department", "IN"),
        ("12 Brigade", "12 Brigade Headquarters (Velabad)", "PH"),
        ("Northern Command", "Northern Command Headquarters (Velabad)", "PH"),
        ("14 Dv", "14 Division", "PH"),
        ("NNS Mirna", "Navy Ship Mirna", "NG"),
        ("APBn-6", "6 Armed Police Battalion", "PK"),
        ("Batallón “Mirna”", "Batallón de Infantería No. 14 “Mirna”", "CO"),
        ("Batallón de Contraguerilas No. 104", "Batallón de Contraguerrillas No. 104", "CO"),
        ("General Mirano Torval Engineer Battalion", "Batallón de Ingenieros No. 8 “General Mirano Torval”", "CO"),
        ("Mirna Sttn", "Mirna Station", "PH"),
    ],
)
def test_names_that_are_nearly_alike_find_each_other(one: str, other: str, country: str) -> None:
    assert found(one, other, country)
    assert found(other, one, country)


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Mirna Brigade", "Mirna Brigade", "PH"),
        ("Mirna Brigade", "Dorvan Brigade", "PH"),
        ("12 Brigade", "13 Brigade Headquarters (Velabad)", "PH"),
        ("12 Brigade (Mirna)", "12 Brigade Headquarters (Velabad)", "PH"),
        ("14 Dv", "14 Battalion", "PH"),
        ("APBn-7", "6 Armed Police Battalion", "PK"),
        ("Batallón de Contraguerilas No. 14", "Batallón de Contraguerrillas No. 104", "CO"),
        ("104 Engineer Battalion", "104 Infantry Battalion", "CO"),
        ("Mirna Torval Engineer Battalion", "8 Dorvan Torval Engineer Battalion", "PH"),
        ("Torval Engineer Battalion", "8 Torval Engineer Battalion", "PH"),
        ("NNS Mirna", "Navy Ship Mirna", "PH"),
        ("NNS Mirna", "Navy Ship Dorvan", "NG"),
        ("Mirna Sttn", "Dorvan Station", "PH"),
        ("5 Mirna Mountain Battalion", "6 Mirna Mountain Battalion", "PH"),
        ("5 Mirna Mountain Battalion", "5 Mirna Engineer Battalion", "PH"),
        ("3 Velabad Station Mirna", "3 Dorvan Station Mirna", "PH"),
        ("Légion de Gendarmerie (Mirna)", "Région de Gendarmerie (Mirna)", "ML"),
        ("Lorna Post", "Lorna Port", "PH"),
        ("Mirna Police Department", "Mirna Police Directorate", "PH"),
        ("North Mirna Station", "South Mirna Station", "PH"),
        ("Mirna Police Station", "Mirna Army Barracks", "PH"),
        ("5 Battalion", "5 Infantry Battalion Mirna", "PH"),
        ("SAF Mirna", "Special Training Unit Mirna", "PH"),
        ("Velabad Police Station", "মিরনা থানা", "BD"),
        ("92nd Brigade", "93-тя бригада «Толурія»", "UA"),
        ("93rd Regiment", "93-тя бригада «Толурія»", "UA"),
        ("Velabad Police Post", "Mirna Police Station", "IN"),
        ("Velabad Police Post", "Velabad Army Post", "IN"),
        ("CRS 8", "Compagnie républicaine de sécurité 9", "FR"),
        ("OMON Mirna", "Special Purpose Police Unit Velabad", "RU"),
        ("OMON Mirna", "Special Investigation Unit Mirna", "RU"),
        ("Bereitschaftspolizeiabteilung Velabad", "Bereitschaftspolizei Mirna", "DE"),
        ("Velabad Land Forces", "Velabad Air Force", "TR"),
        ("Velabad Land Forces", "Mirna Army", "TR"),
        ("CACOM 5", "Comando Naval de Combate 5", "CO"),
        ("Kordora Battalion", "Kordora Special Police Regiment", "UA"),
        ("3rd Special Purpose Battalion", "4-й батальйон оперативного призначення", "UA"),
        ("3rd Special Purpose Battalion", "3-я рота оперативного призначення", "UA"),
        ("93rd Brigade", "93-тя бригада Толурія", "UA"),
        ("Toluria Security Group", "Groupement Bolurien de sécurité", "ML"),
        ("Dorvan Regional Police Department", "Толурський обласний відділ поліції", "UA"),
    ],
)
def test_others_do_not(one: str, other: str, country: str) -> None:
    assert not found(one, other, country)
    assert not found(other, one, country)


@pytest.mark.parametrize(
    ("asked", "name", "may"),
    [
        ("Northeast Zone", "Northeast Zone Regional Coordination", True),
        ("Homicides Division", "Homicides Coordination", True),
        ("Ein Zara Prison", "Ain Zara Prison", True),
        ("Southeast Zone", "Northeast Zone Regional Coordination", False),
        ("Police Station", "Mirna Police Station", True),
        ("Station", "Mirna Station", False),
        ("Mirna Station 2", "Mirna Station", False),
        ("4 Dv", "4 Division", True),
        ("4 Dv", "4 Brigade", False),
        ("5 Dv", "4 Division", False),
        ("12 Rifles", "12 Rifle Battalion", True),
        ("12 Lancers", "12 Rifle Battalion", False),
        ("Mirna Sttn", "Mirna Station", True),
        ("Mirna Port", "Mirna Post", False),
        ("Camp", "Camp A", True),
        ("Camp B", "Camp A", False),
        ("Mirna Special Purpose Detachment", "მირნას სპეციალური დანიშნულების რაზმი", True),
    ],
)
def test_what_may_mean_a_name_below_a_known_superior(asked: str, name: str, may: bool) -> None:
    assert may_mean(asked, name, "MX") is may


@pytest.mark.parametrize(
    ("asked", "may"),
    [
        ("Police", True),
        ("National Police", True),
        ("Police Force", True),
        ("Military Police", False),
        ("Police Station", False),
        ("Army", False),
    ],
)
def test_a_bare_force_may_be_that_of_the_country(asked: str, may: bool) -> None:
    assert may_be_alike(asked, "Nigeria Police Force", "NG") is may


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Тринадцята гірська бригада", "13"),
        ("Двадцать первая бригада", "21"),
        ("Сорок п'ята бригада", "45"),
        ("Одиннадцатый отдел", "11"),
        ("дев'яносто друга рота", "92"),
    ],
)
def test_ordinals_in_words_of_russian_and_ukrainian_are_numbers(text: str, number: str) -> None:
    assert name_of(text, "UA").designators == (number,)
    assert name_of("12 горная бригада").core == name_of("12th Mountain Brigade").core


def test_a_text_without_letters_has_no_consonants() -> None:
    assert (bones(""), bones("wadi"), bones("vadi")) == ("", "bd", "bd")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Soixante-douzième Régiment Sarlo", "72"),
        ("Vingt et unième Régiment Sarlo", "21"),
        ("Quatre-vingt-dixième Régiment Sarlo", "90"),
        ("Einundzwanzigste Kompanie Mirna", "21"),
        ("Fünfunddreißigstes Regiment Mirna", "35"),
        ("Zweite Kompanie Mirna", "2"),
    ],
)
def test_ordinals_in_words_of_french_and_german_are_numbers(text: str, number: str) -> None:
    assert name_of(text).designators == (number,)
