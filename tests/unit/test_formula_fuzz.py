"""10,000 formulas: each is a value, null or a typed error; what is well formed has its value worked out beside it."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import pytest

from etl.errors import FormulaError
from etl.indicators.formula import Value, evaluate, measures_of, parse, render
from etl.indicators.grammar import Fault

VALUES: dict[str, Value] = {"m_one": 1, "m_zero": 0, "m_big": 987_654_321, "m_minus": -3, "m_null": None}
PIECES = [
    *VALUES, "0", "1", "2.5", "100", "+", "-", "*", "/", "(", ")", ",", "min(", "max(", "abs(", "round(", "coalesce(",
    "previous(", " ", "1.", "..", "e", "__class__", "lambda", "import os", "'", '"', ";", "\n", "\x00", "๑", "คำร้อง",
    "**", "//", "[", "]", "{", "}", "@", "=", "drop table", "--", "9" * 40,
]  # fmt: skip


def make(pick: random.Random, depth: int) -> tuple[str, Value]:
    """A well-formed formula and its value, worked out while it is written."""
    kind = pick.random()
    if depth == 0 or kind < 0.25:
        name = pick.choice(list(VALUES))
        return name, VALUES[name]
    if kind < 0.4:
        number = f"{pick.randint(0, 999)}.{pick.randint(0, 99)}" if pick.random() < 0.5 else str(pick.randint(0, 9))
        return number, Fraction(number)
    if kind < 0.5:
        text, value = make(pick, depth - 1)
        return f"-({text})", None if value is None else -value
    if kind < 0.7:
        return make_call(pick, depth)
    return make_pair(pick, depth)


def make_pair(pick: random.Random, depth: int) -> tuple[str, Value]:
    (left, x), (right, y) = make(pick, depth - 1), make(pick, depth - 1)
    sign = pick.choice("+-*/")
    text = f"({left}) {sign} ({right})"
    if x is None or y is None or (sign == "/" and y == 0):
        return text, None
    return text, {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: Fraction(x) / y}[sign]()


def make_call(pick: random.Random, depth: int) -> tuple[str, Value]:
    made = [make(pick, depth - 1) for _ in range(pick.randint(1, 3))]
    values = [value for _, value in made]
    arguments = ", ".join(text for text, _ in made)
    name = pick.choice(("min", "max", "coalesce", "abs"))
    if name == "coalesce":
        return f"coalesce({arguments})", next((v for v in values if v is not None), None)
    if name == "abs":
        return f"abs({made[0][0]})", None if values[0] is None else abs(values[0])
    known = [Fraction(v) for v in values if v is not None]
    whole = len(known) == len(values)
    return f"{name}({arguments})", (min if name == "min" else max)(known) if whole else None


@pytest.mark.parametrize("seed", range(5))
def test_well_formed_formulas_have_their_value(seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(1_000):
        text, expected = make(pick, 4)
        try:
            tree = parse(text, VALUES)
        except FormulaError as error:
            assert error.message_id in (Fault.TOO_LONG.value, Fault.TOO_DEEP.value), text
            continue
        assert evaluate(tree, VALUES.get) == expected, text
        assert measures_of(tree) <= set(VALUES)
        written = render(tree, str).replace("×", "*").replace("−", "-")
        assert evaluate(parse(written), VALUES.get) == expected, f"{text} was written {written}"


@pytest.mark.parametrize("seed", range(5))
def test_nonsense_is_a_value_null_or_a_typed_error(seed: int) -> None:
    pick = random.Random(100 + seed)
    values = errors = 0
    for _ in range(1_000):
        text = "".join(pick.choice(PIECES) for _ in range(pick.randint(0, 60)))
        if pick.random() < 0.3:  # a formula with one character damaged
            text, _value = make(pick, 3)
            place = pick.randrange(len(text))
            text = text[:place] + pick.choice(PIECES) + text[place + 1 :]
        started = time.perf_counter()
        try:
            value = evaluate(parse(text), VALUES.get)
            assert value is None or isinstance(value, int | Fraction)
            values += 1
        except FormulaError as error:
            assert 0 <= error.position <= len(text)
            assert error.message_id in set(Fault)
            errors += 1
        assert time.perf_counter() - started < 1
    assert values > 20
    assert errors > 200


def test_the_heaviest_formulas_stay_quick() -> None:
    for text in ("*".join(["9" * 29] * 66), "/".join(["9" * 29] * 66), "+".join(f"1/{n}" for n in range(1, 300))):
        started = time.perf_counter()
        assert evaluate(parse(text), VALUES.get) is not None
        assert time.perf_counter() - started < 1
