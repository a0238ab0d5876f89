"""The REST reader against Traffy's APIs on loopback: what it reads, refuses and costs, and what it never says."""

from __future__ import annotations

import gzip
import json
import logging
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from etl.contracts.complaints import COMPLAINT, COMPLAINT_STATUS
from etl.errors import MisError, SchemaChangedError, SourceRefusedError, SourceUnavailableError
from etl.readers import rest_http
from etl.readers.base import Page, Start
from etl.readers.rest import RestReader
from etl.source_settings import Source
from tests import traffy_server
from tests.pipeline.rest_sources import shown
from tests.traffy_server import CAP, EXCHANGE, GEOJSON, PASSWORD, SEARCH, Fault, TraffyServer, make_ticket, redirect

NOW = datetime.now(UTC)
CHANGES = Start(since=NOW - timedelta(days=1))
ALL = Start()


def documented(name: str, **changes: Any) -> Source:
    """That source at this machine; `changes` go into its reader."""
    block = shown(name)
    return Source.model_validate(block | {"reader": block["reader"] | {"hosts": ["127.0.0.1"]} | changes})


def open_exchange(server: TraffyServer, **changes: Any) -> RestReader:
    source = documented("traffy", **changes)
    return RestReader(source, source.reader, server.url(EXCHANGE, signs_in=True))  # type: ignore[arg-type]


def open_list(server: TraffyServer, *, mapping: dict[str, Any] | None = None, **changes: Any) -> RestReader:
    source = documented("traffy_public", **changes)
    if mapping is not None:
        source = Source.model_validate(source.model_dump() | {"mapping": mapping})
    return RestReader(source, source.reader, server.url(GEOJSON))  # type: ignore[arg-type]


def open_search(server: TraffyServer, **changes: Any) -> RestReader:
    fields = {"source_id": "ticket_id", "received_at": "timestamp", "status": "state", "category": "type",
              "latitude": "coords.1", "longitude": "coords.0", "description": "comment"}  # fmt: skip
    how = {"path": "teamchadchart/search", "rows": "results", "expect": {"status": True}, "changes_query": {}}
    source = documented("traffy_public", **how, full_query={}, **changes)
    source = Source.model_validate(source.model_dump() | {"mapping": {"complaint": {"fields": fields}}})
    return RestReader(source, source.reader, server.url(SEARCH))  # type: ignore[arg-type]


def rows_of(pages: Iterator[Page]) -> list[tuple[Any, ...]]:
    """(source_id, changed_at) of each row given, in order."""
    found: list[tuple[Any, ...]] = []
    for page in pages:
        missing = (None,) * page.rows
        found.extend(zip(page.columns["source_id"], page.columns.get("changed_at", missing), strict=True))
    return found


def ids(pages: Iterator[Page]) -> list[str]:
    return [row[0] for row in rows_of(pages)]


def failing(read: Callable[[], Any], kind: type[MisError]) -> MisError:
    """The error, in which no secret stands and which says what to do."""
    with pytest.raises(kind) as caught:
        read()
    error = caught.value
    assert type(error) is kind or kind in type(error).__mro__
    assert "secret" not in str(error) and "s1gnature" not in str(error)
    assert error.what.startswith("traffy") and error.remedy
    return error


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_http, "FIRST_WAIT_SECONDS", 0.001)


# --- the Exchange API -------------------------------------------------------------------------------------------


def test_changes_cost_two_calls_and_everything_three() -> None:
    with traffy_server.serve(700) as server:
        reader = open_exchange(server)
        assert reader.check(COMPLAINT) == reader.check(COMPLAINT)
        found = ids(reader.pages(COMPLAINT, CHANGES))
        assert [call.path.rsplit("/", 2)[1] for call in server.calls] == ["get-auth", "get-issues"]
        assert server.calls[1].query == {"org_id": "151", "duration": "3days"}
        assert 0 < len(found) < 700
        reader = open_exchange(server)
        reader.check(COMPLAINT)
        assert ids(reader.pages(COMPLAINT, ALL)) == [ticket["ticket_id"] for ticket in server.tickets]
        assert len(server.calls) == 2 + 3
        reader.close()


def test_changes_older_than_the_api_reaches_are_read_in_full() -> None:
    with traffy_server.serve(700) as server:
        reader = open_exchange(server)
        assert len(ids(reader.pages(COMPLAINT, Start(since=NOW - timedelta(days=4))))) == 700
        assert server.calls[-1].query["duration"] == "all"


def test_fields_arrive_as_told_whatever_type_they_have_that_day() -> None:
    with traffy_server.serve(30) as server:
        pages = [next(iter(open_exchange(server).pages(COMPLAINT, ALL))) for _ in range(2)]
        assert pages[0].columns == pages[1].columns  # exec_time, photo and the log's name drift between the two
        ticket, row = server.tickets[14], {name: values[14] for name, values in pages[0].columns.items()}
        assert row["received_at"] == ticket["timestamp"]
        assert row["channel"] == "traffy"
        assert row["category"] == ticket["type"].split(",")[0]
        assert (row["org_unit"], row["more_org_units"]) == (ticket["organization"], None)
        assert row["latitude"] == ticket["latitude"]
        assert row["stars"] == ticket["star"]


@pytest.mark.parametrize("count", [CAP - 1, CAP, CAP + 1])
def test_a_full_answer_of_exactly_the_cap_is_refused(count: int) -> None:
    ticket = make_ticket(1)
    with traffy_server.serve([ticket | {"ticket_id": str(number)} for number in range(count)]) as server:
        reader = open_exchange(server)
        if count < CAP:
            assert len(ids(reader.pages(COMPLAINT, ALL))) == count
            return
        error = failing(lambda: ids(reader.pages(COMPLAINT, ALL)), SourceRefusedError)
        assert "5000 rows" in error.what and "full_query" in error.remedy


def test_everything_in_parts_below_the_cap() -> None:
    parts = [{"duration": "all", "type_name_th": word} for word in (*traffy_server.TYPES, "")]
    with traffy_server.serve(900) as server:
        reader = open_exchange(server, full_query=parts, cap=500)
        assert sorted(ids(reader.pages(COMPLAINT, ALL))) == sorted(ticket["ticket_id"] for ticket in server.tickets)


def test_a_used_up_quota_is_named() -> None:
    with traffy_server.serve(10) as server:
        server.quota = 0
        error = failing(lambda: open_exchange(server).check(COMPLAINT), SourceRefusedError)
        assert "Running out of API usage quota" in error.what and "first of the month" in error.remedy
        assert len(server.calls) == 2


def test_a_token_that_ends_on_the_way_is_replaced_once_per_call() -> None:
    parts = [{"duration": "all", "type_name_th": word} for word in traffy_server.TYPES]
    with traffy_server.serve(400) as server:
        server.token_calls = 3
        reader = open_exchange(server, full_query=parts)
        assert len(ids(reader.pages(COMPLAINT, ALL))) == sum(bool(ticket["type"]) for ticket in server.tickets)
        signed_in = [call for call in server.calls if call.method == "POST"]
        assert len(signed_in) == 3 and len(server.calls) == 8 + 3 + 2  # two answers said that the token has expired


def test_a_token_that_never_serves_ends_after_two() -> None:
    with traffy_server.serve(10) as server:
        server.token_calls = 0
        error = failing(lambda: open_exchange(server).check(COMPLAINT), SourceRefusedError)
        assert "This token has expired" in error.what and len(server.calls) == 4


def test_a_wrong_password_is_tried_once_and_never_told() -> None:
    with traffy_server.serve(10) as server:
        source = documented("traffy")
        url = server.url(EXCHANGE, signs_in=True).replace(
            "kkc-mis:", "kkc-mis:x"
        )  # the server repeats what it was given
        reader = RestReader(source, source.reader, url)  # type: ignore[arg-type]
        error = failing(lambda: reader.check(COMPLAINT), SourceRefusedError)
        assert "Invalid password ***" in error.what and len(server.calls) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_refused_by_status(status: int) -> None:
    body = json.dumps({"message": f"no entry with {PASSWORD}"}).encode()
    with traffy_server.serve(10) as server:
        server.faults.extend([Fault(status, body)])
        error = failing(lambda: open_exchange(server).check(COMPLAINT), SourceRefusedError)
        assert str(status) in error.what and "***" in error.what and len(server.calls) == 1  # the sign-in itself
        server.faults.extend([None, Fault(status), None, Fault(status)])
        server.calls.clear()
        failing(lambda: open_exchange(server).check(COMPLAINT), SourceRefusedError)
        assert [call.method for call in server.calls] == ["POST", "GET", "POST", "GET"]
        server.faults.extend([None, Fault(status)])
        assert open_exchange(server).check(COMPLAINT)


def test_a_server_that_repeats_the_token_is_not_repeated() -> None:
    with traffy_server.serve(10) as server:
        reader = open_exchange(server)
        reader.check(COMPLAINT)
        token = next(iter(server.tokens))
        for status in (200, 400, 500):
            server.faults.append(
                Fault(status, json.dumps({"status": "fail", "message": f"bad {token} of you"}).encode())
            )
            assert "bad *** of you" in failing(lambda: ids(reader.pages(COMPLAINT, ALL)), MisError).what


# --- lists in pages ---------------------------------------------------------------------------------------------


def test_fifty_thousand_rows_in_pages_of_a_thousand() -> None:
    with traffy_server.serve(50_000) as server:
        reader = open_list(server)
        reader.check(COMPLAINT)
        pages = list(reader.pages(COMPLAINT, ALL))
        assert ids(iter(pages)) == [ticket["ticket_id"] for ticket in server.tickets]
        assert max(page.rows for page in pages) <= 1000
        asked = [int(call.query["offset"]) for call in server.calls if "2026" in call.query.get("start", "")]
        assert 50 <= len(asked) <= 60 and asked[-1] == 0  # the last look is at the head


def test_the_first_page_that_was_checked_is_not_asked_for_again() -> None:
    with traffy_server.serve(10) as server:
        reader = open_search(server)
        reader.check(COMPLAINT)
        assert len(ids(reader.pages(COMPLAINT, ALL))) == 10
        assert [call.query["offset"] for call in server.calls] == ["0", "5", "0"]  # the page, its end, the head again


@pytest.mark.parametrize("count", [0, 1, 2, 99, 100, 101, 999, 1000, 1001, 1900, 1901])
def test_lists_of_any_length(count: int) -> None:
    with traffy_server.serve(count) as server:
        assert ids(open_list(server).pages(COMPLAINT, ALL)) == [ticket["ticket_id"] for ticket in server.tickets]


@pytest.mark.parametrize("largest", [2, 7, 150, 300])
def test_a_server_that_gives_shorter_pages_than_asked_for(largest: int) -> None:
    with traffy_server.serve(25 if largest < 100 else 1000) as server:
        server.largest_page = largest
        assert sorted(ids(open_list(server).pages(COMPLAINT, ALL))) == sorted(t["ticket_id"] for t in server.tickets)


def test_numbers_and_texts_of_one_place_are_the_same() -> None:
    with traffy_server.serve(5) as server:
        first, second, third = (next(iter(open_list(server).pages(COMPLAINT, ALL))) for _ in range(3))
        places = {tuple(map(float, page.columns["latitude"])) for page in (first, second, third)}
        assert len(places) == 1


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_skipped_while_the_list_moves(seed: int) -> None:
    """Each row that was there all the time is given, in its last state; what came in meanwhile is given too."""
    dice = random.Random(seed)
    with traffy_server.serve(3000) as server:
        begun = {ticket["ticket_id"]: ticket["last_activity"] for ticket in server.tickets}
        removed: set[str] = set()
        came: dict[str, str] = {}

        def live(system: TraffyServer, call: Any) -> None:
            if len(system.calls) < 3 or len(system.calls) > 30 + dice.randrange(10):
                return
            for _ in range(dice.randrange(4)):
                kind = dice.randrange(3)
                if kind == 0:
                    system.add(dice.choice([1, 30, 250, 1500]))
                elif kind == 1:
                    for _ in range(dice.choice([1, 40])):
                        system.touch(dice.randrange(len(system.tickets)))
                else:
                    place, count = dice.randrange(len(system.tickets)), dice.choice([1, 90, 400])
                    removed.update(ticket["ticket_id"] for ticket in system.tickets[place : place + count])
                    system.remove(place, count)

        server.before = live
        given = rows_of(open_list(server, paging={"kind": "offset", "size_parameter": "limit"}).pages(COMPLAINT, ALL))
        came = {ticket["ticket_id"]: ticket["last_activity"] for ticket in server.tickets}
        latest: dict[str, str] = {}
        for source_id, changed_at in given:
            latest[source_id] = max(changed_at, latest.get(source_id, ""))
        assert set(begun) - removed <= set(latest), "a row that was there all the time was passed over"
        assert {key for key, at in came.items() if latest.get(key) != at} == set(), "the last state of a row is missing"


def test_a_list_that_never_stands_still_is_left_to_the_next_run() -> None:
    with traffy_server.serve(2500) as server:
        server.before = lambda system, call: system.add(1200)
        failing(lambda: ids(open_list(server, total_timeout="1s").pages(COMPLAINT, ALL)), SourceUnavailableError)

        def exchange_all(system: TraffyServer, call: Any) -> None:
            system.tickets = [
                t | {"ticket_id": f"{len(system.calls)}-{n}"} for n, t in enumerate(system.tickets[:1200])
            ]

        server.before = exchange_all
        paging = {"kind": "offset", "size_parameter": "limit", "size": 200}
        error = failing(lambda: ids(open_list(server, paging=paging).pages(COMPLAINT, ALL)), SourceUnavailableError)
        assert "moves so fast" in error.what


def test_deep_pages_that_the_server_cannot_give_fail_the_read() -> None:
    with traffy_server.serve(5000) as server:
        server.deepest = 3000
        error = failing(lambda: ids(open_list(server).pages(COMPLAINT, ALL)), SourceUnavailableError)
        assert "502" in error.what and "offset=" in error.what
        assert len(server.calls) == 4 + 3  # the deep page three times


def test_recorded_pages_of_the_old_share_api(real_data: Path) -> None:
    body = gzip.decompress((real_data / "traffy/raw_pages/traffy96900.json.gz").read_bytes())
    expected = json.loads(body)["results"]
    with traffy_server.serve() as server:
        server.recorded = json.loads(body)
        source_ids: list[str] = []
        for page in open_search(server, paging={"kind": "offset", "size": 1000, "overlap": 1}).pages(COMPLAINT, ALL):
            source_ids += list(page.columns["source_id"])
            assert all(str(value).startswith("2022-") for value in page.columns["received_at"])
        assert sorted(source_ids) == sorted({row["ticket_id"]: None for row in expected})


def test_generated_pages_of_the_old_share_api() -> None:
    with traffy_server.serve(3210) as server:
        assert ids(open_search(server).pages(COMPLAINT, ALL)) == [ticket["ticket_id"] for ticket in server.tickets]


@pytest.mark.parametrize("day", ["2022-07-05", "2022-12-20", "2023-03-27"])
def test_recorded_snapshots_of_the_geojson_list(real_data: Path, day: str) -> None:
    """Three property sets of ten months. Masking broke digits and backslashes of two; as they lie they are no JSON."""
    body = gzip.decompress((real_data / f"traffy/incremental_snapshots/raw_{day}_geojson.json.gz").read_bytes())
    mended = body.replace(b".[ID]", b".0").replace(b"\\[", b"[")
    fields = {"source_id": "properties.ticket_id", "received_at": "properties.timestamp", "status": "properties.state",
              "latitude": "geometry.coordinates.1", "stars": {"path": "properties.star", "optional": True}}  # fmt: skip
    with traffy_server.serve() as server:
        server.faults.extend([Fault(body=body)] * (mended != body) + [Fault(body=mended)])
        reader = open_list(
            server,
            mapping={"complaint": {"fields": fields}},
            expect={"type": "FeatureCollection"},
            paging={"kind": "none"},
            full_query={},
        )
        if mended != body:
            assert "no JSON" in failing(lambda: ids(reader.pages(COMPLAINT, ALL)), SourceRefusedError).what
        expected = [feature["properties"]["ticket_id"] for feature in json.loads(mended)["features"]]
        assert ids(reader.pages(COMPLAINT, ALL)) == expected


# --- answers that are none --------------------------------------------------------------------------------------

LIST = json.dumps({"status": "success", "type": "FeatureCollection", "features": [], "message": ""}).encode()
REFUSED = {
    "login page": (Fault(body="<!DOCTYPE html><title>เข้าสู่ระบบ</title>".encode(), kind="text/html"), "HTML page"),
    "login page called JSON": (Fault(body=b"\n <html><form></form></html>"), "HTML page"),
    "JSON called HTML": (Fault(body=LIST, kind="text/html; charset=utf-8"), "HTML page"),
    "JSON called text": (Fault(body=LIST, kind="text/plain"), "'text/plain'"),
    "CSV": (Fault(body=b"\xef\xbb\xbfticket_id,type\n1,2\n"), "no JSON"),
    "error in the body": (
        Fault(body=b'{"status":"fail","message":"db down"}'), "status: fail instead of success: db down"),
    "another shape": (
        Fault(body=b'{"status":"success","type":"FeatureCollection","data":[]}'), "no list at 'features'"),
    "an object for the list": (
        Fault(body=b'{"status":"success","type":"FeatureCollection","features":{}}'), "no list at 'features'"),
    "a bare list": (Fault(body=b"[]"), "has no 'status'"),
    "a number": (Fault(body=b"7"), "has no 'status'"),
    "null": (Fault(body=b"null"), "has no 'status'"),
    "deep": (Fault(body=b"[" * 200_000), "nested too deeply"),
    "404": (Fault(404, b'{"message":"no such list"}'), "404: no such list"),
    "204": (Fault(204), "204"),
    "206": (Fault(206, LIST), "206"),
    "400 in HTML": (Fault(400, b"<h1>Bad</h1>", "text/html"), "400"),
    "another encoding": (Fault(body=LIST.decode().encode("utf-16")), "no JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_that_is_none_is_refused_at_once(name: str) -> None:
    fault, said = REFUSED[name]
    with traffy_server.serve() as server:
        server.faults.append(fault)
        error = failing(lambda: ids(open_list(server).pages(COMPLAINT, ALL)), SourceRefusedError)
        assert said in error.what and len(server.calls) == 1


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("http://169.254.169.254/latest", "http://169.254.169.254/latest"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("https://u:topsecret@evil.example/x?token=topsecret", "https://evil.example/x"),
        ("/login", "/login"),
        ("", "http://"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(to: str, shown: str, status: int) -> None:
    with traffy_server.serve() as server, traffy_server.serve() as other:
        server.faults.append(redirect(to or other.url("x"), status))
        error = failing(lambda: open_list(server).check(COMPLAINT), SourceRefusedError)
        assert shown in error.what and "leads to" in error.what and "topsecret" not in error.what
        assert len(server.calls) == 1 and not other.calls


def test_an_answer_cut_anywhere_is_never_taken_for_whole() -> None:
    """60 places, with and without a Content-Length that tells; nothing is given of such an answer."""
    with traffy_server.serve(40) as server:
        whole = json.dumps(server.answer(traffy_server.Call("GET", f"/{GEOJSON}/geojson/v1", {}, {}))).encode()
        places = [round(step * (len(whole) - 1) / 59) for step in range(60)]
        for number, cut in enumerate(places):
            is_told = number % 2 == 0
            server.faults.extend([Fault(body=whole, cut=cut, is_told=is_told)] * rest_http.TRIES)
            given: list[str] = []

            def read(given: list[str] = given) -> None:
                given.extend(ids(open_list(server).pages(COMPLAINT, ALL)))

            error = failing(read, SourceUnavailableError)
            assert given == [] and not server.faults, f"cut at {cut}"
            assert "ends in the middle" in error.what or "broke" in error.what or "empty" in error.what
        assert len(set(places)) >= 50


def test_a_cut_inside_a_thai_letter_a_number_or_an_escape() -> None:
    text = (
        '{"status":"success","type":"FeatureCollection","features":[{"ก":"\\u0e01x\\n","n":-1.5e3,"t":true,"u":null}]}'
    )
    body = text.encode()
    with traffy_server.serve() as server:
        for cut in range(len(body)):
            server.faults.extend([Fault(body=body, cut=cut, is_told=False)] * rest_http.TRIES)
            reader = open_list(server, paging={"kind": "none"})
            failing(lambda reader=reader: ids(reader.pages(COMPLAINT, ALL)), SourceUnavailableError)  # type: ignore[misc]
            assert not server.faults


# --- trouble on the way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault(502), Fault(503), Fault(504), Fault(is_reset=True), Fault(429)])
def test_what_may_pass_is_tried_three_times(fault: Fault) -> None:
    with traffy_server.serve(10) as server:
        server.faults.extend([fault] * 2)
        assert len(ids(open_list(server).pages(COMPLAINT, ALL))) == 10
        server.calls.clear()
        server.faults.extend([fault] * 3)
        failing(lambda: open_list(server).check(COMPLAINT), SourceUnavailableError)
        assert len(server.calls) == 3


def test_an_error_of_the_server_is_not_repeated() -> None:
    with traffy_server.serve(10) as server:
        server.faults.append(Fault(500, b'{"message":"out of memory"}'))
        error = failing(lambda: open_list(server).check(COMPLAINT), SourceUnavailableError)
        assert "500: out of memory" in error.what and len(server.calls) == 1


def test_a_pause_asked_for_is_kept() -> None:
    with traffy_server.serve(10) as server:
        server.faults.append(Fault(429, headers={"Retry-After": "1"}))
        started = time.monotonic()
        open_list(server).check(COMPLAINT)
        assert time.monotonic() - started >= 1
        for text in ("3600", "Wed, 21 Oct 2026 07:28:00 GMT"):
            server.calls.clear()
            server.faults.append(Fault(429, headers={"Retry-After": text}))
            failing(lambda: open_list(server).check(COMPLAINT), SourceUnavailableError)
            assert len(server.calls) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(body=LIST, pause=0.05),  # head and body byte by byte: never silent for long, never done
        Fault(body=LIST, silence=3),
        Fault(body=b" " * 100_000 + LIST, pause=0.001),
    ],
)
def test_a_slow_server_is_cut_off(fault: Fault) -> None:
    with traffy_server.serve(10) as server:
        server.faults.append(fault)
        started = time.monotonic()
        error = failing(lambda: open_list(server, read_timeout="1s").check(COMPLAINT), SourceUnavailableError)
        assert "read_timeout" in error.what and len(server.calls) == 1
        assert time.monotonic() - started < 2


def test_the_whole_read_has_an_end() -> None:
    with traffy_server.serve(20_000) as server:
        server.before = lambda system, call: time.sleep(0.2)
        started = time.monotonic()
        error = failing(
            lambda: ids(open_list(server, total_timeout="1s").pages(COMPLAINT, ALL)), SourceUnavailableError
        )
        assert "total_timeout" in error.what and time.monotonic() - started < 3


def test_a_server_that_is_not_there() -> None:
    with traffy_server.serve() as server:
        pass
    error = failing(lambda: open_list(server).check(COMPLAINT), SourceUnavailableError)
    assert "broke" in error.what


def test_an_answer_too_large_is_refused() -> None:
    rows = json.dumps({"status": "success", "type": "FeatureCollection", "features": ["x" * 1000] * 1100}).encode()
    zipped = gzip.compress(rows)
    assert len(zipped) < 20_000 < 1_000_000 < len(rows)
    with traffy_server.serve() as server:
        for body, headers in ((rows, {}), (zipped, {"Content-Encoding": "gzip"})):
            server.faults.append(Fault(body=body, headers=headers))
            error = failing(lambda: open_list(server, largest_answer_mb=1).check(COMPLAINT), SourceRefusedError)
            assert "larger than 1 MB" in error.what


def test_a_compressed_answer_is_read() -> None:
    with traffy_server.serve() as server:
        server.faults.append(Fault(body=gzip.compress(LIST), headers={"Content-Encoding": "gzip"}))
        assert ids(open_list(server, paging={"kind": "none"}).pages(COMPLAINT, ALL)) == []


# --- schema, replay, secrets ------------------------------------------------------------------------------------


def test_a_name_that_is_gone_stops_the_read_and_a_new_one_does_not() -> None:
    with traffy_server.serve(10) as server:
        reader = open_exchange(server)
        before = reader.check(COMPLAINT)
        server.tickets = [{**ticket, "severity": 3} for ticket in server.tickets]
        reader = open_exchange(server)
        assert reader.check(COMPLAINT) != before
        assert "severity" in reader.unread(COMPLAINT)
        server.tickets = [
            {("finished_at" if k == "timestamp_finished" else k): v for k, v in t.items()} for t in server.tickets
        ]
        error = failing(lambda: open_exchange(server).check(COMPLAINT), SchemaChangedError)
        assert "timestamp_finished" in error.what and "closed_at" in error.remedy


def test_a_name_inside_an_object_that_is_read_is_noticed_too() -> None:
    with traffy_server.serve(3) as server:
        reader = open_list(server)
        reader.check(COMPLAINT)
        assert reader.unread(COMPLAINT) == (
            "geometry.type",
            "properties.note",
            "properties.state_type_latest",
            "properties.type",
            "type",
        )


def test_replay_reads_once_and_keeps_what_was_asked_for() -> None:
    with traffy_server.serve(300) as server:
        wanted = [(server.tickets[place]["ticket_id"],) for place in (3, 77, 299)] + [("gone",)]
        reader = open_exchange(server)
        assert [(found,) for found in ids(reader.rows(COMPLAINT, wanted))] == wanted[:3]
        assert len(server.calls) == 2


def test_only_mapped_entities_are_delivered() -> None:
    with traffy_server.serve() as server:
        reader = open_list(server)
        assert reader.delivers(COMPLAINT) and not reader.delivers(COMPLAINT_STATUS)
        assert not reader.is_whole and reader.taken(COMPLAINT) == ()


def test_logs_never_hold_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), traffy_server.serve(10) as server:
        open_exchange(server).check(COMPLAINT)
        server.faults.extend([None, Fault(502), Fault(is_reset=True)])
        open_exchange(server).check(COMPLAINT)
    assert "secret" not in caplog.text and "s1gnature" not in caplog.text


def test_bytes_that_are_no_text_spoil_only_their_own_row() -> None:
    tickets = [make_ticket(number) for number in range(3)]
    body = json.dumps({"status": "success", "results": tickets}, ensure_ascii=False).encode()
    with traffy_server.serve() as server:
        server.faults.extend([None, Fault(body=body.replace("เรื่องที่ 1".encode(), b"\xe0\xb9 \xff"))])
        page = next(iter(open_exchange(server).pages(COMPLAINT, ALL)))
        assert page.rows == 3 and page.columns["description"][2] == tickets[2]["description"]
        assert "\udcff" in page.columns["description"][1]  # what conform refuses


def test_numbers_stay_as_they_were_written() -> None:
    ticket = make_ticket(0)
    body = json.dumps({"status": "success", "results": [ticket]}).encode()
    body = body.replace(json.dumps(ticket["latitude"]).encode(), b"16.43000000000000012")
    body = body.replace(json.dumps(ticket["longitude"]).encode(), b"1" * 5000)
    with traffy_server.serve() as server:
        server.faults.extend([None, Fault(body=body)])
        page = next(iter(open_exchange(server).pages(COMPLAINT, ALL)))
        assert page.columns["latitude"][0] == "16.43000000000000012"
        assert page.columns["longitude"][0] == "1" * 5000
