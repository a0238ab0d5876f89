"""Where a REST source is: its configured address held to the allow-list, its name looked up once.

Only the host, port and scheme of the configured address are ever spoken to. `https` always, but on the loopback
interface. Private networks are allowed, since a municipality's own servers live there; loopback only where the address
itself says so; never link-local, cloud metadata, multicast, reserved or carrier addresses, however they are written.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from etl.errors import SettingsError, SourceRefusedError, SourceUnavailableError
from etl.source_settings import RestReader

Ip = IPv4Address | IPv6Address
LookUp = Callable[[str, int], list[Any]]

_PORTS = {"https": 443, "http": 80}
_OWN_NETWORKS = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
# the metadata services that do not stand in the link-local range: AWS, Azure, Oracle
_METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "168.63.129.16", "192.0.0.192")))
_NAT64 = ip_network("64:ff9b::/96")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_LIKE_A_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)\.?")


@dataclass(frozen=True, slots=True)
class Address:
    """A base address that passed; `path` ends without a slash. Prints without the password."""

    scheme: str
    host: str
    port: int
    path: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_address(how: RestReader, variable: str, url: str) -> Address:
    """Raises SettingsError naming the variable and what to write; never repeats the address, which holds a password."""
    if _UNSAFE.search(url):
        raise _wrong(variable, "holds a blank, a backslash or a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong(variable, "cannot be read") from None
    host = (parts.hostname or "").lower()
    _check_parts(how, variable, parts, host)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if how.sign_in is not None and not (user and password):
        raise _wrong(variable, "lacks the user and password that sign_in needs")
    if how.sign_in is None and (user or password):
        raise _wrong(variable, "has a user and password, but the source has no sign_in")
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], parts.path.rstrip("/"), user, password)


def look_up(address: Address, source: str, resolve: LookUp | None = None) -> tuple[str, ...]:
    """The numeric addresses of the host, to be connected to as they are: a second answer of the DNS changes nothing.

    Raises SourceUnavailableError (no such name now) or SourceRefusedError (any of them lies where it must not).
    """
    try:
        answers = (resolve or _resolve)(address.host, address.port)
    except (OSError, UnicodeError) as error:
        raise SourceUnavailableError(
            f"{source}: the name {address.host} is not known to the DNS ({error}).",
            "Nothing was changed; the next run tries again. If it lasts, check the name and this machine's DNS.",
        ) from None
    found = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for text in found:
        if not _is_allowed(ip_address(text), is_loopback_meant=_is_loopback_name(address.host)):
            raise SourceRefusedError(
                f"{source}: {address.host} leads to {text}, where no source may be.",
                "Loopback, link-local, metadata and reserved addresses are never read. Correct the address or the DNS.",
            )
    return found


def _check_parts(how: RestReader, variable: str, parts: SplitResult, host: str) -> None:
    if parts.scheme not in _PORTS or not host:
        raise _wrong(variable, "is not a web address")
    if parts.query or parts.fragment:
        raise _wrong(variable, "ends in ?... or #..., which belongs in config.yaml as query")
    if host not in {name.lower() for name in how.hosts}:
        raise _wrong(variable, "names a host that is not among hosts of the source in config.yaml")
    number = _read_ip(host)
    if number is None and _LIKE_A_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise _wrong(variable, "writes a number as a host in a way that is read differently by different programs")
    if number is not None and not _is_allowed(number, is_loopback_meant=True):
        raise _wrong(variable, "names an address where no source may be")
    if parts.scheme == "http" and not _is_loopback_name(host):
        raise _wrong(variable, "is not encrypted")


def _wrong(variable: str, why: str) -> SettingsError:
    return SettingsError(
        f"{variable} {why}.",
        "Write it as https://host/base or, where the source signs in, https://user:pass@host/base.",
    )


def _resolve(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _read_ip(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_loopback_name(host: str) -> bool:
    number = _read_ip(host)
    return host == "localhost" if number is None else _unwrap(number).is_loopback and number == _unwrap(number)


def _is_allowed(given: Ip, *, is_loopback_meant: bool) -> bool:
    number = _unwrap(given)
    if number.is_loopback:
        return is_loopback_meant and number == given
    if number in _METADATA or number.is_multicast or number.is_link_local or number.is_reserved:
        return False
    if isinstance(number, IPv6Address) and (number.is_site_local or number.scope_id):
        return False
    return number.is_global or any(number in network for network in _OWN_NETWORKS)


def _unwrap(number: Ip) -> Ip:
    """The IPv4 address inside an IPv6 one that only carries it."""
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if inner is None and number in _NAT64:
            inner = IPv4Address(int(number) & 0xFFFFFFFF)
        return inner or number
    return number
