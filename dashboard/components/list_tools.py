"""What stands around a long list: filters and a pager whose values live in the address (assets/js/50-pages.js)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components.attributes import aria, data
from dashboard.components.node import node
from dashboard.text import t
from dashboard.text.formats import format_number


@dataclass(frozen=True)
class Paging:
    """Which part of `count` rows is shown; a page beyond the last is the last."""

    page: int
    rows: int  # of a page
    count: int

    @classmethod
    def at(cls, asked: str, rows: int, count: int) -> Paging:
        """From the address, where anything may stand."""
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return cls(max(1, min(page, -(-count // rows))), rows, count)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.rows


def filter_bar(*fields: Any) -> html.Div:
    return html.Div(list(fields), className="case-filters no-print")


def select_filter(
    name: str, value: str, options: Sequence[tuple[str, str]], *, label: str, all_word: str | None = None
) -> html.Select:
    """A choice of (value, word); `all_word` is that of no filter, null where one must be chosen."""
    choices: list[Any] = [node("Option", all_word, value="", selected=value == "")] if all_word is not None else []
    choices += [node("Option", word, value=key, selected=key == value) for key, word in options]
    named: Any = {"name": name, **aria(label=label)}
    # the key makes the browser take the server's choice anew: after Back the select must follow the address
    return html.Select(choices, className="form-select form-select-sm", id=f"case-{name}", key=value or "all", **named)


def pager(paging: Paging, shown_id: str, lang: str) -> html.Div:
    """`shown_id` is the message that says which of how many are shown (first, last, count)."""
    first, pages = paging.offset + 1, max(1, -(-paging.count // paging.rows))
    last = min(paging.offset + paging.rows, paging.count)
    words = {"first": format_number(first), "last": format_number(last), "count": format_number(paging.count)}
    buttons = [
        _button(t("complaints.previous", lang), paging.page - 1, is_off=paging.page <= 1),
        html.Span(t("complaints.page_of", lang, page=paging.page, pages=pages)),
        _button(t("complaints.next", lang), paging.page + 1, is_off=paging.page >= pages),
    ]
    parts = [html.Span(t(shown_id, lang, **words)), html.Div(buttons, className="case-pager__buttons no-print")]
    return html.Div(parts, className="case-pager")


def _button(word: str, page: int, *, is_off: bool) -> html.Button:
    return html.Button(
        word,
        type="button",
        disabled=is_off,
        className="btn btn-sm btn-outline-secondary",
        **data(case_page=str(page)),
    )
