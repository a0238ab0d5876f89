"""Columns cut from MariaDB's packets are what PyMySQL itself would have given, whatever the values' lengths."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pymysql
import pytest
from pymysql.cursors import SSCursor
from sqlalchemy.engine import make_url

from etl.readers.connections import _NO_CONVERSION
from etl.readers.mariadb_rows import read_columns

# around each length at which MariaDB writes lengths differently
LENGTHS = (0, 1, 249, 250, 251, 252, 253, 254, 255, 256, 300, 65_535, 65_536, 70_000, 1_100_000)


def connect(url: str) -> pymysql.Connection:
    address = make_url(url)
    return pymysql.connect(
        host=address.host, port=address.port, user=address.username, password=address.password,
        database=address.database, charset="utf8mb4", conv=_NO_CONVERSION, cursorclass=SSCursor,
    )  # fmt: skip


@pytest.fixture
def filled(mariadb_url: str) -> Iterator[pymysql.Connection]:
    with closing(connect(mariadb_url)) as connection:
        fill(connection)
        yield connection


def fill(connection: pymysql.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set session sql_mode = ''")
        cursor.execute("create table t (n int primary key, a longtext, b longblob, c double, d datetime)")
        rows = [(n, "ก" * n, b"x" * n, n / 3, "2026-11-21 10:00:00") for n in LENGTHS]
        rows += [
            (2_000_001, None, None, None, None),
            (2_000_002, "คั่น\x1eกลาง", b"\xff\xfe\x00null", -0.5, "0000-00-00 00:00:00"),
            (2_000_003, "\x00\x00null", b"", 1e300, None),
        ]
        cursor.executemany("insert into t values (%s, %s, %s, %s, %s)", rows)
    connection.commit()


@pytest.mark.parametrize("page_rows", [1, 4, 7, 1000])
def test_columns_are_the_rows_of_the_driver(filled: pymysql.Connection, page_rows: int) -> None:
    select = "select n, a, b, c, d from t order by n"
    with filled.cursor() as cursor:
        cursor.execute(select)
        plain = [tuple(_as_text(value) for value in row) for row in cursor.fetchall()]
    with filled.cursor() as cursor:
        cursor.execute(select)
        pages = [list(zip(*columns, strict=True)) for columns in read_columns(cursor, page_rows)]
    assert [row for page in pages for row in page] == plain
    assert max(len(page) for page in pages) <= page_rows
    filled.ping(reconnect=False)  # the connection is still of use


def test_no_rows_are_no_page(filled: pymysql.Connection) -> None:
    with filled.cursor() as cursor:
        cursor.execute("select n from t where n < 0")
        assert list(read_columns(cursor, 10)) == []


def test_an_error_in_the_middle_is_raised(filled: pymysql.Connection) -> None:
    with filled.cursor() as cursor:
        cursor.execute("select n, (select n from t) from t")
        with pytest.raises(pymysql.err.OperationalError, match="more than 1 row"):
            list(read_columns(cursor, 10))


def _as_text(value: object) -> object:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
