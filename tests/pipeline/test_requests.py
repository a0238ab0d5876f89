"""Requests: asked once, claimed once, finished once; on both engines."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from etl import requests
from etl.errors import UsageError

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def test_the_life_of_a_request(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        assert requests.claim_next(connection, NOW) is None
        key = requests.ask(
            connection, "run", source_name="complaints", details={"full": True, "เหตุ": "ทดสอบ"}, asked_by="op", at=NOW
        )
        assert requests.state(connection, key).status == "waiting"
        claimed = requests.claim_next(connection, NOW + timedelta(seconds=5))
        assert claimed is not None
        assert (claimed.request_key, claimed.kind, claimed.source_name, claimed.status) == (
            key, "run", "complaints", "claimed",
        )  # fmt: skip
        assert claimed.details == {"full": True, "เหตุ": "ทดสอบ"}
        assert claimed.claimed_at == NOW + timedelta(seconds=5)
        assert not claimed.is_over
        assert requests.claim_next(connection, NOW) is None
        requests.finish(connection, key, at=NOW + timedelta(seconds=9), run_key=42)
        done = requests.state(connection, key)
        assert (done.status, done.run_key, done.error, done.is_over) == ("done", 42, None, True)
        assert done.finished_at == NOW + timedelta(seconds=9)
        with pytest.raises(UsageError):
            requests.finish(connection, key, at=NOW)  # once


def test_a_failure_is_kept_with_its_reason(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        key = requests.ask(connection, "rescore", asked_by="op", at=NOW)
        with pytest.raises(UsageError):
            requests.finish(connection, key, at=NOW)  # not claimed yet
        requests.claim_next(connection, NOW)
        requests.finish(connection, key, at=NOW, error="the source did not answer")
        failed = requests.state(connection, key)
        assert (failed.status, failed.error) == ("failed", "the source did not answer")


def test_the_oldest_comes_first_and_a_double_click_is_one_request(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        first = requests.ask(connection, "run", source_name="a", asked_by="op", at=NOW)
        second = requests.ask(connection, "run", source_name="b", asked_by="op", at=NOW)
        third = requests.ask(connection, "rescore", asked_by="op", at=NOW)
        assert requests.ask(connection, "run", source_name="a", asked_by="other", at=NOW) == first
        assert requests.ask(connection, "rescore", asked_by="op", at=NOW) == third
        assert requests.ask(connection, "run", source_name="a", details={"full": True}, asked_by="op", at=NOW) > third
        claimed = [requests.claim_next(connection, NOW) for _ in range(3)]
        assert [c.request_key for c in claimed if c] == [first, second, third]
        assert requests.ask(connection, "rescore", asked_by="op", at=NOW) > third  # the other one is under way


def test_what_cannot_be_asked_is_refused(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        with pytest.raises(UsageError):
            requests.ask(connection, "drop", asked_by="op", at=NOW)
        with pytest.raises(UsageError):
            requests.ask(connection, "run", details={"at": NOW}, asked_by="op", at=NOW)
        with pytest.raises(UsageError):
            requests.state(connection, 1)


def test_of_many_claimers_each_request_has_one(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        asked = {requests.ask(connection, "run", source_name=f"s{n}", asked_by="op", at=NOW) for n in range(12)}
    claimed: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        while True:
            with warehouse.begin() as connection:
                request = requests.claim_next(connection, NOW)
            if request is None:
                return
            claimed.append(request.request_key)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(claimed) == sorted(asked)


def test_requests_of_a_dead_process_wait_again(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        key = requests.ask(connection, "run", asked_by="op", at=NOW)
        requests.claim_next(connection, NOW)
        assert requests.release_claimed(connection) == 1
        assert requests.state(connection, key).status == "waiting"
        assert requests.release_claimed(connection) == 0
        again = requests.claim_next(connection, NOW)
        assert again is not None
        assert again.request_key == key
