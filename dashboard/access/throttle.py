"""Slows down guessing: every attempt takes a place before its hash is computed, a right one gives it back.

A browser that has signed in as somebody before is counted by itself (OWASP: device cookies), so an attacker who fills
the account's places does not lock its owner out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from dashboard.access.database import take_turn
from dashboard.access.tables import app_refusal

WINDOW = timedelta(minutes=5)
ACCOUNT_LIMIT = 10
ADDRESS_LIMIT = 20


@dataclass(frozen=True)
class Bucket:
    """What wrong attempts are counted by, and how many the window takes."""

    name: str
    limit: int


def choose_buckets(username: str, address: str, device: str | None) -> tuple[Bucket, ...]:
    """A known device of this account counts alone; anyone else by account and by address."""
    if device:
        return (Bucket(_hashed("device", username, device), ACCOUNT_LIMIT),)
    return (
        Bucket(_hashed("account", username), ACCOUNT_LIMIT),
        Bucket(_hashed("address", address), ADDRESS_LIMIT),
    )


def take_places(connection: Connection, buckets: tuple[Bucket, ...], now: datetime) -> datetime | None:
    """Take a place in every bucket and return None; or take none and return when the next may be tried."""
    take_turn(connection, "app_refusal")
    connection.execute(delete(app_refusal).where(app_refusal.c.at <= now - WINDOW))
    free_at = [_free_at(connection, bucket) for bucket in buckets]
    if blocked := [at for at in free_at if at is not None]:
        return max(blocked)
    connection.execute(insert(app_refusal), [{"bucket": bucket.name, "at": now} for bucket in buckets])
    return None


def give_back(connection: Connection, buckets: tuple[Bucket, ...], at: datetime) -> None:
    """A right password: the account's (or device's) count starts anew, the address gets this place back."""
    connection.execute(delete(app_refusal).where(app_refusal.c.bucket == buckets[0].name))
    for bucket in buckets[1:]:
        newest = (
            select(func.max(app_refusal.c.refusal_key))
            .where(app_refusal.c.bucket == bucket.name, app_refusal.c.at == at)
            .scalar_subquery()
        )
        connection.execute(delete(app_refusal).where(app_refusal.c.refusal_key == newest))


def _free_at(connection: Connection, bucket: Bucket) -> datetime | None:
    taken = connection.scalars(
        select(app_refusal.c.at).where(app_refusal.c.bucket == bucket.name).order_by(app_refusal.c.at.desc())
    ).all()
    return taken[bucket.limit - 1] + WINDOW if len(taken) >= bucket.limit else None


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
