"""A part of a definition as the text of one cell or field, and back: lists, links to plans, baselines, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

PROPOSED = "(เสนอ)"
_ITEM = re.compile(r"(?m)^- ?")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def write_cell(kind: str, value: Any) -> Any:
    """Text, or a number that stays one; `kind` as in `fields.FIELDS`. Null and nothing are null."""
    if value is None or isinstance(value, str) or (isinstance(value, Decimal | int) and not isinstance(value, bool)):
        return value
    if kind == "flag":
        return "yes" if value else None
    if kind == "numbers":
        return "; ".join(write_number(number) for number in value) or None
    write = {"links": write_link, "baselines": write_baseline}.get(kind, str)
    return write_items(write(one) for one in value)


def read_cell(kind: str, text: str) -> Any:
    """What a definition takes for the text; what cannot be read so is given on, for the definition to refuse."""
    if kind == "number":
        return read_number(text)
    if kind == "numbers":
        return [read_number(part) for part in re.split(r"[;\s]+", text) if part]
    if kind in ("lines", "links", "baselines"):
        read = {"links": read_link, "baselines": read_baseline}.get(kind, str)
        return [read(item) for item in read_items(text)]
    return text


def write_items(items: Iterable[str]) -> str | None:
    return "\n".join(f"- {item}" for item in items) or None


def read_items(text: str) -> list[str]:
    """`- ` begins an item; without any, each line is one."""
    parts = _ITEM.split(text) if _ITEM.search(text) else text.splitlines()
    return [part.strip() for part in parts if part.strip()]


def write_number(number: Decimal | int) -> str:
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def read_number(text: str) -> str:
    """As people type it: Thai digits, commas between thousands."""
    return text.translate(_THAI_DIGITS).replace(",", "").strip()


def write_link(link: Mapping[str, Any]) -> str:
    """`DIGITAL@2566 | U1 | the plan's words`; a link of ours is marked."""
    plan = f"{link['plan']}@{link['edition']}" if link.get("edition") else link["plan"]
    mark = f"{PROPOSED} " if link.get("is_proposed") else ""
    return f"{mark}{plan} | {link['node']} | {link['text_th']}"


def read_link(item: str) -> dict[str, Any]:
    is_proposed, rest = item.startswith(PROPOSED), item.removeprefix(PROPOSED)
    plan, node, text = _split(rest, 3)
    code, _, edition = plan.partition("@")
    link: dict[str, Any] = {"plan": code, "node": node, "text_th": text}
    return link | ({"edition": edition} if edition else {}) | ({"is_proposed": True} if is_proposed else {})


def write_baseline(one: Mapping[str, Any]) -> str:
    """`2562 | 33.8 | the seed's words | note`; what is empty at the end is left out."""
    value = "" if one.get("value") is None else write_number(one["value"])
    return " | ".join((one["period_th"], value, one.get("text_th") or "", one.get("note_th") or "")).rstrip(" |")


def read_baseline(item: str) -> dict[str, Any]:
    period, value, text, note = _split(item, 4)
    return {
        "period_th": period, "value": read_number(value) or None, "text_th": text or None, "note_th": note or None
    }  # fmt: skip


def _split(text: str, count: int) -> list[str]:
    """Exactly so many parts between bars; the last keeps further bars."""
    parts = [part.strip() for part in text.split("|", count - 1)]
    return parts + [""] * (count - len(parts))
