"""Passwords: argon2id hashes (OWASP ASVS 11.4.2), what is refused as one, never more than a few computed at a time."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from etl.errors import UsageError

MIN_LENGTH = 12
MAX_LENGTH = 256
AT_ONCE = 4  # 46 MiB each
WAIT_SECONDS = 20
_OBVIOUS = ("password", "passw0rd", "khonkaen", "tessaban", "municipality", "qwerty", "12345678", "เทศบาล", "ขอนแก่น")


class TooBusyError(Exception):
    """More people are signing in at this moment than hashes may be computed."""


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self, *, memory_kib: int = 47_104, time_cost: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        with self._turn():
            return self._hasher.hash(_normal(password))

    def is_right(self, password: str, password_hash: str | None) -> bool:
        """Whether the password fits; for nobody's hash (None) it takes the same time and says no."""
        with self._turn():
            try:
                fits = self._hasher.verify(password_hash or self._nobody, _normal(password))
            except (Argon2Error, InvalidHashError):
                return False
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=WAIT_SECONDS):
            raise TooBusyError
        try:
            yield
        finally:
            self._turns.release()


def check_password(password: str, username: str) -> None:
    """Raises UsageError for a password nobody should have (length counts, not the mix of characters)."""
    plain = _normal(password).casefold()
    if not MIN_LENGTH <= len(plain) <= MAX_LENGTH:
        raise UsageError("The password is too short or too long.", f"Use {MIN_LENGTH} to {MAX_LENGTH} characters.")
    stripped = plain
    for word in (*_OBVIOUS, username.casefold()):
        stripped = stripped.replace(word, "")
    if len(set(plain)) < 5 or len(stripped) < MIN_LENGTH / 2:
        raise UsageError("The password is too easy to guess.", "Use several unrelated words, or a password manager.")


def make_password() -> str:
    """A random password people can type: four groups of five, no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
