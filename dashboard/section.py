"""A part of a page that fails alone: its error is logged with a reference, the rest of the page stands."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from sqlalchemy.exc import DBAPIError

from dashboard.cache import VersionMovedError
from dashboard.registry import PageContext
from dashboard.text import t

log = logging.getLogger(__name__)


def section(render: Callable[[PageContext], Any], context: PageContext) -> Any:
    """`render(context)`, or the error card where it fails.

    Lets through what is not this section's affair: a moved data version (the page starts again).
    """
    try:
        return render(context)
    except VersionMovedError:
        raise
    except Exception as error:
        return make_error_card(error, context.lang)


def make_error_card(error: Exception, lang: str) -> Any:
    """The card in place of a part that could not be drawn; the log holds the cause under the same reference."""
    reference = log_failure(error, "a part of a page failed")
    is_database = isinstance(error, DBAPIError)
    return dbc.Card(
        dbc.CardBody(
            [
                html.Div(
                    [
                        html.I(className="bi bi-exclamation-octagon me-2"),
                        html.Strong(t("frame.section_failed", lang)),
                    ],
                    className="mb-1",
                ),
                html.P(t("frame.section_database" if is_database else "frame.section_program", lang), className="mb-1"),
                html.Small(t("frame.reference", lang, reference=reference), className="text-body-secondary"),
            ]
        ),
        className="mis-error h-100",
    )


def log_failure(error: BaseException, what: str) -> str:
    """Write the error to the log; returns the reference people can quote."""
    reference = secrets.token_hex(4).upper()
    log.error("%s reference=%s", what, reference, exc_info=error)
    return reference
