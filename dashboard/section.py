"""A part of a page that fails alone: its error is logged with a reference, the rest of the page stands."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError

from dashboard.cache import VersionMovedError
from dashboard.components.states import part_state
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
    text = t("frame.section_database" if is_of_database(error) else "frame.section_program", lang)
    return part_state(
        "error", t("frame.section_failed", lang), f"{text} ({t('frame.reference', lang, reference=reference)})"
    )


def is_of_database(error: BaseException) -> bool:
    """Whether a database refused or did not answer: worth another try, and no mistake of the program."""
    return isinstance(error, DBAPIError)


def log_failure(error: BaseException, what: str) -> str:
    """Write the error to the log; returns the reference people can quote."""
    reference = secrets.token_hex(4).upper()
    log.error("%s reference=%s", what, reference, exc_info=error)
    return reference
