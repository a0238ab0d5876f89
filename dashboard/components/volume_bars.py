"""Rows of the last runs as a small picture: new and edited stacked, refused on top (SVG, like the sparkline)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

WIDTH, HEIGHT, GAP = 320.0, 64.0, 3.0
SLOTS = 20
NEW, EDITED, REFUSED, NOTHING, BAD = "#2c5c9a", "#9db7d6", "#c98612", "#d5dade", "#a8201a"
SMALLEST = 2.0  # what is not nothing is seen


@dataclass(frozen=True)
class Volume:
    """One run: its rows; `is_bad` where it failed or was held, so that nothing of it was merged."""

    inserted: int
    updated: int
    rejected: int
    is_bad: bool = False

    @property
    def total(self) -> int:
        return self.inserted + self.updated + self.rejected


def volume_bars(volumes: Sequence[Volume], label: str) -> html.Img:
    """The runs in order, the newest at the right; `label` is what a screen reader says."""
    source = "data:image/svg+xml;base64," + b64encode(draw(volumes).encode()).decode()
    return html.Img(src=source, alt=label, title=label, className="volume-bars", width=320, height=64)


def draw(volumes: Sequence[Volume]) -> str:
    """The SVG text: one slot a run, counted from the right."""
    shown = volumes[-SLOTS:]
    most = max((volume.total for volume in shown), default=0)
    step = WIDTH / SLOTS
    parts = [f'<path d="M0 {HEIGHT - 0.5}H{WIDTH}" stroke="{NOTHING}" fill="none"/>']
    for place, volume in enumerate(shown, start=SLOTS - len(shown)):
        parts += _column(volume, place * step, step - GAP, most)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">{"".join(parts)}</svg>'


def _column(volume: Volume, left: float, width: float, most: int) -> list[str]:
    if volume.is_bad:  # a run that brought nothing in is marked, whatever it had read
        middle = left + width / 2
        return [f'<circle cx="{middle:.1f}" cy="{HEIGHT - 6}" r="3.5" fill="{BAD}"/>']
    if not volume.total:
        return [_rect(left, HEIGHT - SMALLEST, width, SMALLEST, NOTHING)]
    parts, top = [], HEIGHT
    for rows, colour in ((volume.inserted, NEW), (volume.updated, EDITED), (volume.rejected, REFUSED)):
        if rows:
            height = max(SMALLEST, rows / most * (HEIGHT - 6))
            top -= height
            parts.append(_rect(left, top, width, height, colour))
    return parts


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
