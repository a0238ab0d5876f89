"""The editor: looked at while typed, tried before saving, saved for all to see; two at once; files in and out."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.pages.indicator_editor_actions import VALUES
from dashboard.pages.indicator_fields import EMPTY, NAMES, fill
from dashboard.pages.indicator_import import EXPORTERS
from dashboard.text.formats import format_number
from etl.indicators import store
from etl.pipeline import run_settle
from etl.warehouse.tables import etl_request, ind_value
from tests.pages.complaint_site import Place, body, words
from tests.pages.site import TestSite, ask, slot
from tests.pipeline.city import City

CODE = "CMP-03"
EDIT = f"/indicators/{CODE}/edit"
FILE = "ตัวชี้วัด.xlsx"
LOOK = [
    *(f"ind-fault-{name}.children" for name in NAMES),
    "ind-check.children",
    "ind-formula-said.children",
    "ind-preview-what.data",
]
SAVE = ["ind-said.children", "ind-fault-reason.children", "url.pathname", "url.search"]
FILL = [*(f"{name}.value" for name in VALUES), "ind-base.data", "ind-said.children"]
NEW = {
    "code": "CMP-90", "name_th": "ร้อยละใหม่", "name_en": "A new share", "description_th": "นับใหม่",
    "description_en": "Anew",
    "unit_th": "ร้อยละ", "unit_en": "percent", "direction": "higher", "contract": "complaints", "owner": "SCH",
    "formula": "100 * complaints_finished / complaints_received",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One loaded warehouse for all: each test that saves has an indicator of its own."""
    home = tmp_path_factory.mktemp("desk")
    place = Place(home / "home", f"sqlite:///{home / 'w.db'}", City(f"sqlite:///{home / 'c.db'}"))
    place.load()
    return place


def values_of(site: TestSite, code: str = CODE) -> dict[str, Any]:
    with site.warehouse.connect() as connection:
        return fill(store.find_definition(connection, code).definition)


def base_of(code: str = CODE, version: int = 1) -> dict[str, Any]:
    return {"code": code, "version": version}


def request_of(site: TestSite, wanted: list[str], inputs: list[Any], state: list[Any], changed: str) -> dict[str, Any]:
    """The body Dash sends for the callback whose outputs are `wanted`, whatever its duplicates are called."""
    plain = [name.split("@")[0] for name in wanted]
    for output in site.app.callback_map:
        parts = output.strip(".").split("...")
        if [part.split("@")[0] for part in parts] == plain:
            outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]
            one: Any = outputs if output.startswith("..") else outputs[0]
            return {"output": output, "outputs": one, "inputs": inputs, "state": state, "changedPropIds": [changed]}
    raise AssertionError(f"no callback answers {plain}")


def place_of(path: str) -> list[Any]:
    return [slot("url", "pathname", path), slot("url", "search", "")]


def slots(values: dict[str, Any]) -> list[Any]:
    return [slot(f"ind-{name}", "value", values[name]) for name in NAMES]


def look(
    site: TestSite, client: FlaskClient, values: dict[str, Any], base: Any, path: str = EDIT, tried: Any = None
) -> dict[str, Any]:
    state = [slot("ind-base", "data", base), slot("ind-preview-what", "data", tried), *place_of(path)]
    answer = ask(client, request_of(site, LOOK, slots(values), state, "ind-formula.value"))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json()["response"])


def try_out(site: TestSite, client: FlaskClient, what: Any, base: Any, path: str = EDIT) -> Any:
    state = [slot("ind-base", "data", base), *place_of(path)]
    answer = ask(
        client,
        request_of(
            site, ["ind-preview.children"], [slot("ind-preview-what", "data", what)], state, "ind-preview-what.data"
        ),
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["response"]["ind-preview"]["children"]


def save(
    site: TestSite, client: FlaskClient, values: dict[str, Any], base: Any, reason: Any = "มติครั้งที่ 3", path: str = EDIT
) -> Any:
    state = [*slots(values), slot("ind-reason", "value", reason), slot("ind-base", "data", base), *place_of(path)]
    return ask(client, request_of(site, SAVE, [slot("ind-save", "n_clicks", 1)], state, "ind-save.n_clicks"))


def saved(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json()["response"])


@pytest.mark.parametrize("role", ROLES)
def test_only_the_strategy_office_edits(desk: Place, role: str) -> None:
    site = desk.site()
    client = site.browser(role)
    may = role == "strategy"
    for path in (EDIT, "/indicators/new", "/indicators/import"):
        assert client.get(path).status_code == (200 if may else 403), path
    assert save(site, client, values_of(site), base_of()).status_code == (200 if may else 403)
    assert client.get("/indicators/export.xlsx").status_code == (200 if role in EXPORTERS else 403)


def test_the_form_holds_what_is_stored(desk: Place) -> None:
    site = desk.site()
    page = body(site, EDIT, role="strategy")
    drawn = {c["props"]["id"]: c["props"].get("value") for c in controls(page)}
    assert {name: drawn[f"ind-{name}"] for name in NAMES} == values_of(site)
    assert "ไม่มีตัวชี้วัดรหัสนี้" in words(body(site, "/indicators/NO-1/edit", role="strategy"))
    copy = {
        c["props"]["id"]: c["props"].get("value")
        for c in controls(body(site, "/indicators/new", "?from=CMP-03", role="strategy"))
    }
    assert copy["ind-code"] == "" and copy["ind-formula"] == drawn["ind-formula"]
    assert "data-writing" in json.dumps(page)  # never drawn anew under a person's hands


def controls(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [found for one in component for found in controls(one)]
    if not isinstance(component, dict):
        return []
    own = [component] if str(component.get("props", {}).get("id", "")).startswith("ind-") else []
    return own + controls(component.get("props", {}).get("children"))


def test_what_is_typed_is_looked_at(desk: Place) -> None:
    site = desk.site()
    client = site.browser("strategy")
    values = values_of(site)
    fine = look(site, client, values, base_of())
    assert "ครบถ้วน บันทึกได้" in words(fine["ind-check"]["children"]) and "ยังไม่มีการแก้ไข" in words(
        fine["ind-check"]["children"]
    )
    assert words(fine["ind-formula-said"]["children"]) == "100 × เรื่องที่เสร็จภายในกำหนด / เรื่องที่ครบกำหนด"
    tried = fine["ind-preview-what"]["data"]
    assert "ind-preview-what" not in look(site, client, {**values, "name_th": "อื่น"}, base_of(), tried=tried)
    bad = {**values, "formula": "100 * complaints_don_by_due / 2", "decimals": "๙", "name_th": ""}
    wrong = look(site, client, bad, base_of(), tried=tried)
    assert "ตัวอักษรที่ 7: ไม่มีข้อมูลชื่อนี้" in words(wrong["ind-fault-formula"]["children"])
    assert "0 ถึง 6" in words(wrong["ind-fault-decimals"]["children"]) and "ยังไม่ได้กรอก" in words(
        wrong["ind-fault-name_th"]["children"]
    )
    said = wrong["ind-formula-said"]["children"]
    assert "complaints_don_by_due" in words(marks(said)) and "หมายถึง complaints_done_by_due" in words(said)
    assert "ต้องแก้ไข 2 แห่ง" in words(wrong["ind-check"]["children"])
    assert "แก้ไขแล้วยังไม่ได้บันทึก: ชื่อตัวชี้วัด, ทศนิยม, สูตรการคำนวณ" in words(wrong["ind-check"]["children"])
    assert wrong["ind-preview-what"]["data"] is None


def marks(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [found for one in component for found in marks(one)]
    if not isinstance(component, dict):
        return []
    return ([component] if component.get("type") == "Mark" else []) + marks(component.get("props", {}).get("children"))


@pytest.mark.parametrize("rubbish", [None, 5, [], {}, "'; drop table ind_definition --", "=1+1", "x" * 9_000, "\x00"])
def test_rubbish_is_refused_not_failed(desk: Place, rubbish: Any) -> None:
    site = desk.site()
    client = site.browser("strategy")
    values = dict.fromkeys(NAMES, rubbish)
    look(site, client, values, rubbish)
    assert try_out(site, client, rubbish, rubbish) is not None
    assert "ยังบันทึกไม่ได้" in words(saved(save(site, client, values, rubbish))["ind-said"]["children"])


def test_the_preview_is_what_scoring_gives(desk: Place) -> None:
    """Of the definition as stored: each of the last 12 months has the value that was scored; another beside it."""
    site = desk.site()
    client = site.browser("strategy")
    months = [f"M2026-{month:02}" for month in range(11, 0, -1)] + ["M2025-12"]
    with site.warehouse.connect() as connection:
        where = (ind_value.c.code == CODE, ind_value.c.org_unit_key == 1, ind_value.c.period_id.in_(months))
        scored = dict(connection.execute(select(ind_value.c.period_id, ind_value.c.value).where(*where)).all())
    stored = [format_number(scored[month], 1) for month in months]
    assert {"100.0", "0.0"} <= set(stored)
    for formula, times in ((values_of(site)["formula"], 1), ("2 * (100 * complaints_done_by_due / complaints_due)", 2)):
        what = look(site, client, {**values_of(site), "formula": formula}, base_of())["ind-preview-what"]["data"]
        cells = [
            [words(cell) for cell in row["props"]["children"]]
            for row in find_rows(try_out(site, client, what, base_of()))
        ]
        wanted = [None if scored[month] is None else times * scored[month] for month in months]
        assert [(row[1], row[2]) for row in cells] == [
            (a, format_number(b, 1)) for a, b in zip(stored, wanted, strict=True)
        ]


def find_rows(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [found for one in component for found in find_rows(one)]
    if not isinstance(component, dict):
        return []
    if component.get("type") == "Tbody":
        return list(component["props"]["children"])
    return find_rows(component.get("props", {}).get("children"))


def test_a_half_filled_form_is_tried_already(desk: Place) -> None:
    site = desk.site()
    client = site.browser("strategy")
    values = {**EMPTY, "formula": "complaints_received", "contract": "complaints"}
    what = look(site, client, values, base_of("", 0), "/indicators/new")["ind-preview-what"]["data"]
    assert len(find_rows(try_out(site, client, what, base_of("", 0), "/indicators/new"))) == 12


def test_a_change_is_saved_scored_and_written_down(desk: Place) -> None:
    site, code = desk.site(), "CMP-02"
    client, path = site.browser("strategy"), f"/indicators/{code}/edit"
    stored, before = values_of(site, code), value_now(site, code)
    values = {**stored, "formula": f"2 * ({stored['formula']})", "owner": "SCH"}
    assert "โปรดระบุเหตุผล" in words(saved(save(site, client, values, base_of(code), "", path))["ind-said"]["children"])
    answer = saved(save(site, client, values, base_of(code), path=path))
    assert (answer["url"]["pathname"], "saved=2" in answer["url"]["search"]) == (path, True)
    page = words(body(site, path, answer["url"]["search"], role="strategy"))
    assert "บันทึกรุ่นที่ 2 แล้ว สูตรการคำนวณ, ผู้กำกับดูแลตัวชี้วัด" in page
    again = saved(save(site, client, values, base_of(code, 2), path=path))
    assert "ไม่มีการเปลี่ยนแปลง" in words(again["ind-said"]["children"])
    with site.warehouse.connect() as connection:
        asked = connection.execute(select(etl_request).order_by(etl_request.c.request_key.desc())).first()
    assert asked is not None and (asked.kind, asked.asked_by, asked.status) == ("rescore", "strategy", "waiting")
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit).where(app_audit.c.action == "save_definition")).all()
    written = [(line.person, json.loads(line.detail)) for line in lines]
    assert [(who, what["version"]) for who, what in written if what["indicator"] == code] == [("strategy", 2)]
    assert run_settle(desk.settings(), site.warehouse, trigger="request").is_ok
    assert before and value_now(site, code) == pytest.approx(2 * before)


def value_now(site: TestSite, code: str) -> float:
    where = (ind_value.c.code == code, ind_value.c.period_id == "YTD2026-11", ind_value.c.org_unit_key == 1)
    with site.warehouse.connect() as connection:
        return float(connection.execute(select(ind_value.c.value).where(*where)).scalar_one())


def test_a_new_code_is_made_once(desk: Place) -> None:
    site = desk.site()
    client = site.browser("strategy")
    made = saved(save(site, client, {**EMPTY, **NEW}, base_of("", 0), path="/indicators/new"))
    assert made["url"]["pathname"] == "/indicators/CMP-90/edit"
    again = saved(save(site, client, {**EMPTY, **NEW}, base_of("", 0), path="/indicators/new"))
    assert "รหัสตัวชี้วัดซ้ำกัน" in words(again["ind-said"]["children"]) and "url" not in again


def test_of_two_people_the_second_sees_both_and_loses_nothing(desk: Place) -> None:
    site, code = desk.site(), "CMP-09"
    path = f"/indicators/{code}/edit"
    first, second = site.browser("strategy"), site.browser("strategy")
    stored = values_of(site, code)
    theirs = {**stored, "name_th": "ชื่อของคนแรก", "weight": "2"}
    saved(save(site, first, theirs, base_of(code), "คนแรกแก้", path))
    mine = {**stored, "name_th": "ชื่อของฉัน", "unit_th": "%"}
    assert "มีผู้บันทึกรุ่นใหม่" in words(look(site, second, mine, base_of(code), path)["ind-check"]["children"])
    told = words(saved(save(site, second, mine, base_of(code), path=path))["ind-said"]["children"])
    both = ("คนแรกแก้", "ชื่อของคนแรก", "ชื่อของฉัน", stored["name_th"])
    for said in ("มีผู้บันทึกรุ่นใหม่", "strategy", *both, "แก้ไขช่องเดียวกัน"):
        assert said in told
    for how, name in (("theirs", "ชื่อของคนแรก"), ("mine", "ชื่อของฉัน")):
        merged = fill_in(site, second, how, mine, base_of(code))
        assert merged["ind-base"]["data"] == base_of(code, 2)
        values = mine | {n: merged[f"ind-{n}"]["value"] for n in NAMES if f"ind-{n}" in merged}
        assert [values[n] for n in ("name_th", "unit_th", "weight")] == [name, "%", "2"]
    assert "saved=3" in saved(save(site, second, values, base_of(code, 2), path=path))["url"]["search"]
    now = values_of(site, code)
    assert (now["name_th"], now["unit_th"], now["weight"]) == ("ชื่อของฉัน", "%", "2")
    reset = fill_in(site, second, "reset", mine, base_of(code))
    assert reset["ind-name_th"]["value"] == "ชื่อของฉัน" and reset["ind-base"]["data"] == base_of(code, 3)


def fill_in(site: TestSite, client: FlaskClient, how: str, values: dict[str, Any], base: Any) -> dict[str, Any]:
    button = {"kind": "ind-fill", "how": how}
    inputs = [[slot(button, "n_clicks", 1)]]
    state = [*slots(values), slot("ind-base", "data", base), *place_of(EDIT)]
    changed = json.dumps(button, sort_keys=True, separators=(",", ":")) + ".n_clicks"
    # a browser names the button as an object too
    answer = ask(client, {**request_of(site, FILL, inputs, state, changed), "parsedChangedPropsIds": [button]})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json()["response"])


# --- files ------------------------------------------------------------------------------------------------------------


def upload(content: bytes) -> str:
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()


def take(site: TestSite, client: FlaskClient, name: str, contents: Any, reason: str | None = None) -> dict[str, Any]:
    """Looked at; with a reason, imported."""
    wanted = ["imp-said.children", "imp-apply.disabled"]
    if reason is None:
        state = [slot("imp-file", "filename", name), *place_of("/indicators/import")]
        request = request_by_input(
            site, wanted, "imp-file", [slot("imp-file", "contents", contents)], state, "imp-file.contents"
        )
    else:
        file = [slot("imp-file", "contents", contents), slot("imp-file", "filename", name)]
        state = [*file, slot("imp-reason", "value", reason), *place_of("/indicators/import")]
        request = request_by_input(
            site, wanted, "imp-apply", [slot("imp-apply", "n_clicks", 1)], state, "imp-apply.n_clicks"
        )
    return saved(ask(client, request))


def request_by_input(
    site: TestSite, wanted: list[str], first: str, inputs: Any, state: Any, changed: str
) -> dict[str, Any]:
    output = next(
        o
        for o, made in site.app.callback_map.items()
        if made["inputs"] and made["inputs"][0]["id"] == first and "imp-said" in o
    )
    outputs = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in output.strip(".").split("...")
    ]
    assert [f"{o['id']}.{o['property'].split('@')[0]}" for o in outputs] == wanted
    return {"output": output, "outputs": outputs, "inputs": inputs, "state": state, "changedPropIds": [changed]}


def test_an_exported_file_is_edited_and_imported(desk: Place) -> None:
    site, code = desk.site(), "CMP-10"
    client = site.browser("strategy")
    answer = client.get("/indicators/export.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book["ตัวชี้วัด"]
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
    row = next(r[0].row for r in sheet.iter_rows(min_row=2) if r[0].value == code)
    sheet.cell(row, heads["name_th"]).value = "ชื่อจากไฟล์"
    good = save_book(book)
    sheet.cell(row, heads["decimals"]).value = 99
    sheet.cell(row, heads["formula"]).value = "complaints_due /"
    bad = save_book(book)

    refused = take(site, client, FILE, upload(bad))
    said = words(refused["imp-said"]["children"])
    assert refused["imp-apply"]["disabled"] and "ไม่ได้นำเข้า พบที่ต้องแก้ไข 2 แห่ง" in said
    assert f"ตัวชี้วัด {row}" in said and "ตัวอักษรที่ 17" in said
    ready = take(site, client, FILE, upload(good))
    assert "ใหม่ 0 แก้ไข 1" in words(ready["imp-said"]["children"]) and ready["imp-apply"]["disabled"] is False
    assert "โปรดระบุเหตุผล" in words(take(site, client, FILE, upload(good), "")["imp-said"]["children"])
    assert version_of(site, code) == (1, "queries/indicators"), "what is refused or only looked at writes nothing"
    done = take(site, client, FILE, upload(good), "ปรับชื่อตามประกาศ")
    assert "นำเข้าแล้ว: ใหม่ 0 แก้ไข 1" in words(done["imp-said"]["children"])
    assert version_of(site, code) == (2, "strategy") and values_of(site, code)["name_th"] == "ชื่อจากไฟล์"
    stale = words(take(site, client, FILE, upload(good))["imp-said"]["children"])
    assert "มีผู้แก้ไขไปแล้ว" in stale, "the file was made before its own import"
    with site.people.engine.connect() as connection:
        actions = connection.execute(select(app_audit.c.action)).scalars().all()
    assert actions.count("import_indicators") == 1 and "export" in actions
    exported = client.get("/indicators/export.yaml").get_data(as_text=True)
    assert f"- code: {code}\n  version: 2\n" in exported and "name_th: ชื่อจากไฟล์" in exported


def version_of(site: TestSite, code: str) -> tuple[int, str]:
    with site.warehouse.connect() as connection:
        found = store.find_definition(connection, code)
    return found.version, found.author


def save_book(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("contents", [None, 5, "", "data:;base64,@@@", "no data", upload(b"x")])
def test_what_is_no_file_is_said(desk: Place, contents: Any) -> None:
    site = desk.site()
    answer = take(site, site.browser("strategy"), "a.yaml", contents)
    assert answer["imp-apply"]["disabled"] and ("อ่านไฟล์" in words(answer["imp-said"]["children"]))
