"""Numbers, dates and countries as the language of the request writes them."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from unitgraph.lexicon.countries import code_of
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_name
from unitgraph.reading.dates import Days, parse_days
from unitgraph.web.language.catalogue import known
from unitgraph.web.language.choosing import DEFAULT, chosen

_ENGLISH = "en_GB"


def locale() -> Locale:
    """The locale of the request."""
    return _locale(chosen().code)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(_ENGLISH if code == DEFAULT else code)


def number(value: float) -> str:
    """A number with its groups of digits.

    >>> number(2500)
    '2,500'
    """
    return format_decimal(value, locale=locale())


def score(value: float | str) -> str:
    """A share of one, with two decimal places.

    >>> score(0.9)
    '0.90'
    """
    return format_decimal(float(value), format="0.00", locale=locale())


def decimal(value: float | str) -> str:
    """A number with as many decimal places as it is given with.

    >>> decimal("1.250"), decimal(30.0)
    ('1.25', '30')
    """
    return format_decimal(float(value), format="#,##0.######", locale=locale())


def dated(value: date | str) -> str:
    """A date in words, as precise as it is known: a day, a month (``2018-04``), a year, or a range of these
    (``2017/2018-04``). A text that is no date stays as it is.

    >>> dated("2018-04-30"), dated("2018-04"), dated("2017/2018-04")
    ('30 April 2018', 'April 2018', '2017 / April 2018')
    """
    if isinstance(value, date):
        return format_date(value, "long", locale())
    try:
        parse_days(value)
    except ValueError:
        return value
    return " / ".join(map(_dated, value.split("/")))


def _dated(text: str) -> str:
    about: Days = parse_days(text)
    if len(text) == len("2018"):
        return text
    if len(text) == len("2018-04"):
        return str(format_skeleton("yMMMM", about.earliest, locale=locale()))
    return format_date(about.earliest, "long", locale())


def country(code: str) -> str:
    """The name of a country by its alpha-2 code, that of Unicode CLDR; in English that of the word tables."""
    name = country_name(code)
    if chosen().code == DEFAULT:
        return name
    if code in (OPEN_COUNTRY, NO_COUNTRY):
        return known(name, "term") or name
    return str(locale().territories.get(code, name))


def country_named(text: str) -> str:
    """The name of a country that a text names in English; other texts stay as they are."""
    code = code_of(text)
    return country(code) if code else known(text, "term") or text
