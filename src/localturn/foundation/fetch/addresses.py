"""An address taken apart, and which addresses of the network are open to everybody."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from localturn.foundation.fetch.refusing import NotFetched, Reason

LONGEST = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNTOUCHED = "%/:=&?~+!$,;'@()*[]"


@dataclass(frozen=True)
class Target:
    """Whom to ask, and for what."""

    scheme: str
    host: str
    """A name in its ASCII form, or an address in numbers, without brackets."""
    port: int
    path: str
    """With its query; begins with a slash."""

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        """Host and port as the `Host` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.origin}{self.path}"


def parse(address: str, *, ports: frozenset[int]) -> Target:
    """Take an address apart; raises NotFetched where it is none, or asks for another port."""
    bad = NotFetched(Reason.BAD_ADDRESS, address[:200])
    if len(address) > LONGEST or any(letter <= " " or letter == "\x7f" for letter in address):
        raise bad
    try:
        parts = urlsplit(address)
        port = parts.port
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise bad from error
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc or "\\" in address:
        raise bad
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise NotFetched(Reason.OTHER_PORT, str(port))
    path = quote(parts.path or "/", safe=_UNTOUCHED)
    query = f"?{quote(parts.query, safe=_UNTOUCHED)}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query)


def _ascii(host: str) -> str:
    """A host's name as the network writes it: "bücher.example" is "xn--bcher-kva.example"."""
    if host.isascii():
        return host.lower()
    return host.encode("idna").decode("ascii").lower()


# What Python's own `is_global` counts as public in one of its versions or another, and is not,
# and an address of the public range that a provider of machines answers on within them.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
_WITH_IPV4_AT_THE_END = ip_network("64:ff9b::/96")


def is_public(numbers: str) -> bool:
    """Whether an address of the network is anybody's, also looked at through what it wraps."""
    found = _unwrapped(ip_address(numbers.split("%", 1)[0]))
    if any(found.version == block.version and found in block for block in _NOT_PUBLIC):
        return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback
    )


def is_loopback(numbers: str) -> bool:
    """Whether an address is this machine itself."""
    return _unwrapped(ip_address(numbers.split("%", 1)[0])).is_loopback


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _WITH_IPV4_AT_THE_END:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
