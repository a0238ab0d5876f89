"""The plan's projects in a fiscal year: timeline, progress and money of each; money and projects on plan by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.timeline import Money, ProjectLine, timeline
from dashboard.components.typed_table import typed_table
from dashboard.figures.level import monthly_level
from dashboard.figures.money import monthly_money
from dashboard.it_projects_readers import PlanRow
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.it_projects import MONEY, money_months, months_table, plan_rows, plan_table, say_budget, until_of
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent, month_short
from etl.calendar_th import fiscal_year_start

MILLION = 100_000_000  # satang
NEAR = 10  # percent behind plan that is still a risk, not a failure
MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


def draw_timeline(context: PageContext, period: PeriodChosen) -> Any:
    """Main analysis: every project of the plan on the months of the period's fiscal year."""
    lang, found = context.lang, plan_table(context, period)
    rows = plan_rows(context, period)
    if not rows:
        return section_card(found.title, part_state("empty", t("it_projects.plan_none", lang)))
    until = until_of(context, period)
    first, last = fiscal_year_start(period.fiscal_year), fiscal_year_start(period.fiscal_year + 1)

    def place(day: date | None) -> float | None:
        return None if day is None else 100 * (day - first).days / (last - first).days

    units = readers.read_org_unit_names(context.data, lang)
    lines = [
        _draw_line(row, units.get(row.org_unit_key, ""), (place(row.starts_on), place(row.ends_on)), until, lang)
        for row in rows
    ]
    months = [month_short(month, lang) for month in MONTHS]
    body: list[Any] = [
        html.P(say_money(rows, lang), className="card-lead"),
        timeline(lines, months, place(until), label=found.title),
        html.Ul(
            [
                html.Li([html.Span(className=f"timeline-key timeline-key--{key}"), t(f"it_projects.key_{key}", lang)])
                for key in ("bar", "done", "planned", "today")
            ],
            className="timeline-legend",
        ),
        html.Details([html.Summary(t("it_projects.as_table", lang)), typed_table(found, lang)], className="as-table"),
    ]
    note = t("it_projects.plan_note", lang, day=format_date(until, lang))
    tools = export_tools(context, "it-projects-plan", found.title)
    return section_card(found.title, body, note=note, foot=t("it_projects.plan_foot", lang), tools=tools)


def say_money(rows: list[PlanRow], lang: str) -> str:
    """The year's money in one sentence; the share disbursed is of the projects the plan gives an amount."""
    planned = [row for row in rows if row.budget_mark == "amount"]
    budget = sum(row.budget or 0 for row in planned)
    paid = sum(row.disbursed or 0 for row in planned)
    return t(
        "it_projects.money_said",
        lang,
        budget=_millions(budget),
        projects=format_number(len(planned)),
        all=format_number(len(rows)),
        approved=_millions(sum(row.approved or 0 for row in rows)),
        committed=_millions(sum(row.committed or 0 for row in rows)),
        disbursed=_millions(sum(row.disbursed or 0 for row in rows)),
        share=format_percent(100 * paid / budget, 1) if budget else "–",
    )


def _draw_line(
    row: PlanRow, owner: str, place: tuple[float | None, float | None], until: date, lang: str
) -> ProjectLine:
    starts, ends = place
    status, word = _judge(row, until)
    progress = ""
    if row.planned is not None and row.actual is not None:
        numbers = {"actual": format_number(row.actual), "planned": format_number(row.planned)}
        progress = t("it_projects.progress", lang, **numbers, day=format_date(row.reported_on, lang))
    return ProjectLine(
        code=row.code,
        name=row.name,
        owner=owner,
        starts=starts,
        ends=ends,
        planned=row.planned if starts is not None else None,
        actual=row.actual,
        progress=progress,
        status=status,
        word=t(f"it_projects.is_{word}", lang),
        money=_money(row, lang),
        note=row.obstacle or "",
    )


ENDED = {"cancelled": "quiet", "postponed": "off_track", "finished": "on_track"}


def _judge(row: PlanRow, until: date) -> tuple[str, str]:
    """One of the house's statuses (or `quiet`), and which word says it."""
    if row.status in ENDED:
        return ENDED[row.status], row.status
    if row.is_on_plan is None:
        return _judge_unmoved(row, until)
    if row.is_on_plan:
        return "on_track", "on_plan"
    behind = (row.planned or 0) - (row.actual or 0)
    return ("at_risk" if behind <= NEAR else "off_track"), "late"


def _judge_unmoved(row: PlanRow, until: date) -> tuple[str, str]:
    """Of a project with no progress, planned or made: by what its dates ask for."""
    if row.starts_on is None:
        return "quiet", "idle"
    if row.starts_on > until:
        return "not_due", "not_due"
    return ("no_data", "silent") if row.reported_on is None else ("off_track", "late")


def _money(row: PlanRow, lang: str) -> Money:
    """Disbursed of the plan's amount, or of what was approved where the plan gives none; else what the cell holds."""
    base = row.budget if row.budget_mark == "amount" else row.approved
    if row.budget_mark != "amount" and not row.approved:
        return Money(say_budget(row, lang))
    paid = row.disbursed or 0
    text = t(
        "it_projects.paid_of" if row.budget_mark == "amount" else "it_projects.paid_of_approved",
        lang,
        paid=say_baht(paid, lang),
        base=say_baht(base or 0, lang),
    )
    return Money(text, 100 * paid / base if base else 0.0)


def say_baht(satang: int, lang: str) -> str:
    """Whole baht below a million, millions from there on."""
    if satang < MILLION:
        return t("it_projects.baht", lang, amount=format_number(satang / 100))
    return t("it_projects.millions", lang, amount=_millions(satang))


def _millions(satang: int | None) -> str:
    return format_number((satang or 0) / MILLION, 2)


def draw_months(context: PageContext, ground: Ground) -> Any:
    """Money in the fiscal year and the share of projects on plan, month by month."""
    lang, period = context.lang, ground.scene.period
    rows, found = money_months(context, period), months_table(context, period)
    if not any(any(row.values.values()) for row in rows):
        return section_card(found.title, part_state("empty", t("it_projects.plan_none", lang)))
    labels = [row.label(lang) for row in rows]
    span = {"first": labels[0], "last": labels[-1]}
    words = {name: t(f"it_projects.series_{name}", lang) for name in MONEY}
    money = monthly_money(labels, {n: [row.values[m] / MILLION for row in rows] for n, m in MONEY.items()}, words)
    value = ground.values.get(("ISD-02", period.period_id))
    is_proposed = value is not None and value.target_state == "proposed"
    level = monthly_level(
        labels,
        [row.on_plan for row in rows],
        t("it_projects.on_plan_share", lang),
        target=value.target if value is not None else None,
        target_name=t("it_projects.proposed" if is_proposed else "it_projects.target", lang),
    )
    body = [
        html.P(t("it_projects.money_by_month", lang), className="card-sub"),
        chart(money, label=t("it_projects.money_alt", lang, **span), height=260),
        html.P(t("it_projects.on_plan_by_month", lang), className="card-sub"),
        chart(level, label=t("it_projects.on_plan_alt", lang, **span), height=210),
        html.Details([html.Summary(t("it_projects.as_table", lang)), typed_table(found, lang)], className="as-table"),
    ]
    tools = export_tools(context, "it-projects-months", found.title)
    note = t("it_projects.months_note", lang, **span)
    return section_card(found.title, body, note=note, foot=t("it_projects.months_foot", lang), tools=tools)
