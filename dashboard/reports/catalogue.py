"""Every table that may leave as a file, by name: the page it stands on, how it is made, and what is said beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard import readers
from dashboard.access.person import PLANNER, STRATEGY
from dashboard.registry import PageContext
from dashboard.reports import (
    cases,
    closing,
    complaints,
    indicators,
    it_projects,
    it_repair,
    it_repair_assets,
    orders,
    overview,
    personnel,
    personnel_outlook,
    plan,
    statistics,
    targets,
    temporary_signs,
    walking_street,
)
from dashboard.reports.tables import About, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t

Make = Callable[[PageContext, PeriodChosen], ReportTable]
Say = Callable[[PageContext, PeriodChosen], tuple[tuple[str, str], ...]]
Note = Callable[[PageContext, PeriodChosen], tuple[str, ...]]


@dataclass(frozen=True)
class Export:
    """A table: where it stands, which contract's sources it rests on (null: all), its own filters and notes."""

    path: str
    contract: str | None
    make: Make
    filters: Say = lambda context, period: ()
    notes: Note = lambda context, period: ()


def _of_complaints(make: Make) -> Export:
    return Export("/complaints", complaints.SUBJECT, make)


def _of_personnel(make: Make) -> Export:
    return Export("/personnel", personnel.SUBJECT, make)


def _of_market(make: Make, filters: Say = lambda context, period: ()) -> Export:
    return Export("/walking-street", walking_street.SUBJECT, make, filters)


def _of_it_repair(make: Make) -> Export:
    return Export("/it-repair", it_repair.SUBJECT, make)


def _of_it_projects(make: Make) -> Export:
    return Export("/it-projects", it_projects.SUBJECT, make)


EXPORTERS = (PLANNER, STRATEGY)
EXPORTS: dict[str, Export] = {
    "closing-report": Export(
        "/indicators/closing", None, closing.report_table, closing.report_filters, closing.report_notes
    ),
    "indicators-list": Export("/indicators", None, indicators.list_table),
    "indicator-series": Export("/indicators", None, indicators.series_of, indicators.filters_of_series),
    "orders-list": Export("/orders", None, orders.orders_table),
    "targets-decisions": Export("/indicators/targets", None, targets.decisions_table),
    "targets-years": Export("/indicators/targets", None, targets.years_table),
    "overview-changes": Export("/", complaints.SUBJECT, overview.changes_table),
    "overview-sources": Export("/", None, overview.sources_table),
    "milestone8-figures": Export(
        "/milestone8", statistics.SUBJECT, statistics.figures_table, statistics.figure_filters, statistics.figure_notes
    ),
    "it-projects-plan": _of_it_projects(it_projects.plan_table),
    "it-projects-progress": _of_it_projects(it_projects.progress_form),
    "it-projects-months": _of_it_projects(it_projects.months_table),
    "it-projects-services": _of_it_projects(it_projects.services_table),
    "it-projects-systems": _of_it_projects(it_projects.systems_table),
    "it-projects-assessments": _of_it_projects(it_projects.assessments_table),
    "complaints-ages": _of_complaints(complaints.ages_table),
    "complaints-months": _of_complaints(complaints.months_table),
    "complaints-on-time": _of_complaints(complaints.on_time_table),
    "complaints-areas": _of_complaints(complaints.areas_table),
    "complaints-categories": _of_complaints(complaints.categories_table),
    "complaints-channels": _of_complaints(complaints.channels_table),
    "complaints-hours": _of_complaints(complaints.hours_table),
    "complaints-cases": Export(
        "/complaints", complaints.SUBJECT, cases.cases_table, cases.case_filters, cases.case_notes
    ),
    "it-repair-ages": _of_it_repair(it_repair.ages_table),
    "it-repair-assets": _of_it_repair(it_repair_assets.assets_table),
    "it-repair-faults": _of_it_repair(it_repair.faults_table),
    "it-repair-months": _of_it_repair(it_repair.months_table),
    "it-repair-oldest": Export(
        "/it-repair", it_repair.SUBJECT, it_repair_assets.oldest_table, it_repair_assets.oldest_filters
    ),
    "it-repair-on-time": _of_it_repair(it_repair.on_time_table),
    "it-repair-open": _of_it_repair(it_repair.open_table),
    "plan-projects": Export("/plan", None, plan.projects_table, plan.plan_filters, plan.money_notes),
    "plan-years": Export("/plan", None, plan.years_table, plan.plan_filters),
    "personnel-retirements": _of_personnel(personnel_outlook.retirements_table),
    "personnel-positions": _of_personnel(personnel_outlook.positions_table),
    "personnel-units": _of_personnel(personnel.units_table),
    "personnel-months": _of_personnel(personnel.months_table),
    "personnel-composition": _of_personnel(personnel.composition_table),
    "personnel-sick-leave": _of_personnel(personnel.sick_leave_table),
    "personnel-vacant-posts": _of_personnel(personnel.vacant_table),
    "walking-street-nights": _of_market(walking_street.nights_table),
    "walking-street-zones": _of_market(walking_street.zones_table),
    "walking-street-units": _of_market(walking_street.occupied_table),
    "walking-street-fees": _of_market(walking_street.paid_table),
    "walking-street-months": _of_market(walking_street.months_table),
    "walking-street-groups": _of_market(walking_street.groups_table),
    "walking-street-stalls": _of_market(walking_street.stalls_table, walking_street.stall_filters),
    "temporary-signs-expiry": Export("/temporary-signs", temporary_signs.SUBJECT, temporary_signs.expiry_table),
    "temporary-signs-groups": Export("/temporary-signs", temporary_signs.SUBJECT, temporary_signs.groups_table),
    "temporary-signs-removed": Export("/temporary-signs", temporary_signs.SUBJECT, temporary_signs.removed_table),
    "temporary-signs-decided": Export("/temporary-signs", temporary_signs.SUBJECT, temporary_signs.decided_table),
    "temporary-signs-months": Export("/temporary-signs", temporary_signs.SUBJECT, temporary_signs.months_table),
    "temporary-signs-permits": Export(
        "/temporary-signs", temporary_signs.SUBJECT, temporary_signs.permits_table, temporary_signs.permit_filters
    ),
}


def make_about(
    context: PageContext,
    *,
    contract: str | None,
    period: str,
    filters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> About:
    """What is said beside a table of a contract's figures, as of this instant; that they are a sample, always."""
    known = [s for s in readers.read_source_states(context.data) if contract in (None, s.contract)]
    states = [s for s in known if s.is_connected or s.read_at is not None]
    lang = context.lang
    runs = [t("export.run_of", lang, source=s.title(lang), run=s.run_key) for s in states if s.run_key is not None]
    return About(
        period=period,
        org_unit=readers.read_org_unit_name(context.data, context.org_unit_key, lang),
        filters=filters,
        data_at=min((s.read_at for s in states if s.read_at), default=None),
        is_late=any(s.is_late(context.now) for s in states),
        sources=tuple(s.title(lang) for s in states),
        run=" · ".join(runs),
        is_sample=any(s.is_sample for s in states),
        exported_by=context.person.display_name,
        exported_at=context.now,
        lang=lang,
        notes=notes,
    )
