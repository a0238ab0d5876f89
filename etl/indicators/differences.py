"""What one version of a definition changed against the one before: field by field, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.indicators.definition import Definition


@dataclass(frozen=True, slots=True)
class Change:
    """One field, dotted for the parts of thresholds; the values as JSON holds them (null: not given)."""

    field: str
    before: Any
    after: Any


def compare(before: Definition, after: Definition) -> tuple[Change, ...]:
    """The fields that differ, in the order of the definition."""
    old, new = _flatten(before), _flatten(after)
    fields = dict.fromkeys([*new, *old])
    return tuple(Change(f, old.get(f), new.get(f)) for f in fields if old.get(f) != new.get(f))


def _flatten(definition: Definition) -> Mapping[str, Any]:
    flat: dict[str, Any] = {}
    for field, value in definition.model_dump(mode="json").items():
        if field == "thresholds" and isinstance(value, dict):
            flat |= {f"{field}.{part}": inner for part, inner in value.items()}
        else:
            flat[field] = value
    return flat
