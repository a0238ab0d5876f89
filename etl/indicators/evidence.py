"""Files of evidence: kept once under their content's hash in the folder of evidence, given back only unchanged.

A file arrives before the value it belongs to: it lies among the arrivals until an entry names it, for a day.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from etl.indicators.definition import refuse
from etl.indicators.entry_rules import EntryRule
from etl.indicators.notes import plain_text

MOST_BYTES = 5_000_000
MOST_NAME = 120
KEPT_SECONDS = 86_400
# ending -> how such a file begins, what a browser is told it is, and of an Office file the part it must hold
KINDS: dict[str, tuple[bytes, str, str]] = {
    "pdf": (b"%PDF-", "application/pdf", ""),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png", ""),
    "jpg": (b"\xff\xd8\xff", "image/jpeg", ""),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg", ""),
    "xlsx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xl/workbook.xml",
    ),
    "docx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "word/document.xml",
    ),
}
_HASH = re.compile(r"^[0-9a-f]{64}$")
_NOT_IN_NAME = re.compile(r'[\\/:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as people know it and as it is kept."""

    name: str
    hash: str


def receive(home: Path, name: str, content: bytes) -> EvidenceFile:
    """Put a file among the arrivals; arrivals nobody named within a day leave.

    Raises DefinitionError (field `file`): too large, of a kind that is not taken, or the folder cannot be written to.
    """
    found = EvidenceFile(check_file(name, content), hashlib.sha256(content).hexdigest())
    arrivals = _arrivals(home)
    try:
        arrivals.mkdir(parents=True, exist_ok=True)
        _sweep(arrivals)
        _write(arrivals / found.hash, content)
    except OSError as error:
        refuse("file", EntryRule.FILE_NOT_KEPT, f"The folder of evidence cannot be written to ({error.strerror}).")
    return found


def keep(home: Path, file: EvidenceFile) -> None:
    """An arrived file stays; one that is kept already is left as it is.

    Raises DefinitionError (field `file`) where no such file arrived.
    """
    if not _HASH.match(file.hash):
        refuse("file", EntryRule.FILE_GONE, "No file has this hash.")
    kept = _place(home, file.hash)
    try:
        place = kept if kept.exists() else _arrivals(home) / file.hash
        if check_file(file.name, place.read_bytes()) != file.name:  # the name came back from a browser
            refuse("file", EntryRule.FILE_GONE, "The file did not arrive under this name.", "Choose it again.")
        if place != kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            place.replace(kept)
    except FileNotFoundError:
        refuse("file", EntryRule.FILE_GONE, "The file is no longer among the arrivals.", "Choose it again.")
    except OSError as error:
        refuse("file", EntryRule.FILE_NOT_KEPT, f"The folder of evidence cannot be written to ({error.strerror}).")


def read(home: Path, file_hash: str) -> bytes:
    """The content of a kept file. Raises DefinitionError (field `file`) where it is gone or is not what was kept."""
    try:
        content = _place(home, file_hash).read_bytes() if _HASH.match(file_hash) else b""
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != file_hash:
        refuse("file", EntryRule.FILE_GONE, f"The file {file_hash[:12]} is missing or was changed.")
    return content


def type_of(name: str) -> str:
    """What a browser is told a kept file is."""
    return KINDS[_ending(name)][1]


def check_file(name: str, content: bytes) -> str:
    """The file's name as it will be kept. Raises DefinitionError (field `file`)."""
    if len(content) > MOST_BYTES:
        refuse("file", EntryRule.FILE_SIZE, f"The file has {len(content):,} bytes.", f"At most {MOST_BYTES:,}.")
    plain = plain_text(_NOT_IN_NAME.sub(" ", name))
    stem, _, ending = plain.rpartition(".")
    if not stem.strip() or ending.lower() not in KINDS or not _is_of_kind(content, ending.lower()):
        refuse("file", EntryRule.FILE_TYPE, "The file is of no kind that is taken.", f"Kinds: {', '.join(KINDS)}.")
    return f"{stem.strip()[:MOST_NAME]}.{ending.lower()}"


def _is_of_kind(content: bytes, ending: str) -> bool:
    start, _, part = KINDS[ending]
    if not content.startswith(start):
        return False
    if not part:
        return True
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return False
    return part in names and not any(name.endswith("vbaProject.bin") for name in names)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _arrivals(home: Path) -> Path:
    return home / "evidence" / "arrived"


def _place(home: Path, file_hash: str) -> Path:
    return home / "evidence" / file_hash[:2] / file_hash


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before anything says it is there."""
    on_its_way = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with open(on_its_way, "wb", opener=_open_private) as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    on_its_way.replace(place)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sweep(arrivals: Path) -> None:
    oldest = time.time() - KEPT_SECONDS  # the machine's clock: so are the times of files
    for file in arrivals.iterdir():
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
