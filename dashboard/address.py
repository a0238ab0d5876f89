"""The address bar as the one place where filters live: `?period=...&org=...&lang=th` and each page's own parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

FILTERS = ("period", "org", "lang")
DEFAULT_LANG = "th"
MAX_SEARCH = 2_000
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,29}$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True)
class Address:
    """What an address asks for, raw; the first of a repeated name counts, what does not read as a parameter is left."""

    period: str = ""
    org: str = ""
    lang: str = DEFAULT_LANG
    params: Mapping[str, str] = field(default_factory=dict)


def read_address(search: object, languages: tuple[str, ...]) -> Address:
    """`?period=...` -> Address; anything at all may be given and none of it is trusted."""
    if not isinstance(search, str) or len(search) > MAX_SEARCH:
        return Address()
    found: dict[str, str] = {}
    for name, value in parse_qsl(search.lstrip("?"), keep_blank_values=False):
        if _NAME.match(name) and not _CONTROL.search(value):
            found.setdefault(name, value)
    lang = found.get("lang", "")
    return Address(
        period=found.get("period", ""),
        org=found.get("org", ""),
        lang=lang if lang in languages else DEFAULT_LANG,
        params={name: value for name, value in found.items() if name not in FILTERS},
    )


def make_search(values: Mapping[str, str | None]) -> str:
    """`?a=1&b=2` without the empty ones; the empty string when nothing is left."""
    return _write(tuple((name, value) for name, value in values.items() if value))


@lru_cache(maxsize=1024)  # a page has hundreds of links with the same few filters
def _write(given: tuple[tuple[str, str], ...]) -> str:
    return f"?{urlencode(given)}" if given else ""


def is_local_path(path: str) -> bool:
    """Whether an address given by a client leads nowhere but into this site."""
    if not path.startswith("/") or path.startswith("//") or _CONTROL.search(path) or len(path) > MAX_SEARCH:
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc
