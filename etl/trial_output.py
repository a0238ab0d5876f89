"""A trial as people read it in a terminal: raw beside ours, what was refused, words, columns, verdict."""

from __future__ import annotations

from dataclasses import replace

import click

from etl.output import show
from etl.trial import Cell, Trial, TriedEntity

REJECTS_SHOWN = 20
WIDEST = 48  # signs of a value; --json has all that may be shown
_VERDICTS = {
    "ready": "ready: every row was accepted and every word known",
    "look": "would load; some rows or words want a look first",
    "mend": "not yet: too many rows are refused",
    "empty": "nothing came",
    "failed": "it could not be read",
}


def print_trial(trial: Trial) -> None:
    for entity in trial.entities:
        _print_entity(entity)
    click.echo(f"{trial.source} ({trial.connection}): {_VERDICTS[trial.verdict]}. Nothing was written.")
    for number, step in enumerate(trial.next_steps, 1):
        click.echo(f"{number}. {step}")


def _print_entity(entity: TriedEntity) -> None:
    if entity.error:
        click.echo(f"== {entity.entity}: {entity.error}\n")
        return
    click.echo(f"== {entity.entity}: {entity.read} rows read, {entity.accepted} accepted, {entity.rejected} rejected\n")
    if entity.rows:
        show([_shorten(cell) for cell in entity.rows], ("row", "field", "raw", "ours"), as_json=False)
        click.echo()
    if entity.rejects:
        show(entity.rejects[:REJECTS_SHOWN], ("source_id", "rule", "field", "reason"), as_json=False)
        if len(entity.rejects) > REJECTS_SHOWN:
            click.echo(f"... and {len(entity.rejects) - REJECTS_SHOWN} more")
        click.echo()
    if entity.unknown_words:
        show(entity.unknown_words, ("field", "word", "times", "becomes"), as_json=False)
        click.echo()
    show(entity.fields, ("field", "required", "blank", "none", "first", "last"), as_json=False)
    click.echo()


def _shorten(cell: Cell) -> Cell:
    return replace(cell, raw=_cut(cell.raw), ours=_cut(cell.ours))


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
