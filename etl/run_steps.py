"""Where a run is, and what ended it: every fault becomes one of our own errors, with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from etl import ledger
from etl.errors import MisError
from etl.ledger import Run
from etl.source_settings import Source
from etl.warehouse.faults import explain_warehouse


class Steps:
    """Where a run is; each step is on its row before it begins."""

    def __init__(self, engine: Engine, run: Run) -> None:
        self._engine = engine
        self._run = run
        self.now = "open"

    def begin(self, step: str) -> None:
        self.now = step
        ledger.note_step(self._engine, self._run, step)


@contextmanager
def named(source: Source | None, steps: Steps) -> Iterator[list[MisError]]:
    """Errors raised on purpose, and what the warehouse itself says, are caught and kept; programming errors too."""
    caught: list[MisError] = []
    try:
        yield caught
    except MisError as error:
        caught.append(error)
    except DBAPIError as error:
        caught.append(explain_warehouse(error))
    except Exception as error:
        name = source.name if source is not None else "settle"
        fault = MisError(
            f"{name}, {steps.now}: {type(error).__name__}: {error}",
            "This is a fault of the program. Nothing of the batch was merged; send this line to the programmers.",
        )
        fault.__cause__ = error
        caught.append(fault)
