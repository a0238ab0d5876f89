"""Systems whose keys are text (`131/2569`, a UUID), and selects that a source does not understand, on real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from etl.contracts.base import FieldType
from etl.contracts.complaints import COMPLAINT
from etl.errors import QueryError
from etl.readers.base import Start
from etl.readers.catalogue import open_reader
from etl.select_skeleton import write_skeleton
from etl.settings import load_settings

BOTH = pytest.mark.parametrize(("dialect", "server"), [("MariaDB", "mariadb_url"), ("PostgreSQL", "postgres_url")])
ROWS = 2_500  # in pages of 100: three selects, every row of one time of change
Open = Callable[[str, str, list[str], Callable[[str], str]], Any]


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, write_config: Callable[..., Path],
    own_selects: Callable[[str, Path], None],
) -> Open:  # fmt: skip
    """The reader of a table with these keys, by a skeleton that was mended: `opened("MariaDB", "mariadb_url", ...)`."""

    @contextmanager
    def make(dialect: str, server: str, keys: list[str], mend: Callable[[str], str]) -> Iterator[Any]:
        folder = tmp_path / "selects"
        folder.mkdir()
        (folder / "complaint.sql").write_text(mend(dict(write_skeleton(COMPLAINT))[dialect]), encoding="utf-8")
        own_selects("mine", folder)
        address: Any = make_url(request.getfixturevalue(server))
        driver = "mysql+pymysql" if dialect == "MariaDB" else "postgresql+psycopg"
        engine = create_engine(address.set(drivername=driver))
        columns = ", ".join(f"your_{f.name} {_kind(f.type, dialect)}" for f in COMPLAINT.fields[1:] if not f.only_some)
        with engine.begin() as connection:
            connection.execute(text(f"create table your_table (your_source_id varchar(40) primary key, {columns})"))
            insert = "insert into your_table (your_source_id, your_changed_at) values (:key, '2026-11-02 09:00:00')"
            connection.execute(text(insert), [{"key": key} for key in keys])
        engine.dispose()
        config = write_config(
            name="mine", record_url=None, value_maps={}, reader={"kind": "database", "page_rows": 100}
        )
        url = address.render_as_string(hide_password=False)
        settings = load_settings({"MIS_HOME": str(tmp_path), "MIS_CONFIG": str(config), "MIS_SOURCE_MINE_URL": url})
        with closing(open_reader(settings.source("mine"), url)) as reader:
            yield reader

    return make


def _kind(kind: FieldType, dialect: str) -> str:
    times = "datetime" if dialect == "MariaDB" else "timestamptz"
    return {FieldType.INSTANT: times, FieldType.DATE: "date"}.get(kind, "varchar(50)")


def _by_text(select: str) -> str:
    return select.replace("after_id int", "after_id text").replace("source_id int", "source_id text")


@BOTH
def test_every_row_of_a_system_with_text_keys_is_read_once(opened: Open, dialect: str, server: str) -> None:
    keys = [f"{number}/2569" for number in range(1, ROWS + 1)]
    with opened(dialect, server, keys, _by_text) as reader:
        reader.check(COMPLAINT)
        read = [key for page in reader.pages(COMPLAINT, Start()) for key in page.columns["source_id"]]
        again = [
            key for page in reader.rows(COMPLAINT, [("7/2569",), ("0007/2569",)]) for key in page.columns["source_id"]
        ]
    assert sorted(read) == sorted(keys)
    assert again == ["7/2569"]


@pytest.mark.parametrize("keys", [["D-15", "D-16"], [str(number) for number in range(1, ROWS + 1)]])
def test_text_keys_declared_as_numbers_are_refused_before_a_row_is_passed_over(opened: Open, keys: list[str]) -> None:
    """Ordered as text `1000` stands before `51`: a next page after the number 1000 would never bring 51."""
    with (
        opened("MariaDB", "mariadb_url", keys, str) as reader,
        pytest.raises(QueryError, match="source_id does not come as whole numbers in their order") as refused,
    ):
        list(reader.pages(COMPLAINT, Start()))
    assert "after_id text" in refused.value.remedy
    assert "queries/extract/mine/complaint.sql" in refused.value.remedy


@BOTH
def test_a_select_that_is_no_sql_of_its_source_is_told_as_such(opened: Open, dialect: str, server: str) -> None:
    with (
        opened(dialect, server, ["1"], lambda select: select.replace("from your_table", "fromm your_table")) as reader,
        pytest.raises(QueryError, match="does not understand the select") as refused,
    ):
        reader.check(COMPLAINT)
    assert refused.value.remedy.startswith("Correct queries/extract/mine/complaint.sql")


def test_a_value_that_a_cast_cannot_read_is_not_quoted_with_its_people(opened: Open) -> None:
    with (
        opened("PostgreSQL", "postgres_url", ["โทร 081-234-5678"], _with_a_cast) as reader,
        pytest.raises(QueryError, match="invalid input syntax") as refused,
    ):
        list(reader.pages(COMPLAINT, Start()))
    assert "081-234" not in str(refused.value)
    assert "[โทรศัพท์]" in str(refused.value)


def _with_a_cast(select: str) -> str:
    return _by_text(select).replace("your_place as place", "cast(your_source_id as int) as place")


def test_a_uuid_that_was_not_cast_leads_to_the_remedy(opened: Open) -> None:
    with (
        opened("PostgreSQL", "postgres_url", ["a"], str) as reader,  # varchar > bigint: no such operator
        pytest.raises(QueryError, match="operator does not exist") as refused,
    ):
        reader.check(COMPLAINT)
    assert "after_id text" in refused.value.remedy
