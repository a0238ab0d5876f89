"""One indicator of the list in words: value, target, status, date of the data, last change."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.components.headline import status_word
from dashboard.components.indicator_filter import shown_status
from dashboard.components.indicator_list import IndicatorLine
from dashboard.registry import PageContext
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_number, format_quantity
from etl.calendar_th import bangkok_date
from etl.indicators.listing import Listed

PATH = "/indicators"
SIGNS = {"higher": "≥ ", "lower": "≤ "}


def say_status(one: Listed, context: PageContext, period: PeriodChosen) -> str:
    is_unfinished = (one.period_ends_on or period.ends_on) > bangkok_date(context.as_of or context.now)
    return status_word(one.status, one.kind == "context", is_unfinished, one.is_proposed, context.lang)


@dataclass(frozen=True)
class Look:
    """What all lines of a list share: `search` is the address's filters, `plan` the one chosen."""

    context: PageContext
    period: PeriodChosen
    owners: dict[str, str]
    plan: str
    search: str


def make_line(one: Listed, look: Look) -> IndicatorLine:
    """One indicator in words; a value is rounded here and nowhere before."""
    context, lang = look.context, look.context.lang
    is_percent = one.unit_th in ("ร้อยละ", "%")
    unit = "%" if is_percent else (one.unit_th if lang == "th" else one.unit_en)
    has_value = one.value is not None and one.status != "not_connected"
    value, about = _say_printed(one, unit)
    if has_value:
        value, about = format_number(one.value, one.decimals), " ".join(filter(None, (unit, _say_period(one, lang))))
    return IndicatorLine(
        code=one.code,
        name=one.name_th if lang == "th" else one.name_en,
        href=f"{PATH}/{one.code}?{look.search}",
        owner=look.owners.get(one.owner or "", t("tile.owner_unknown", lang)),
        value=value or _say_nothing(one, lang),
        unit=about,
        target=_say_target(one, unit),
        is_proposed=one.is_proposed,
        status=shown_status(one),
        status_word=say_status(one, context, look.period),
        data_date=format_date(bangkok_date(one.data_at), lang) if one.data_at else MISSING,
        changed=f"{format_date(bangkok_date(one.changed_at), lang)} · {_say_changed(one, lang)}",
        changed_by=one.changed_by,
        remark=_say_link(one, look.plan, lang),
    )


def _say_printed(one: Listed, unit: str) -> tuple[str, str]:
    """What a document prints of a figure that nothing measures, and of when; of a tracked one only its own values."""
    if one.kind == "tracked" or not one.baseline:
        return "", ""
    last = one.baseline[-1]
    if last.value is None:
        return last.text_th or "", f"({last.period_th})"
    return format_number(float(last.value), one.decimals), f"{unit} ({last.period_th})"


def _say_nothing(one: Listed, lang: str) -> str:
    """Why there is no value, where that is not a matter of the period."""
    return MISSING if one.data_source == "system" else t(f"indicators.source_{one.data_source}", lang)


def _say_target(one: Listed, unit: str) -> str:
    if one.target is None:
        return MISSING
    decimals = 0 if one.target == int(one.target) else max(one.decimals, 1)
    return SIGNS.get(one.direction, "") + format_quantity(one.target, unit, decimals)


def _say_changed(one: Listed, lang: str) -> str:
    return t(f"indicators.changed_{one.changed_what}", lang)


def _say_period(one: Listed, lang: str) -> str:
    """Of a value that is not of the chosen period: which one it is of."""
    period = one.period_th if lang == "th" else one.period_en
    return f"({period})" if period else ""


def _say_link(one: Listed, plan: str, lang: str) -> str:
    """Of a chosen plan: that the link is ours, where the plan itself does not make it."""
    links = [link for link in one.plan_links if link.plan == plan]
    return t("sheet.link_proposed", lang) if links and all(link.is_proposed for link in links) else ""
