"""The one promise every reader keeps, and the page and watermark that travel between reader and steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from etl.contracts.base import Entity

CLOCK_TOLERANCE = timedelta(minutes=5)
NOTHING_SEEN = "empty"


@dataclass(frozen=True, slots=True)
class RawReject:
    """What was no row at all: a broken line. `place` names it for people (`complaints.csv:12`).

    Its text is not kept: in a line that cannot be cut into columns nobody knows which of them are personal.
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a source as columns of raw text and numbers, in the order they were read; null is None.

    `rejects` were read beside the `rows` and are not among them.
    """

    columns: dict[str, Sequence[Any]]
    rows: int
    rejects: Sequence[RawReject] = ()


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far one entity of one source has been read, in the source's own `changed_at`.

    What goes wrong with watermarks, and what is done here:
    - lag: a row committed late carries an earlier time than rows already read. Each run starts `overlap` before the
      mark and what it meets again is recognised by its hash.
    - ties: many rows share one `changed_at`. Pages go by (changed_at, id), never by `>` on the time alone, and the
      overlap starts with `>=`.
    - null cursor: a row without `changed_at` sorts before every other one: a full read and each sweep bring it, a read
      of changes does not. Extract selects fall back to the time of creation.
    - future clock: a row stamped 2999 must not hide all that follows. The mark never passes our now + 5 minutes.
    - back-fill and silent edits: rows older than the overlap, or edited without moving `changed_at`, are found by the
      sweep, which compares every key and hash.
    - a failed run: the mark moves in the transaction that merges the rows, so it is never ahead of them.
    """

    at: datetime | None = None

    def start(self, overlap: timedelta) -> datetime | None:
        """Where the next read of changes begins; null: from the beginning."""
        return None if self.at is None else self.at - overlap

    def advance(self, seen: datetime | None, now: datetime) -> Watermark:
        """The later of this mark and `seen`, never past now + 5 minutes."""
        times = [at for at in (self.at, seen) if at is not None]
        return Watermark(min(max(times), now + CLOCK_TOLERANCE) if times else None)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a read begins: rows changed at or after `since` (null: all), without the files already `taken`.

    A reader that has no use for one of the two ignores it. `taken` holds the content hashes and the marks of the files
    merged before (`make_mark`) and is empty when everything is to be read again.
    """

    since: datetime | None = None
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file read to its end: enters the books in the transaction that merges its rows."""

    content_hash: str
    name: str
    size_bytes: int
    rows: int
    modified_ns: int


def make_mark(name: str, size_bytes: int, modified_ns: int) -> str:
    """The same as long as nobody touches the file: it need not be read to know that it was taken."""
    return f"{name}\n{size_bytes}\n{modified_ns}"


class Reader(Protocol):
    """Fetches rows of one source, read-only.

    Raises SourceUnavailableError (try again), SourceRefusedError (a person must act) or SchemaChangedError (a column
    or table of the contract is gone), each with what to do. Rows come in the order of (changed_at, cursor) where the
    source can be asked for them so.
    """

    @property
    def is_whole(self) -> bool:
        """Whether a read of everything holds every row of the system, so that a row it lacks is gone.

        Asked after the read: a folder in which no file was new has told nothing.
        """

    def delivers(self, entity: Entity) -> bool:
        """Whether this source has rows of an entity at all."""

    def check(self, entity: Entity) -> str:
        """Prove that every field of the contract is there, before anything is written; the schema's fingerprint.

        NOTHING_SEEN where no record was there that could tell.
        """

    def unread(self, entity: Entity) -> tuple[str, ...]:
        """Columns the source has beyond those that are read, sorted; empty where that cannot be told."""

    def pages(self, entity: Entity, start: Start) -> Iterator[Page]:
        """The rows from `start` on, never more than a page in memory."""

    def rows(self, entity: Entity, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        """The rows of these keys as they are now; keys that are gone are missing."""

    def taken(self, entity: Entity) -> tuple[TakenFile, ...]:
        """The files that the last `pages` of this entity read to their end; none where the source is not files."""

    def close(self) -> None:
        """Let go of the connection."""
