"""Words of names in several languages, and names that say the same with them."""

import pytest

from unitgraph.identity.names import name_of


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("CM", "Brigade Territoriale (Mirna)", "Territorial Brigade (Mirna)"),
        ("CM", "Direction de la Surveillance du Territoire", "Directorate of Territorial Surveillance"),
        ("CM", "Brigade de Recherches (Mirna)", "Research Brigade (Mirna)"),
        ("CM", "Brigade de Recherches (Mirna)", "Brigade of Research (Mirna)"),
        ("CM", "Service de Recherches Judiciaires", "Judicial Research Service"),
        ("CM", "Bataillon Amphibie de Mirna", "Mirna Amphibious Battalion"),
        ("CM", "Groupement Léger d'Intervention", "Light Intervention Group"),
        ("CM", "Sûreté Nationale", "National Security"),
        ("CM", "Poste de Police de Mirna", "Mirna Police Post"),
        ("CM", "2e Bataillon d'Infanterie de Marine", "2nd Marine Infantry Battalion"),
        ("CM", "Brigade Antigang de Mirna", "Mirna Anti-Gang Brigade"),
        ("CM", "Garnison de Mirna", "Mirna Garrison"),
        ("CO", "Batallón de Infantería de Marina N° 8", "8th Marine Infantry Battalion"),
        ("CO", "Batallón de Infantería de Marina N° 8", "Marine Battalion 8"),
        ("CO", "Batallón de Contraguerrillas N° 81", "81st Counter-Guerrilla Battalion"),
        ("CO", "Batallón Contraguerrilla 81", "Counterguerrilla Battalion 81"),
        ("CO", "Batallón de Alta Montaña N° 8", "High Mountain Battalion No. 8"),
        ("CO", "Puesto Fluvial Avanzado 8", "Advanced Riverine Post 8"),
        ("CO", "Compañía Antinarcóticos Mirna", "Mirna Counter-Narcotics Company"),
        ("CO", "Comando de Atención Inmediata Mirna", "Mirna Immediate Attention Command"),
        ("CO", "Comando Conjunto Nororiente", "Northeast Joint Command"),
        ("CO", "Subestación de Policía Mirna", "Mirna Police Substation"),
        ("CO", "Batallón de Combate Terrestre N° 8", "8th Ground Combat Battalion"),
        ("MZ", "Batalhão de Fuzileiros Navais 2", "Marine Battalion 2"),
        ("MZ", "Guarda Prisional de Mirna", "Mirna Prison Guard"),
        ("MZ", "Companhia Anfíbia Ligeira 3", "Light Amphibious Company 3"),
        ("PK", "Railways Police Station Mirna", "Railway Police Station (Mirna)"),
        ("IQ", "فوج الطوارئ 3", "3rd Emergency Battalion"),
        ("IQ", "فوج الطوارئ 3", "Third Emergency Regiment"),
        ("IQ", "فرقة الرد السريع", "Rapid Response Division"),
        ("IQ", "مديرية مكافحة الإجرام", "Anti-Crime Directorate"),
        ("IQ", "شرطة النجدة", "Emergency Police"),
        ("SY", "إدارة الأمن السياسي", "Political Security Directorate"),
        ("SY", "فوج 45", "45th Regiment"),
        ("ID", "Batalyon Marinir 4", "4th Marine Battalion"),
        ("ID", "Kepolisian Resor Mirna", "Mirna District Police"),
        ("ID", "Kepolisian Sektor Mirna", "Mirna Police Station"),
        ("IN", "9 Vahini Sashastra Seema Bal", "9 Battalion, Armed Border Force"),
        ("MM", "Kha Ma Ya 88", "88th Light Infantry Battalion"),
        ("MM", "ခလရ ၈၈", "Infantry Battalion 88"),
        ("LA", "ກອງພັນ 12", "12th Battalion"),
    ],
)
def test_names_that_say_the_same_are_equal(country: str, one: str, other: str) -> None:
    first, second = name_of(one, country), name_of(other, country)
    assert (first.words, first.designators) == (second.words, second.designators)


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("CM", "Poste de Police de Mirna", "Commissariat de Mirna"),
        ("SY", "فوج 45", "كتيبة 45"),
        ("GB", "2nd Regiment", "2nd Battalion"),
        ("CO", "Infantería de Marina", "Infantería"),
        ("CO", "Escuadrón Móvil 8", "Mobile Squad 8"),
        ("US", "Velabad Research Institute", "Velabad Investigation Institute"),
    ],
)
def test_names_that_do_not_are_not(country: str, one: str, other: str) -> None:
    assert name_of(one, country).words != name_of(other, country).words
