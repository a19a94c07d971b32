"""Messages in the language of the request, from the catalogues in ``locales``."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from unitgraph.system.resources import PACKAGE
from unitgraph.web.language.choosing import DEFAULT, chosen

LOCALES = PACKAGE / "web" / "language" / "locales"


class _Unknown(NullTranslations):
    """Has no message."""

    def gettext(self, message: str) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""


@cache
def translations(code: str) -> NullTranslations:
    """The messages of a language, read from its catalogue when they are first needed."""
    if code == DEFAULT:
        return NullTranslations()
    with (LOCALES / code / "LC_MESSAGES" / "unitgraph.po").open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    found = Translations(packed)
    found.add_fallback(_Unknown())
    return found


def known(message: str, context: str = "") -> str:
    """A message in the language of the request; empty if the catalogue does not have it."""
    if not message:
        return ""
    found = translations(chosen().code)
    return found.pgettext(context, message) if context else found.gettext(message)


def gettext(message: str) -> str:
    """A message; itself if there is none for it."""
    return known(message) or message


def ngettext(one: str, several: str, count: int) -> str:
    """A message in the number that agrees with ``count``."""
    return translations(chosen().code).ngettext(one, several, count)


def pgettext(context: str, message: str) -> str:
    """A message that means something else elsewhere."""
    return known(message, context) or message


def N_(message: str) -> str:  # noqa: N802 (the name by which gettext knows it)
    """A message that is translated where it is shown."""
    return message
