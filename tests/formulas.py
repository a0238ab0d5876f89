"""Formulas made at random: well formed ones with their value worked out while they are written, and nonsense."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from fractions import Fraction

from etl.errors import FormulaError
from etl.indicators.formula import Value, evaluate, inputs_of, measures_of, parse, render
from etl.indicators.grammar import FUNCTIONS, Fault

VALUES: dict[str, Value] = {
    "m_one": 1, "m_zero": 0, "m_big": 987_654_321, "m_minus": -3, "m_null": None, "[A-01]": Fraction(7, 3),
    "[B-2.1]": None,
}  # fmt: skip
CODES = {name[1:-1] for name in VALUES if name.startswith("[")}
STEPS = {"previous": 10, "same_period_last_year": 1_000}  # so much more is everything there
PIECES = [
    *VALUES, *(f"{name}(" for name in FUNCTIONS), "0", "1", "2.5", "100", "+", "-", "*", "/", "(", ")", ",", " ", "1.",
    "..", "e", "__class__", "lambda", "import os", "'", '"', ";", "\n", "\x00", "๑", "คำร้อง", "**", "//", "[", "]",
    "[]", "[x]", "[A-01", "{", "}", "@", "=", "drop table", "--", "9" * 40, "\\", "%", "\u202e", "ａ", "🙂",
]  # fmt: skip
_TEXT = re.compile(r"((?:\w+\()*)(\[[^\]]*\]|\w+)\)*")


def look_up(text: str) -> Value:
    """The value of an input by its text: that of its name, and more for each step it is away."""
    found = _TEXT.fullmatch(text)
    assert found is not None, text
    value = VALUES[found[2]]
    return None if value is None else value + sum(STEPS[name] for name in found[1].split("(")[:-1])


def make_formula(pick: random.Random, depth: int, away: int = 0) -> tuple[str, Value]:
    """A well-formed formula and its value; `away` is what the steps around it add to each name."""
    kind = pick.random()
    if depth == 0 or kind < 0.25:
        name = pick.choice(list(VALUES))
        value = VALUES[name]
        return name, None if value is None else value + away
    if kind < 0.4:
        number = f"{pick.randint(0, 999)}.{pick.randint(0, 99)}" if pick.random() < 0.5 else str(pick.randint(0, 9))
        return number, Fraction(number)
    if kind < 0.5:
        text, value = make_formula(pick, depth - 1, away)
        return f"-({text})", None if value is None else -value
    return (_make_call if kind < 0.75 else _make_pair)(pick, depth, away)


def _make_pair(pick: random.Random, depth: int, away: int) -> tuple[str, Value]:
    (left, x), (right, y) = make_formula(pick, depth - 1, away), make_formula(pick, depth - 1, away)
    sign = pick.choice("+-*/")
    text = f"({left}) {sign} ({right})"
    if x is None or y is None or (sign == "/" and y == 0):
        return text, None
    return text, {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: Fraction(x) / y}[sign]()


def _make_call(pick: random.Random, depth: int, away: int) -> tuple[str, Value]:
    name = pick.choice(("min", "max", "coalesce", "abs", *STEPS))
    if name in STEPS:
        text, value = make_formula(pick, depth - 1, away + STEPS[name])
        return f"{name}({text})", value
    made = [make_formula(pick, depth - 1, away) for _ in range(1 if name == "abs" else pick.randint(1, 3))]
    values = [value for _, value in made]
    text = f"{name}({', '.join(text for text, _ in made)})"
    if name == "coalesce":
        return text, next((v for v in values if v is not None), None)
    known = [Fraction(v) for v in values if v is not None]
    folds: dict[str, Callable[[list[Fraction]], Fraction]] = {"min": min, "max": max, "abs": lambda v: abs(v[0])}
    return text, folds[name](known) if len(known) == len(values) else None


def check_formula(text: str, expected: Value) -> None:
    """It has the value it was written with, also when it is written anew, or it is too long or too deep."""
    try:
        tree = parse(text, VALUES, CODES)
    except FormulaError as error:
        assert error.message_id in (Fault.TOO_LONG.value, Fault.TOO_DEEP.value), text
        return
    assert evaluate(tree, look_up) == expected, text
    assert measures_of(tree) <= set(VALUES)
    asked = {name.text for name in inputs_of(tree)}
    assert evaluate(tree, {name: look_up(name) for name in asked}.__getitem__) == expected, "asks for what it said"
    written = render(tree, str).replace("×", "*").replace("−", "-")
    assert evaluate(parse(written), look_up) == expected, f"{text} was written {written}"


def make_nonsense(pick: random.Random) -> str:
    if pick.random() < 0.3:  # a formula with one character damaged
        text, _ = make_formula(pick, 3)
        place = pick.randrange(len(text))
        return text[:place] + pick.choice(PIECES) + text[place + 1 :]
    return "".join(pick.choice(PIECES) for _ in range(pick.randint(0, 60)))


def try_nonsense(text: str) -> bool:
    """Whether it is a formula after all; what it raises is typed and points into the text."""
    try:
        value = evaluate(parse(text, VALUES, CODES), look_up)
    except FormulaError as error:
        assert 0 <= error.position <= len(text), text
        assert error.length >= 1 and error.position + error.length <= len(text) + 1, text
        assert error.message_id in set(Fault), text
        return False
    assert value is None or isinstance(value, int | Fraction), text
    return True
