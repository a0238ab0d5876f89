"""What a person types or picks above the case table -> a CaseFilter; anything outside the allow-list is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.rows import CaseFilter

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
# ages in whole days, both ends included; None: no upper end
AGE_BANDS: dict[str, tuple[int, int | None]] = {
    "0_7": (0, 7), "8_15": (8, 15), "16_30": (16, 30), "over_30": (31, None),
}  # fmt: skip
ALL_CATEGORIES = -1
MAX_TEXT = 60


@dataclass(frozen=True)
class CaseQuestion:
    """The filters as they stand in the address and the inputs: `text`, a category key, an age band, overdue only."""

    text: str = ""
    category_key: int = ALL_CATEGORIES
    age: str = ""
    is_overdue: bool = False
    page: int = 1


def read_question(params: Mapping[str, str]) -> CaseQuestion:
    """The page's parameters of the address -> a question; what does not pass is as if not given."""
    age = params.get("age", "")
    return CaseQuestion(
        text=" ".join(params.get("q", "").split())[:MAX_TEXT],
        category_key=_number(params.get("category", ""), ALL_CATEGORIES),
        age=age if age in AGE_BANDS else "",
        is_overdue=params.get("overdue") == "1",
        page=max(1, _number(params.get("page", ""), 1)),
    )


def to_filter(question: CaseQuestion, org_unit_key: int, today: date, received_before: date) -> CaseFilter:
    """A question -> the query's parameters, on the Bangkok day `today`; cases received on or after the date are out."""
    youngest, oldest = AGE_BANDS.get(question.age, (0, None))
    before = min(received_before, today - timedelta(days=youngest - 1)) if question.age else received_before
    return CaseFilter(
        org_unit_key=org_unit_key,
        received_from=FIRST_DAY if oldest is None else today - timedelta(days=oldest),
        received_before=before,
        due_before=today if question.is_overdue else LAST_DAY,
        category_key=question.category_key,
        pattern=like_pattern(question.text),
    )


def like_pattern(text: str) -> str:
    """A text found anywhere: its own `%`, `_` and `!` are letters, not wildcards."""
    escaped = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%" if text else "%"


def _number(raw: str, fallback: int) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else fallback
