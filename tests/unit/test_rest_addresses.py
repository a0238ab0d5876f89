"""Where a REST source may lead: 40 addresses that try to lead elsewhere, and the few that may stand."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from etl.errors import SettingsError, SourceRefusedError, SourceUnavailableError
from etl.readers.rest_address import look_up, read_address
from etl.source_settings import RestReader

HOST = "publicapi.traffy.in.th"
PASSWORD = "s3cret-w0rd"

# each host stands among `hosts`, so that nothing but the rules for addresses refuses it
REFUSED_AS_WRITTEN = [
    "https://127.1/", "https://0x7f.1/", "https://0x7f000001/", "https://2130706433/", "https://0177.0.0.1/",
    "https://017700000001/", "https://127.0.1/", "https://127.0.0.1./", "https://0/", "https://0.0.0.0/",
    "https://169.254.169.254/latest/meta-data", "https://169.254.170.2/", "https://2852039166/",
    "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://[::ffff:169.254.169.254]/",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[::]/",
    "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fec0::1]/", "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/", "https://[fd00:ec2::254]/", "https://168.63.129.16/", "https://192.0.0.192/",
    "https://100.100.100.200/", "https://224.0.0.1/", "https://255.255.255.255/", "https://[ff02::1]/",
    f"http://{HOST}/", f"file://{HOST}/etc/passwd", f"gopher://{HOST}:70/_", f"ftp://{HOST}/",
    f"https://{HOST}\\@127.0.0.1/", f"https://{HOST}/?next=http://127.0.0.1", f"https://{HOST}#@127.0.0.1/",
    f"https://{HOST} @127.0.0.1/", f"https://{HOST}\n.evil.example/", f"https://{HOST}:99999/", "https:///etc/passwd",
    "https://[::1", "//127.0.0.1/", "",
]  # fmt: skip
# a good name of the allow-list, and where a DNS under somebody else's hand lets it lead
REFUSED_BEHIND_A_NAME = [
    "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "169.254.169.254", "fe80::1", "::ffff:127.0.0.1", "fd00:ec2::254",
    "168.63.129.16", "100.64.0.1", "100.100.100.200", "224.0.0.1", "240.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "192.0.0.192", "198.18.0.1",
]  # fmt: skip


def settings(*hosts: str, **more: Any) -> RestReader:
    return RestReader.model_validate({"kind": "rest", "hosts": hosts or (HOST,), "path": "list", **more})


def host_of(url: str) -> str:
    """The name any parser would find, for the allow-list to let it pass."""
    return url.partition("//")[2].partition("/")[0].removeprefix("[").partition("]")[0] or "x"


def answer(*ips: str) -> Any:
    return lambda host, port: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]


@pytest.mark.parametrize("url", REFUSED_AS_WRITTEN)
def test_refused_as_written(url: str) -> None:
    with pytest.raises(SettingsError):
        read_address(settings(HOST, host_of(url), "127.0.0.1", "evil.example"), "MIS_SOURCE_X_URL", url)


def test_there_are_forty() -> None:
    assert len(set(REFUSED_AS_WRITTEN)) >= 40


@pytest.mark.parametrize("ip", REFUSED_BEHIND_A_NAME)
@pytest.mark.parametrize("beside", [(), ("203.0.114.9",)])
def test_a_name_that_leads_inside(ip: str, beside: tuple[str, ...]) -> None:
    address = read_address(settings(), "MIS_SOURCE_X_URL", f"https://{HOST}/base")
    with pytest.raises(SourceRefusedError, match="leads to") as caught:
        look_up(address, "traffy", answer(*beside, ip))
    assert ip in caught.value.what and HOST in caught.value.what


@pytest.mark.parametrize("ip", ["203.0.114.9", "10.1.2.3", "172.16.0.9", "192.168.1.9", "2001:4860:4860::8888"])
def test_public_and_own_networks_are_allowed(ip: str) -> None:
    address = read_address(settings(), "MIS_SOURCE_X_URL", f"https://{HOST}")
    assert look_up(address, "traffy", answer(ip)) == (ip,)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_loopback_where_the_address_says_so(host: str) -> None:
    address = read_address(settings("localhost", "127.0.0.1", "::1"), "MIS_SOURCE_X_URL", f"http://{host}:8080/api/")
    ip = "::1" if host == "[::1]" else "127.0.0.1"
    assert look_up(address, "traffy", answer(ip)) == (ip,)
    assert (address.port, address.path, address.authority) == (8080, "/api", f"{host}:8080")


def test_only_hosts_of_the_list() -> None:
    for url in ("https://evil.example/", f"https://{HOST}.evil.example/", f"https://evil.example/{HOST}"):
        with pytest.raises(SettingsError, match="not among hosts"):
            read_address(settings(), "MIS_SOURCE_X_URL", url)
    with pytest.raises(SettingsError, match="not among hosts"):
        sign_in = {"path": "auth"}
        read_address(settings(sign_in=sign_in), "MIS_SOURCE_X_URL", f"https://{HOST}:{PASSWORD}@evil.example/")


def test_user_and_password_go_with_signing_in() -> None:
    signing_in = settings(sign_in={"path": "auth"})
    address = read_address(signing_in, "MIS_SOURCE_X_URL", f"https://kk:p%40ss%2Fword@{HOST}/base")
    assert (address.user, address.password) == ("kk", "p@ss/word")
    assert "p@ss" not in repr(address)
    for how, url in (
        (signing_in, f"https://{HOST}/"),
        (signing_in, f"https://kk@{HOST}/"),
        (settings(), f"https://kk:{PASSWORD}@{HOST}/"),
    ):
        with pytest.raises(SettingsError, match="sign_in") as caught:
            read_address(how, "MIS_SOURCE_X_URL", url)
        assert PASSWORD not in str(caught.value)


def test_no_refusal_repeats_the_address() -> None:
    for url in (f"https://u:{PASSWORD}@evil.example/", f"http://u:{PASSWORD}@{HOST}/", f"https://u:{PASSWORD}@[::1"):
        with pytest.raises(SettingsError) as caught:
            read_address(settings(sign_in={"path": "auth"}), "MIS_SOURCE_X_URL", url)
        assert PASSWORD not in str(caught.value) and "MIS_SOURCE_X_URL" in str(caught.value)


def test_a_name_nobody_knows_is_tried_again_later() -> None:
    def fail(host: str, port: int) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    address = read_address(settings(), "MIS_SOURCE_X_URL", f"https://{HOST}")
    with pytest.raises(SourceUnavailableError, match="DNS"):
        look_up(address, "traffy", fail)


@pytest.mark.parametrize(
    "path", ["https://evil.example/x", "//evil.example/x", "../x", "a/../b", "a?b=1", "a#b", "a b", "%2e%2e/x", "a\\b"]
)
def test_a_path_stays_below_the_address(path: str) -> None:
    with pytest.raises(ValueError, match="path below"):
        settings(path=path)
