"""Names of forces in other languages than those of their units, on a small made-up graph: none is passed over."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.scripts import latinized, translations
from unitgraph.lexicon.tables import read_word_table, several
from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.forms import form_of
from unitgraph.match.vocabulary import key_of

MATCHER = Matcher(
    [
        NamedUnit("u:1", "Mobile Brigade 4", "CO"),
        NamedUnit("u:2", "Brigada Móvil 9", "CO"),
        NamedUnit("u:3", "Presidential Guard", "CF"),
        NamedUnit("u:4", "Federal Police", "MX"),
        NamedUnit("u:5", "Toluria Prison", "LY"),
        NamedUnit("u:6", "San Ignel Police Station", "BZ"),
        NamedUnit("u:7", "Korde Vatna Battalion", "NP"),
    ]
)


@pytest.mark.parametrize(
    ("country", "unit", "texts"),
    [
        (
            "CO",
            "u:1",
            (
                *("Brigada Móvil 4", "Brigada Movil No. 4", "Brigada Móvel 4", "Brigata mobile 4", "Mobil Tugayi 4"),
                *("Мобильная бригада 4", "4-я мобильная бригада", "Мобільна бригада 4", "মোবাইল ব্রিগেড 4"),
            ),
        ),
        ("CO", "u:2", ("Mobile Brigade 9", "9th Mobile Brigade", "Brigade mobile nº 9")),
        (
            "CF",
            "u:3",
            (
                *("Garde présidentielle", "Guardia Presidencial", "Guarda Presidencial", "Guardia Presidenziale"),
                *("Präsidentengarde", "Präsidialgarde", "Президентская гвардия", "Президентської гвардії"),
                "الحرس الرئاسي",
            ),
        ),
        (
            "MX",
            "u:4",
            (
                *("Policía Federal", "Polizia Federale", "Bundespolizei", "Федеральная полиция", "Федеральна поліція"),
                *("الشرطة الاتحادية", "ফেডারেল পুলিশ", "Federal Polis"),
            ),
        ),
        (
            "LY",
            "u:5",
            (
                *("Prisión de Toluria", "Prisão de Toluria", "Prigione di Toluria", "Prison de Toluria"),
                *("Toluria Hapishanesi", "Gefängnis Toluria", "Тюрьма Толурия", "в'язниця Толурія"),
            ),
        ),
        (
            "BZ",
            "u:6",
            (
                *("Polizeistation San Ignel", "Polizeiwache San Ignel", "Policestation San Ignel"),
                *("Estación de Policía de San Ignel", "Полицейский участок Сан-Игнель", "San Ignel Police-Station"),
            ),
        ),
        ("BZ", "u:6", ("Comisaría de San Ignel", "Commissariat de police de San Ignel")),
        ("NP", "u:7", ("कोर्दे वत्न बटालियन", "कोर्देवत्न बटालियन")),
    ],
)
def test_a_name_in_another_language_is_not_passed_over(country: str, unit: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        match = MATCHER.match(text, country)
        assert match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS), text
        assert [each.unit.iri for each in match.candidates[:1]] == [unit], text


@pytest.mark.parametrize(
    ("text", "country"),
    [
        *(("Brigada Móvil 5", "CO"), ("Brigada Mecanizada 4", "CO"), ("Мотострелковая бригада 4", "CO")),
        *(("Guardia Republicana", "CF"), ("الحرس الجمهوري", "CF"), ("Национальная гвардия", "CF")),
        *(("Landespolizei", "MX"), ("Федеральная служба", "MX"), ("Prisión de Kordora", "LY")),
        ("कोर्दे सहायक", "NP"),
    ],
)
def test_another_unit_in_another_language_is_none_of_them(text: str, country: str) -> None:
    assert MATCHER.match(text, country).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("name", "country", "texts"),
    [
        ("СИЗО № 6, Ворлова", "RU", ("Исправительная колония № 6", "Тюрьма № 6, Ворлова", "Колония № 6, Ворлова")),
        ("Тюрьма № 6, Ворлова", "RU", ("СИЗО № 6, Ворлова", "Колония № 6, Ворлова")),
        ("\u0421\u0406\u0417\u041e Медвянськ", "UA", ("Колонія Медвянськ", "Тюрма Медвянськ")),
        ("红山监狱", "CN", ("红山看守所", "红山拘留所")),
        ("红山看守所", "CN", ("红山拘留所", "红山监狱")),
        ("红山公安局", "CN", ("红山公安分局",)),
        ("سجن الزرقان", "IQ", ("معتقل الزرقان",)),
        ("استخبارات المنطقة الثالثة", "IQ", ("مخابرات المنطقة الثالثة",)),
        ("ზესტარის ციხე", "GE", ("ზესტარის იზოლატორი", "ზესტარის კოლონია")),
    ],
)
def test_bodies_that_a_language_has_two_words_for_are_two(name: str, country: str, texts: tuple[str, ...]) -> None:
    matcher = Matcher([NamedUnit("u:1", name, country)])
    assert matcher.match(name, country).outcome is Outcome.MATCHED
    for text in texts:
        match = matcher.match(text, country)
        assert match.outcome is not Outcome.MATCHED, text
        assert [each.unit.iri for each in match.candidates] == ["u:1"], text


@pytest.mark.parametrize(
    ("name", "country", "text"),
    [
        ("СИЗО № 6", "RU", "SIZO 6"),
        ("СИЗО № 6", "RU", "Pretrial Prison 6"),
        ("Rutan Kordora", "ID", "Kordora Remand Prison"),
        ("Colonia Penal 4", "MX", "Penal Colony 4"),
        ("مديرية الأمن العام ميرنا", "LB", "Mirna General Security Directorate"),
        ("مخابرات المنطقة الثالثة", "IQ", "Third Region Mukhabarat"),
    ],
)
def test_places_of_detention_and_services_in_other_languages(name: str, country: str, text: str) -> None:
    match = Matcher([NamedUnit("u:1", name, country)]).match(text, country)
    assert match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS)
    assert [each.unit.iri for each in match.candidates] == ["u:1"]
    assert match.candidates[0].score > 0.5


def test_an_elided_article_is_no_part_of_a_name() -> None:
    names = ("Brigade d'Intervention", "Brigade d\u2019Intervention", "Comando dell'Esercito", "Direction de l'Armée")
    told = [" ".join(word.text for word in form_of(name).words) for name in names]
    assert told == ["brigade intervention", "brigade intervention", "command army", "directorate army"]


def test_a_stem_is_a_word_with_its_endings_only() -> None:
    assert (
        latinized("\u0411\u044b\u0441\u0442\u0440\u0438\u0446\u0430")
        == "\u0411\u044b\u0441\u0442\u0440\u0438\u0446\u0430"
    )
    assert latinized("\u0411\u044b\u0441\u0442\u0440\u043e\u0433\u043e").split() == ["rapid"]
    assert latinized(
        "\u0412\u043e\u043e\u0440\u0443\u0436\u0451\u043d\u043d\u044b\u0445 \u0421\u0438\u043b"
    ).split() == ["armed", "forces"]


def test_translations_say_something_and_contradict_no_synonym() -> None:
    synonyms = {row["form"]: row["canonical"] for row in read_word_table("synonyms")}
    found = list(translations())
    assert len(found) > 1000
    assert {form for form, english in found if synonyms.get(form, english) != english} == set()
    assert {form for form, english in found if not key_of(form) or not form_of(english).words} == set()
    stems = [stem for row in read_word_table("translations") for stem in several(row["stems"])]
    assert len(stems) > 300
    assert sorted(stems) == sorted(set(stems))


def test_short_names_and_signs_of_other_languages() -> None:
    matcher = Matcher(
        [
            NamedUnit("u:1", "Grupo de Operaciones Especiales Velabo", "PE"),
            NamedUnit("u:2", "Batallón de Infantería 12", "PE"),
            NamedUnit("u:3", "Prison centrale de Torvin", "CM"),
            NamedUnit("u:4", "Velab Commando Brigade", "TR"),
            NamedUnit("u:5", "Batalyon Infanteri 745", "ID"),
        ]
    )
    for text, country, unit in (
        *(
            ("GOE Velabo", "PE", "u:1"),
            ("Batallón de Infantería N° 12", "PE", "u:2"),
            ("XII Batallón Inf.", "PE", "u:2"),
        ),
        *(("Prison de Torvin", "CM", "u:3"), ("Velab Komando Tugayi", "TR", "u:4"), ("Yonif 745", "ID", "u:5")),
    ):
        match = matcher.match(text, country)
        assert match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS), text
        assert match.candidates[0].unit.iri == unit, text
    assert matcher.match("Batallón de Ingeniería 12", "PE").outcome is Outcome.UNKNOWN
    assert matcher.match("Torvin North Prison", "CM").outcome is Outcome.UNKNOWN


IN_USE = {
    "Velab Traffic Police Department": (
        "Departamento de Policía de Tránsito Velab",
        "Département de la police de la circulation de Velab",
        "Verkehrspolizei Velab",
        "Управление дорожной полиции Велаб",
        "Velab Trafik Polisi",
        "Departamento de Polícia de Trânsito de Velab",
        "شرطة المرور فيلاب",
    ),
    "Korda Customs Service": (
        "Servicio de Aduanas de Korda",
        "Service des douanes de Korda",
        "Zolldienst Korda",
        "Таможенная служба Корда",
        "Serviço de Alfândega de Korda",
        "Korda Gümrük",
        "جمارك كوردا",
    ),
    "3rd Artillery Regiment Torvin": (
        "3.er Regimiento de Artillería Torvin",
        "3e régiment d'artillerie Torvin",
        "3-й артиллерийский полк Торвин",
        "3 Reggimento artiglieria Torvin",
        "3. Artillerieregiment Torvin",
        "3. Topçu Alayi Torvin",
        "فوج المدفعية الثالث تورفين",
    ),
    "Mirna Military Hospital": (
        "Hospital Militar Mirna",
        "Hôpital militaire de Mirna",
        "Militärkrankenhaus Mirna",
        "Военный госпиталь Мирна",
        "Mirna Askeri Hastanesi",
        "Ospedale militare di Mirna",
        "مستشفى ميرنا العسكري",
    ),
    "Toluria Criminal Investigation Directorate": (
        "Dirección de Investigación Criminal de Toluria",
        "Direction de l'investigation criminelle de Toluria",
        "Управление уголовного розыска Толурия",
        "Direzione investigazioni criminali Toluria",
        "Kriminalpolizeidirektion Toluria",
    ),
    "Lorn Border Police": (
        "Policía de Fronteras de Lorn",
        "Police des frontières de Lorn",
        "Grenzpolizei Lorn",
        "Пограничная полиция Лорн",
        "Polizia di frontiera Lorn",
        "Polícia de Fronteira de Lorn",
        "شرطة الحدود لورن",
    ),
    "Western Regional Command Velo": (
        "Comando Regional Occidental Velo",
        "Commandement régional de l'ouest Velo",
        "Западное региональное командование Вело",
        "Komando Daerah Barat Velo",
    ),
    "Kelvar Fire Brigade": (
        "Cuerpo de Bomberos de Kelvar",
        "Sapeurs-pompiers de Kelvar",
        "Feuerwehr Kelvar",
        "Пожарная бригада Кельвар",
        "Vigili del fuoco Kelvar",
    ),
    "Sanpur Public Prosecutor's Office": (
        "Fiscalía de Sanpur",
        "Parquet de Sanpur",
        "Staatsanwaltschaft Sanpur",
        "Прокуратура Санпур",
        "Procura di Sanpur",
        "Sanpur Savciliği",
    ),
    "Dorvan Coast Guard": (
        "Guardia Costera de Dorvan",
        "Garde-côtes de Dorvan",
        "Küstenwache Dorvan",
        "Береговая охрана Дорван",
        "Guardia costiera Dorvan",
        "خفر السواحل دورفان",
    ),
    "2nd Tank Battalion Hulen": (
        "2.º Batallón de Tanques Hulen",
        "2e bataillon de chars Hulen",
        "2. Panzerbataillon Hulen",
        "2-й танковый батальон Хулен",
        "2 Battaglione carri Hulen",
    ),
    "Gant Counter Terrorism Unit": (
        "Unidad Antiterrorista Gant",
        "Unité antiterroriste Gant",
        "Антитеррористическое подразделение Гант",
        "Gant Terörle Mücadele Birimi",
        "وحدة مكافحة الإرهاب غانت",
    ),
    "Port Nemba Immigration Office": (
        "Oficina de Migración Puerto Nemba",
        "Bureau de l'immigration Port Nemba",
        "Миграционный офис Порт Немба",
        "Ufficio immigrazione Porto Nemba",
    ),
    "Pelm Police Academy": (
        "Academia de Policía Pelm",
        "Académie de police Pelm",
        "Polizeiakademie Pelm",
        "Академия полиции Пельм",
        "Pelm Polis Akademisi",
        "أكاديمية الشرطة بيلم",
    ),
}


def test_most_names_of_made_up_units_in_other_languages_are_found_and_none_is_another() -> None:
    units = {name: NamedUnit(f"u:{number}", name, "KE") for number, name in enumerate(IN_USE)}
    matcher = Matcher(units.values())
    asked = [(text, units[name]) for name, texts in IN_USE.items() for text in texts]
    told = [(matcher.match(text, "KE"), unit) for text, unit in asked]
    assert len(told) > 70
    met = [match for match, unit in told if match.best and match.best.unit == unit]
    assert sum(match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS) for match in met) >= 0.9 * len(told)
    assert all(match.outcome is not Outcome.MATCHED or match.candidates[0].unit == unit for match, unit in told)


def test_acronyms_of_names_with_accents_and_names_with_acronyms_of_a_country() -> None:
    matcher = Matcher(
        [
            NamedUnit("u:1", "Velabad İlçe Jandarma Komutanl\u0131\u011f\u0131", "TR"),
            NamedUnit("u:2", "Comisaría PNP Korbad", "PE"),
            NamedUnit("u:3", "Policía Nacional del Perú", "PE"),
            NamedUnit("u:4", "قسم شرطة فيلاباد", "EG"),
        ]
    )
    for text, country, unit in (
        ("VİJK", "TR", "u:1"),
        ("VIJK", None, "u:1"),
        ("Comisaría PNP Korbad", None, "u:2"),
        ("“قسم شرطة فيلاباد”", "EG", "u:4"),
    ):
        match = matcher.match(text, country)
        assert match.outcome is not Outcome.UNKNOWN, text
        assert match.candidates[0].unit.iri == unit, text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Inspectoratul de Poliție Județean Velabad", "Velabad County Police Inspectorate"),
        ("Penitenciarul Mirna", "Mirna Prison"),
        ("Batalionul 26 Infanterie", "26th Infantry Battalion"),
        ("Отдел внутренних дел Мирновского района", "ОВД Мирновского района"),
    ],
)
def test_romanian_and_russian_words(name: str, text: str) -> None:
    match = Matcher([NamedUnit("u:1", name, "RO")]).match(text, "RO")
    assert (match.outcome, match.bare) == (Outcome.MATCHED, False)


def test_part_of_in_romanian() -> None:
    match = Matcher([NamedUnit("u:1", "Penitenciarul Mirna", "RO")]).match("Secția 3 din Penitenciarul Mirna", "RO")
    assert match.outcome is Outcome.BELOW


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("KE", "Mirna Taskforce", "Mirna Task Force"),
        ("KE", "Velabad Airwing", "Velabad Air Wing"),
        ("KE", "Tolura Subcounty Police", "Tolura Sub-County Police"),
        ("KE", "Korbad Policepost", "Korbad Police Post"),
        ("KE", "Dorvan Check Point", "Dorvan Checkpoint"),
        ("TR", "Velabad İl Jandarma Komutanligi", "Velabad Provincial Gendarmerie Command"),
        ("TZ", "Kituo cha Polisi Velabad", "Velabad Police Station"),
        ("VN", "Sư đoàn 308", "308th Division"),
        ("VN", "Công an tỉnh Velabad", "Velabad Provincial Police"),
        ("VN", "Tiểu đoàn Cảnh sát cơ động 5", "5th Mobile Police Battalion"),
        ("GR", "5η Ταξιαρχία", "5th Brigade"),
        ("GR", "Αστυνομικό Τμήμα Κορμπάντ", "Korbad Police Station"),
        ("ET", "23ኛ ክፍለ ጦር", "23rd Division"),
        ("JP", "第3普通科連隊", "3rd Infantry Regiment"),
        ("TH", "กรมทหารพรานที่ 41", "41st Rangers Regiment"),
        ("IR", "تیپ ۶۵ نیروهای ویژه هوابرد", "65th Airborne Special Forces Brigade"),
        ("RU", "8-ya brigada", "8th Brigade"),
    ],
)
def test_two_dresses_of_one_name_have_the_same_words(country: str, one: str, other: str) -> None:
    first, second = ({word.text for word in form_of(each, country).words} for each in (one, other))
    assert first == second


@pytest.mark.parametrize("name", ["Mirna Airport", "Westport", "Company 12-y", "Newport"])
def test_a_known_word_a_place_and_a_letter_are_no_compounds(name: str) -> None:
    assert not {"air", "port", "base", "west"} & {word.text for word in form_of(name).words}
