"""The grammar of formulas: text -> typed tree, or an error that points at the character.

    expression := term (('+' | '-') term)*
    term       := factor (('*' | '/') factor)*
    factor     := '-' factor | number | measure | '[' code ']' | function '(' expression (',' expression)* ')'
                | '(' expression ')'

A measure stands by its name, another indicator by its code in brackets: `100 * complaints_due / [HR-01]`. Only
what stands here is allowed; a formula is never handed to Python, pandas or a database. `formula.py` says what the tree
is worth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, NoReturn

from etl.errors import FormulaError
from etl.indicators.tree import Call, Chain, Measure, Negate, Node, Number, Reference, Value

MAX_CHARACTERS = 2_000
MAX_DEPTH = 32
MAX_NUMBER_CHARACTERS = 30
MAX_ROUND_DIGITS = 6
# of an indicator: CMP-03, DP-1.1, M8-2.2A
CODE_PATTERN = r"[A-Z][A-Z0-9]{0,9}(-[A-Z0-9]{1,6}(\.[A-Z0-9]{1,6}[a-z]?)*)*"


class Fault(StrEnum):
    """What can be wrong with a formula; the message ids of the catalogues."""

    EMPTY = "formula.empty"
    TOO_LONG = "formula.too_long"
    TOO_DEEP = "formula.too_deep"
    BAD_CHARACTER = "formula.bad_character"
    BAD_NUMBER = "formula.bad_number"
    UNEXPECTED = "formula.unexpected"
    UNEXPECTED_END = "formula.unexpected_end"
    UNKNOWN_FUNCTION = "formula.unknown_function"
    UNKNOWN_MEASURE = "formula.unknown_measure"
    BAD_CODE = "formula.bad_code"
    UNKNOWN_INDICATOR = "formula.unknown_indicator"
    WITHOUT_VALUE = "formula.without_value"
    RING = "formula.ring"
    TOO_MANY_REFERENCES = "formula.too_many_references"
    UNITS = "formula.units"
    SCALES = "formula.scales"
    ARGUMENT_COUNT = "formula.argument_count"
    ROUND_DIGITS = "formula.round_digits"


# name -> least and most arguments (None: as many as fit)
FUNCTIONS: Mapping[str, tuple[int, int | None]] = {
    "min": (1, None), "max": (1, None), "abs": (1, 1), "round": (1, 2), "coalesce": (1, None), "previous": (1, 1),
    "same_period_last_year": (1, 1),
}  # fmt: skip

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<number>[0-9][0-9.]*)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<code>\[[^\[\]\n]*\]?)|(?P<sign>[-+*/(),])"
)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_CODE = re.compile(rf"\[[ \t]*({CODE_PATTERN})[ \t]*\]")


def parse(text: str, measures: Collection[str] | None = None, indicators: Collection[str] | None = None) -> Node:
    """Text -> tree. With `measures` any other name is refused, with `indicators` any other code.

    Raises FormulaError with the 0-based position of the fault and its message id.
    """
    return _parse_again(text) if measures is None and indicators is None else _parse(text, measures, indicators)


def _parse(text: str, measures: Collection[str] | None, indicators: Collection[str] | None) -> Node:
    if len(text) > MAX_CHARACTERS:
        fail(Fault.TOO_LONG, MAX_CHARACTERS, f"The formula is longer than {MAX_CHARACTERS} characters.")
    if not text.strip():
        fail(Fault.EMPTY, 0, "The formula is empty.", "Write at least one measure.")
    return _Parser(text, measures, indicators).parse()


@lru_cache(maxsize=2_000)
def _parse_again(text: str) -> Node:
    """The same few hundred formulas are read for every page and every scoring."""
    return _parse(text, None, None)


def fail(fault: Fault, position: int, what: str, remedy: str = "", *, length: int = 1, **values: Any) -> NoReturn:
    """`length` is how many characters are at fault; `values` fill the message of the catalogues."""
    raise FormulaError(what, position, remedy, str(fault), length=length, values=values)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number | name | code | sign | end
    text: str
    position: int


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            fail(
                Fault.BAD_CHARACTER,
                position,
                f"'{text[position]}' is not allowed in a formula.",
                "Use numbers, measures, [codes], + - * / ( ) and the functions " + ", ".join(FUNCTIONS) + ".",
            )
        if found.lastgroup != "space":
            yield _Token(str(found.lastgroup), found[0], position)
        position = found.end()
    yield _Token("end", "", len(text))


class _Parser:
    """Recursive descent over the tokens; `depth` counts what is nested, so Python's own stack stays shallow."""

    def __init__(self, text: str, measures: Collection[str] | None, indicators: Collection[str] | None) -> None:
        self.tokens = list(_tokens(text))
        self.measures = measures
        self.indicators = indicators
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def take(self) -> _Token:
        token = self.token
        self.index += 1
        return token

    def parse(self) -> Node:
        tree = self.chain("sum")
        if self.token.kind != "end":
            raise self.refusal("an operator or the end")
        return tree

    def refusal(self, wanted: str) -> FormulaError:
        token = self.token
        if token.kind == "end":
            what, fault = f"The formula ends where {wanted} should stand.", Fault.UNEXPECTED_END
        else:
            what, fault = f"'{token.text}' stands where {wanted} should.", Fault.UNEXPECTED
        return FormulaError(what, token.position, message_id=str(fault), length=len(token.text) or 1)

    def expect(self, sign: str) -> None:
        if self.token.kind != "sign" or self.token.text != sign:
            raise self.refusal(f"'{sign}'")
        self.take()

    def chain(self, kind: Literal["sum", "product"]) -> Node:
        signs, position = ("+-" if kind == "sum" else "*/"), self.token.position
        first = self.operand(kind)
        rest = []
        while self.token.kind == "sign" and self.token.text in signs:
            sign = self.take().text
            rest.append((sign, self.operand(kind)))
        return Chain(kind, first, tuple(rest), position) if rest else first

    def operand(self, kind: str) -> Node:
        return self.chain("product") if kind == "sum" else self.factor()

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            fail(Fault.TOO_DEEP, self.token.position, f"The formula is nested deeper than {MAX_DEPTH} levels.")
        node = self.read_factor()
        self.depth -= 1
        return node

    def read_factor(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "name":
            self.take()
            if self.token.kind == "sign" and self.token.text == "(":
                return self.call(token)
            if token.text in FUNCTIONS:
                raise self.refusal("'('")
            return self.measure(token)
        if token.kind == "code":
            return self.reference()
        if token.text == "-":
            self.take()
            return Negate(self.factor(), token.position)
        if token.text == "(":
            self.take()
            inside = self.chain("sum")
            self.expect(")")
            return inside
        raise self.refusal("a number, a measure or '('")

    def number(self) -> Number:
        token = self.take()
        if not _NUMBER.fullmatch(token.text):
            what, remedy = f"'{token.text}' is not a number.", "Write it as 100 or 0.5."
            fail(Fault.BAD_NUMBER, token.position, what, remedy, length=len(token.text))
        if len(token.text) > MAX_NUMBER_CHARACTERS:
            what = f"A number has at most {MAX_NUMBER_CHARACTERS} characters."
            fail(Fault.BAD_NUMBER, token.position, what, length=len(token.text))
        value: Value = Fraction(token.text) if "." in token.text else int(token.text)
        return Number(value, token.text, token.position)

    def measure(self, token: _Token) -> Measure:
        if self.measures is not None and token.text not in self.measures:
            near = get_close_matches(token.text[:100], list(self.measures), n=1)
            fail(
                Fault.UNKNOWN_MEASURE,
                token.position,
                f"'{token.text}' is not a measure.",
                f"Did you mean {near[0]}?" if near else "Choose one from the list of measures.",
                length=len(token.text),
                name=token.text[:100],
                near=near[0] if near else "",
            )
        return Measure(token.text, token.position)

    def reference(self) -> Reference:
        token = self.take()
        found = _CODE.fullmatch(token.text)
        length = len(token.text)
        if found is None:
            what = f"'{token.text}' is not the code of an indicator."
            fail(Fault.BAD_CODE, token.position, what, "Write it as [CMP-03].", length=length)
        code = found[1]
        if self.indicators is not None and code not in self.indicators:
            near = get_close_matches(code[:100], list(self.indicators), n=1)
            remedy = f"Did you mean [{near[0]}]?" if near else "Choose one from the list of indicators."
            what, values = f"There is no indicator {code}.", {"name": code, "near": near[0] if near else ""}
            fail(Fault.UNKNOWN_INDICATOR, token.position, what, remedy, length=length, **values)
        return Reference(code, token.position)

    def call(self, token: _Token) -> Call:
        if token.text not in FUNCTIONS:
            fail(
                Fault.UNKNOWN_FUNCTION,
                token.position,
                f"'{token.text}' is not an available function.",
                f"Available: {', '.join(FUNCTIONS)}.",
                length=len(token.text),
                name=token.text[:100],
            )
        self.take()
        arguments = [self.chain("sum")]
        while self.token.kind == "sign" and self.token.text == ",":
            self.take()
            arguments.append(self.chain("sum"))
        self.expect(")")
        self.check_arguments(token, arguments)
        return Call(token.text, tuple(arguments), token.position)

    def check_arguments(self, token: _Token, arguments: list[Node]) -> None:
        least, most = FUNCTIONS[token.text]
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = str(least) if most == least else f"{least} to {most}"
            what = f"{token.text} takes {wanted} arguments, not {len(arguments)}."
            fail(Fault.ARGUMENT_COUNT, token.position, what, length=len(token.text), name=token.text)
        if token.text == "round" and len(arguments) == 2:
            digits = arguments[1]
            value = digits.value if isinstance(digits, Number) else None
            if not isinstance(value, int) or value > MAX_ROUND_DIGITS:
                fail(
                    Fault.ROUND_DIGITS,
                    digits.position,
                    "The digits of round are not a written whole number.",
                    f"Write 0 to {MAX_ROUND_DIGITS}.",
                )
