"""Official statistics: what a figure must say of itself, and the sample folder they are read from."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.calendar_th import BANGKOK
from etl.contracts.statistics import STATISTIC
from etl.errors import UsageError
from etl.readers.base import Page
from etl.sample.statistics.build import CALLED, OFFICER, build_statistics, files_at
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
GOOD: dict[str, Any] = {
    "series_code": "M8-2.1", "area": "ภาคเหนือ", "area_scheme": "NSO5", "year_be": "2564", "period_kind": "year",
    "period_as_printed": "2564", "value": "0.295", "value_as_printed": "0.295", "unit": "Gini", "price_basis": "",
    "edition": "2564", "reference": "https://nso.go.th/154", "series_break": "", "note": "", "record_number": None,
    "changed_at": None,
}  # fmt: skip


def conform(*rows: dict[str, Any]) -> TypedPage:
    whole = [GOOD | row for row in rows]
    source = Source.model_validate(
        {
            "name": "statistics", "contract": "statistics", "title_th": "ส", "title_en": "s", "fresh_within": "1d",
            "reader": {"kind": "database"}, "schedule": "0 1 * * *",
        }
    )  # fmt: skip
    page = Page({name: [row[name] for row in whole] for name in GOOD}, len(whole))
    return Conformer(STATISTIC, source, Keys(WordMap({}, 0, 0), {}, {}), NOW).conform(page)


@pytest.mark.parametrize(
    ("field", "written", "rule"),
    [
        ("series_code", "", "missing_key"),
        ("area", "  ", "missing_key"),
        ("unit", None, "missing_key"),
        ("reference", "", "missing_key"),  # a figure nobody can look up
        ("period_as_printed", "", "missing_key"),
        ("period_as_printed", "ก" * 201, "too_long"),
        ("year_be", "", "missing_required"),
        ("year_be", "2021", "out_of_range"),  # the Common Era
        ("year_be", "๒๕", "out_of_range"),
        ("year_be", "2564.5", "bad_number"),
        ("value", "n.a.", "bad_number"),
        ("value", "12,5", "bad_number"),
        ("value", "1.2%", "bad_number"),
        ("value", "0.295*", "bad_number"),
        ("area_scheme", "NSO9", "unknown_word"),  # never put under another scheme
        ("price_basis", "ราคาเมื่อวาน", "unknown_word"),
        ("period_kind", "sometimes", "unknown_word"),
        ("series_break", "maybe", "unknown_word"),
        ("area", "เธ เธฒเธเน€เธซเธเธทเธญ", "bad_text"),
    ],
)
def test_a_figure_that_does_not_say_what_it_is_is_refused(field: str, written: Any, rule: str) -> None:
    page = conform({field: written}, {})
    assert [(reject.rule, reject.field) for reject in page.rejects] == [(rule, field)]
    assert page.rows == 1


def test_words_are_read_by_code_and_name_and_blanks_are_not_guessed() -> None:
    page = conform(
        {"area_scheme": "สศช. ผลิตภัณฑ์ภาค 7 กลุ่ม", "price_basis": "CVM2545"}, {"area_scheme": "", "period_kind": ""}
    )
    assert page.columns["area_scheme"] == ["grp7", "unspecified"]
    assert page.columns["price_basis"] == ["cvm2545", "none"] and page.columns["period_kind"] == ["year", "unknown"]
    assert page.columns["series_break"] == ["none", "none"] and not page.rejects


# --- the sample -----------------------------------------------------------------------------------------------------


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def quiet(_: str) -> None:
    """No progress."""


def test_a_file_stands_in_the_folder_from_the_january_after(tmp_path: Path) -> None:
    build_statistics(tmp_path, seconds("2023-12-31T23:59:59"), quiet)
    before = {file.name for file in tmp_path.iterdir()}
    build_statistics(tmp_path, seconds("2024-01-01T00:00:00"), quiet)
    assert {file.name for file in tmp_path.iterdir()} - before == {"statistics_2566.csv"}
    untouched = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    build_statistics(tmp_path, seconds("2024-01-02T00:00:00"), quiet)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == untouched
    build_statistics(tmp_path, seconds("2022-06-01T00:00:00"), quiet)
    assert {f.name: f.read_text("utf-8-sig") for f in tmp_path.iterdir()} == {
        name: text.replace("\r\n", "\n") for name, text in files_at(seconds("2022-06-01T00:00:00")).items()
    }


def test_what_a_person_put_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ประชากร.csv").write_text("ของจริง", encoding="utf-8")
    with pytest.raises(UsageError, match="not made by the sample"):
        build_statistics(tmp_path, seconds("2026-11-21T00:00:00"), quiet)
    assert [file.name for file in tmp_path.iterdir()] == ["ประชากร.csv"]


def test_every_figure_names_its_page_and_people_stand_where_they_should_not() -> None:
    texts = files_at(seconds("2026-11-21T00:00:00"))
    rows = [row for text in texts.values() for row in csv.DictReader(io.StringIO(text))]
    assert len(rows) == 81 + len(texts)  # one broken line in each file
    assert sum(not row["source"] for row in rows) >= 1 and all(row["recorded_by"] == OFFICER for row in rows)
    assert sum(CALLED in row["note"] for row in rows) >= len(texts)
