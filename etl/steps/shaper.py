"""A page as it was read -> what staging takes in: typed, shaped and written out. No database is needed for it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.contracts.base import Entity
from etl.readers.base import Page, RawReject
from etl.source_settings import Source
from etl.steps.conform import Conformer
from etl.steps.instants import Instants, write_instants
from etl.steps.people import strike_people
from etl.steps.refusals import Reject
from etl.steps.shape import hash_lines, shape, write_lines
from etl.steps.shapes.complaints import area_code, met_areas
from etl.steps.shapes.plain import Facts
from etl.steps.words import Keys

Area = tuple[str, str | None, str | None]  # code, zone, community


@dataclass(frozen=True, slots=True)
class ShapedPage:
    """One page for staging. `rows`: lines as COPY reads them (PostgreSQL), or values by column (SQLite).

    `refused`: rows of stg_reject. `read`: rows of the source, refused ones among them. `latest`: the latest
    `changed_at`, in microseconds on the Bangkok clock. `unmet`: words that stand in no map, and their rows.
    """

    columns: tuple[str, ...]
    rows: bytes | list[list[Any]]
    refused: list[tuple[Any, ...]]
    read: int
    latest: int | None
    unmet: Counter[str]


class Shaper:
    """Shapes the pages of one batch. `keys` are looked at anew for each: its areas may grow between them."""

    def __init__(self, entity: Entity, source: Source, keys: Keys, now: datetime, *, is_copied: bool) -> None:
        """`is_copied`: the rows are written as lines for COPY."""
        self._entity = entity
        self._keys = keys
        self._now = now
        self._is_copied = is_copied
        self._conformer = Conformer(entity, source, keys, now)

    def read(self, page: Page) -> TypedRows:
        """The page typed, and what was refused of it."""
        typed = self._conformer.conform(page)
        rejects = [*(refuse(raw, self._entity) for raw in page.rejects), *typed.rejects]
        return TypedRows(
            strike_people(self._entity, typed.columns), rejects, page.rows + len(page.rejects),
            self._conformer.take_unmet(),
        )  # fmt: skip

    def fresh_areas(self, typed: TypedRows) -> list[Area]:
        """Zones and communities that have no key yet; they need one before the page is shaped."""
        met = ((area_code(zone, community), zone, community) for zone, community in met_areas(typed.columns))
        return [area for area in met if area[0] not in self._keys.areas]

    def shape(self, typed: TypedRows, first_number: int) -> ShapedPage:
        """Rows get the numbers from `first_number` on, in the order they were read; then the refused ones."""
        facts = shape(self._entity, typed.columns, self._keys, self._now)
        changed: Instants = typed.columns["changed_at"]
        known = changed.local[~changed.none]
        rows = len(changed.local)
        lines = write_lines(facts)
        about: Facts = {
            "row_number": list(range(first_number, first_number + rows)),
            "row_hash": hash_lines(lines),
            "source_changed_at": write_instants(changed),
        }
        body: bytes | list[list[Any]]
        if self._is_copied:
            body = "\n".join(map("\t".join, zip(lines, write_lines(about), strict=True))).encode()
        else:
            body = [*facts.values(), *about.values()]
        return ShapedPage(
            (*facts, *about),
            body,
            [self._write_reject(reject, first_number + rows + place) for place, reject in enumerate(typed.rejects)],
            typed.read,
            int(known.max()) if len(known) else None,
            typed.unmet,
        )

    def _write_reject(self, reject: Reject, number: int) -> tuple[Any, ...]:
        sequence = reject.key[1] if len(reject.key) > 1 else "0"
        shown = json.loads(reject.row_json)
        return (
            self._entity.name,
            number,
            reject.key[0],
            int(sequence) if sequence.isdigit() and len(sequence) < 19 else 0,
            "/".join(reject.key),
            reject.rule,
            reject.field,
            reject.reason,
            reject.row_json,
            shown.get(reject.field) or "",
            shown.get("org_unit") or "",
        )


@dataclass(frozen=True, slots=True)
class TypedRows:
    """The accepted rows of a page by field, the rejects, how many rows were read, and the words nobody knows."""

    columns: dict[str, Any]
    rejects: list[Reject]
    read: int
    unmet: Counter[str]


def refuse(raw: RawReject, entity: Entity) -> Reject:
    """What was no row is known by its place; its text is not kept, since nobody knows what stands in it."""
    key = (f"#{raw.place}", *("0" for _ in entity.key[1:]))
    return Reject(key, "bad_line", "", raw.reason, json.dumps({"line": raw.place}, ensure_ascii=False))
