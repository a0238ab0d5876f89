"""The selects to begin with (`mis sources sheet`) are read by a run as they stand, on a real MariaDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from etl.contracts.base import Entity, FieldType
from etl.contracts.complaints import COMPLAINT
from etl.select_skeleton import write_skeleton
from etl.settings import load_settings
from etl.source_try import try_source
from etl.warehouse import query

KINDS = {
    FieldType.INTEGER: "int", FieldType.NUMBER: "double precision", FieldType.DATE: "date",
    FieldType.WORD: "varchar(50)", FieldType.ORG_UNIT: "varchar(50)", FieldType.TEXT: "varchar(200)",
}  # fmt: skip


def _columns(entity: Entity, times: str) -> str:
    kinds = KINDS | {FieldType.INSTANT: times}
    columns = [f"your_{f.name} {kinds[f.type]}" for f in entity.fields if not f.only_some and f.name != entity.cursor]
    return ", ".join([f"your_{entity.cursor} bigint primary key", *columns])


@pytest.mark.parametrize(("dialect", "url", "times"), [
    ("MariaDB", "mariadb_url", "datetime"), ("PostgreSQL", "postgres_url", "timestamptz"),
])  # fmt: skip
def test_a_skeleton_is_read_as_it_stands(
    request: pytest.FixtureRequest, tmp_path: Path, write_config: Callable[..., Path],
    own_selects: Callable[[str, Path], None], dialect: str, url: str, times: str,
) -> None:  # fmt: skip
    folder = tmp_path / "selects"
    folder.mkdir()
    (folder / "complaint.sql").write_text(dict(write_skeleton(COMPLAINT))[dialect], encoding="utf-8")
    own_selects("mine", folder)
    assert query.exists("extract/mine/complaint")
    address: Any = make_url(request.getfixturevalue(url))
    driver = "mysql+pymysql" if dialect == "MariaDB" else "postgresql+psycopg"
    engine = create_engine(address.set(drivername=driver))
    with engine.begin() as connection:
        connection.execute(text(f"create table your_table ({_columns(COMPLAINT, times)})"))
        for number in (1, 2):
            connection.execute(
                text(
                    "insert into your_table"
                    " (your_source_id, your_received_at, your_status, your_due_date, your_changed_at)"
                    " values (:n, '2026-11-02 09:00:00', 'new', '2026-11-09', '2026-11-02 09:00:00')"
                ),
                {"n": number},
            )
    engine.dispose()
    environ = {"MIS_HOME": str(tmp_path / "home"), "MIS_AS_OF": "2026-11-21"}
    environ["MIS_CONFIG"] = str(write_config(name="mine", record_url=None, value_maps={}))
    environ["MIS_SOURCE_MINE_URL"] = address.render_as_string(hide_password=False)
    settings = load_settings(environ)
    trial = try_source(settings, settings.source("mine"))
    assert trial.verdict == "ready", trial
    assert {cell.ours for cell in trial.entities[0].rows if cell.field == "due_date"} == {"2026-11-09"}
