"""Counts of people so small that they could tell of one of them are not shown."""

from __future__ import annotations

from collections.abc import Mapping

SMALLEST = 5  # people


def hide_small(counts: Mapping[int, int], *, total: int) -> dict[int, int | None]:
    """Counts by key, null where fewer than five people stand behind one; 0 is nobody, and told.

    Where a single part is hidden, the total less the others would give it back: then the next smallest is hidden too.
    `total` is the key of the sum of the parts.
    """
    parts = {key: count for key, count in counts.items() if key != total}
    hidden = {key for key, count in parts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1 and total in counts:
        others = sorted((count, key) for key, count in parts.items() if key not in hidden and count)
        hidden |= {key for _, key in others[:1]}
    if 0 < counts.get(total, 0) < SMALLEST:
        hidden.add(total)
    return {key: None if key in hidden else count for key, count in counts.items()}
