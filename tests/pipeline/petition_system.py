"""A complaint system on a real PostgreSQL under a test's hand, and what config.yaml says about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

HERE = Path(__file__).parent / "petitions"
NAME = "petitions"
SOURCE: dict[str, Any] = {
    "name": NAME,
    "title_th": "ระบบคำร้อง (PostgreSQL)",
    "title_en": "Petition system",
    "value_maps": {"category": {"values": {"ถนนชำรุด": "road"}}},
    "record_url": None,
}


class PetitionSystem:
    """`open` adds a petition with its first line of history; `change` edits a row as its own program would."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.run((HERE / "schema.sql").read_text(encoding="utf-8"))

    def open(self, opened: str, *, history: bool = True, **more: Any) -> int:
        row: dict[str, Any] = {
            "ref": "P-1", "opened": opened, "status_id": 1, "division_id": 10, "topic": "ถนนชำรุด", "channel": "โทรศัพท์",
            "zone": "เขต 1", "lat": 16.43, "lng": 102.83, "subject": "ถนนเป็นหลุม", "citizen_id": 1,
            "officerName": "นางสาวสมหญิง มีสุข", "updated": opened,
        } | more  # fmt: skip
        statement = sql.SQL('insert into petition."Case" ({}) values ({}) returning id').format(
            sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(sql.Placeholder, row))
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(statement, row).fetchone()
        assert found is not None
        if history:
            self.log(found[0], opened, row["status_id"])
        return int(found[0])

    def change(self, number: int, **values: Any) -> None:
        sets = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in values)
        self.run(sql.SQL('update petition."Case" set {} where id = %(_id)s').format(sets), values | {"_id": number})

    def log(self, number: int, at: str, status: int) -> None:
        line = "insert into petition.status_change (case_id, status_id, at, made_by) values (%s, %s, %s, 'สมหญิง')"
        self.run(line, (number, status, at))

    def run(self, statement: Any, values: Any = None) -> None:
        with psycopg.connect(self.url, autocommit=True, options="-c timezone=Asia/Bangkok") as connection:
            connection.execute(statement, values)
