"""One call over HTTP: to the pinned address, within its time and size, tried again only where that may help."""

from __future__ import annotations

import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from etl.errors import MisError, SourceRefusedError, SourceUnavailableError
from etl.readers.rest_address import Address, LookUp, look_up
from etl.readers.rest_json import parse
from etl.source_settings import RestReader

TRIES = 3
FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 20.0  # a server that wants a longer pause is left to the next run
_BLOCK = 65_536
_SAID = 160
_PASSING = frozenset({429, 502, 503, 504})
_REDIRECTS = range(300, 400)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "khonkaen-mis"}


class NotSignedInError(SourceRefusedError):
    """401 or 403: the token is no longer good, or was never."""


class _PassingError(Exception):
    """May be over in a moment. `wait` is what the server asked for, in seconds."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class Http:
    """A connection kept open for the calls of one run. No redirect is followed, no proxy used, no cookie kept.

    `total_timeout` counts from the first call; `read_timeout` is for one whole answer, so that a server that sends a
    byte a second is cut off too. What is raised holds neither the password nor anything given to `hide`.
    """

    def __init__(self, source: str, how: RestReader, address: Address, resolve: LookUp | None = None) -> None:
        self._source = source
        self._how = how
        self._address = address
        self._resolve = resolve
        self._secrets: list[str] = []
        self._connection: HTTPConnection | None = None
        self._ips: tuple[str, ...] = ()
        self._ends: float | None = None
        self.hide(address.password)

    def hide(self, secret: str) -> None:
        """From now on no error text shows it."""
        forms = {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1]} - {""}
        self._secrets = sorted({*self._secrets, *forms}, key=len, reverse=True)

    def get(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        """The parsed JSON of a GET.

        Raises SourceUnavailableError (try again), SourceRefusedError (a person must act), NotSignedInError (401, 403).
        """
        return self._ask("GET", f"{path}?{urlencode(query, quote_via=quote)}" if query else path, None, headers)

    def post(self, path: str, body: Mapping[str, str]) -> Any:
        """The parsed JSON of a POST of JSON; raises as `get` does."""
        return self._ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def refused(self, what: str, remedy: str) -> SourceRefusedError:
        return SourceRefusedError(f"{self._source}: {self._clean(what)}.", remedy)

    def unavailable(self, what: str) -> SourceUnavailableError:
        return SourceUnavailableError(
            f"{self._source}: {self._clean(what)}.",
            "Nothing was changed; the next run tries again. If it lasts, ask the keeper of that system.",
        )

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- tries ------------------------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
        target = f"{self._address.path}/{path.lstrip('/')}"
        for tried in range(1, TRIES + 1):
            try:
                return self._ask_once(method, target, body, headers)
            except _PassingError as trouble:
                self.close()
                wait = FIRST_WAIT_SECONDS * 4 ** (tried - 1) * random.uniform(0.8, 1.2)
                wait = max(wait, trouble.wait or 0)
                if tried == TRIES or wait > min(LONGEST_WAIT_SECONDS, self._left()):
                    raise self.unavailable(f"{method} {target}: {trouble}") from None
                time.sleep(wait)
            except BaseException:
                self.close()
                raise
        raise AssertionError("the last try returns or raises")

    def _ask_once(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
        seconds = min(self._how.read_timeout.total_seconds(), self._left())
        if seconds <= 0:
            raise self.unavailable(f"{method} {target}: {self._tell_end(seconds)}")
        sent = {"Host": self._address.authority, **_HEADERS, **headers}
        is_over = threading.Event()
        try:
            connection = self._connect()
            connection.timeout = seconds
            with _cut_off(connection, seconds, is_over):
                connection.request(method, target, body, sent, preload_content=False)
                return self._read(method, target, connection.getresponse())
        except (SSLError, ssl.SSLCertVerificationError) as error:
            raise self.refused(
                f"{self._address.host}: its certificate is not good: {error}",
                "Have that server's certificate mended; for a certificate of your own authority set SSL_CERT_FILE.",
            ) from None
        except (HTTPError, HTTPException, OSError, _PassingError) as error:
            if is_over.is_set() or isinstance(error, TimeoutError):
                raise self.unavailable(f"{method} {target}: {self._tell_end(seconds)}") from None
            if isinstance(error, _PassingError):
                raise
            raise _PassingError(f"the connection broke: {type(error).__name__}: {error}") from None

    def _left(self) -> float:
        """Seconds until the whole read must be over."""
        now = time.monotonic()
        if self._ends is None:
            self._ends = now + self._how.total_timeout.total_seconds()
        return self._ends - now

    def _tell_end(self, seconds: float) -> str:
        if self._left() <= 0:
            return f"the whole read took longer than {self._how.total_timeout.total_seconds():g} s (total_timeout)"
        return f"no whole answer within {seconds:.0f} s (read_timeout)"

    # --- one answer -------------------------------------------------------------------------------------------

    def _read(self, method: str, target: str, response: BaseHTTPResponse) -> Any:
        body = self._read_body(response)
        place = f"{method} {target}: the server answered {response.status}"
        if response.status == 200:
            kind = response.headers.get("Content-Type", "")
            try:
                return parse(body, kind)
            except EOFError as error:
                raise _PassingError(f"{error}") from None
            except ValueError as error:
                raise self.refused(
                    f"{method} {target}: {error}", "Open the address by hand: is it the right one, is it a login page?"
                ) from None
        if response.status in _PASSING:
            raise _PassingError(f"the server answered {response.status}{self._said(body)}", _read_wait(response))
        raise self._explain(place, response, body)

    def _read_body(self, response: BaseHTTPResponse) -> bytes:
        limit = self._how.largest_answer_mb * 1_000_000
        blocks, size = [], 0
        while block := response.read(_BLOCK):
            size += len(block)
            if size > limit:
                raise self.refused(
                    f"the answer is larger than {self._how.largest_answer_mb} MB",
                    "Ask for less at a time, or raise largest_answer_mb of the source in config.yaml.",
                )
            blocks.append(block)
        return b"".join(blocks)

    def _explain(self, place: str, response: BaseHTTPResponse, body: bytes) -> MisError:
        status = response.status
        if status in _REDIRECTS:
            to = urlsplit(response.headers.get("Location", ""))
            return self.refused(
                f"{place} and leads to {to.scheme or self._address.scheme}://{to.netloc.rpartition('@')[2]}{to.path}",
                "No redirect is followed. If that is the right place, write it into the source's address or path.",
            )
        if status in (401, 403):
            return NotSignedInError(
                self.refused(f"{place}{self._said(body)}", "").what,
                "Check the account, its password and its rights in the source's address.",
            )
        if status >= 500:
            return self.unavailable(f"{place}{self._said(body)}")
        return self.refused(f"{place}{self._said(body)}", "Check path and query of the source in config.yaml.")

    def _said(self, body: bytes) -> str:
        """What the body tells of the reason, where it is JSON with a message."""
        with suppress(ValueError, EOFError):
            found = parse(body, "application/json")
            if isinstance(found, dict) and isinstance(said := found.get(self._how.message), str):
                return f": {said[:_SAID]}"
        return ""

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return " ".join(text.split()).rstrip(".")

    # --- connection -------------------------------------------------------------------------------------------

    def _connect(self) -> HTTPConnection:
        if self._connection is None or not self._connection.is_connected:
            self.close()
            self._ips = self._ips or look_up(self._address, self._source, self._resolve)
            self._connection = self._connect_first(self._ips)
        return self._connection

    def _connect_first(self, ips: Sequence[str]) -> HTTPConnection:
        """To the first that takes the connection."""
        for place, ip in enumerate(ips, start=1):
            connection = self._make(ip)
            try:
                connection.connect()
            except (HTTPError, OSError) as error:
                connection.close()
                if place == len(ips) or isinstance(error, (SSLError, ssl.SSLCertVerificationError)):
                    raise
                continue
            return connection
        raise OSError("no address")

    def _make(self, ip: str) -> HTTPConnection:
        seconds = min(self._how.connect_timeout.total_seconds(), max(self._left(), 0.001))
        if self._address.scheme == "http":
            return HTTPConnection(ip, self._address.port, timeout=seconds)
        return HTTPSConnection(
            ip,
            self._address.port,
            timeout=seconds,
            ssl_context=ssl.create_default_context(),
            server_hostname=self._address.host,  # what the certificate must name, too
        )


@contextmanager
def _cut_off(connection: HTTPConnection, seconds: float, is_over: threading.Event) -> Iterator[None]:
    """Ends the conversation after so long, whatever it is doing: a socket's own timeout counts from the last byte."""
    sock = connection.sock

    def shut() -> None:
        is_over.set()
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below TLS, which another thread is using

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read_wait(response: BaseHTTPResponse) -> float | None:
    """Retry-After in seconds; as a date it counts as too long to wait for."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else LONGEST_WAIT_SECONDS + 1
