"""An entered value in words: with its unit, beside what stood before, who entered it and who decided."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dashboard.components.entry_table import EntryLine
from dashboard.components.states import banner
from dashboard.entry_readers import EntryRow
from dashboard.pages.entries_ground import PATH, SEE_EVIDENCE
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number, format_percent
from etl.indicators.definition import Definition

MOST_DECIMALS = 6


def make_line(context: PageContext, row: EntryRow, definitions: Mapping[str, Definition], *, named: bool) -> EntryLine:
    """`named`: the indicator's name stands in the line (its code, where it is defined no more)."""
    lang, definition = context.lang, definitions.get(row.code)
    name = f"{row.code} {_name(definition, lang)}".strip() if named else ""
    before = (("standing", row.standing), ("earlier", row.earlier)) if row.state == "waiting" else ()
    compared = [
        t(f"entries.compared_{what}", lang, value=say_value(value, definition, lang))
        for what, value in before
        if value is not None
    ]
    if row.is_closed and row.state == "waiting":
        compared.append(t("entries.closed_short", lang))
    may_read = context.person.role in SEE_EVIDENCE
    return EntryLine(
        entry_key=row.entry_key,
        name=name,
        name_href=context.href(f"/indicators/{row.code}"),
        period=row.period(lang),
        org_unit=row.org_unit(lang),
        value=say_value(row.value, definition, lang),
        compared=tuple(compared),
        evidence=row.evidence,
        link=row.link,
        file_name=row.file_name,
        file_href=f"{PATH}/file/{row.entry_key}" if may_read else None,
        state=row.state,
        entered=t("entries.entered_by", lang, who=row.entered_by, at=format_instant(row.entered_at, lang)),
        decided=_say_decision(row, lang),
    )


def say_value(value: float, definition: Definition | None, lang: str) -> str:
    """With its unit and as many decimals as were typed, never fewer than the indicator has: nothing is rounded away."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    typed = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    decimals = max(min(typed, MOST_DECIMALS), definition.decimals if definition else 0)
    if definition is None:
        return format_number(value, decimals)
    if definition.unit_th in ("ร้อยละ", "%"):
        return format_percent(value, decimals)
    return f"{format_number(value, decimals)} {definition.unit_th if lang == 'th' else definition.unit_en}"


def say_standing(row: EntryRow, definition: Definition | None, lang: str) -> Any:
    """A value that stands at the place already, as a banner."""
    who = t("entries.entered_by", lang, who=row.entered_by, at=format_instant(row.entered_at, lang))
    words = t(f"entries.{row.state}_here", lang, value=say_value(row.value, definition, lang), who=who)
    return banner("stale", "hourglass-split", "", words)


def _name(definition: Definition | None, lang: str) -> str:
    if definition is None:
        return ""
    return definition.name_th if lang == "th" else definition.name_en


def _say_decision(row: EntryRow, lang: str) -> str:
    if row.decided_by is None or row.decided_at is None or row.state == "withdrawn":
        return ""
    said = t("entries.decided_by", lang, who=row.decided_by, at=format_instant(row.decided_at, lang))
    return f"{said}: {row.decision}" if row.decision else said
