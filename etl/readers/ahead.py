"""Reads the next page while this one is being worked on: the source's server and the warehouse's then work at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Any

from etl.readers.base import Page

_END = object()
_LOOK_SECONDS = 0.2


def read_ahead(pages: Iterator[Page]) -> Generator[Page, None, None]:
    """The same pages in the same order, one ahead in a thread of its own; what the reader raises is raised here.

    When the caller stops early the thread ends with the page it is reading, and the reader's iterator is closed.
    """
    waiting: queue.Queue[Any] = queue.Queue(maxsize=1)
    stop = threading.Event()
    thread = threading.Thread(target=_fill, args=(pages, waiting, stop), name="reader", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        thread.join()


def _fill(pages: Any, waiting: queue.Queue[Any], stop: threading.Event) -> None:
    last: Any = _END
    try:
        for page in pages:
            if not _put(waiting, page, stop):
                break
    except BaseException as error:
        last = error
    finally:
        pages.close()
    _put(waiting, last, stop)


def _put(waiting: queue.Queue[Any], item: Any, stop: threading.Event) -> bool:
    """False once nobody waits for it any more."""
    while not stop.is_set():
        try:
            waiting.put(item, timeout=_LOOK_SECONDS)
        except queue.Full:
            continue
        return True
    return False
