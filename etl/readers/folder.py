"""The drop folder: which of its files are whole; nothing but a plain file of this very folder is ever opened."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path

from etl.errors import MisError, SourceRefusedError, SourceUnavailableError
from etl.readers.base import make_mark

DONE = ".done"
# what browsers, copiers and Excel leave while a file is on its way or open
_ON_ITS_WAY = (DONE, ".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")
_HIDDEN = (".", "~$")
_SHOWN = 120
_BUFFER = 1 << 18
_CLOSE_TOGETHER = 60 * 1_000_000_000  # nanoseconds between files that were copied in one go


@dataclass(frozen=True, slots=True)
class DropFile:
    """A file as it was when the folder was looked through; `name` is data, `shown` what people and tables get."""

    name: str
    size: int
    modified_ns: int
    device: int
    inode: int

    @property
    def shown(self) -> str:
        """Without control signs, marks that turn the reading direction, and undecodable bytes; shortened."""
        text = self.name.encode("utf-8", "replace").decode()
        return "".join(c if c.isprintable() else "?" for c in text)[:_SHOWN]

    @property
    def mark(self) -> str:
        """The same for a file that has not been touched since: it need not be read to know that."""
        return make_mark(self.shown, self.size, self.modified_ns)


class Folder:
    """One drop folder of one source; never written to."""

    def __init__(self, source_name: str, variable: str, path: Path) -> None:
        self._source_name = source_name
        self._variable = variable
        self._path = path

    def files(self, pattern: str, quiet_for: timedelta) -> list[DropFile]:
        """The whole files of a pattern (`*.csv`, in any case of letters) in the order of their names.

        Whole is what has not changed for `quiet_for`, or has `<name>.done` beside it that is no older. Folders and
        files still on their way are passed over; a link, pipe or device is refused.
        """
        with self._opened() as folder:
            names = set(os.listdir(folder))  # noqa: PTH208 - pathlib knows no open folder
            chosen = sorted(name for name in names if _is_meant(name, pattern))
            found = [file for file in (self._look(folder, name) for name in chosen) if file is not None]
            return [file for file in found if self._is_whole(folder, file, names, quiet_for)]

    def latest(self, files: list[DropFile]) -> DropFile | None:
        """The last by name. Refused where another was changed clearly later: then nobody knows which one counts."""
        if not files:
            return None
        last, newest = files[-1], max(files, key=lambda file: file.modified_ns)
        if newest.modified_ns - last.modified_ns > _CLOSE_TOGETHER:
            raise self.refused(
                newest,
                f"is newer than {last.shown}, which comes last by name",
                "Each file holds everything, so only the latest counts: name them so that it comes last, as with the "
                "date in front (2026-11-21.csv), or take the older ones away.",
            )
        return last

    @contextmanager
    def open(self, file: DropFile) -> Iterator[BufferedReader]:
        """The file itself, if it is still the one that was listed; looked at again when it has been read.

        Raises SourceUnavailableError where it has changed meanwhile: what was read of it must not be merged.
        """
        with self._opened() as folder, self._explained(file.shown):
            number = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            with os.fdopen(number, "rb", buffering=0) as raw:
                self._require_same(file, os.fstat(number))
                yield BufferedReader(_Bounded(raw, file.size), _BUFFER)
                self._require_same(file, os.fstat(number))
                self._require_same(file, os.stat(file.name, dir_fd=folder, follow_symlinks=False))

    def content_hash(self, file: DropFile) -> str:
        with self.open(file) as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()

    def refused(self, file: DropFile, why: str, remedy: str) -> SourceRefusedError:
        return SourceRefusedError(f"{self._source_name}: the file {file.shown} {why}.", f"Nothing was merged. {remedy}")

    def _look(self, folder: int, name: str) -> DropFile | None:
        try:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:  # taken away just now
            return None
        file = DropFile(name, about.st_size, about.st_mtime_ns, about.st_dev, about.st_ino)
        if stat.S_ISDIR(about.st_mode):
            return None
        if not stat.S_ISREG(about.st_mode):
            kind = "a symbolic link" if stat.S_ISLNK(about.st_mode) else "a pipe, socket or device"
            raise self.refused(file, f"is {kind}, which is never opened", "Put the file itself there, or take it away.")
        return file

    def _is_whole(self, folder: int, file: DropFile, names: set[str], quiet_for: timedelta) -> bool:
        if file.name + DONE in names:
            with _gone_is_none():
                done = os.stat(file.name + DONE, dir_fd=folder, follow_symlinks=False)
                if done.st_mtime_ns >= file.modified_ns:
                    return True
        now = time.time_ns()
        changed = file.modified_ns
        if changed > now:  # stamped by another clock: what this machine noted when the file last changed
            with _gone_is_none():
                changed = os.stat(file.name, dir_fd=folder, follow_symlinks=False).st_ctime_ns
        return now - changed >= quiet_for // timedelta(microseconds=1) * 1000

    @contextmanager
    def _opened(self) -> Iterator[int]:
        with self._explained(None):
            number = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                yield number
            finally:
                os.close(number)

    @contextmanager
    def _explained(self, name: str | None) -> Iterator[None]:
        what = f"the file {name}" if name else "the drop folder"
        try:
            yield
        except MisError:
            raise
        except (FileNotFoundError, NotADirectoryError):
            remedy = "The next run tries again." if name else f"Check {self._variable} and whether its disk is mounted."
            raise SourceUnavailableError(f"{self._source_name}: {what} is not there.", remedy) from None
        except PermissionError:
            raise SourceRefusedError(
                f"{self._source_name}: {what} may not be read.", "Give this service's account the right to read it."
            ) from None
        except OSError as error:
            raise SourceUnavailableError(
                f"{self._source_name}: {what} cannot be read: {error.strerror or type(error).__name__}.",
                "Nothing was merged; the next run tries again. If it lasts, check the disk.",
            ) from None

    def _require_same(self, file: DropFile, about: os.stat_result) -> None:
        now = (about.st_size, about.st_mtime_ns, about.st_dev, about.st_ino)
        if not stat.S_ISREG(about.st_mode) or now != (file.size, file.modified_ns, file.device, file.inode):
            raise SourceUnavailableError(
                f"{self._source_name}: the file {file.shown} changed while it was being read.",
                "Nothing was merged; the next run tries again when it has been quiet for long enough.",
            )


class _Bounded(RawIOBase):
    """A file up to where it ended when it was listed: one that grows as fast as it is read would never end."""

    def __init__(self, raw: FileIO, size: int) -> None:
        self._raw = raw
        self._size = size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        return self._raw.readinto(memoryview(buffer)[: max(0, self._size - self._raw.tell())])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            return self._raw.seek(self._size + offset)
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()


@contextmanager
def _gone_is_none() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


def _is_meant(name: str, pattern: str) -> bool:
    lower = name.lower()
    return fnmatchcase(lower, pattern.lower()) and not lower.startswith(_HIDDEN) and not lower.endswith(_ON_ITS_WAY)
