"""A row whose time of last change was never filled in is read by a full run all the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import fact_complaint

AS_OF = "2021-11-20"
BLANK = {"sqlite": ("", "0000-00-00 00:00:00"), "mariadb": ("0000-00-00 00:00:00",)}


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
def test_rows_without_a_time_of_change_are_read(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    place = {"MIS_WAREHOUSE_URL": url, "MIS_AS_OF": AS_OF}
    if kind == "mariadb":
        place["MIS_SAMPLE_URL"] = request.getfixturevalue("mariadb_url")
    settings = make_settings(**place)
    source = create_engine(build_sample(settings, settings.now(), complaints_per_year=600)["complaints"])
    with source.begin() as connection:
        if kind == "mariadb":
            connection.execute(text("set session sql_mode = ''"))
        for number, blank in enumerate(BLANK[kind]):
            changed = {"blank": blank, "id": 5 + number}
            connection.execute(text("update tb_complaint set updated_at = :blank where complaint_id = :id"), changed)
        rows = connection.execute(text("select count(*) from tb_complaint")).scalar_one()
    settings = make_settings(**place)
    prepare_warehouse(settings)
    engine = make_engine(url)
    report = run_source(settings, engine, "complaints", mode="full")
    assert report.is_ok
    assert report.counts["complaint"].read == rows
    with engine.connect() as connection:
        known = select(func.count()).where(fact_complaint.c.source_id.in_(["5", "6"]))
        assert connection.execute(known).scalar_one() == 2
