"""One computation per key however many ask, a failure kept for nobody, bounded by count and by rows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.cache import ResultCache


def test_two_hundred_ask_and_one_computes() -> None:
    cache, calls, gate = ResultCache(), [], threading.Event()

    def load() -> list[Any]:
        calls.append(1)
        gate.wait(5)
        return ["row"]

    with ThreadPoolExecutor(40) as pool:
        answers = [pool.submit(cache.get, "key", load) for _ in range(200)]
        gate.set()
        assert all(a.result(10) == ["row"] for a in answers)
    assert len(calls) == 1


def test_keys_do_not_share() -> None:
    cache = ResultCache()
    keys = [("q", 1, "executive"), ("q", 1, "planner"), ("q", 2, "executive"), ("p", 1, "executive")]
    assert [cache.get(key, lambda k=key: [k]) for key in keys] == [[key] for key in keys]
    assert [cache.get(key, lambda: ["again"]) for key in keys] == [[key] for key in keys]


def test_a_failure_is_told_to_all_and_kept_for_nobody() -> None:
    cache = ResultCache()

    def fail() -> list[Any]:
        raise RuntimeError("no database")

    with pytest.raises(RuntimeError, match="no database"):
        cache.get("key", fail)
    assert cache.get("key", lambda: ["back"]) == ["back"]


def test_the_least_recently_used_leave_first() -> None:
    cache = ResultCache(max_results=2)
    cache.get("a", lambda: [1])
    cache.get("b", lambda: [1])
    cache.get("a", lambda: [2])
    cache.get("c", lambda: [1])
    assert cache.get("a", lambda: ["new"]) == [1]
    assert cache.get("b", lambda: ["new"]) == ["new"]


def test_rows_are_bounded_too() -> None:
    cache = ResultCache(max_rows=100)
    for name in range(20):
        cache.get(name, lambda: [0] * 30)
    assert sum(cache._sizes.values()) <= 100 and set(cache._sizes) == set(cache._results)
    assert cache.get(19, lambda: ["new"]) == [0] * 30
