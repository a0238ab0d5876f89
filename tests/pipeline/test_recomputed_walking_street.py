"""Every market indicator of every period and org_unit equals a recomputation from the sample's own tables.

The recomputation reads the source with selects of its own, in plain loops, and shares nothing with the product: not the
extract selects, the value maps, the shapes nor the aggregates. Both a first load and the changes of two weeks on top.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, create_engine, select

from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.walking_street.build import build_walking_street
from etl.settings import PROJECT, Settings, load_settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value, measure_value

FIRST, SECOND = "2022-09-24T10:30", "2022-10-09T09:00"  # across the fiscal year, and a night called off for the flood
GRAINS = (
    "month",
    "quarter",
    "half",
    "fiscal_year",
    "ytd",
    "calendar_year",
    "last7",
    "last30",
    "last12m",
    "now",
    "then",
)
CODES = ("WS-01", "WS-02", "WS-03", "WS-04", "WS-05", "WS-06", "WS-07", "WS-08", "WS-09", "WS-10", "WS-12")
COMMUNITY = {"ชุมชน", "กลุ่มชุมชน", "OTOP", "โอทอป", "otop"}
MOST_SALES, MOST_VISITORS = 1_000_000, 200_000
ZONES = {"KKM": "ABCDEF", "SWK": "BCF", "SSS": "A", "SKS": "DE"}  # whose zones they are
CALENDAR = {"KKM", "SWK"}  # whose the nights are


@dataclass
class Market:
    """What happened, by day: counts, and sums of money in satang."""

    first: date
    refused: list[str] = field(default_factory=list)  # change times of rows the contract refuses
    days: dict[str, dict[date, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    waits: list[tuple[date, date | None]] = field(default_factory=list)
    vendors: list[tuple[date, date | None]] = field(default_factory=list)
    bills: list[tuple[date, int, date | None, int]] = field(default_factory=list)  # due, owed, paid on, settled

    def add(self, what: str, day: date, amount: int = 1) -> None:
        self.days[what][day] += amount

    def total(self, what: str, start: date, end: date) -> Fraction:
        return Fraction(sum(v for day, v in self.days[what].items() if start <= day < end))


def test_indicators_equal_a_recomputation_from_the_source(warehouse_url: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'market.db'}"
    source, engine = create_engine(url), make_engine(warehouse_url)
    for as_of in (FIRST, SECOND):
        settings = market_settings(tmp_path, as_of, url, warehouse_url)
        build_walking_street(source, local_seconds(settings.now()), lambda _: None)
        if as_of == FIRST:
            prepare_warehouse(settings)
        (report,) = run_sources(settings, engine)
        assert report.status == "done", report.error
        markets = {code: read_market(tmp_path / "market.db", code) for code in ZONES}
        market = markets["KKM"]
        compared, wrong = compare(engine, markets, datetime.fromisoformat(as_of).date())
        wrong += compare_stocks(engine, market, datetime.fromisoformat(as_of).date())
        assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
        assert compared > 3_000
        assert report.counts["stall_night"].read > 200
        assert report.counts["stall_night"].read < 5_000 or as_of == FIRST
        # a row refused later keeps what was known of it before: the recomputation knows no before
        assert as_of == FIRST or all(at < FIRST.replace("T", " ") for at in market.refused)
    assert sum(map(len, market.days.values())) > 400
    assert all(sum(markets[code].days["traded"].values()) > 500 for code in ZONES)


def market_settings(folder: Path, as_of: str, url: str | None, warehouse_url: str) -> Settings:
    """Settings of an installation that has this source alone; without a url it is not connected."""
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [source for source in config["sources"] if source["name"] == "walking_street"]
    folder.mkdir(exist_ok=True)
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    environ = {"MIS_HOME": str(folder / "home"), "MIS_AS_OF": as_of, "MIS_CONFIG": str(file)}
    connected = {} if url is None else {"MIS_SOURCE_WALKING_STREET_URL": url}
    return load_settings(environ | connected | {"MIS_WAREHOUSE_URL": warehouse_url})


def compare(engine: Engine, markets: dict[str, Market], today: date) -> tuple[int, list[str]]:
    with engine.connect() as connection:
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.in_(GRAINS))).all()
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        found = {
            (v.code, v.period_id, v.org_unit_key): v.value
            for v in connection.execute(select(ind_value).where(ind_value.c.code.in_(CODES)))
        }
    compared, wrong = 0, []
    first = markets["KKM"].first
    nobody = Market(first)
    for period in periods:
        is_known = period.starts_on <= today and period.ends_on > first
        for key, code in units.items():
            expected = calculate(markets.get(code, nobody), period.starts_on, period.ends_on, today)
            for indicator in CODES:
                compared += 1
                value = expected[indicator] if is_known else None
                mine = found[indicator, period.period_id, key]
                if mine != (None if value is None else float(value)):
                    wrong.append(f"{indicator} {period.period_id} {code}: {mine} is not {value and float(value)}")
    return compared, wrong


def compare_stocks(engine: Engine, market: Market, today: date) -> list[str]:
    """What the page says beside the indicators: fees past their due day, and vendors on the register."""
    names = ("market_fees_overdue_satang", "market_vendors")
    with engine.connect() as connection:
        root = connection.execute(select(dim_org_unit.c.org_unit_key).where(dim_org_unit.c.code == "KKM")).scalar_one()
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.in_(("month", "ytd", "last7")))).all()
        values = select(measure_value).where(measure_value.c.org_unit_key == root, measure_value.c.measure.in_(names))
        found = {(v.measure, v.period_id): v.value for v in connection.execute(values)}
    wrong = []
    for period in periods:
        if period.starts_on > today:
            continue
        last = min(period.ends_on - timedelta(days=1), today)
        owed = sum(
            owed - (settled if paid_on is not None and paid_on <= last else 0)
            for due, owed, paid_on, settled in market.bills
            if due < last
        )
        there = sum(1 for joined, left in market.vendors if joined <= last and (left is None or left > last))
        for name, expected in zip(names, (owed, there), strict=True):
            if found.get((name, period.period_id), 0) != expected:
                wrong.append(f"{name} {period.period_id}: {found.get((name, period.period_id))} is not {expected}")
    assert any(found.values())
    return wrong


def calculate(market: Market, start: date, end: date, today: date) -> dict[str, Fraction | None]:
    """The eleven figures of a half-open stretch; a night counts once it is over, a bill once its due day is."""
    over, begun = min(end, today), min(end, today + timedelta(days=1))
    last = begun - timedelta(days=1)
    t = {what: market.total(what, start, over) for what in
         ("held", "traded", "available", "booked", "absent", "community", "visitors", "counted", "sold", "reports",
          "due", "in time")}  # fmt: skip
    return {
        "WS-01": t["held"],
        "WS-02": divide(t["traded"], t["held"]),
        "WS-03": divide(100 * t["traded"], t["available"]),
        "WS-04": market.total("received", start, begun) / 100,
        "WS-05": divide(100 * t["in time"], t["due"]),
        "WS-06": divide(t["visitors"], t["counted"]),
        "WS-07": Fraction(sum(1 for asked, left in market.waits if asked <= last and (left is None or left > last))),
        "WS-08": divide(t["sold"] / 100, t["reports"]),
        "WS-09": divide(100 * t["absent"], t["booked"]),
        "WS-10": market.total("violations", start, begun),
        "WS-12": divide(100 * t["community"], t["traded"]),
    }


def divide(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None


# --- reading the source -----------------------------------------------------------------------------------------


def read_market(file: Path, code: str) -> Market:
    """What one department looks after: its zones, and the nights and vendors where the calendar is its own."""
    with sqlite3.connect(file) as connection:
        connection.row_factory = sqlite3.Row
        rows = {
            name: connection.execute(f"select * from {name} order by 1").fetchall()
            for name in ("tb_market_day", "tb_market_day_zone", "tb_booking", "tb_queue", "tb_violation", "tb_vendor",
                         "tb_lock", "tb_lock_change")
        }  # fmt: skip
    zones, is_calendar = ZONES[code], code in CALENDAR
    for name in ("tb_market_day_zone", "tb_booking", "tb_queue", "tb_violation"):
        rows[name] = [row for row in rows[name] if row["zone_code"].strip().upper() in zones]
    registered = [be_day(row["reg_date"]) for row in rows["tb_vendor"] if row["reg_date"]]
    market = Market(first=min(registered))
    for row in rows["tb_vendor"]:
        if row["reg_date"] and is_calendar:
            ended = be_day(row["end_date"]) if row["end_date"] else day_of(row["updated_at"])
            market.vendors.append((be_day(row["reg_date"]), ended if row["status"] == "03" else None))
    held = {}
    for row in rows["tb_market_day"]:
        if (row["visitor"] or 0) > MOST_VISITORS:
            market.refused.append(row["updated_at"])
        elif row["status"] == "H":
            held[row["day_id"]] = night = day_of(row["sale_date"])
            if not is_calendar:
                continue
            market.add("held", night)
            if row["visitor"]:
                market.add("visitors", night, row["visitor"])
                market.add("counted", night)
    for row in rows["tb_market_day_zone"]:
        if row["day_id"] in held:
            market.add("available", held[row["day_id"]], row["available_lock"])
    read_bookings(market, rows, held)
    for row in rows["tb_queue"]:
        ends = [row[name] for name in ("call_date", "end_date", "updated_at") if not row[name].startswith("0000")]
        market.waits.append((day_of(row["request_date"]), None if row["status"] == "รอคิว" else day_of(ends[0])))
    for row in rows["tb_violation"]:
        market.add("violations", day_of(row["found_date"]))
    return market


def read_bookings(market: Market, rows: dict[str, list[sqlite3.Row]], held: dict[int, date]) -> None:
    stall_of = make_register(rows)
    did: dict[tuple[int, str, Any], set[str]] = defaultdict(set)
    for row in rows["tb_booking"]:
        code = row["lock_no"].replace(" ", "")
        if not code or "บาท" in row["payment"] or (row["sale_amount"] or 0) > MOST_SALES:
            market.refused.append(row["updated_at"])
            continue
        sold_on, paid = day_of(row["sale_date"]), satang(row["payment"])
        paid_on = None if row["paid_at"].startswith("0000") else day_of(row["paid_at"])
        if paid:
            market.add("received", paid_on or sold_on, paid)
        if row["day_id"] not in held:
            continue
        night = held[row["day_id"]]
        came = not row["checkin_at"].startswith("0000")
        if came or row["status"] == "BK":
            kinds = did[row["day_id"], row["zone_code"].strip().upper(), stall_of(code, row["sale_date"])]
            told = not row["notify_at"].startswith("0000")
            kinds.add("traded" if came else "excused" if told else "absent")
            if came and row["vendor_type"] in COMMUNITY:
                kinds.add("community")
            if came and row["sale_amount"]:
                market.add("sold", night, 100 * row["sale_amount"])
                market.add("reports", night)
            fee = satang(row["price"])
            due = sold_on + timedelta(days=7) if row["due_date"].startswith("0000") else day_of(row["due_date"])
            if fee:
                market.add("due", due, fee)
                market.bills.append((due, fee, (paid_on or sold_on) if paid else None, min(fee, paid)))
                if paid and (paid_on or sold_on) <= due:
                    market.add("in time", due, min(fee, paid))
    for (day_id, _, _), kinds in did.items():
        night = held[day_id]
        market.add("booked", night)
        market.add("traded" if "traded" in kinds else "absent" if "absent" in kinds else "excused", night)
        if "community" in kinds:
            market.add("community", night)


def make_register(rows: dict[str, list[sqlite3.Row]]) -> Callable[[str, str], Any]:
    """Which stall a code meant on a day: the codes of each stall are followed backwards from the present one."""
    meant: dict[str, list[tuple[str, str, int]]] = defaultdict(list)  # code -> (from, until, stall)
    for lock in rows["tb_lock"]:
        until, code = "9999", lock["lock_no"]
        changes = [c for c in rows["tb_lock_change"] if c["lock_id"] == lock["lock_id"]]
        for change in sorted(changes, key=lambda c: c["change_date"], reverse=True):
            assert change["new_no"] == code
            meant[code].append((change["change_date"], until, lock["lock_id"]))
            until, code = change["change_date"], change["old_no"]
        meant[code].append(("0000", until, lock["lock_id"]))

    def find(code: str, day: str) -> Any:
        spans = meant.get(code, [])
        exact = [stall for start, end, stall in spans if start <= day < end]
        if exact:
            return exact[0]
        past = [(end, stall) for _, end, stall in spans if end <= day]  # the clerk kept to the old code
        return max(past)[1] if past else code

    return find


def satang(baht: Any) -> int:
    return int(Fraction(str(baht or 0)) * 100)


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def be_day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year - 543, month, day)
