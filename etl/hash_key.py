"""The salt of people's hashes: made once, kept beside the settings, never in the warehouse."""

from __future__ import annotations

import hashlib
import hmac

from etl.contracts.base import Contract, PersonalData
from etl.secret_file import read_or_make
from etl.settings import Settings

LENGTH = 32  # characters


def hash_key(settings: Settings, contract: Contract) -> bytes:
    """The key of the HASHED fields of a contract, blank where it has none: MIS_HASH_KEY, else `hash_key` of the home.

    Another key gives every person another hash: keep the file with the backups. Raises SettingsError for a file that
    others can read or that is no key.
    """
    fields = (field for entity in contract.entities for field in entity.fields)
    if all(field.personal is not PersonalData.HASHED for field in fields):
        return b""
    return (settings.hash_key or read_or_make(settings.home / "hash_key")).encode()


def hash_person(key: bytes, text: str) -> str:
    """A text, blanks around it aside -> 32 hexadecimal characters that tell nothing of it without the key.

    Blank stays blank.
    """
    text = text.strip()
    if not text:
        return ""
    if not key:
        raise ValueError("a hash without a key could be guessed")
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:LENGTH]
