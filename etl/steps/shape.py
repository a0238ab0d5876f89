"""Typed fields of a contract -> the columns of its facts, their lines as COPY reads them, and a hash of each row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from etl.contracts.base import Entity
from etl.contracts.complaints import COMPLAINT, COMPLAINT_STATUS
from etl.contracts.it_repair import IT_ASSET, REPAIR_TICKET
from etl.contracts.personnel import LEAVE, POST, STAFF, TRAINING
from etl.contracts.statistics import STATISTIC
from etl.contracts.temporary_signs import SIGN_PERMIT
from etl.contracts.walking_street import STALL_NIGHT, VENDOR, WAITING
from etl.steps.shapes.complaints import shape_complaint_statuses, shape_complaints
from etl.steps.shapes.it_projects import IT_PROJECTS_SHAPES
from etl.steps.shapes.it_repair import shape_it_assets, shape_repair_tickets
from etl.steps.shapes.personnel import shape_leave, shape_posts, shape_staff, shape_training
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.shapes.statistics import shape_statistics
from etl.steps.shapes.temporary_signs import shape_sign_permits
from etl.steps.shapes.walking_street import shape_stall_nights, shape_vendors, shape_waiting
from etl.steps.words import Keys

NULL = "\\N"  # as COPY reads it

Shape = Callable[[dict[str, Any], Keys, datetime], Facts]
# entities whose facts hold more than their fields
SHAPES: dict[str, Shape] = {
    COMPLAINT.name: shape_complaints,
    COMPLAINT_STATUS.name: shape_complaint_statuses,
    STATISTIC.name: shape_statistics,
    **IT_PROJECTS_SHAPES,
    IT_ASSET.name: shape_it_assets,
    REPAIR_TICKET.name: shape_repair_tickets,
    STALL_NIGHT.name: shape_stall_nights,
    VENDOR.name: shape_vendors,
    WAITING.name: shape_waiting,
    LEAVE.name: shape_leave,
    POST.name: shape_posts,
    STAFF.name: shape_staff,
    TRAINING.name: shape_training,
    SIGN_PERMIT.name: shape_sign_permits,
}


def shape(entity: Entity, fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of the entity's staging table, without those that describe the reading."""
    own = SHAPES.get(entity.name)
    return own(fields, keys, now) if own is not None else shape_plain(entity, fields, keys, now)


def write_lines(columns: Facts) -> list[str]:
    """One line per row, as COPY reads it: values between tabs, null as `\\N`."""
    return list(map("\t".join, zip(*map(_write_column, columns.values()), strict=True)))


def hash_lines(lines: list[str]) -> list[int]:
    """A 64-bit number per row for all its content; the same in every process and on every engine."""
    if not lines:
        return []
    hashes: list[int] = pd.util.hash_array(np.array(lines, dtype=object), categorize=False).view(np.int64).tolist()
    return hashes


def _write_column(values: list[Any]) -> list[str]:
    if not values or type(values[0]) is not str:
        return [NULL if value is None else value if type(value) is str else str(value) for value in values]
    texts = [NULL if value is None else value for value in values] if None in values else values
    if "\\" in "".join(values if texts is values else filter(None, values)):
        texts = [NULL if value is None else value.replace("\\", "\\\\") for value in values]
    return texts
