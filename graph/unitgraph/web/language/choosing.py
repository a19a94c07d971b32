"""Which language a page is in: that with which its address begins (``/fr/lists``), else that which the browser asks
for.

Addresses with a language answer as those without: what they lead to is the same, and links in their pages begin as they
do, so that a reader keeps the language chosen without cookies or scripts.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
"""The languages by their codes, each with its own name; the first is that of all messages in the code."""
DEFAULT = next(iter(LANGUAGES))
_PREFIX = re.compile(rf"/({'|'.join(LANGUAGES)})(?=/|$)")
_OWN = "|".join(f'{code}[/?"]' for code in LANGUAGES)
_DATA = r'[^"?#]*\.(?:ttl|jsonld|nt|rdf|csv|json|xlsx|tsv|xml|trig|gz)[?"]'
_LED = re.compile(rf' (href|action|hx-get)="(?=/(?!/|static/|api/|\.well-known/|{_OWN}|{_DATA}))')
"""Where the address of a page stands: not that of a file, of data, or of a page in a language."""


@dataclass(frozen=True, slots=True)
class ChosenLanguage:
    """The language of a request. ``prefix`` is what addresses of its pages begin with: ``/fr`` where the reader chose
    it, empty where the browser did. ``here`` is the address of the page without it."""

    code: str = DEFAULT
    prefix: str = ""
    here: str = "/"


_UNCHOSEN = ChosenLanguage()
_CHOSEN: ContextVar[ChosenLanguage] = ContextVar("language", default=_UNCHOSEN)


def chosen() -> ChosenLanguage:
    """The language of the request that is being answered."""
    return _CHOSEN.get()


def accepted(header: str) -> str:
    """The code of the language that ``Accept-Language`` ranks highest (RFC 9110, section 12.5.4); of equally ranked
    ones the first. English where it names none that there is.

    >>> accepted("de, es-MX;q=0.8, fr;q=0.5")
    'es'
    """
    ranked = sorted(map(_range, header.split(",")), key=lambda each: -each[0])
    found = (tag.partition("-")[0] for quality, tag in ranked if quality > 0)
    return next((DEFAULT if code == "*" else code for code in found if code == "*" or code in LANGUAGES), DEFAULT)


def _range(part: str) -> tuple[float, str]:
    tag, *parameters = (each.strip().lower() for each in part.split(";"))
    quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    return (float(quality) if re.fullmatch(r"(0(\.\d{0,3})?|1(\.0{0,3})?)", quality) else 0.0), tag


def led(html: str) -> str:
    """A page in which links to other pages begin with the language that the reader chose."""
    prefix = chosen().prefix
    if not prefix:
        return html
    head, body, content = html.rpartition("<body>")  # the head names addresses for programs
    return head + body + _LED.sub(rf' \1="{prefix}', content)


def language_headers(vary: str = "") -> dict[str, str]:
    """The headers that say which language a page is in, and that it depends on the languages asked for; ``vary``
    names what it depends on besides."""
    return {"content-language": chosen().code, "vary": ", ".join(filter(None, (vary, "Accept-Language")))}


class InLanguage:
    """A layer of the application: takes the language off the address, and puts it before those of redirects."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        found = _PREFIX.match(scope["path"])
        prefix = found[0] if found else ""
        path = scope["path"][len(prefix) :] or "/"
        query = scope["query_string"].decode("latin-1")
        code = found[1] if found else accepted(Headers(scope=scope).get("accept-language", ""))
        if prefix:
            raw = scope.get("raw_path") or quote(scope["path"]).encode()
            scope = {**scope, "path": path, "raw_path": raw.removeprefix(prefix.encode()) or b"/"}
        here = quote(path) + (f"?{query}" if query else "")
        token = _CHOSEN.set(ChosenLanguage(code, prefix, here))

        async def send_led(message: Message) -> None:
            if prefix and message["type"] == "http.response.start":
                message["headers"] = [
                    (name, prefix.encode() + value if name == b"location" and value.startswith(b"/") else value)
                    for name, value in message.get("headers", ())
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_led)
        finally:
            _CHOSEN.reset(token)
