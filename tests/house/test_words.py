"""The words people read: complete in both languages, the house's own, none of the refused ones."""

from __future__ import annotations

import ast
import re

import pytest

from dashboard.text.messages import catalogue
from etl.settings import PROJECT
from tests.house.source import modules

THAI = re.compile(r"[\u0e00-\u0e7f]")
# what the terms of the house refuse, and what stands in their place
REFUSED = {
    "ข้อมูลล่าช้า": "ข้อมูลไม่เป็นปัจจุบัน",
    "ต่ำกว่าค่าเป้าหมาย": "ไม่บรรลุค่าเป้าหมาย / ไม่เป็นไปตามแผน",
    "ยังไม่กำหนดค่าเป้าหมาย": "ยังไม่ได้กำหนดค่าเป้าหมาย",
    "รอการยืนยัน": "ยังไม่ได้รับความเห็นชอบ",
    "แล้วเสร็จภายในเวลามาตรฐาน": "แล้วเสร็จภายในระยะเวลาที่กำหนด",
    "หมวดหมาย": "หมุดหมาย",
    "SLA": "เวลาที่กำหนด",
    "MTTR": "เวลาซ่อมเฉลี่ย",
    "MTTA": "เวลารับงานเฉลี่ย",
}
# design.md section 3 and the statuses: each stands in the glossary
HOUSE_WORDS = (
    "source", "contract", "reader", "run", "watermark", "reject", "fact", "dimension", "period", "org_unit", "unit",
    "measure", "indicator", "target", "stated", "proposed", "approved", "status", "order", "improvement plan", "score",
    "restated", "on_track", "at_risk", "off_track", "no_target", "no_data", "stale", "not_due", "not_connected",
)  # fmt: skip
NO_THAI_NEEDED = re.compile(r"^(?:[^a-zA-Z]|English|SQL|MIS|LINE|Excel|CSV)*$")


def test_catalogue_has_both_languages() -> None:
    assert len(catalogue()) > 50
    thai_missing = [
        name
        for name, texts in catalogue().items()
        if not THAI.search(texts["th"]) and not NO_THAI_NEEDED.match(re.sub(r"\{\w+\}", "", texts["th"]))
    ]
    assert not thai_missing, f"no Thai in the Thai text of {thai_missing}"
    thai_left = [n for n, t in catalogue().items() if THAI.search(t["en"]) and not n.endswith("switch_language")]
    assert not thai_left, f"Thai in the English text of {thai_left}"


def test_every_message_asked_for_exists() -> None:
    """`t("frame.menu", ...)` and the *_id arguments name messages that are in the catalogues."""
    missing = []
    for module in modules("dashboard"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                missing += [module.where(node.lineno) + f" {name}" for name in _ids(node) if name not in catalogue()]
    assert not missing, missing


def _ids(call: ast.Call) -> list[str]:
    found = []
    if isinstance(call.func, ast.Name) and call.func.id == "t" and call.args:
        found.append(call.args[0])
    found += [keyword.value for keyword in call.keywords if keyword.arg in ("name_id", "title_id")]
    return [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@pytest.mark.parametrize("word", REFUSED)
def test_refused_words_are_nowhere_on_screen(word: str) -> None:
    pattern = re.compile(rf"\b{word}\b") if word.isascii() else re.compile(re.escape(word))
    found = [name for name, texts in catalogue().items() if any(pattern.search(text) for text in texts.values())]
    for path in sorted((PROJECT / "queries" / "indicators").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [
            f"{path.name}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line) and "source:" not in line
        ]
    assert not found, f"'{word}' is not a word of the house, write {REFUSED[word]}: {found}"


@pytest.mark.parametrize("word", HOUSE_WORDS)
def test_glossary_has_the_word(word: str) -> None:
    text = (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8")
    entries = {
        part.strip() for line in text.splitlines() if line.startswith("|") for part in line.split("|")[1].split(",")
    }
    assert word in entries


@pytest.mark.parametrize("package", ["etl", "dashboard"])
def test_nothing_is_unfinished(package: str) -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK|lorem ipsum|NotImplementedError)\b")
    found = [
        module.where(number)
        for module in modules(package)
        for number, line in enumerate(module.text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, found


@pytest.mark.parametrize("package", ["etl", "dashboard"])
def test_modules_have_no_vague_names(package: str) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base2"}
    found = [module.name for module in modules(package) if vague & set(module.name.split("."))]
    assert not found, found
