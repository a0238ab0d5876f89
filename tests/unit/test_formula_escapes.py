"""Known ways out of a formula language: each is refused by a typed error, and nothing is imported, opened or run."""

from __future__ import annotations

import sys

import pytest

from etl.errors import FormulaError
from etl.indicators.formula import evaluate, parse

ATTEMPTS = [
    "__import__('os').system('id')", "__import__(os)", "eval(1)", "exec(1)", "compile(1)", "open(1)", "globals()",
    "().__class__.__bases__[0].__subclasses__()", "''.__class__.__mro__", "a.__class__", "(a).__init__.__globals__",
    "[x for x in (1,2)]", "[].append(1)", "{}", "{1: 2}", "lambda: 1", "lambda x: x", "(lambda: 0)()", "a if b else c",
    "a and b", "not a", "a or b", "a := 1", "a = 1", "a == 1", "a < b", "a; b", "a\\\nb", "import os", "@a", "a @ b",
    "f'{a}'", "f\"{a}\"", "`id`", "$(id)", "${7*7}", "{{7*7}}", "<%= 7*7 %>", "#{7*7}", "%s", "%(a)s", "a % b",
    "9**9**9", "9 ** 99", "1e999", "0x10", "0b1", "1_000", "1j", "inf", "nan()", "a // b", "a << 9", "~a", "a ^ b",
    "'; drop table ind_value; --", "1; select 1", "a -- comment'", "a /* x */ b", "union select 1", "a' or '1'='1",
    "=cmd|'/c calc'!A0", "@SUM(1)", "+1", "=1+1", "[CMP-03];", "[../../etc/passwd]", "[__class__]",
    "[CMP-03.__class__]",     "[cmp-03]",
    "[[CMP-03]]", "[CMP-03][0]",
    "[CMP-03](1)", "[CMP-03", "CMP-03]", "[]", "[' or 1]", "[CMP-03\n]",
    "previous", "previous()", "previous(a, 1)", "previous(a)(b)", "min.__self__", "round(a, __import__)", "abs", "min",
    "getattr(a, b)", "a.b", "a[0]", "a->b", "a::int", "\x00", "a\x00", "a\u202eb", "ａｂｓ(a)", "аbs(a)", "𝟏 + 1", "１",
    "๑", "²", "½", "a\u00a0+ b", "a\u200b", "\ufeffa", "\\u0061", "a\\x41", "(" * 2_000, "-" * 1_999 + "1",
    "abs(" * 400, "1" + "+1" * 2_000, "9" * 1_000,
]  # fmt: skip

watched: list[str] = []
is_watching = False


def _watch(event: str, _: object) -> None:
    if is_watching and not event.startswith(("object.", "sys._getframe", "gc.", "cpython._PySys")):
        watched.append(event)


sys.addaudithook(_watch)


@pytest.mark.parametrize("text", ATTEMPTS)
def test_no_way_out(text: str) -> None:
    global is_watching
    watched.clear()
    is_watching = True
    try:
        with pytest.raises(FormulaError) as refused:
            evaluate(parse(text, {"a", "b", "x"}, {"CMP-03"}), {}.get)
    finally:
        is_watching = False
    assert 0 <= refused.value.position <= len(text)
    assert not watched, "parsing looks at text, nothing else"
