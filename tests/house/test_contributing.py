"""What CONTRIBUTING says a further system touches is all it touches: nothing else in the program knows it by name."""

from __future__ import annotations

import re

import pytest

from etl.contracts.catalogue import CONTRACTS
from etl.settings import PROJECT

TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = ("a source of a known kind", "a kind of source", "its page", "a page", "a sample system", "an indicator on")
FOLDERS = ("etl", "dashboard", "queries", "assets")
FURTHER = sorted(CONTRACTS.keys() - {"complaints", "statistics"})  # those are also words of English


def listed(name: str) -> tuple[str, ...]:
    """Paths (folders end with `/`) that the rows of the table name for a contract, as regular expressions."""
    rows = [line for line in TEXT.splitlines() if line.startswith(tuple(f"| **{row}" for row in ROWS))]
    assert len(rows) == len(ROWS)
    paths = {path for row in rows for path in re.findall(r"`((?:etl|dashboard|queries|assets)/[^`]*)`", row)}
    return tuple(_pattern(path, name) for path in paths)


def _pattern(path: str, name: str) -> str:
    for part, meaning in (
        ("<name>", name),
        ("<page>", name.replace("_", "-")),
        ("<source>", "[^/]+"),
        ("<entity>", "[^/]+"),
        ("*", "[^/]*"),
    ):
        path = path.replace(part, meaning)
    path = path.replace("<assertion>", "[^/]+").replace(".py", r"\.py").replace(".sql", r"\.sql")
    return path + ".*" if path.endswith("/") else path


@pytest.mark.parametrize("name", FURTHER)
def test_a_system_is_known_only_where_contributing_says(name: str) -> None:
    patterns = listed(name)
    words = re.compile("|".join(_use(word) for word in {name, name.replace("_", "-")}))
    files = [
        file.relative_to(PROJECT).as_posix()
        for folder in FOLDERS
        for file in (PROJECT / folder).rglob("*")
        if file.is_file() and file.suffix in (".py", ".sql", ".yaml", ".css", ".js")
        if words.search(file.read_text(encoding="utf-8"))
    ]
    unlisted = [path for path in files if not any(re.fullmatch(pattern, path) for pattern in patterns)]
    assert files
    assert not unlisted, f"CONTRIBUTING does not say that {name} stands in: {unlisted}"


def _use(word: str) -> str:
    """A name as programs use it: quoted, in a path, part of a longer name, of a contract; not a word of a sentence."""
    return rf"[\"'/.#\-_]{word}(?![a-z])|(?<![a-z]){word}(?:[\"'/_\-]|\.\w)|contract: {word}(?![a-z])"


@pytest.mark.parametrize(("text", "is_use"), [
    ('source == "library"', True), ("from etl.contracts.library import LIBRARY", True), ("library_readers", True),
    ("contract: library\n", True), (".library-tile {", True), ("/library?period=", True),
    ("no chart library, no extra", False), ("Why no library: five", False), ("libraries", False),
])  # fmt: skip
def test_a_use_of_a_name_is_told_from_a_word(text: str, is_use: bool) -> None:
    assert bool(re.search(_use("library"), text)) is is_use


@pytest.mark.parametrize("name", FURTHER)
def test_what_every_system_has_is_there(name: str) -> None:
    for path in (
        f"etl/contracts/{name}.py", f"etl/warehouse/tables/{name}.py", f"queries/measures/{name}.yaml",
        f"queries/indicators/{name}.yaml", f"dashboard/{name}_readers.py", f"tests/sql/golden_{name}.py",
    ):  # fmt: skip
        assert (PROJECT / path).is_file(), path
