"""Records become columns as the mapping says; a path that is gone is named, and so is a wrong mapping at start."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from etl.contracts.agreement import check_agreement
from etl.contracts.complaints import COMPLAINT, COMPLAINT_STATUS
from etl.errors import SchemaChangedError, SettingsError
from etl.readers.base import RawReject
from etl.readers.mapping import Mapper
from etl.settings import PROJECT, Config
from etl.source_settings import FieldMap, Source

NEEDED = {"source_id": "id", "received_at": "at", "status": "state"}
NEEDED_STATUS = {"complaint_id": "/id", "sequence": "#", "occurred_at": "at", "status": "state"}


def make_source(mapping: dict[str, Any], *, format: str = "jsonl", **more: Any) -> Source:
    return Source.model_validate(
        {
            "name": "drop", "contract": "complaints", "title_th": "กล่อง", "title_en": "Drop", "schedule": "* * * * *",
            "fresh_within": "1d", "reader": {"kind": "files", "format": format}, "mapping": mapping, **more,
        }
    )  # fmt: skip


def map_one(field: Any, record: dict[str, Any], **more: Any) -> Any:
    """What one field makes of one record."""
    mapper = Mapper(make_source({"complaint": {"fields": {"place": field}}}, **more), COMPLAINT)
    return mapper.page([record]).columns["place"][0]


@pytest.mark.parametrize(
    ("field", "record", "expected"),
    [
        ("a", {"a": "x"}, "x"),
        ("a", {"a": ""}, ""),
        ("a", {"a": None}, None),
        ("a", {"b": 1}, None),
        ("a", {"a": 7}, 7),
        ("a", {"a": 7.5}, 7.5),
        ("a", {"a": True}, "true"),
        ("a", {"a": False}, "false"),
        ("a", {"a": ["x", "y"]}, "x,y"),
        ("a", {"a": []}, None),
        ("a", {"a": ["x", None, 3]}, "x,,3"),
        ("a", {"a": {"th": "น้ำ"}}, '{"th": "น้ำ"}'),
        ("a", {"a": [{"b": 1}]}, '[{"b": 1}]'),
        ("a.b", {"a": {"b": "x"}}, "x"),
        ("a.b.c", {"a": {"b": {"c": 0}}}, 0),
        ("a.1", {"a": ["100.5", "13.7"]}, "13.7"),
        ("a.0.b", {"a": [{"b": "x"}]}, "x"),
        ("a.2", {"a": ["100.5", "13.7"]}, None),
        ("a.b", {"a": None}, None),
        ("a.b", {"a": "text"}, None),
        ("a.b", {"a": ["x"]}, None),
        ("a.-1", {"a": ["x"]}, None),
        ("/a.b", {"a": {"b": "x"}}, "x"),
        ("0", {"0": "x"}, "x"),
        (["a", "b"], {"a": "6 ธ.ค. 67", "b": "14:05 น."}, "6 ธ.ค. 67 14:05 น."),
        (["a", "b"], {"a": "x", "b": None}, "x"),
        (["a", "b"], {"a": " ", "b": ""}, None),
        (["a", "b"], {"a": None, "b": None}, None),
        (["a", "b"], {"a": 1, "b": 2.5}, "1 2.5"),
        ({"constant": "traffy"}, {}, "traffy"),
        ({"constant": ""}, {"a": 1}, ""),
        ({"path": "a", "split": ","}, {"a": "น้ำท่วม, ถนน ,"}, "น้ำท่วม,ถนน"),
        ({"path": "a", "split": ",", "take": "first"}, {"a": " ,น้ำท่วม,ถนน"}, "น้ำท่วม"),
        ({"path": "a", "split": ",", "take": "rest"}, {"a": "น้ำท่วม,ถนน,แสง"}, "ถนน,แสง"),
        ({"path": "a", "split": ",", "take": "rest"}, {"a": "น้ำท่วม"}, None),
        ({"path": "a", "split": ",", "take": "first"}, {"a": None}, None),
        ({"path": "a", "split": ",", "take": "first"}, {"a": ",,"}, None),
        ({"path": "a", "split": ">", "take": "first"}, {"a": "สำนักช่าง > กอง"}, "สำนักช่าง"),
        ({"path": "a", "split": ",", "take": "first"}, {"a": ["น้ำท่วม", "ถนน"]}, "น้ำท่วม"),
        ({"path": "a", "seconds_of_time": True}, {"a": "1970-01-01 07:00:01"}, 1),
        ({"path": "a", "seconds_of_time": True}, {"a": "2024-01-01 07:00:00.999999"}, 1704067200),
        ({"path": "a", "seconds_of_time": True}, {"a": ""}, None),
        ({"path": "a", "seconds_of_time": True}, {"a": None}, None),
        ({"path": "a", "seconds_of_time": True}, {"a": "yesterday"}, "yesterday"),
    ],
)
def test_one_field(field: Any, record: dict[str, Any], expected: Any) -> None:
    found = map_one(field, record)
    assert (found, type(found)) == (expected, type(expected))


def test_seconds_follow_the_declared_era() -> None:
    field = {"path": "a", "seconds_of_time": True}
    assert map_one(field, {"a": "2567-01-01 07:00:00"}, date_era="be") == 1704067200
    assert map_one(field, {"a": "2567-01-01 07:00:00"}, date_eras={"place": "be"}) == 1704067200
    assert map_one(field, {"a": "2024-01-01 07:00:00"}, date_era="be") == "2024-01-01 07:00:00"


def test_rows_of_a_list_inside_the_record() -> None:
    mapping = {"complaint": {"fields": NEEDED}, "complaint_status": {"each": "t.log", "fields": NEEDED_STATUS}}
    mapper = Mapper(make_source(mapping), COMPLAINT_STATUS)
    page = mapper.page(
        [
            {"id": "A", "t": {"log": [{"at": "x", "state": "new"}, {"at": "y", "state": "finished"}]}},
            {"id": "B", "t": {"log": None}},
            {"id": "C", "t": {"log": []}},
            {"id": "D", "t": {}},
            {"id": "E", "t": {"log": "none"}},
            {"id": "F", "t": {"log": [{"at": "z", "state": "new"}]}},
        ],
        lambda position: f"f.jsonl:{position + 1}",
    )
    assert page.rows == 3
    assert page.columns == {
        "complaint_id": ["A", "A", "F"], "sequence": [1, 2, 1], "occurred_at": ["x", "y", "z"],
        "status": ["new", "finished", "new"],
    }  # fmt: skip
    assert page.rejects == [RawReject("f.jsonl:5", "t.log is not a list")]
    mapper.require_paths()


def test_what_is_no_object_is_refused_alone() -> None:
    mapper = Mapper(make_source({"complaint": {"fields": NEEDED}}), COMPLAINT)
    page = mapper.page([None, {"id": 1, "at": "x", "state": "new"}, [1], "text", 5])
    assert page.rows == 1
    assert [reject.place for reject in page.rejects] == ["record 0", "record 2", "record 3", "record 4"]
    assert "text" not in "".join(reject.reason for reject in page.rejects)


@pytest.mark.parametrize(
    ("records", "gone"),
    [
        ([{"id": 1, "at": 1, "state": 1}], None),
        ([{"id": 1, "at": None, "state": ""}], None),
        ([{"id": 1}, {"at": 1, "state": 1}], None),
        ([], None),
        ([{"id": 1, "at": 1}], "'state'"),
        ([{"id": 1, "at": 1, "State": 1}], "'state'"),
        ([{"ID": 1, "when": 1}], "'at', 'id', 'state'"),
    ],
)
def test_a_path_no_record_has_is_named(records: list[dict[str, Any]], gone: str | None) -> None:
    mapper = Mapper(make_source({"complaint": {"fields": NEEDED}}), COMPLAINT)
    mapper.page(records)
    if gone is None:
        mapper.require_paths()
        return
    with pytest.raises(SchemaChangedError) as refused:
        mapper.require_paths("day.jsonl")
    told = f"the names {gone} are gone" if "," in gone else f"the name {gone} is gone"
    assert f"drop, complaint, day.jsonl: {told}" in refused.value.what
    assert "mapping.complaint" in refused.value.remedy


@pytest.mark.parametrize(
    ("record", "is_gone"),
    [
        ({"g": {"c": [1, 2]}}, False),
        ({"g": {"c": []}}, False),
        ({"g": {"c": None}}, False),
        ({"g": None}, False),
        ({"g": {}}, True),
        ({"g": {"c": "13.7,100.5"}}, True),
        ({}, True),
    ],
)
def test_a_path_below_null_is_not_gone(record: dict[str, Any], is_gone: bool) -> None:
    mapper = Mapper(make_source({"complaint": {"fields": {"latitude": "g.c.1"}}}), COMPLAINT)
    mapper.page([record])
    if is_gone:
        with pytest.raises(SchemaChangedError, match="latitude"):
            mapper.require_paths()
    else:
        mapper.require_paths()


def test_an_optional_path_may_lack() -> None:
    fields = {**NEEDED, "stars": {"path": "star", "optional": True}, "place": {"path": ["a", "b"], "optional": True}}
    mapper = Mapper(make_source({"complaint": {"fields": fields}}), COMPLAINT)
    page = mapper.page([{"id": 1, "at": "x", "state": "new"}])
    mapper.require_paths()
    assert (page.columns["stars"], page.columns["place"]) == ([None], [None])
    table = Mapper(make_source({"complaint": {"fields": fields}}, format="csv"), COMPLAINT)
    table.require_headings(["id", "at", "state"])
    assert table.table({"id": [1], "at": ["x"], "state": ["new"]}, 1).columns["stars"] == (None,)


def test_a_list_that_is_gone_is_named() -> None:
    mapping = {"complaint": {"fields": NEEDED}, "complaint_status": {"each": "log", "fields": NEEDED_STATUS}}
    mapper = Mapper(make_source(mapping), COMPLAINT_STATUS)
    mapper.page([{"id": 1, "logs": []}])
    with pytest.raises(SchemaChangedError, match="list 'log' is gone"):
        mapper.require_paths()
    mapper = Mapper(make_source(mapping), COMPLAINT_STATUS)
    mapper.page([{"id": 1, "log": [{"at": "x", "Status": "new"}]}])
    with pytest.raises(SchemaChangedError, match="'state' is gone"):
        mapper.require_paths()


def test_unused_keys_are_noticed_and_order_is_nothing() -> None:
    fields = {**NEEDED, "latitude": "geo.lat", "place": "/where.street"}
    mapper = Mapper(make_source({"complaint": {"fields": fields}}), COMPLAINT)
    mapper.page([{"id": 1, "at": 1, "state": 1, "geo": {"lat": 1}, "where": {"street": 1}, "phone": "1", "name": "x"}])
    assert mapper.unused_keys() == ("name", "phone")
    other = Mapper(make_source({"complaint": {"fields": fields}}), COMPLAINT)
    other.page([{"name": "x", "phone": "1", "where": 1, "geo": 1, "state": 1, "at": 1, "id": 1}])
    assert mapper.fingerprint() == other.fingerprint() != "empty"
    third = Mapper(make_source({"complaint": {"fields": fields}}), COMPLAINT)
    assert third.fingerprint() == "empty"
    third.page([{"id": 1}])
    assert third.fingerprint() != mapper.fingerprint()


def test_headings_are_taken_as_they_are() -> None:
    fields = {"source_id": "เลขที่ (ระบบ)", "received_at": ["วันที่", "เวลา.รับ"], "status": "/สถานะ", "place": "#"}
    mapper = Mapper(make_source({"complaint": {"fields": fields}}, format="csv"), COMPLAINT)
    mapper.require_headings(["#", "เลขที่ (ระบบ)", "วันที่", "เวลา.รับ", "/สถานะ", "โทร."])
    assert mapper.unused_keys() == ("โทร.",)
    page = mapper.table(
        {"เลขที่ (ระบบ)": ["7"], "วันที่": ["6 ธ.ค. 67"], "เวลา.รับ": ["14:05 น."], "/สถานะ": ["new"], "#": ["1"]}, 1
    )
    assert page.columns == {
        "source_id": ["7"], "received_at": ["6 ธ.ค. 67 14:05 น."], "status": ["new"], "place": ["1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "what"),
    [
        (["id", "at"], "the column 'state' is gone"),
        (["id", "at", "status"], "the column 'state' is gone"),
        (["id", "at", "STATE"], "the column 'state' is gone"),
        (["id", "at", "state", "id"], "the heading 'id' stands more than once"),
    ],
)
def test_headings_that_are_gone_or_doubled(headings: list[str], what: str) -> None:
    mapper = Mapper(make_source({"complaint": {"fields": NEEDED}}, format="csv"), COMPLAINT)
    with pytest.raises(SchemaChangedError, match=what):
        mapper.require_headings(headings, "day.csv")


def test_headings_nobody_maps_may_stand_twice() -> None:
    mapper = Mapper(make_source({"complaint": {"fields": NEEDED}}, format="csv"), COMPLAINT)
    mapper.require_headings(["note", "id", "at", "state", "note", ""])


# --- config.yaml ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({}, "either a path or a constant"),
        ({"path": "a", "constant": "b"}, "either a path or a constant"),
        ({"path": ""}, "a path is blank"),
        ({"path": ["a", ""]}, "a path is blank"),
        ({"path": []}, "a path is blank"),
        ({"path": "a", "take": "first"}, "take needs split"),
        ({"path": "a", "split": ""}, "split is blank"),
        ({"path": "a", "part": 1}, "Extra inputs"),
    ],
)
def test_wrong_fields_are_refused(field: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FieldMap.model_validate(field)


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ({"pattern": "in/*.csv"}, "no folder"),
        ({"pattern": "../*"}, "no folder"),
        ({"pattern": ""}, "names of the files"),
        ({"delimiter": '"'}, "one sign between columns"),
        ({"delimiter": "\n"}, "one sign between columns"),
        ({"delimiter": "ab"}, "at most 1"),
        ({"sheet": "Sheet1"}, "sheet is for format xlsx"),
        ({"format": "jsonl", "delimiter": ";"}, "delimiter is for format csv"),
        ({"format": "xml"}, "'csv', 'xlsx' or 'jsonl'"),
    ],
)
def test_wrong_file_settings_are_refused(reader: dict[str, str], said: str) -> None:
    source = make_source({"complaint": {"fields": NEEDED}}).model_dump()
    with pytest.raises(ValidationError, match=said):
        Source.model_validate(source | {"reader": {"kind": "files", "format": "csv", **reader}})


@pytest.mark.parametrize(
    ("mapping", "more", "said"),
    [
        ({"complaint": {"fields": NEEDED}}, {}, None),
        ({"complaint": {"fields": {"source_id": "id"}}}, {}, "mapping.complaint.fields.received_at: is missing"),
        ({"complaint": {"fields": {**NEEDED, "colour": "c"}}}, {}, "fields.colour: complaint has no such field"),
        ({"complaints": {"fields": NEEDED}}, {}, "mapping.complaints: contract complaints has no such entity"),
        ({"complaint_status": {"fields": NEEDED_STATUS}}, {}, "mapping.complaint: is missing"),
        (
            {"complaint": {"fields": NEEDED}, "complaint_status": {"fields": NEEDED_STATUS}},
            {},
            "mapping.complaint_status.each: is missing",
        ),
        ({"complaint": {"each": "a", "fields": NEEDED}}, {"format": "csv"}, "each: a table has no lists"),
        ({"complaint": {"fields": {**NEEDED, "place": "#"}}}, {"format": "csv"}, None),
        ({"complaint": {"fields": NEEDED}}, {"date_eras": {"received_at": "be"}}, None),
        ({"complaint": {"fields": NEEDED}}, {"date_eras": {"status": "be"}}, "date_eras.status: contract"),
    ],
)
def test_a_mapping_agrees_with_its_contract(mapping: Any, more: dict[str, Any], said: str | None) -> None:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [make_source(mapping, **more).model_dump(exclude_none=True)]
    checked = Config.model_validate(config)
    if said is None:
        check_agreement(checked)
        return
    with pytest.raises(SettingsError) as refused:
        check_agreement(checked)
    assert said in str(refused.value)
    assert "sources.0." in str(refused.value)
