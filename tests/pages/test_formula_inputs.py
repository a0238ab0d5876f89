"""The drawer says what a formula was given of other periods and other indicators, as the scoring worked it out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from dashboard.access.person import EVERYONE
from dashboard.pages.explanation import explain
from dashboard.registry import PageContext, Registry
from etl.indicators.versions import open_definition
from etl.settings import Settings
from etl.warehouse.measure_catalogue import register_measures
from etl.warehouse.tables import measure_value
from tests.pages.site import AS_OF, TestSite, draw_page, make_site, text_of
from tests.pipeline.test_score_references import define

FORMULA = "100 * (complaints_received - previous(complaints_received)) / previous([X-1]) + min([X-1], 5)"


class Drawers:
    """The drawer of the indicator the address names, as a page."""

    @staticmethod
    def register(registry: Registry) -> None:
        def body(context: PageContext) -> Any:
            found = explain(context, context.params.get("code", ""))
            return found.body if found else None

        registry.register_page(path="/", name_id="frame.menu", icon="grid", order=1, roles=EVERYONE, body=body)


def test_what_a_formula_was_given(settings: Settings) -> None:
    site = make_site(settings, modules=(Drawers,))
    with site.warehouse.begin() as connection:
        register_measures(connection)
        for definition in (define("X-1", "2 * complaints_received", name_th="สองเท่า"), define("X-2", FORMULA)):
            open_definition(connection, definition, origin="person", author="a", reason="r", at=AS_OF)
        for period_id, received in (("M2026-10", 40), ("M2026-11", 30)):
            row = {"period_id": period_id, "org_unit_key": 1, "measure": "complaints_received", "value": received}
            connection.execute(insert(measure_value).values(**row, run_key=1))
    said = draw(site, "X-2")
    assert "100 × (เรื่องที่รับ − previous(เรื่องที่รับ)) / previous(สองเท่า) + min(สองเท่า, 5)" in said
    assert "100 × (30 − previous(40)) / previous(80) + min(60, 5)" in said
    assert "previous(เรื่องที่รับ) 40 previous(สองเท่า) 80 สองเท่า 60" in said
    plain = draw(site, "X-1")
    assert "2 × 30" in plain and "previous" not in plain


def draw(site: TestSite, code: str) -> str:
    body = draw_page(site.browser(), "/", f"?code={code}&period=M2026-11")["page-body"]["children"]
    return " ".join(text_of(body).split())
