"""Rows of the last runs as a small picture: new and edited stacked, refused on top (SVG, like the sparkline)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dash import html

WIDTH, HEIGHT, GAP = 320.0, 64.0, 3.0
SLOTS = 20
NEW, EDITED, REFUSED, NOTHING, BAD = "#2c5c9a", "#9db7d6", "#c98612", "#d5dade", "#a8201a"
SMALLEST = 2.0  # what is not nothing is seen
TALLEST = 8  # times the middle run: a first load would leave nothing to see of the others


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


def full_height(volumes: Sequence[Volume]) -> float:
    """The rows that reach the top; runs of more are drawn broken."""
    totals = [volume.total for volume in volumes if volume.total and not volume.is_bad]
    return float(min(max(totals), TALLEST * median(totals))) if totals else 0.0


def draw(volumes: Sequence[Volume]) -> str:
    """The SVG text: one slot a run, counted from the right."""
    shown = volumes[-SLOTS:]
    most = full_height(shown)
    step = WIDTH / SLOTS
    parts = [f'<path d="M0 {HEIGHT - 0.5}H{WIDTH}" stroke="{NOTHING}" fill="none"/>']
    for place, volume in enumerate(shown, start=SLOTS - len(shown)):
        parts += _column(volume, place * step, step - GAP, most)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">{"".join(parts)}</svg>'


def _column(volume: Volume, left: float, width: float, most: float) -> list[str]:
    if volume.is_bad:  # a run that brought nothing in is marked, whatever it had read
        middle = left + width / 2
        return [f'<circle cx="{middle:.1f}" cy="{HEIGHT - 6}" r="3.5" fill="{BAD}"/>']
    if not volume.total:
        return [_rect(left, HEIGHT - SMALLEST, width, SMALLEST, NOTHING)]
    parts, top = [], HEIGHT
    for rows, colour in ((volume.inserted, NEW), (volume.updated, EDITED), (volume.rejected, REFUSED)):
        if rows:
            height = max(SMALLEST, rows / max(most, volume.total) * (HEIGHT - 6))
            top -= height
            parts.append(_rect(left, top, width, height, colour))
    if volume.total > most:
        parts.append(f'<path d="M{left - 1:.1f} 18l{width + 2:.1f} -5" stroke="#fff" stroke-width="3"/>')
    return parts


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
