"""Traffy Fondue's three APIs on loopback: their envelopes, errors and oddities as recorded, faults on request."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD = "kkc-mis", "p@ss/ว0rd+secret"
EXCHANGE, GEOJSON, SEARCH = "exchange-api", "teamchadchart-stat-api", "share"
CAP = 5000
FIRST = datetime(2026, 11, 20, 18, 0)  # Bangkok, as all naive times here
TYPES = ("ถนน", "น้ำท่วม", "แสงสว่าง", "ความสะอาด", "ทางเท้า", "ท่อระบายน้ำ", "ต้นไม้", "เสียงรบกวน")
STATES = ("รอรับเรื่อง", "กำลังดำเนินการ", "เสร็จสิ้น", "ส่งต่อ", "ไม่เกี่ยวข้อง")
ORGS = ("สำนักช่าง", "สำนักสาธารณสุขและสิ่งแวดล้อม", "กองยุทธศาสตร์และงบประมาณ", "การประปาส่วนภูมิภาค")

Ticket = dict[str, Any]


def make_ticket(number: int) -> Ticket:
    """The same for the same number: as `get-issues/v2` tells it."""
    received = FIRST - timedelta(minutes=7 * number, microseconds=number % 1000)
    state = STATES[number * 7 % 5]
    begun = received + timedelta(hours=1 + number % 50)
    done = begun + timedelta(hours=1 + number % 200)
    if state == "เสร็จสิ้น" and done > FIRST:
        state = "กำลังดำเนินการ"
    if state not in ("รอรับเรื่อง", "ไม่เกี่ยวข้อง") and begun > FIRST:
        state = "รอรับเรื่อง"
    is_done, is_begun = state == "เสร็จสิ้น", state not in ("รอรับเรื่อง", "ไม่เกี่ยวข้อง")
    return {
        "ticket_id": f"2026-{number:06d}",
        "type": ",".join(TYPES[(number + step) % 8] for step in range(number % 3)),
        "organization": ",".join(ORGS[(number + step) % 4] for step in range(1 + number % 2)),
        "description": f"เรื่องที่ {number}\nโทร 081-234-5678" if number % 5 == 0 else f"เรื่องที่ {number}",
        "photo": f"https://storage.example/{number}.jpg",
        "latitude": f"{16.40 + number % 900 / 10_000:.5f}",
        "longitude": f"{102.80 + number % 700 / 10_000:.5f}",
        "address": "ถนนศรีจันทร์ ขอนแก่น",
        "subdistrict": "ในเมือง", "district": "เมืองขอนแก่น", "province": "จังหวัดขอนแก่น",
        "timestamp": write_time(received),
        "photo_after": "https://storage.example/" if number % 2 else f"https://storage.example/after/{number}.jpg",
        "timestamp_inprogress": write_time(begun) if is_begun else None,
        "timestamp_finished": write_time(done) if is_done else None,
        "org_finished": ORGS[number % 4] if is_done else None,
        "status": state,
        "confirmed": bool(number % 2),
        "star": number % 6 or None if is_done else 0,
        "count_reopen": number % 3 or None,
        "last_activity": write_time(received),
    }  # fmt: skip


def write_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """What one call gets in place of its answer.

    `cut`: so many bytes of the body, then the end; `is_told`: Content-Length says the whole length all the same.
    `pause`: seconds before each byte of the head and body, `silence`: before anything.
    """

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    is_told: bool = True
    pause: float = 0.0
    silence: float = 0.0
    is_reset: bool = False


def redirect(to: str, status: int = 302) -> Fault:
    return Fault(status=status, headers={"Location": to})


class TraffyServer:
    """What it holds and how it behaves is set by the test; `calls` tells what it was asked.

    `before` runs before each answer of a list: the system lives between two calls. `faults` are used up call by call.
    """

    def __init__(self, tickets: list[Ticket]) -> None:
        self.tickets = tickets  # newest first
        self.calls: list[Call] = []
        self.faults: deque[Fault | None] = deque()
        self.before: Callable[[TraffyServer, Call], None] = lambda server, call: None
        self.tokens: set[str] = set()
        self.token_calls: int | None = None  # a token serves so many calls
        self.quota: int | None = None
        self.deepest: int | None = None  # an offset beyond is answered 502
        self.largest_page = 1000
        self.recorded: dict[str, Any] | None = None  # an answer of the old share API that was kept, told in its place
        self.port = 0
        self._used: dict[str, int] = {}
        self._clock = FIRST
        self._lock = threading.Lock()

    def url(self, base: str, *, signs_in: bool = False) -> str:
        from urllib.parse import quote

        login = f"{USER}:{quote(PASSWORD, safe='')}@" if signs_in else ""
        return f"http://{login}127.0.0.1:{self.port}/{base}"

    # --- the system lives -------------------------------------------------------------------------------------

    def add(self, count: int = 1) -> None:
        """New tickets at the head."""
        times = [self._next_time() for _ in range(count)]
        new = [make_ticket(7) | {"ticket_id": f"new-{at}", "timestamp": at, "last_activity": at} for at in times]
        self.tickets[:0] = reversed(new)

    def touch(self, place: int, **changes: Any) -> None:
        """The ticket at a place is worked on, and moves to the head."""
        ticket = self.tickets.pop(place)
        self.tickets.insert(0, ticket | changes | {"last_activity": self._next_time()})

    def remove(self, place: int, count: int = 1) -> None:
        del self.tickets[place : place + count]

    def _next_time(self) -> str:
        self._clock += timedelta(seconds=1)
        return write_time(self._clock)

    # --- answers ----------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Any:
        """The JSON of a call; an int is a status without one."""
        if call.path == f"/{EXCHANGE}/get-auth/v1":
            return self._sign_in(call)
        if call.path == f"/{EXCHANGE}/get-issues/v2":
            return self._refuse_or(call, lambda: self._issues(call))
        if call.path == f"/{GEOJSON}/geojson/v1":
            return self._geojson(call)
        if call.path == f"/{SEARCH}/teamchadchart/search":
            return self._search(call)
        return 404

    def _sign_in(self, call: Call) -> Any:
        given = json.loads(call.body)
        if given != {"user": USER, "pass": PASSWORD}:
            return {"status": "fail", "message": f"Invalid password {given.get('pass')}", "results": {}}
        token = f"eyJ0b2tlbiI6{len(self._used):04d}.s1gnature"
        self._used[token] = 0
        self.tokens = {token}
        expires = datetime.now() + timedelta(days=400)
        results = {"token": token, "expire_timestamp": f"{expires:%Y-%m-%d %H:%M:%S}", "credit_balance": self.quota}
        return {"status": "success", "message": "", "results": results | {"quota_limit": 1000, "permissions": []}}

    def _refuse_or(self, call: Call, tell: Callable[[], Any]) -> Any:
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        used = self._used.get(token, 0)
        if token not in self.tokens or (self.token_calls is not None and used >= self.token_calls):
            return {"status": "fail", "message": "This token has expired", "exec_time": 0.01}
        if self.quota is not None and self.quota < 1:
            return {"status": "fail", "message": "Running out of API usage quota", "exec_time": "0.01s"}
        self.quota = None if self.quota is None else self.quota - 1
        self._used[token] = used + 1
        return tell()

    def _issues(self, call: Call) -> Any:
        found = self.tickets
        if call.query.get("duration") != "all":
            days = 3 if call.query.get("duration") == "3days" else 1
            since = write_time(self._clock - timedelta(days=days))
            found = [ticket for ticket in found if ticket["last_activity"] >= since]
        if "type_name_th" in call.query:
            found = [ticket for ticket in found if call.query["type_name_th"] == ticket["type"].partition(",")[0]]
        drifts = len(self.calls) % 2  # the same field told as text once and as something else the next time
        results = [t | {"photo": [t["photo"]]} for t in found[:CAP]] if drifts else found[:CAP]
        envelope = {"exec_time": 0.128, "api_log_session": 7} if drifts else {"exec_time": "0.128s"}
        return {"status": "success", "message": "", "results": results, "total": len(results)} | envelope

    def _geojson(self, call: Call) -> Any:
        found = self._cut(call, int(call.query.get("limit", 300)))
        if found is None:
            return 502
        is_odd = len(self.calls) % 3 == 0
        return {
            "type": "FeatureCollection",
            "features": [make_feature(ticket, as_text=is_odd) for ticket in found],
            "status": "success",
            "message": "Memory allocation failed while writing the cache" if is_odd else "",
            "exec_time": "0.02s", "source": "cache (expire 5m)",
            "total": 0 if is_odd else len(self.tickets),
            "count": len(found), "count_total": str(len(self.tickets)),
            "sum_state": [] if is_odd else {"finish": 3},
        }  # fmt: skip

    def _search(self, call: Call) -> Any:
        if self.recorded is not None:
            return self.recorded | {"results": self.recorded["results"][int(call.query["offset"]) :]}
        found = self._cut(call, 1000)
        if found is None:
            return 502
        return {
            "status": True, "total": len(self.tickets), "results": [make_message(ticket) for ticket in found],
            "source": "db (expire 60m)", "exec_time": "5.6s",
        }  # fmt: skip

    def _cut(self, call: Call, size: int) -> list[Ticket] | None:
        offset = int(call.query.get("offset", 0))
        if self.deepest is not None and offset > self.deepest:
            return None
        return self.tickets[offset : offset + min(size, self.largest_page)]

    def take_fault(self, call: Call) -> Fault | None:
        with self._lock:
            self.calls.append(call)
            fault = self.faults.popleft() if self.faults else None
            if fault is None and call.method == "GET":
                self.before(self, call)
            return fault


def make_feature(ticket: Ticket, *, as_text: bool = False) -> dict[str, Any]:
    """A ticket as the geojson API tells it: whole seconds; coordinates as numbers or as text."""
    place = [ticket["longitude"], ticket["latitude"]]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place if as_text else list(map(float, place))},
        "properties": {
            "ticket_id": ticket["ticket_id"], "type": ticket["type"], "org": ticket["organization"],
            "description": ticket["description"], "address": ticket["address"],
            "timestamp": ticket["timestamp"][:19], "last_activity": ticket["last_activity"][:26],
            "problem_type_abdul": ticket["type"].split(",") if ticket["type"] else [],
            "star": ticket["star"], "count_reopen": str(ticket["count_reopen"] or 0), "note": None,
            "state": ticket["status"], "state_type_latest": "",
        },
    }  # fmt: skip


def make_message(ticket: Ticket) -> dict[str, Any]:
    """A ticket as the old share API tells it: UTC, coordinates as text, longitude first."""
    received = datetime.fromisoformat(ticket["timestamp"]) - timedelta(hours=7)
    return {
        "message_id": ticket["ticket_id"], "type": ticket["type"], "type_id": "12", "org": ticket["organization"],
        "comment": ticket["description"], "ticket_id": ticket["ticket_id"],
        "coords": [ticket["longitude"], ticket["latitude"]],
        "photo": ticket["photo"], "after_photo": "", "address": ticket["address"], "district": ticket["district"],
        "subdistrict": ticket["subdistrict"], "province": ticket["province"],
        "timestamp": f"{received:%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".") + "+00",
        "problem_type_abdul": "{" + ticket["type"] + "}", "status": "finish", "star": None, "count_reopen": None,
        "state": ticket["status"],
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)
        traffy: TraffyServer = self.server.traffy
        fault = traffy.take_fault(call)
        with suppress(OSError):
            self._break(fault) if fault is not None else self._tell(traffy.answer(call))

    def _tell(self, answer: Any) -> None:
        status = answer if isinstance(answer, int) else 200
        body = json.dumps(answer, ensure_ascii=False).encode() if status == 200 else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _break(self, fault: Fault) -> None:
        self.close_connection = True
        time.sleep(fault.silence)
        if fault.is_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        told = {"Content-Length": str(len(fault.body))} if fault.is_told else {}
        lines = {"Content-Type": fault.kind, "Connection": "close", **told, **fault.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        sent = f"HTTP/1.1 {fault.status} X\r\n{head}\r\n".encode() + fault.body[: fault.cut]
        for start in range(0, len(sent), 1 if fault.pause else len(sent)):
            time.sleep(fault.pause)
            self.wfile.write(sent[start : start + (1 if fault.pause else len(sent))])

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def serve(tickets: int | list[Ticket] = 0, *, tls: ssl.SSLContext | None = None) -> Iterator[TraffyServer]:
    traffy = TraffyServer([make_ticket(n) for n in range(tickets)] if isinstance(tickets, int) else tickets)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.traffy = traffy  # type: ignore[attr-defined]
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        traffy.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield traffy
        finally:
            server.shutdown()
