"""docs/connect.md is true: its blocks are run in order, on a real MariaDB with the guide's own table."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql
import pytest
import yaml
from sqlalchemy.engine import URL, make_url

from etl.settings import PROJECT

_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
STATES = (0, 1, 2, 2, 9)
TOPICS = {1: "ไฟทางดับ", 2: "ถนนพัง", 3: "ขยะ"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands behind it (`file=`, `exit=`, `number=`), its text."""

    language: str
    about: dict[str, str]
    text: str


def read_blocks() -> list[Block]:
    guide = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
    return [
        Block(language, {name: value for name, _, value in (part.partition("=") for part in about.split())}, text)
        for language, about, text in _BLOCK.findall(guide)
    ]


class Desk:
    """The officer's desk: a copy of the program in which files may be changed, and a shell that keeps its variables."""

    def __init__(self, folder: Path, address: URL) -> None:
        self.folder = folder
        self._address = address
        for name in ("etl", "dashboard", "queries", "assets"):
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "config.yaml", folder / "config.yaml")
        mis = folder / ".venv" / "bin" / "mis"
        mis.parent.mkdir(parents=True)
        mis.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from dashboard.cli import main; main()" "$@"\n')
        mis.chmod(0o755)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self._environ = kept | {"MIS_AS_OF": "2026-11-21", "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}

    def write(self, block: Block) -> None:
        """A whole file; of config.yaml the part that is shown."""
        file = self.folder / block.about["file"]
        assert file.exists(), f"{file} is not part of the program"
        if file.suffix != ".yaml":
            file.write_text(block.text, encoding="utf-8")
            return
        config: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) | yaml.safe_load(block.text)
        file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")

    def run(self, text: str) -> tuple[int, str]:
        """A block in a shell of its own; what it exports is there for the next one."""
        script = f"set -e\n{self._localise(text)}\nset +e\nenv -0 > exported\n"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self._environ, capture_output=True, text=True, check=False
        )
        exported = self.folder / "exported"
        if exported.exists():
            pairs = (pair.partition("=") for pair in exported.read_text(encoding="utf-8").split("\0") if pair)
            self._environ |= {name: value for name, _, value in pairs if name.startswith("MIS_")}
            exported.unlink()
        return done.returncode, done.stdout + done.stderr

    def _localise(self, text: str) -> str:
        """The guide's server, database and administrator are this test's."""
        login = f"--host={self._address.host} --port={self._address.port} --user={self._address.username}"
        text = text.replace("--host=db.example --user=root --password", f"{login} --password={self._address.password}")
        text = text.replace("db.example:3306", f"{self._address.host}:{self._address.port}")
        return re.sub(r"\berp\b", str(self._address.database), text)


@pytest.fixture
def desk(mariadb_url: str, tmp_path: Path) -> Desk:
    address = make_url(mariadb_url)
    desk = Desk(tmp_path / "mis", address)
    yield desk  # type: ignore[misc]
    login: Any = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(**login) as connection, connection.cursor() as cursor:
        cursor.execute("drop user if exists 'mis_reader'@'%'")


def _fill(address: URL, table: str) -> int:
    """The guide's table with complaints of three months, as its own program would write them; those of October."""
    login: Any = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(**login, database=address.database, autocommit=True) as connection:
        cursor = connection.cursor()
        for statement in filter(str.strip, table.split(";")):
            cursor.execute(statement)
        cursor.executemany("insert into petition_topic values (%s, %s)", list(TOPICS.items()))
        october = 0
        for number in range(1, 241):
            month, day = 9 + number % 3, number % 17 + 1
            at = f"2026-{month:02d}-{day:02d} {number % 24:02d}:15:00"
            state = STATES[number % len(STATES)]
            cursor.execute(
                "insert into petition (running_no, pdate, done_date, state, topic_id, dept, via, story, citizen_name,"
                " citizen_tel, created, updated) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    f"{number}/2569", at, f"2026-{month:02d}-{day + 3:02d} 10:00:00" if state == 2 else None, state,
                    number % 3 + 1, "ฝ่ายโยธา" if number % 2 else "สำนักปลัดเทศบาล", "ไลน์" if number % 4 else "เคาน์เตอร์",
                    "ถนนเป็นหลุม โทร 081-234-5678", "นายสมชาย ใจดี", "0812345678", at, None if number % 5 else at,
                ),
            )  # fmt: skip
            october += month == 10
    return october


def test_the_guide_leads_to_a_true_number(desk: Desk, mariadb_url: str) -> None:
    address, blocks = make_url(mariadb_url), read_blocks()
    october = _fill(address, next(b.text for b in blocks if "table" in b.about))
    numbers: dict[str, str] = {}
    said: list[str] = []
    for block in blocks:
        if "file" in block.about:
            desk.write(block)
        elif block.language == "sh":
            code, output = desk.run(block.text)
            assert code == int(block.about.get("exit", 0)), f"{block.text}\n{output}"
            said.append(output)
            if "number" in block.about:
                numbers[block.about["number"]] = output
    assert int(numbers["source"]) == october == 80
    assert [row["value"] for row in json.loads(numbers["ours"])] == [october]
    whole = "\n".join(said)
    assert "not yet: too many rows are refused" in whole and "ready: every row was accepted" in whole
    assert "สมชาย" not in whole and "0812345678" not in whole and "234-5678" not in whole
    assert (desk.folder / "contract.xlsx").exists() and not (desk.folder / "reader.sql").exists()


def test_the_guides_account_sees_nobody(desk: Desk, mariadb_url: str) -> None:
    address, blocks = make_url(mariadb_url), read_blocks()
    _fill(address, next(b.text for b in blocks if "table" in b.about))
    for block in blocks:
        if block.about.get("file", "").endswith("complaint.sql"):
            desk.write(block)
        elif block.language == "sh" and "rm queries" in block.text:
            assert desk.run(block.text)[0] == 0
    code, script = desk.run(".venv/bin/mis sources grants complaints")
    assert code == 0, script
    assert "story" in script and "citizen" not in script


def test_the_guide_is_read_whole() -> None:
    """Every fence of the page is a block the test knows what to do with."""
    blocks = read_blocks()
    text = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(blocks)
    known = [b for b in blocks if b.language == "sh" or "file" in b.about or "table" in b.about]
    assert len(known) == len(blocks) >= 14
    assert {b.about.get("number") for b in blocks} >= {"source", "ours"}
