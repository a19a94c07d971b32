"""The client of a SPARQL 1.1 service over HTTP: its endpoints, credentials, and the meaning of its errors.

The address of a store is that of its query endpoint (SPARQL 1.1 Protocol). ``UNITGRAPH_UPDATE_URL`` gives the update
endpoint if it is not the usual one, ``UNITGRAPH_DATA_URL`` that of the Graph Store Protocol, through which loading is
faster than through updates. Credentials come from ``UNITGRAPH_STORE_USER`` and ``UNITGRAPH_STORE_PASSWORD``, from
``UNITGRAPH_STORE_TOKEN``, or from the netrc file; never from the address.
"""

from __future__ import annotations

import netrc
import os
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from unitgraph.system.errors import StoreError

ATTEMPTS = 5
PAUSE = 0.25
"""Seconds before the second attempt, doubled for each further one, or what the service asks for, if longer."""
LONGEST_PAUSE = 30.0
_BUSY = frozenset({429, 502, 503, 504})
_UPDATE, _DATA, _TIMEOUT = "UNITGRAPH_UPDATE_URL", "UNITGRAPH_DATA_URL", "UNITGRAPH_STORE_TIMEOUT"
_USER, _PASSWORD, _TOKEN = "UNITGRAPH_STORE_USER", "UNITGRAPH_STORE_PASSWORD", "UNITGRAPH_STORE_TOKEN"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints of a service; ``data`` is empty if it is loaded through updates."""

    query: str
    update: str
    data: str = ""


def endpoints_of(address: str) -> Endpoints:
    """The endpoints of the service with a query endpoint, from the environment or by convention:

    ``…/query`` has ``…/update`` beside it (Oxigraph, Fuseki, Stardog), ``…/repositories/NAME`` has ``…/statements``
    below it (RDF4J, GraphDB); any other address takes updates itself. Raises StoreError for what is no address, and for
    one that contains a name or password.
    """
    for name, given in (("--store", address), (_UPDATE, os.environ.get(_UPDATE)), (_DATA, os.environ.get(_DATA))):
        try:
            host = urlsplit(given or "").netloc
        except ValueError:  # whose message may repeat a password
            raise StoreError(name, "this is no address of a service", "correct it") from None
        if "@" in host:
            remedy = f"remove them and set {_USER} and {_PASSWORD}, or use the netrc file"
            raise StoreError(name, "the address contains a name or password", remedy)
    usual = re.sub(r"/query/?$", "/update", address)
    usual = re.sub(r"(/repositories/[^/]+)/?$", r"\1/statements", usual)
    return Endpoints(address, os.environ.get(_UPDATE) or usual, os.environ.get(_DATA, ""))


class ServiceClient:
    """Sends requests to the service, retrying if that can help, and raises one StoreError that says what went wrong.

    A query or update may be sent twice: everything sent here is idempotent.
    """

    def __init__(self, address: str) -> None:
        self.endpoints = endpoints_of(address)
        self.place = address
        seconds = _seconds()
        self.server = ""
        """The name of the server program, from its last response."""
        self.status = 0
        """The status of its last response."""
        self._logins: dict[str, httpx2.Auth | None] = {}
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(seconds, connect=min(seconds, 20.0)), follow_redirects=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def answer(self, query: str, graphs: Mapping[str, object], accept: str) -> Iterator[httpx2.Response]:
        """The response to a query over ``graphs`` (protocol parameters, section 2.1.4), as it arrives."""
        form = {"query": query, **graphs}
        with self._sent("POST", self.endpoints.query, {"Accept": accept}, form=form) as response:
            yield response

    def update(self, text: str) -> None:
        """Execute an update."""
        with self._sent(
            "POST", self.endpoints.update, _content("application/sparql-update"), text.encode()
        ) as response:
            response.read()

    def add(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph through the Graph Store Protocol."""
        content = _content("application/n-triples")
        with self._sent("POST", self.endpoints.data, content, triples, graph=graph) as response:
            response.read()

    @contextmanager
    def graph(self, name: str) -> Iterator[httpx2.Response]:
        """The N-Triples of a graph, as they arrive, through the Graph Store Protocol."""
        with self._sent("GET", self.endpoints.data, {"Accept": "application/n-triples"}, graph=name) as response:
            yield response

    @contextmanager
    def _sent(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        form: Mapping[str, object] | None = None,
        graph: str | None = None,
    ) -> Iterator[httpx2.Response]:
        fields: dict[str, object] | None = dict(form) if form is not None else None
        try:
            request = self._client.build_request(
                method,
                address,
                headers=headers,
                content=content,
                data=fields,
                params={"graph": graph} if graph else None,
            )
            response = self._patiently(request, fields is None or method == "GET")
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise StoreError(address, f"not the address of a service ({error})", "correct it") from None
        try:
            yield response
        except httpx2.TransportError as error:
            raise self.failed(error, address) from None
        finally:
            response.close()

    def _patiently(self, request: httpx2.Request, again_when_late: bool) -> httpx2.Response:
        """The first response that is not a temporary failure."""
        for attempt in range(1, ATTEMPTS + 1):
            pause = PAUSE * 2 ** (attempt - 1)
            try:
                response = self._client.send(request, stream=True, auth=self._login(request.url.host))
            except httpx2.TransportError as error:
                late = isinstance(error, httpx2.TimeoutException) and not isinstance(error, httpx2.ConnectTimeout)
                if attempt == ATTEMPTS or (late and not again_when_late) or "CERTIFICATE" in str(error):
                    raise self.failed(error, str(request.url.copy_with(query=None))) from None
            else:
                self.status = response.status_code
                self.server = response.headers.get("Server", "")
                if response.status_code not in _BUSY or attempt == ATTEMPTS:
                    self._check(response)
                    return response
                asked = response.headers.get("Retry-After", "")
                pause = max(pause, float(asked)) if asked.isdigit() else pause
                response.close()
            time.sleep(min(pause, LONGEST_PAUSE))
        raise AssertionError("the last attempt gives or raises")

    def _login(self, host: str) -> httpx2.Auth | None:
        if host not in self._logins:
            self._logins[host] = _login(host)
        return self._logins[host]

    def _check(self, response: httpx2.Response) -> None:
        """Raise StoreError for a response that is an error."""
        where, status = str(response.request.url.copy_with(query=None)), response.status_code
        if status < 300:
            return
        if status < 400:
            response.close()
            target = urlsplit(response.headers.get("Location", "")).netloc or "another address"
            raise StoreError(where, f"the service redirects to {target} ({status})", "give that address")
        said = _words(response)
        response.close()
        what, remedy = _FAULTS.get(status, (f"the service refuses ({status})", "read its message, or ask its operator"))
        raise StoreError(where, f"{what}: {said}" if said else what, remedy)

    def failed(self, error: Exception, where: str = "") -> StoreError:
        """The StoreError for an error of the connection."""
        where = where or self.place
        if isinstance(error, httpx2.TimeoutException):
            return StoreError(where, "the service did not respond in time", f"set {_TIMEOUT} to more seconds")
        if "CERTIFICATE" in str(error):
            remedy = "correct the address, or trust its certificate with SSL_CERT_FILE"
            return StoreError(where, f"the certificate of the service is not trusted ({error})", remedy)
        if isinstance(error, httpx2.ConnectError):
            return StoreError(where, f"no service responds there ({error})", "start it, or correct the address")
        remedy = "try again; a build resumes where it stopped"
        return StoreError(where, f"the connection was interrupted ({error})", remedy)


_FAULTS = {
    400: ("the service does not understand the request", "correct the query, or the address"),
    401: (
        "the service requires credentials, or rejects those given",
        f"set {_USER} and {_PASSWORD}, {_TOKEN}, or use the netrc file",
    ),
    403: ("these credentials do not permit the request", "ask its operator for permission"),
    404: ("the service has nothing at this address", f"correct the address, {_UPDATE} or {_DATA}"),
    405: ("this address does not accept such a request", f"set {_UPDATE}, and {_DATA} if it has a graph store"),
    413: ("the service does not accept a request of that size", f"set or unset {_DATA}"),
    415: ("this address does not accept such content", f"set {_UPDATE}, and {_DATA} if it has a graph store"),
}


def _words(response: httpx2.Response) -> str:
    """The message of a service about an error, without markup, on one short line."""
    text = b""
    try:
        for chunk in response.iter_bytes():
            text += chunk
            if len(text) > 20_000:
                break
    except httpx2.TransportError:
        pass  # the status says it
    plain = text.decode("utf-8", "replace")
    if "html" in response.headers.get("Content-Type", ""):
        plain = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", plain)
    return " ".join(plain.split())[:300]


def _content(kind: str) -> dict[str, str]:
    return {"Content-Type": kind}


def _seconds() -> float:
    given = os.environ.get(_TIMEOUT, "300")
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise StoreError(_TIMEOUT, f"{given!r} is not a number of seconds", "give one such as 300")
    return seconds


def _login(host: str) -> httpx2.Auth | None:
    """The credentials: the token or the name and password from the environment, or those in the netrc file for the
    host."""
    token, user, password = (os.environ.get(name) for name in (_TOKEN, _USER, _PASSWORD))
    if token:
        return _BearerAuth(token)
    if user and password is not None:
        return _PasswordAuth(user, password)
    if user or password:
        raise StoreError(_USER, f"only one of {_USER} and {_PASSWORD} is set", "set both, or neither")
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    try:
        found = netrc.netrc(path).authenticators(host) if path.is_file() else None
    except (OSError, netrc.NetrcParseError):
        # The parser's message may contain part of a password.
        raise StoreError(
            str(path), "the netrc file cannot be read", "correct it, and make it readable only to you"
        ) from None
    return _PasswordAuth(found[0], found[2] or "") if found else None


class _BearerAuth(httpx2.Auth):
    """A bearer token (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _PasswordAuth(httpx2.Auth):
    """Name and password in the scheme that the service requests, Basic or Digest; not sent before it requests them."""

    def __init__(self, user: str, password: str) -> None:
        self._basic, self._digest = httpx2.BasicAuth(user, password), httpx2.DigestAuth(user, password)
        self._asked: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._asked is None:
            response = yield request
            if response.status_code != 401:
                return
            digest = response.headers.get("WWW-Authenticate", "").lower().startswith("digest")
            self._asked = self._digest if digest else self._basic
            if digest:
                flow = self._digest.auth_flow(request)
                next(flow)
                yield flow.send(response)
                return
        yield from self._asked.auth_flow(request)
