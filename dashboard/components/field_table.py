"""The fields of an entity as the data catalogue tells them: meaning, type, personal data, purpose, retention."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.table import Column, table
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.contracts.base import Entity, Field, Note, PersonalData


def field_table(entity: Entity, lang: str) -> html.Div:
    """One row per field, in the contract's order."""
    columns = [
        Column(t("catalog.field", lang), "field-name"),
        Column(t("catalog.meaning", lang), "field-meaning"),
        Column(t("catalog.type", lang), "field-type"),
        Column(t("catalog.class", lang), "field-class"),
        Column(t("catalog.purpose", lang), "field-purpose"),
    ]
    rows = [_row(entity, field, lang) for field in entity.fields]
    return table(columns, rows, label=entity.th if lang == "th" else entity.en, class_name="field-table stack")


def say_note(note: Note | None, lang: str) -> str:
    return (note.th if lang == "th" else note.en) if note else ""


def _row(entity: Entity, field: Field, lang: str) -> list[Any]:
    """A retention that is the rows' own is said once, above the table."""
    marks: list[Any] = [html.Code(field.name)]
    if field.required:
        marks.append(html.Small(t("catalog.required", lang), className="field-mark"))
    if field.only_some:
        marks.append(html.Small(t("catalog.only_some", lang), className="field-mark field-mark--some"))
    return [
        html.Div(marks),
        field.th if lang == "th" else field.en,
        _type(field, lang),
        _class(field, lang),
        _purpose(field, lang),
    ]


def _purpose(field: Field, lang: str) -> Any:
    """What it is wanted for; beneath, how it is kept where that differs from its rows."""
    purpose = say_note(field.purpose, lang)
    if field.retention is None:
        return purpose
    kept = f"{t('catalog.retention', lang)}: {say_note(field.retention, lang)}"
    return html.Div([purpose, html.Div(kept, className="field-retention")])


def _type(field: Field, lang: str) -> Any:
    """The kind; of a list of words, the words folded beneath."""
    kind = t(f"catalog.type_{field.type.value}", lang)
    if field.vocabulary is None:
        return kind
    words = field.vocabulary.words
    items = [html.Li([html.Code(word.code), " ", word.th if lang == "th" else word.en]) for word in words]
    summary = html.Summary(t("catalog.words", lang, count=format_number(len(words))))
    return html.Div([kind, html.Details([summary, html.Ul(items, className="words")], className="fold")])


def _class(field: Field, lang: str) -> Any:
    word = t(f"catalog.class_{field.personal.value}", lang)
    if field.personal is PersonalData.NONE:
        return html.Span(word, className="faint")
    return plain_chip("personal", "shield-lock", word)
