"""Addresses taken apart, and which of them are open to everybody."""

import pytest

from localturn.foundation.fetch import PORTS, NotFetched, Reason
from localturn.foundation.fetch.addresses import is_public, parse

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("address", "whole", "origin"),
    [
        ("https://example.org", "https://example.org/", "example.org"),
        ("HTTP://Example.ORG:80/a?b=c", "http://example.org/a?b=c", "example.org"),
        (
            "https://bücher.example/ü",
            "https://xn--bcher-kva.example/%C3%BC",
            "xn--bcher-kva.example",
        ),
        ("https://example.org/a%20b", "https://example.org/a%20b", "example.org"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/", "[2001:db8::1]"),
        ("http://example.org:443/", "http://example.org:443/", "example.org:443"),
    ],
)
def test_an_address_is_taken_apart(address: str, whole: str, origin: str) -> None:
    target = parse(address, ports=PORTS)

    assert (target.address, target.origin) == (whole, origin)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", Reason.BAD_ADDRESS),
        ("example.org", Reason.BAD_ADDRESS),
        ("ftp://example.org/", Reason.BAD_ADDRESS),
        ("file:///etc/passwd", Reason.BAD_ADDRESS),
        ("gopher://example.org/", Reason.BAD_ADDRESS),
        ("javascript:alert(1)", Reason.BAD_ADDRESS),
        ("http://", Reason.BAD_ADDRESS),
        ("http:///path", Reason.BAD_ADDRESS),
        ("http://user@example.org/", Reason.BAD_ADDRESS),
        ("http://example.org@127.0.0.1/", Reason.BAD_ADDRESS),
        ("http://example.org\\@127.0.0.1/", Reason.BAD_ADDRESS),
        ("http://example.org/\r\nHost: other", Reason.BAD_ADDRESS),
        ("http://exa mple.org/", Reason.BAD_ADDRESS),
        ("http://example.org:port/", Reason.BAD_ADDRESS),
        ("http://example.org:99999/", Reason.BAD_ADDRESS),
        ("http://[::1/", Reason.BAD_ADDRESS),
        ("http://" + "ä" * 70 + ".example/", Reason.BAD_ADDRESS),
        ("http://example.org/" + "a" * 2_000, Reason.BAD_ADDRESS),
        ("http://example.org:22/", Reason.OTHER_PORT),
        ("http://example.org:8000/", Reason.OTHER_PORT),
        ("http://example.org:0/", Reason.OTHER_PORT),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str, reason: Reason) -> None:
    with pytest.raises(NotFetched) as raised:
        parse(address, ports=PORTS)

    assert raised.value.reason is reason


@pytest.mark.parametrize(
    "numbers", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001::1", "64:ff9b::808:808"]
)
def test_addresses_of_the_public_internet_are_public(numbers: str) -> None:
    assert is_public(numbers) is True


@pytest.mark.parametrize(
    "numbers",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",  # a provider's metadata
        "169.254.169.254",  # most providers' metadata
        "168.63.129.16",  # a provider's own, in the public range
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "100::1",
    ],
)
def test_everything_else_is_not(numbers: str) -> None:
    assert is_public(numbers) is False
