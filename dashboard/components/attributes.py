"""Attributes whose names Python cannot write: `aria-label`, `data-code`."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """aria(label="x") -> {"aria-label": "x"}; an underscore inside a name becomes a hyphen."""
    return {f"aria-{name.replace('_', '-')}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """data(code="x") -> {"data-code": "x"}."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}
