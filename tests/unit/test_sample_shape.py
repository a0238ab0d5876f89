"""The sample complaints look like a real city's: how many, when, by which way, how well handled, how dirty."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.calendar_th import BANGKOK, day_number, fiscal_year_start
from etl.contracts import complaints as contract
from etl.sample import build_sample, city
from etl.sample.complaints import phrases, words
from etl.sample.complaints.cases import Cases, Plan, category_weights, make_cases
from etl.sample.complaints.lives import CLOSE, LIFE_DAYS, NEVER, Lives, make_lives
from etl.settings import load_settings
from etl.steps.words import fold
from tests.two_sources import write_two_sources

LAST = day_number(date(2026, 11, 21))


@pytest.fixture(scope="module")
def cases() -> Cases:
    return make_cases(Plan.until(2565, 12_000, LAST), city.FIRST_DAY, LAST)


@pytest.fixture(scope="module")
def lives(cases: Cases) -> Lives:
    return make_lives(cases)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    home = str(tmp_path_factory.mktemp("sample"))
    settings = load_settings({"MIS_HOME": home, "MIS_CONFIG": write_two_sources()})
    build_sample(settings, datetime(2026, 11, 21, 18, tzinfo=BANGKOK), progress=lambda _: None)
    connection = sqlite3.connect(Path(settings.home) / "sample" / "complaints.db")
    yield connection
    connection.close()


def share(database: sqlite3.Connection, condition: str) -> float:
    [(value,)] = database.execute(f"select avg({condition}) from tb_complaint").fetchall()
    return float(value)


def in_year(cases: Cases, fiscal_year: int) -> Any:
    first, after = fiscal_year_start(fiscal_year), fiscal_year_start(fiscal_year + 1)
    return (cases.day >= day_number(first)) & (cases.day < day_number(after))


def test_about_twelve_thousand_a_year_and_growing(cases: Cases) -> None:
    by_year = [int(in_year(cases, y).sum()) for y in range(2565, 2570)]
    assert 11_400 < np.mean(by_year) < 12_600
    assert by_year[0] < by_year[-1]
    assert all(10_000 < n < 14_500 for n in by_year)


def test_days_do_not_depend_on_how_far_the_plan_reaches() -> None:
    short, long = (city.volumes(1, 5_000, LAST + n) for n in (0, 5_000))
    assert (short == long[: len(short)]).all()
    assert long[-1_000:].sum() > 0  # ten years on it still works


def test_floods_bring_water_complaints_near_the_low_places(cases: Cases) -> None:
    flood = (cases.day >= day_number(date(2022, 10, 4))) & (cases.day <= day_number(date(2022, 10, 12)))
    usual = (cases.day >= day_number(date(2022, 12, 1))) & (cases.day <= day_number(date(2022, 12, 9)))
    assert flood.sum() > 2 * usual.sum()
    water = [n for n, c in enumerate(words.CATEGORIES) if c.name in ("น้ำท่วมขัง", "ท่อระบายน้ำอุดตัน")]
    assert np.isin(cases.category[flood], water).mean() > 0.4
    assert np.isin(cases.category[usual], water).mean() < 0.15


def test_seasons_of_categories() -> None:
    days = np.array([day_number(date(2025, m, 15)) for m in (2, 8)])
    smoke = [c.name for c in words.CATEGORIES].index("ฝุ่นละออง/เผาในที่โล่ง")
    february, august = category_weights(days)[:, smoke]
    assert february > 5 * august


def test_hours_and_weekdays(cases: Cases) -> None:
    hour = cases.created % city.DAY_SECONDS // 3600
    weekend = city.weekday(cases.day) >= 5
    counter = cases.channel == words.WALK_IN
    assert ((hour[counter] >= 7) & (hour[counter] < 18)).mean() > 0.97
    assert weekend[counter].mean() < 0.02
    line = cases.channel == words.LINE
    assert (hour[line] >= 17).mean() > 0.35
    assert 0.2 < weekend[line].mean() < 0.4


def test_digital_channels_grow(cases: Cases) -> None:
    digital = [n for n, c in enumerate(words.CHANNELS) if mapped("channel", c.name) in digital_codes()]
    shares = [float(np.isin(cases.channel[in_year(cases, y)], digital).mean()) for y in range(2565, 2570)]
    assert shares == sorted(shares)
    assert shares[0] < 0.45
    assert shares[-1] > 0.68


def test_one_department_struggles_one_shines_one_improves_one_worsens(cases: Cases, lives: Lives) -> None:
    due = words.STANDARD_DAYS[cases.urgency] * city.DAY_SECONDS
    in_time = lives.occurred[:, CLOSE] - cases.received <= due

    def on_time(code: str, year: int) -> float:
        chosen = in_year(cases, year) & (cases.department == words.DEPARTMENT_CODES.index(code))
        return float(in_time[chosen].mean())

    assert on_time("SCH", 2568) < 0.6
    assert min(on_time("SSS", y) for y in range(2565, 2570)) > 0.87
    assert on_time("SPL", 2569) > on_time("SPL", 2565) + 0.12
    assert on_time("SWK", 2569) < on_time("SWK", 2566) - 0.12


def test_steps_are_in_order_and_end_within_a_life(cases: Cases, lives: Lives) -> None:
    before = cases.created - 1
    for step in range(lives.entered.shape[1]):
        at = lives.entered[:, step]
        happens = at < NEVER
        assert (at[happens] > before[happens]).all()
        assert (happens == (lives.status[:, step] > 0)).all()
        before = np.where(happens, at, before)
    end = cases.created + LIFE_DAYS * city.DAY_SECONDS
    for times in (before, lives.reply, lives.rated, lives.edited, lives.slipped, lives.removed, lives.transferred):
        assert (times[times < NEVER] <= end[times < NEVER]).all()


@pytest.mark.parametrize(
    ("condition", "low", "high"),
    [
        ("receive_date like '0000%'", 0.0001, 0.001),
        ("receive_date like '25%'", 0.00002, 0.0005),
        ("status_code = '99'", 0.00005, 0.001),
        ("star = 9 and star is not null", 0.0001, 0.001),
        ("due_date like '0000%'", 0.04, 0.08),
        ("finish_date like '0000%' and status_code in ('07', '08', '09', '10', '11')", 0.005, 0.02),
        ("finish_date < receive_date and finish_date not like '0000%'", 0.0005, 0.004),
        ("finish_date not like '0000%' and status_code in ('01', '02', '03')", 0.0003, 0.005),
        ("dept_name = ''", 0.003, 0.01),
        ("dept_name not in (select dept_name from tb_department)", 0.06, 0.16),
        ("dept_name <> trim(dept_name) or cat_name <> trim(cat_name)", 0.005, 0.05),
        ("cat_name in ('อื่นๆ', 'ไม่แน่ใจ')", 0.003, 0.02),
        ("channel_name in ('ทวิตเตอร์', 'อื่นๆ', 'ผ่าน ส.ท.')", 0.001, 0.006),
        ("urgency = 0", 0.001, 0.006),
        ("lat = 0 and lon = 0", 0.25, 0.6),
        ("ifnull(reopen_count, 0) > 0", 0.03, 0.07),
        ("reopen_count is null", 0.2, 0.4),
        ("star is not null", 0.25, 0.4),
        ("traffy_ref <> ''", 0.05, 0.2),
        ("place = ''", 0.1, 0.3),
        ("detail glob '*0[89]?0000*' or detail glob '*0[89]?-000-*'", 0.01, 0.08),
        ("detail like '%@example.com%'", 0.001, 0.006),
        ("detail like '%เลขบัตรประชาชน%'", 0.001, 0.008),
        ("detail like '%' || char(10) || '%'", 0.01, 0.06),
        ("detail glob '[=+@-]*'", 0.001, 0.01),
        ("reply_date like '0000%'", 0.02, 0.08),
    ],
)
def test_dirt_stays_at_its_rate(database: sqlite3.Connection, condition: str, low: float, high: float) -> None:
    assert low < share(database, condition) < high


def test_rows_that_must_be_rejected_stay_well_under_one_percent(database: sqlite3.Connection) -> None:
    bad = "receive_date like '0000%' or receive_date like '25%' or status_code = '99' or ifnull(star, 0) = 9"
    assert 0.0003 < share(database, bad) < 0.003


def test_the_log_contradicts_some_headers(database: sqlite3.Connection) -> None:
    closed, finishing = "('07', '08', '09', '10', '11')", "select complaint_id from tb_complaint_status_log"
    unlogged = f"status_code in {closed} and complaint_id not in ({finishing} where new_status in {closed})"
    assert 0.001 < share(database, unlogged) < 0.01
    last = (
        "select complaint_id from (select complaint_id, new_status, row_number() over "
        "(partition by complaint_id order by log_id desc) as place from tb_complaint_status_log) "
        f"where place = 1 and new_status in {closed}"
    )
    assert 0.0003 < share(database, f"status_code not in {closed} and complaint_id in ({last})") < 0.004


def test_people_press_send_twice(database: sqlite3.Connection) -> None:
    [(pairs,)] = database.execute(
        "select count(*) from tb_complaint a join tb_complaint b on b.complaint_id = a.complaint_id + 1 "
        "and b.detail = a.detail and strftime('%s', b.created_at) - strftime('%s', a.created_at) < 600"
    ).fetchall()
    [(number,)] = database.execute("select count(*) from tb_complaint").fetchall()
    assert 0.003 < pairs / number < 0.015


def test_about_three_and_a_half_status_lines_each(database: sqlite3.Connection) -> None:
    [(each,)] = database.execute(
        "select 1.0 * count(*) / (select count(*) from tb_complaint) from tb_complaint_status_log"
    ).fetchall()
    assert 3.4 < each < 3.95


def test_official_numbers_are_unique_and_start_again_each_fiscal_year(database: sqlite3.Connection) -> None:
    numbers = database.execute("select complaint_no from tb_complaint").fetchall()
    assert len(set(numbers)) == len(numbers)
    [(first,)] = database.execute(
        "select complaint_no from tb_complaint where created_at >= '2025-10-01' order by complaint_id limit 1"
    ).fetchall()
    assert first == "คร69/00001"


def mapped(field: str, word: str) -> str | None:
    """A word of the system as the settings and the contract read it; None where neither knows it."""
    given = load_settings({}).source("complaints").value_maps[field].values
    known = {fold(w): code for w, code in given.items()}
    vocabulary = {"category": contract.CATEGORY, "channel": contract.CHANNEL, "status": contract.STATUS}.get(field)
    if vocabulary is not None:
        known = {fold(w.th): w.code for w in vocabulary.words} | known
    else:
        for unit in load_settings({}).config.org_units:
            known |= {fold(n): unit.code for n in (unit.name_th, unit.short_th, *unit.aliases)}
    return known.get(fold(word))


def digital_codes() -> set[str]:
    return {c.code for c in contract.CHANNELS if c.is_digital}


def test_every_word_of_the_system_is_known_but_the_ones_meant_to_be_strange() -> None:
    assert {c.name for c in words.CATEGORIES if mapped("category", c.name) is None} == {"อื่นๆ"}
    assert all(mapped("category", spelling) for spelling in words.SPELLINGS.values())
    assert all(mapped("channel", c.name) for c in words.CHANNELS)
    assert not any(mapped("channel", word) for word in words.UNKNOWN_CHANNELS)
    for department in words.DEPARTMENTS:
        for name in (department.name, *department.variants):
            assert mapped("org_unit", name) == department.code, name
    assert {mapped("status", f"{code:02d}") for code in words.STATUSES} == {s.code for s in contract.STATUSES}
    assert mapped("status", str(words.IMPOSSIBLE)) is None


def test_mapped_codes_are_in_the_contract() -> None:
    maps = load_settings({}).source("complaints").value_maps
    for field, vocabulary in (
        ("status", contract.STATUS), ("urgency", contract.URGENCY),
        ("channel", contract.CHANNEL), ("category", contract.CATEGORY),
    ):  # fmt: skip
        assert set(maps[field].values.values()) <= vocabulary.codes()


def test_sentences_are_whole(database: sqlite3.Connection) -> None:
    assert set(phrases.BODIES) == {c.name for c in words.CATEGORIES}
    assert all(body.count("@") == 1 for bodies in phrases.BODIES.values() for body in bodies)
    texts = [t for (t,) in database.execute("select detail from tb_complaint where complaint_id % 7 = 0")]
    assert not [t for t in texts if "#" in t or re.search(r"(?<!kk\.sample\d)(?<!\d)@(?!example|\s)", t[3:])]


def test_personal_data_belongs_to_nobody(database: sqlite3.Connection) -> None:
    cards = [c.replace("-", "") for (c,) in database.execute("select distinct complainant_idcard from tb_complaint")]
    for card in filter(None, cards):
        assert len(card) == 13
        check = (11 - sum(int(d) * (13 - n) for n, d in enumerate(card[:12])) % 11) % 10
        assert int(card[12]) != check
    phones = [p for (p,) in database.execute("select distinct complainant_tel from tb_complaint")]
    assert all("000" in re.sub(r"[-\s]", "", p) or "๐๐๐" in p.replace("-", "") for p in phones if p)
