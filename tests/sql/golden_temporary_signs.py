"""Golden rows of the temporary signs: permits that meet every rule, removals in part, too many and too early, fines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert

from etl.calendar_th import BANGKOK
from etl.contracts.temporary_signs import APPLICANT_KIND, OUTCOME, REMOVER, ZONE
from etl.warehouse.tables import dim_source, dim_word
from etl.warehouse.tables.temporary_signs import fact_sign_permit, fact_sign_removal, fact_unpermitted_sign

SOURCE = 93
OURS = {"source_key": SOURCE, "row_hash": 1, "run_key": 1}
BREAKERS = {
    "sign_dates_in_order": "update fact_sign_permit set decided_date = '2026-01-01' where source_id = '1'",
    "sign_words_exist": "update fact_unpermitted_sign set zone_code = 'zone_9' where source_id = '1'",
    "sign_removals_have_permits": "update fact_sign_removal set permit_id = 'nothing' where source_id = '1'",
    "sign_totals_agree": "update agg_sign_permit set ending = ending + 1",
    "signs_standing_are_not_negative": "update agg_sign_permit set taken_down = taken_down + 999",
    "unpermitted_sign_totals_agree": "update agg_unpermitted_sign set fines = fines + 1",
}
# source_id, kind, unit, submitted, complete, due, decided, workdays, outcome, start, expiry, signs, deposit, settled
PERMITS: list[tuple[object, ...]] = [
    ("1", "commercial", 2, "2026-10-01", "2026-10-01", "2026-10-08", "2026-10-05", 2, "approved", "2026-10-06",
     "2026-10-12", 10, 1000_00, "2026-11-02"),
    # decided on its due day; ends on the last day of a month, so that the next one has it
    ("2", "merit", 3, "2026-10-02", "2026-10-05", "2026-10-14", "2026-10-14", 6, "approved", "2026-10-15",
     "2026-10-31", 4, 0, None),
    # a day late, of the fiscal year before
    ("3", "commercial", 2, "2026-09-15", "2026-09-15", "2026-09-22", "2026-09-23", 6, "approved", "2026-09-24",
     "2026-10-23", 7, 700_00, None),
    # still live, its deposit given back early
    ("4", "government", 4, "2026-11-10", "2026-11-10", "2026-11-17", "2026-11-12", 2, "approved", "2026-11-20",
     "2026-12-19", 3, 500_00, "2026-11-19"),
    ("5", "political", 2, "2026-11-02", "2026-11-03", "2026-11-10", None, None, "pending", None, None, 50, 0, None),
    ("6", "commercial", 2, "2026-11-20", "2026-11-20", "2026-11-27", None, None, "pending", None, None, 2, 0, None),
    ("7", "commercial", 2, "2026-11-04", None, None, None, None, "returned", None, None, 2, 0, None),
    ("8", "unknown", 2, "2026-10-20", "2026-10-20", "2026-10-27", "2026-10-21", 1, "refused", None, None, 6, 0, None),
    ("9", "commercial", 2, "2026-10-21", "2026-10-21", None, None, None, "cancelled", None, None, 6, 0, None),
    # expired yesterday; approved on a day nobody knows
    ("10", "non_commercial", 5, "2026-11-01", "2026-11-02", "2026-11-09", None, None, "approved", "2026-11-02",
     "2026-11-20", 8, 500_00, None),
]  # fmt: skip
DELETED = "9"
# source_id, permit, removed, signs, by
REMOVALS: list[tuple[str, str, str, int, str]] = [
    ("1", "1", "2026-10-15", 6, "applicant"),  # the third day
    ("2", "1", "2026-10-16", 3, "municipality"),  # too late; one still stands
    ("3", "2", "2026-10-30", 1, "applicant"),  # before the end
    ("4", "2", "2026-11-02", 9, "applicant"),  # more than there were
    ("5", "3", "2026-10-24", 7, "applicant"),
    ("6", "3", "2026-10-24", 7, "applicant"),  # typed twice
    ("7", "0", "2026-10-24", 7, "applicant"),  # of nothing
]
# source_id, unit, found, signs, zone, removed, fined, satang
FINDINGS: list[tuple[object, ...]] = [
    ("1", 2, "2026-10-03", 12, "zone_1", "2026-10-03", "2026-10-20", 2000_00),
    ("2", 3, "2026-10-31", 5, "zone_4", "2026-11-01", None, None),
    ("3", 2, "2026-11-20", 2, "unknown", None, None, None),
]


def write(connection: Connection) -> None:
    source = {
        "source_key": SOURCE,
        "name": "signs",
        "contract": "temporary_signs",
        "title_th": "ป้าย",
        "title_en": "Signs",
    }
    connection.execute(
        insert(dim_source), source | {"is_sample": True, "is_connected": True, "fresh_within_seconds": 9}
    )
    for vocabulary in (APPLICANT_KIND, OUTCOME, REMOVER, ZONE):
        for order, word in enumerate(vocabulary.words):
            row = {"vocabulary": vocabulary.name, "code": word.code, "name_th": word.th, "name_en": word.en}
            connection.execute(insert(dim_word), row | {"sort_order": order})
    connection.execute(insert(fact_sign_permit), [_permit(row) for row in PERMITS])
    connection.execute(insert(fact_sign_removal), [_removal(*row) for row in REMOVALS])
    connection.execute(insert(fact_unpermitted_sign), [_finding(row) for row in FINDINGS])


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _noon(text: object) -> datetime:
    return datetime.fromisoformat(f"{text} 12:00").replace(tzinfo=BANGKOK)


def _permit(row: tuple[object, ...]) -> dict[str, object]:
    (
        source_id,
        kind,
        unit,
        submitted,
        complete,
        due,
        decided,
        workdays,
        outcome,
        start,
        expiry,
        signs,
        deposit,
        settled,
    ) = row
    decided_day, due_day, first, last = _day(decided), _day(due), _day(start), _day(expiry)
    return OURS | {
        "source_id": source_id, "application_number": f"{source_id}/2570", "permit_number": source_id,
        "applicant_kind_code": kind, "submitted_at": _noon(submitted), "submitted_date": _day(submitted),
        "complete_date": _day(complete), "due_date": due_day, "decided_date": decided_day, "decide_workdays": workdays,
        "is_decided_in_time": None if due_day is None else decided_day is not None and decided_day <= due_day,
        "outcome_code": outcome, "start_date": first, "expiry_date": last, "expiry_basis": "source" if last else None,
        "ending_date": max(first, last - timedelta(days=7)) if first and last else None,
        "ended_date": last + timedelta(days=1) if last else None,
        "removal_due_date": last + timedelta(days=3) if last else None, "sign_count": signs, "org_unit_key": unit,
        "zone_code": "zone_2", "place": "ตลาด", "wording": "ลดราคา", "fee_satang": 200_00 if last else 0,
        "deposit_satang": deposit, "paid_date": first, "deposit_settled_date": _day(settled),
        "is_deleted": source_id == DELETED,
    }  # fmt: skip


def _removal(source_id: str, permit_id: str, removed: str, signs: int, by: str) -> dict[str, object]:
    return OURS | {
        "source_id": source_id, "permit_id": permit_id, "removed_at": _noon(removed), "removed_date": _day(removed),
        "sign_count": signs, "removed_by_code": by, "is_deleted": False,
    }  # fmt: skip


def _finding(row: tuple[object, ...]) -> dict[str, object]:
    source_id, unit, found, signs, zone, removed, fined, satang = row
    return OURS | {
        "source_id": source_id, "found_at": _noon(found), "found_date": _day(found), "sign_count": signs,
        "org_unit_key": unit, "zone_code": zone, "place": "ถนน", "removed_date": _day(removed),
        "fined_date": _day(fined), "fine_satang": satang, "is_deleted": False,
    }  # fmt: skip
