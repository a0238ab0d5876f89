"""Nobody passes without signing in, and nobody further than their role; every route and callback is tried."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from dash import Input, Output, callback, html
from dash._utils import split_callback_id, stringify_id
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import delete

from dashboard.access.gate import require_complete
from dashboard.access.person import ROLES
from dashboard.access.tables import app_session
from dashboard.app import create_app
from dashboard.registry import Registry
from etl.settings import Settings, load_settings
from tests.pages.site import CALLBACK, TestSite, ask, csrf_headers, frame_body, make_site, slot

OPEN = {"/login", "/healthz", "/readyz"}
ARGUMENTS = {"path": "anything", "filename": "js/30-frame.js", "package_name": "dash", "fingerprinted_path": "x.js",
             "wanted": "1", "name": "css/bootstrap.min.css", "table": "complaints-ages", "ending": "csv",
             "entry_key": 1}  # fmt: skip


@pytest.fixture
def real_site(settings: Settings) -> TestSite:
    """The pages people see."""
    return make_site(settings, modules=None)


def every_address(site: TestSite) -> list[tuple[str, str]]:
    found = []
    with site.app.server.test_request_context():
        urls = site.app.server.url_map.bind("localhost")
        for rule in site.app.server.url_map.iter_rules():
            path = urls.build(rule.endpoint, {a: ARGUMENTS[a] for a in rule.arguments})
            found += [(method, path) for method in sorted(rule.methods or ())]
    return found + [("GET", page) for page in site.app.server.extensions["mis"].registry.pages]


def test_no_route_answers_a_stranger(real_site: TestSite) -> None:
    tried = every_address(real_site)
    assert len(tried) > 25
    for method, path in tried:
        if path in OPEN:
            continue
        answer = real_site.stranger().open(path, method=method)
        if method == "GET" and not path.startswith(("/_", "/assets", "/vendor", "/api")):
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/login"), (method, path)
        else:
            assert answer.status_code == 401, (method, path, answer.status_code)
        assert b"dash" not in answer.data.lower(), (method, path)


def test_no_callback_answers_a_stranger(real_site: TestSite) -> None:
    for output in real_site.app.callback_map:
        answer = real_site.stranger().post(CALLBACK, json={"output": output, "inputs": []})
        assert answer.status_code == 401, output


def test_only_the_sign_in_pages_own_files_are_open(site: TestSite) -> None:
    stranger = site.stranger()
    for path in ("/assets/login/login.css", "/assets/login/login.js", "/assets/css/10-tokens.css", "/assets/logo.svg",
                 "/assets/favicon.svg", "/assets/fonts/sarabun-thai-400-normal.woff2"):  # fmt: skip
        assert stranger.get(path).status_code == 200, path
    for path in (
        "/assets/login/../js/30-frame.js",
        "/assets/login/%2e%2e/js/30-frame.js",
        "/assets/fonts/../css/20-base.css",
        "/assets/login/..%2fjs/30-frame.js",
        "/assets/login/",
        "/assets/js/30-frame.js",
        "/assets/css/20-base.css",
        "/assets/login/x/../../js/30-frame.js",
        "//assets/login/login.css/../../js/30-frame.js",
        "/assets/login/login.css/",
        "/assets/login/login.css%00",
    ):
        assert stranger.get(path).status_code in (302, 308, 401), path


def test_a_page_of_another_role_is_refused(site: TestSite) -> None:
    for role in ROLES:
        is_admin = role == "admin"
        client = site.browser(role)
        assert client.get("/admin-only").status_code == (200 if is_admin else 403), role
        assert client.get("/admin-file").status_code == (200 if is_admin else 403), role
        body = {
            "output": "secret.children",
            "outputs": {"id": "secret", "property": "children"},
            "inputs": [slot("i", "value")],
        }
        answer = ask(client, body)
        assert answer.status_code == (200 if is_admin else 403), role
        assert (b"for administrators" in answer.data) is is_admin
        drawn = str(ask(client, frame_body("/admin-only")).get_json()["response"]["page-body"])
        assert ("YTD2026-11" in drawn) is is_admin
        assert ("ไม่มีสิทธิ์เปิดหน้านี้" in drawn) is not is_admin


def test_what_names_no_role_stops_the_start(settings: Settings) -> None:
    def bare_callback(_registry: Registry) -> None:
        callback(Output("bare", "children"), Input("bare-in", "value"))(lambda value: value)

    with pytest.raises(RuntimeError, match=r"bare\.children"):
        make_site(settings, modules=[SimpleNamespace(register=bare_callback)])


@pytest.mark.parametrize("roles", [(), ("boss",), ("executive", "boss")])
def test_roles_must_be_known(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="roles"):
        Registry().register_page(
            path="/x", name_id="frame.menu", icon="grid", order=1, roles=roles, body=lambda _c: html.Div()
        )


def test_a_route_past_the_registry_stops_the_start(site: TestSite) -> None:
    held = site.app.server.extensions["mis"]
    site.app.server.url_map.add(site.app.server.url_rule_class("/back-door", endpoint="back_door"))
    with pytest.raises(RuntimeError, match="back_door"):
        require_complete(site.app.server, held.registry, {}, {})


def test_forged_cookies_open_nothing(site: TestSite) -> None:
    client = site.browser()
    honest = client.get_cookie("mis").value  # type: ignore[union-attr]
    made = SecureCookieSessionInterface()
    for key in ("dev", "secret", "k" * 32, "mis", "khonkaen-mis-secret-key-0000000000"):
        fake_app: Any = SimpleNamespace(secret_key=key, config={"SECRET_KEY_FALLBACKS": None})
        forged = made.get_signing_serializer(fake_app).dumps({"sid": "x"})  # type: ignore[union-attr]
        assert_shut(site, forged)
    real = made.get_signing_serializer(site.app.server)
    assert real is not None
    for value in ({"sid": "x" * 43}, {"sid": None}, {"sid": 1}, {"sid": {"a": 1}}, {}, {"sid": ""}):
        assert_shut(site, real.dumps(value))
    for value in (honest[:-1], honest + "x", "", "x.y.z", "../../etc/passwd"):
        assert_shut(site, value)


def assert_shut(site: TestSite, cookie: str) -> None:
    stranger = site.stranger()
    stranger.set_cookie("mis", cookie)
    assert stranger.get("/").status_code == 302
    assert stranger.get("/_dash-layout").status_code == 401


def test_a_session_ends_by_idling_by_age_and_by_its_row(site: TestSite) -> None:
    idle, old, gone = site.browser(), site.browser(), site.browser()
    site.clock.move(timedelta(hours=7, minutes=59))
    assert old.get("/").status_code == 200
    assert gone.get("/").status_code == 200
    site.clock.move(timedelta(minutes=2))
    assert idle.get("/").headers["Location"] == "/login?ended=1"
    assert old.get("/").status_code == 200
    site.clock.move(timedelta(hours=4))
    assert old.get("/").status_code == 302  # twelve hours are over although it was busy
    with site.people.engine.begin() as connection:
        connection.execute(delete(app_session))
    assert gone.get("/").status_code == 302


def test_the_poll_of_an_open_page_does_not_keep_a_session_alive(site: TestSite) -> None:
    client = site.browser()
    for _ in range(9):
        site.clock.move(timedelta(hours=1))
        answer = client.get("/api/version")
    assert answer.status_code == 401


def test_posts_without_the_token_are_refused(site: TestSite) -> None:
    client = site.browser()
    assert client.post(CALLBACK, json=frame_body()).status_code == 400
    assert client.post(CALLBACK, json=frame_body(), headers={"X-CSRFToken": "forged"}).status_code == 400
    assert client.post("/logout").status_code == 400
    assert client.get("/").status_code == 200  # still signed in
    other = site.browser("planner")
    assert client.post(CALLBACK, json=frame_body(), headers=csrf_headers(other)).status_code == 400
    assert ask(client, frame_body()).status_code == 200


def test_a_plain_form_cannot_reach_a_callback(site: TestSite) -> None:
    client = site.browser()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = client.post(CALLBACK, data="{}", headers=csrf_headers(client) | {"Content-Type": kind})
        assert answer.status_code == 415


GOOD = {"output": "o.children", "outputs": {"id": "o", "property": "children"}, "inputs": [slot("i", "value", 1)],
        "state": [slot("s", "data")], "changedPropIds": ["i.value"]}  # fmt: skip
DEEP: Any = 1
for _ in range(200):
    DEEP = [DEEP]
PATTERN = {"output": '{"index":"x","kind":"out"}.children',
           "outputs": {"id": {"index": "x", "kind": "out"}, "property": "children"},
           "inputs": [slot({"index": "x", "kind": "in"}, "value", "hello")]}  # fmt: skip
BAD_BODIES: dict[str, Any] = {
    "empty object": {},
    "list": [],
    "number": 7,
    "text": "x",
    "true": True,
    "unknown output": GOOD | {"output": "nobody.children"},
    "output a list": GOOD | {"output": ["o.children"]},
    "output a number": GOOD | {"output": 1},
    "no output": {k: v for k, v in GOOD.items() if k != "output"},
    "a browser's own callback": {
        "output": "window-title.modified_timestamp",
        "inputs": [slot("window-title", "data")],
        "outputs": {"id": "window-title", "property": "modified_timestamp"},
        "state": [slot("window-title", "modified_timestamp")],
    },
    "no inputs": GOOD | {"inputs": []},
    "inputs text": GOOD | {"inputs": "i"},
    "inputs null": GOOD | {"inputs": None},
    "inputs an object": GOOD | {"inputs": {"i": 1}},
    "too many inputs": GOOD | {"inputs": [slot("i", "value")] * 2},
    "foreign input": GOOD | {"inputs": [slot("HACK", "value")]},
    "foreign property": GOOD | {"inputs": [slot("i", "n")]},
    "input a list": GOOD | {"inputs": [[slot("i", "value")]]},
    "input a text": GOOD | {"inputs": ["i.value"]},
    "input with extras": GOOD | {"inputs": [slot("i", "value") | {"role": "admin"}]},
    "no state": GOOD | {"state": []},
    "foreign state": GOOD | {"state": [slot("t", "data")]},
    "no outputs": {k: v for k, v in GOOD.items() if k != "outputs"},
    "outputs a list": GOOD | {"outputs": [GOOD["outputs"]]},
    "foreign outputs": GOOD | {"outputs": {"id": "p", "property": "children"}},
    "outputs null": GOOD | {"outputs": None},
    "outputs without property": GOOD | {"outputs": {"id": "o"}},
    "extra key": GOOD | {"role": "admin"},
    "changed a number": GOOD | {"changedPropIds": 3},
    "changed numbers": GOOD | {"changedPropIds": [1]},
    "changed without dot": GOOD | {"changedPropIds": ["x"]},
    "changed null": GOOD | {"changedPropIds": None},
    "parsed with a list": GOOD | {"parsedChangedPropsIds": [{"index": [1]}]},
    "parsed a number": GOOD | {"parsedChangedPropsIds": 3},
    "deep value": GOOD | {"inputs": [slot("i", "value", DEEP)]},
    "half a character": GOOD | {"inputs": [slot("i", "value", "\ud800")]},
    "half a character as a name": GOOD | {"state": [slot("s", "data", {"\udfff": [1]})]},
    "job": GOOD | {"job": "1"},
    "cancel": GOOD | {"cancelJob": ["1"]},
    "pattern with text id": PATTERN | {"inputs": [slot("in", "value")]},
    "pattern with other kind": PATTERN | {"inputs": [slot({"index": "x", "kind": "other"}, "value")]},
    "pattern with more keys": PATTERN | {"inputs": [slot({"index": "x", "kind": "in", "z": 1}, "value")]},
    "pattern output": PATTERN | {"outputs": {"id": {"index": "y", "kind": "out"}, "property": "children"}},
}


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    home = str(tmp_path_factory.mktemp("home"))
    return make_site(load_settings({"MIS_HOME": home, "MIS_AS_OF": "2026-11-21"}))


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_malformed_callback_is_400(shared_site: TestSite, name: str) -> None:
    answer = ask(shared_site.browser(), BAD_BODIES[name])
    assert answer.status_code == 400, (name, answer.get_data(as_text=True))
    assert answer.is_json and b"Traceback" not in answer.data


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 3000 + b"]" * 3000,
        b'{"output":' * 3000,
        b"NaN",
        b'{"a":1}{"b":2}',
        b"\x00",
        b"null",
        b" ",
    ],
)
def test_what_is_not_json_is_400(shared_site: TestSite, raw: bytes) -> None:
    client = shared_site.browser()
    answer = client.post(CALLBACK, data=raw, headers=csrf_headers(client) | {"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_too_large_is_413(shared_site: TestSite) -> None:
    assert ask(shared_site.browser(), GOOD | {"inputs": [slot("i", "value", "x" * 2_000_000)]}).status_code == 413


@pytest.mark.parametrize(
    "value", [None, 1, -1.5, "x", "x" * 10_000, True, [], {}, [1, [2]], {"props": {}, "type": "A"}]
)
def test_any_value_of_the_frame_gives_a_page(shared_site: TestSite, value: Any) -> None:
    answer = ask(shared_site.browser(), frame_body(value, value))
    assert answer.status_code == 200


def test_declared_bodies_pass(shared_site: TestSite) -> None:
    client = shared_site.browser()
    assert ask(client, GOOD).get_json()["response"] == {"o": {"children": "int NoneType"}}
    told = {"parsedChangedPropsIds": [{"index": "x", "kind": "in"}]}  # as a browser reads the id of what changed
    for good in (PATTERN, PATTERN | told):
        assert ask(client, good).get_json()["response"] == {'{"index":"x","kind":"out"}': {"children": "hello"}}


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/nothing/x.js",
        "/_dash-component-suites/dash/no.js",
        "/_dash-component-suites/os/x.py",
        "/_dash-component-suites/dash/../../etc/passwd",
        "/_mcp",
        "/health",
        "/anything",
        "/_alive_x",
        "/assets/none.js",
        "/vendor/0/css/bootstrap.min.css",
        "/assets/../pyproject.toml",
        "/static/x",
        "/console",
        "/.git/config",
    ],
)
def test_unknown_addresses_are_404(shared_site: TestSite, path: str) -> None:
    answer = shared_site.browser().get(path)
    assert answer.status_code == 404, path
    assert b"Traceback" not in answer.data and b"_dash-config" not in answer.data
    if not path.startswith(("/_", "/assets", "/vendor")):
        assert "ไม่พบหน้าที่ต้องการ" in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])
def test_other_methods_do_nothing(shared_site: TestSite, method: str) -> None:
    client = shared_site.browser()
    for path in ("/", "/login", CALLBACK, "/logout", "/api/version"):
        answer = client.open(path, method=method, headers=csrf_headers(client))
        assert answer.status_code in (200, 400, 404, 405), (path, answer.status_code)
        if answer.status_code == 200:
            assert method == "OPTIONS" and not answer.data


def test_an_error_in_a_callback_tells_a_reference_only(site: TestSite, caplog: pytest.LogCaptureFixture) -> None:
    body = {"output": "b.children", "outputs": {"id": "b", "property": "children"}, "inputs": [slot("i", "value")]}
    answer = ask(site.browser(), body)
    assert answer.status_code == 500
    reference = answer.get_json()["reference"]
    assert "secret" not in answer.get_data(as_text=True) and f"reference={reference}" in caplog.text


def test_an_error_in_a_page_tells_a_reference_only(site: TestSite, caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(site.browser(), frame_body("/broken"))
    text = str(answer.get_json())
    assert answer.status_code == 200
    assert "เปิดหน้านี้ไม่ได้" in text and "รหัสอ้างอิง" in text and "secret detail" not in text
    assert "secret detail" in caplog.text


def test_the_gate_stays_shut_when_the_peoples_database_is_gone(site: TestSite) -> None:
    client = site.browser()
    with site.people.engine.begin() as connection:
        app_session.drop(connection)
    for path in ("/", "/_dash-layout", "/login"):
        answer = client.get(path)
        assert answer.status_code in (500, 503) if path == "/login" else answer.status_code == 503, path
        assert b"Traceback" not in answer.data and b"app_session" not in answer.data


def test_two_sites_in_one_process_share_nothing(site: TestSite, settings: Settings) -> None:
    other = create_app(settings, modules=[])
    assert "o.children" in site.app.callback_map and "o.children" not in other.callback_map


GARBAGE: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**30, "", "x", "x" * 9_000, "' or 1=1 --", "<script>alert(1)</script>", "\x00", "NaN",
    [], [None], {}, {"a": {"b": []}}, [[1]], {"props": {"href": "javascript:alert(1)"}, "type": "A"}, "2026-13-45",
    "?period=FY2570&org=SCH",
)  # fmt: skip


def example_id(text: str) -> Any:
    """An id that fits a declared one, wildcards filled."""
    if not text.startswith("{"):
        return text
    return {key: "x" if isinstance(value, list) else value for key, value in json.loads(text).items()}


def is_many(text: str) -> bool:
    return text.startswith("{") and any(value in (["ALL"], ["ALLSMALLER"]) for value in json.loads(text).values())


def fill(slots: list[dict[str, Any]], value: Any) -> list[Any]:
    filled = [slot(example_id(one["id"]), one["property"], value) for one in slots]
    return [[one] if is_many(made["id"]) else one for one, made in zip(filled, slots, strict=True)]


def declared_body(output: str, declared: dict[str, Any], value: Any) -> dict[str, Any]:
    """A body as the callback declares it, with `value` in every slot."""
    promised = split_callback_id(output)
    flat = promised if isinstance(promised, list) else [promised]
    outputs = [{"id": example_id(one["id"].replace("\\.", ".")), "property": one["property"]} for one in flat]
    inputs = fill(declared["inputs"], value)
    flat_inputs = [one[0] if isinstance(one, list) else one for one in inputs]
    return {
        "output": output,
        "outputs": outputs if isinstance(promised, list) else outputs[0],
        "inputs": inputs,
        "state": fill(declared["state"], value),
        "changedPropIds": [f"{stringify_id(one['id'])}.{one['property']}" for one in flat_inputs],
    }


def test_no_value_a_browser_sends_breaks_a_callback(real_site: TestSite) -> None:
    client = real_site.browser("strategy")
    served = {output: made for output, made in real_site.app.callback_map.items() if "callback" in made}
    assert served
    for output, made in served.items():
        for value in GARBAGE:
            answer = ask(client, declared_body(output, made, value))
            assert answer.status_code in (200, 204, 400, 403), (output, value, answer.get_data(as_text=True))
