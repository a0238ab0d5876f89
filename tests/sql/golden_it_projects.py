"""Golden rows of the IT projects: overlapping exchanges, services half digital, a plan with dashes and blanks.

Each row stands for a rule: what begins before service or after its end, what is finished before it was asked for, a
report that comes late, twice, or never.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from etl.calendar_th import BANGKOK, add_months, fiscal_year_start, same_day_in_year
from etl.contracts.it_projects import IT_PROJECTS
from etl.warehouse.tables import dim_source, dim_word
from etl.warehouse.tables import it_projects as tables

SOURCE = 94
BREAKERS = {
    "it_words_exist": "update fact_it_system set stage_code = 'nothing' where source_id = '1'",
    "it_system_totals_agree": "update agg_it_system set in_use = in_use + 1 where date = '2026-10-05'",
    "it_stocks_are_not_negative": "update agg_it_system set in_use = in_use - 9",
    "it_request_totals_agree": "update agg_it_work set requests_received = requests_received + 1",
    "digital_plan_totals_agree": "update agg_digital_plan set disbursed = disbursed + 1",
    "plan_reports_have_projects": "update fact_plan_progress set project_code = '9' where reported_date = '2026-10-20'",
    "plan_money_in_order": "update fact_plan_progress set committed_satang = 1 where reported_date = '2026-10-31'",
}
# source_id, unit, kind, origin, stage, live, retired, personal data, record of processing
SYSTEMS: Sequence[tuple[Any, ...]] = (
    ("1", 2, "citizen", "in_house", "in_service", "2025-01-06", None, "yes", "2026-10-12"),
    ("2", 3, "mis", "in_house", "maintenance", None, None, "no", None),  # its first day is not known
    (
        "3",
        4,
        "internal",
        "hired",
        "retired",
        "2024-01-01",
        "2026-11-01",
        "yes",
        "2023-05-01",
    ),  # recorded before service
    ("4", 2, "internal", "central", "retired", None, None, "yes", None),  # retired on an unknown day: never counted
    ("5", 5, "mis", "university", "development", None, None, "unknown", None),
    ("6", 3, "citizen", "hired", "in_service", "2026-10-05", None, "yes", None),
    ("7", 3, "citizen", "hired", "in_service", "2026-10-06", None, "yes", None),  # deleted
)
# system, month end, accounts, minutes, down, tested, answers, points
MONTHS: Sequence[tuple[Any, ...]] = (
    ("1", "2026-09-30", 40, 43_200, 60, "2025-11-10", None, None),  # the test lapses on 2026-11-10
    ("1", "2026-10-31", 52, 44_640, 0, "2026-10-20", 10, 41),  # before the first has lapsed: one stretch
    ("3", "2026-10-31", 7, 44_640, 720, "2026-10-30", None, None),  # retired two days later
    ("9", "2026-10-31", 99, 44_640, 0, None, 1, 5),  # of no system
)
# system, from, until
LINKS: Sequence[tuple[str, str | None, str | None]] = (
    ("1", "2024-01-01", "2026-10-10"), ("1", "2026-10-05", "2026-10-20"),  # from before service; both together one
    ("1", "2026-11-02", None), ("3", "2026-01-01", None), ("6", None, None), ("9", "2026-01-01", None),
)  # fmt: skip
# unit, status, asked, finished
REQUESTS: Sequence[tuple[Any, ...]] = (
    (2, "finished", "2026-10-01", "2026-10-15"), (3, "finished", "2026-10-10", "2026-10-08"),
    (3, "cancelled", "2026-10-11", "2026-10-20"), (4, "waiting", "2026-10-12", None),
    (5, "finished", "2026-10-02", None),
)  # fmt: skip
# service, unit, {process: (readiness, day)}
SERVICES: Sequence[tuple[str, int, dict[str, tuple[str, str | None]]]] = (
    ("1", 2, {"R1": ("ready", "2026-01-01"), "R3": ("ready", "2026-10-03"), "R6": ("not_needed", None)}),
    ("2", 3, {"R1": ("ready", "2026-01-01"), "R3": ("partial", None), "R5": ("ready", "2026-10-09")}),
    ("3", 3, {"R1": ("ready", "2026-02-01"), "R3": ("none", None)}),
    ("4", 4, {"R1": ("ready", "2026-02-01"), "R3": ("ready", None)}),  # nobody knows since when
)
DATASETS: Sequence[tuple[int, str | None, str | None]] = (
    (2, "2026-10-01", None), (3, "2026-01-01", "2026-10-30"), (3, "2026-02-01", "2026-01-30"), (2, None, None),
)  # fmt: skip
# item, year, value, day
ASSESSMENTS: Sequence[tuple[str, int, float, str]] = (
    ("RDY-01", 2569, 1, "2026-08-15"), ("RDY-02", 2569, 0.5, "2026-08-15"), ("RDY-02", 2570, 1, "2026-10-15"),
    ("INF-01", 2569, 42, "2026-08-15"), ("INF-04", 2570, 310, "2026-10-16"), ("INF-03", 2570, 18, "2026-10-16"),
    ("INF-02", 2570, 51, "2026-10-16"),
)  # fmt: skip
PROJECTS = (("1.1", 2), ("1.2", 3), ("2.1", 4), ("2.2", 4), ("3.1", 5))
# code, year, mark, baht, starts
YEARS: Sequence[tuple[Any, ...]] = (
    ("1.1", 2570, "dash", None, None), ("1.2", 2570, "amount", 3_000_000, "2026-10-15"),
    ("2.1", 2570, "amount", 0, "2026-11-01"), ("2.2", 2570, "blank", None, "2026-10-01"),
    ("3.1", 2570, "blank", None, None), ("1.2", 2569, "amount", 3_000_000, None),
)  # fmt: skip
# code, year, day, planned, actual, approved, committed, disbursed (baht), status
REPORTS: Sequence[tuple[Any, ...]] = (
    ("1.2", 2569, "2026-09-30", 100, 90, 3_000_000, 2_900_000, 2_500_000.5, "in_progress"),
    ("1.2", 2569, "2026-10-20", 100, 100, 3_000_000, 2_900_000, 2_900_000, "finished"),  # after its year has ended
    ("1.2", 2570, "2026-10-31", 10, 12, 3_000_000, 500_000, 100_000.25, "in_progress"),
    ("2.1", 2570, "2026-10-31", 0, 0, None, None, None, "not_started"),
    ("2.1", 2570, "2026-11-15", 20, 5, 200_000, None, None, "in_progress"),
    ("2.2", 2570, "2026-10-10", 5, 5, 90_000, 80_000, 70_000, "in_progress"),
    ("2.2", 2570, "2026-11-05", 30, 40, 90_000, 80_000, 70_000, "cancelled"),
    ("1.1", 2570, "2026-10-25", 10, 30, None, None, None, "postponed"),
)  # fmt: skip


def write(connection: Connection) -> None:
    source = {
        "source_key": SOURCE, "name": "projects", "contract": "it_projects", "title_th": "งาน", "title_en": "IT",
        "is_sample": True, "is_connected": True, "fresh_within_seconds": 9,
    }  # fmt: skip
    connection.execute(insert(dim_source), source)
    fields = (field for entity in IT_PROJECTS.entities for field in entity.fields)
    for vocabulary in {f.vocabulary.name: f.vocabulary for f in fields if f.vocabulary is not None}.values():
        for order, word in enumerate(vocabulary.words):
            row = {"vocabulary": vocabulary.name, "code": word.code, "name_th": word.th, "name_en": word.en}
            connection.execute(insert(dim_word), row | {"sort_order": order})
    _write(connection, tables.fact_it_system, [_system(*row) for row in SYSTEMS])
    _write(connection, tables.fact_it_system_month, [_month(*row) for row in MONTHS])
    _write(
        connection, tables.fact_it_integration,
        [
            {"system_id": s, "method_code": "api", "working_from_date": _day(a), "ended_date": _day(b)}
            for s, a, b in LINKS
        ],
    )  # fmt: skip
    _write(connection, tables.fact_it_request, [_request(*row) for row in REQUESTS])
    _write(connection, tables.fact_it_service, [{"name": s, "org_unit_key": unit} for s, unit, _ in SERVICES])
    _write(
        connection, tables.fact_it_service_process,
        [
            {"service_id": s, "process_code": p, "readiness_code": ready, "ready_date": _day(since)}
            for s, _, steps in SERVICES
            for p, (ready, since) in steps.items()
        ],
    )  # fmt: skip
    _write(
        connection, tables.fact_it_dataset,
        [
            {"title": "ชุดข้อมูล", "org_unit_key": unit, "published_date": _day(a), "withdrawn_date": _day(b)}
            for unit, a, b in DATASETS
        ],
    )  # fmt: skip
    _write(
        connection, tables.fact_it_assessment,
        [
            {"item_code": i, "fiscal_year": y, "value": v, "value_halves": round(2 * v), "assessed_date": _day(day)}
            for i, y, v, day in ASSESSMENTS
        ],
    )  # fmt: skip
    _write(
        connection, tables.fact_plan_project,
        [{"project_code": c, "strategy": int(c[0]), "name": f"โครงการ {c}", "org_unit_key": u} for c, u in PROJECTS],
    )  # fmt: skip
    _write(connection, tables.fact_plan_year, [_year(*row) for row in YEARS])
    _write(connection, tables.fact_plan_progress, [_report(*row) for row in REPORTS])


def _write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for number, row in enumerate(rows, 1):
        given = {"source_id": str(number)} if "source_id" in table.c else {}
        deleted = table is tables.fact_it_system and row["source_id"] == "7"
        ours = {"source_key": SOURCE, "is_deleted": deleted, "row_hash": 1, "run_key": 1}
        connection.execute(insert(table), given | row | ours)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _noon(text: str) -> datetime:
    return datetime.fromisoformat(f"{text} 12:00").replace(tzinfo=BANGKOK)


def _system(
    source_id: str, unit: int, kind: str, origin: str, stage: str, live: str | None, retired: str | None, personal: str,
    ropa: str | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "source_id": source_id, "system_code": source_id, "name": f"ระบบ {source_id}", "org_unit_key": unit,
        "system_kind_code": kind, "origin_code": origin, "stage_code": stage, "registered_at": _noon("2025-03-03"),
        "registered_date": date(2025, 3, 3), "live_date": _day(live), "retired_date": _day(retired),
        "personal_data_code": personal, "ropa_date": _day(ropa), "accounts": 10,
    }  # fmt: skip


def _month(
    system_id: str, end: str, accounts: int, minutes: int, down: int, tested: str | None, answers: int | None,
    points: int | None,
) -> dict[str, Any]:  # fmt: skip
    day, test = date.fromisoformat(end), _day(tested)
    return {
        "system_id": system_id, "month_date": day, "lapses_date": date.fromordinal(add_months(day, 2).toordinal() - 1),
        "active_accounts": accounts, "service_minutes": minutes, "down_minutes": down, "restore_tested_date": test,
        "restore_lapses_date": same_day_in_year(test, 1) if test else None, "survey_answers": answers,
        "survey_points": points,
    }  # fmt: skip


def _request(unit: int, status: str, asked: str, finished: str | None) -> dict[str, Any]:
    return {
        "request_number": asked, "org_unit_key": unit, "title": "ขอรายงาน", "request_kind_code": "report",
        "request_status_code": status, "requested_at": _noon(asked), "requested_date": _day(asked), "due_date": None,
        "finished_at": _noon(finished) if finished else None, "finished_date": _day(finished),
    }  # fmt: skip


def _year(code: str, year: int, mark: str, baht: int | None, starts: str | None) -> dict[str, Any]:
    return {
        "project_code": code, "fiscal_year": year, "budget_mark_code": mark, "starts_date": _day(starts),
        "ends_date": None, "budget_satang": None if baht is None else baht * 100, "opens_date": fiscal_year_start(year),
        "lapses_date": fiscal_year_start(year + 1),
    }  # fmt: skip


def _report(
    code: str, year: int, day: str, planned: float, actual: float, approved: float | None, committed: float | None,
    disbursed: float | None, status: str,
) -> dict[str, Any]:  # fmt: skip
    money = {"approved_satang": approved, "committed_satang": committed, "disbursed_satang": disbursed}
    last = date.fromordinal(fiscal_year_start(year + 1).toordinal() - 1)
    return {
        "project_code": code, "fiscal_year": year, "reported_date": _day(day),
        "counted_date": min(_day(day) or last, last),
        "lapses_date": fiscal_year_start(year + 1), "planned_percent": planned, "actual_percent": actual,
        "project_status_code": status, **{name: baht and round(baht * 100) for name, baht in money.items()},
    }  # fmt: skip
