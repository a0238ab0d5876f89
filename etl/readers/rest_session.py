"""One kind of answer from one system: signed in where it must be, held to the envelope that config.yaml expects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from etl.calendar_th import BANGKOK
from etl.errors import SourceRefusedError
from etl.readers.rest_address import Address
from etl.readers.rest_http import Http, NotSignedInError
from etl.source_settings import RestReader, SignIn

_MARGIN = timedelta(minutes=1)
_SHOWN = 160
_ABSENT: Any = object()
_SIGN_IN_REMEDY = "Check user and password in the source's address, and that the account is not locked."


class Session:
    """Gives the lists of records that queries ask for.

    The first `records` signs in; the token serves all later calls until it expires. A refused token is replaced once
    per call and never more, so that a wrong password locks no account.
    """

    def __init__(self, how: RestReader, http: Http, address: Address) -> None:
        self._how = how
        self._http = http
        self._address = address
        self._token: str | None = None
        self._expires: datetime | None = None

    def records(self, query: Mapping[str, str]) -> list[Any]:
        """The list at `rows` of one answer, whole.

        Raises SourceUnavailableError, or SourceRefusedError: not signed in, an error in the body, another shape, as
        many rows as the cap.
        """
        answer = self._ask(query, may_sign_in_anew=True)
        found = find(answer, self._how.rows)
        if not isinstance(found, list):
            raise self._http.refused(
                f"the answer has no list at '{self._how.rows}'{self._tell(answer)}",
                "Check rows, path and query of the source in config.yaml; the system's answers may have changed.",
            )
        if self._how.cap is not None and len(found) >= self._how.cap:
            raise self._http.refused(
                f"the answer has {len(found)} rows, the most this system gives at once, so some may be missing",
                "Nothing was read. Ask for less: full_query as a list of queries, each for a part (docs/sources.md).",
            )
        return found

    def _ask(self, query: Mapping[str, str], *, may_sign_in_anew: bool) -> Any:
        try:
            answer = self._http.get(self._how.path, query, self._headers())
            self._require_envelope(answer)
        except NotSignedInError:
            if self._how.sign_in is None or not may_sign_in_anew:
                raise
            self._token = None
            return self._ask(query, may_sign_in_anew=False)
        return answer

    # --- envelope ---------------------------------------------------------------------------------------------

    def _require_envelope(self, answer: Any) -> None:
        for path, allowed in self._how.expect.items():
            said = find(answer, path)
            if said is not _ABSENT and _write(said) in allowed:
                continue
            shown = f"says {path}: {_write(said)[:40]}" if said is not _ABSENT else f"has no '{path}'"
            error = self._http.refused(
                f"the answer {shown} instead of {' or '.join(allowed)}{self._tell(answer)}",
                "Look at its message: a used-up quota comes back by itself on the first of the month.",
            )
            if self._says_expired(answer):
                raise NotSignedInError(error.what, _SIGN_IN_REMEDY)
            raise error

    def _says_expired(self, answer: Any) -> bool:
        how = self._how.sign_in
        return how is not None and how.expired_says.lower() in self._tell(answer).lower()

    def _tell(self, answer: Any) -> str:
        """The message of an answer, to be put behind what is wrong with it."""
        said = find(answer, self._how.message)
        return f": {said[:_SHOWN]}" if isinstance(said, str) and said.strip() else ""

    # --- signing in -------------------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        how = self._how.sign_in
        if how is None:
            return {}
        if self._token is None or (self._expires is not None and self._expires - _MARGIN <= datetime.now(UTC)):
            self._sign_in(how)
        return {how.header: f"{how.prefix}{self._token}"}

    def _sign_in(self, how: SignIn) -> None:
        body = {how.user_field: self._address.user, how.password_field: self._address.password}
        try:
            answer = self._http.post(how.path, body)
        except NotSignedInError as error:
            raise SourceRefusedError(error.what, _SIGN_IN_REMEDY) from None  # no second try with the same password
        token = find(answer, how.token)
        if not isinstance(token, str) or not token.strip() or not token.isascii() or not token.isprintable():
            raise self._http.refused(f"signing in gave no token at '{how.token}'{self._tell(answer)}", _SIGN_IN_REMEDY)
        self._http.hide(token)
        self._token = token
        self._expires = _read_expiry(find(answer, how.expires)) if how.expires else None


def find(answer: Any, path: str) -> Any:
    """What stands at a path of names and list positions joined by dots (blank: the answer); `_ABSENT` for nothing."""
    for name in path.split(".") if path else ():
        if isinstance(answer, dict) and name in answer:
            answer = answer[name]
        elif isinstance(answer, list) and name.isascii() and name.isdigit() and int(name) < len(answer):
            answer = answer[int(name)]
        else:
            return _ABSENT
    return answer


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read_expiry(value: Any) -> datetime | None:
    """Null where it is no time, or has passed by our clock: then the two clocks differ and the server will say so."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    at = at.replace(tzinfo=at.tzinfo or BANGKOK)
    return at if at - _MARGIN > datetime.now(UTC) else None
