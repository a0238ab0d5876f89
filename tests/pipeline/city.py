"""A complaint system under a test's hand, with the sample's tables: rows are put in, edited and removed one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, insert, text, update
from sqlalchemy.engine import make_url

from etl.sample.complaints import schema

RECEIVED = "2026-11-02 09:00:00"


class City:
    """`complaint` adds a row and its first line of history; all else is written by hand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _open(url)
        schema.metadata.create_all(self.engine)
        self._log_id = 0

    def complaint(self, number: int, received: str = RECEIVED, *, history: bool = True, **more: Any) -> None:
        row = {
            "complaint_id": number, "complaint_no": f"คร70/{number:05d}", "traffy_ref": "",
            "receive_date": received, "accept_date": schema.ZERO, "reply_date": schema.ZERO,
            "due_date": schema.ZERO_DATE, "finish_date": schema.ZERO, "status_code": "01", "urgency": 1,
            "dept_name": "สำนักช่าง", "cat_name": "ถนน", "channel_name": "Line Official", "zone_name": "เขต 1",
            "community_name": "ชุมชนทดสอบ", "place": "ถนนศรีจันทร์", "detail": "ถนนเป็นหลุม", "lat": 16.43, "lon": 102.83,
            "star": None, "reopen_count": 0, "created_at": received, "updated_at": received,
        } | more  # fmt: skip
        self._write(insert(schema.complaint).values(**row))
        if history:
            self.log(number, received, "01")

    def log(self, number: int, at: str, status: str, *, written: str | None = None) -> int:
        self._log_id += 1
        row = {"log_id": self._log_id, "complaint_id": number, "change_date": at, "new_status": status}
        self._write(insert(schema.status_log).values(**row, created_at=written or at))
        return self._log_id

    def finish(self, number: int, at: str) -> None:
        self.edit(number, status_code="07", finish_date=at, updated_at=at)
        self.log(number, at, "07")

    def edit(self, number: int, **values: Any) -> None:
        self._write(update(schema.complaint).where(schema.complaint.c.complaint_id == number).values(**values))

    def delete(self, *numbers: int) -> None:
        self._write(delete(schema.complaint).where(schema.complaint.c.complaint_id.in_(numbers)))
        self._write(delete(schema.status_log).where(schema.status_log.c.complaint_id.in_(numbers)))

    def run(self, sql: str) -> None:
        self._write(text(sql))

    def _write(self, statement: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(statement)


def _open(url: str) -> Engine:
    engine = create_engine(make_url(url))
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "connect")
        def _allow_zero_dates(connection: Any, _record: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("set session sql_mode = ''")

    return engine
