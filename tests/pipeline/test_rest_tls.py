"""Over https: the certificate must be good and name the host, at the address that was looked up once."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.contracts.complaints import COMPLAINT
from etl.errors import SourceRefusedError, SourceUnavailableError
from etl.readers.base import Start
from etl.readers.rest import RestReader
from etl.source_settings import Source
from tests import traffy_server
from tests.pipeline.rest_sources import shown
from tests.traffy_server import GEOJSON, Fault, TraffyServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of `localhost` alone, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "9", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


@pytest.fixture
def server(certificate: Path) -> Iterator[TraffyServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with traffy_server.serve(20, tls=context) as running:
        yield running


class Resolver:
    """A DNS in somebody else's hands: each answer is another one; all are kept."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[Any]:
        ip = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]


def open_list(server: TraffyServer, host: str, resolver: Resolver) -> RestReader:
    block = shown("traffy_public")
    how = block["reader"] | {
        "hosts": [host],
        "paging": {"kind": "offset", "size_parameter": "limit", "size": 8, "overlap": 2},
    }
    source = Source.model_validate(block | {"reader": how})
    url = f"https://{host}:{server.port}/{GEOJSON}"
    return RestReader(source, source.reader, url, resolver)  # type: ignore[arg-type]


def test_a_good_certificate_is_read_at_one_address(
    server: TraffyServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    resolver = Resolver("127.0.0.1", "169.254.169.254")
    reader = open_list(server, "localhost", resolver)
    server.faults.extend([None, Fault(503)])  # a connection that has to be made anew leads to the same address
    found = [key for page in reader.pages(COMPLAINT, Start()) for key in page.columns["source_id"]]
    assert found == [ticket["ticket_id"] for ticket in server.tickets]
    assert resolver.asked == 1, "the second answer of the DNS must never be looked for"
    assert {call.headers["host"] for call in server.calls} == {f"localhost:{server.port}"}


def test_a_certificate_nobody_knows_is_refused(server: TraffyServer) -> None:
    with pytest.raises(SourceRefusedError, match="certificate") as caught:
        open_list(server, "localhost", Resolver("127.0.0.1")).check(COMPLAINT)
    assert "SSL_CERT_FILE" in caught.value.remedy and not server.calls


def test_a_certificate_of_another_host_is_refused(
    server: TraffyServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with pytest.raises(SourceRefusedError, match="certificate"):
        open_list(server, "127.0.0.1", Resolver("127.0.0.1")).check(COMPLAINT)
    assert not server.calls


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "169.254.169.254", "0.0.0.0"])
def test_a_public_name_that_leads_to_this_machine_reaches_nothing(
    server: TraffyServer, certificate: Path, ip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with pytest.raises(SourceRefusedError, match="leads to"):
        open_list(server, "api.example", Resolver(ip)).check(COMPLAINT)
    assert not server.calls


def test_a_server_without_encryption_is_no_source() -> None:
    with traffy_server.serve(20) as plain, pytest.raises(SourceUnavailableError, match="broke"):
        open_list(plain, "localhost", Resolver("127.0.0.1")).check(COMPLAINT)
