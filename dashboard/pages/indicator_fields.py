"""The editor's fields: which there are, what stands in them for a definition, and what they say typed back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from dashboard.editor_readers import PlanChoice
from etl.indicators.cells import read_cell, write_cell, write_number
from etl.indicators.definition import Definition
from etl.indicators.editing import plain

Shape = Literal["line", "area", "select", "number", "plans"]
NOTHING = "-"  # the choice of a list that stands for none
LEVELS = tuple(f"level_{n}" for n in range(1, 6))
EDGES = ("at_risk_percent", "at_risk_value", "range_within", "range_at_risk")


@dataclass(frozen=True)
class FormField:
    """One control; `title` is the field of etl.indicators.fields whose words it bears."""

    name: str
    shape: Shape
    title: str
    kind: str = "text"
    rows: int = 3
    is_wide: bool = False
    when: str = ""  # shown only for this direction (range, edge: higher or lower)


def _texts(
    name: str, shape: Shape, *, kind: str = "text", rows: int = 3, when: str = ""
) -> tuple[FormField, FormField]:
    """The same in Thai and English, side by side."""
    return tuple(FormField(f"{name}_{lang}", shape, f"{name}_{lang}", kind, rows, when=when) for lang in ("th", "en"))  # type: ignore[return-value]


SECTIONS: tuple[tuple[str, tuple[FormField, ...]], ...] = (
    ("what", (
        FormField("code", "line", "code"), FormField("kind", "select", "kind"),
        *_texts("name", "line"), *_texts("description", "area", rows=4),
    )),
    ("measuring", (
        *_texts("unit", "line"), FormField("direction", "select", "direction"),
        FormField("decimals", "number", "decimals", "number"), FormField("frequency", "select", "frequency"),
    )),
    ("formula", (
        FormField("data_source", "select", "data_source"), FormField("contract", "select", "contract"),
        FormField("formula", "area", "formula", rows=3, is_wide=True),
    )),
    ("people", (
        FormField("owner", "select", "owner"), FormField("keeper", "line", "keeper"),
        FormField("weight", "number", "weight", "number"),
    )),
    ("criteria", (
        FormField("at_risk_percent", "number", "thresholds.at_risk_percent", "number", when="edge"),
        FormField("at_risk_value", "number", "thresholds.at_risk_value", "number", when="edge"),
        FormField("range_within", "number", "thresholds.range_within", "number", when="range"),
        FormField("range_at_risk", "number", "thresholds.range_at_risk", "number", when="range"),
        *(FormField(name, "number", "levels", "number", when="edge") for name in LEVELS),
        FormField("is_stepped", "select", "is_stepped", "flag", is_wide=True, when="edge"),
        *_texts("level_names", "area", kind="lines", rows=5, when="edge"),
    )),
    ("plans", (
        FormField("plan_links", "plans", "plan_links", is_wide=True),
        FormField("baseline", "area", "baseline", "baselines", is_wide=True),
    )),
    ("basis", (*_texts("basis", "area", rows=2), *_texts("notes", "area", kind="lines"))),
)  # fmt: skip
FIELDS = tuple(field for _, fields in SECTIONS for field in fields)
NAMES = tuple(field.name for field in FIELDS)
_BY_NAME = {field.name: field for field in FIELDS}
EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(NAMES, ""), "kind": "tracked", "data_source": "system", "frequency": "monthly", "decimals": "1",
    "at_risk_percent": "80", "is_stepped": "no", "plan_links": [],
    **dict.fromkeys(("direction", "owner", "contract"), NOTHING),
}  # fmt: skip


def slot_of(field: str) -> str:
    """The control at which a fault of a definition's field is said; `form` where there is none."""
    parts = field.split(".")
    name = parts[1] if parts[0] == "thresholds" and len(parts) > 1 else parts[0]
    if name == "levels":
        return LEVELS[int(parts[1])] if len(parts) > 1 and parts[1] in "01234" else LEVELS[0]
    return {"thresholds": "range_within", "reason": "reason"}.get(name, name if name in _BY_NAME else "form")


def fill(definition: Definition) -> dict[str, Any]:
    """What stands in each control for a definition."""
    body = definition.model_dump()
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.name in EDGES:
            values[field.name] = _say(body["thresholds"][field.name])
        elif field.name in LEVELS:
            levels = body["levels"]
            values[field.name] = _say(levels[LEVELS.index(field.name)]) if levels else ""
        elif field.name == "plan_links":
            values[field.name] = [link_key(link) for link in body["plan_links"]]
        elif field.name == "is_stepped":
            values[field.name] = "yes" if body["is_stepped"] else "no"
        else:
            said = _say(write_cell(field.kind, body[field.name]))
            values[field.name] = said or (NOTHING if field.shape == "select" else "")
    return values


def _say(value: Any) -> str:
    if value is None:
        return ""
    return write_number(value) if isinstance(value, Decimal | int) else str(value)


def collect(given: Mapping[str, Any], base: Definition | None, plans: Sequence[PlanChoice]) -> dict[str, Any]:
    """What was typed as a raw definition; parts the form does not show stay as they are in `base`.

    Nothing given is trusted: what is no text counts as left empty, and the definition's own rules judge the rest.
    """
    raw: dict[str, Any] = base.model_dump() if base else {}
    for field in FIELDS:
        if field.name in (*EDGES, *LEVELS, "plan_links"):
            continue
        text = read_text(given.get(field.name))
        text = "" if field.shape == "select" and text == NOTHING else text
        raw[field.name] = read_cell(field.kind, text) if text else None
    raw["thresholds"] = {name: read_cell("number", read_text(given.get(name))) for name in EDGES}
    levels = [read_cell("number", read_text(given.get(name))) for name in LEVELS]
    raw["levels"] = levels if any(levels) else None
    raw["plan_links"] = _collect_links(given.get("plan_links"), base, plans)
    return raw


def _collect_links(given: Any, base: Definition | None, plans: Sequence[PlanChoice]) -> list[dict[str, Any]]:
    """Links that were there keep the words and marks they had; further ones take the plan's own words."""
    kept = {link_key(link): link for link in (base.model_dump()["plan_links"] if base else ())}
    offered = {f"{p.plan}|{p.edition}|{p.node}": p for p in plans}
    links = []
    for key in given if isinstance(given, list) else []:
        if not isinstance(key, str):
            continue
        if key in kept:
            links.append(kept[key])
        elif key in offered:
            found = offered[key]
            links.append({"plan": found.plan, "node": found.node, "edition": found.edition, "text_th": found.text_th})
    return links


def link_key(link: Mapping[str, Any]) -> str:
    return f"{link['plan']}|{link.get('edition') or ''}|{link['node']}"


def read_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return plain(str(value)).strip()


# --- two people at once -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merge:
    """Both people's changes put together; `conflicts` are controls that both changed, each to something else."""

    values: dict[str, Any]
    conflicts: tuple[str, ...]
    theirs_only: tuple[str, ...]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any], *, take_theirs: bool) -> Merge:
    """A control one of them left alone takes the other's; one that both changed takes mine, or theirs."""
    values: dict[str, Any] = {}
    conflicts, theirs_only = [], []
    for name in NAMES:
        was, their, own = (normal(side.get(name)) for side in (base, theirs, mine))
        if their in (was, own):
            values[name] = mine.get(name)
        elif own == was:
            values[name] = theirs.get(name)
            theirs_only.append(name)
        else:
            values[name] = theirs.get(name) if take_theirs else mine.get(name)
            conflicts.append(name)
    return Merge(values, tuple(conflicts), tuple(theirs_only))


def changed_controls(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in NAMES if normal(before.get(name)) != normal(after.get(name)))


def normal(value: object) -> object:
    """Two ways of typing the same are the same."""
    return tuple(map(str, value)) if isinstance(value, list) else " ".join(read_text(value).split())
