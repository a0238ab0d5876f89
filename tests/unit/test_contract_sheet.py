"""The sheet of a contract says all of it, in both languages, in Markdown and in a workbook."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from etl.contract_sheet import Sheet, Table, make_sheet
from etl.contracts.base import Contract, Entity, FieldType, PersonalData
from etl.contracts.catalogue import CONTRACTS
from etl.select_skeleton import TEXT_KEY, write_skeleton
from etl.settings import PROJECT, read_config
from etl.sheet_files import write_markdown, write_workbook
from etl.sheet_words import RULES, TYPES
from etl.steps import refusals
from etl.warehouse.query import parse

THAI = re.compile(r"[\u0e00-\u0e7f]")
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
UNITS = read_config(PROJECT / "config.yaml").org_units


@pytest.fixture(params=sorted(CONTRACTS))
def contract(request: pytest.FixtureRequest) -> Contract:
    return CONTRACTS[request.param]


@pytest.fixture
def sheet(contract: Contract) -> Sheet:
    return make_sheet(contract, UNITS)


def _table(sheet: Sheet, entity: Entity) -> Table:
    return next(table for table in sheet.tables if f"`{entity.name}`" in table.title)


def test_every_field_stands_with_all_that_is_said_of_it(contract: Contract, sheet: Sheet) -> None:
    for entity in contract.entities:
        table = _table(sheet, entity)
        assert [row[0] for row in table.rows] == list(entity.names)
        for field, row in zip(entity.fields, table.rows, strict=True):
            assert row[1] == f"{field.th}\n{field.en}" and row[2].endswith(TYPES[field.type].en)
            assert ("ต้องมี" in row[3]) == field.required
            for cell in (row[2], row[3], *row[5:]):  # both languages wherever something is said in words
                assert THAI.search(cell) and re.search("[a-z]", cell), (field.name, cell)


def test_every_word_stands_with_its_names(contract: Contract, sheet: Sheet) -> None:
    rows = {row[:3] for table in sheet.tables for row in table.rows}
    for entity in contract.entities:
        for field in entity.fields:
            for word in field.vocabulary.words if field.vocabulary else ():
                assert (word.code, word.th, word.en) in rows
            if field.type is FieldType.ORG_UNIT:
                assert all((unit.code, unit.name_th, unit.name_en) in rows for unit in UNITS)


def test_every_rule_is_explained(sheet: Sheet) -> None:
    assert set(refusals.RULES) <= set(RULES)
    assert {row[0] for row in sheet.tables[-1].rows} == set(RULES)


def test_what_becomes_of_a_bad_value_is_what_conform_does() -> None:
    sheet = make_sheet(CONTRACTS["complaints"], UNITS)
    said = {row[0]: row[5] for row in sheet.tables[0].rows}
    assert "empty: row refused" in said["source_id"] and "unknown word: row refused" in said["status"]
    assert "unknown word: counted as normal" in said["urgency"] and "empty: read as not stated" in said["category"]
    assert "left out" in said["more_categories"] and "outside its range" in said["stars"]
    assert "outside its range" not in said["latitude"] and "row taken" in said["changed_at"]
    assert "in the future" in said["received_at"] and "more than ten years ahead" in said["due_date"]


def test_amounts_are_written_out() -> None:
    tables = make_sheet(CONTRACTS["walking_street"], UNITS).tables
    assert "0 - 1,000,000" in {cell for table in tables for row in table.rows for cell in row}


def test_skeletons_are_selects_the_loader_takes(contract: Contract) -> None:
    for entity in contract.entities:
        for dialect, sql in write_skeleton(entity):
            query = parse(f"extract/x/{entity.name}", sql)
            assert [column.name for column in query.columns] == list(entity.needed), dialect
            kinds = {column.name: column.kind for column in query.columns}
            assert kinds.get(entity.cursor, "int") == "int"
            hashed = [field.name for field in entity.fields if field.personal is PersonalData.HASHED]
            assert {kinds[name] for name in hashed} <= {"text"}  # codes of people are compared by nobody
            cursors = [field for field in entity.fields if field.name == entity.cursor and not field.only_some]
            assert (TEXT_KEY in sql) == any(field.type is FieldType.TEXT for field in cursors)


def test_markdown_holds_whole_tables(sheet: Sheet) -> None:
    text = write_markdown(sheet)
    for table in sheet.tables:
        lines = text.split(f"## {table.title}\n")[1].split("\n## ")[0].splitlines()
        rows = [line for line in lines if line.startswith("|")]
        assert len(rows) == len(table.rows) + 2
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {len(table.columns) + 1}


# --- the workbook, read as Excel reads it ---------------------------------------------------------------------------


def _strings(book: zipfile.ZipFile) -> list[str]:
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in one.iter(f"{{{NAMES['m']}}}t")) for one in root.findall("m:si", NAMES)]


def _tabs(book: zipfile.ZipFile) -> dict[str, ElementTree.Element]:
    names = [
        tab.attrib["name"]
        for tab in ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
        if "sheetId" in tab.attrib
    ]
    return {name: ElementTree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n, name in enumerate(names, 1)}


def test_the_workbook_holds_every_cell_as_text(sheet: Sheet, tmp_path: Path) -> None:
    write_workbook(sheet, tmp_path / "sheet.xlsx")
    with zipfile.ZipFile(tmp_path / "sheet.xlsx") as book:
        strings, tabs = _strings(book), _tabs(book)
        styles = book.read("xl/styles.xml").decode()
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))
    assert len(tabs) == len(sheet.tables) + 2 and all(0 < len(name) <= 31 for name in tabs)
    for table, (name, tab) in zip(sheet.tables, list(tabs.items())[1:-1], strict=True):
        cells = [
            [strings[int(cell.findtext("m:v", namespaces=NAMES) or 0)] for cell in row.findall("m:c", NAMES)]
            for row in tab.findall("m:sheetData/m:row", NAMES)
        ]
        wanted = [[column.title for column in table.columns], *map(list, table.rows)]
        assert cells[-len(wanted) :] == wanted, name
        heights = [float(row.attrib.get("ht", 0)) for row in tab.findall("m:sheetData/m:row", NAMES)][-len(wanted) :]
        assert all(
            height >= 21 * max(cell.count("\n") + 1 for cell in row)
            for height, row in zip(heights, wanted, strict=True)
        )
        pane = tab.find("m:sheetViews/m:sheetView/m:pane", NAMES)
        assert pane is not None and pane.attrib["state"] == "frozen"
        widths = [float(column.attrib["width"]) for column in tab.findall("m:cols/m:col", NAMES)]
        assert all(width >= 14 for width in widths) and widths
    assert "TH Sarabun New" in styles and 'wrapText="1"' in styles


def test_empty_cells_are_written_too(sheet: Sheet) -> None:
    """Else a row of the test above would be shorter than its heading without a word."""
    assert any(cell == "" for table in sheet.tables for row in table.rows for cell in row)


# --- the command ----------------------------------------------------------------------------------------------------


def _call(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["sources", "sheet", *words])
    return result.exit_code, result.output


def test_it_is_printed_or_written(tmp_path: Path) -> None:
    code, text = _call("complaints")
    assert code == 0 and text.startswith("# ข้อตกลงข้อมูล: คำร้อง")
    assert _call("complaints", "--output", str(tmp_path / "a.md"))[0] == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == text
    assert _call("complaints", "--format", "xlsx", "--output", str(tmp_path / "a.xlsx"))[0] == 0
    assert zipfile.is_zipfile(tmp_path / "a.xlsx")


@pytest.mark.parametrize("words", [("nothing",), ("complaints", "--format", "xlsx"), ("complaints", "--format", "pdf")])
def test_wrong_use_is_told(words: tuple[str, ...]) -> None:
    code, text = _call(*words)
    assert code == 2 and "Error" in text
