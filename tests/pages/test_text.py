"""The catalogues are complete both ways: each id in each language, each used, each used one known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.text import LANGUAGES, t
from dashboard.text.messages import catalogue, fields_of
from etl.settings import PROJECT

THAI = re.compile(r"[\u0e00-\u0e7f]")
ID = re.compile(r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$")
SOURCES = [
    *(PROJECT / "dashboard").rglob("*.py"),
    *(PROJECT / "dashboard").rglob("*.html"),
    *(PROJECT / "etl").rglob("*.py"),
]
# what people are called or type, not what a screen says
THAI_IN_CODE = {"passwords.py", "demo.py"}
UNITS = {"ร้อยละ"}  # a unit of measurement as definitions write it


def code_strings(file: Path) -> Iterator[tuple[str, bool]]:
    """(text, is the start of a longer one) of every string in a Python file but docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    parts = {id(n.values[0]) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) and n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value, id(node) in parts


def used_ids() -> tuple[set[str], set[str]]:
    """Ids written whole, and beginnings of ids put together at run time."""
    whole, begun = set(), set()
    for file in SOURCES:
        if file.suffix == ".html":
            whole |= set(re.findall(r"t\([\"']([a-z_.0-9]+)[\"']", file.read_text(encoding="utf-8")))
            continue
        for text, is_start in code_strings(file):
            if is_start and re.match(r"^[a-z][a-z0-9_]*\.[a-z0-9_]*$", text):
                begun.add(text)
            elif ID.match(text):
                whole.add(text)
    return whole, begun


def test_every_message_speaks_both_languages() -> None:
    assert len(catalogue()) > 80
    for message_id, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), message_id
        assert all(text.strip() for text in texts.values()), message_id
        assert fields_of(texts["th"]) == fields_of(texts["en"]), message_id


def test_the_languages_are_not_mixed_up() -> None:
    for message_id, texts in catalogue().items():
        if message_id == "frame.switch_language":  # the other language's own name
            continue
        assert not THAI.search(texts["en"]), message_id
        letters = re.sub(r"\{[^}]*\}", "", texts["th"])
        assert THAI.search(letters) or not re.search(r"[A-Za-z]{4,}", letters), message_id


def test_every_id_in_the_code_exists() -> None:
    topics = {message_id.split(".")[0] for message_id in catalogue()}
    whole, begun = used_ids()
    files = {"py", "yaml", "sql", "html", "svg", "css", "js", "db", "json"}
    unknown = {i for i in whole - set(catalogue()) if i.split(".")[0] in topics and i.rsplit(".", 1)[1] not in files}
    assert unknown == set()
    nothing = {b for b in begun if b.split(".")[0] in topics and not any(i.startswith(b) for i in catalogue())}
    assert nothing == set()


def test_every_message_is_used() -> None:
    whole, begun = used_ids()
    # put together from a kind: `frame.{kind}`, `frame.{kind}_title`, `login.{notice}`
    dynamic = {"frame.", "login."}
    idle = {i for i in catalogue() if i not in whole and not any(i.startswith(b) for b in begun - dynamic)}
    named = {text for file in SOURCES if file.suffix == ".py" for text, _ in code_strings(file)}
    # or from a stem given whole: `{words}_foot`
    endings = {text for text in named if re.fullmatch("_[a-z]+", text)}
    idle -= {stem + ending for stem in whole for ending in endings}
    assert {i for i in idle if i.split(".")[1].removesuffix("_title") not in named} == set()


def test_no_thai_stands_in_the_code() -> None:
    """What people read is in the catalogues (formats know the calendar's own month names)."""
    for file in (PROJECT / "dashboard").rglob("*.py"):
        if file.name in THAI_IN_CODE:
            continue
        for text, _ in code_strings(file):
            assert text in UNITS or not THAI.search(text), f"{file.relative_to(PROJECT)}: {text}"


def test_fields_are_filled_and_braces_of_values_left_alone() -> None:
    assert t("frame.reference", "th", reference="A{B}1") == "รหัสอ้างอิง A{B}1"
    with pytest.raises(KeyError):
        t("frame.nothing", "th")
