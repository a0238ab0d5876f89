"""The text of a file, gzipped or not: unpacked within limits, its encoding proved for the whole file and never guessed.

UTF-8 (with or without mark) first, UTF-16 only with its mark, else cp874; never TIS-620 or Latin-1, which accept every
byte. A text whose bytes are cp874 by accident is refused: UTF-8 cut or mixed in gives letters no Thai text has.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import Literal

GZIP = b"\x1f\x8b"
_BLOCK = 1 << 18
_RATIO, _SLACK = 100, 16 << 20  # unpacked bytes for each packed one; what is let pass before looking
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_PACKED = {b"PK\x03\x04": "a workbook or zip archive", b"\xd0\xcf\x11\xe0": "an old Office file", b"%PDF": "a PDF"}
_THAI = re.compile("[ก-๛]")
# marks that stand on a consonant (or on another mark), here without one; and UTF-8 read as Thai
_ORPHANS = re.compile("(?<![ก-ฮะ-ฺ็-๎])[ัิ-ฺ็-๎]|(?:เ[ธน].){3}")
_ORPHAN_SHARE = 0.2
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_CONTROL_SHARE = 0.05


class FileFaultError(Exception):
    """A file that cannot be read as a whole; the message continues `the file x ...`."""


def open_text(
    handle: io.BufferedReader, encoding: str, newline: str, errors: Literal["strict", "replace"] = "strict"
) -> io.TextIOWrapper:
    """The text of a file whose encoding is known, from its beginning; `replace` where only its head was looked at."""
    return io.TextIOWrapper(open_bytes(handle), encoding, errors=errors, newline=newline)


def open_bytes(handle: io.BufferedReader) -> io.BufferedReader:
    """The bytes of a file, unpacked where it is gzipped. Raises FileFaultError while reading what is no whole gzip."""
    handle.seek(0)
    packed = handle.read(2) == GZIP
    handle.seek(0)
    return io.BufferedReader(_Unpacked(handle) if packed else _Plain(handle), _BLOCK)


def find_encoding(handle: io.BufferedReader, *, head: int | None = None) -> str:
    """The encoding of the whole file, or of its first `head` bytes. Raises FileFaultError with the byte's number."""
    start = open_bytes(handle).read(4)
    for sign, what in _PACKED.items():
        if start.startswith(sign):
            raise FileFaultError(f"is {what}, not text")
    if start.startswith(_UTF32):
        raise FileFaultError("is UTF-32; save it as UTF-8")
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked is not None:
        at = _first_fault(handle, marked, head)
        if at is not None:
            raise FileFaultError(f"begins as {marked.upper()} and is not so from byte {at + 1} on")
        return marked
    not_utf8 = _first_fault(handle, "utf-8", head)
    if not_utf8 is None:
        return "utf-8"
    not_thai = _first_fault(handle, "cp874", head)
    if not_thai is not None and _is_cut(handle, not_utf8):
        raise FileFaultError(f"ends in the middle of a letter (byte {not_utf8 + 1}): it was cut off on its way")
    if not_thai is not None:
        raise FileFaultError(f"is neither UTF-8 (byte {not_utf8 + 1}) nor cp874 (byte {not_thai + 1})")
    if _is_unlikely_thai(handle, head):
        raise FileFaultError(f"is not UTF-8 (byte {not_utf8 + 1}), and read as cp874 it is no Thai")
    return "cp874"


def _first_fault(handle: io.BufferedReader, encoding: str, head: int | None) -> int | None:
    """The place of the first byte that cannot be decoded; null where there is none."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    for block in _blocks(handle, head):
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            return done - waiting + error.start
        if done == 0 and len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
            raise FileFaultError("is no text (or UTF-16 without its mark; save it as UTF-8)")
        done += len(block)
    waiting = len(decoder.getstate()[0])
    if head is None and waiting:
        return done - waiting
    return None


def _is_cut(handle: io.BufferedReader, fault: int) -> bool:
    """Whether from there to the end stands nothing but the beginning of one letter."""
    content = open_bytes(handle)
    left = fault
    while left and (block := content.read(min(left, _BLOCK))):
        left -= len(block)
    rest = content.read(4)
    try:
        return len(rest) < 4 and codecs.getincrementaldecoder("utf-8")("strict").decode(rest) == ""
    except UnicodeDecodeError:
        return False


def _is_unlikely_thai(handle: io.BufferedReader, head: int | None) -> bool:
    letters = orphans = 0
    for block in _blocks(handle, head):
        text = block.decode("cp874")
        letters += len(_THAI.findall(text))
        orphans += len(_ORPHANS.findall(text))
    return orphans > _ORPHAN_SHARE * letters


def _blocks(handle: io.BufferedReader, head: int | None) -> Iterator[bytes]:
    content = open_bytes(handle)
    left = head
    while block := content.read(_BLOCK if left is None else min(_BLOCK, left)):
        yield block
        if left is not None:
            left -= len(block)


class _Plain(io.RawIOBase):
    """The file as it is; closing it leaves the file open."""

    def __init__(self, handle: io.BufferedReader) -> None:
        self._handle = handle

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._handle.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """A gzip's content, as long as it does not swell beyond reason."""

    def __init__(self, handle: io.BufferedReader) -> None:
        self._handle = handle
        self._gzip = gzip.GzipFile(fileobj=handle, mode="rb")
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise FileFaultError("ends in the middle of its gzip: it was cut off on its way") from None
        except (gzip.BadGzipFile, zlib.error):
            raise FileFaultError("is a damaged gzip") from None
        self._unpacked += len(data)
        if self._unpacked > _SLACK + _RATIO * self._handle.tell():
            raise FileFaultError(f"unpacks to more than {_RATIO} times its size")
        buffer[: len(data)] = data
        return len(data)
