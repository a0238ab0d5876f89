"""Faults of a definition in the reader's words: which field, what is wrong, and the very character of a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from dash import html

from dashboard.text import t
from dashboard.text.messages import catalogue
from etl.indicators.definition import Rule
from etl.indicators.editing import Fault
from etl.indicators.fields import title_of
from etl.indicators.names import FormulaName

_WORD = re.compile(r"\[[^\]]*\]?|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9.]*")


def say_fault(fault: Fault, lang: str) -> str:
    """What is wrong, without the field's name."""
    own = f"indicator_editor.wrong_{fault.field.rpartition('.')[2]}"
    if fault.message_id == Rule.BAD_VALUE.value and own in catalogue():
        return t(own, lang)
    said = t(fault.message_id, lang, **fault.values) if fault.message_id in catalogue() else fault.what
    if fault.position is None:
        return said
    return f"{t('indicator_editor.at_character', lang, number=fault.position + 1)}: {said}"


def say_fault_of_field(fault: Fault, lang: str) -> str:
    """The field's name before what is wrong with it."""
    return f"{title_of(fault.field, lang)}: {say_fault(fault, lang)}"


def is_left_open(fault: Fault) -> bool:
    """Whether the field is only not filled in yet."""
    return fault.message_id in (Rule.MISSING.value, "formula.empty")


def mark_formula(formula: str, fault: Fault) -> Any:
    """The formula with the faulty part marked; an end that comes too early is marked behind the last character."""
    at = min(fault.position or 0, len(formula))
    word = _WORD.match(formula, at)
    end = at + max(fault.length, len(word[0]) if word else 1)
    marked = formula[at:end] or "␣"
    return html.Pre([formula[:at], html.Mark(marked), formula[end:]], className="formula-fault")


def suggest_name(formula: str, fault: Fault, names: Sequence[FormulaName], lang: str) -> str:
    """The known name nearest to the one that is not known; an empty text where none is near."""
    word = _WORD.match(formula, fault.position or 0)
    near = get_close_matches(word[0][:100], [one.name for one in names], n=1) if word else []
    found = next((one for one in names if near and one.name == near[0]), None)
    if found is None or fault.message_id not in ("formula.unknown_measure", "formula.unknown_indicator"):
        return ""
    title = found.title_th if lang == "th" else found.title_en
    return t("indicator_editor.did_you_mean", lang, name=found.name, title=title)
