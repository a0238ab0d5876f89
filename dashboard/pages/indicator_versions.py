"""What was decided and changed: every target of every year, every version of the definition with before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.headline import say_moment
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.components.target_words import say_rule, say_trajectory
from dashboard.indicator_readers import read_sheet_targets
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import MISSING, format_fiscal_year, format_number
from dashboard.text.messages import catalogue
from etl.indicators.definition import Definition
from etl.indicators.sheet import TargetVersion, Version

# fields whose values are words of a list -> where the words stand
WORDS = {"kind": "indicators", "data_source": "indicators", "direction": "sheet", "frequency": "sheet"}
SHORT = 120  # letters of a value that are shown before it folds


def draw_targets(context: PageContext, definition: Definition) -> Any | None:
    """Years in order, what holds first; only tracked indicators have any."""
    if definition.kind != "tracked":
        return None
    lang = context.lang
    title = t("sheet.targets", lang)
    found = read_sheet_targets(context.data, definition.code)
    if not found:
        return section_card(title, html.P(t("sheet.plan_silent", lang), className="soft"))
    columns = [
        Column(t("sheet.fiscal_year", lang)),
        Column(t("indicators.target", lang), "number"),
        Column(t("explain.target_state", lang)),
        Column(t("explain.target_by", lang)),
        Column(t("sheet.in_force", lang)),
        Column(t("explain.notes", lang)),
    ]
    rows = [_target_row(target, definition, lang) for target in found]
    return section_card(title, table(columns, rows, label=title, class_name="stack"))


def _target_row(target: TargetVersion, definition: Definition, lang: str) -> list[Any]:
    since = say_moment(target.valid_from_at, lang)
    until = "" if target.valid_to_at is None else t("sheet.until", lang, at=say_moment(target.valid_to_at, lang))
    return [
        format_fiscal_year(target.fiscal_year, lang, "short"),
        say_target(target, definition, lang),
        t(f"explain.state_{target.state}", lang),
        say_author(target.origin, target.author, lang),
        html.Div([t("sheet.since", lang, at=since), *([html.Small(until, className="soft")] if until else [])]),
        target.note or MISSING,
    ]


def say_target(target: TargetVersion, definition: Definition, lang: str) -> str:
    """The number with its unit, else its rule in words, else that there is to be none."""
    if target.rule is not None:
        return say_rule(target.rule, lang)
    if target.value is None:
        return t("explain.target_decided_none", lang)
    unit = definition.unit_th if lang == "th" else definition.unit_en
    decimals = 0 if target.value == int(target.value) else max(definition.decimals, 1)
    said = f"{format_number(target.value, decimals)} {unit}"
    path = target.trajectory
    return said if path is None or path.is_flat else f"{said} · {say_trajectory(path, lang, definition.decimals)}"


def say_author(origin: str, author: str, lang: str) -> str:
    return t("explain.author_config", lang, author=author) if origin == "config" else author


def draw_versions(context: PageContext, versions: Sequence[Version]) -> Any:
    """Newest first: who, when, why, and each field before and after."""
    lang = context.lang
    title = t("sheet.versions", lang)
    items = [_draw_version(context, version, is_first=version is versions[-1]) for version in versions]
    return section_card(title, html.Ol(items, className="versions", reversed=True))


def _draw_version(context: PageContext, version: Version, *, is_first: bool) -> Any:
    lang = context.lang
    head: list[Any] = [html.Strong(t("sheet.version", lang, version=version.version))]
    if version.valid_to_at is None:
        head += [" ", plain_chip("on_track", "check-circle-fill", t("sheet.in_use", lang))]
    about = f"{say_moment(version.valid_from_at, lang)} · {say_author(version.origin, version.author, lang)}"
    parts = [html.Div(head), html.Div(about, className="soft"), html.Div(say_reason(version.reason, lang))]
    if version.changes:
        columns = [Column(t(f"sheet.{name}", lang)) for name in ("field", "before", "after")]
        rows = [
            [say_field(c.field, lang), *(_say_in(c.field, v, context) for v in (c.before, c.after))]
            for c in version.changes
        ]
        label = t("sheet.changes_of", lang, version=version.version)
        parts.append(table(columns, rows, label=label, class_name="changes-of stack"))
    elif not is_first:
        parts.append(html.Div(t("sheet.no_changes", lang), className="soft"))
    return html.Li(parts)


def say_reason(reason: str, lang: str) -> str:
    """The seeder's own reasons in the reader's language, a person's as written."""
    known = {"first version": "sheet.reason_first", "changed in configuration": "sheet.reason_seed"}
    return t(known[reason], lang) if reason in known else t("sheet.reason", lang, reason=reason)


def say_field(field: str, lang: str) -> str:
    """The field in words; one that has none is named as it is."""
    message = f"sheet.field_{field.replace('.', '_')}"
    return t(message, lang) if message in catalogue() else field


def _say_in(field: str, value: Any, context: PageContext) -> Any:
    """A field's value as the sheet says it: codes as words, links line by line."""
    lang = context.lang
    if value is None:
        return MISSING
    if field in WORDS:
        return t(f"{WORDS[field]}.{field.removeprefix('data_')}_{value}", lang)
    if field in ("owner", "keeper"):
        units = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
        return units.get(value, value)
    if field == "plan_links":
        return [html.Div(_say_link(link, lang)) for link in value] or MISSING
    return _say(value, lang)


def _say_link(link: dict[str, Any], lang: str) -> list[Any]:
    words: list[Any] = [html.Strong(f"{link['plan']} {link['node']}"), f" {link['text_th']}"]
    return [*words, " ", html.Small(t("sheet.link_proposed", lang), className="soft")] if link["is_proposed"] else words


def _say(value: Any, lang: str) -> Any:
    """A value of a definition; what is long is folded, nothing is left out."""
    if value is None or value in ([], ""):
        return MISSING
    if isinstance(value, bool):
        return t("sheet.is_so" if value else "sheet.is_not_so", lang)
    if isinstance(value, str):
        said = value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        said = " · ".join(value)
    else:
        said = json.dumps(value, ensure_ascii=False)
    if len(said) <= SHORT:
        return said
    return html.Details([html.Summary(f"{said[:SHORT]}…"), html.Div(said)], className="fold")
