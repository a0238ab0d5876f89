"""Golden rows of official statistics: two editions, two values of one page, two schemes, a population that moves."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from etl.contracts.statistics import STATISTIC
from etl.warehouse.tables import dim_source, dim_word
from etl.warehouse.tables.statistics import fact_statistic

CITY = "หน่วย 1"  # the root of the golden org_units
NORTHEAST = "ภาคตะวันออกเฉียงเหนือ"
Row = tuple[str, str, str, int, str, str, float, str, str, str]
# series, area, scheme, year, kind, period, value, unit, price basis, edition
ROWS: list[Row] = [
    ("M8-2.1", "ภาคเหนือ", "nso5", 2562, "year", "2562", 0.31, "Gini", "none", "2564"),
    ("M8-2.1", "ภาคเหนือ", "nso5", 2564, "year", "2564", 0.295, "Gini", "none", "2564"),
    ("M8-2.1", "ภาคเหนือ", "nso5", 2564, "year", "2564", 0.301, "Gini", "none", "2566"),  # revised
    ("M8-2.1", "ภาคเหนือ", "nso5", 2566, "year", "2566", 0.372, "Gini", "none", "2566"),
    ("M8-2.1", "ทั่วราชอาณาจักร", "nesdc", 2560, "year", "2560", 0.453, "Gini", "none", ""),
    ("M8-1.1", "ภาคเหนือ", "grp7", 2562, "year", "2562", 114287, "บาทต่อคน", "current", "2564"),
    ("M8-1.1", "ภาคเหนือ", "grp7", 2562, "year", "2562", 98000, "บาทต่อคน", "cvm2545", "2566"),
    ("CITY-02", CITY, "municipality", 2561, "year", "2561", 118080, "คน", "none", ""),
    ("CITY-02", CITY, "municipality", 2567, "year", "2567", 100221, "คน", "none", "2567"),
    ("CITY-02", CITY, "municipality", 2567, "year", "2567", 100300, "คน", "none", "2568"),  # revised
    ("CITY-02", CITY, "municipality", 2566, "unknown", "ไม่ระบุ 2566", 102229, "คน", "none", "2566"),
    ("CITY-02", "หน่วย 2", "municipality", 2568, "year", "2568", 5000, "คน", "none", "2568"),  # a town of its own
    ("CITY-02", "เทศบาลอื่น", "municipality", 2568, "year", "2568", 9999, "คน", "none", "2568"),  # nobody's here
    # the Northeast beside the country of its edition, of another one, and of another scheme
    ("M8-2.1", NORTHEAST, "nso5", 2568, "year", "2568", 0.377, "Gini", "none", "2568"),
    ("M8-2.1", "ทั่วราชอาณาจักร", "nso5", 2568, "year", "2568", 0.382, "Gini", "none", "2568"),
    ("M8-2.1", NORTHEAST, "nso5", 2566, "year", "2566", 0.294, "Gini", "none", "2564"),
    ("M8-2.1", "ทั่วราชอาณาจักร", "nso5", 2566, "year", "2566", 0.36, "Gini", "none", "2566"),
    ("KKP-3", "ขอนแก่น", "province", 2566, "year", "2566", 0.175, "Gini", "none", "2566"),
    ("M8-1.1", NORTHEAST, "grp7", 2567, "year", "2567", 61200, "บาทต่อคน (CVM)", "cvm2545", "2568"),
    ("M8-1.1", NORTHEAST, "grp7", 2566, "year", "2566", 60000, "บาทต่อคน (CVM)", "cvm2545", "2568"),
    ("M8-1.1", "ทั่วราชอาณาจักร", "grp7", 2567, "year", "2567", 153000, "บาทต่อคน (CVM)", "cvm2545", "2568"),
    ("M8-1.1", "ทั่วราชอาณาจักร", "grp7", 2566, "year", "2566", 150000, "บาทต่อคน (CVM)", "cvm2545", "2568"),
    ("M8-3.1", "ทั่วราชอาณาจักร", "unspecified", 2568, "date", "27 ส.ค. 2568", 37, "เมือง", "none", ""),
]
BREAKERS = {
    "populations_agree": "update agg_population set population = population + 1 where date = '2018-12-31'",
    "populations_name_a_municipality": "update fact_statistic set area = area || 'ๆ' where series_code = 'CITY-02'",
    "milestone_figures_agree": "update agg_milestone8 set smart_cities = smart_cities + 1 where smart_cities > 0",
    "statistic_years_are_printed": "update fact_statistic set year_be = 2555 where series_code = 'M8-2.1'",
    "statistic_words_are_known": "update fact_statistic set area_scheme_code = 'x' where series_code = 'M8-1.1'",
}


def write(connection: Connection) -> None:
    source = {
        "source_key": 90,
        "name": "statistics",
        "contract": "statistics",
        "title_th": "สถิติ",
        "title_en": "Figures",
    }
    connection.execute(
        insert(dim_source), source | {"is_sample": True, "is_connected": True, "fresh_within_seconds": 9}
    )
    for field in STATISTIC.fields:
        for order, word in enumerate(field.vocabulary.words if field.vocabulary else ()):
            row = {"vocabulary": field.vocabulary.name, "code": word.code, "name_th": word.th, "name_en": word.en}  # type: ignore[union-attr]
            connection.execute(insert(dim_word), row | {"sort_order": order})
    connection.execute(insert(fact_statistic), [_fact(*row) for row in ROWS])


def _fact(*row: Any) -> dict[str, object]:
    series, area, scheme, year, kind, period, value, unit, basis, edition = row
    return {
        "source_key": 90, "series_code": series, "area": area, "area_scheme_code": scheme, "year_be": year,
        "period_kind_code": kind, "period_as_printed": period, "period_end_date": date(year - 543, 12, 31),
        "value": value, "value_as_printed": f"{value:g}", "unit": unit, "price_basis_code": basis, "edition": edition,
        "edition_year": int(edition or 0), "reference": "ทดสอบ", "note": "", "is_deleted": False, "row_hash": 1,
        "series_break_code": "suspected" if value == 0.372 else "none", "run_key": 1,
    }  # fmt: skip
