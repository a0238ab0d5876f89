"""What is wrong with a source, inside its card: what happened, where, what to do; held batches with their decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.attributes import aria, data
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.run_words import say_decision, say_entity, say_fault, say_field, say_hold, say_step
from dashboard.components.source_view import SourceView
from dashboard.source_rows import HoldRow, NoticeRow, RequestRow, SourceRow
from dashboard.text import t
from dashboard.text.formats import format_number, format_time

LOUD_NOTICES = ("column_added", "schema_changed")


def draw_alerts(view: SourceView, lang: str) -> list[Any]:
    """Most serious first; a held run is told by its holds."""
    source, state = view.source, view.condition.state
    parts: list[Any] = [_draw_hold(hold, view, lang) for hold in view.holds]
    if source.status == "failed" or (source.status == "held" and not view.holds):
        parts.append(_draw_failure(source, lang))
    elif state == "interrupted":
        parts.append(_draw_interrupted(source, lang))
    if view.failed_request is not None and view.failed_request.run_key is None:  # else its run tells why
        parts.append(_draw_failed_request(view.failed_request, lang))
    return parts + _draw_loud_notices(view.notices, lang)


def _draw_failure(source: SourceRow, lang: str) -> html.Div:
    """Source, step, fault and remedy in the reader's language; the system's own words folded beneath."""
    what, remedy = say_fault(source.error_code, lang)
    where = [t("data.at_step", lang, step=say_step(source.step, lang))]
    if source.finished_at:
        where.append(say_moment(source.finished_at, lang))
    if source.attempts and source.attempts > 1:
        where.append(t("data.progress_try", lang, attempt=source.attempts))
    parts = [_lead("x-octagon-fill", what, " · ".join(where)), _remedy(remedy, lang)]
    if source.read_at:
        parts.append(html.P(t("data.figures_as_before", lang, at=say_moment(source.read_at, lang)), className="soft"))
    return _alert([*parts, *own_words(source.error, source.remedy, lang)], "failed")


def _draw_interrupted(source: SourceRow, lang: str) -> html.Div:
    what, remedy = say_fault("abandoned", lang)
    where = t("data.at_step", lang, step=say_step(source.step, lang))
    return _alert([_lead("plug-fill", what, where), _remedy(remedy, lang)], "interrupted")


def _draw_failed_request(request: RequestRow, lang: str) -> html.Div:
    words = t("data.request_failed", lang, by=request.asked_by, at=format_time(request.asked_at, lang))
    return _alert([_lead("exclamation-triangle-fill", words, ""), *own_words(request.error, None, lang)], "notice")


def _draw_hold(hold: HoldRow, view: SourceView, lang: str) -> html.Div:
    title = t("data.hold_title", lang, entity=say_entity(hold.entity, lang)) if hold.entity else ""
    found = t("data.hold_found_at", lang, at=say_moment(hold.held_at, lang))
    parts: list[Any] = [_lead("pause-circle-fill", title or t("data.state_held", lang), found)]
    parts.append(html.P(say_hold(hold, lang), className="alert-card__what"))
    decided = say_decision(hold, lang)
    if decided:
        parts.append(html.P(decided))
        if hold.decision_reason:
            parts.append(html.P(t("data.hold_why", lang, reason=hold.decision_reason), className="soft"))
    elif hold.hold_key in view.decided:
        parts.append(html.P(t("data.decision_sent", lang), role="status"))
    elif not is_decidable(hold):
        parts.append(_remedy(t(f"data.no_approval_{hold.kind}", lang), lang))
    elif view.can_act:
        parts.append(_decision_form(hold, lang))
    if view.source.read_at:
        at = say_moment(view.source.read_at, lang)
        parts.append(html.P(t("data.figures_as_before", lang, at=at), className="soft"))
    return _alert([*parts, *own_words(hold.what, hold.remedy, lang)], "held" if not decided else "decided")


def is_decidable(hold: HoldRow) -> bool:
    """Not lost rows, and not a schema that cannot be read: no approval mends them."""
    return hold.can_be_approved and not (hold.kind == "schema" and hold.found is None)


def _decision_form(hold: HoldRow, lang: str) -> html.Div:
    """A reason, then one of two buttons (assets/js/60-data.js hands them to the server together)."""
    hint = t("data.hold_reason_hint", lang)
    field = html.Textarea(
        className="form-control form-control-sm", rows=2, maxLength=500, placeholder=hint,
        id=f"reason-{hold.hold_key}", **data(field="reason"),
    )  # fmt: skip
    label = html.Label([html.Span(t("data.hold_reason", lang)), field], className="decision__reason")
    buttons = [
        html.Button(
            [icon(sign), " ", t(f"data.{decision}", lang)], type="button", className=f"btn btn-sm btn-{kind}",
            **data(ask=decision, hold=str(hold.hold_key)),
        )
        for decision, sign, kind in (("approve", "check-lg", "primary"), ("decline", "x-lg", "outline-secondary"))
    ]  # fmt: skip
    words = html.P(t("data.approve_help", lang), className="soft")
    return html.Div(
        [words, label, html.Div(buttons, className="decision__buttons")], className="decision no-print", **data(form="")
    )


def _draw_loud_notices(notices: Sequence[NoticeRow], lang: str) -> list[Any]:
    """What is new at the source."""
    loud = [notice for notice in notices if notice.kind in LOUD_NOTICES]
    return [_alert([html.P([icon("info-circle"), " ", say_notice(notice, lang)])], "notice") for notice in loud]


def draw_quiet_notices(notices: Sequence[NoticeRow], lang: str) -> list[Any]:
    """Columns that have always been there and are not read, words that stand in no value map: counted, and folded."""
    quiet = [notice for notice in notices if notice.kind not in LOUD_NOTICES]
    unknown = [notice for notice in quiet if notice.kind == "word_unknown"]
    unread = [notice for notice in quiet if notice.kind != "word_unknown"]
    folds = (("data.notices_words", unknown), ("data.notices_quiet", unread))
    return [
        html.Details(
            [
                html.Summary(t(key, lang, count=format_number(len(found)))),
                html.Ul([html.Li(say_notice(notice, lang)) for notice in found]),
            ],
            className="fold",
        )
        for key, found in folds
        if found
    ]


def say_notice(notice: NoticeRow, lang: str) -> str:
    words = {"entity": say_entity(notice.entity, lang), "what": notice.what}
    at = say_moment(notice.first_seen_at, lang)
    if notice.kind == "word_unknown":
        field, _, word = notice.what.partition(": ")
        rows = format_number(notice.rows_met or 0)
        return t("data.notice_word_unknown", lang, field=say_field(notice.entity, field, lang), word=word, rows=rows)
    if notice.kind == "schema_changed":
        return t("data.notice_schema_changed", lang, entity=words["entity"], at=at)
    if notice.kind == "column_added":
        return t("data.notice_column_added", lang, **words, at=at)
    return t("data.notice_column_ignored", lang, **words)


def own_words(what: str | None, remedy: str | None, lang: str) -> list[Any]:
    """The English line that logs and the command line have: what a programmer asks for."""
    if not what:
        return []
    text = f"{what} {remedy or ''}".strip()
    return [html.Details([html.Summary(t("data.technical", lang)), html.P(text, lang="en")], className="fold")]


def _lead(sign: str, what: str, where: str) -> html.P:
    return html.P(
        [icon(sign), html.Strong(what), html.Span(where, className="alert-card__where")], className="alert-card__lead"
    )


def _remedy(text: str, lang: str) -> html.P:
    return html.P([html.Strong(f"{t('data.remedy', lang)}: "), text])


def _alert(parts: list[Any], kind: str) -> html.Div:
    return html.Div(parts, className=f"alert-card alert-card--{kind}", **aria(live="off"))
