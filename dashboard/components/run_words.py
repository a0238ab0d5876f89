"""What the books write in codes and English, in the reader's words: steps, modes, faults, entities, holds."""

from __future__ import annotations

from dashboard.components.headline import say_moment
from dashboard.source_rows import HoldRow, RequestRow
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent
from dashboard.text.messages import catalogue
from etl.contracts.catalogue import CONTRACTS

RUN_TONES = {
    "running": "running",
    "done": "on_track",
    "failed": "off_track",
    "held": "held",
    "abandoned": "interrupted",
}
RUN_ICONS = {
    "running": "arrow-repeat", "done": "check-circle-fill", "failed": "x-octagon-fill", "held": "pause-circle-fill",
    "abandoned": "plug-fill",
}  # fmt: skip


def say_entity(name: str, lang: str) -> str:
    """An entity's name as its contract gives it; its own name where no contract knows it."""
    for contract in CONTRACTS.values():
        for entity in contract.entities:
            if entity.name == name:
                return entity.th if lang == "th" else entity.en
    return name


def say_field(entity: str, name: str, lang: str) -> str:
    """A field's name as its contract gives it, in Thai; in English the short name the contract uses."""
    for contract in CONTRACTS.values():
        for known in contract.entities:
            if known.name == entity and name in known.names:
                return known.field(name).th if lang == "th" else name
    return name


def say_step(step: str | None, lang: str) -> str:
    """`extract complaint` -> อ่านคำร้อง."""
    kind, _, entity = (step or "open").partition(" ")
    if kind in ("extract", "load") and entity:
        return t(f"data.step_{kind}", lang, entity=say_entity(entity, lang))
    code = f"data.step_{(step or 'open').replace(' ', '_')}"
    return t(code, lang) if code in catalogue() else (step or "")


def say_fault(code: str | None, lang: str) -> tuple[str, str]:
    """What happened and what to do, by an error's code; an unknown one is a fault of the program."""
    known = code if code and f"fault.{code}" in catalogue() else "error"
    return t(f"fault.{known}", lang), t(f"fault.{known}_remedy", lang)


def say_request(request: RequestRow, mode: str, lang: str) -> str:
    """What was asked for: นำเข้าข้อมูลทันที."""
    return t(f"data.ask_run_{mode}" if request.kind == "run" else f"data.ask_{request.kind}", lang)


def say_hold(hold: HoldRow, lang: str) -> str:
    """What was judged, and by what."""
    if hold.found is None:
        return t(f"data.hold_{'conservation' if hold.kind == 'conservation' else 'schema'}", lang)
    if hold.kind == "schema":
        return t("data.hold_empty_columns", lang, found=format_number(hold.found))
    if hold.kind == "rejects":
        limit = format_percent(100 * (hold.usual or 0), 0)
        return t("data.hold_rejects", lang, found=format_percent(100 * hold.found, 1), usual=limit)
    return t(f"data.hold_{hold.kind}", lang, found=format_number(hold.found), usual=format_number(hold.usual))


def say_decision(hold: HoldRow, lang: str) -> str:
    """Who decided a hold and what follows; empty while it waits."""
    if hold.status not in ("approved", "declined"):
        return ""
    at = say_moment(hold.decided_at, lang) if hold.decided_at else ""
    return t(f"data.hold_{hold.status}", lang, by=hold.decided_by or "", at=at)
