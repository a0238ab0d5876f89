"""The map named in config.yaml: the sample's schematic, what is refused by name, how degrees become a drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.area_map import AreaMap, read_area_map
from etl.errors import SettingsError
from etl.settings import PROJECT, Settings, load_settings
from etl.warehouse.dimensions import ZONES

SQUARE = [[[102.0, 16.0], [103.0, 16.0], [103.0, 17.0], [102.0, 17.0], [102.0, 16.0]]]


def feature(code: Any = "เขต 1", kind: str = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": SQUARE if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def read(folder: Path, *features: Any, **more: Any) -> AreaMap:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding="utf-8")
    return read_area_map(path)


def test_the_schematic_has_the_zones_and_says_what_it_is(make_settings: Callable[..., Settings]) -> None:
    found = make_settings().map_file
    assert found == PROJECT / "assets" / "maps" / "zones.geojson"
    drawn = read_area_map(found)
    assert {shape.code for shape in drawn.shapes} == set(ZONES) and drawn.is_schematic
    for shape in drawn.shapes:
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", shape.path)]
        assert min(numbers) >= 0 and max(numbers[::2]) <= drawn.width and max(numbers[1::2]) <= drawn.height
        assert 0 < shape.x < drawn.width and 0 < shape.y < drawn.height
    zone2 = next(s for s in drawn.shapes if s.code == "เขต 2")
    zone4 = next(s for s in drawn.shapes if s.code == "เขต 4")
    assert zone2.y < zone4.y  # north is up


def test_degrees_are_drawn_to_one_scale(tmp_path: Path) -> None:
    drawn = read(tmp_path, feature())
    assert not drawn.is_schematic and drawn.shapes[0].path.startswith("M")
    assert drawn.width < drawn.height  # a degree of longitude is shorter than one of latitude, more so northwards


def test_several_shapes_and_holes_are_one_area(tmp_path: Path) -> None:
    far = [[[x + 2, y] for x, y in SQUARE[0]]]
    hole = [[102.4, 16.4], [102.4, 16.6], [102.6, 16.6], [102.4, 16.4]]
    drawn = read(tmp_path, feature(kind="MultiPolygon", coordinates=[[*SQUARE, hole], far]))
    assert drawn.shapes[0].path.count("M") == 3


def test_details_too_small_to_see_are_left_out(tmp_path: Path) -> None:
    fine = [[[102 + n / 1e6, 16.0] for n in range(2000)] + [[103.0, 16.0], [103.0, 17.0], [102.0, 16.0]]]
    assert len(read(tmp_path, feature(coordinates=fine)).shapes[0].path) < 300


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([], "1 to 500 features"),
        ([{"type": "Feature"}], "feature 1 wants"),
        ([feature(), feature("เขต 2", "Point", [1, 2])], "feature 2 wants"),
        ([feature(code=7)], "`code` must be a text"),
        ([feature(), feature()], "stands twice"),
        ([feature(coordinates=[[[102, 16], [103, 16], [102, 16]]])], "at least four points"),
        ([feature(coordinates=[[[271000, 1818000]] * 4])], "degrees"),
        ([feature(coordinates=[[["a", "b"]] * 4])], "feature 1 wants"),
    ],
)
def test_a_wrong_file_names_the_feature(tmp_path: Path, features: list[Any], says: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(says)):
        read(tmp_path, *features)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"type": "Topology"}'])
def test_what_is_no_geojson_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "map.geojson"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"municipality.map: map.geojson"):
        read_area_map(path)


@pytest.mark.parametrize(("name", "is_there"), [("mine.geojson", True), ("nowhere.geojson", False), (None, True)])
def test_the_file_lies_beside_the_configuration(tmp_path: Path, name: str | None, is_there: bool) -> None:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["municipality"]["map"] = name
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    (tmp_path / "mine.geojson").write_text("{}", encoding="utf-8")
    environ = {"MIS_CONFIG": str(tmp_path / "config.yaml"), "MIS_HOME": str(tmp_path / "home")}
    if is_there:
        assert load_settings(environ).map_file == (tmp_path / name if name else None)
        return
    with pytest.raises(SettingsError, match=r"nowhere\.geojson"):
        load_settings(environ)
