"""The map of the city's areas: a GeoJSON file named in config.yaml becomes shapes to draw; nothing is ever fetched."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from etl.errors import SettingsError

MAX_BYTES = 4_000_000
MAX_FEATURES = 500
WIDTH = 400.0  # of the drawing; details below a tenth are left out

Point = tuple[float, float]
Ring = Sequence[Point]


@dataclass(frozen=True)
class AreaShape:
    """One area: its code in dim_area, its outline as an SVG path, and where its label stands."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class AreaMap:
    """The drawing, `width` by `height`; a schematic shows no real boundaries."""

    shapes: tuple[AreaShape, ...]
    width: float
    height: float
    is_schematic: bool


def read_area_map(path: Path) -> AreaMap:
    """Raises SettingsError naming the feature at fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            _refuse(path, f"is larger than {MAX_BYTES // 1_000_000} MB")
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _refuse(path, f"cannot be read ({type(error).__name__})")
    features = body.get("features") if isinstance(body, dict) and body.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not 1 <= len(features) <= MAX_FEATURES:
        _refuse(path, f"is no FeatureCollection of 1 to {MAX_FEATURES} features")
    outlines: dict[str, list[Ring]] = {}
    for number, feature in enumerate(features, 1):
        code, rings = _read_feature(path, number, feature)
        if code in outlines:
            _refuse(path, f"feature {number}: code '{code}' stands twice")
        outlines[code] = rings
    return _draw(outlines, is_schematic=body.get("schematic") is True)


def _read_feature(path: Path, number: int, feature: Any) -> tuple[str, list[Ring]]:
    try:
        code, geometry = feature["properties"]["code"], feature["geometry"]
        shapes = {"Polygon": lambda g: [g], "MultiPolygon": lambda g: g}[geometry["type"]](geometry["coordinates"])
        drawn = [ring for shape in shapes for ring in shape]
        rings: list[Ring] = [[(float(point[0]), float(point[1])) for point in ring] for ring in drawn]
    except (KeyError, TypeError, ValueError, IndexError):
        _refuse(path, f"feature {number} wants a property `code` and a Polygon or MultiPolygon")
    if not isinstance(code, str) or not code.strip():
        _refuse(path, f"feature {number}: `code` must be a text")
    if not rings or any(len(ring) < 4 for ring in rings):
        _refuse(path, f"feature {number} ({code}): a ring needs at least four points")
    if any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for ring in rings for lon, lat in ring):
        _refuse(path, f"feature {number} ({code}): points must be longitude and latitude in degrees")
    return code, rings


def _draw(outlines: dict[str, list[Ring]], *, is_schematic: bool) -> AreaMap:
    """Degrees to a flat drawing: north is up, one scale for both directions at the city's own latitude."""
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * shrink, (north - south) * 0.5, 1e-9)
    margin = 3.0

    def place(point: Point) -> Point:
        return round((point[0] - west) * shrink * scale + margin, 1), round((north - point[1]) * scale + margin, 1)

    shapes = []
    for code, rings in outlines.items():
        flat = [[place(point) for point in ring] for ring in rings]
        x, y = _middle(max(flat, key=lambda ring: abs(_area(ring))))
        shapes.append(AreaShape(code, "".join(map(_path, flat)), x, y))
    width = (east - west) * shrink * scale + 2 * margin
    return AreaMap(tuple(shapes), round(width, 1), round((north - south) * scale + 2 * margin, 1), is_schematic)


def _path(ring: Ring) -> str:
    kept = [point for before, point in zip([None, *ring], ring, strict=False) if point != before]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity; of the points where the ring has no area."""
    size = _area(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    if abs(size) < 1e-6:
        return round(sum(p[0] for p in ring) / len(ring), 1), round(sum(p[1] for p in ring) / len(ring), 1)
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * size)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * size)
    return round(x, 1), round(y, 1)


def _refuse(path: Path, what: str) -> NoReturn:
    raise SettingsError(f"municipality.map: {path.name} {what}.", "See `map` in docs/settings.md for what it holds.")
