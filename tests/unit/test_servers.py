"""The tests' own servers are the real thing."""

import pymysql
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from etl.warehouse import migrate
from etl.warehouse.tables import metadata


def test_warehouse_is_migrated_from_empty_on_both(warehouse: Engine) -> None:
    assert migrate.current(warehouse) == migrate.head()
    assert set(metadata.tables) <= set(inspect(warehouse).get_table_names())


def test_mariadb_keeps_zero_dates_as_the_old_systems_do(mariadb_url: str) -> None:
    address = make_url(mariadb_url)
    with (
        pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.username,
            password=address.password,
            database=address.database,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("set session sql_mode = ''")
        cursor.execute("create table t (at datetime)")
        cursor.execute("insert into t values ('0000-00-00 00:00:00')")
        cursor.execute("select cast(at as char) from t")
        assert cursor.fetchall() == (("0000-00-00 00:00:00",),)


def test_sessions_of_postgres_speak_utc(warehouse: Engine) -> None:
    if warehouse.dialect.name == "postgresql":
        with warehouse.connect() as connection:
            assert connection.execute(text("show timezone")).scalar() == "UTC"
