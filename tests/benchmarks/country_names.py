"""Writes lexicon/words/country_names.tsv: the names of countries in the official languages of the world's countries,
and their official names and numeric codes in ISO 3166-1.

A name that stands for two countries in different languages is left out, unless one of them is the country's name in
``countries.tsv``; so is one that is the capital of another country, or that has fewer than four Latin letters.
Run as ``python -m tests.benchmarks.country_names`` (Babel and pycountry: extras ``benchmark`` and ``places``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.word_tables import write_word_table

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import countries, country_by_code

TABLE = Path("graph/unitgraph/lexicon/words/country_names.tsv")
_ABOUT = """\
Names of countries beside those of countries.tsv, as fold() writes them: those of Unicode CLDR (Babel {version}) in the
official languages of all countries ({number}), and the official names and numeric codes of ISO 3166-1 (pycountry).
Names of two countries are left out. Written by tests/benchmarks/country_names.py."""
_BRACKETS = re.compile(r"\s*[(\uff08].+[)\uff09]$")


_OTHERS = {
    "RDC": "CD",
    "R.D. Congo": "CD",
    "RCA": "CF",
    "جمهورية مصر العربية": "EG",
    "الجمهورية العربية السورية": "SY",
}
"""Names in common use that neither has."""


def official_languages() -> list[str]:
    """The languages of CLDR that are official in a country."""
    from babel.core import get_global
    from babel.languages import get_official_languages
    from babel.localedata import exists

    told = {
        code.split("_")[0]
        for territory in get_global("territory_languages")
        for code in get_official_languages(territory, regional=False, de_facto=True)
    }
    return sorted(each for each in told if exists(each))


def names_by_country() -> dict[str, set[str]]:
    """The codes of the countries that each folded name stands for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, name in (*_in_iso(), *_in_cldr(), *((code, name) for name, code in _OTHERS.items())):
        for form in {name, _BRACKETS.sub("", name)}:
            found[fold(form)].add(code)
    return found


def _in_iso() -> Iterator[tuple[str, str]]:
    from pycountry import countries as known

    for each in known:
        for key in ("name", "official_name", "common_name", "numeric"):
            if name := getattr(each, key, ""):
                yield each.alpha_2, name


def _in_cldr() -> Iterator[tuple[str, str]]:
    from babel import Locale

    for language in official_languages():
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and country_by_code(code):
                yield code, name


def rows() -> list[tuple[str, str]]:
    """The rows of the table."""
    known = {fold(name) for country in countries() for name in country.names}
    codes = {code.casefold() for country in countries() for code in (country.alpha2, country.alpha3)}
    capitals = {fold(name): country.alpha2 for country in countries() for name in country.capital}
    found = []
    for name, of in names_by_country().items():
        code = min(of)
        is_short = name.isascii() and not name.isdecimal() and len(name) < 4 and name.upper() not in _OTHERS
        if len(of) == 1 and name and name not in known | codes and not is_short and capitals.get(name, code) == code:
            found.append((name, code))
    return sorted(found)


if __name__ == "__main__":
    import babel

    found = rows()
    about = _ABOUT.format(version=babel.__version__, number=len(official_languages()))
    write_word_table(TABLE, about, ("name", "alpha2"), found)
    print(f"{len(found):,} names in {len(official_languages())} languages")
