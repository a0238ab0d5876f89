"""What a person types or picks above the case table -> a CaseFilter; anything outside the allow-list is left out."""

from __future__ import annotations

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
    page: int = 0


def read_question(text: object, category: object, age: object, overdue: object, page: object) -> CaseQuestion:
    """Raw values of the browser -> a question; what does not pass is as if not given."""
    return CaseQuestion(
        text=" ".join(text.split())[:MAX_TEXT] if isinstance(text, str) else "",
        category_key=_number(category, ALL_CATEGORIES),
        age=age if isinstance(age, str) and age in AGE_BANDS else "",
        is_overdue=overdue in (True, "1") or (isinstance(overdue, list) and bool(overdue)),
        page=max(0, _number(page, 0)),
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


def _number(raw: object, fallback: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return fallback
    try:
        found = int(raw)
    except ValueError:
        return fallback
    return found if -1 <= found < 1_000_000 else fallback
