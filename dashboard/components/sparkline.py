"""A line of a dozen months as a small picture (SVG in a data address: no chart library, no extra request)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from dash import html

WIDTH, HEIGHT, PAD = 120.0, 40.0, 4.0
LINE, FAINT, TARGET = "#2c5c9a", "#c9d6e6", "#8a97a5"

Point = tuple[float, float]


def sparkline(
    values: Sequence[float | None], label: str, *, target: float | None = None, is_last_unfinished: bool = False
) -> html.Img | html.Span:
    """The values in order, gaps where null; the last point is hollow while its period is unfinished.

    `label` is what a screen reader says. Fewer than two values draw nothing: one dot is no trend.
    """
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return html.Span(className="tile__spark")
    svg = draw(values, target=target, is_last_unfinished=is_last_unfinished)
    source = "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
    return html.Img(src=source, alt=label, title=label, className="tile__spark", width=120, height=40)


def draw(values: Sequence[float | None], *, target: float | None = None, is_last_unfinished: bool = False) -> str:
    """The SVG text of a sparkline."""
    known = [v for v in values if v is not None]
    shown = [*known, target] if target is not None else known
    low, high = min(shown), max(shown)
    parts = []
    if target is not None:
        y = _height(target, low, high)
        parts.append(f'<path d="M{PAD} {y:.1f}H{WIDTH - PAD}" stroke="{TARGET}" stroke-dasharray="2 3" fill="none"/>')
    runs = _runs(values, low, high)
    if is_last_unfinished and values[-1] is not None and len(runs[-1]) > 1:  # a month begun is no fall: only dotted
        *done, last = runs.pop()
        runs += [done]
        parts.append(_stroke([done[-1], last], "2 2.5"))
        end = last
    else:
        end = runs[-1][-1]
    parts += [part for run in runs if len(run) > 1 for part in (_area(run), _stroke(run))]
    x, y = end
    inside = "#ffffff" if is_last_unfinished else LINE
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.75" fill="{inside}" stroke="{LINE}" stroke-width="1.5"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">{"".join(parts)}</svg>'


def _stroke(run: list[Point], dashes: str = "") -> str:
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{line}" fill="none" stroke="{LINE}" stroke-width="1.75" stroke-linejoin="round"{pattern}/>'


def _area(run: list[Point]) -> str:
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
    return f'<path d="M{line}L{run[-1][0]:.1f} {HEIGHT}L{run[0][0]:.1f} {HEIGHT}Z" fill="{FAINT}" opacity=".45"/>'


def _height(value: float, low: float, high: float) -> float:
    if high == low:
        return HEIGHT / 2
    return HEIGHT - PAD - (value - low) / (high - low) * (HEIGHT - 2 * PAD)


def _runs(values: Sequence[float | None], low: float, high: float) -> list[list[Point]]:
    """Unbroken stretches of points: a month without a value interrupts the line instead of being drawn as 0."""
    step = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    runs: list[list[Point]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            if runs[-1]:
                runs.append([])
            continue
        runs[-1].append((PAD + place * step, _height(value, low, high)))
    return [run for run in runs if run]
