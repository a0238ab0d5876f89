"""A case closed without a date counts as finished on the day a run first met it closed, not the day it came in."""

import sqlite3
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, select

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import fact_complaint, fact_complaint_spell

pytestmark = pytest.mark.two_sources

CASE = 7


def closing(engine: Engine) -> tuple[date | None, str | None]:
    spell, fact = fact_complaint_spell, fact_complaint
    query = select(spell.c.closed_date, spell.c.closed_basis).join(fact, fact.c.complaint_key == spell.c.complaint_key)
    with engine.connect() as connection:
        return tuple(connection.execute(query.where(fact.c.source_id == str(CASE), spell.c.is_last)).one())


def test_an_undated_closing_keeps_the_day_it_was_first_seen(
    warehouse_url: str, make_settings: Callable[..., Settings]
) -> None:
    def at(moment: str) -> Settings:
        return make_settings(MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF=moment)

    build_sample(at("2021-11-20"), at("2021-11-20").now(), complaints_per_year=600)
    database = at("2021-11-20").home / "sample" / "complaints.db"

    def change(status: str, moment: str) -> None:
        with sqlite3.connect(database) as source:
            source.execute("delete from tb_complaint_status_log where complaint_id = ?", [CASE])
            source.execute(
                "update tb_complaint set status_code = ?, finish_date = '0000-00-00 00:00:00', updated_at = ?"
                " where complaint_id = ?",
                [status, moment, CASE],
            )

    change("03", "2021-11-20 08:00:00")
    prepare_warehouse(at("2021-11-20"))
    engine = make_engine(warehouse_url)
    assert run_source(at("2021-11-20"), engine, "complaints").is_ok
    assert closing(engine) == (None, None)
    for moment, status, expected in (
        ("2021-11-22", "07", (date(2021, 11, 22), "unknown")),
        ("2021-11-25", "08", (date(2021, 11, 22), "unknown")),  # still closed: the day does not move
        ("2021-11-26", "03", (None, None)),
        ("2021-11-29", "07", (date(2021, 11, 29), "unknown")),
    ):
        change(status, f"{moment} 09:00:00")
        assert run_source(at(moment), engine, "complaints").is_ok
        assert closing(engine) == expected, moment
