"""A million formulas, half of them well formed: only a value, null or a typed error; on both cores, some minutes.

`MIS_BENCH_FORMULAS` names another number.
"""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.bench.test_load import say
from tests.formulas import check_formula, make_formula, make_nonsense, try_nonsense

FORMULAS = int(os.environ.get("MIS_BENCH_FORMULAS", "1000000"))
AT_ONCE = 5_000

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]


def _try_some(seed: int) -> float:
    """The longest any one took of the processor."""
    pick = random.Random(seed)
    longest = 0.0
    for number in range(AT_ONCE):
        started = time.process_time()
        if number % 2:
            check_formula(*make_formula(pick, pick.randint(1, 6)))
        else:
            try_nonsense(make_nonsense(pick))
        longest = max(longest, time.process_time() - started)
    return longest


def test_a_million_formulas() -> None:
    started = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        longest = max(pool.map(_try_some, range(10_000, 10_000 + -(-FORMULAS // AT_ONCE))))
    say(f"{FORMULAS:,} formulas in {time.perf_counter() - started:.0f} s, none longer than {longest * 1000:.0f} ms")
    assert longest < 2
