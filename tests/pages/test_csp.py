"""Headers on every answer, scripts by hash, caching by kind, nothing from outside the machine."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest

from dashboard.figures.theme import GRAPH_CONFIG
from dashboard.vendor import STYLESHEETS
from etl.settings import PROJECT, Settings
from tests.pages.site import CALLBACK, TestSite, ask, csrf_headers, frame_body, make_site, slot

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_answer_carries_the_headers(site: TestSite) -> None:
    stranger, client = site.stranger(), site.browser()
    answers = [
        stranger.open(path, method=method)
        for method in ("GET", "POST", "PUT")
        for path in (
            "/",
            "/login",
            "/healthz",
            "/readyz",
            "/nothing",
            "/_dash-layout",
            "/assets/login/login.css",
            "/assets/none",
        )
    ]
    answers += [
        client.get(path)
        for path in (
            "/",
            "/admin-only",
            "/nothing",
            "/_dash-layout",
            "/assets/js/30-frame.js",
            "/_dash-component-suites/dash/none.js",
            "/api/version",
            STYLESHEETS[0],
        )
    ]
    answers += [client.post("/logout"), ask(client, frame_body()), ask(client, {})]
    broken = {"output": "b.children", "outputs": {"id": "b", "property": "children"}, "inputs": [slot("i", "value")]}
    answers.append(ask(client, broken))
    assert {a.status_code for a in answers} == {200, 302, 400, 401, 403, 404, 500}
    for answer in answers:
        for name, value in ALWAYS.items():
            assert answer.headers.get(name) == value, (answer.request.path, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert scripts and "unsafe" not in scripts[1] and "http" not in policy
        assert "Permissions-Policy" in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


def test_production_asks_for_https_from_then_on(make_settings: Callable[..., Settings]) -> None:
    site = make_site(make_settings(MIS_ENV="production", MIS_SECRET_KEY="0123456789abcdef-0123456789abcdef"))
    assert "max-age=31536000" in site.stranger().get("/healthz").headers["Strict-Transport-Security"]


def test_every_inline_script_is_allowed_by_its_hash(site: TestSite) -> None:
    answer = site.browser().get("/")
    page, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", page, re.S)
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, script[:80]


def test_pages_name_no_other_machine(site: TestSite) -> None:
    client = site.browser()
    page = client.get("/").get_data(as_text=True)
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", page) == []
    assert '<html lang="th">' in page and "กำลังเปิดหน้า" in page and "Loading..." not in page
    for address in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        assert client.get(address).status_code == 200, address


def test_the_host_header_is_not_echoed(site: TestSite) -> None:
    answer = site.browser().get("/", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-dependencies", "/api/version", "/login", "/nothing"])
def test_what_people_see_is_stored_nowhere(site: TestSite, path: str) -> None:
    assert site.browser().get(path).headers["Cache-Control"] == "no-store"


def test_files_with_their_version_in_the_address_are_kept(site: TestSite) -> None:
    client = site.browser()
    page = client.get("/").get_data(as_text=True)
    kept = [a for a in re.findall(r"(?:src|href)=\"([^\"]+)\"", page) if "max-age=31536000" in _caching(client, a)]
    assert any("/assets/" in a for a in kept) and any("/vendor/" in a for a in kept)
    assert any("dash_renderer" in a for a in kept)
    assert all("immutable" in _caching(client, a) and "private" in _caching(client, a) for a in kept)
    assert "immutable" not in _caching(client, "/assets/fonts/sarabun-thai-400-normal.woff2")


def _caching(client: object, address: str) -> str:
    return str(client.get(address).headers["Cache-Control"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("accepted", "of_files", "of_answers"),
    [("gzip, deflate, br, zstd", "zstd", "zstd"), ("gzip, deflate", "deflate", "gzip")],
)
def test_answers_are_compressed(site: TestSite, accepted: str, of_files: str, of_answers: str) -> None:
    """With https (or on this machine) browsers take zstd; over plain http only gzip and deflate."""
    client = site.browser()
    file = client.get("/assets/css/20-base.css", headers={"Accept-Encoding": accepted})
    assert file.headers["Content-Encoding"] == of_files
    headers = csrf_headers(client) | {"Accept-Encoding": accepted}
    assert client.post(CALLBACK, json=frame_body(), headers=headers).headers["Content-Encoding"] == of_answers


def test_charts_have_no_button_that_sends_data_away() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""
    assert GRAPH_CONFIG["displaylogo"] is False
    for file in (PROJECT / "dashboard").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        assert "dcc.Graph(" not in source or "GRAPH_CONFIG" in source, f"{file.name} draws a chart of its own making"


def test_the_session_cookie_makes_answers_vary(site: TestSite) -> None:
    assert "Cookie" in site.browser().get("/").headers["Vary"]
