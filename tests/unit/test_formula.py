"""The formula language: values, nulls, limits, and errors that point at the character."""

from __future__ import annotations

from fractions import Fraction

import pytest

from etl.errors import FormulaError
from etl.indicators.formula import (
    Value,
    evaluate,
    indicators_of,
    inputs_of,
    measures_of,
    parse,
    render,
    round_half_away,
    substitute,
)
from etl.indicators.grammar import FUNCTIONS, MAX_CHARACTERS, MAX_DEPTH, Fault

VALUES: dict[str, Value] = {
    "a": 10, "b": 4, "c": 0, "minus": -7, "half": Fraction(1, 2), "none": None, "previous(a)": 8, "previous(c)": 5,
    "previous(previous(a))": 3, "same_period_last_year(a)": 6, "previous(same_period_last_year(a))": 2, "[CMP-03]": 85,
    "previous([CMP-03])": 80, "[M8-2.2A]": Fraction(1, 3),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("0.1", Fraction(1, 10)),
        ("0.1 + 0.2", Fraction(3, 10)),  # exact: floats would say 0.30000000000000004
        ("a", 10),
        (" a\n+\tb ", 14),
        ("a - b - 1", 5),  # from left to right
        ("a - (b - 1)", 7),
        ("a / b / 2", Fraction(5, 4)),
        ("a / (b / 2)", 5),
        ("a + b * 2", 18),
        ("(a + b) * 2", 28),
        ("-a", -10),
        ("--a", 10),
        ("a - -b", 14),
        ("a * -b", -40),
        ("-(a + b) * 2", -28),
        ("100 * b / a", 40),
        ("1 / 3", Fraction(1, 3)),
        ("min(a, b, 7)", 4),
        ("max(a, b, 7)", 10),
        ("min(a)", 10),
        ("abs(minus)", 7),
        ("round(a / b)", 3),  # 2.5: halves away from zero
        ("round(-a / b)", -3),
        ("round(1 / 3, 2)", Fraction(33, 100)),
        ("round(2.345, 2)", Fraction(47, 20)),
        ("round(a, 6)", 10),
        ("round(half)", 1),
        ("coalesce(none, b)", 4),
        ("coalesce(a / c, 99)", 99),
        ("coalesce(c, a)", 0),  # zero is a value
        ("a - previous(a)", 2),
        ("previous(a - c)", 3),  # everything inside is of the other period
        ("previous(a * 2 + 1)", 17),  # numbers stay what they are
        ("previous(7)", 7),
        ("previous(previous(a))", 3),
        ("previous(same_period_last_year(a))", 2),  # the step written first is taken first
        ("100 * (a - same_period_last_year(a)) / same_period_last_year(a)", Fraction(200, 3)),
        ("[CMP-03] - previous([CMP-03])", 5),
        ("[ CMP-03 ] * [M8-2.2A]", Fraction(85, 3)),
        ("coalesce(previous(b), b)", 4),  # nothing there: the period itself
    ],
)
def test_values(text: str, expected: Value) -> None:
    assert evaluate(parse(text), VALUES.get) == expected


@pytest.mark.parametrize(
    "text",
    [
        "none", "-none", "none + 1", "1 + none", "0 * none", "none / a", "a / none", "min(a, none)", "max(none, a)",
        "abs(none)", "round(none)", "round(none, 2)", "coalesce(none)", "coalesce(none, none)", "unheard_of",
        "previous(b)", "a - previous(b)", "previous(a + b)", "same_period_last_year([CMP-03])", "[HR-01]",
        "a / c", "a / (b - 4)", "c / c", "a / 0", "a / 0.0", "1 + a / c", "coalesce(none, a / c)",
    ],
)  # fmt: skip
def test_null(text: str) -> None:
    assert evaluate(parse(text), VALUES.get) is None


@pytest.mark.parametrize(
    ("text", "position", "fault"),
    [
        ("", 0, Fault.EMPTY),
        ("  \n", 0, Fault.EMPTY),
        ("a +", 3, Fault.UNEXPECTED_END),
        ("a b", 2, Fault.UNEXPECTED),
        ("a + * b", 4, Fault.UNEXPECTED),
        ("+a", 0, Fault.UNEXPECTED),
        ("(a", 2, Fault.UNEXPECTED_END),
        ("a)", 1, Fault.UNEXPECTED),
        ("()", 1, Fault.UNEXPECTED),
        ("a, b", 1, Fault.UNEXPECTED),
        ("2a", 1, Fault.UNEXPECTED),
        ("a ** b", 3, Fault.UNEXPECTED),
        ("a // b", 3, Fault.UNEXPECTED),
        ("a % b", 2, Fault.BAD_CHARACTER),
        ("a ^ b", 2, Fault.BAD_CHARACTER),
        ("a = b", 2, Fault.BAD_CHARACTER),
        ("'a'", 0, Fault.BAD_CHARACTER),
        ("a.b", 1, Fault.BAD_CHARACTER),
        ("a[0]", 1, Fault.UNEXPECTED),
        ("a + [0]", 4, Fault.BAD_CODE),
        ("a + [CMP-]", 4, Fault.BAD_CODE),
        ("a + [cmp-03]", 4, Fault.BAD_CODE),
        ("[CMP-03", 0, Fault.BAD_CODE),
        ("CMP-03]", 6, Fault.BAD_CHARACTER),
        ("[]", 0, Fault.BAD_CODE),
        ("a [CMP-03]", 2, Fault.UNEXPECTED),
        ("[CMP-03](a)", 8, Fault.UNEXPECTED),
        ("a;b", 1, Fault.BAD_CHARACTER),
        ("100 × a", 4, Fault.BAD_CHARACTER),
        ("๑๐๐ * a", 0, Fault.BAD_CHARACTER),
        ("คำร้อง", 0, Fault.BAD_CHARACTER),
        ("a\x00", 1, Fault.BAD_CHARACTER),
        ("a + 1.", 4, Fault.BAD_NUMBER),
        ("1.2.3", 0, Fault.BAD_NUMBER),
        (".5", 0, Fault.BAD_CHARACTER),
        ("9" * 31, 0, Fault.BAD_NUMBER),
        ("1e9", 1, Fault.UNEXPECTED),
        ("sum(a)", 0, Fault.UNKNOWN_FUNCTION),
        ("a + last_year(a)", 4, Fault.UNKNOWN_FUNCTION),
        ("previous(a, 2)", 0, Fault.ARGUMENT_COUNT),
        ("previous()", 9, Fault.UNEXPECTED),
        ("previous", 8, Fault.UNEXPECTED_END),
        ("a + same_period_last_year + b", 26, Fault.UNEXPECTED),
        ("__import__(a)", 0, Fault.UNKNOWN_FUNCTION),
        ("MIN(a)", 0, Fault.UNKNOWN_FUNCTION),
        ("min()", 4, Fault.UNEXPECTED),
        ("min(a,)", 6, Fault.UNEXPECTED),
        ("a + abs(a, b)", 4, Fault.ARGUMENT_COUNT),
        ("round(a, 1, 2)", 0, Fault.ARGUMENT_COUNT),
        ("round(a, b)", 9, Fault.ROUND_DIGITS),
        ("round(a, -1)", 9, Fault.ROUND_DIGITS),
        ("round(a, 1.5)", 9, Fault.ROUND_DIGITS),
        ("round(a, 7)", 9, Fault.ROUND_DIGITS),
    ],
)
def test_errors_point_at_the_character(text: str, position: int, fault: Fault) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert (refused.value.position, refused.value.message_id) == (position, fault.value)
    assert refused.value.what


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(FormulaError) as refused:
        parse("100 * complaints_finish", {"complaints_finished", "complaints_due"})
    assert (refused.value.position, refused.value.message_id) == (6, Fault.UNKNOWN_MEASURE.value)
    assert "complaints_finished" in refused.value.remedy
    assert parse("complaints_due", {"complaints_due"})


def test_an_error_names_what_is_allowed() -> None:
    with pytest.raises(FormulaError) as refused:
        parse("next(a)")
    assert all(name in refused.value.remedy for name in FUNCTIONS)


def test_limits() -> None:
    at_the_limit = "1" + "+1" * ((MAX_CHARACTERS - 1) // 2) + " "
    assert len(at_the_limit) == MAX_CHARACTERS
    assert evaluate(parse(at_the_limit), VALUES.get) == MAX_CHARACTERS // 2  # a thousand terms are no nesting
    with pytest.raises(FormulaError) as refused:
        parse(at_the_limit + " ")
    assert refused.value.message_id == Fault.TOO_LONG.value


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("-", ""), ("abs(", ")"), ("2 * (1 + ", ")")])
def test_depth(opening: str, closing: str) -> None:
    levels = MAX_DEPTH - 1  # the innermost number is a level too
    assert evaluate(parse(opening * levels + "1" + closing * levels), VALUES.get) is not None
    with pytest.raises(FormulaError) as refused:
        parse(opening * (levels + 1) + "1" + closing * (levels + 1))
    assert refused.value.message_id == Fault.TOO_DEEP.value
    with pytest.raises(FormulaError):
        parse((opening * 500)[:MAX_CHARACTERS])


def test_an_error_says_how_much_is_at_fault() -> None:
    for text, length in (
        ("a + nobody", 6),
        ("[XX-9] + a", 6),
        ("a + 1.2.3", 5),
        ("sum(a)", 3),
        ("a +", 1),
        ("a ? b", 1),
    ):
        with pytest.raises(FormulaError) as refused:
            parse(text, {"a", "b"}, {"CMP-03"})
        assert refused.value.length == length, text


def test_an_unknown_indicator_is_refused_with_the_nearest() -> None:
    with pytest.raises(FormulaError) as refused:
        parse("1 + [CMP-3]", {}, {"CMP-03", "HR-01"})
    assert (refused.value.position, refused.value.message_id) == (4, Fault.UNKNOWN_INDICATOR.value)
    assert refused.value.values == {"name": "CMP-3", "near": "CMP-03"}


def test_what_a_formula_asks_for() -> None:
    tree = parse("100 * -a / (b + max(c, round(d, 1), a) - [CMP-03] + previous(a + same_period_last_year([HR-01])))")
    assert measures_of(tree) == {"a", "b", "c", "d"}
    assert indicators_of(tree) == {"CMP-03", "HR-01"}
    last = ["[CMP-03]", "previous(a)", "previous(same_period_last_year([HR-01]))"]
    assert [asked.text for asked in inputs_of(tree)] == ["a", "b", "c", "d", *last]
    assert measures_of(parse("1 + 2")) == frozenset()


def test_substitute_writes_what_was_counted() -> None:
    tree = parse("100 * done / due")
    assert substitute(tree, {"done": 812, "due": 950}) == "100 × 812 / 950"
    assert substitute(tree, {"done": 812, "due": None}) == "100 × 812 / –"
    assert substitute(tree, {"done": 812, "due": 1950}, lambda v: f"{v:,}") == "100 × 812 / 1,950"
    assert substitute(parse("a - b"), {"a": 1, "b": -2}) == "1 − (-2)"
    shifted = parse("100 * (due - previous(due + done)) / [CMP-03]")
    given: dict[str, Value] = {"due": 950, "previous(due)": 900, "previous(done)": 50, "[CMP-03]": 85}
    assert substitute(shifted, given) == "100 × (950 − previous(900 + 50)) / 85"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a-(b-c)", "a − (b − c)"),
        ("(a-b)-c", "(a − b) − c"),
        ("a*(b+c)/2", "a × (b + c) / 2"),
        ("a/(b*c)", "a / (b × c)"),
        ("-(a+b)", "−(a + b)"),
        ("a + b*c", "a + b × c"),
        ("round(a/b,2)", "round(a / b, 2)"),
        ("[ CMP-03 ]-previous(a)", "[CMP-03] − previous(a)"),
    ],
)
def test_render_keeps_the_meaning(text: str, expected: str) -> None:
    assert render(parse(text), str) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (Fraction(1, 2), 0, 1),
        (Fraction(-1, 2), 0, -1),
        (Fraction(3, 2), 0, 2),
        (Fraction(5, 2), 0, 3),  # not to even
        (Fraction(249, 100), 0, 2),
        (Fraction(-249, 100), 0, -2),
        (Fraction(1005, 1000), 2, Fraction(101, 100)),  # round(1.005, 2) of floats says 1.0
        (7, 3, 7),
        (0, 0, 0),
    ],
)
def test_rounding_goes_away_from_zero(value: Value, digits: int, expected: Value) -> None:
    assert value is not None
    assert round_half_away(value, digits) == expected
