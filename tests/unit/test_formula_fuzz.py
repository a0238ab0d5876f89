"""10,000 formulas: each is a value, null or a typed error; what is well formed has its value worked out beside it.

A million of each kind: `make bench` (tests/bench/test_formulas.py).
"""

from __future__ import annotations

import random
import time

import pytest

from etl.indicators.formula import evaluate, parse
from tests.formulas import check_formula, look_up, make_formula, make_nonsense, try_nonsense


@pytest.mark.parametrize("seed", range(5))
def test_well_formed_formulas_have_their_value(seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(1_000):
        check_formula(*make_formula(pick, 4))


@pytest.mark.parametrize("seed", range(5))
def test_nonsense_is_a_value_null_or_a_typed_error(seed: int) -> None:
    pick = random.Random(100 + seed)
    started = time.process_time()
    found = [try_nonsense(make_nonsense(pick)) for _ in range(1_000)]
    assert time.process_time() - started < 30  # none of them is slow
    assert found.count(True) > 5
    assert found.count(False) > 200


def test_the_heaviest_formulas_stay_quick() -> None:
    for text in ("*".join(["9" * 29] * 66), "/".join(["9" * 29] * 66), "+".join(f"1/{n}" for n in range(1, 300))):
        started = time.process_time()  # the processor's time: a busy machine is not the formula's fault
        assert evaluate(parse(text), look_up) is not None
        assert time.process_time() - started < 1
