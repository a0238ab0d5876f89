"""A TCP proxy between the program and a source's server, with the faults of a bad line: what toxiproxy calls toxics."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.engine import make_url

Kind = Literal["down", "latency", "bandwidth", "timeout", "slicer", "limit_data", "reset"]
ENDING = ("timeout", "limit_data", "reset")


@dataclass(frozen=True)
class Toxic:
    """`down` hangs up at once; `latency` waits `seconds` before a piece; `bandwidth` lets `rate` bytes a second pass;

    `timeout` says nothing more once `after` bytes have passed; `slicer` passes pieces of `rate` bytes; `limit_data`
    closes in order, `reset` with a TCP reset, once `after` bytes have passed. All on the way from the server.
    """

    kind: Kind
    after: int = 0
    seconds: float = 0.0
    rate: int = 1024


class Proxy:
    """`with Proxy(url) as proxy:` then `proxy.url`; `proxy.toxic` may change at any time, null: a good line.

    `connections` counts those that came, `passed` the bytes from the server since `forget`.
    """

    def __init__(self, url: str, toxic: Toxic | None = None) -> None:
        self._address = make_url(url)
        self.toxic = toxic
        self.connections = 0
        self.passed = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        return self._address.set(port=self._door.getsockname()[1]).render_as_string(hide_password=False)

    def forget(self) -> None:
        self.connections = self.passed = 0

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                self.connections += 1
                if self.toxic is not None and self.toxic.kind == "down":
                    client.close()
                    continue
                server = socket.create_connection((self._address.host, self._address.port or 0))
                threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        """Both ways in one thread: a socket another thread sits in could not be reset."""
        given = 0
        try:
            while True:
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(16384)
                    if not data:
                        return
                    if end is client:
                        server.sendall(data)
                        continue
                    before, given = given, given + len(data)
                    self.passed += len(data)
                    if self.toxic is not None and self.toxic.kind in ENDING and given > self.toxic.after:
                        client.sendall(data[: max(0, self.toxic.after - before)])
                        self._end(self.toxic, client)
                        return
                    _send(client, data, self.toxic)
        except OSError:
            return
        finally:
            client.close()
            server.close()

    def _end(self, toxic: Toxic, client: socket.socket) -> None:
        if toxic.kind == "timeout":
            self._closing.wait()
        elif toxic.kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _send(client: socket.socket, data: bytes, toxic: Toxic | None) -> None:
    if toxic is not None and toxic.kind == "latency":
        time.sleep(toxic.seconds)
    size = toxic.rate if toxic is not None and toxic.kind in ("slicer", "bandwidth") else len(data)
    for start in range(0, len(data), size):
        piece = data[start : start + size]
        client.sendall(piece)
        if toxic is not None and toxic.kind == "bandwidth":
            time.sleep(len(piece) / toxic.rate)
