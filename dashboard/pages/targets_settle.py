"""Decisions about targets, from whatever form: carried out whole or not at all, refused row by row in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dash import html

from dashboard.components.states import banner
from dashboard.components.target_lines import say_goal
from dashboard.pages.ground import make_indicator
from dashboard.registry import PageContext
from dashboard.section import is_of_database, log_failure
from dashboard.targets_readers import OpenDefinition, OpenTarget, read_open_targets, read_tracked
from dashboard.text import t
from dashboard.text.formats import format_instant
from dashboard.text.messages import catalogue
from etl import requests
from etl.errors import DecisionsRefusedError, DefinitionError
from etl.indicators.definition import Rule, refuse
from etl.indicators.notes import plain_text
from etl.indicators.store import Decision, set_owner, set_targets
from etl.indicators.targets import Trajectory

ASCII_DIGITS = str.maketrans({chr(0x0E50 + digit): str(digit) for digit in range(10)} | {chr(0x2212): "-"})
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
MAX_NOTE = 300
DEFINITION = "definition"  # the field at fault where the indicator itself was changed


@dataclass
class Wishes:
    """What a form asked for, row by row; `wrong` is what cannot be carried out: code, year, why."""

    decisions: list[Decision] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)  # of rows whose target is left for later
    wrong: list[tuple[str, int, DefinitionError]] = field(default_factory=list)
    said: list[dict[str, object]] = field(default_factory=list)  # for the audit log


def settle(context: PageContext, wishes: Wishes, note: str) -> tuple[Any, bool]:
    """Carry out what was asked for; what to say, and whether it was done. `wishes.wrong` holds what is refused."""
    lang = context.lang
    count = len(wishes.decisions) + len(wishes.owners)
    if not wishes.wrong and not count:
        return banner("stale", "info-circle", "", t("targets.nothing_chosen", lang)), False
    if not wishes.wrong:
        try:
            carry_out(context, wishes, note)
        except DecisionsRefusedError as error:
            wishes.wrong += error.refusals
        except DefinitionError as error:
            wishes.wrong.append(("", 0, error))
        except Exception as error:
            if not is_of_database(error):
                raise
            return say_busy(error, lang), False
    if wishes.wrong:
        return draw_wrong(context, wishes), False
    return banner("done", "check-circle-fill", "", t("targets.saved", lang, count=count)), True


def read_note(raw: object) -> str:
    """The resolution or reason, as one line."""
    return plain_text(raw)[:MAX_NOTE] if isinstance(raw, str) else ""


def keep_path(target: OpenTarget | None, value: Decimal | None) -> Trajectory | None:
    """The path the changed value goes: that of the target before it; one of named points belongs to its own value."""
    if target is None or target.trajectory is None or value is None:
        return None
    if target.trajectory.points:
        refuse("trajectory", Rule.TRAJECTORY, "The path's points belong to the value before: give new ones.")
    return target.trajectory


def read_number(name: str, raw: str) -> Decimal:
    """As people type it: commas, Thai digits, a percent sign. DefinitionError names the field."""
    text = raw.translate(ASCII_DIGITS).replace(",", "").strip().removesuffix("%").strip()
    if not text:
        refuse(name, Rule.MISSING, "A number is missing.")
    if not NUMBER.fullmatch(text):
        refuse(name, Rule.BAD_VALUE, f"'{raw}' is not a number.")
    return Decimal(text)


def carry_out(context: PageContext, wishes: Wishes, note: str) -> None:
    """In one transaction with the request for a rescore; the audit line is written before the commit."""
    author, at = context.person.username, context.now
    with context.pen.begin() as connection:
        if wishes.decisions:
            set_targets(connection, wishes.decisions, author=author, at=at)
        for code, owner in wishes.owners.items():
            set_owner(connection, code=code, owner=owner, author=author, at=at, reason=note)
        requests.ask(connection, "rescore", asked_by=author, at=at)
        context.record("decide_targets", decisions=wishes.said, note=note)


def draw_wrong(context: PageContext, wishes: Wishes) -> html.Div:
    """Each row and what is wrong with it; of what somebody else changed: what they decided. Saving again confirms."""
    lang = context.lang
    stored = {one.code: one for one in read_tracked(context.data)}
    standing = read_open_targets(context.data, [year for _, year, _ in wishes.wrong])
    lines = []
    for code, year, error in wishes.wrong:
        words: list[Any] = [html.Strong(f"{code} {year or ''}".strip()), " ", say_refusal(error, lang)]
        if error.message_id == Rule.CHANGED_MEANWHILE.value and code in stored:
            words += [
                " ",
                _say_theirs(context, stored[code], None if error.field == DEFINITION else standing.get((code, year))),
            ]
        lines.append(html.Li(words))
    lead = t("targets.refused", lang, count=len(lines))
    return html.Div([html.Strong(lead), html.Ul(lines)], className="banner banner--error", role="alert")


def _say_theirs(context: PageContext, one: OpenDefinition, target: OpenTarget | None) -> str:
    lang, indicator = context.lang, make_indicator(one.definition, context)
    if target is None:
        owner = indicator.owner or t("tile.owner_unknown", lang)
        return t(
            "targets.theirs_owner", lang, author=one.author, at=format_instant(one.valid_from_at, lang), owner=owner
        )
    at = format_instant(target.valid_from_at, lang)
    return t("targets.theirs", lang, author=target.author, at=at, goal=say_goal(target, indicator, lang))


def say_refusal(error: DefinitionError, lang: str) -> str:
    """The field in words and what is wrong with it."""
    parts = error.field.split(".")
    names = [f"targets.field_{'_'.join(parts[:count])}" for count in range(len(parts), 0, -1)]
    known = next((name for name in names if name in catalogue()), "targets.field_value")
    return f"{t(known, lang)}: {t(error.message_id, lang)}"


def say_busy(error: Exception, lang: str) -> Any:
    """A load holds the pen for longer than we wait."""
    reference = log_failure(error, "targets could not be written")
    text = f"{t('targets.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
    return banner("error", "hourglass-split", "", text)
