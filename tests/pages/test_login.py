"""Signing in and out: what opens a session, what ends it, how guessing is slowed, where one is led."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from dashboard.access.audit import find_break, last_hash
from dashboard.access.demo import make_demo_people
from dashboard.access.passwords import Passwords, TooBusyError
from dashboard.access.sign_in import SignedIn
from dashboard.access.sign_in import sign_in as try_sign_in
from dashboard.access.tables import app_audit, app_person, app_session
from dashboard.access.throttle import ACCOUNT_LIMIT, WINDOW
from dashboard.people_commands import user
from etl.settings import Settings
from tests.pages.site import PASSWORD, TestSite, csrf_headers, make_site, sign_in


def test_the_page_is_thai_and_stands_alone(site: TestSite) -> None:
    page = site.stranger().get("/login").get_data(as_text=True)
    assert '<html lang="th">' in page and "เทศบาลนครขอนแก่น" in page and "เข้าสู่ระบบ" in page
    assert "http://" not in page and "https://" not in page and "_dash" not in page
    assert "Sign in" in site.stranger().get("/login?lang=en").get_data(as_text=True)


def test_the_right_password_opens_the_page_asked_for(site: TestSite) -> None:
    answer = sign_in(site.stranger(), "Executive ", PASSWORD, "?next=/always%3Forg%3DSCH")
    assert answer.status_code == 302 and answer.headers["Location"] == "/always?org=SCH"


def test_an_unknown_name_and_a_wrong_password_look_the_same(site: TestSite) -> None:
    wrong = sign_in(site.stranger(), "executive", "wrong wrong wrong")
    unknown = sign_in(site.stranger(), "nobody", "wrong wrong wrong")
    assert wrong.status_code == unknown.status_code == 401
    texts = [a.get_data(as_text=True).replace("executive", "X").replace("nobody", "X") for a in (wrong, unknown)]
    assert texts[0].split("csrf_token")[0] == texts[1].split("csrf_token")[0]
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in texts[0]


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords(memory_kib=4096, time_cost=1)
    known = passwords.hash(PASSWORD)

    def median(password_hash: str | None) -> float:
        times = []
        for _ in range(15):
            began = time.perf_counter()
            assert not passwords.is_right("wrong wrong wrong", password_hash)
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    assert median(None) > median(known) / 3


def test_hashes_are_argon2id_of_the_asvs_strength() -> None:
    made = Passwords().hash(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_an_older_hash_is_made_anew_at_sign_in(site: TestSite) -> None:
    weak = Passwords(memory_kib=32, time_cost=1).hash(PASSWORD)
    with site.people.engine.begin() as connection:
        connection.execute(app_person.update().where(app_person.c.username == "planner").values(password_hash=weak))
    assert sign_in(site.stranger(), "planner", PASSWORD).status_code == 302
    with site.people.reader.connect() as connection:
        kept = connection.scalar(select(app_person.c.password_hash).where(app_person.c.username == "planner"))
    assert kept != weak and site.people.passwords.is_right(PASSWORD, kept)


def test_too_many_hashes_at_once_are_refused_not_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.access.passwords.WAIT_SECONDS", 0)
    passwords = Passwords(memory_kib=64, time_cost=1)
    for _ in range(4):
        passwords._turns.acquire()
    with pytest.raises(TooBusyError):
        passwords.is_right(PASSWORD, None)


def test_guessing_is_slowed_before_the_hash_and_the_owner_still_gets_in(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = site.browser("executive")  # a browser that has signed in before
    owner.post("/logout", headers=csrf_headers(owner))
    hashed = []
    honest = site.people.passwords.is_right
    monkeypatch.setattr(site.people.passwords, "is_right", lambda *a: hashed.append(1) or honest(*a))
    stranger = site.stranger()
    codes = [sign_in(stranger, "executive", f"guess number {n}").status_code for n in range(40)]
    assert codes == [401] * ACCOUNT_LIMIT + [429] * 30 and len(hashed) == ACCOUNT_LIMIT
    assert "โปรดรอ 5 นาที" in sign_in(stranger, "executive", PASSWORD).get_data(as_text=True)
    assert sign_in(owner, "executive", PASSWORD).status_code == 302
    site.clock.move(WINDOW + timedelta(seconds=1))
    assert sign_in(stranger, "executive", PASSWORD).status_code == 302


def test_one_address_cannot_try_all_names(site: TestSite) -> None:
    stranger = site.stranger()
    codes = [sign_in(stranger, f"name{n}", "guess guess guess").status_code for n in range(25)]
    assert codes == [401] * 20 + [429] * 5
    other = sign_in(site.stranger(), "planner", PASSWORD, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 302


def test_a_device_mark_of_somebody_else_is_worth_nothing(site: TestSite) -> None:
    attacker = site.browser("operator")  # an insider with a mark of their own
    attacker.post("/logout", headers=csrf_headers(attacker))
    stranger = site.stranger()
    assert [sign_in(stranger, "executive", f"guess number {n}").status_code for n in range(10)] == [401] * ACCOUNT_LIMIT
    assert sign_in(attacker, "executive", "guess number 11").status_code == 429


def test_the_session_is_new_at_sign_in(site: TestSite) -> None:
    client = site.stranger()
    client.get("/login")
    before = client.get_cookie("mis")
    sign_in(client, "executive", PASSWORD)
    after = client.get_cookie("mis")
    assert before is not None and after is not None and before.value != after.value
    with client.session_transaction() as held:
        assert "csrf_token" not in held  # nothing of before lives on
    fixed = site.stranger()
    fixed.set_cookie("mis", before.value)
    assert fixed.get("/").status_code == 302


def test_the_table_alone_opens_nothing(site: TestSite) -> None:
    outcome = try_sign_in(site.people, "executive", PASSWORD, address="1.1.1.1", device=None)
    assert isinstance(outcome, SignedIn) and len(outcome.session_id) >= 43  # 256 bits
    with site.people.reader.connect() as connection:
        stored = connection.scalars(select(app_session.c.session_hash)).all()
    assert outcome.session_id not in stored and all(len(one) == 64 for one in stored)


@pytest.mark.parametrize("event", ["logout", "disable", "passwd"])
def test_a_session_ends_when_it_should(site: TestSite, event: str) -> None:
    client, other = site.browser("planner"), site.browser("planner")
    stolen = client.get_cookie("mis")
    assert stolen is not None
    if event == "logout":
        answer = client.post("/logout", headers=csrf_headers(client))
        assert answer.headers["Location"] == "/login?signed_out=1"
    elif event == "disable":
        site.people.disable("planner", by="test")
    else:
        site.people.set_password("planner", "another good password", by="test")
    replayed = site.stranger()
    replayed.set_cookie("mis", stolen.value)
    assert replayed.get("/_dash-layout").status_code == 401
    assert other.get("/_dash-layout").status_code == (200 if event == "logout" else 401)


def test_a_disabled_person_cannot_come_back_in(site: TestSite) -> None:
    site.people.disable("planner", by="test")
    assert sign_in(site.stranger(), "planner", PASSWORD).status_code == 401
    site.people.set_password("planner", "another good password", by="test")
    assert sign_in(site.stranger(), "planner", "another good password").status_code == 302


def test_a_form_without_its_token_shows_the_page_again(site: TestSite) -> None:
    answer = site.stranger().post("/login", data={"username": "executive", "password": PASSWORD})
    assert answer.status_code == 400 and "โปรดลองเข้าสู่ระบบอีกครั้ง" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example",
        "https:evil.example", "javascript:alert(1)", "/%09/evil.example", "/\t/evil.example", "/\n/evil.example",
        "//evil.example/%2f..", "/\\/evil.example", ".evil", "@evil.example", "/login", "/login?next=//x",
        "/logout", "data:text/html,x", "//[::1]", "/\x00/evil.example", "http:/evil.example", "", " //evil.example",
        "/" + "a" * 3000,
    ],
)  # fmt: skip
def test_nobody_is_led_off_the_site(site: TestSite, place: str) -> None:
    answer = sign_in(site.stranger(), "executive", PASSWORD, f"?next={quote(place, safe='')}")
    led_to = answer.headers["Location"]
    assert answer.status_code == 302 and (led_to == "/" or led_to.startswith("/%09"))
    back = site.browser().get(f"/login?next={quote(place, safe='')}").headers["Location"]
    assert back == "/" or back.startswith("/%09")


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-URL"])
def test_no_header_leads_off_the_site(site: TestSite, header: str) -> None:
    answer = site.stranger().get("/complaints", headers={header: "evil.example"})
    assert answer.headers["Location"] == "/login?next=%2Fcomplaints" and b"evil" not in answer.data


def test_cookies_of_a_signed_in_browser(site: TestSite, make_settings: Callable[..., Settings]) -> None:
    answer = sign_in(site.stranger(), "executive", PASSWORD)
    cookies = {c.split("=")[0]: c for c in answer.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies["mis"] and "SameSite=Lax" in cookies["mis"] and "Path=/" in cookies["mis"]
    assert "HttpOnly" in cookies["mis_device"] and "Path=/login" in cookies["mis_device"]
    settings = make_settings(
        MIS_ENV="production", MIS_SECRET_KEY="0123456789abcdef-0123456789abcdef", MIS_HOME=str(site.settings.home / "p")
    )
    secure = make_site(settings)
    client = secure.stranger()
    answer = sign_in(
        client, "executive", PASSWORD, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
    assert any(c.startswith("__Host-mis=") and "Domain" not in c for c in answer.headers.getlist("Set-Cookie"))


def test_what_people_did_is_written_down_and_cannot_be_changed_unseen(site: TestSite) -> None:
    sign_in(site.stranger(), "executive", "wrong wrong wrong")
    sign_in(site.stranger(), "my-secret-password", "x" * 20)
    client = site.browser()
    client.post("/logout", headers=csrf_headers(client))
    with site.people.reader.connect() as connection:
        rows = connection.execute(select(app_audit).order_by(app_audit.c.audit_key)).all()
    assert [(r.person, r.action) for r in rows[5:]] == [
        ("executive", "sign_in_refused"), ("-", "sign_in_refused"), ("executive", "sign_in"), ("executive", "sign_out"),
    ]  # fmt: skip
    assert "my-secret-password" not in str(rows) and PASSWORD not in str(rows)
    assert find_break(site.people.reader) is None
    head = last_hash(site.people.reader)
    with site.people.engine.begin() as connection:
        connection.execute(app_audit.update().where(app_audit.c.audit_key == 3).values(person="somebody"))
    assert find_break(site.people.reader) == 3 and last_hash(site.people.reader) == head
    with site.people.engine.begin() as connection:
        connection.execute(app_audit.update().where(app_audit.c.audit_key == 3).values(person="test"))
        assert connection.scalar(select(func.count()).select_from(app_audit)) == 9
        connection.execute(app_audit.delete().where(app_audit.c.audit_key == 4))
    assert find_break(site.people.reader) == 4


def test_demo_people_are_made_once_and_never_in_production(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    made = make_demo_people(settings)
    assert [(name, role) for name, _, role in made] == [
        ("mayor", "executive"), ("planner", "planner"), ("strategy", "strategy"), ("operator", "operator"),
    ]  # fmt: skip
    assert len({password for _, password, _ in made}) == 4 and all(len(p) >= 20 for _, p, _ in made)
    assert make_demo_people(settings) == []
    production = make_settings(MIS_ENV="production", MIS_SECRET_KEY="0123456789abcdef-0123456789abcdef")
    assert make_demo_people(production) == []
    assert user.commands.keys() == {"add", "list", "disable", "passwd"}
